//! Searches along references and back, `_list`, and the areas that are searched.

use reqwest::Method;
use serde_json::{Value, json};

use super::{code, ids, link, put};
use crate::server::Server;

/// Two organizations, the second part of the first; two people, each with a role; three tasks and an appointment.
async fn community() -> Server {
    let server = Server::start().await;
    let part_of = json!({ "reference": "Organization/ministry" });
    let role = |id: &str, who: &str, at: &str| {
        json!({ "resourceType": "PractitionerRole", "id": id,
            "practitioner": { "reference": format!("Practitioner/{who}") },
            "organization": { "reference": format!("Organization/{at}") } })
    };
    let task = |id: &str, status: &str, owner: &str| {
        json!({ "resourceType": "Task", "id": id, "status": status, "intent": "plan",
            "owner": { "reference": owner } })
    };
    for resource in [
        json!({ "resourceType": "Organization", "id": "ministry", "name": "Ministère" }),
        json!({ "resourceType": "Organization", "id": "desk", "name": "Bureau", "partOf": part_of }),
        json!({ "resourceType": "Practitioner", "id": "ann", "name": [{ "family": "Ateba" }] }),
        json!({ "resourceType": "Practitioner", "id": "bob", "name": [{ "family": "Bello" }], "active": true }),
        role("ann-at-desk", "ann", "desk"),
        role("bob-at-ministry", "bob", "ministry"),
        task("a", "requested", "PractitionerRole/ann-at-desk"),
        task("b", "completed", "PractitionerRole/bob-at-ministry"),
        task("c", "requested", "Organization/desk"),
        task("d", "requested", "Organization/gone"),
        json!({ "resourceType": "Appointment", "id": "m", "status": "proposed", "meta": { "tag": [{ "code": "x" }] },
            "participant": [{ "actor": { "reference": "Practitioner/ann" }, "status": "accepted" }] }),
        json!({ "resourceType": "List", "id": "l", "status": "current", "mode": "working",
            "entry": [{ "item": { "reference": "Task/c" } }, { "item": { "reference": "Appointment/m" } }] }),
    ] {
        put(&server, &resource).await.expect(201);
    }
    server
}

async fn check(server: &Server, path: &str, expected: &[&str]) {
    let found = server.get(&format!("/fhir/{path}")).await.expect(200).json();
    assert_eq!(ids(&found, "match"), expected, "{path}");
    let separator = if path.contains('?') { '&' } else { '?' };
    let counted = server.get(&format!("/fhir/{path}{separator}_summary=count")).await.expect(200).json();
    assert_eq!(counted["total"], expected.len(), "{path}");
}

async fn refused(server: &Server, path: &str, status: u16, expected: &str, words: &str) {
    let outcome = server.get(&format!("/fhir/{path}")).await.expect(status).json();
    assert_eq!(code(&outcome), expected, "{path}: {outcome:#}");
    assert!(outcome["issue"][0]["diagnostics"].as_str().unwrap().contains(words), "{path}: {outcome:#}");
}

#[tokio::test]
async fn a_chain_asks_what_a_reference_points_to() {
    let server = community().await;
    check(&server, "Task?owner:Organization.name=bureau", &["c"]).await;
    check(&server, "Task?owner.organization.name=bureau", &["a"]).await;
    check(&server, "Task?owner:PractitionerRole.practitioner.family=bello", &["b"]).await;
    check(&server, "Task?owner:PractitionerRole.organization.partof.name=minist", &["a"]).await;
    check(&server, "Task?owner.name=bureau,minist", &["c"]).await;
    check(&server, "Task?owner._id=desk,ann-at-desk", &["a", "c"]).await;
    check(&server, "Task?owner:Organization.name:missing=true", &[]).await;
    check(&server, "Task?owner:Organization.partof:missing=false&status=requested", &["c"]).await;
    check(&server, "Task?owner:PractitionerRole.practitioner.active:not=true&_sort=-status", &["a"]).await;
    check(
        &server,
        "Appointment?actor:Practitioner._has:PractitionerRole:practitioner:organization=desk",
        &["m"],
    )
    .await;
    // What has been deleted is not pointed to any more.
    server.send(Method::DELETE, "/fhir/Organization/desk", &[], None).await.expect(204);
    check(&server, "Task?owner:Organization.name=bureau", &[]).await;
}

