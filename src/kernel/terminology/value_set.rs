//! A ValueSet, read: what it includes and excludes (R4, section 4.9).

use serde_json::{Map, Value};

use super::code_system::{Designation, objects, text_of};
use crate::fhir::{Resource, definitions};

/// A value set.
#[derive(Debug, Default)]
pub(super) struct ValueSet {
    pub(super) url: String,
    pub(super) version: Option<String>,
    pub(super) includes: Vec<Include>,
    pub(super) excludes: Vec<Include>,
    /// Whether inactive concepts belong to it; they do unless it says otherwise.
    pub(super) has_inactive: bool,
    /// The day whose versions it wants, which are not known here.
    pub(super) locked_date: Option<String>,
    /// What it holds according to an expansion that came with it, for one that has no definition.
    pub(super) expansion: Option<Vec<Stated>>,
    /// The resource without narrative, definition and expansion, for answers.
    pub(super) head: Map<String, Value>,
    /// The definition as it stands, for answers that include it.
    pub(super) compose: Option<Value>,
}

/// A part of a value set: concepts of a system, or of other value sets.
#[derive(Debug, Default)]
pub(super) struct Include {
    pub(super) system: Option<String>,
    pub(super) version: Option<String>,
    /// These concepts; all of the system where there are none, nor filters.
    pub(super) concepts: Vec<Stated>,
    /// Those concepts that pass all filters.
    pub(super) filters: Vec<Filter>,
    /// Only what all these value sets hold.
    pub(super) value_sets: Vec<String>,
}

/// A concept that a value set names itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Stated {
    /// Its system, in an expansion; within an include the include says it.
    pub(super) system: Option<String>,
    pub(super) code: String,
    pub(super) display: Option<String>,
    pub(super) designations: Vec<Designation>,
}

/// A test of a concept.
#[derive(Debug, Clone)]
pub(super) struct Filter {
    pub(super) property: String,
    /// The operator, in the words of the code system `filter-operator`.
    pub(super) operator: String,
    pub(super) value: String,
}

impl ValueSet {
    /// Reads a ValueSet resource.
    pub(super) fn read(resource: &Resource) -> Self {
        let json = resource.json();
        let compose = json.get("compose").and_then(Value::as_object);
        let parts = |name| compose.into_iter().flat_map(move |one| objects(one, name)).map(Include::read);
        let expansion = json.get("expansion").and_then(Value::as_object);
        let mut head = json.clone();
        head.retain(|name, _| !matches!(name.as_str(), "text" | "compose" | "expansion" | "contained"));
        Self {
            url: text_of(json, "url").unwrap_or_default(),
            version: text_of(json, "version"),
            includes: parts("include").collect(),
            excludes: parts("exclude").collect(),
            has_inactive: compose.and_then(|one| one.get("inactive")).is_none_or(|one| one != false),
            locked_date: compose.and_then(|one| text_of(one, "lockedDate")),
            expansion: expansion.filter(|_| compose.is_none()).and_then(read_expansion),
            head,
            compose: json.get("compose").cloned(),
        }
    }

    /// A value set that R4 itself defines and some element requires: its codes are known without a resource.
    pub(super) fn of_standard(url: &str) -> Option<Self> {
        let list = definitions::codes(url)?;
        let stated = |code: &&str| Stated { code: (*code).to_owned(), ..Stated::default() };
        let includes = list.systems().map(|system| Include {
            system: Some(system.to_owned()),
            concepts: list.codes_of(system).iter().map(stated).collect(),
            ..Include::default()
        });
        let head = Map::from_iter([
            ("resourceType".to_owned(), Value::from("ValueSet")),
            ("url".to_owned(), Value::from(url)),
            ("status".to_owned(), Value::from("active")),
        ]);
        Some(Self {
            url: url.to_owned(),
            includes: includes.collect(),
            has_inactive: true,
            head,
            ..Self::default()
        })
    }

    /// Everything that must be known to expand it: the addresses of code systems, and those of value sets.
    pub(super) fn needs(&self) -> (Vec<String>, Vec<String>) {
        let parts = || self.includes.iter().chain(&self.excludes);
        let systems = parts().filter_map(|one| one.system.clone());
        (systems.collect(), parts().flat_map(|one| one.value_sets.iter().cloned()).collect())
    }
}

impl Include {
    fn read(json: &Map<String, Value>) -> Self {
        let value_sets = json.get("valueSet").and_then(Value::as_array).into_iter().flatten();
        Self {
            system: text_of(json, "system"),
            version: text_of(json, "version"),
            concepts: objects(json, "concept").filter_map(|one| Stated::read(one, None)).collect(),
            filters: objects(json, "filter").filter_map(Filter::read).collect(),
            value_sets: value_sets.filter_map(Value::as_str).map(str::to_owned).collect(),
        }
    }
}

impl Stated {
    fn read(json: &Map<String, Value>, system: Option<String>) -> Option<Self> {
        Some(Self {
            system,
            code: text_of(json, "code")?,
            display: text_of(json, "display"),
            designations: objects(json, "designation").filter_map(Designation::read).collect(),
        })
    }
}

impl Filter {
    fn read(json: &Map<String, Value>) -> Option<Self> {
        Some(Self {
            property: text_of(json, "property")?,
            operator: text_of(json, "op")?,
            value: text_of(json, "value")?,
        })
    }
}

/// What an expansion holds; none where it holds only a part of the set.
fn read_expansion(expansion: &Map<String, Value>) -> Option<Vec<Stated>> {
    let mut stated = Vec::new();
    let mut open: Vec<_> = objects(expansion, "contains").collect();
    open.reverse();
    while let Some(one) = open.pop() {
        if one.get("abstract") != Some(&Value::Bool(true)) {
            stated.extend(Stated::read(one, text_of(one, "system")));
        }
        let mut within: Vec<_> = objects(one, "contains").collect();
        within.reverse();
        open.extend(within);
    }
    let total = expansion.get("total").and_then(Value::as_u64);
    let is_whole = total.is_none_or(|total| usize::try_from(total).is_ok_and(|total| total <= stated.len()));
    is_whole.then_some(stated)
}
