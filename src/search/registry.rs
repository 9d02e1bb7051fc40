//! What may be searched: the search parameters of every type.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use crate::error::Result;
use crate::fhir::definitions::{self, CodeList, SearchParameter};
use crate::fhir::path::Path;
use crate::fhir::{Id, ResourceType};
use crate::search::kind::composite::Composite;
use crate::search::own::{self, Own};
use crate::search::{Facet, ParameterKind, value_types};

/// Every search parameter, those of `Resource` and `DomainResource` at each type that they search.
#[derive(Debug, Default, Clone)]
pub struct Registry {
    parameters: HashMap<ResourceType, Vec<Arc<Parameter>>>,
}

/// One search parameter of one resource type. Two of the same base and code are equal.
#[derive(Debug)]
pub struct Parameter {
    /// The type that it searches.
    pub resource_type: ResourceType,
    /// The type that it is published for: the one that it searches, or `Resource` or `DomainResource`, whose
    /// parameters are one and the same for all types that they search.
    pub base: &'static str,
    /// Its name in a query.
    pub code: String,
    /// What its values are.
    pub kind: ParameterKind,
    /// Its canonical address.
    pub url: String,
    /// What it finds, in a sentence.
    pub description: Cow<'static, str>,
    /// The types that a reference parameter may point to; empty when any will do.
    pub targets: Vec<ResourceType>,
    /// Where its values stand in a resource, as FHIRPath.
    pub expression: String,
    /// The id of the SearchParameter that supplied it; none for those that the program has.
    pub supplied_by: Option<Id>,
    /// The compiled expression; that of a composite stands with its components.
    pub(super) path: Path,
    /// The types that its values may have; empty where they are not known.
    pub(super) value_types: Vec<&'static str>,
    /// The lists that its codes must be of; empty where others may stand too.
    pub(super) codes: Vec<&'static CodeList>,
    /// What a composite is composed of.
    pub(super) composite: Composite,
    /// Its values' further sides, each with index rows of its own.
    pub(super) facets: Vec<(Facet, Arc<Self>)>,
}

/// The version of what extraction makes of a value. It is raised when rows that were made before are no longer
/// the right ones; every index is then built anew.
const EXTRACTION: u32 = 4;

/// Published parameters that are not in the registry: `_id` and `_lastUpdated` are read from the resource's own
/// row, and `_query` names a query that a server defines, of which this one has none.
const NOT_INDEXED: [&str; 3] = ["_id", "_lastUpdated", "_query"];

impl Registry {
    /// R4's parameters and our own.
    pub fn standard() -> Self {
        let mut registry = Self::default();
        for published in definitions::search_parameters() {
            for resource_type in searched_by(published.base) {
                registry.add(Parameter::published(published, resource_type));
            }
        }
        for parameter in own::PARAMETERS {
            registry.add(Parameter::own(parameter));
        }
        for parameters in registry.parameters.values_mut() {
            parameters.sort_by(|left, right| left.code.cmp(&right.code));
        }
        registry
    }

    /// The parameter of this name that searches this type.
    pub fn parameter(&self, resource_type: ResourceType, code: &str) -> Option<&Arc<Parameter>> {
        let parameters = self.parameters.get(&resource_type)?;
        let found = parameters.binary_search_by(|parameter| parameter.code.as_str().cmp(code)).ok()?;
        parameters.get(found)
    }

    /// Every parameter that searches this type, in the order of their names. `_id` and `_lastUpdated`, which
    /// search every type, are not among them.
    pub fn parameters(&self, resource_type: ResourceType) -> impl Iterator<Item = &Arc<Parameter>> {
        self.parameters.get(&resource_type).into_iter().flatten()
    }

    /// Adds a parameter in its place, unless there is one of its name.
    pub(super) fn insert(&mut self, parameter: Arc<Parameter>) {
        let parameters = self.parameters.entry(parameter.resource_type).or_default();
        if let Err(place) = parameters.binary_search_by(|one| one.code.cmp(&parameter.code)) {
            parameters.insert(place, parameter);
        }
    }

    fn add(&mut self, parameter: Option<Parameter>) {
        if let Some(parameter) = parameter {
            self.parameters.entry(parameter.resource_type).or_default().push(Arc::new(parameter));
        }
    }
}

impl Parameter {
    /// A parameter that no expression fills: a composite's component, or one of a test that makes its own rows.
    pub fn new(resource_type: ResourceType, code: impl Into<String>, kind: ParameterKind) -> Self {
        Self::plain(resource_type, code.into(), kind).with_facets()
    }

    /// The same without facets.
    pub(super) fn plain(resource_type: ResourceType, code: String, kind: ParameterKind) -> Self {
        Self {
            url: format!("urn:x-relais:search:{resource_type}-{code}"),
            resource_type,
            base: resource_type.name(),
            code,
            kind,
            description: Cow::Borrowed(""),
            targets: Vec::new(),
            expression: String::new(),
            supplied_by: None,
            path: Path::nowhere(),
            value_types: Vec::new(),
            codes: Vec::new(),
            composite: Composite::default(),
            facets: Vec::new(),
        }
    }

    /// The same parameter with its values at an expression; one that does not compile is refused.
    pub(super) fn at(self, expression: String) -> Result<Self> {
        let path = Path::compile(self.resource_type, &expression)?;
        let value_types = value_types::of(self.resource_type.name(), &expression);
        let codes = value_types::codes(self.resource_type.name(), &expression);
        Ok(Self { expression, path, value_types, codes, ..self })
    }

    /// What its index rows are made by: two parameters with the same definition give a resource the same rows.
    pub fn definition(&self) -> String {
        format!("{EXTRACTION} {} {}", self.kind.name(), self.expression)
    }

