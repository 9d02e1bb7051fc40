use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::error::At;

/// The start of a patient and its end, around elements.
fn patient(inner: &str) -> String {
    format!("<Patient xmlns=\"http://hl7.org/fhir\">{inner}</Patient>")
}

/// Checks that elements of a resource are written as XML, and read from it.
fn check(resource: Value, inner: &str) {
    let name = resource["resourceType"].as_str().unwrap().to_owned();
    let resource = Resource::from_value(resource).unwrap();
    let expected = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><{name} xmlns=\"http://hl7.org/fhir\">{inner}</{name}>"
    );
    assert_eq!(write(&resource, Layout::Compact), expected);
    assert_eq!(read(expected.as_bytes()).unwrap().into_value(), resource.into_value());
}

#[test]
fn primitives_are_attributes_and_keep_their_type_and_digits() {
    check(
        json!({ "resourceType": "Patient", "active": true, "birthDate": "1970", "multipleBirthInteger": 2 }),
        "<active value=\"true\"/><birthDate value=\"1970\"/><multipleBirthInteger value=\"2\"/>",
    );
    for digits in ["1.50", "0.0000001", "-0.10", "1.0e-24", "12345678901234567890.123"] {
        let value: Value = serde_json::from_str(digits).unwrap();
        check(
            json!({ "resourceType": "Observation", "valueQuantity": { "value": value } }),
            &format!("<valueQuantity><value value=\"{digits}\"/></valueQuantity>"),
        );
    }
}

#[test]
fn ids_and_extensions_of_primitives_stand_in_them() {
    let extension = json!({ "url": "http://a.test/e", "valueCode": "x" });
    let written = "<extension url=\"http://a.test/e\"><valueCode value=\"x\"/></extension>";
    check(
        json!({
            "resourceType": "Patient",
            "birthDate": "1970", "_birthDate": { "id": "b", "extension": [extension] },
            "_gender": { "extension": [extension] },
            "name": [{
                "id": "n", "extension": [extension],
                "given": ["a", null, "c"], "_given": [null, { "extension": [extension] }, { "id": "i" }],
                "_suffix": [{ "extension": [extension] }]
            }],
        }),
        &format!(
            "<name id=\"n\">{written}<given value=\"a\"/><given>{written}</given><given value=\"c\" id=\"i\"/>\
             <suffix>{written}</suffix></name><gender>{written}</gender>\
             <birthDate value=\"1970\" id=\"b\">{written}</birthDate>"
        ),
    );
}

#[test]
fn resources_stand_in_the_element_that_holds_them() {
    check(
        json!({
            "resourceType": "Patient", "contained": [
                { "resourceType": "Organization", "id": "o", "name": "O" },
                { "resourceType": "Organization", "id": "p" }
            ],
        }),
        "<contained><Organization><id value=\"o\"/><name value=\"O\"/></Organization></contained>\
         <contained><Organization><id value=\"p\"/></Organization></contained>",
    );
    let patient = json!({ "resourceType": "Patient", "active": true });
    check(
        json!({ "resourceType": "Bundle", "type": "collection", "entry": [{ "resource": patient }] }),
        "<type value=\"collection\"/><entry><resource><Patient><active value=\"true\"/></Patient></resource>\
         </entry>",
    );
}

#[test]
fn elements_stand_in_the_order_of_the_standard() {
    let json = json!({
        "birthDate": "1970", "name": [{ "family": "F" }], "id": "p", "resourceType": "Patient", "active": true
    });
    let text = write(&Resource::from_value(json).unwrap(), Layout::Compact);
    let places = ["<id ", "<active ", "<name>", "<birthDate "].map(|tag| text.find(tag).unwrap());
    assert!(places.is_sorted(), "{text}");
}

#[test]
fn narratives_stay_as_they_are() {
    let div = "<div xmlns=\"http://www.w3.org/1999/xhtml\">\n  a &amp; &#160;<b class='x'>b</b> \r\n<br/><!-- c --></div>";
    check(
        json!({ "resourceType": "Patient", "text": { "status": "generated", "div": div } }),
        &format!("<text><status value=\"generated\"/>{div}</text>"),
    );
    let resource =
        Resource::from_value(json!({ "resourceType": "Patient", "text": { "div": div } })).unwrap();
    assert!(write(&resource, Layout::Indented).contains(div));
}

