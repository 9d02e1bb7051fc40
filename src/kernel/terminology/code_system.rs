//! A CodeSystem, read: its concepts by code, and which stands below which (R4, section 4.8).

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use crate::fhir::{Resource, definitions};
pub(in crate::kernel) use crate::search::query::Direction;

/// A code system.
#[derive(Debug, Default)]
pub(super) struct CodeSystem {
    pub(super) url: String,
    pub(super) version: Option<String>,
    pub(super) name: String,
    pub(super) language: Option<String>,
    /// How much of the system the resource holds: `complete`, `fragment`, `example`, `not-present`, `supplement`.
    pub(super) content: String,
    /// What the hierarchy means: `is-a`, `part-of` …
    pub(super) meaning: Option<String>,
    /// The codes of the properties that the system defines.
    pub(super) properties: HashSet<String>,
    /// The concepts, in the order of the resource.
    pub(super) concepts: Vec<Concept>,
    by_code: HashMap<String, usize>,
    is_case_sensitive: bool,
}

/// A concept.
#[derive(Debug, Default)]
pub(super) struct Concept {
    pub(super) code: String,
    pub(super) display: Option<String>,
    pub(super) definition: Option<String>,
    pub(super) designations: Vec<Designation>,
    /// Properties as pairs of their code and the member that holds the value: (`status`, `valueCode`, …).
    pub(super) properties: Vec<Property>,
    pub(super) parents: Vec<usize>,
    pub(super) children: Vec<usize>,
}

/// A further name of a concept.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Designation {
    pub(super) language: Option<String>,
    /// The Coding that says what the name is for.
    pub(super) usage: Option<Value>,
    pub(super) value: String,
}

/// A property of a concept.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Property {
    pub(super) code: String,
    /// The member that holds the value, such as `valueCode`.
    pub(super) member: String,
    pub(super) value: Value,
}

impl Property {
    /// The value as text, as filters compare it.
    pub(super) fn text(&self) -> String {
        match &self.value {
            Value::String(text) => text.clone(),
            Value::Object(coding) => text_of(coding, "code").unwrap_or_default(),
            other => other.to_string(),
        }
    }
}

impl CodeSystem {
    /// Reads a CodeSystem resource.
    pub(super) fn read(resource: &Resource) -> Self {
        let json = resource.json();
        let mut system = Self {
            url: text_of(json, "url").unwrap_or_default(),
            version: text_of(json, "version"),
            name: text_of(json, "title").or_else(|| text_of(json, "name")).unwrap_or_default(),
            language: text_of(json, "language"),
            content: text_of(json, "content").unwrap_or_default(),
            meaning: text_of(json, "hierarchyMeaning"),
            properties: objects(json, "property").filter_map(|one| text_of(one, "code")).collect(),
            is_case_sensitive: json.get("caseSensitive").and_then(Value::as_bool).unwrap_or(true),
            ..Self::default()
        };
        system.read_concepts(json, None);
        system.link();
        system
    }

    /// A code system of which R4 itself requires codes: it is known without a resource.
    pub(super) fn of_standard(url: &str) -> Option<Self> {
        let standard = definitions::code_system(url)?;
        let mut system = Self {
            url: standard.url.to_owned(),
            version: Some(standard.version.to_owned()),
            name: standard.name.to_owned(),
            content: "complete".to_owned(),
            meaning: standard.meaning.map(str::to_owned),
            is_case_sensitive: true,
            ..Self::default()
        };
        for (place, one) in standard.concepts.iter().enumerate() {
            system.by_code.insert(one.code.to_owned(), place);
            let is_abstract = one.is_abstract.then(|| Property {
                code: "notSelectable".to_owned(),
                member: "valueBoolean".to_owned(),
                value: Value::Bool(true),
            });
            system.concepts.push(Concept {
                code: one.code.to_owned(),
                display: Some(one.display.to_owned()).filter(|display| !display.is_empty()),
                properties: is_abstract.into_iter().collect(),
                ..Concept::default()
            });
        }
        for (place, one) in standard.concepts.iter().enumerate() {
            let parents = one.parents.iter().filter_map(|code| system.find(code)).collect();
            if let Some(concept) = system.concepts.get_mut(place) {
                concept.parents = parents;
            }
        }
        system.link();
        Some(system)
    }

    fn read_concepts(&mut self, json: &Map<String, Value>, parent: Option<usize>) {
        for one in objects(json, "concept") {
            let Some(code) = text_of(one, "code") else { continue };
            let place = self.concepts.len();
            self.by_code.entry(self.folded(&code)).or_insert(place);
            self.concepts.push(Concept {
                display: text_of(one, "display"),
                definition: text_of(one, "definition"),
                designations: objects(one, "designation").filter_map(Designation::read).collect(),
                properties: objects(one, "property").filter_map(read_property).collect(),
                parents: parent.into_iter().collect(),
                code,
                ..Concept::default()
            });
            self.read_concepts(one, Some(place));
        }
    }

