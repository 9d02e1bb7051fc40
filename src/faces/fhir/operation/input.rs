//! What an operation is given: the parameters of the address, and those of a Parameters resource or the bare
//! resource in the body. Nothing is ignored: what the table does not name is refused.

use serde_json::{Map, Value, json};

use crate::error::{At, Error, Issue, Kind, Result};
use crate::fhir::{Resource, definitions, validate};
use crate::kernel::operations::{Definition, Parameter};

/// The parameters of a call, each of the type that the table asks for.
#[derive(Debug)]
pub(in crate::faces::fhir) struct Input {
    given: Vec<Given>,
}

/// One value.
#[derive(Debug)]
struct Given {
    parameter: &'static Parameter,
    value: Value,
    at: At,
}

/// Types that are written alike: a value of one is understood where another is asked for.
const ALIKE: [&[&str]; 3] = [
    &["string", "code", "uri", "url", "canonical", "id", "markdown", "oid", "uuid"],
    &["date", "dateTime", "instant"],
    &["integer", "positiveInt", "unsignedInt"],
];

impl Input {
    /// Reads what an operation is given.
    pub(in crate::faces::fhir) fn read(
        definition: &'static Definition,
        pairs: &[(String, String)],
        body: Option<Resource>,
    ) -> Result<Self> {
        let mut input = Self { given: Vec::new() };
        let mut issues = Vec::new();
        for (name, text) in pairs {
            match from_text(definition, name, text) {
                Ok(given) => input.given.push(given),
                Err(issue) => issues.push(issue),
            }
        }
        match body {
            Some(body) if body.resource_type().name() == "Parameters" => {
                input.read_parameters(definition, &body, &mut issues);
            }
            Some(body) => match definition.bare() {
                Some(parameter) => input.given.push(whole_body(parameter, body)?),
                None => issues.push(not_parameters(definition, &body)),
            },
            None => {}
        }
        input.count(definition, &mut issues);
        Error::from_issues(Kind::Invalid, issues).map_or(Ok(input), Err)
    }

    fn read_parameters(&mut self, definition: &'static Definition, body: &Resource, issues: &mut Vec<Issue>) {
        let parameters = body.json().get("parameter").and_then(Value::as_array);
        let wrong = validate::validate(&with_stand_ins(body));
        if !wrong.is_empty() {
            return issues.extend(wrong);
        }
        for (place, one) in parameters.into_iter().flatten().enumerate() {
            match from_member(definition, one, place) {
                Ok(given) => self.given.push(given),
                Err(issue) => issues.push(issue),
            }
        }
    }

    /// Refuses what stands too often, and what is missing.
    fn count(&self, definition: &'static Definition, issues: &mut Vec<Issue>) {
        for parameter in definition.input {
            let mut values = self.given.iter().filter(|given| given.parameter.name == parameter.name);
            let found = values.clone().count();
            if found < usize::try_from(parameter.min).unwrap_or_default() && issues.is_empty() {
                let message = format!(
                    "${} needs the parameter '{}': {}.",
                    definition.code, parameter.name, parameter.description
                );
                issues.push(Issue::error("missing-parameter", message).at_parameter(parameter.name));
            }
            let most = parameter.max.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX);
            if let Some(beyond) = values.nth(most) {
                let message = format!("'{}' stands more than once.", parameter.name);
                issues.push(Issue {
                    at: Some(beyond.at.clone()),
                    ..Issue::error("invalid-parameter-value", message)
                });
            }
        }
    }

    /// The value of a parameter.
    pub(super) fn value(&self, name: &str) -> Option<&Value> {
        self.given.iter().find(|given| given.parameter.name == name).map(|given| &given.value)
    }

    /// Every text of a parameter that may repeat.
    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        let given = self.given.iter().filter(|given| given.parameter.name == name);
        given.filter_map(|given| given.value.as_str()).map(str::to_owned).collect()
    }

    /// The text of a parameter.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.value(name).and_then(Value::as_str)
    }

    /// The truth of a parameter; false unless it is said.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.value(name) == Some(&Value::Bool(true))
    }

    /// The number of a parameter, which is not negative.
    pub(super) fn number(&self, name: &'static str) -> Result<Option<usize>> {
        let Some(value) = self.value(name) else { return Ok(None) };
        let number = value.as_u64().and_then(|number| usize::try_from(number).ok());
        let refused =
            || self.wrong(name, format!("'{value}' is not a value of '{name}', which is 0 or more."));
        number.map(Some).ok_or_else(refused)
    }

    /// Every value with the name that it was given under and the type that the table says.
    pub(super) fn each(&self) -> impl Iterator<Item = (&'static Parameter, &Value)> {
        self.given.iter().map(|given| (given.parameter, &given.value))
    }

    /// The resource of a parameter.
    pub(super) fn resource(&self, name: &str) -> Result<Option<Resource>> {
        let Some(given) = self.given.iter().find(|given| given.parameter.name == name) else {
            return Ok(None);
        };
        let read = Resource::from_value(given.value.clone());
        read.map(Some).map_err(|error| error.map_places(|_| Some(given.at.clone())))
    }

    /// An error at a parameter, wherever it was given.
    pub(super) fn wrong(&self, name: &'static str, message: impl Into<String>) -> Error {
        let given = self.given.iter().find(|given| given.parameter.name == name);
        let at = given.map_or_else(|| At::Parameter(name.to_owned()), |given| given.at.clone());
        Error::with(Kind::Invalid, Issue { at: Some(at), ..Issue::error("invalid-parameter-value", message) })
    }
}