#[test]
fn a_narrative_gets_the_namespace_that_it_has_from_elsewhere() {
    let expected = "<div xmlns=\"http://www.w3.org/1999/xhtml\">a<br/><b>b</b>&lt;</div>";
    for text in [
        "<f:Patient xmlns:f=\"http://hl7.org/fhir\" xmlns=\"http://www.w3.org/1999/xhtml\"><f:text>\
         <div>a<br/><b>b</b>&lt;</div></f:text></f:Patient>",
        "<Patient xmlns=\"http://hl7.org/fhir\" xmlns:h=\"http://www.w3.org/1999/xhtml\"><text>\
         <h:div>a<h:br/><h:b>b</h:b><![CDATA[<]]></h:div></text></Patient>",
    ] {
        assert_eq!(read(text.as_bytes()).unwrap().json()["text"]["div"], expected, "{text}");
    }
    let bare = json!({ "resourceType": "Patient", "text": { "div": "<div>x</div>" } });
    let text = write(&Resource::from_value(bare).unwrap(), Layout::Compact);
    assert!(text.contains("<text><div xmlns=\"http://www.w3.org/1999/xhtml\">x</div></text>"), "{text}");
}

#[test]
fn what_would_spoil_a_document_is_written_as_text() {
    for div in [
        "no div",
        "<div>",
        "<div></b></div>",
        "<div>a</div><div/>",
        "<div a=\"1\" a=\"2\"/>",
        "<div>&nbsp;</div>",
        "<div>]]></div>",
        "<div><o:p>x</o:p></div>",
        "<div o:a=\"1\"/>",
        "<div a=\"<\"/>",
        "<div><?x?></div>",
        "<div xmlns=\"urn:x\"/>",
        "<div><1a/></div>",
        "<div><!-- -- --></div>",
        "<p/>",
        "a<div/>",
        "\u{1}",
    ] {
        let resource = json!({ "resourceType": "Patient", "text": { "div": div } });
        let text = write(&Resource::from_value(resource).unwrap(), Layout::Compact);
        let read = read(text.as_bytes()).unwrap_or_else(|error| panic!("{div}: {error} in {text}"));
        let found = read.json()["text"]["div"].as_str().unwrap().to_owned();
        assert!(found.starts_with("<div xmlns=\"http://www.w3.org/1999/xhtml\">"), "{div}: {found}");
    }
}

#[test]
fn attributes_hold_every_character() {
    let text = "a\t\r\n\"'<>& é 😀";
    check(
        json!({ "resourceType": "Patient", "implicitRules": text }),
        "<implicitRules value=\"a&#9;&#13;&#10;&quot;'&lt;&gt;&amp; é 😀\"/>",
    );
    let forbidden = json!({ "resourceType": "Patient", "implicitRules": "a\u{0}\u{ffff}b" });
    let written = write(&Resource::from_value(forbidden).unwrap(), Layout::Compact);
    assert!(written.contains("value=\"a\u{fffd}\u{fffd}b\""), "{written}");
}

#[test]
fn a_document_for_people_has_an_element_on_each_line() {
    let resource = json!({
        "resourceType": "Patient", "name": [{ "family": "F" }],
        "contained": [{ "resourceType": "Patient", "id": "p" }]
    });
    let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<Patient xmlns=\"http://hl7.org/fhir\">
  <contained>
    <Patient>
      <id value=\"p\"/>
    </Patient>
  </contained>
  <name>
    <family value=\"F\"/>
  </name>
</Patient>
";
    let resource = Resource::from_value(resource).unwrap();
    assert_eq!(write(&resource, Layout::Indented), expected);
    assert_eq!(read(expected.as_bytes()).unwrap().into_value(), resource.into_value());
}

