//! What a resource says in running text: its narrative, and every other text in it. What another resource within
//! it says is not its own text: it may be about a person whose details not every caller may ask for.

use serde_json::{Map, Value};

use crate::fhir::Resource;
use crate::fhir::definitions::{self, Structure};
use crate::search::index::Words;
use crate::search::kind::words::Collector;

/// How deep a resource's elements are followed.
const DEEPEST: usize = 64;

/// The words of the narrative.
pub(super) fn narrative(resource: &Resource) -> Option<Words> {
    let div = resource.json().get("text").and_then(|text| text.get("div")).and_then(Value::as_str)?;
    let mut collector = Collector::new();
    plain(div).iter().for_each(|text| collector.add(text));
    collector.finish()
}

/// The words of every text but the narrative: strings, markdown and codes, no ids, addresses, dates or bytes.
pub(super) fn content(resource: &Resource) -> Option<Words> {
    let mut collector = Collector::new();
    let name = resource.resource_type().name();
    if let Some(structure) = definitions::structure(name) {
        object(resource.json(), structure, true, DEEPEST, &mut collector);
    }
    collector.finish()
}

fn object(
    json: &Map<String, Value>,
    structure: &'static Structure,
    is_whole: bool,
    depth: usize,
    texts: &mut Collector,
) {
    let Some(depth) = depth.checked_sub(1) else { return };
    for (name, value) in json {
        if is_whole && name == "text" {
            continue;
        }
        let Some(member) = structure.member(name.trim_start_matches('_')) else { continue };
        if member.kind.name == "Resource" {
            continue;
        }
        // A literal reference is an address, though R4 gives it the type of a text.
        let holds_text = matches!(member.kind.name, "string" | "markdown" | "code")
            && member.element.path != "Reference.reference";
        let items = match value {
            Value::Array(items) => items.as_slice(),
            value => std::slice::from_ref(value),
        };
        for item in items {
            match item {
                Value::String(text) if holds_text => texts.add(text),
                Value::String(div) if member.kind.name == "xhtml" => {
                    plain(div).iter().for_each(|text| texts.add(text));
                }
                Value::Object(inner) => {
                    let inside = match member.is_primitive() {
                        // An element beside a primitive has an id and extensions.
                        true => definitions::structure("Element"),
                        false => member.structure(),
                    };
                    if let Some(inside) = inside {
                        object(inner, inside, false, depth, texts);
                    }
                }
                _ => {}
            }
        }
    }
}

/// The texts between the tags of XHTML, entities resolved.
fn plain(xhtml: &str) -> Vec<String> {
    let (before, tags) = xhtml.split_once('<').unwrap_or((xhtml, ""));
    // After each '<' a tag comes, up to its '>', then text.
    let after = tags.split('<').filter_map(|piece| piece.split_once('>').map(|(_, text)| text));
    let texts = std::iter::once(before).chain(after);
    texts.filter(|text| !text.trim().is_empty()).map(resolved).collect()
}

/// The text with its character references resolved; an unknown one is a blank.
fn resolved(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        match after.split_once(';').filter(|(name, _)| name.len() <= 10) {
            Some((name, after)) => {
                plain.push(character(name).unwrap_or(' '));
                rest = after;
            }
            None => {
                plain.push(' ');
                rest = after;
            }
        }
    }
    plain + rest
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" | "rsquo" | "lsquo" => Some('\''),
        "oelig" | "OElig" => Some('œ'),
        "aelig" | "AElig" => Some('æ'),
        _ => {
            let Some(number) = name.strip_prefix('#') else { return letter(name) };
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

/// The letter of an entity such as `eacute`; its accent does not matter.
fn letter(name: &str) -> Option<char> {
    const ACCENTS: [&str; 9] = ["acute", "grave", "circ", "uml", "tilde", "cedil", "ring", "slash", "caron"];
    let mut letters = name.chars();
    let letter = letters.next().filter(char::is_ascii_alphabetic)?;
    ACCENTS.contains(&letters.as_str()).then_some(letter)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(words: Option<Words>, expected: &str) {
        let english = words.unwrap_or_default().english.join(" ").replace(Words::BREAK, "/");
        assert_eq!(english, expected);
    }

    fn resource(json: Value) -> Resource {
        Resource::from_value(json).unwrap()
    }

    #[test]
    fn the_narrative_is_read_without_its_tags() {
        let div = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>R&eacute;union L&#233;o&nbsp;<b title=\"x\">now</b> &lt;3 &nope; R&amp;D</p></div>";
        let task = resource(json!({"resourceType": "Task", "text": {"status": "generated", "div": div},
            "description": "elsewhere"}));
        check(narrative(&task), "reunion leo / now / 3 r d");
        check(narrative(&resource(json!({"resourceType": "Task"}))), "");
        check(narrative(&resource(json!({"resourceType": "Task", "text": "odd"}))), "");
    }

    #[test]
    fn the_content_is_every_text_but_ids_addresses_dates_and_the_narrative() {
        let task = resource(json!({
            "resourceType": "Task", "id": "secret", "meta": {"profile": ["http://profile"], "tag": [{"system": "http://sys", "code": "tagged"}]},
            "text": {"div": "<div>narrative</div>"},
            "status": "requested", "authoredOn": "2021-04-13",
            "description": "Big news", "_description": {"extension": [{"url": "http://x", "valueString": "hidden"}]},
            "owner": {"reference": "Practitioner/7", "display": "Awa"},
            "note": [{"text": "A remark", "authorString": "Ba"}],
            "contained": [{"resourceType": "Basic", "id": "b", "code": {"text": "inner"},
                "text": {"div": "<div>told</div>"}}],
        }));
        check(content(&task), "tag / request / big news / hidden / awa / a remark / ba");
    }
}
