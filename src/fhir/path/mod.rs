//! The part of FHIRPath that search parameters are written in, compiled once and evaluated over JSON.
//!
//! It holds paths, `|`, `as`, `ofType`, `where`, `resolve() is`, `exists`, `=`, `!=`, `and`, indexes and
//! parentheses. It knows no parameter kinds: it finds values and leaves their meaning to others.

mod choice;
mod expression;
mod syntax;

use serde_json::{Map, Value};

use crate::error::Result;
use crate::fhir::ResourceType;
use crate::fhir::definitions::{self, Element, Structure};
use expression::{Expression, Node};

/// A compiled expression over resources of one type.
#[derive(Debug)]
pub struct Path {
    expression: Expression,
    structure: Option<&'static Structure>,
}

/// A value that a path leads to.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The value: never an array, never null.
    pub value: &'a Value,
    /// For an element with a choice of types, the type as the element's name spells it: `DateTime` for
    /// `effectiveDateTime`.
    pub choice: Option<&'a str>,
    /// The element of R4 that it is a value of, where that is known: its binding says what its codes mean.
    pub element: Option<&'static Element>,
    /// The type that R4 gives it, such as `code` or `CodeableConcept`, where that is known.
    pub type_name: Option<&'static str>,
}

impl<'a> Found<'a> {
    /// A value of which nothing more is known.
    pub fn bare(value: &'a Value) -> Self {
        Self { value, choice: None, element: None, type_name: None }
    }
}

impl Path {
    /// Compiles an expression such as `Task.owner | Task.requester.where(resolve() is Patient)`. Branches
    /// that start at another type find nothing; words outside the subset are `invalid-expression`.
    pub fn compile(resource_type: ResourceType, text: &str) -> Result<Self> {
        let mut expression = syntax::parse(resource_type.name(), text)?;
        choice::mark(&mut expression, resource_type.name());
        Ok(Self { expression, structure: definitions::structure(resource_type.name()) })
    }

    /// The path that leads to nothing.
    pub fn nowhere() -> Self {
        Self { expression: Expression::nothing(), structure: None }
    }

