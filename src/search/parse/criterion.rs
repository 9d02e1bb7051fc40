//! Parameters that choose the matches.

use std::sync::Arc;

use crate::error::{Issue, Result};
use crate::fhir::{Id, ResourceType};
use crate::search::kind::{date, number, quantity, reference, text, token, uri, written};
use crate::search::parse::scope::{Scope, united};
use crate::search::parse::{Asked, Search, chain, names, wrong_value};
use crate::search::query::{Criterion, DateTest, Test, TextMatch};
use crate::search::{Parameter, ParameterKind};

/// How many values one parameter may choose from.
const MOST_CHOICES: usize = 200;

/// What stands after the colon of a parameter's name.
enum Modifier {
    None,
    Missing,
    Not,
    Exact,
    Contains,
    Type(ResourceType),
}

/// How many tests a search may ask for, those of its chains and of each type counted.
const MOST_TESTS: usize = 400;

impl Search<'_> {
    /// Reads a parameter that chooses resources of the scope, such as `status:not`; `name` is what is left of
    /// the asked name after the steps of a chain.
    pub(super) fn read_criterion(
        &self,
        scope: &Scope,
        asked: &Asked<'_>,
        name: &str,
    ) -> Result<Criterion, Issue> {
        self.count_tests(1, asked)?;
        if name.starts_with(chain::HAS) {
            return self.read_has(scope, asked, name);
        }
        if let Some((head, tail)) = name.split_once('.') {
            return self.read_chain(scope, asked, head, tail);
        }
        let (code, modifier) = match name.split_once(':') {
            Some((code, modifier)) => (code, Some(modifier)),
            None => (name, None),
        };
        if names::EVERYWHERE.contains(&code) {
            return self.read_row_criterion(asked.name, code, modifier, asked.value);
        }
        let parameters = scope.parameters(self.registry, code);
        if parameters.is_empty() {
            return Err(self.unknown_parameter(scope, asked, code));
        }
        self.count_tests(parameters.len(), asked)?;
        let criteria = parameters.into_iter().map(|parameter| self.read_own(asked, parameter, modifier));
        Ok(united(criteria.collect::<Result<_, Issue>>()?))
    }

    /// Reads a criterion on one parameter.
    fn read_own(
        &self,
        asked: &Asked<'_>,
        parameter: &Arc<Parameter>,
        modifier: Option<&str>,
    ) -> Result<Criterion, Issue> {
        let Asked { name, value } = *asked;
        let modifier = modifier.map_or(Ok(Modifier::None), |written| {
            Modifier::read(written, parameter).ok_or_else(|| unknown_modifier(name, written, parameter))
        })?;
        let test = self.read_test(parameter, &modifier, value);
        let test = test.map_err(|reason| wrong_value(name, value, &reason))?;
        Ok(Criterion { test, negated: matches!(modifier, Modifier::Not) })
    }

    /// Counts the tests that a search asks for; refused when there are too many.
    fn count_tests(&self, more: usize, asked: &Asked<'_>) -> Result<(), Issue> {
        self.tests.set(self.tests.get().saturating_add(more));
        if self.tests.get() <= MOST_TESTS {
            return Ok(());
        }
        let message = format!("The search asks for more than {MOST_TESTS} tests, over all types and chains.");
        Err(Issue::error("too-many-tests", message).at_parameter(asked.name))
    }

    /// `_id` and `_lastUpdated`, which take no modifiers.
    fn read_row_criterion(
        &self,
        name: &str,
        code: &str,
        modifier: Option<&str>,
        value: &str,
    ) -> Result<Criterion, Issue> {
        if let Some(modifier) = modifier {
            let message =
                format!("':{}' is not a modifier of '{code}', which has none.", names::shorten(modifier));
            return Err(Issue::error("unknown-modifier", message).at_parameter(name));
        }
        let test = if code == "_id" {
            let refused = "an id has 1 to 64 letters, digits, '-' and '.'";
            choices(value, |id| Id::parse(id).map_err(|_| refused.to_owned())).map(Test::Id)
        } else {
            self.dates(value).map(Test::LastUpdated)
        };
        let test = test.map_err(|reason| wrong_value(name, value, &reason))?;
        Ok(Criterion { test, negated: false })
    }

    /// Reads the values by the parameter's kind; refusals are reasons for the caller.
    fn read_test(
        &self,
        parameter: &Arc<Parameter>,
        modifier: &Modifier,
        value: &str,
    ) -> Result<Test, String> {
        let own = Arc::clone(parameter);
        if let Modifier::Missing = modifier {
            return match value {
                "true" => Ok(Test::Missing(own, true)),
                "false" => Ok(Test::Missing(own, false)),
                _ => Err("after ':missing' it is true or false".to_owned()),
            };
        }
        match parameter.kind {
            ParameterKind::Token => choices(value, token::read).map(|tests| Test::Token(own, tests)),
            ParameterKind::Text => {
                let how = match modifier {
                    Modifier::Exact => TextMatch::Exact,
                    Modifier::Contains => TextMatch::Within,
                    _ => TextMatch::Start,
                };
                choices(value, |one| text::read(one, how)).map(|tests| Test::Text(own, tests))
            }
            ParameterKind::Date => self.dates(value).map(|tests| Test::Date(own, tests)),
            ParameterKind::Number => choices(value, number::read).map(|tests| Test::Number(own, tests)),
            ParameterKind::Quantity => choices(value, quantity::read).map(|tests| Test::Quantity(own, tests)),
            ParameterKind::Reference => {
                let only = if let Modifier::Type(only) = modifier { Some(*only) } else { None };
                let read = |one: &str| reference::read(one, only, &self.settings.base);
                choices(value, read).map(|tests| Test::Reference(own, tests))
            }
            ParameterKind::Uri => choices(value, uri::read).map(|uris| Test::Uri(own, uris)),
        }
    }

    fn dates(&self, value: &str) -> Result<Vec<DateTest>, String> {
        choices(value, |one| date::read(one, &self.settings.zone, self.now))
    }

    /// The refusal of a name that the scope does not have.
    pub(super) fn unknown_parameter(&self, scope: &Scope, asked: &Asked<'_>, code: &str) -> Issue {
        let searchable = scope.searchable(self.registry);
        let suggestion = names::suggestion(code, searchable.iter().copied());
        let message = format!(
            "'{}' is not a search parameter of {}.{suggestion} Its search parameters are {}.",
            names::shorten(code),
            scope.name(),
            searchable.join(", ")
        );
        Issue::error("unknown-parameter", message).at_parameter(asked.name)
    }
}