/// A body that is the value of the one parameter that takes a resource.
fn whole_body(parameter: &'static Parameter, body: Resource) -> Result<Given> {
    let root = body.resource_type().name();
    let at = At::Expression(root.to_owned());
    let value = body.into_value();
    fits(parameter, &value).map_err(|message| {
        Error::with(
            Kind::Invalid,
            Issue { at: Some(at.clone()), ..Issue::error("wrong-resource-type", message) },
        )
    })?;
    Ok(Given { parameter, value, at })
}

fn not_parameters(definition: &Definition, body: &Resource) -> Issue {
    let message = format!(
        "${} takes its parameters in a Parameters resource, not a {}.",
        definition.code,
        body.resource_type()
    );
    Issue::error("wrong-resource-type", message).at_expression("resourceType")
}

/// The parameter of a name.
fn named(definition: &'static Definition, name: &str) -> Result<&'static Parameter, String> {
    definition.input.iter().find(|parameter| parameter.name == name).ok_or_else(|| {
        let shown: String = name.chars().take(80).collect();
        let known: Vec<&str> = definition.input.iter().map(|parameter| parameter.name).collect();
        match known.as_slice() {
            [] => format!("${} takes no parameters, so '{shown}' is not known.", definition.code),
            known => format!(
                "${} does not know the parameter '{shown}': it takes {}.",
                definition.code,
                known.join(", ")
            ),
        }
    })
}

/// A parameter of the address.
fn from_text(definition: &'static Definition, name: &str, text: &str) -> Result<Given, Issue> {
    let parameter = named(definition, name)
        .map_err(|message| Issue::error("unknown-parameter", message).at_parameter(name))?;
    let wrong = |expected: &str| {
        let shown: String = text.chars().take(80).collect();
        let message = format!("'{shown}' is not a value of '{name}', which is {expected}.");
        Issue::error("invalid-parameter-value", message).at_parameter(name)
    };
    let value = match parameter.kind {
        "boolean" => Value::Bool(text.parse().map_err(|_| wrong("true or false"))?),
        "integer" => Value::from(text.parse::<i32>().map_err(|_| wrong("a whole number"))?),
        kind if definitions::is_primitive(kind) && !text.is_empty() => Value::from(text),
        kind if definitions::is_primitive(kind) => return Err(wrong("not empty")),
        "" => return Err(wrong("made of parts, so it is sent in a Parameters resource by POST")),
        kind => return Err(wrong(&format!("a {kind}, so it is sent in a Parameters resource by POST"))),
    };
    Ok(Given { parameter, value, at: At::Parameter(name.to_owned()) })
}

/// A parameter of a Parameters resource, which is valid in itself.
fn from_member(definition: &'static Definition, one: &Value, place: usize) -> Result<Given, Issue> {
    let at = |member: &str| format!("Parameters.parameter[{place}]{member}");
    let name = one.get("name").and_then(Value::as_str).unwrap_or_default();
    let parameter = named(definition, name)
        .map_err(|message| Issue::error("unknown-parameter", message).at_expression(at(".name")))?;
    let wrong = |message: String| Issue::error("invalid-parameter-value", message).at_expression(at(""));
    if parameter.is_resource() {
        let resource = one
            .get("resource")
            .ok_or_else(|| wrong(format!("'{name}' is a resource: it stands in 'resource'.")))?;
        fits(parameter, resource).map_err(wrong)?;
        return Ok(Given { parameter, value: resource.clone(), at: At::Expression(at(".resource")) });
    }
    let members = one.as_object().into_iter().flatten();
    let mut values = members.filter_map(|(member, value)| Some((member.strip_prefix("value")?, value)));
    match values.next() {
        Some((kind, value)) if is_kind(parameter.kind, kind) => {
            Ok(Given { parameter, value: value.clone(), at: At::Expression(at(".value")) })
        }
        _ => Err(wrong(format!("'{name}' has a value of the type {}.", parameter.kind))),
    }
}

/// Whether a value of the type that a member's name ends in is one of the type that is asked for.
fn is_kind(asked: &str, suffix: &str) -> bool {
    let is = |kind: &str| kind.eq_ignore_ascii_case(suffix);
    is(asked) || ALIKE.iter().any(|alike| alike.contains(&asked) && alike.iter().any(|kind| is(kind)))
}

/// Whether a resource is of the type that a parameter asks for.
fn fits(parameter: &Parameter, resource: &Value) -> Result<(), String> {
    let found = resource.get("resourceType").and_then(Value::as_str).unwrap_or_default();
    if parameter.kind == "Resource" || parameter.kind == found {
        return Ok(());
    }
    Err(format!("'{}' is a {}, not a {found}.", parameter.name, parameter.kind))
}

/// The Parameters resource with something plain in place of each resource in it: what is wrong within those is
/// for the operation to say.
fn with_stand_ins(body: &Resource) -> Resource {
    let mut copy = body.clone();
    let parameters = copy.json_mut().get_mut("parameter").and_then(Value::as_array_mut);
    for one in parameters.into_iter().flatten().filter_map(Value::as_object_mut) {
        stand_in(one);
    }
    copy
}

fn stand_in(parameter: &mut Map<String, Value>) {
    if let Some(resource) = parameter.get_mut("resource") {
        *resource = json!({ "resourceType": "Basic", "code": { "text": "stand-in" } });
    }
}
