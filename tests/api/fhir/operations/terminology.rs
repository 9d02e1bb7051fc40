//! Value sets, code systems and concept maps.

use serde_json::{Value, json};

use super::{call, first_issue, parameter};
use crate::fhir::put;
use crate::server::Server;

fn colours() -> Value {
    json!({
        "resourceType": "CodeSystem", "id": "colours", "url": "urn:colours", "version": "1", "status": "active",
        "name": "Colours", "content": "complete", "language": "en", "caseSensitive": true,
        "concept": [
            {"code": "warm", "display": "Warm", "property": [{"code": "notSelectable", "valueBoolean": true}],
             "concept": [
                {"code": "red", "display": "Red", "definition": "The colour of blood",
                 "designation": [{"language": "fr", "value": "Rouge"}],
                 "concept": [{"code": "scarlet", "display": "Scarlet", "designation": [{"language": "fr", "value": "Écarlate"}]}]},
             ]},
            {"code": "blue", "display": "Blue", "property": [{"code": "inactive", "valueBoolean": true}]},
        ],
    })
}

async fn server() -> Server {
    let server = Server::start().await;
    put(&server, &colours()).await.expect(201);
    let older = json!({"resourceType": "CodeSystem", "id": "older", "url": "urn:colours", "version": "0.9", "status": "retired",
        "content": "complete", "concept": [{"code": "grey", "display": "Grey"}]});
    put(&server, &older).await.expect(201);
    let all = json!({"resourceType": "ValueSet", "id": "all", "url": "urn:all", "status": "active",
        "compose": {"include": [{"system": "urn:colours"}]}});
    put(&server, &all).await.expect(201);
    let reds = json!({"resourceType": "ValueSet", "id": "reds", "url": "urn:reds", "version": "3", "status": "active",
        "compose": {"include": [{"system": "urn:colours", "filter": [{"property": "concept", "op": "is-a", "value": "red"}]}]}});
    put(&server, &reds).await.expect(201);
    server
}

fn codes(expanded: &Value) -> Vec<String> {
    let contains = expanded["expansion"]["contains"].as_array().into_iter().flatten();
    contains.map(|one| one["code"].as_str().unwrap().to_owned()).collect()
}

#[track_caller]
fn check_codes(expanded: &Value, expected: &[&str]) {
    assert_eq!(codes(expanded), expected, "{expanded}");
}

#[tokio::test]
async fn a_value_set_is_expanded_by_id_by_address_and_as_it_is_sent() {
    let server = server().await;
    let get = async |path: &str| server.get(path).await.expect(200).json();
    let all = ["warm", "red", "scarlet", "blue"];
    check_codes(&get("/fhir/ValueSet/all/$expand").await, &all);
    check_codes(&get("/fhir/ValueSet/$expand?url=urn:all").await, &all);
    check_codes(&get("/fhir/ValueSet/$expand?url=urn:reds|3").await, &["red", "scarlet"]);
    check_codes(&get("/fhir/ValueSet/$expand?url=urn:reds&valueSetVersion=3").await, &["red", "scarlet"]);
    let sent = json!({"resourceType": "ValueSet", "status": "draft", "compose": {"include": [{"valueSet": ["urn:reds"]}]}});
    check_codes(&server.post("/fhir/ValueSet/$expand", &sent).await.expect(200).json(), &["red", "scarlet"]);
    let parameters =
        [json!({"name": "valueSet", "resource": sent}), json!({"name": "count", "valueInteger": 1})];
    let wrapped = call(&server, "/fhir/ValueSet/$expand", &parameters);
    check_codes(&wrapped.await.expect(200).json(), &["red"]);
    let older = json!({"resourceType": "ValueSet", "status": "draft", "compose": {"include": [{"system": "urn:colours", "version": "0.9"}]}});
    check_codes(&server.post("/fhir/ValueSet/$expand", &older).await.expect(200).json(), &["grey"]);
    check_codes(&get("/fhir/ValueSet/all/$expand?force-system-version=urn:colours|0.9").await, &["grey"]);
    check_codes(
        &get("/fhir/ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/publication-status|4.0.1").await,
        &["active", "draft", "retired", "unknown"],
    );
}

