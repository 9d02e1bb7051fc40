//! Search parameters that are supplied as SearchParameter resources, beside those that the program has.

use std::sync::Arc;

use serde_json::Value;

use crate::error::Issue;
use crate::fhir::definitions::{self, SearchKind};
use crate::fhir::{Id, Resource, ResourceType};
use crate::search::registry::{searched_by, types};
use crate::search::{Parameter, ParameterKind, Registry, own};

/// The longest code that a supplied parameter may have.
const LONGEST_CODE: usize = 64;

/// The longest expression that a supplied parameter may have, in bytes; R4's own have up to some 3,000.
const LONGEST_EXPRESSION: usize = 8_192;

impl Registry {
    /// The parameters that a SearchParameter resource adds, one for each type that it searches. None where it
    /// is not active, or only describes a parameter that is built in.
    ///
    /// # Errors
    ///
    /// An active one that cannot be searched by: one issue for each reason, at its place.
    pub fn supplied(&self, resource: &Resource) -> Result<Vec<Parameter>, Vec<Issue>> {
        let asked = Asked { resource };
        if asked.text("status") != "active" {
            return Ok(Vec::new());
        }
        if let Some(fixed) = asked.built_in() {
            return if fixed.is_empty() { Ok(Vec::new()) } else { Err(fixed) };
        }
        let mut issues = Vec::new();
        issues.extend(asked.wrong_code());
        let kind = asked.kind().map_err(|issue| issues.push(issue)).ok();
        let expression = asked.expression().map_err(|issue| issues.push(issue)).ok();
        let mut parameters = Vec::new();
        for resource_type in asked.bases() {
            issues.extend(self.taken(resource_type, asked.text("code"), resource.id().as_ref()));
            let (Some(kind), Some(expression)) = (kind, expression) else { continue };
            match asked.parameter(resource_type, kind).at(expression.to_owned()) {
                Ok(parameter) => parameters.push(parameter.with_facets()),
                Err(error) => issues.push(issue("invalid-expression", error.to_string(), "expression")),
            }
        }
        // An expression that does not compile does so for each type.
        issues.dedup();
        if issues.is_empty() { Ok(parameters) } else { Err(issues) }
    }

    /// These parameters and the supplied ones. Of two with the same name the first stays.
    pub fn with(&self, supplied: impl IntoIterator<Item = Arc<Parameter>>) -> Self {
        let mut registry = self.clone();
        for parameter in supplied {
            registry.insert(parameter);
        }
        registry
    }

    /// Why a parameter supplied by this resource may not have this name at a type; none when it may.
    fn taken(&self, resource_type: ResourceType, code: &str, by: Option<&Id>) -> Option<Issue> {
        let of_others = |one: &&Arc<Parameter>| one.supplied_by.is_none() || one.supplied_by.as_ref() != by;
        let owner = match self.parameter(resource_type, code).filter(of_others) {
            Some(other) => other.url.clone(),
            None if is_published(resource_type, code) => "the standard".to_owned(),
            None => return None,
        };
        let message = format!(
            "{resource_type} has a search parameter '{code}' already, defined by {owner}. Choose another code."
        );
        Some(issue("duplicate-code", message, "code"))
    }
}

/// Whether R4 publishes a parameter of this name for a type, indexed or not.
fn is_published(resource_type: ResourceType, code: &str) -> bool {
    let mut of_this_name = definitions::search_parameters().iter().filter(|one| one.code == code);
    of_this_name.any(|one| searched_by(one.base).contains(&resource_type))
}

/// A SearchParameter resource that asks to be searched by.
struct Asked<'a> {
    resource: &'a Resource,
}

impl<'a> Asked<'a> {
    fn text(&self, name: &str) -> &'a str {
        self.resource.json().get(name).and_then(Value::as_str).unwrap_or_default()
    }

    fn names(&self, list: &str) -> Vec<&'a str> {
        let names = self.resource.json().get(list).and_then(Value::as_array);
        names.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// What stands against it as the description of a built-in parameter; none where it describes none.
    fn built_in(&self) -> Option<Vec<Issue>> {
        let url = self.text("url");
        let published = definitions::search_parameters().iter().find(|one| one.url == url);
        let own = own::PARAMETERS.iter().find(|one| one.url() == url);
        let (code, kind, expression) = match (published, own) {
            (Some(one), _) => (one.code, one.kind.name(), None),
            (None, Some(one)) => (one.code, one.kind.name(), Some(one.expression())),
            (None, None) => return None,
        };
        let expression = expression.unwrap_or_else(|| self.text("expression").to_owned());
        let fixed = [("code", code), ("type", kind), ("expression", expression.as_str())];
        let changed = fixed.into_iter().filter(|(member, value)| self.text(member) != *value);
        let issues = changed.map(|(member, value)| {
            let message =
                format!("{url} is built in; its {member} is '{value}' and stays so. Give yours another url.");
            issue("fixed-definition", message, member)
        });
        Some(issues.collect())
    }

    fn wrong_code(&self) -> Option<Issue> {
        let code = self.text("code");
        let is_name = code.starts_with(|first: char| first.is_ascii_alphabetic())
            && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        if is_name && code.len() <= LONGEST_CODE {
            return None;
        }
        let message = format!(
            "A search parameter's code is a letter followed by letters, digits, '-' and '_', {LONGEST_CODE} at most; names that start with '_' are the standard's."
        );
        Some(issue("invalid-value", message, "code"))
    }

    fn kind(&self) -> Result<ParameterKind, Issue> {
        let name = self.text("type");
        let suppliable = |kind: &SearchKind| !matches!(kind, SearchKind::Composite | SearchKind::Special);
        SearchKind::parse(name).filter(suppliable).map(ParameterKind::of).ok_or_else(|| {
            let message = format!(
                "Parameters of type '{name}' are built in only. Supply one of type number, date, string, token, reference, quantity or uri, or give this one another status than active."
            );
            issue("not-supported", message, "type")
        })
    }

    fn expression(&self) -> Result<&'a str, Issue> {
        let expression = self.text("expression");
        if expression.is_empty() {
            let message = "A search parameter is searched by what its expression finds; there is none.";
            return Err(issue("missing-element", message, "expression"));
        }
        if expression.len() > LONGEST_EXPRESSION {
            let message = format!("An expression has at most {LONGEST_EXPRESSION} bytes.");
            return Err(issue("invalid-value", message, "expression"));
        }
        Ok(expression)
    }

    /// The concrete types that it searches, each once.
    fn bases(&self) -> Vec<ResourceType> {
        let mut bases: Vec<_> = self.names("base").into_iter().flat_map(searched_by).collect();
        bases.sort();
        bases.dedup();
        bases
    }

    fn parameter(&self, resource_type: ResourceType, kind: ParameterKind) -> Parameter {
        Parameter {
            url: self.text("url").to_owned(),
            description: self.text("description").to_owned().into(),
            targets: types(&self.names("target")),
            supplied_by: self.resource.id(),
            ..Parameter::plain(resource_type, self.text("code").to_owned(), kind)
        }
    }
}

fn issue(code: &'static str, message: impl Into<String>, member: &str) -> Issue {
    Issue::error(code, message).at_expression(format!("SearchParameter.{member}"))
}
