//! What search parameters understand: their modifiers, and the prefixes of their values. R4's statement has no
//! element for that, so it stands in extensions of our own: for each kind of parameter what the kind understands, at a
//! single parameter what it does where that is not the same. People find it in words.

use serde_json::{Value, json};

use crate::mapping::canonical::extension;
use crate::search::{Parameter, ParameterKind};

/// The kinds under the standard's names.
const KINDS: [ParameterKind; 9] = [
    ParameterKind::Composite,
    ParameterKind::Date,
    ParameterKind::Number,
    ParameterKind::Quantity,
    ParameterKind::Reference,
    ParameterKind::Position,
    ParameterKind::Text,
    ParameterKind::Token,
    ParameterKind::Uri,
];

/// The modifiers that a kind understands; those of references by a type's name are written `[type]`.
fn of_kind(kind: ParameterKind) -> Vec<&'static str> {
    let by_type = (kind == ParameterKind::Reference).then_some("[type]");
    kind.modifiers().iter().copied().chain(by_type).collect()
}

/// What the kinds understand, one extension for each.
pub(super) fn of_kinds() -> Vec<Value> {
    let part = |url: &str, code: &str| json!({ "url": url, "valueString": code });
    let understood = |kind: ParameterKind| {
        let mut parts = vec![part("type", kind.name())];
        parts.extend(of_kind(kind).into_iter().map(|modifier| part("modifier", modifier)));
        parts.extend(kind.prefixes().iter().map(|prefix| part("prefix", prefix)));
        json!({ "url": extension::SEARCH_SUPPORT, "extension": parts })
    };
    KINDS.into_iter().map(understood).collect()
}

/// The same for people, as a list in Markdown.
pub(super) fn in_words() -> String {
    let line = |kind: ParameterKind| {
        let modifiers: Vec<String> = of_kind(kind).iter().map(|modifier| format!(":{modifier}")).collect();
        let said: Vec<String> =
            [("modifiers", modifiers.join(", ")), ("prefixes", kind.prefixes().join(", "))]
                .into_iter()
                .filter(|(_, listed)| !listed.is_empty())
                .map(|(name, listed)| format!("{name} {listed}"))
                .collect();
        format!(
            "- {}: {}",
            kind.name(),
            if said.is_empty() { "no modifiers".to_owned() } else { said.join("; ") }
        )
    };
    let lines: Vec<String> = KINDS.into_iter().map(line).collect();
    format!(
        "What the types of search parameters understand, unless a parameter says otherwise:\n\n{}",
        lines.join("\n")
    )
}

/// What a single parameter understands, where that is not what its kind does.
pub(super) fn of_parameter(parameter: &Parameter) -> Option<Value> {
    let by_type = (parameter.kind == ParameterKind::Reference).then_some("[type]");
    let own: Vec<&str> = parameter.modifiers().into_iter().chain(by_type).collect();
    let kind = KINDS.into_iter().find(|kind| kind.name() == parameter.kind.name());
    (kind.map(of_kind).as_ref() != Some(&own)).then(|| modifiers(&own))
}

/// The extension of a parameter that understands these modifiers only.
pub(super) fn modifiers(own: &[&str]) -> Value {
    let said = if own.is_empty() { "none".to_owned() } else { own.join(" ") };
    json!({ "url": extension::SEARCH_MODIFIERS, "valueString": said })
}
