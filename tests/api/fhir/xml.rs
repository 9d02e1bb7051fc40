//! The FHIR face in XML: what goes in comes out in either form, and errors too.

use std::time::Duration;

use relais::config::Scope;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{put, task};
use crate::server::{Answer, Server};

const XML: &str = "application/fhir+xml";
const FHIR_XML: &str = "application/fhir+xml; charset=utf-8";

/// Sends a document in XML, and asks for one.
async fn send(server: &Server, method: Method, path: &str, body: &str) -> Answer {
    let headers = [("content-type", XML), ("accept", XML)];
    server.send(method, path, &headers, Some(body.to_owned())).await
}

/// Reads with an `Accept` header.
async fn get(server: &Server, path: &str, accept: &str) -> Answer {
    server.send(Method::GET, path, &[("accept", accept)], None).await
}

fn observation(inner: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<Observation xmlns=\"http://hl7.org/fhir\">\n  <id value=\"o\"/>\n  {inner}\n  \
         <status value=\"final\"/>\n  <code><text value=\"t\"/></code>\n  \
         <valueQuantity><value value=\"1.50\"/></valueQuantity>\n</Observation>"
    )
}

#[tokio::test]
async fn what_is_written_in_xml_is_read_in_either_form() {
    let server = Server::start().await;
    let div = "<div xmlns=\"http://www.w3.org/1999/xhtml\">a &amp; <b>b</b>\n  c</div>";
    let body = observation(&format!("<text><status value=\"generated\"/>{div}</text>"));
    let made = send(&server, Method::PUT, "/fhir/Observation/o", &body).await.expect(201);
    assert_eq!(made.header("content-type"), FHIR_XML);
    assert_eq!(made.header("etag"), "W/\"1\"");

    let read = server.get("/fhir/Observation/o").await.expect(200);
    assert_eq!(read.header("content-type"), "application/fhir+json; charset=utf-8");
    assert!(read.text.contains("\"valueQuantity\":{\"value\":1.50}"), "{}", read.text);
    assert_eq!(read.json()["text"]["div"], div);

    let read = get(&server, "/fhir/Observation/o", XML).await.expect(200);
    assert!(read.text.contains(div) && read.text.contains("<value value=\"1.50\"/>"), "{}", read.text);
    assert_eq!(read.header("etag"), "W/\"1\"");
    assert!(!read.header("last-modified").is_empty());
    assert!(read.headers.get_all("vary").iter().any(|value| value == "accept"));
    // What was read is what is there: writing it back changes nothing.
    let same = send(&server, Method::PUT, "/fhir/Observation/o", &read.text).await.expect(200);
    assert_eq!(same.header("etag"), "W/\"1\"");
}

#[tokio::test]
async fn a_head_tells_about_the_form_that_was_asked_for() {
    let server = Server::start().await;
    send(&server, Method::PUT, "/fhir/Observation/o", &observation("")).await.expect(201);
    let read = get(&server, "/fhir/Observation/o", XML).await;
    let head = server.send(Method::HEAD, "/fhir/Observation/o", &[("accept", XML)], None).await.expect(200);
    assert_eq!(head.text, "");
    for name in ["content-type", "content-length", "etag", "last-modified"] {
        assert_eq!(head.header(name), read.header(name), "{name}");
    }
}

#[tokio::test]
async fn wrong_xml_says_what_and_where() {
    let server = Server::start().await;
    for (inner, code, place, words) in [
        ("<subjekt/>", "structure", "Observation.subjekt", "did you mean 'subject'? (line 4)"),
        ("<text>", "structure", "Observation.text", "(line 8)"),
        (
            "<category><coding><cod value='x'/></coding></category>",
            "structure",
            "Observation.category[0].coding[0].cod",
            "(line 4)",
        ),
    ] {
        let told = send(&server, Method::PUT, "/fhir/Observation/o", &observation(inner)).await.expect(400);
        assert_eq!(told.header("content-type"), FHIR_XML);
        for part in [
            format!("<code value=\"{code}\"/>"),
            format!("<expression value=\"{place}\"/>"),
            words.to_owned(),
        ] {
            assert!(told.text.contains(&part), "{part}: {}", told.text);
        }
    }
    // What the validator finds is told in the same form.
    let body = observation("").replace("final", "finished");
    let told = send(&server, Method::PUT, "/fhir/Observation/o", &body).await;
    assert!(told.status.is_client_error());
    assert!(told.text.contains("<expression value=\"Observation.status\"/>"), "{}", told.text);
}

