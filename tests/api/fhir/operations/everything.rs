//! `$everything`.

use std::collections::BTreeSet;

use relais::config::Scope;
use relais::conformance;
use relais::fhir::{Resource, validate};
use reqwest::Method;
use serde_json::{Value, json};

use super::{call, first_issue};
use crate::fhir::{ids, link, put};
use crate::server::Server;

/// An observation of a patient.
fn observation(id: &str, patient: &str, on: &str) -> Value {
    json!({ "resourceType": "Observation", "id": id, "status": "final", "code": { "text": "x" },
        "subject": { "reference": format!("Patient/{patient}") }, "effectiveDateTime": on,
        "performer": [{ "reference": "PractitionerRole/nurse" }] })
}

/// Three patients, of whom two have observations and form a group, and who takes care of them.
async fn ward() -> Server {
    let server = Server::start().await;
    let mut resources = vec![
        json!({ "resourceType": "Practitioner", "id": "ama", "name": [{ "text": "Ama" }] }),
        json!({ "resourceType": "PractitionerRole", "id": "nurse", "practitioner": { "reference": "Practitioner/ama" } }),
        json!({ "resourceType": "Patient", "id": "a", "link": [{ "type": "seealso", "other": { "reference": "Patient/old" } }] }),
        json!({ "resourceType": "Patient", "id": "b" }),
        json!({ "resourceType": "Patient", "id": "old" }),
        json!({ "resourceType": "Group", "id": "both", "type": "person", "actual": true,
            "member": [{ "entity": { "reference": "Patient/b" } }, { "entity": { "reference": "Patient/a" } },
                { "entity": { "reference": "Practitioner/ama" } }] }),
        json!({ "resourceType": "Account", "id": "acc", "status": "active", "subject": [{ "reference": "Patient/a" }] }),
        // Bears a patient's id, and belongs to nobody.
        json!({ "resourceType": "Basic", "id": "a", "code": { "text": "x" } }),
        json!({ "resourceType": "Encounter", "id": "visit", "status": "finished", "class": { "code": "AMB" }, "subject": { "reference": "Patient/b" } }),
        json!({ "resourceType": "Procedure", "id": "p", "status": "completed", "subject": { "reference": "Patient/b" }, "encounter": { "reference": "Encounter/visit" } }),
    ];
    resources.extend((1..=5).map(|day| observation(&format!("a{day}"), "a", &format!("2021-04-0{day}"))));
    resources.extend((1..=3).map(|day| observation(&format!("b{day}"), "b", &format!("2021-05-0{day}"))));
    for resource in resources {
        put(&server, &resource).await.expect(201);
    }
    server
}

/// The answer, which is a valid Bundle.
async fn gathered(server: &Server, path: &str) -> Value {
    let answer = server.get(path).await.expect(200);
    assert_eq!(validate::validate(&Resource::parse(answer.text.as_bytes()).unwrap()), []);
    answer.json()
}

/// Compares with the matches, in order, and with what came along, in any order, separated by spaces.
#[track_caller]
fn check(bundle: &Value, matches: &str, included: &str) {
    assert_eq!(ids(bundle, "match").join(" "), matches, "{bundle}");
    let found = ids(bundle, "include");
    let expected: BTreeSet<&str> = included.split_whitespace().collect();
    assert_eq!(found.iter().map(String::as_str).collect::<BTreeSet<_>>(), expected, "{bundle}");
    assert_eq!(found.len(), expected.len(), "{bundle}");
}

#[tokio::test]
async fn each_comes_with_all_that_belongs_to_it() {
    let server = ward().await;
    let table = [
        // A group tells who else is in it, and brings none of them along; a link between records does.
        ("Patient/a", "a both acc a1 a2 a3 a4 a5", "ama nurse old"),
        ("Patient/old", "a old", ""),
        ("Encounter/visit", "visit p", "b"),
        ("Group/both", "a b both acc visit p a1 a2 a3 a4 a5 b1 b2 b3", "ama nurse old"),
        ("Patient", "a b old both acc visit p a1 a2 a3 a4 a5 b1 b2 b3", "ama nurse"),
    ];
    for (path, matches, included) in table {
        check(&gathered(&server, &format!("/fhir/{path}/$everything")).await, matches, included);
    }
}