#[tokio::test]
async fn an_expansion_is_a_valid_resource_that_says_what_it_is_made_of() {
    let server = server().await;
    let path =
        "/fhir/ValueSet/all/$expand?includeDesignations=true&displayLanguage=fr&includeDefinition=true";
    let expanded = server.get(path).await.expect(200);
    let resource = relais::fhir::Resource::parse(expanded.text.as_bytes()).unwrap();
    assert_eq!(relais::fhir::validate::validate(&resource), []);
    let expanded = expanded.json();
    assert_eq!(expanded["expansion"]["total"], 4);
    assert_eq!(expanded["compose"]["include"][0]["system"], "urn:colours");
    let contains = &expanded["expansion"]["contains"];
    assert_eq!(
        contains[0],
        json!({"system": "urn:colours", "abstract": true, "version": "1", "code": "warm", "display": "Warm"})
    );
    assert_eq!(contains[1]["display"], "Rouge");
    assert_eq!(contains[1]["designation"], json!([{"language": "fr", "value": "Rouge"}]));
    assert_eq!(contains[3]["inactive"], true);
    let parameters = expanded["expansion"]["parameter"].as_array().unwrap();
    assert!(parameters.contains(&json!({"name": "displayLanguage", "valueCode": "fr"})), "{parameters:?}");
    assert!(
        parameters.contains(&json!({"name": "used-codesystem", "valueUri": "urn:colours|1"})),
        "{parameters:?}"
    );
}

#[tokio::test]
async fn an_expansion_is_filtered_paged_and_nested() {
    let server = server().await;
    let get = async |query: &str| {
        server.get(&format!("/fhir/ValueSet/all/$expand?{query}")).await.expect(200).json()
    };
    check_codes(&get("filter=ecarlate").await, &["scarlet"]);
    check_codes(&get("filter=RED").await, &["red"]);
    check_codes(&get("filter=nothing").await, &[]);
    check_codes(&get("activeOnly=true&excludeNotForUI=true").await, &["red", "scarlet"]);
    check_codes(&get("exclude-system=urn:colours|1").await, &[]);
    check_codes(&get("exclude-system=urn:colours|2&count=1").await, &["warm"]);
    let page = get("offset=1&count=2").await;
    check_codes(&page, &["red", "scarlet"]);
    assert_eq!(
        (page["expansion"]["total"].as_u64(), page["expansion"]["offset"].as_u64()),
        (Some(4), Some(1))
    );
    let total = get("count=0").await;
    assert_eq!(
        (total["expansion"]["total"].as_u64(), &total["expansion"]["contains"]),
        (Some(4), &Value::Null)
    );
    let nested = get("excludeNested=false&filter=r").await;
    check_codes(&nested, &["warm"]);
    assert_eq!(nested["expansion"]["contains"][0]["contains"][0]["contains"][0]["code"], "scarlet");
}

#[tokio::test]
async fn what_is_unknown_is_not_found_and_what_cannot_be_expanded_says_why() {
    let server = server().await;
    let unknown = server.get("/fhir/ValueSet/$expand?url=urn:never").await.expect(404).json();
    assert_eq!(first_issue(&unknown).1, "unknown-value-set");
    server.get("/fhir/ValueSet/never/$expand").await.expect(404);
    server.get("/fhir/ValueSet/$expand?url=urn:reds|4").await.expect(404);
    let elsewhere = json!({"resourceType": "ValueSet", "status": "active", "compose": {"include": [{"system": "http://loinc.org"}]}});
    let refused = server.post("/fhir/ValueSet/$expand", &elsewhere).await.expect(422).json();
    assert_eq!(
        (refused["issue"][0]["code"].as_str(), first_issue(&refused).1),
        (Some("not-supported"), "not-supported".to_owned())
    );
    assert!(refused["issue"][0]["diagnostics"].as_str().unwrap().contains("http://loinc.org"));
    server.get("/fhir/ValueSet/all/$expand?check-system-version=urn:colours|0.9").await.expect(200);

    for query in [
        "",
        "?url=urn:all&count=-1",
        "?url=urn:all&count=x",
        "?url=urn:all&nonsense=1",
        "?url=urn:all&activeOnly=yes",
        "?url=urn:all&system-version=x",
    ] {
        server.get(&format!("/fhir/ValueSet/$expand{query}")).await.expect(400);
    }
    server.get("/fhir/ValueSet/all/$expand?url=urn:reds").await.expect(400);
}