#[tokio::test]
async fn a_bomb_of_entities_is_refused() {
    let server = Server::start().await;
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\
                <Basic xmlns=\"http://hl7.org/fhir\"><language value=\"&b;\"/></Basic>";
    let told = send(&server, Method::POST, "/fhir/Basic", bomb).await.expect(400);
    assert!(told.text.contains("DOCTYPE"), "{}", told.text);
}

#[tokio::test]
async fn errors_come_in_the_form_that_was_asked_for() {
    let server = Server::start().await;
    let never = get(&server, "/fhir/Task/never", XML).await.expect(404);
    assert!(never.text.contains("<OperationOutcome xmlns=\"http://hl7.org/fhir\">"), "{}", never.text);
    assert!(never.text.contains("<code value=\"not-found\"/>"), "{}", never.text);
    let nowhere = get(&server, "/fhir/Task/1/nothing", "text/xml").await.expect(404);
    assert_eq!(nowhere.header("content-type"), "text/xml; charset=utf-8");
    let unknown = server.get("/fhir/Task?colour=red&_format=xml").await.expect(400);
    assert!(unknown.text.contains("<location value=\"http:colour\"/>"), "{}", unknown.text);
    // A form that is not offered cannot be used to say so.
    let refused = get(&server, "/fhir/Task", "text/html").await.expect(406);
    assert_eq!(refused.json()["resourceType"], "OperationOutcome");
    let unread = server.send(
        Method::POST,
        "/fhir/Task",
        &[("content-type", "text/csv"), ("accept", XML)],
        Some("x".to_owned()),
    );
    assert!(unread.await.expect(415).text.contains("<OperationOutcome "));
}

#[tokio::test]
async fn a_transaction_in_xml_is_answered_in_xml() {
    let server = Server::start().await;
    let bundle = "<Bundle xmlns=\"http://hl7.org/fhir\"><type value=\"transaction\"/>\
        <entry><fullUrl value=\"urn:uuid:c757873d-ec9a-4326-a141-556f43239520\"/>\
        <resource><Organization><name value=\"O\"/></Organization></resource>\
        <request><method value=\"POST\"/><url value=\"Organization\"/></request></entry>\
        <entry><resource><Task><id value=\"t\"/><status value=\"requested\"/><intent value=\"order\"/>\
        <owner><reference value=\"urn:uuid:c757873d-ec9a-4326-a141-556f43239520\"/></owner></Task></resource>\
        <request><method value=\"PUT\"/><url value=\"Task/t\"/></request></entry></Bundle>";
    let answer = send(&server, Method::POST, "/fhir", bundle).await.expect(200);
    assert!(answer.text.contains("<type value=\"transaction-response\"/>"), "{}", answer.text);
    assert!(answer.text.contains("<resource><Organization>"), "{}", answer.text);
    let task = server.get("/fhir/Task/t").await.expect(200).json();
    assert!(task["owner"]["reference"].as_str().unwrap().starts_with("Organization/"));

    let found = get(&server, "/fhir/Task?status=requested", XML).await.expect(200);
    assert!(found.text.contains("<resource><Task><id value=\"t\"/>"), "{}", found.text);
    let past = get(&server, "/fhir/_history", XML).await.expect(200);
    assert!(past.text.contains("<type value=\"history\"/>"), "{}", past.text);
    let statement = get(&server, "/fhir/metadata", XML).await.expect(200);
    assert!(statement.text.contains("<CapabilityStatement xmlns=\"http://hl7.org/fhir\">"));
}

