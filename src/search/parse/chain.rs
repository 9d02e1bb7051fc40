//! Chains: what must hold of the resource that a reference points to (`owner.name`), and of one that points
//! here (`_has:Task:owner:status`). Both nest.

use std::sync::Arc;

use crate::error::{Issue, Result};
use crate::fhir::ResourceType;
use crate::search::parse::scope::{Scope, is_searchable, united};
use crate::search::parse::{Asked, Search, names};
use crate::search::query::{Chain, Criterion, Test, Types};
use crate::search::{Parameter, ParameterKind};

/// How many different parameters of one name a chain that does not say its type may lead to.
const MOST_ALTERNATIVES: usize = 16;

/// How many steps a chain may have, those of `_has` counted.
const MOST_STEPS: usize = 32;

/// What a name starts with that asks for resources that point here.
pub(super) const HAS: &str = "_has:";

/// How many steps a path has.
pub(super) fn steps(path: &str) -> usize {
    path.matches('.').count() + path.matches(HAS).count()
}

/// Refuses more steps than a database plans in good time; `name` is the parameter that has them.
pub(super) fn is_short(steps: usize, name: &str) -> Result<(), Issue> {
    if steps <= MOST_STEPS {
        return Ok(());
    }
    let message = format!("A chain has at most {MOST_STEPS} steps, and this one has {steps}.");
    Err(Issue::error("too-many-tests", message).at_parameter(name))
}

impl Search<'_> {
    /// Reads `head.tail`, `head` being a reference parameter with or without `:Type`.
    pub(super) fn read_chain(
        &self,
        scope: &Scope,
        asked: &Asked<'_>,
        head: &str,
        tail: &str,
    ) -> Result<Criterion, Issue> {
        self.read_step(scope, asked, head, tail, &|end| Ok(vec![self.read_criterion(end, asked, tail)?]))
    }

    /// Reads a step along `head`, the reference parameter, to what has the first name of `tail`; what must hold there
    /// is for `read_end` to say.
    pub(super) fn read_step(
        &self,
        scope: &Scope,
        asked: &Asked<'_>,
        head: &str,
        tail: &str,
        read_end: &dyn Fn(&Scope) -> Result<Vec<Criterion>, Issue>,
    ) -> Result<Criterion, Issue> {
        let (code, only) = match head.split_once(':') {
            Some((code, only)) => (code, Some(only)),
            None => (head, None),
        };
        let parameters = scope.parameters(self.registry, code);
        if parameters.is_empty() {
            return Err(self.unknown_parameter(scope, asked, code));
        }
        let references: Vec<_> =
            parameters.into_iter().filter(|one| one.kind == ParameterKind::Reference).collect();
        if references.is_empty() {
            let message = format!(
                "'{code}' is not a reference parameter of {}, so nothing can be asked of what it points to.",
                scope.name()
            );
            return Err(Issue::error("unknown-parameter", message).at_parameter(asked.name));
        }
        let mut steps = Vec::new();
        let mut refusal = None;
        for parameter in references {
            match self.ends(asked, parameter, only, tail) {
                Ok(types) => {
                    let end = Scope::some_of(types);
                    steps.push(step(Test::Chain, parameter, &end, read_end(&end)?));
                }
                Err(issue) => refusal = Some(issue),
            }
        }
        match refusal {
            Some(issue) if steps.is_empty() => Err(issue),
            _ => Ok(united(steps)),
        }
    }

    /// The types that a chain leads to: those that the parameter points to and that have what is asked of them.
    fn ends(
        &self,
        asked: &Asked<'_>,
        parameter: &Parameter,
        only: Option<&str>,
        tail: &str,
    ) -> Result<Vec<ResourceType>, Issue> {
        let targets = match parameter.targets.as_slice() {
            [] => ResourceType::all().collect(),
            targets => targets.to_vec(),
        };
        let targets = match only {
            None => targets,
            Some(name) => match ResourceType::find(name).filter(|one| targets.contains(one)) {
                Some(one) => return Ok(vec![one]),
                None => return Err(not_pointed_to(asked, parameter, name)),
            },
        };
        let next = tail.split(['.', ':']).next().unwrap_or_default();
        if next == "_has" {
            return Ok(targets);
        }
        let having: Vec<_> =
            targets.iter().copied().filter(|end| is_searchable(self.registry, *end, next)).collect();
        if having.is_empty() {
            return Err(self.unknown_parameter(&Scope::some_of(targets), asked, next));
        }
        let alternatives = Scope::some_of(having.clone()).parameters(self.registry, next).len();
        if alternatives > MOST_ALTERNATIVES {
            let (code, example) = (&parameter.code, having.first().map_or("Type", |one| one.name()));
            let message = format!(
                "'{code}' may point to {} types that have '{next}': say which one, as in {code}:{example}.{tail}",
                having.len()
            );
            return Err(Issue::error("ambiguous-chain", message).at_parameter(asked.name));
        }
        Ok(having)
    }

    /// Reads `_has:Type:parameter:rest`; `rest` is read of that type.
    pub(super) fn read_has(&self, scope: &Scope, asked: &Asked<'_>, name: &str) -> Result<Criterion, Issue> {
        let written = name.strip_prefix(HAS).unwrap_or_default();
        let mut parts = written.splitn(3, ':');
        let (Some(source), Some(code), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
            let message =
                "'_has' is written _has:Type:parameter:what-is-asked-of-it, as in _has:Task:owner:status.";
            return Err(Issue::error("unknown-parameter", message).at_parameter(asked.name));
        };
        let Some(source) = ResourceType::find(source) else {
            let message = format!("'{}' is not a resource type.", names::shorten(source));
            return Err(Issue::error("unknown-parameter", message).at_parameter(asked.name));
        };
        let found = self.registry.parameter(source, code);
        let Some(parameter) = found.filter(|one| one.kind == ParameterKind::Reference) else {
            let message = self.unknown_reference(source, code);
            return Err(Issue::error("unknown-parameter", format!("{message}.")).at_parameter(asked.name));
        };
        let points_here = |here: &ResourceType| parameter.targets.contains(here);
        if !parameter.targets.is_empty() && !scope.each().iter().any(points_here) {
            let message = format!("'{code}' of {source} never points to {}.", scope.name());
            return Err(Issue::error("unknown-parameter", message).at_parameter(asked.name));
        }
        let start = Scope::all_of(Types::These(vec![source]));
        let criterion = self.read_criterion(&start, asked, rest)?;
        Ok(step(Test::Has, parameter, &start, vec![criterion]))
    }
}

fn step(
    make: fn(Chain) -> Test,
    parameter: &Arc<Parameter>,
    end: &Scope,
    criteria: Vec<Criterion>,
) -> Criterion {
    let chain = Chain { parameter: Arc::clone(parameter), types: end.types(), criteria };
    Criterion { test: make(chain), negated: false }
}

fn not_pointed_to(asked: &Asked<'_>, parameter: &Parameter, name: &str) -> Issue {
    let targets: Vec<_> = parameter.targets.iter().map(|target| target.name()).collect();
    let targets = if targets.is_empty() { "every type".to_owned() } else { targets.join(", ") };
    let (code, name) = (&parameter.code, names::shorten(name));
    let message = format!("'{code}' does not point to a '{name}'. It points to {targets}.");
    Issue::error("unknown-modifier", message).at_parameter(asked.name)
}
