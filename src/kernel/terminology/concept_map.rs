//! A ConceptMap, read, and what it makes of a concept (R4, section 4.10).

use serde_json::{Map, Value};

use super::code_system::{objects, text_of};
use crate::fhir::Resource;

/// A map from concepts to concepts.
#[derive(Debug, Default)]
pub(super) struct ConceptMap {
    pub(super) url: String,
    pub(super) version: Option<String>,
    /// The value set that it starts from.
    pub(super) source: Option<String>,
    /// The value set that it leads to.
    pub(super) target: Option<String>,
    groups: Vec<Group>,
}

/// A part that leads from one code system to another.
#[derive(Debug, Default)]
struct Group {
    source: Option<String>,
    target: Option<String>,
    elements: Vec<Element>,
    unmapped: Option<Unmapped>,
}

/// What one code leads to.
#[derive(Debug)]
struct Element {
    code: String,
    display: Option<String>,
    targets: Vec<Target>,
}

/// A code that another leads to.
#[derive(Debug)]
struct Target {
    code: Option<String>,
    display: Option<String>,
    equivalence: String,
    /// Whether it holds only when other elements have certain values.
    is_dependent: bool,
    products: Vec<Value>,
}

/// What becomes of codes that are not named.
#[derive(Debug)]
enum Unmapped {
    Same,
    Fixed { code: String, display: Option<String> },
    OtherMap(String),
}

/// Something that a concept leads to.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// How the two concepts lie to each other (code system `concept-map-equivalence`).
    pub equivalence: String,
    /// The concept's system.
    pub system: Option<String>,
    /// The concept's code; none where the map says that there is no concept.
    pub code: Option<String>,
    /// Its name.
    pub display: Option<String>,
    /// Further concepts that belong to it, as parts of the answer.
    pub products: Vec<Value>,
    /// The map that says so.
    pub source: String,
}

/// What a map makes of a concept.
#[derive(Debug, Default)]
pub(super) struct Translation {
    pub(super) matches: Vec<Match>,
    /// Maps that are to be asked instead.
    pub(super) elsewhere: Vec<String>,
    /// Whether something was left out because it depends on what is not known.
    pub(super) left_out: bool,
}

impl ConceptMap {
    /// Reads a ConceptMap resource.
    pub(super) fn read(resource: &Resource) -> Self {
        let json = resource.json();
        let either = |name: &str| {
            text_of(json, &format!("{name}Uri")).or_else(|| text_of(json, &format!("{name}Canonical")))
        };
        Self {
            url: text_of(json, "url").unwrap_or_default(),
            version: text_of(json, "version"),
            source: either("source"),
            target: either("target"),
            groups: objects(json, "group").map(Group::read).collect(),
        }
    }

    /// What a concept leads to, in code systems that `wanted` accepts.
    pub(super) fn translate(
        &self,
        system: Option<&str>,
        code: &str,
        wanted: impl Fn(Option<&str>) -> bool,
    ) -> Translation {
        let mut found = Translation::default();
        let starts = |group: &&Group| system.is_none() || group.source.as_deref() == system;
        for group in self.groups.iter().filter(starts).filter(|group| wanted(group.target.as_deref())) {
            let mut is_named = false;
            for element in group.elements.iter().filter(|element| element.code == code) {
                is_named = true;
                for target in &element.targets {
                    if target.is_dependent {
                        found.left_out = true;
                        continue;
                    }
                    found.matches.push(Match {
                        equivalence: target.equivalence.clone(),
                        system: group.target.clone(),
                        code: target.code.clone(),
                        display: target.display.clone(),
                        products: target.products.clone(),
                        source: self.url.clone(),
                    });
                }
            }
            if let Some(unmapped) = group.unmapped.as_ref().filter(|_| !is_named) {
                self.unmapped(group, unmapped, code, &mut found);
            }
        }
        found
    }

    fn unmapped(&self, group: &Group, unmapped: &Unmapped, code: &str, found: &mut Translation) {
        let (equivalence, code, display) = match unmapped {
            Unmapped::OtherMap(url) => return found.elsewhere.push(url.clone()),
            Unmapped::Same => ("equal", code.to_owned(), None),
            Unmapped::Fixed { code, display } => ("inexact", code.clone(), display.clone()),
        };
        found.matches.push(Match {
            equivalence: equivalence.to_owned(),
            system: group.target.clone(),
            code: Some(code),
            display,
            products: Vec::new(),
            source: self.url.clone(),
        });
    }

    /// What leads to a concept, from code systems that `wanted` accepts.
    pub(super) fn reverse(
        &self,
        system: Option<&str>,
        code: &str,
        wanted: impl Fn(Option<&str>) -> bool,
    ) -> Translation {
        let mut found = Translation::default();
        let ends = |group: &&Group| system.is_none() || group.target.as_deref() == system;
        for group in self.groups.iter().filter(ends).filter(|group| wanted(group.source.as_deref())) {
            for element in &group.elements {
                for target in element.targets.iter().filter(|target| target.code.as_deref() == Some(code)) {
                    if target.is_dependent {
                        found.left_out = true;
                        continue;
                    }
                    found.matches.push(Match {
                        equivalence: turned(&target.equivalence).to_owned(),
                        system: group.source.clone(),
                        code: Some(element.code.clone()),
                        display: element.display.clone(),
                        products: Vec::new(),
                        source: self.url.clone(),
                    });
                }
            }
        }
        found
    }
}

impl Group {
    fn read(json: &Map<String, Value>) -> Self {
        Self {
            source: text_of(json, "source"),
            target: text_of(json, "target"),
            elements: objects(json, "element").filter_map(Element::read).collect(),
            unmapped: json.get("unmapped").and_then(Value::as_object).and_then(Unmapped::read),
        }
    }
}

impl Element {
    fn read(json: &Map<String, Value>) -> Option<Self> {
        Some(Self {
            code: text_of(json, "code")?,
            display: text_of(json, "display"),
            targets: objects(json, "target").map(Target::read).collect(),
        })
    }
}

impl Target {
    fn read(json: &Map<String, Value>) -> Self {
        Self {
            code: text_of(json, "code"),
            display: text_of(json, "display"),
            equivalence: text_of(json, "equivalence").unwrap_or_else(|| "relatedto".to_owned()),
            is_dependent: objects(json, "dependsOn").next().is_some(),
            products: objects(json, "product").map(product).collect(),
        }
    }
}

/// A product as a part of the answer.
fn product(json: &Map<String, Value>) -> Value {
    let mut concept = Map::new();
    for (name, from) in [("system", "system"), ("code", "value"), ("display", "display")] {
        concept.extend(text_of(json, from).map(|text| (name.to_owned(), Value::String(text))));
    }
    let element = text_of(json, "property").unwrap_or_default();
    serde_json::json!({ "name": "product", "part": [
        { "name": "element", "valueUri": element },
        { "name": "concept", "valueCoding": concept },
    ] })
}

impl Unmapped {
    fn read(json: &Map<String, Value>) -> Option<Self> {
        Some(match text_of(json, "mode")?.as_str() {
            "provided" => Self::Same,
            "fixed" => Self::Fixed { code: text_of(json, "code")?, display: text_of(json, "display") },
            _ => Self::OtherMap(text_of(json, "url")?),
        })
    }
}

/// The equivalence seen from the other side.
fn turned(equivalence: &str) -> &str {
    match equivalence {
        "wider" => "narrower",
        "narrower" => "wider",
        "subsumes" => "specializes",
        "specializes" => "subsumes",
        same => same,
    }
}