#[tokio::test]
async fn a_group_without_patients_comes_with_its_members() {
    let server = ward().await;
    let staff = json!({ "resourceType": "Group", "id": "staff", "type": "practitioner", "actual": true,
        "member": [{ "entity": { "reference": "PractitionerRole/nurse" } }] });
    put(&server, &staff).await.expect(201);
    check(&gathered(&server, "/fhir/Group/staff/$everything").await, "staff", "nurse ama");
}

#[tokio::test]
async fn what_is_not_there_has_no_everything() {
    let server = ward().await;
    for path in ["Patient/never", "Group/never", "Encounter/never", "Appointment/never"] {
        server.get(&format!("/fhir/{path}/$everything")).await.expect(404);
    }
    server.send(Method::DELETE, "/fhir/Patient/b", &[], None).await.expect(204);
    server.get("/fhir/Patient/b/$everything").await.expect(410);
    for path in [
        "Group/$everything",
        "Encounter/$everything",
        "Appointment/$everything",
        "Basic/a/$everything",
        "$everything",
    ] {
        let outcome = server.get(&format!("/fhir/{path}")).await.expect(404).json();
        assert_eq!(first_issue(&outcome).1, "unknown-operation", "{path}");
    }
}

#[tokio::test]
async fn what_is_gathered_is_narrowed() {
    let server = ward().await;
    let table = [
        // An account has no date, so it stays.
        ("start=2021-04-04", "a both acc a4 a5", "ama nurse old"),
        ("end=2021-04-02", "a both acc a1 a2", "ama nurse old"),
        ("start=2021-04-02&end=2021-04-03", "a both acc a2 a3", "ama nurse old"),
        ("start=2021-04&end=2021-04", "a both acc a1 a2 a3 a4 a5", "ama nurse old"),
        ("_type=Observation", "a1 a2 a3 a4 a5", ""),
        ("_type=Patient,Account&_type=Practitioner", "a acc", "ama old"),
        // What brings them along is not wanted itself.
        ("_type=Practitioner", "", "ama"),
        ("_since=2099-01-01T00:00:00Z", "", ""),
    ];
    for (query, matches, included) in table {
        check(&gathered(&server, &format!("/fhir/Patient/a/$everything?{query}")).await, matches, included);
    }
    let changed = server.get("/fhir/Observation/a4").await.expect(200).json();
    let since = changed["meta"]["lastUpdated"].as_str().unwrap();
    let path = format!("/fhir/Patient/a/$everything?_since={}", since.replace('+', "%2B"));
    check(&gathered(&server, &path).await, "a4 a5", "");
}

#[tokio::test]
async fn a_wrong_value_is_refused_at_its_parameter() {
    let server = ward().await;
    let queries = [
        "_type=Nothing",
        "_type=Patient,",
        "_type=",
        "_count=0",
        "_count=-1",
        "_count=1001",
        "_count=x",
        "start=yesterday",
        "start=2021-02-30",
        "start=2021-04-13T10:00:00Z",
        "end=x",
        "end=2021-04-01&start=2021-04-02",
        "start=2021&start=2022",
        "_since=2021-04-13",
        "_since=x",
        "_cursor=x",
        "status=x",
        "_sort=date",
        "_include=x",
    ];
    for query in queries {
        let outcome = server.get(&format!("/fhir/Patient/a/$everything?{query}")).await.expect(400).json();
        let name = query.split('=').next().unwrap();
        assert_eq!(first_issue(&outcome).2, format!("http:{name}"), "{query}: {outcome}");
    }
    for path in ["Encounter/visit", "Appointment/none"] {
        let outcome =
            server.get(&format!("/fhir/{path}/$everything?start=2021-04-01")).await.expect(400).json();
        assert_eq!(first_issue(&outcome).1, "unknown-parameter", "{outcome}");
    }
}