    /// Whether another parameter of the same type and name is defined in the same words.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.url == other.url
            && self.description == other.description
            && self.expression == other.expression
            && self.supplied_by == other.supplied_by
            && self.targets == other.targets
    }

    fn published(published: &SearchParameter, resource_type: ResourceType) -> Option<Self> {
        if NOT_INDEXED.contains(&published.code) {
            return None;
        }
        let kind = kind_of(published);
        let parameter = Self {
            url: published.url.to_owned(),
            base: published.base,
            description: published.description.into(),
            targets: types(&published.targets),
            ..Self::plain(resource_type, published.code.to_owned(), kind)
        };
        let expression = published.expression.to_owned();
        let parameter = match kind {
            // The words of a resource stand everywhere in it.
            ParameterKind::Narrative | ParameterKind::Content => parameter,
            ParameterKind::Composite => parameter.composed(expression, &published.components)?,
            _ => parameter.at(expression).ok()?,
        };
        Some(parameter.with_facets())
    }

    fn own(own: &Own) -> Option<Self> {
        let resource_type = ResourceType::find(own.resource_type)?;
        let parameter = Self {
            url: own.url(),
            description: own.description.into(),
            targets: types(own.targets),
            ..Self::plain(resource_type, own.code.to_owned(), own.kind).at(own.expression()).ok()?
        };
        Some(parameter.with_facets())
    }
}

impl PartialEq for Parameter {
    fn eq(&self, other: &Self) -> bool {
        self.base == other.base && self.code == other.code
    }
}

impl Eq for Parameter {}

/// What a published parameter's values are. R4 calls a string what is compared by its sound, and what is
/// searched for words.
pub(super) fn kind_of(published: &SearchParameter) -> ParameterKind {
    match published.code {
        "_text" => ParameterKind::Narrative,
        "_content" => ParameterKind::Content,
        "phonetic" => ParameterKind::Sound,
        _ => ParameterKind::of(published.kind),
    }
}

/// The concrete types below a parameter's base.
pub(super) fn searched_by(base: &str) -> Vec<ResourceType> {
    let extends = |resource_type: &ResourceType| {
        let structure = definitions::structure(resource_type.name());
        structure.is_some_and(|structure| structure.base == Some(base))
    };
    match base {
        "Resource" => ResourceType::all().collect(),
        "DomainResource" => ResourceType::all().filter(extends).collect(),
        base => ResourceType::find(base).into_iter().collect(),
    }
}

/// The types of these names; none when one of them is `Resource`, because then any will do.
pub(super) fn types(names: &[&str]) -> Vec<ResourceType> {
    let types: Option<Vec<_>> = names.iter().map(|name| ResourceType::find(name)).collect();
    types.unwrap_or_default()
}

/// The standard registry, made once for all tests of this floor.
#[cfg(test)]
pub(super) static STANDARD: std::sync::LazyLock<Registry> = std::sync::LazyLock::new(Registry::standard);

#[cfg(test)]
mod tests {
    use super::*;

    fn check(resource_type: &'static str, code: &str, expected: Option<ParameterKind>) {
        let found = STANDARD.parameter(ResourceType::named(resource_type), code);
        assert_eq!(found.map(|parameter| parameter.kind), expected, "{resource_type} {code}");
    }

    #[test]
    fn published_and_own_parameters_stand_together() {
        check("Task", "status", Some(ParameterKind::Token));
        check("Task", "due", Some(ParameterKind::Date));
        check("Task", "_tag", Some(ParameterKind::Token));
        check("Binary", "_profile", Some(ParameterKind::Uri));
        check("Communication", "in-response-to", Some(ParameterKind::Reference));
        check("Observation", "value-quantity", Some(ParameterKind::Quantity));
        check("RiskAssessment", "probability", Some(ParameterKind::Number));
    }

    #[test]
    fn every_published_parameter_is_there() {
        for published in definitions::search_parameters() {
            for resource_type in searched_by(published.base) {
                let found = STANDARD.parameter(resource_type, published.code).is_some();
                assert_eq!(
                    found,
                    !NOT_INDEXED.contains(&published.code),
                    "{resource_type} {}",
                    published.code
                );
            }
        }
        check("Task", "_text", Some(ParameterKind::Narrative));
        check("Task", "_content", Some(ParameterKind::Content));
        check("Location", "near", Some(ParameterKind::Position));
        check("Observation", "code-value-quantity", Some(ParameterKind::Composite));
        check("Patient", "phonetic", Some(ParameterKind::Sound));
    }

    #[test]
    fn what_is_not_done_is_not_there() {
        check("Task", "_id", None);
        check("Task", "_lastUpdated", None);
        check("Task", "_query", None);
        check("Task", "Status", None);
    }

    #[test]
    fn each_type_names_a_parameter_once() {
        for resource_type in ResourceType::all() {
            let codes: Vec<_> = STANDARD.parameters(resource_type).map(|one| one.code.as_str()).collect();
            assert!(codes.is_sorted_by(|left, right| left < right), "{resource_type}: {codes:?}");
            assert!(codes.contains(&"_tag"), "{resource_type}");
        }
    }

    #[test]
    fn every_own_parameter_is_offered_with_its_address_and_targets() {
        for own in own::PARAMETERS {
            let resource_type = ResourceType::parse(own.resource_type).unwrap();
            let parameter = STANDARD.parameter(resource_type, own.code).unwrap();
            assert_eq!(parameter.targets.len(), own.targets.len(), "{}", parameter.url);
            let url = format!("https://w3id.org/relais/fhir/SearchParameter/{resource_type}-{}", own.code);
            assert_eq!(parameter.url, url);
        }
    }
}