#[tokio::test]
async fn a_changed_code_system_is_never_stale() {
    let server = server().await;
    server.get("/fhir/ValueSet/all/$expand").await.expect(200);
    let mut changed = colours();
    changed["concept"] = json!([{"code": "green", "display": "Green"}]);
    put(&server, &changed).await.expect(200);
    check_codes(&server.get("/fhir/ValueSet/all/$expand").await.expect(200).json(), &["green"]);
    server.send(reqwest::Method::DELETE, "/fhir/CodeSystem/colours", &[], None).await.expect(204);
    check_codes(&server.get("/fhir/ValueSet/all/$expand").await.expect(200).json(), &["grey"]);
}

#[tokio::test]
async fn a_code_is_judged_by_a_value_set() {
    let server = server().await;
    let judged = async |query: &str| {
        let answer = server
            .get(&format!("/fhir/ValueSet/$validate-code?url=urn:all&{query}"))
            .await
            .expect(200)
            .json();
        let message = parameter(&answer, "message", "valueString");
        (
            parameter(&answer, "result", "valueBoolean") == true,
            message.as_str().unwrap_or_default().to_owned(),
            answer,
        )
    };
    let (result, message, answer) = judged("system=urn:colours&code=red").await;
    assert_eq!(
        (result, message.as_str(), parameter(&answer, "display", "valueString")),
        (true, "", json!("Red"))
    );
    let (result, _, answer) = judged("system=urn:colours&code=red&display=rouge&displayLanguage=fr").await;
    assert_eq!((result, parameter(&answer, "display", "valueString")), (true, json!("Rouge")));
    let check = |(result, message, _): (bool, String, Value), expected: bool, words: &str| {
        assert_eq!(result, expected, "{message}");
        assert!(message.contains(words), "{message}");
    };
    check(judged("system=urn:colours&code=green").await, false, "'green'");
    check(judged("system=urn:others&code=red").await, false, "urn:others");
    check(judged("system=urn:colours&code=red&display=Crimson").await, false, "'Red', 'Rouge'");
    check(judged("system=urn:colours&code=warm").await, false, "groups");
    check(judged("system=urn:colours&code=warm&abstract=true").await, true, "");
    check(judged("system=urn:colours&code=blue").await, true, "no longer");

    let concept = json!({"name": "codeableConcept", "valueCodeableConcept": {"coding": [{"system": "x", "code": "y"}, {"system": "urn:colours", "code": "red"}]}});
    let either = call(&server, "/fhir/ValueSet/reds/$validate-code", &[concept]).await.expect(200).json();
    assert_eq!(parameter(&either, "result", "valueBoolean"), true);
    server.get("/fhir/ValueSet/$validate-code?url=urn:never&system=x&code=y").await.expect(404);
    server.get("/fhir/ValueSet/all/$validate-code?code=red").await.expect(400);
    server.get("/fhir/ValueSet/all/$validate-code").await.expect(400);
}

#[tokio::test]
async fn a_code_is_judged_by_its_code_system() {
    let server = server().await;
    let result =
        async |path: &str| parameter(&server.get(path).await.expect(200).json(), "result", "valueBoolean");
    assert_eq!(result("/fhir/CodeSystem/$validate-code?url=urn:colours&code=red").await, true);
    assert_eq!(result("/fhir/CodeSystem/$validate-code?url=urn:colours&code=Red").await, false);
    assert_eq!(result("/fhir/CodeSystem/$validate-code?url=urn:colours&version=0.9&code=grey").await, true);
    assert_eq!(result("/fhir/CodeSystem/older/$validate-code?code=grey").await, true);
    let coding = json!({"name": "coding", "valueCoding": {"system": "urn:colours", "code": "red"}});
    call(&server, "/fhir/CodeSystem/$validate-code", &[coding]).await.expect(200);
    server.get("/fhir/CodeSystem/$validate-code?url=urn:never&code=red").await.expect(404);
    server.get("/fhir/CodeSystem/$validate-code?code=red").await.expect(400);
}