impl Modifier {
    fn read(written: &str, parameter: &Parameter) -> Option<Self> {
        if parameter.kind == ParameterKind::Reference
            && let Some(resource_type) = ResourceType::find(written)
        {
            let points_there = parameter.targets.is_empty() || parameter.targets.contains(&resource_type);
            return points_there.then_some(Self::Type(resource_type));
        }
        match parameter.kind.modifiers().iter().copied().find(|modifier| *modifier == written)? {
            "missing" => Some(Self::Missing),
            "not" => Some(Self::Not),
            "exact" => Some(Self::Exact),
            "contains" => Some(Self::Contains),
            _ => None,
        }
    }
}

fn unknown_modifier(name: &str, written: &str, parameter: &Parameter) -> Issue {
    let targets: Vec<_> = parameter.targets.iter().map(|target| target.name()).collect();
    let targets = match parameter.kind {
        ParameterKind::Reference if targets.is_empty() => vec!["[type]"],
        _ => targets,
    };
    let valid: Vec<_> = parameter.kind.modifiers().iter().copied().chain(targets).collect();
    let message = format!(
        "':{}' is not a modifier of '{}', a {} parameter. Its modifiers are :{}.",
        names::shorten(written),
        parameter.code,
        parameter.kind.name(),
        valid.join(", :")
    );
    Issue::error("unknown-modifier", message).at_parameter(name)
}

/// Reads each of the values between commas; one refusal refuses them all.
fn choices<T>(value: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, String> {
    let parts = written::split(value, ',');
    if parts.len() > MOST_CHOICES {
        return Err(format!("it chooses from more than {MOST_CHOICES} values"));
    }
    let read = |part: &&str| {
        if part.is_empty() { Err("a value is empty".to_owned()) } else { read(part) }
    };
    parts.iter().map(read).collect()
}
