//! The search parameters that R4 publishes, one for each type that they search.

use std::sync::LazyLock;

use super::{cell, list};

/// What a search parameter searches by (R4, section 3.1.1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SearchKind {
    /// `number`.
    Number,
    /// `date`.
    Date,
    /// `string`.
    Text,
    /// `token`.
    Token,
    /// `reference`.
    Reference,
    /// `composite`.
    Composite,
    /// `quantity`.
    Quantity,
    /// `uri`.
    Uri,
    /// `special`.
    Special,
}

impl SearchKind {
    /// Reads the kind's name in the standard.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "number" => Self::Number,
            "date" => Self::Date,
            "string" => Self::Text,
            "token" => Self::Token,
            "reference" => Self::Reference,
            "composite" => Self::Composite,
            "quantity" => Self::Quantity,
            "uri" => Self::Uri,
            "special" => Self::Special,
            _ => return None,
        })
    }

    /// The kind's name in the standard.
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Date => "date",
            Self::Text => "string",
            Self::Token => "token",
            Self::Reference => "reference",
            Self::Composite => "composite",
            Self::Quantity => "quantity",
            Self::Uri => "uri",
            Self::Special => "special",
        }
    }
}

/// A search parameter of one type. A published one with several bases stands once for each.
#[derive(Debug)]
pub struct SearchParameter {
    /// The type that it searches: a concrete one, `DomainResource` or `Resource`.
    pub base: &'static str,
    /// Its name in a query.
    pub code: &'static str,
    /// What it searches by.
    pub kind: SearchKind,
    /// Its canonical address.
    pub url: &'static str,
    /// The FHIRPath expression that finds its values in the base; empty for `_text`, `_content`, `_query`.
    pub expression: &'static str,
    /// The types that a reference may point to, over all bases; empty for other kinds.
    pub targets: Vec<&'static str>,
    /// What a composite is composed of; empty for other kinds.
    pub components: Vec<Component>,
    /// A sentence that says what it finds.
    pub description: &'static str,
}

/// A part of a composite search parameter.
#[derive(Debug, PartialEq, Eq)]
pub struct Component {
    /// The canonical address of the search parameter that says how to read it.
    pub definition: &'static str,
    /// The expression that finds it, from where the composite's own expression leads.
    pub expression: &'static str,
}

/// Every search parameter of every base, in byte order of base and code.
pub fn search_parameters() -> &'static [SearchParameter] {
    static PARAMETERS: LazyLock<Vec<SearchParameter>> =
        LazyLock::new(|| include_str!("search-parameters.tsv").lines().filter_map(read).collect());
    &PARAMETERS
}

fn read(row: &'static str) -> Option<SearchParameter> {
    let mut cells = row.split('\t');
    let mut next = || cell(&mut cells);
    Some(SearchParameter {
        base: next(),
        code: next(),
        kind: SearchKind::parse(next())?,
        url: next(),
        expression: next(),
        targets: list(next(), ',').collect(),
        components: list(next(), ';').filter_map(read_component).collect(),
        description: next(),
    })
}

fn read_component(pair: &'static str) -> Option<Component> {
    let (definition, expression) = pair.split_once('=')?;
    Some(Component { definition, expression })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn find(base: &str, code: &str) -> &'static SearchParameter {
        let found = search_parameters().iter().find(|one| one.base == base && one.code == code);
        found.unwrap_or_else(|| panic!("{base} has no parameter {code}"))
    }

    #[test]
    fn every_row_is_read_and_all_published_parameters_are_there() {
        assert_eq!(search_parameters().len(), include_str!("search-parameters.tsv").lines().count());
        let urls: HashSet<_> = search_parameters().iter().map(|one| one.url).collect();
        assert_eq!(urls.len(), 1_375);
        assert!(search_parameters().is_sorted_by_key(|one| (one.base, one.code)));
    }

    #[test]
    fn only_what_needs_the_index_of_words_has_no_expression() {
        let without = search_parameters().iter().filter(|one| one.expression.is_empty());
        assert_eq!(without.map(|one| one.code).collect::<Vec<_>>(), ["_text", "_content", "_query"]);
    }

    #[test]
    fn a_parameter_has_the_branch_of_its_own_base() {
        let code = find("AllergyIntolerance", "code");
        assert_eq!(code.expression, "AllergyIntolerance.code | AllergyIntolerance.reaction.substance");
        let patient = find("Appointment", "patient");
        assert_eq!(patient.expression, "Appointment.participant.actor.where(resolve() is Patient)");
        assert_eq!((patient.kind, &*patient.targets), (SearchKind::Reference, ["Patient"].as_slice()));
        assert_eq!(find("InsurancePlan", "name").expression, "InsurancePlan.name | InsurancePlan.alias");
        assert_eq!(find("Resource", "_id").expression, "Resource.id");
    }

    #[test]
    fn a_composite_has_its_components() {
        let relationship = find("DocumentReference", "relationship");
        let definition = "http://hl7.org/fhir/SearchParameter/DocumentReference-relatesto";
        assert_eq!(relationship.components.len(), 2);
        assert_eq!(relationship.components[0], Component { definition, expression: "code" });
    }
}
