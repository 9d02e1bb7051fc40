//! Parameters that choose the matches.

use std::sync::Arc;

use crate::error::{Issue, Result};
use crate::fhir::{Id, ResourceType};
use crate::search::kind::{Values, choices};
use crate::search::parse::scope::{Scope, united};
use crate::search::parse::{Asked, Search, chain, filter, names, wrong_value};
use crate::search::query::{Chain, Criterion, Test, Types};
use crate::search::{Parameter, ParameterKind};

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
        if code == "_list" {
            return self.read_list(asked, modifier);
        }
        if names::EVERYWHERE.contains(&code) {
            if let Some(operator) = asked.operator {
                return self.read_row_filter(asked, code, operator);
            }
            return self.read_row_criterion(asked.name, code, modifier, asked.value);
        }
        let parameters = scope.parameters(self.registry, code);
        if parameters.is_empty() {
            return Err(self.unknown_parameter(scope, asked, code));
        }
        self.count_tests(parameters.len(), asked)?;
        let criteria = parameters.iter().map(|parameter| self.read_own(asked, parameter, modifier));
        let criteria = criteria.collect::<Result<Vec<_>, Issue>>()?;
        // What has been read has a bounded number of codes.
        self.remark_codes(asked, &parameters, modifier);
        Ok(united(criteria))
    }

    /// Reads a criterion on one parameter.
    fn read_own(
        &self,
        asked: &Asked<'_>,
        parameter: &Arc<Parameter>,
        modifier: Option<&str>,
    ) -> Result<Criterion, Issue> {
        let Asked { name, value, operator } = *asked;
        if let Some(operator) = operator {
            return self.read_compared(asked, parameter, operator);
        }
        if let Some(written) = modifier.filter(|written| !takes(parameter, written)) {
            return Err(unknown_modifier(name, written, parameter));
        }
        let read = self.values().read(parameter, modifier, value);
        read.map_err(|reason| wrong_value(name, value, &reason))
    }

    /// Reads a criterion on one parameter of which a filter says how to compare.
    fn read_compared(
        &self,
        asked: &Asked<'_>,
        parameter: &Arc<Parameter>,
        operator: &str,
    ) -> Result<Criterion, Issue> {
        let Asked { name, value, .. } = *asked;
        let said = filter::said(operator, parameter.kind);
        let said = said.map_err(|reason| wrong_operator(name, operator, &reason))?;
        if let Some(written) = said.modifier.filter(|written| !takes(parameter, written)) {
            return Err(unknown_modifier(name, written, parameter));
        }
        let written = format!("{}{value}", said.prefix);
        let read = self.values().read(parameter, said.modifier, &written);
        let Criterion { test, negated } = read.map_err(|reason| wrong_value(name, value, &reason))?;
        let test = filter::compared_by(operator, test);
        let test = if said.unlike { Test::Unlike(Box::new(test)) } else { test };
        Ok(Criterion { test, negated })
    }

    /// Reads a comparison with the resource's own id or time.
    fn read_row_filter(&self, asked: &Asked<'_>, code: &str, operator: &str) -> Result<Criterion, Issue> {
        let Asked { name, value, .. } = *asked;
        if code == "_id" {
            let negated = operator == "ne";
            if !negated && operator != "eq" {
                return Err(wrong_operator(name, operator, "'_id' takes eq and ne"));
            }
            return Ok(Criterion { negated, ..self.read_row_criterion(name, code, None, value)? });
        }
        let prefix = ParameterKind::Date.prefixes().iter().find(|prefix| **prefix == operator);
        let prefix = prefix.ok_or_else(|| {
            wrong_operator(name, operator, "'_lastUpdated' takes eq, ne, gt, lt, ge, le, sa, eb and ap")
        })?;
        self.read_row_criterion(name, code, None, &format!("{prefix}{value}"))
    }

    /// Reads `_list=7`: the members of a list (R4, section 3.1.1.5.9).
    fn read_list(&self, asked: &Asked<'_>, modifier: Option<&str>) -> Result<Criterion, Issue> {
        const LIST: ResourceType = ResourceType::named("List");
        let Asked { name, value, operator } = *asked;
        if let Some(operator) = operator.filter(|one| *one != "eq") {
            return Err(wrong_operator(name, operator, "'_list' takes eq"));
        }
        if let Some(modifier) = modifier {
            let message =
                format!("':{}' is not a modifier of '_list', which has none.", names::shorten(modifier));
            return Err(Issue::error("unknown-modifier", message).at_parameter(name));
        }
        if value.starts_with('$') {
            let message = "Lists that a server keeps by itself, such as $current-problems, are not offered; \
                           '_list' takes the ids of List resources.";
            return Err(Issue::error("not-supported", message).at_parameter(name));
        }
        let lists = ids(value).map_err(|reason| wrong_value(name, value, &reason))?;
        let Some(item) = self.registry.parameter(LIST, "item") else {
            return Err(Issue::error("not-supported", "Lists are not searched here.").at_parameter(name));
        };
        let criteria = vec![Criterion { test: Test::Id(lists), negated: false }];
        let chain = Chain { parameter: Arc::clone(item), types: Types::These(vec![LIST]), criteria };
        Ok(Criterion { test: Test::Has(chain), negated: false })
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
            ids(value).map(Test::Id)
        } else {
            self.values().dates(value).map(Test::LastUpdated)
        };
        let test = test.map_err(|reason| wrong_value(name, value, &reason))?;
        Ok(Criterion { test, negated: false })
    }

    /// How values are read.
    fn values(&self) -> Values<'_> {
        Values { settings: self.settings, now: self.now }
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

/// Whether a parameter takes what stands after the colon of its name.
fn takes(parameter: &Parameter, written: &str) -> bool {
    if parameter.kind == ParameterKind::Reference
        && let Some(resource_type) = ResourceType::find(written)
    {
        return parameter.targets.is_empty() || parameter.targets.contains(&resource_type);
    }
    parameter.modifiers().contains(&written)
}

fn unknown_modifier(name: &str, written: &str, parameter: &Parameter) -> Issue {
    let targets: Vec<_> = parameter.targets.iter().map(|target| target.name()).collect();
    let targets = match parameter.kind {
        ParameterKind::Reference if targets.is_empty() => vec!["[type]"],
        _ => targets,
    };
    let valid: Vec<_> = parameter.modifiers().into_iter().chain(targets).collect();
    let valid = match valid.as_slice() {
        [] => "It takes none".to_owned(),
        valid => format!("Its modifiers are :{}", valid.join(", :")),
    };
    let message = format!(
        "':{}' is not a modifier of '{}', a {} parameter. {valid}.",
        names::shorten(written),
        parameter.code,
        parameter.kind.name(),
    );
    Issue::error("unknown-modifier", message).at_parameter(name)
}

fn wrong_operator(name: &str, operator: &str, reason: &str) -> Issue {
    let message = format!("'{}' does not fit: {reason}.", names::shorten(operator));
    Issue::error("invalid-parameter-value", message).at_parameter(name)
}

fn ids(value: &str) -> Result<Vec<Id>, String> {
    let refused = "an id has 1 to 64 letters, digits, '-' and '.'";
    choices(value, |id| Id::parse(id).map_err(|_| refused.to_owned()))
}