#[tokio::test]
async fn what_points_here_is_asked_back_along_the_reference() {
    let server = community().await;
    check(&server, "Practitioner?_has:PractitionerRole:practitioner:organization=desk", &["ann"]).await;
    check(&server, "Organization?_has:Task:owner:status=requested", &["desk"]).await;
    check(&server, "Practitioner?_has:PractitionerRole:practitioner:organization.name=minist", &["bob"])
        .await;
    let nested = "Practitioner?_has:PractitionerRole:practitioner:_has:Task:owner:status=requested";
    check(&server, nested, &["ann"]).await;
    check(&server, "Organization?_has:Organization:partof:_id=desk", &["ministry"]).await;
    check(&server, "Task?_list=l", &["c"]).await;
    check(&server, "Appointment?_list=l,other", &["m"]).await;
    check(&server, "?_list=l", &["c", "m"]).await;
}

#[tokio::test]
async fn a_step_that_leads_nowhere_is_refused() {
    let server = community().await;
    refused(&server, "Task?owner.colour=x", 400, "unknown-parameter", "'colour'").await;
    refused(&server, "Task?status.code=x", 400, "unknown-parameter", "not a reference parameter").await;
    refused(&server, "Task?owner:Basic.code=x", 400, "unknown-modifier", "does not point to a 'Basic'").await;
    refused(&server, "Task?focus.status=x", 400, "ambiguous-chain", "focus:Account.status").await;
    refused(&server, "Practitioner?_has:Task:owner", 400, "unknown-parameter", "_has:Type:parameter").await;
    refused(
        &server,
        "Practitioner?_has:Tusk:owner:status=x",
        400,
        "unknown-parameter",
        "not a resource type",
    )
    .await;
    refused(&server, "Appointment?_has:Task:owner:status=x", 400, "unknown-parameter", "never points").await;
    refused(&server, "Task?_list=$current-problems", 400, "not-supported", "List resources").await;
    let long = format!("Organization?{}name=x", "partof.".repeat(33));
    refused(&server, &long, 400, "too-many-tests", "32 steps").await;
    let long = format!("Organization?{}name=x", "_has:Organization:partof:".repeat(33));
    refused(&server, &long, 400, "too-many-tests", "32 steps").await;
    let many = vec![format!("{}name=x", "partof.".repeat(32)); 13];
    refused(&server, &format!("Organization?{}", many.join("&")), 400, "too-many-tests", "400").await;
    let deepest = format!("/fhir/Organization?{}name=x", "partof.".repeat(32));
    server.get(&deepest).await.expect(200);
    let outcome = server.get("/fhir/Task?owner.organization.name:exactly=x").await.expect(400).json();
    assert_eq!(outcome["issue"][0]["location"][0], "http:owner.organization.name:exactly");
}

#[tokio::test]
async fn everything_is_searched_by_what_all_types_have() {
    let server = community().await;
    check(&server, "?_tag=x", &["m"]).await;
    check(&server, "?_type=Practitioner,Organization", &["ministry", "desk", "ann", "bob"]).await;
    check(&server, "?_type=Organization,Practitioner&_sort=-_id", &["ministry", "desk", "bob", "ann"]).await;
    check(&server, "?_id=desk,m,nothing&_sort=_lastUpdated", &["desk", "m"]).await;
    check(&server, "?_type=Practitioner,PractitionerRole&active=true", &["bob"]).await;
    check(
        &server,
        "?_type=Practitioner,PractitionerRole&active:not=true",
        &["ann", "ann-at-desk", "bob-at-ministry"],
    )
    .await;
    check(
        &server,
        "?_type=Practitioner,PractitionerRole&active:missing=true",
        &["ann", "ann-at-desk", "bob-at-ministry"],
    )
    .await;
    check(&server, "?_has:List:item:status=current", &["c", "m"]).await;
    check(&server, "?_lastUpdated=lt2000", &[]).await;
    check(&server, "?_type=Organization,Appointment&_sort=-_tag", &["m", "desk", "ministry"]).await;
    refused(&server, "?status=x", 400, "unknown-parameter", "every type").await;
    refused(&server, "?_type=Task,Basic&status=x", 400, "unknown-parameter", "each of Task, Basic").await;
    refused(&server, "?_type=Tusk", 400, "invalid-parameter-value", "'Tusk'").await;
    refused(&server, "?_type=Task,List&_sort=status", 400, "invalid-parameter-value", "_lastUpdated").await;
    refused(&server, "Task?_type=Task", 400, "invalid-parameter-value", "single type").await;
}