#[test]
fn what_carries_no_content_is_passed_over() {
    for text in [
        "\u{feff}<?xml version='1.0' encoding='utf-8'?>\n<!-- c --><?p i?>\n<Patient xmlns=\"http://hl7.org/fhir\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"http://hl7.org/fhir a.xsd\">\
         <!-- c --><active value=' true '></active><?p i?></Patient>\n<!-- c -->",
        "<f:Patient xmlns:f=\"http://hl7.org/fhir\"><f:active value=\"true\"/></f:Patient>",
    ] {
        let expected = json!({ "resourceType": "Patient", "active": true });
        assert_eq!(read(text.as_bytes()).unwrap().into_value(), expected, "{text}");
    }
}

/// Checks that a text is refused: with which code, where, and in which line, if it has several.
fn refused(text: &str, code: &str, place: &str, line: usize) {
    let error = read(text.as_bytes()).expect_err(text);
    let first = &error.issues()[0];
    let found = match &first.at {
        Some(At::Expression(expression)) => expression.as_str(),
        _ => "",
    };
    assert_eq!((first.code, found), (code, place), "{text}: {}", first.message);
    match line {
        0 => assert!(!first.message.contains("(line "), "{}", first.message),
        _ => assert!(first.message.ends_with(&format!("(line {line})")), "{}", first.message),
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (inner, code, place) in [
        ("<nam/>", "unknown-element", "Patient.nam"),
        ("<name><familie value='F'/></name>", "unknown-element", "Patient.name[0].familie"),
        (
            "<name/>\n<name><given value='a'/><given><a/></given></name>",
            "unknown-element",
            "Patient.name[1].given[1].a",
        ),
        ("<name x='1'/>", "unknown-attribute", "Patient.name[0].x"),
        ("<name value='1'/>", "unknown-attribute", "Patient.name[0].value"),
        ("<active x='1' value='true'/>", "unknown-attribute", "Patient.active.x"),
        ("<name><id value='n'/></name>", "unknown-element", "Patient.name[0].id"),
        ("<extension><url value='n'/></extension>", "unknown-element", "Patient.extension[0].url"),
        ("<active>true</active>", "unexpected-text", "Patient.active"),
        ("text", "unexpected-text", "Patient"),
        ("<![CDATA[text]]>", "unexpected-text", "Patient"),
        ("<active/>", "empty", "Patient.active"),
        ("<contained/>", "empty", "Patient.contained[0]"),
        ("<active value='yes'/>", "invalid-value", "Patient.active"),
        ("<multipleBirthInteger value='+1'/>", "invalid-value", "Patient.multipleBirth"),
        ("<birthDate value='1970'/><active value='true'/>", "wrong-order", "Patient.active"),
        ("<active value='true'/><active value='true'/>", "too-many", "Patient.active"),
        ("<contained><Patient/><Patient/></contained>", "too-many", "Patient.contained[0]"),
        ("<contained><Tusk/></contained>", "unknown-resource-type", "Patient.contained[0]"),
        ("<contained><Patient><x/></Patient></contained>", "unknown-element", "Patient.contained[0].x"),
        ("<text><div>x</div></text>", "wrong-namespace", "Patient.text"),
        ("<name xmlns='urn:x'/>", "wrong-namespace", "Patient"),
        ("<name><given value='&nbsp;'/></name>", "invalid-xml", "Patient.name[0].given[0]"),
        ("<name><given value='a' value='b'/></name>", "invalid-xml", "Patient.name[0].given[0]"),
        ("<name><given value='<'/></name>", "invalid-xml", "Patient.name[0].given[0]"),
        ("<name><given value='a'></name>", "invalid-xml", "Patient.name[0].given[0]"),
        ("<x:name/>", "invalid-xml", "Patient"),
    ] {
        refused(&patient(&format!("\n{inner}")), code, place, 2 + inner.matches('\n').count());
    }
}

#[test]
fn what_is_no_document_of_a_resource_is_refused() {
    for (text, code, place) in [
        ("", "invalid-xml", ""),
        ("{}", "invalid-xml", ""),
        ("<Patient xmlns='http://hl7.org/fhir'>", "invalid-xml", "Patient"),
        ("<Patient/>", "wrong-namespace", "Patient"),
        ("<Patient xmlns='http://hl7.org/fhir'/><Patient/>", "too-many", "Patient"),
        ("<Patient xmlns='http://hl7.org/fhir'/>x", "unexpected-text", "Patient"),
        ("<!DOCTYPE Patient [<!ENTITY a 'b'>]><Patient xmlns='http://hl7.org/fhir'/>", "invalid-xml", ""),
        ("<?xml version='1.0' encoding='latin1'?><Patient xmlns='http://hl7.org/fhir'/>", "invalid-xml", ""),
        ("<Patient xmlns='http://hl7.org/fhir'>\u{1}</Patient>", "invalid-xml", ""),
    ] {
        refused(text, code, place, 0);
    }
    assert_eq!(read(b"<Tusk/>").unwrap_err().code(), "unknown-resource-type");
    assert_eq!(read(b"<Patient>\xff</Patient>").unwrap_err().code(), "invalid-xml");
}

#[test]
fn all_that_is_wrong_is_told_and_the_meant_name_guessed() {
    let error = read(patient("<nam/><activ/><active value='x'/>").as_bytes()).unwrap_err();
    assert_eq!(error.issues().len(), 3);
    assert!(error.issues()[0].message.contains("did you mean 'name'?"), "{error}");
    let many = read(patient(&"<x/>".repeat(1_000)).as_bytes()).unwrap_err();
    assert_eq!(many.issues().len(), 100);
}

#[test]
fn what_nests_too_deep_is_refused() {
    let deep = |count| {
        let (open, close) = ("<extension url='a'>", "</extension>");
        read(patient(&format!("{}{}", open.repeat(count), close.repeat(count))).as_bytes())
    };
    assert!(deep(60).is_ok());
    assert_eq!(deep(100).unwrap_err().code(), "too-deep");
    assert_eq!(deep(100_000).unwrap_err().code(), "too-deep");
    let unknown = format!("{}{}", "<x>".repeat(100_000), "</x>".repeat(100_000));
    assert_eq!(read(patient(&unknown).as_bytes()).unwrap_err().issues()[1].code, "too-deep");
    let divs = format!("<text><div xmlns='{XHTML}'>{}</div></text>", "<p>".repeat(100_000));
    assert_eq!(read(patient(&divs).as_bytes()).unwrap_err().code(), "too-deep");
}

proptest! {
    #[test]
    fn no_bytes_make_reading_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
    }

    #[test]
    fn no_markup_makes_reading_panic(
        parts in prop::collection::vec(prop::sample::select(vec![
            "<Patient xmlns='http://hl7.org/fhir'>", "</Patient>", "<name>", "<name ", "</name>", "<text>", "</text>",
            "<given value='", "'/>", "<div xmlns='http://www.w3.org/1999/xhtml'>", "</div>", "<!--", "-->",
            "<![CDATA[", "]]>", "<?", "?>", "&", ";", "&#1;", "é", "<f:x", ":", "xmlns:f='", "\"", ">", "/>", "\n",
        ]), 0..30),
        start in any::<bool>(),
    ) {
        let text = parts.concat();
        let _ = read(if start { patient(&text) } else { text }.as_bytes());
    }

    #[test]
    fn any_text_survives(value in ".*", given in prop::collection::vec(prop::option::of("[^\\x00-\\x1f\\x7f-\\x9f]+"), 1..5)) {
        let siblings: Vec<Value> =
            given.iter().map(|one| if one.is_none() { json!({ "id": "x" }) } else { Value::Null }).collect();
        let mut name = json!({ "text": value });
        if given.iter().any(Option::is_some) {
            name["given"] = json!(given);
        }
        if siblings.iter().any(Value::is_object) {
            name["_given"] = json!(siblings);
        }
        let allowed = value.chars().all(|letter| (letter >= ' ' || "\t\r\n".contains(letter)) && letter < '\u{fffe}' || letter > '\u{ffff}');
        prop_assume!(allowed);
        let resource = Resource::from_value(json!({ "resourceType": "Patient", "name": [name] })).unwrap();
        for layout in [Layout::Compact, Layout::Indented] {
            let read = read(write(&resource, layout).as_bytes()).unwrap();
            prop_assert_eq!(read.json(), resource.json());
        }
    }
}