#[tokio::test]
async fn a_call_by_post_says_the_same() {
    let server = ward().await;
    let parameters = [
        json!({ "name": "start", "valueDate": "2021-04-02" }),
        json!({ "name": "_type", "valueCode": "Observation" }),
        json!({ "name": "_count", "valueInteger": 2 }),
    ];
    let page = call(&server, "/fhir/Patient/a/$everything", &parameters).await.expect(200).json();
    check(&page, "a2 a3", "");
    let next = link(&server, &page, "next").unwrap();
    check(&gathered(&server, &next).await, "a4 a5", "");
}

#[tokio::test]
async fn pages_lead_through_everything_while_others_write() {
    let server = ward().await;
    for path in ["/fhir/Group/both/$everything", "/fhir/Patient/a/$everything", "/fhir/Patient/$everything"] {
        let whole = gathered(&server, path).await;
        let (mut matches, mut next, mut pages) = (Vec::new(), Some(format!("{path}?_count=3")), 0);
        while let Some(page) = next {
            let page = gathered(&server, &page).await;
            matches.extend(ids(&page, "match"));
            next = link(&server, &page, "next");
            let changed = observation("a1", "a", &format!("2021-04-{:02}", 10 + pages));
            put(&server, &changed).await;
            pages += 1;
            assert!(pages < 20, "{path} has no last page");
        }
        assert!(pages > 2, "{path}");
        assert_eq!(matches, ids(&whole, "match"), "{path}");
    }
    // A page belongs to its own question, whatever the size of the pages.
    let first = gathered(&server, "/fhir/Patient/a/$everything?_count=2").await;
    let next = link(&server, &first, "next").unwrap();
    gathered(&server, &next.replace("_count=2", "_count=4")).await;
    for other in [next.replace("Patient/a", "Patient/b"), format!("{next}&_type=Account")] {
        let outcome = server.get(&other).await.expect(400).json();
        assert_eq!(first_issue(&outcome).2, "http:_cursor", "{outcome}");
    }
}

/// A meeting and its record.
async fn meeting(server: &Server) {
    let about = json!([{ "reference": "Appointment/meeting" }]);
    let resources = [
        json!({ "resourceType": "Practitioner", "id": "ama", "name": [{ "text": "Ama" }] }),
        json!({ "resourceType": "PractitionerRole", "id": "organiser", "practitioner": { "reference": "Practitioner/ama" } }),
        json!({ "resourceType": "Schedule", "id": "series", "actor": [{ "reference": "PractitionerRole/organiser" }] }),
        json!({ "resourceType": "Appointment", "id": "meeting", "status": "booked", "start": "2021-04-13T10:00:00Z", "end": "2021-04-13T11:00:00Z",
            "extension": [{ "url": "https://w3id.org/relais/fhir/StructureDefinition/series", "valueReference": { "reference": "Schedule/series" } }],
            "participant": [{ "actor": { "reference": "PractitionerRole/organiser" }, "status": "accepted" }] }),
        json!({ "resourceType": "DeviceDefinition", "id": "platform", "deviceName": [{ "name": "A platform", "type": "user-friendly-name" }] }),
        json!({ "resourceType": "Communication", "id": "point", "status": "completed", "partOf": about,
            "about": [{ "reference": "DeviceDefinition/platform" }], "payload": [{ "contentString": "A point" }] }),
        json!({ "resourceType": "Task", "id": "action", "status": "requested", "intent": "plan", "basedOn": about }),
        json!({ "resourceType": "Task", "id": "other", "status": "requested", "intent": "plan" }),
        json!({ "resourceType": "DocumentReference", "id": "file", "status": "current", "content": [{ "attachment": { "title": "Minutes" } }],
            "context": { "related": about } }),
        json!({ "resourceType": "Composition", "id": "minutes", "status": "preliminary", "type": { "text": "minutes" }, "title": "Minutes", "date": "2021-04-13",
            "subject": about[0], "author": [{ "reference": "PractitionerRole/organiser" }],
            "section": [{ "title": "Points", "entry": [{ "reference": "Communication/point" }] }] }),
    ];
    for resource in resources {
        put(server, &resource).await.expect(201);
    }
}