#[tokio::test]
async fn pages_of_everything_neither_repeat_nor_skip() {
    let server = community().await;
    for sort in [
        "",
        "&_sort=_id",
        "&_sort=-_lastUpdated",
        "&_sort=-_id,_lastUpdated",
        "&_type=Task,Organization,List",
    ] {
        let whole = server.get(&format!("/fhir?_count=1000{sort}")).await.expect(200).json();
        let expected = ids(&whole, "match");
        let mut found = Vec::new();
        let mut next = Some(format!("/fhir?_count=2{sort}"));
        while let Some(address) = next {
            let page = server.get(&address).await.expect(200).json();
            found.extend(ids(&page, "match"));
            next = link(&server, &page, "next");
        }
        assert_eq!(found, expected, "{sort}");
        assert!(expected.len() >= 7, "{sort}");
    }
}

#[tokio::test]
async fn everything_is_searched_by_post_too() {
    let server = community().await;
    let form = &[("content-type", "application/x-www-form-urlencoded")];
    let body = Some("_type=Task&status=completed".to_owned());
    let found = server.send(Method::POST, "/fhir/_search", form, body).await.expect(200).json();
    assert_eq!(ids(&found, "match"), ["b"]);
    assert_eq!(link(&server, &found, "self").unwrap(), "/fhir?_type=Task&status=completed");
}

#[tokio::test]
async fn a_compartment_holds_what_its_definition_says() {
    let server = community().await;
    check(&server, "Practitioner/ann/Appointment", &["m"]).await;
    check(&server, "Practitioner/ann/Appointment?status=cancelled", &[]).await;
    check(&server, "Practitioner/ann/*", &["ann", "ann-at-desk", "m"]).await;
    check(&server, "Practitioner/ann/*?_type=Appointment,PractitionerRole", &["ann-at-desk", "m"]).await;
    check(&server, "Practitioner/nobody/*", &[]).await;
    refused(&server, "Task/a/Appointment", 404, "unknown-address", "Device, Encounter, Patient").await;
    refused(&server, "Practitioner/ann/Organization", 404, "unknown-address", "does not belong").await;
    refused(&server, "Practitioner/ann/*?_type=Organization", 400, "invalid-parameter-value", "Organization")
        .await;
    let form = &[("content-type", "application/x-www-form-urlencoded")];
    let body = Some("status=proposed".to_owned());
    let path = "/fhir/Practitioner/ann/Appointment/_search";
    let found = server.send(Method::POST, path, form, body).await.expect(200).json();
    assert_eq!(ids(&found, "match"), ["m"]);
    let own = link(&server, &found, "self").unwrap();
    assert_eq!(own, "/fhir/Practitioner/ann/Appointment?status=proposed");
}

#[tokio::test]
async fn a_bundle_searches_every_area() {
    let server = community().await;
    let get = |url: &str| json!({ "request": { "method": "GET", "url": url } });
    let entry =
        ["Practitioner/ann/*?_type=Appointment", "?_tag=x", "Task?owner.name=bureau", "Task?owner.colour=x"];
    let entry: Vec<Value> = entry.into_iter().map(get).collect();
    let batch = json!({ "resourceType": "Bundle", "type": "batch", "entry": entry });
    let answer = server.post("/fhir", &batch).await.expect(200).json();
    for (place, expected) in ["m", "m", "c"].into_iter().enumerate() {
        assert_eq!(ids(&answer["entry"][place]["resource"], "match"), [expected], "{answer:#}");
    }
    assert_eq!(answer["entry"][3]["response"]["status"], "400 Bad Request");
}