#[tokio::test]
async fn the_format_is_chosen_by_parameter_then_by_header() {
    let server = Server::start().await;
    let mut resource = task("x");
    resource["id"] = json!("t");
    put(&server, &resource).await.expect(201);
    for (format, accept, expected) in [
        ("", "", "application/fhir+json; charset=utf-8"),
        ("", XML, "application/fhir+xml; charset=utf-8"),
        ("", "application/json", "application/json; charset=utf-8"),
        ("", "text/html, application/xml;q=0.9, */*;q=0.8", "application/xml; charset=utf-8"),
        ("", "application/fhir+xml; fhirVersion=4.0", "application/fhir+xml; charset=utf-8; fhirVersion=4.0"),
        ("json", XML, "application/fhir+json; charset=utf-8"),
        ("xml", "application/fhir+json", "application/fhir+xml; charset=utf-8"),
        ("application/fhir+xml", "", "application/fhir+xml; charset=utf-8"),
        ("application/fhir%2Bxml", "", "application/fhir+xml; charset=utf-8"),
        ("text/xml", "", "text/xml; charset=utf-8"),
        ("xml", "image/png", "application/fhir+xml; charset=utf-8"),
    ] {
        let query = if format.is_empty() { String::new() } else { format!("?_format={format}") };
        let accept: &[(&str, &str)] = if accept.is_empty() { &[] } else { &[("accept", accept)] };
        let read = server.send(Method::GET, &format!("/fhir/Task/t{query}"), accept, None).await.expect(200);
        assert_eq!(read.header("content-type"), expected, "{format} {accept:?}");
        assert_eq!(read.text.starts_with("<?xml"), expected.contains("xml"), "{}", read.text);
    }
    for format in ["html", "application/fhir%2Bturtle", "application/fhir%2Bxml;%20fhirVersion=3.0", ""] {
        server.get(&format!("/fhir/Task/t?_format={format}")).await.expect(406);
    }
    get(&server, "/fhir/Task/t", "application/fhir+json; fhirVersion=5.0").await.expect(406);
    server.get("/fhir/Task/t?_format=xml&_format=json").await.expect(400);
    server.get("/fhir/Task/t?_pretty=perhaps").await.expect(400);
    let pretty = server.get("/fhir/Task/t?_format=xml&_pretty=true").await.expect(200);
    assert!(pretty.text.contains("\n  <status value=\"requested\"/>\n"), "{}", pretty.text);
}

#[tokio::test]
async fn a_form_that_searches_may_say_the_format() {
    let server = Server::start().await;
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let found = server
        .send(Method::POST, "/fhir/Task/_search", &form, Some("status=requested&_format=xml".to_owned()))
        .await
        .expect(200);
    assert!(found.text.contains("<Bundle xmlns=\"http://hl7.org/fhir\">"), "{}", found.text);
}

