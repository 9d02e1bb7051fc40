//! `_include` and `_revinclude`: what comes along beside the matches.

use std::sync::Arc;

use crate::error::{Issue, Result};
use crate::fhir::ResourceType;
use crate::search::ParameterKind;
use crate::search::parse::{Search, names};
use crate::search::query::Include;

/// The parameters that bring something along.
const NAMES: [&str; 2] = ["_include", "_revinclude"];

/// Whether a parameter brings something along, whatever its modifier.
pub(super) fn is_include(name: &str) -> bool {
    NAMES.contains(&name.split(':').next().unwrap_or_default())
}

impl Search<'_> {
    /// Reads `Task:owner`, `Task:owner:Practitioner`, `Task:*` or `*`.
    pub(super) fn read_include(&self, name: &str, value: &str) -> Result<Include, Issue> {
        let (plain, modifier) = match name.split_once(':') {
            Some((plain, modifier)) => (plain, Some(modifier)),
            None => (name, None),
        };
        let iterate = match modifier {
            None => false,
            Some("iterate") => true,
            Some(other) => {
                let hint =
                    if other == "recurse" { ", which R4 calls what was ':recurse' before" } else { "" };
                let shown = names::shorten(other);
                let message =
                    format!("':{shown}' is not a modifier of '{plain}'. Its modifier is :iterate{hint}.");
                return Err(Issue::error("unknown-modifier", message).at_parameter(name));
            }
        };
        let reverse = plain == "_revinclude";
        let include = self.read_links(value, reverse, iterate);
        include.map_err(|reason| super::wrong_value(name, value, &reason))
    }

    fn read_links(&self, value: &str, reverse: bool, iterate: bool) -> Result<Include, String> {
        if value == "*" {
            return Ok(Include { reverse, iterate, source: None, parameter: None, target: None });
        }
        let mut parts = value.splitn(3, ':');
        let (source, code, target) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
        let written = "it is written Type:parameter, Type:parameter:Target, Type:* or *";
        let code = code.filter(|code| !code.is_empty()).ok_or(written)?;
        let source = ResourceType::find(source)
            .ok_or_else(|| format!("'{}' is not a resource type; {written}", names::shorten(source)))?;
        let searched = self.scope.each();
        if !reverse && !iterate && !searched.contains(&source) {
            return Err(format!(
                "{source} is not searched here; what is brought along starts from {}, or with ':iterate' from what \
                 another _include brings along",
                self.scope.name()
            ));
        }
        let parameter = match code {
            "*" => None,
            code => {
                let found = self.registry.parameter(source, code);
                let found = found.filter(|one| one.kind == ParameterKind::Reference);
                Some(found.ok_or_else(|| self.unknown_reference(source, code))?)
            }
        };
        let points_to = |end: &ResourceType| {
            parameter.is_none_or(|parameter| parameter.targets.is_empty() || parameter.targets.contains(end))
        };
        let target = match target {
            None => None,
            Some(name) => {
                let found = ResourceType::find(name).filter(|end| points_to(end));
                Some(
                    found
                        .ok_or_else(|| format!("'{code}' does not point to a '{}'", names::shorten(name)))?,
                )
            }
        };
        if reverse
            && !iterate
            && !searched.iter().any(|end| points_to(end) && target.is_none_or(|one| one == *end))
        {
            return Err(format!("'{code}' of {source} never points to {}", self.scope.name()));
        }
        Ok(Include { reverse, iterate, source: Some(source), parameter: parameter.map(Arc::clone), target })
    }

    /// The sentence about a name that is no reference parameter of a type, without its full stop.
    pub(super) fn unknown_reference(&self, resource_type: ResourceType, code: &str) -> String {
        let parameters = self.registry.parameters(resource_type);
        let references = parameters.filter(|parameter| parameter.kind == ParameterKind::Reference);
        let codes: Vec<_> = references.map(|parameter| parameter.code.as_str()).collect();
        let suggestion = names::suggestion(code, codes.iter().copied());
        format!(
            "'{}' is not a reference parameter of {resource_type}.{suggestion} They are {}",
            names::shorten(code),
            codes.join(", ")
        )
    }
}
