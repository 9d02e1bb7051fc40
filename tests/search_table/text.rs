//! String (R4, section 3.1.1.4.8), and names by their sound.

use serde_json::{Value, json};

use crate::check;

fn patient(id: &str, name: Value) -> Value {
    json!({"resourceType": "Patient", "id": id, "name": [name]})
}

#[tokio::test]
async fn a_text_is_found_by_its_start_by_a_part_or_to_the_letter() {
    let patients = [
        patient("a", json!({"family": "Évrard", "given": ["Ève"]})),
        patient("b", json!({"family": "Chalmers", "given": ["Severine", "James"]})),
        patient("c", json!({"family": "Carreno Quinones", "given": ["eve"]})),
        patient("d", json!({"text": "Evelyn"})),
    ];
    let searches = [
        ("given=eve", "a c"),
        ("given=EVE", "a c"),
        ("given:contains=eve", "a b c"),
        ("given:contains=Ê", "a b c"),
        ("given:exact=eve", "c"),
        ("given:exact=Ève", "a"),
        ("given:exact=Eve", ""),
        ("given=eve,sev", "a b c"),
        ("given=sev&given=jam", "b"),
        ("given:missing=true", "d"),
        ("family=quinones", "c"),
        ("family=carreno  quin", "c"),
        ("family:contains=arr", "c"),
        ("name=evelyn", "d"),
        ("name=severine james", "b"),
        ("name=severine james chalmers", "b"),
        ("name=james chalmers", ""),
        ("name:exact=Severine James Chalmers", "b"),
        ("given=%", ""),
        ("given= ", "refused"),
        ("given:text=eve", "refused"),
        ("given:not=eve", "refused"),
    ];
    check(&patients, &searches).await;
}

#[tokio::test]
async fn an_address_is_found_whole_and_by_its_parts() {
    let organization =
        |id: &str, address: Value| json!({"resourceType": "Organization", "id": id, "address": [address]});
    let organizations = [
        organization("a", json!({"line": ["1 Rue X"], "city": "Douala", "country": "CM", "use": "work"})),
        organization("b", json!({"text": "Banjul, The Gambia", "country": "GM"})),
    ];
    let searches = [
        ("address=douala", "a"),
        ("address=1 rue x douala", "a"),
        ("address=ban", "b"),
        ("address:contains=gambia", "b"),
        ("address=work", ""),
        ("address-country=gm", "b"),
        ("address-use=work", "a"),
    ];
    check(&organizations, &searches).await;
}

#[tokio::test]
async fn a_name_is_found_by_its_sound() {
    let patients = [
        patient("a", json!({"family": "Smith", "given": ["Stephen"]})),
        patient("b", json!({"family": "Ouédraogo", "given": ["Philippe"]})),
        patient("c", json!({"family": "Miller"})),
    ];
    let searches = [
        ("phonetic=smyth", "a"),
        ("phonetic=Steven Smyth", "a"),
        ("phonetic=Smyth Steven", ""),
        ("phonetic=filip,miler", "b c"),
        ("phonetic=wedraogo", "b"),
        ("phonetic:missing=true", ""),
        ("phonetic:exact=smith", "refused"),
        ("phonetic=-", "refused"),
    ];
    check(&patients, &searches).await;
}