#[tokio::test]
async fn a_code_is_looked_up_with_its_names_and_properties() {
    let server = server().await;
    let found = server
        .get("/fhir/CodeSystem/$lookup?system=urn:colours&code=red&displayLanguage=fr")
        .await
        .expect(200);
    let resource = relais::fhir::Resource::parse(found.text.as_bytes()).unwrap();
    assert_eq!(relais::fhir::validate::validate(&resource), []);
    let found = found.json();
    assert_eq!(parameter(&found, "name", "valueString"), "Colours");
    assert_eq!(parameter(&found, "version", "valueString"), "1");
    assert_eq!(parameter(&found, "display", "valueString"), "Rouge");
    assert_eq!(
        parameter(&found, "designation", "part"),
        json!([{"name": "language", "valueCode": "fr"}, {"name": "value", "valueString": "Rouge"}])
    );
    let property = |code: &str, member: &str, value: Value| json!({"name": "property", "part": [{"name": "code", "valueCode": code}, {"name": "value", member: value}]});
    let all = found["parameter"].as_array().unwrap();
    for one in [
        property("parent", "valueCode", json!("warm")),
        property("child", "valueCode", json!("scarlet")),
        property("definition", "valueString", json!("The colour of blood")),
    ] {
        assert!(all.contains(&one), "{one} is not in {found}");
    }
    let some = server
        .get("/fhir/CodeSystem/$lookup?system=urn:colours&code=red&property=parent")
        .await
        .expect(200)
        .json();
    assert_eq!(some["parameter"].as_array().unwrap().len(), 4);
    let unknown =
        server.get("/fhir/CodeSystem/$lookup?system=urn:colours&code=pink").await.expect(404).json();
    assert_eq!(first_issue(&unknown).1, "unknown-code");
    server.get("/fhir/CodeSystem/$lookup?system=urn:never&code=pink").await.expect(404);
    server.get("/fhir/CodeSystem/$lookup?code=red").await.expect(400);
    server.get("/fhir/CodeSystem/$lookup?system=urn:colours").await.expect(400);
}

#[tokio::test]
async fn subsumption_is_told() {
    let server = server().await;
    let outcome =
        async |path: &str| parameter(&server.get(path).await.expect(200).json(), "outcome", "valueCode");
    assert_eq!(
        outcome("/fhir/CodeSystem/$subsumes?system=urn:colours&codeA=warm&codeB=scarlet").await,
        "subsumes"
    );
    assert_eq!(outcome("/fhir/CodeSystem/colours/$subsumes?codeA=scarlet&codeB=warm").await, "subsumed-by");
    assert_eq!(outcome("/fhir/CodeSystem/colours/$subsumes?codeA=blue&codeB=warm").await, "not-subsumed");
    assert_eq!(outcome("/fhir/CodeSystem/colours/$subsumes?codeA=blue&codeB=blue").await, "equivalent");
    let coding = |name: &str, code: &str| json!({"name": name, "valueCoding": {"system": "urn:colours", "code": code}});
    call(&server, "/fhir/CodeSystem/$subsumes", &[coding("codingA", "red"), coding("codingB", "warm")])
        .await
        .expect(200);
    server.get("/fhir/CodeSystem/$subsumes?codeA=a&codeB=b").await.expect(400);
    server.get("/fhir/CodeSystem/$subsumes?system=urn:colours&codeA=red").await.expect(400);
    server.get("/fhir/CodeSystem/$subsumes?system=urn:colours&codeA=red&codeB=pink").await.expect(404);
    server.get("/fhir/CodeSystem/$subsumes?system=urn:never&codeA=red&codeB=pink").await.expect(404);
}