    /// Hands each value that the path leads to in a resource to `found`, in the resource's order.
    pub fn visit<'a>(&'a self, resource: &'a Map<String, Value>, found: &mut dyn FnMut(Found<'a>)) {
        self.expression.visit(Node::Root(resource, self.structure), found);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::fhir::definitions;

    fn evaluate(resource_type: &'static str, expression: &str, resource: Value) -> Vec<Value> {
        let path = Path::compile(ResourceType::named(resource_type), expression).unwrap();
        let mut values = Vec::new();
        path.visit(resource.as_object().unwrap(), &mut |found| values.push(found.value.clone()));
        values
    }

    fn check(expression: &str, resource: Value, expected: &[Value]) {
        assert_eq!(evaluate("Observation", expression, resource), expected, "{expression}");
    }

    #[test]
    fn paths_go_through_arrays_and_absent_elements() {
        let resource = json!({"a": [{"b": 1}, {"b": [2, 3]}, {"c": 4}, null]});
        check("Observation.a.b", resource.clone(), &[json!(1), json!(2), json!(3)]);
        check("a.b", resource.clone(), &[json!(1), json!(2), json!(3)]);
        check(
            "Resource.a.c | DomainResource.a.b",
            resource.clone(),
            &[json!(4), json!(1), json!(2), json!(3)],
        );
        check("Observation.a.d.e", resource.clone(), &[]);
        check("Observation.a[0].b", resource.clone(), &[json!(1)]);
        check("Observation.a[9].b | Patient.a.b", resource, &[]);
    }

    #[test]
    fn a_choice_is_found_by_its_type_and_without_it() {
        let quantity = json!({"valueQuantity": {"value": 5}});
        check("Observation.value", quantity.clone(), &[json!({"value": 5})]);
        check("(Observation.value as Quantity)", quantity.clone(), &[json!({"value": 5})]);
        check("Observation.value.as(Quantity)", quantity.clone(), &[json!({"value": 5})]);
        check("Observation.value.ofType(Quantity)", quantity.clone(), &[json!({"value": 5})]);
        check("Observation.value as Range | Observation.value.as(string)", quantity, &[]);
        check("(Observation.effective as dateTime)", json!({"effectiveDateTime": "2021"}), &[json!("2021")]);
        check(
            "(Observation.value as CodeableConcept).text",
            json!({"valueCodeableConcept": {"text": "t"}}),
            &[json!("t")],
        );
    }

    #[test]
    fn a_value_brings_its_element_and_type() {
        let kinds = |resource_type, expression: &str, resource: Value| {
            let path = Path::compile(ResourceType::named(resource_type), expression).unwrap();
            let mut kinds = Vec::new();
            path.visit(resource.as_object().unwrap(), &mut |found| {
                kinds.push((found.element.map(|element| element.path), found.type_name));
            });
            kinds
        };
        assert_eq!(
            kinds("Task", "Task.status", json!({"status": "draft"})),
            [(Some("Task.status"), Some("code"))]
        );
        assert_eq!(
            kinds("Observation", "Observation.value", json!({"valueQuantity": {"value": 5}})),
            [(Some("Observation.value[x]"), Some("Quantity"))]
        );
        assert_eq!(
            kinds("Task", "Task.restriction.period.end", json!({"restriction": {"period": {"end": "2021"}}})),
            [(Some("Period.end"), Some("dateTime"))]
        );
        assert_eq!(
            kinds(
                "Bundle",
                "Bundle.entry[0].resource.status",
                json!({"entry": [{"resource": {"resourceType": "Task", "status": "draft"}}]})
            ),
            [(Some("Task.status"), Some("code"))]
        );
        assert_eq!(kinds("Task", "Task.status.exists()", json!({})), [(None, None)]);
    }

    #[test]
    fn a_sibling_that_only_looks_like_a_choice_is_left_alone() {
        let coverage = json!({"subscriberId": "7"});
        assert_eq!(evaluate("Coverage", "Coverage.subscriber", coverage), Vec::<Value>::new());
        let device = json!({"languageCode": [{"text": "fr"}], "manufacturerString": "m"});
        assert_eq!(
            evaluate("DeviceDefinition", "DeviceDefinition.language", device.clone()),
            Vec::<Value>::new()
        );
        assert_eq!(evaluate("DeviceDefinition", "DeviceDefinition.manufacturer", device), [json!("m")]);
    }

    #[test]
    fn where_keeps_what_meets_its_condition() {
        let contact =
            json!({"telecom": [{"system": "email", "value": "a"}, {"system": "phone", "value": "b"}]});
        check("Observation.telecom.where(system='email').value", contact, &[json!("a")]);
        let nested = json!({"extension": [{"url": "A", "extension": [
            {"url": "kind", "valueCode": "k"}, {"url": "text", "valueString": "t"}]}]});
        let path = "Observation.extension.where(url='A').extension.where(url='kind').value";
        check(path, nested, &[json!("k")]);
    }

    #[test]
    fn a_reference_tells_the_type_that_it_resolves_to() {
        let patient = |reference: Value| json!({"subject": reference});
        let expression = "Observation.subject.where(resolve() is Patient)";
        for reference in [
            json!({"reference": "Patient/1"}),
            json!({"reference": "Patient/1/_history/2"}),
            json!({"reference": "https://example.org/fhir/Patient/1"}),
            json!({"type": "Patient", "reference": "urn:uuid:0190a9c1-0000-7000-8000-000000000000"}),
        ] {
            check(expression, patient(reference.clone()), &[reference]);
        }
        for reference in [json!({"reference": "Group/Patient"}), json!({"display": "x"}), json!("Patient")] {
            check(expression, patient(reference), &[]);
        }
    }

    #[test]
    fn truth_is_computed() {
        let expression = "Patient.deceased.exists() and Patient.deceased != false";
        let deceased = |resource| evaluate("Patient", expression, resource);
        assert_eq!(deceased(json!({"deceasedDateTime": "2021"})), [json!(true)]);
        assert_eq!(deceased(json!({"deceasedBoolean": true})), [json!(true)]);
        assert_eq!(deceased(json!({"deceasedBoolean": false})), [json!(false)]);
        assert_eq!(deceased(json!({})), [json!(false)]);
    }

    #[test]
    fn what_lies_outside_the_subset_is_refused() {
        for text in
            ["", "Task.", "Task.x(", "a.first()", "a.resolve()", "'a", "a b", "a[x]", "a = ", "(a", "a;"]
        {
            assert!(Path::compile(ResourceType::named("Task"), text).is_err(), "{text}");
        }
        assert!(Path::compile(ResourceType::named("Task"), &"(".repeat(100_000)).is_err());
    }

    #[test]
    fn every_published_expression_compiles() {
        let mut compiled = 0;
        for parameter in definitions::search_parameters() {
            let Some(base) = ResourceType::find(parameter.base) else { continue };
            if !parameter.expression.is_empty() {
                let path = Path::compile(base, parameter.expression);
                assert!(path.is_ok(), "{} {}: {path:?}", parameter.base, parameter.code);
                compiled += 1;
            }
        }
        assert!(compiled > 1300, "{compiled}");
    }

    proptest! {
        #[test]
        fn no_text_makes_the_compiler_panic(text in "[ -~é]{0,40}|[a-c.()|='\\[\\]0-9 ]{0,40}") {
            let _ = Path::compile(ResourceType::named("Task"), &text);
        }
    }
}
