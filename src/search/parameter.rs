//! What a single search parameter can be asked, and the parts that it is made of.

use std::sync::Arc;

use crate::fhir::definitions::{self, Component, SearchParameter, Structure};
use crate::search::kind::composite::{self, Composite};
use crate::search::registry::kind_of;
use crate::search::{Facet, Parameter, ParameterKind, canonical, value_types};

/// The types whose codes come from a code system, so that a terminology can tell what they mean.
const CODED: [&str; 3] = ["CodeableConcept", "Coding", "code"];

impl Parameter {
    /// The modifiers that it takes, as they are written after the colon. A reference takes the names of its
    /// [`Self::targets`] too, or of any type when there are none.
    pub fn modifiers(&self) -> Vec<&'static str> {
        let takes = |modifier: &&str| match (self.kind, *modifier) {
            (ParameterKind::Token, "text") => self.facet(Facet::Text).is_some(),
            (ParameterKind::Token, "of-type") => self.facet(Facet::OfType).is_some(),
            (ParameterKind::Token, "in" | "not-in" | "above" | "below") => self.may_hold(&CODED),
            (ParameterKind::Reference, "identifier") => self.facet(Facet::Identifier).is_some(),
            _ => true,
        };
        self.kind.modifiers().iter().copied().filter(takes).collect()
    }

    /// What a composite is composed of, in order; empty for other parameters.
    pub fn components(&self) -> &[Arc<Self>] {
        &self.composite.components
    }

    /// The parameter under which a facet of its values is kept.
    pub fn facet(&self, facet: Facet) -> Option<&Arc<Self>> {
        self.facets.iter().find(|(own, _)| *own == facet).map(|(_, parameter)| parameter)
    }

    /// The name that a search asks for it by: that of the parameter whose facet it holds, if it holds one.
    pub fn asked_as(&self) -> &str {
        self.code.split(':').next().unwrap_or_default()
    }

    /// The parameter itself and those that hold further sides of its values.
    pub fn with_sides(&self) -> impl Iterator<Item = &Self> {
        let names = self.names_its_resource().then(|| canonical::NAMES.as_ref());
        std::iter::once(self).chain(self.facets.iter().map(|(_, side)| side.as_ref())).chain(names)
    }

    /// Whether its values may be canonical addresses that point to other resources.
    pub fn points_by_address(&self) -> bool {
        self.kind == ParameterKind::Reference && self.value_types.contains(&"canonical")
    }

    /// Whether its values are the canonical addresses of the resources that it searches.
    pub(super) fn names_its_resource(&self) -> bool {
        self.kind == ParameterKind::Uri && self.code == "url" && self.supplied_by.is_none()
    }

    /// The code of a parameter and of all that could hold a facet of it.
    pub fn codes_with_sides(code: &str) -> impl Iterator<Item = String> {
        std::iter::once(code.to_owned()).chain(Facet::ALL.iter().map(move |facet| side_code(code, *facet)))
    }

    /// Whether the case of letters does not matter for some of its tokens: those that are strings (R4,
    /// section 3.1.1.4.10).
    pub(super) fn ignores_case(&self) -> bool {
        self.value_types.contains(&"string")
    }

    /// Whether a value may be of one of these types: when that is not known, it may.
    fn may_hold(&self, types: &[&str]) -> bool {
        self.value_types.is_empty() || types.iter().any(|name| self.value_types.contains(name))
    }

    /// The same parameter with the facets that its values may have.
    pub(super) fn with_facets(mut self) -> Self {
        let facets = self.kind.facets().iter().filter(|facet| match facet {
            Facet::Text => self.may_hold(&["CodeableConcept", "Coding", "Identifier"]),
            Facet::OfType => self.may_hold(&["Identifier"]),
            Facet::Identifier => self.may_hold(&["Reference"]),
            Facet::Canonical => true,
        });
        let facets = facets.map(|facet| (*facet, Arc::new(self.side(*facet)))).collect();
        self.facets = facets;
        self
    }

    /// The parameter that holds one facet of this one's values.
    fn side(&self, facet: Facet) -> Self {
        let code = side_code(&self.code, facet);
        let url = self.url.clone();
        Self { url, base: self.base, ..Self::plain(self.resource_type, code, facet.kind()) }
    }

    /// The same parameter, composed of these; `None` for one that does not compile.
    pub(super) fn composed(self, expression: String, components: &[Component]) -> Option<Self> {
        let structure = definitions::structure(self.resource_type.name())?;
        let inside = expression.split('|').next().and_then(|first| composite::content(first.trim()));
        let inside = inside.unwrap_or(structure);
        let parts: Option<Vec<_>> =
            components.iter().map(|one| self.component(one, components, inside)).collect();
        let composite = Composite::compile(structure, &expression, parts?).ok()?;
        Some(Self { expression, composite, ..self })
    }

    /// A component's expression, and the parameter that says how it is asked for. R4 publishes one composite
    /// that names the definitions of its components the wrong way round, so a definition that does not fit what
    /// its expression leads to gives way to that of another component.
    fn component(
        &self,
        component: &Component,
        all: &[Component],
        inside: &'static Structure,
    ) -> Option<(&'static str, Arc<Self>)> {
        let types = value_types::of(inside.path, component.expression);
        let points = !types.is_empty() && types.iter().all(|name| matches!(*name, "Reference" | "canonical"));
        let fits =
            |one: &&SearchParameter| types.is_empty() || (kind_of(one) == ParameterKind::Reference) == points;
        let own = defined(component.definition)?;
        let others = all.iter().filter_map(|other| defined(other.definition));
        let definition = std::iter::once(own).chain(others).find(fits).unwrap_or(own);
        let parameter = Self::new(self.resource_type, definition.code, kind_of(definition));
        Some((component.expression, Arc::new(parameter)))
    }
}

/// The published parameter of this canonical address.
fn defined(url: &str) -> Option<&'static SearchParameter> {
    definitions::search_parameters().iter().find(|one| one.url == url)
}

/// The code of the parameter that holds a facet: no client can ask for it, because of its colon.
fn side_code(code: &str, facet: Facet) -> String {
    format!("{code}:{}", facet.name())
}

#[cfg(test)]
mod tests {
    use crate::fhir::ResourceType;
    use crate::search::registry::STANDARD;

    fn check(resource_type: &'static str, code: &str, expected: &[&str]) {
        let parameter = STANDARD.parameter(ResourceType::named(resource_type), code).unwrap();
        assert_eq!(parameter.modifiers(), expected, "{resource_type} {code}");
    }

    #[test]
    fn a_parameter_takes_the_modifiers_that_its_values_have_a_sense_for() {
        check("Task", "status", &["missing", "not", "code-text", "in", "not-in", "above", "below"]);
        check("Task", "code", &["missing", "not", "text", "code-text", "in", "not-in", "above", "below"]);
        check("Task", "identifier", &["missing", "not", "text", "code-text", "of-type"]);
        check("Patient", "phone", &["missing", "not", "code-text"]);
        check("Patient", "active", &["missing", "not", "code-text"]);
        check("Task", "owner", &["missing", "identifier", "above", "below"]);
        check("Measure", "derived-from", &["missing", "above", "below"]);
        check("Questionnaire", "url", &["missing", "above", "below"]);
        check("Patient", "name", &["missing", "exact", "contains"]);
        check("Patient", "phonetic", &["missing"]);
        check("Patient", "birthdate", &["missing"]);
        check("Observation", "code-value-quantity", &[]);
        check("Task", "_content", &[]);
        check("Location", "near", &["missing"]);
    }
}