#[tokio::test]
async fn a_filter_says_several_criteria_in_one() {
    let server = community().await;
    let filter = async |area: &str, written: &str, expected: &[&str]| {
        let encoded: String = form_urlencoded::byte_serialize(written.as_bytes()).collect();
        check(&server, &format!("{area}?_filter={encoded}"), expected).await;
    };
    filter("Task", "status eq requested", &["a", "c", "d"]).await;
    filter("Task", "status ne requested", &["b"]).await;
    filter("Task", "status eq completed or owner eq Organization/desk", &["b", "c"]).await;
    filter("Task", "status eq completed or status eq requested and owner eq Organization/desk", &["c"]).await;
    filter(
        "Task",
        "status eq completed or (status eq requested and owner eq Organization/desk)",
        &["b", "c"],
    )
    .await;
    filter("Task", "not (owner:Organization.name sw \"bur\") and status eq requested", &["a", "d"]).await;
    filter("Organization", "name co \"nist\"", &["ministry"]).await;
    filter("Organization", "name eq \"Bureau\"", &["desk"]).await;
    filter("Organization", "name eq \"bureau\"", &["desk"]).await;
    filter("Organization", "name eq \"bur\"", &[]).await;
    filter("Organization", "name ne \"Bureau\"", &["ministry"]).await;
    filter("Organization", "partof pr true", &["desk"]).await;
    filter("Organization", "partof pr false", &["ministry"]).await;
    filter("Organization", "partof re Organization/ministry and _id ne desk", &[]).await;
    filter("Organization", "_has:Task:owner:status eq requested", &["desk"]).await;
    filter("Task", "_lastUpdated lt 2000", &[]).await;
    filter("Task", "_lastUpdated gt 2000 and _id eq a", &["a"]).await;
    filter("Task", "_list eq l", &["c"]).await;
    filter("Organization", "name ew \"TERE\"", &["ministry"]).await;
    filter("Organization", "name ew \"u\" or name ew \"the whole name and more\"", &["desk"]).await;
    filter("Organization", r#"name eq "\u0042ureau" or name eq "a\"b\\c""#, &["desk"]).await;
    filter("Task", "status eq http://hl7.org/fhir/task-status|completed", &["b"]).await;
    filter("Task", "status eq \"http://hl7.org/fhir/task-status|completed\"", &["b"]).await;
    filter("Task", "status eq |completed and status ne urn:other|completed", &["b"]).await;
}

#[tokio::test]
async fn a_filter_may_ask_more_of_what_its_path_passes() {
    let server = community().await;
    let filter = async |area: &str, written: &str, expected: &[&str]| {
        let encoded: String = form_urlencoded::byte_serialize(written.as_bytes()).collect();
        check(&server, &format!("{area}?_filter={encoded}"), expected).await;
    };
    let role = "owner:PractitionerRole";
    filter("Task", &format!("{role}[practitioner.active eq true].organization.name sw min"), &["b"]).await;
    filter("Task", &format!("{role}[practitioner.active eq true].organization.name sw bur"), &[]).await;
    filter(
        "Task",
        &format!(
            "{role}.organization[name sw \"bur\" and partof.name ew ere].partof[_id eq ministry].name co nist"
        ),
        &["a"],
    )
    .await;
    filter(
        "Task",
        &format!("not ({role}[organization[name eq \"Bureau\"].partof pr true].organization pr true)"),
        &["b", "c", "d"],
    )
    .await;
}

#[tokio::test]
async fn a_filter_by_date_asks_for_shared_time() {
    let server = Server::start().await;
    let task = |id: &str, start: &str, end: &str| {
        json!({ "resourceType": "Task", "id": id, "status": "draft", "intent": "plan",
            "executionPeriod": { "start": start, "end": end } })
    };
    put(&server, &task("spring", "2021-03-20", "2021-06-20")).await.expect(201);
    put(&server, &task("june", "2021-06-01", "2021-06-30")).await.expect(201);
    for (written, expected) in [
        ("period po 2021-06-20", &["spring", "june"][..]),
        ("period po 2021-06-21", &["june"]),
        ("period po 2021", &["spring", "june"]),
        ("period po 2021-07", &[]),
    ] {
        check(&server, &format!("Task?_filter={}", written.replace(' ', "%20")), expected).await;
    }
}

#[tokio::test]
async fn a_filter_asks_the_terminology() {
    let server = Server::start().await;
    let system = "https://example.org/CodeSystem/work";
    let observation = |id: &str, code: &str| {
        json!({ "resourceType": "Task", "id": id, "status": "draft", "intent": "plan",
            "code": { "coding": [{ "system": system, "code": code }] } })
    };
    for resource in [
        json!({ "resourceType": "CodeSystem", "id": "work", "url": system, "status": "active", "content": "complete",
            "hierarchyMeaning": "is-a",
            "concept": [{ "code": "work", "concept": [{ "code": "writing" }, { "code": "talking" }] }] }),
        json!({ "resourceType": "ValueSet", "id": "loud", "url": "https://example.org/ValueSet/loud", "status": "active",
            "compose": { "include": [{ "system": system, "concept": [{ "code": "talking" }] }] } }),
        observation("any", "work"),
        observation("minutes", "writing"),
        observation("speech", "talking"),
    ] {
        put(&server, &resource).await.expect(201);
    }
    for (written, expected) in [
        (format!("code ss {system}|work"), &["any", "minutes", "speech"][..]),
        (format!("code ss {system}|writing"), &["minutes"]),
        (format!("code sb {system}|writing"), &["any", "minutes"]),
        ("code in https://example.org/ValueSet/loud".to_owned(), &["speech"]),
        ("code ni ValueSet/loud".to_owned(), &["any", "minutes"]),
    ] {
        let encoded: String = form_urlencoded::byte_serialize(written.as_bytes()).collect();
        check(&server, &format!("Task?_filter={encoded}"), expected).await;
    }
}

#[tokio::test]
async fn a_filter_that_is_not_understood_is_refused_at_its_place() {
    let server = community().await;
    let deep = format!("{}_id eq a{}", "(".repeat(40), ")".repeat(40));
    for (written, words) in [
        ("status", "byte 1 "),
        ("status eq", "parameter operator value"),
        ("status eq requested status", "byte 21 "),
        ("(status eq requested", "')' is expected"),
        ("status eq \"requested", "no closing quote"),
        ("status eq requested and colour eq red", "byte 25 "),
        ("status ew x", "a token parameter takes eq, ne, pr, ss, sb, in, ni"),
        ("status xy x", "'xy' is not an operator that is done"),
        ("description po x", "a string parameter takes eq, ne, co, sw, ew, pr"),
        ("description eq \"a\\x\"", "escaped as in JSON"),
        ("status gt x", "a token parameter takes eq, ne, pr, ss, sb, in, ni"),
        ("status:not eq x", "no modifiers"),
        ("owner[status eq x].name eq y", "'status' is not a search parameter"),
        ("owner[name eq x].name", "parameter operator value"),
        ("owner[name eq x] eq y", "the path goes on"),
        ("owner[name eq x.name eq y", "'[' is not closed"),
        ("status[name eq x].name eq y", "not a reference parameter"),
        ("_has:Task:part-of:owner[name eq x].name eq y", "not with '_has'"),
        ("not status eq x", "in parentheses"),
        (deep.as_str(), "at most 16 deep"),
        ("", "parameter operator value"),
    ] {
        let encoded: String = form_urlencoded::byte_serialize(written.as_bytes()).collect();
        let outcome = server.get(&format!("/fhir/Task?_filter={encoded}")).await.expect(400).json();
        let said = outcome["issue"][0]["diagnostics"].as_str().unwrap();
        assert!(said.contains(words), "{written}: {said}");
        assert_eq!(outcome["issue"][0]["location"][0], "http:_filter", "{written}: {outcome:#}");
    }
}