#[tokio::test]
async fn a_body_is_taken_in_every_name_of_xml_and_in_utf_8_only() {
    let server = Server::start().await;
    let send = async |content_type: &str, status: u16| {
        let body =
            Some("<Basic xmlns=\"http://hl7.org/fhir\"><code><text value=\"é\"/></code></Basic>".to_owned());
        server.send(Method::POST, "/fhir/Basic", &[("content-type", content_type)], body).await.expect(status)
    };
    for content_type in [
        "application/fhir+xml",
        "application/xml",
        "text/xml",
        "application/xml+fhir",
        "application/fhir+xml;charset=UTF-8",
        "application/fhir+xml; fhirVersion=4.0",
    ] {
        assert_eq!(send(content_type, 201).await.json()["code"]["text"], "é");
    }
    for content_type in
        ["text/html", "application/fhir+xml; charset=latin1", "application/fhir+xml; fhirVersion=3.0"]
    {
        send(content_type, 415).await;
    }
    send("application/fhir+json", 400).await;
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_told_so_in_its_form() {
    let server = Server::start_within(Duration::from_millis(200)).await;
    let address = server.base.trim_start_matches("http://");
    let mut line = TcpStream::connect(address).await.unwrap();
    // A body that is announced and never comes.
    let head = format!(
        "POST /fhir/Task HTTP/1.1\r\nhost: {address}\r\naccept: {XML}\r\ncontent-type: application/fhir+json\r\n\
         content-length: 10\r\nconnection: close\r\n\r\n"
    );
    line.write_all(head.as_bytes()).await.unwrap();
    let mut told = String::new();
    line.read_to_string(&mut told).await.unwrap();
    assert!(told.starts_with("HTTP/1.1 503") && told.contains("<code value=\"timeout\"/>"), "{told}");
    assert!(told.contains(FHIR_XML) && told.contains("retry-after: 1"), "{told}");
}

#[tokio::test]
async fn a_patch_is_sent_in_xml_both_ways() {
    let server = Server::start().await;
    let mut resource = task("first");
    resource["id"] = json!("t");
    put(&server, &resource).await.expect(201);
    let patch = async |content_type: &str, patch: &str| {
        let headers = [("content-type", content_type), ("accept", XML)];
        server.send(Method::PATCH, "/fhir/Task/t", &headers, Some(patch.to_owned())).await
    };
    let diff = |sel: &str| {
        format!("<diff xmlns:f=\"http://hl7.org/fhir\"><replace sel=\"{sel}\">second</replace></diff>")
    };
    let changed = patch("application/xml-patch+xml", &diff("f:Task/f:description/@value")).await.expect(200);
    assert!(changed.text.contains("<description value=\"second\"/>"), "{}", changed.text);
    let missed = patch("application/xml-patch+xml", &diff("f:Task/f:note/@value")).await.expect(422);
    assert!(missed.text.contains("Operation 1 (replace): Its selection finds nothing."), "{}", missed.text);
    assert!(missed.text.contains("<location value=\"/diff/*[1]\"/>"), "{}", missed.text);

    let parts =
        [("type", "Code", "replace"), ("path", "String", "Task.description"), ("value", "String", "third")];
    let parts = parts.map(|(name, kind, value)| {
        format!("<part><name value=\"{name}\"/><value{kind} value=\"{value}\"/></part>")
    });
    let parameters = format!(
        "<Parameters xmlns=\"http://hl7.org/fhir\"><parameter><name value=\"operation\"/>{}</parameter></Parameters>",
        parts.concat()
    );
    let changed = patch(XML, &parameters).await.expect(200);
    assert!(changed.text.contains("<description value=\"third\"/>"), "{}", changed.text);
}

#[tokio::test]
async fn a_stranger_learns_nothing_from_a_body() {
    let server = Server::start_with(vec![("a secret of some length", vec![Scope::Read])]).await;
    let told = send(&server, Method::POST, "/fhir/Basic", "<no").await.expect(401);
    assert!(told.text.contains("<code value=\"login\"/>"), "{}", told.text);
}

#[tokio::test]
async fn a_binary_is_sent_and_read_as_what_it_holds() {
    let server = Server::start().await;
    let body = Some("a,b\n1,2\n".to_owned());
    let made =
        server.send(Method::PUT, "/fhir/Binary/b", &[("content-type", "text/csv")], body).await.expect(201);
    assert_eq!(made.json()["contentType"], "text/csv");

    for accept in ["*/*", "text/csv", "text/*", "application/json;q=0.5, text/csv"] {
        let read = get(&server, "/fhir/Binary/b", accept).await.expect(200);
        assert_eq!((read.header("content-type"), read.text.as_str()), ("text/csv", "a,b\n1,2\n"), "{accept}");
        assert_eq!(read.header("etag"), "W/\"1\"");
        assert!(read.header("content-security-policy").contains("sandbox"));
    }
    let resource = get(&server, "/fhir/Binary/b", "application/fhir+json").await.expect(200).json();
    assert_eq!(resource["data"], "YSxiCjEsMgo=");
    assert!(
        get(&server, "/fhir/Binary/b", XML).await.expect(200).text.contains("<data value=\"YSxiCjEsMgo=\"/>")
    );
    assert_eq!(server.get("/fhir/Binary/b?_format=json").await.expect(200).json()["resourceType"], "Binary");
    assert_eq!(server.get("/fhir/Binary/b/_history/1").await.expect(200).text, "a,b\n1,2\n");
    get(&server, "/fhir/Binary/b", "image/png").await.expect(406);
    get(&server, "/fhir/Binary/never", "image/png").await.expect(404);

    let posted =
        server.send(Method::POST, "/fhir/Binary", &[("content-type", "text/plain")], Some("x".to_owned()));
    assert_eq!(posted.await.expect(201).json()["data"], "eA==");
}

#[tokio::test]
async fn a_binary_may_hold_what_looks_like_a_resource() {
    let server = Server::start().await;
    let patient = json!({ "resourceType": "Patient" });
    let send = async |content_type: &str, body: &str| -> Value {
        let headers = [("content-type", content_type), ("accept", "application/fhir+json")];
        server.send(Method::POST, "/fhir/Binary", &headers, Some(body.to_owned())).await.expect(201).json()
    };
    let held = send("application/fhir+json", &patient.to_string()).await;
    assert_eq!(held["contentType"], "application/fhir+json");
    let held = send("text/xml", "<ClinicalDocument/>").await;
    assert_eq!(held["contentType"], "text/xml");
    let itself =
        send("application/json", &json!({ "resourceType": "Binary", "contentType": "a/b" }).to_string())
            .await;
    assert_eq!(itself["contentType"], "a/b");
    let itself =
        send(XML, "<Binary xmlns=\"http://hl7.org/fhir\"><contentType value=\"a/b\"/></Binary>").await;
    assert_eq!(itself["contentType"], "a/b");
}