#[tokio::test]
async fn a_meeting_comes_with_its_record_its_people_and_its_series() {
    let server = Server::start().await;
    meeting(&server).await;
    let table = [
        ("", "meeting point action file minutes", "organiser ama series platform"),
        ("?_type=Task,Communication", "point action", ""),
        ("?_type=Schedule,Practitioner", "", "series ama"),
    ];
    for (query, matches, included) in table {
        let path = format!("/fhir/Appointment/meeting/$everything{query}");
        check(&gathered(&server, &path).await, matches, included);
    }
    let mut shipped = conformance::resources().unwrap().into_iter().map(Resource::into_value);
    let definition = shipped.find(|one| one["id"] == "Appointment-everything").unwrap();
    for (member, value) in [
        ("resourceType", json!("OperationDefinition")),
        ("code", json!("everything")),
        ("resource", json!(["Appointment"])),
        ("instance", json!(true)),
        ("type", json!(false)),
    ] {
        assert_eq!(definition[member], value, "{member}");
    }
}

#[tokio::test]
async fn imported_minutes_are_everything_of_their_meeting() {
    let server = Server::start().await;
    let text = include_str!("../../../../fixtures/minutes/grands-fleuves-2026-03-03.fr.txt");
    let plain = [("content-type", "text/plain; charset=utf-8")];
    let imported = server.send(Method::POST, "/api/v1/imports/minutes", &plain, Some(text.to_owned())).await;
    let imported = imported.expect(201).json();
    let path = format!("/fhir/Appointment/{}/$everything", imported["meeting_id"].as_str().unwrap());
    let all = gathered(&server, &path).await;
    let of_type = |name: &str| {
        let entries = all["entry"].as_array().unwrap().iter();
        entries.filter(|entry| entry["resource"]["resourceType"] == name).count() as u64
    };
    assert_eq!(of_type("Task"), imported["action_items"].as_u64().unwrap());
    assert_eq!((of_type("Appointment"), of_type("Composition")), (1, 1));
    for name in ["Communication", "DocumentReference", "PractitionerRole", "Schedule"] {
        assert!(of_type(name) > 0, "{name}");
    }
}

#[tokio::test]
async fn contact_details_are_hidden_here_too() {
    const FULL: [(&str, &str); 1] = [("authorization", "Bearer another-secret-of-length")];
    const PLAIN: [(&str, &str); 1] = [("authorization", "Bearer a-secret-of-some-length")];
    const WRITING: [(&str, &str); 1] = [("authorization", "Bearer a-third-secret-of-length")];
    let tokens = vec![
        ("a-secret-of-some-length", vec![Scope::Read]),
        ("another-secret-of-length", vec![Scope::Read, Scope::Write, Scope::Personal]),
        ("a-third-secret-of-length", vec![Scope::Write]),
    ];
    let server = Server::start_with(tokens).await;
    let phone = |number: &str| json!([{ "system": "phone", "value": number }]);
    for (path, resource) in [
        ("Practitioner/d", json!({ "resourceType": "Practitioner", "id": "d", "telecom": phone("3") })),
        (
            "Patient/p",
            json!({ "resourceType": "Patient", "id": "p", "telecom": phone("1"), "generalPractitioner": [{ "reference": "Practitioner/d" }] }),
        ),
        (
            "RelatedPerson/r",
            json!({ "resourceType": "RelatedPerson", "id": "r", "patient": { "reference": "Patient/p" }, "telecom": phone("2") }),
        ),
    ] {
        let body = Some(resource.to_string());
        server.send(Method::PUT, &format!("/fhir/{path}"), &FULL, body).await.expect(201);
    }
    let path = "/fhir/Patient/p/$everything";
    let shown = server.send(Method::GET, path, &FULL, None).await.expect(200).json();
    check(&shown, "p r", "d");
    assert_eq!(shown.to_string().matches("telecom").count(), 3, "{shown}");
    let hidden = server.send(Method::GET, path, &PLAIN, None).await.expect(200).json();
    check(&hidden, "p r", "d");
    assert_eq!(hidden.to_string().matches("telecom").count(), 0, "{hidden}");
    server.get(path).await.expect(401);
    // Whoever may only write sees nothing, and is not told whether there is something.
    for path in [path, "/fhir/Patient/none/$everything"] {
        server.send(Method::GET, path, &WRITING, None).await.expect(403);
    }
}