#[tokio::test]
async fn a_code_is_translated() {
    let server = server().await;
    let map = json!({"resourceType": "ConceptMap", "id": "map", "url": "urn:map", "status": "active",
        "sourceUri": "urn:all", "targetUri": "urn:paints", "group": [{"source": "urn:colours", "target": "urn:paint", "element": [
            {"code": "red", "target": [{"code": "vermilion", "display": "Vermilion", "equivalence": "narrower", "comment": "One of several reds"}]},
            {"code": "blue", "target": [{"equivalence": "unmatched"}]}],
          "unmapped": {"mode": "other-map", "url": "urn:more"}}]});
    put(&server, &map).await.expect(201);
    let more = json!({"resourceType": "ConceptMap", "id": "more", "url": "urn:more", "status": "active", "group": [{"source": "urn:colours", "target": "urn:paint",
        "element": [{"code": "scarlet", "target": [{"code": "cadmium", "equivalence": "equivalent"}]}], "unmapped": {"mode": "other-map", "url": "urn:map"}}]});
    put(&server, &more).await.expect(201);
    let translated = async |query: &str| {
        let answer = server.get(&format!("/fhir/ConceptMap/$translate?{query}")).await.expect(200);
        let resource = relais::fhir::Resource::parse(answer.text.as_bytes()).unwrap();
        assert_eq!(relais::fhir::validate::validate(&resource), []);
        answer.json()
    };
    let red = translated("url=urn:map&system=urn:colours&code=red").await;
    assert_eq!(parameter(&red, "result", "valueBoolean"), true);
    assert_eq!(
        parameter(&red, "match", "part"),
        json!([
        {"name": "equivalence", "valueCode": "narrower"},
        {"name": "concept", "valueCoding": {"system": "urn:paint", "code": "vermilion", "display": "Vermilion"}},
        {"name": "source", "valueUri": "urn:map"}])
    );
    for (query, result) in [
        ("system=urn:colours&code=red&target=urn:paints", true),
        ("system=urn:colours&code=red&target=urn:nothing", false),
        ("system=urn:colours&code=red&targetsystem=urn:paint", true),
        ("system=urn:colours&code=red&targetsystem=urn:nothing", false),
        ("url=urn:map&system=urn:colours&code=blue", false),
        ("url=urn:map&system=urn:colours&code=scarlet", true),
        ("url=urn:map&system=urn:colours&code=nothing", false),
        ("url=urn:map&system=urn:paint&code=vermilion&reverse=true", true),
        ("system=urn:paint&code=vermilion&reverse=true", true),
        ("system=urn:paint&code=red&reverse=true", false),
    ] {
        let answer = translated(query).await;
        assert_eq!(parameter(&answer, "result", "valueBoolean"), result, "{query}: {answer}");
    }
    server.get("/fhir/ConceptMap/map/$translate?system=urn:colours&code=red").await.expect(200);
    server.get("/fhir/ConceptMap/$translate?url=urn:never&system=urn:colours&code=red").await.expect(404);
    server.get("/fhir/ConceptMap/$translate?url=urn:map&code=red").await.expect(400);
    server.get("/fhir/ConceptMap/$translate?url=urn:map&system=urn:colours").await.expect(400);
    server
        .get("/fhir/ConceptMap/$translate?url=urn:map&system=urn:colours&code=red&dependency=x")
        .await
        .expect(400);
}

#[tokio::test]
async fn the_standards_own_code_systems_are_known_without_a_resource() {
    let server = Server::start().await;
    let get = async |path: &str| server.get(path).await.expect(200).json();
    let status = "system=http://hl7.org/fhir/task-status&code=in-progress";
    let found = get(&format!("/fhir/CodeSystem/$lookup?{status}")).await;
    assert_eq!(parameter(&found, "display", "valueString"), "In Progress", "{found}");
    assert_eq!(parameter(&found, "version", "valueString"), "4.0.1");
    get(&format!("/fhir/CodeSystem/$lookup?{status}&version=4.0.1")).await;
    server.get(&format!("/fhir/CodeSystem/$lookup?{status}&version=5.0.0")).await.expect(404);
    let issues =
        "/fhir/CodeSystem/$subsumes?system=http://hl7.org/fhir/issue-type&codeA=invalid&codeB=required";
    assert_eq!(parameter(&get(issues).await, "outcome", "valueCode"), "subsumes");
    let asked = "/fhir/CodeSystem/$validate-code?url=http://hl7.org/fhir/task-status&code=";
    assert_eq!(parameter(&get(&format!("{asked}draft")).await, "result", "valueBoolean"), true);
    assert_eq!(parameter(&get(&format!("{asked}nothing")).await, "result", "valueBoolean"), false);
    let held = json!({"resourceType": "CodeSystem", "id": "own", "url": "http://hl7.org/fhir/task-status",
        "status": "active", "content": "complete", "concept": [{"code": "in-progress", "display": "Begonnen"}]});
    put(&server, &held).await.expect(201);
    let found = get(&format!("/fhir/CodeSystem/$lookup?{status}")).await;
    assert_eq!(parameter(&found, "display", "valueString"), "Begonnen", "what is held here counts first");
}