    /// Adds the parents that properties state, and the children that follow from all parents.
    fn link(&mut self) {
        let mut links = Vec::new();
        for (place, concept) in self.concepts.iter().enumerate() {
            links.extend(concept.parents.iter().map(|parent| (*parent, place)));
            for property in &concept.properties {
                match (property.code.as_str(), self.find(&property.text())) {
                    ("parent", Some(parent)) => links.push((parent, place)),
                    ("child", Some(child)) => links.push((place, child)),
                    _ => {}
                }
            }
        }
        let mut seen = HashSet::with_capacity(links.len());
        links.retain(|link| seen.insert(*link));
        for concept in &mut self.concepts {
            concept.parents.clear();
        }
        for (parent, child) in links {
            if let Some(concept) = self.concepts.get_mut(child) {
                concept.parents.push(parent);
            }
            if let Some(concept) = self.concepts.get_mut(parent) {
                concept.children.push(child);
            }
        }
    }

    /// The place of a code among the concepts.
    pub(super) fn find(&self, code: &str) -> Option<usize> {
        self.by_code.get(&self.folded(code)).copied()
    }

    /// The concept of a code.
    pub(super) fn concept(&self, code: &str) -> Option<&Concept> {
        self.concepts.get(self.find(code)?)
    }

    /// A concept and all that stand in a direction from it. A hierarchy that runs in a circle ends where it began.
    pub(super) fn closure(&self, from: usize, direction: Direction) -> HashSet<usize> {
        let mut reached = HashSet::from([from]);
        let mut open = vec![from];
        while let Some(concept) = open.pop().and_then(|place| self.concepts.get(place)) {
            let next = match direction {
                Direction::Above => &concept.parents,
                Direction::Below => &concept.children,
            };
            open.extend(next.iter().copied().filter(|place| reached.insert(*place)));
        }
        reached
    }

    /// Its canonical address with its version, if it has one.
    pub(super) fn canonical(&self) -> String {
        match &self.version {
            Some(version) => format!("{}|{version}", self.url),
            None => self.url.clone(),
        }
    }

    fn folded(&self, code: &str) -> String {
        if self.is_case_sensitive { code.to_owned() } else { code.to_lowercase() }
    }
}

impl Concept {
    /// Whether the concept is no longer to be used.
    pub(super) fn is_inactive(&self) -> bool {
        let says = |property: &Property| match property.code.as_str() {
            "inactive" => property.value == Value::Bool(true),
            "status" => matches!(property.text().as_str(), "retired" | "inactive" | "withdrawn"),
            _ => false,
        };
        self.properties.iter().any(says)
    }

    /// Whether the concept only groups others and is no choice itself.
    pub(super) fn is_abstract(&self) -> bool {
        let says = |property: &Property| {
            matches!(property.code.as_str(), "notSelectable" | "abstract")
                && property.value == Value::Bool(true)
        };
        self.properties.iter().any(says)
    }
}

impl Designation {
    /// Reads a designation of a concept, in a code system or a value set.
    pub(super) fn read(json: &Map<String, Value>) -> Option<Self> {
        Some(Self {
            language: text_of(json, "language"),
            usage: json.get("use").cloned(),
            value: text_of(json, "value")?,
        })
    }

    /// Whether it is in a language: `fr` finds `fr-CH` and `fr-CH` finds `fr`.
    pub(super) fn is_in(&self, language: &str) -> bool {
        self.language.as_deref().is_some_and(|own| is_same_language(own, language))
    }
}

/// Whether two language tags mean the same language, regions aside where one of them names none.
pub(super) fn is_same_language(one: &str, other: &str) -> bool {
    let parts = |tag: &str| tag.split('-').map(str::to_ascii_lowercase).collect::<Vec<_>>();
    let (one, other) = (parts(one), parts(other));
    one.iter().zip(&other).all(|(left, right)| left == right)
}

fn read_property(json: &Map<String, Value>) -> Option<Property> {
    let (member, value) = json.iter().find(|(name, _)| name.starts_with("value"))?;
    Some(Property { code: text_of(json, "code")?, member: member.clone(), value: value.clone() })
}

/// A text member.
pub(super) fn text_of(json: &Map<String, Value>, name: &str) -> Option<String> {
    json.get(name).and_then(Value::as_str).map(str::to_owned)
}

/// The objects of a list member.
pub(super) fn objects<'a>(
    json: &'a Map<String, Value>,
    name: &str,
) -> impl Iterator<Item = &'a Map<String, Value>> {
    json.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}
