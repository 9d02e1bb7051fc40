//! Composite parameters (R4, section 3.1.1.4.17): values that one and the same element holds together, joined
//! by `$`.
//!
//! Each component has two slots: one for its values as other parameters of its kind keep them, and one for
//! quantities in base units.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::error::Result;
use crate::fhir::definitions::{self, Structure};
use crate::fhir::path::{Found, Path};
use crate::search::kind::{Facet, Values, written};
use crate::search::query::CompositeTest;
use crate::search::{IndexValue, Parameter, Settings};

/// How an expression starts that leads from the resource and not from the element.
const FROM_RESOURCE: &str = "%resource.";

/// The parameter as a whole: where its elements stand, and what is looked at in each.
#[derive(Debug, Default)]
pub(in crate::search) struct Composite {
    /// The places of the elements: for each one branch of the parameter's expression.
    branches: Vec<Branch>,
    /// How each component is asked for.
    pub(in crate::search) components: Vec<Arc<Parameter>>,
}

#[derive(Debug)]
struct Branch {
    /// Where the elements stand; none for the resource itself.
    elements: Option<Path>,
    /// Where each component stands in an element, or (`true`) in the resource.
    components: Vec<(Path, bool)>,
}

impl Composite {
    /// Compiles a composite of these components, each an expression and how it is asked for.
    pub(in crate::search) fn compile(
        structure: &'static Structure,
        expression: &str,
        components: Vec<(&str, Arc<Parameter>)>,
    ) -> Result<Self> {
        let mut branches = Vec::new();
        for branch in expression.split('|').map(str::trim) {
            let is_whole = branch == structure.path || matches!(branch, "Resource" | "DomainResource");
            // R4 publishes one expression that spells the name of a primitive type large.
            let spelled = |expression: &str| expression.replace("as(DateTime)", "as(dateTime)");
            let inside = if is_whole { Some(structure) } else { content(branch) };
            let compiled =
                components.iter().map(|(expression, _)| match expression.strip_prefix(FROM_RESOURCE) {
                    Some(expression) => Ok((Path::within(Some(structure), expression)?, true)),
                    None => Ok((Path::within(inside, &spelled(expression))?, false)),
                });
            branches.push(Branch {
                elements: if is_whole { None } else { Some(Path::within(Some(structure), branch)?) },
                components: compiled.collect::<Result<_>>()?,
            });
        }
        Ok(Self { branches, components: components.into_iter().map(|(_, parameter)| parameter).collect() })
    }

    /// Hands the values of each element that has one for every component to `emit`.
    pub(in crate::search) fn index(
        &self,
        resource: &Map<String, Value>,
        settings: &Settings,
        emit: &mut dyn FnMut(IndexValue),
    ) {
        for branch in &self.branches {
            let mut element = |element: &Map<String, Value>| {
                if let Some(values) = self.values(branch, element, resource, settings) {
                    emit(IndexValue::Composite(values));
                }
            };
            match &branch.elements {
                None => element(resource),
                Some(path) => path.visit(resource, &mut |found: Found<'_>| {
                    if let Some(object) = found.value.as_object() {
                        element(object);
                    }
                }),
            }
        }
    }

    /// The values of an element by slot; none when a component has no value.
    fn values(
        &self,
        branch: &Branch,
        element: &Map<String, Value>,
        resource: &Map<String, Value>,
        settings: &Settings,
    ) -> Option<Vec<(u8, IndexValue)>> {
        let mut values = Vec::new();
        for (place, ((path, from_resource), parameter)) in
            branch.components.iter().zip(&self.components).enumerate()
        {
            let own = slot(place)?;
            let before = values.len();
            path.visit(if *from_resource { resource } else { element }, &mut |found| {
                parameter.kind.index(found, settings, &mut |facet, value| match facet {
                    None => values.push((own, value)),
                    Some(Facet::Canonical) => values.push((own + 1, value)),
                    Some(_) => {}
                });
            });
            if values.len() == before {
                return None;
            }
        }
        Some(values)
    }
}

/// Reads `code$ge5`; refusals are sentences for the caller. Several tests come of one where a component has
/// several ways to be met.
pub(in crate::search) fn read(
    values: Values<'_>,
    parameter: &Parameter,
    text: &str,
) -> std::result::Result<Vec<CompositeTest>, String> {
    let components = parameter.components();
    let parts = written::split(text, '$');
    if parts.len() != components.len() {
        let names: Vec<_> = components.iter().map(|component| component.code.as_str()).collect();
        return Err(format!("it is written {}", names.join("$")));
    }
    let mut tests = Vec::with_capacity(parts.len());
    for (place, (part, component)) in parts.iter().zip(components).enumerate() {
        let own = slot(place).ok_or("it has too many components")?;
        if written::split(part, ',').len() > 1 || part.is_empty() {
            return Err(format!("'{}' has one value", component.code));
        }
        let test = values.read(component, None, part)?.test;
        let is_canonical =
            component.facet(Facet::Canonical).is_some_and(|base| test.parameter() == Some(base.as_ref()));
        tests.push((own + u8::from(is_canonical), test));
    }
    Ok(vec![CompositeTest { parts: tests }])
}

/// The slot of the component at a place; none for more components than any parameter has.
fn slot(place: usize) -> Option<u8> {
    u8::try_from(place).ok()?.checked_mul(2).filter(|slot| *slot < u8::MAX - 1)
}

/// The structure of the elements that a path such as `Observation.component` leads to.
pub(in crate::search) fn content(path: &str) -> Option<&'static Structure> {
    let element = definitions::element(path)?;
    element.content(element.types.first()?.name)
}
