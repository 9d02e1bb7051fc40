//! R4's invariants: the rules that its definitions state in FHIRPath.
//!
//! Those of severity error are kept by everything that is written; those of severity warning are mentioned where
//! somebody asks what there is to say about a resource. A few are checked by code of their own, which says more
//! precisely where the fault is, or need not look at everything for each of many things.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use serde_json::{Map, Value};

use super::walk::Walk;
use crate::fhir::definitions::{self, Constraint, Element, Structure};
use crate::fhir::path::{Expression, Node, Verdict};

/// The invariants that other checks of the validator stand for, and which these are.
const ELSEWHERE: [(&str, &str); 9] = [
    ("dom-2", "`contained`: a contained resource contains no other"),
    ("dom-3", "`contained`: a contained resource is referred to, or refers to its container"),
    ("dom-4", "`contained`: a contained resource has no version of its own"),
    ("dom-5", "`contained`: a contained resource has no security labels of its own"),
    ("ele-1", "`structure`: an element has a value or content"),
    ("ext-1", "`extension`: an extension has a value or extensions"),
    ("ref-1", "`reference`: a `#` reference points to a contained resource"),
    ("txt-1", "`narrative`: a narrative holds nothing that acts"),
    ("txt-2", "`narrative`: a narrative has content"),
];

/// An invariant, compiled when it is first needed.
struct Rule {
    constraint: &'static Constraint,
    compiled: OnceLock<Option<Expression>>,
}

impl Rule {
    fn expression(&self) -> Option<&Expression> {
        self.compiled.get_or_init(|| Expression::compile(self.constraint.expression).ok()).as_ref()
    }
}

/// The rules by the path that they are defined on.
static RULES: LazyLock<HashMap<&'static str, Vec<Rule>>> = LazyLock::new(|| {
    let is_elsewhere = |key: &str| ELSEWHERE.iter().any(|(own, _)| *own == key);
    let rules = |path| {
        let constraints = definitions::constraints(path).iter();
        let own = constraints.filter(|constraint| !is_elsewhere(constraint.key));
        own.map(|constraint| Rule { constraint, compiled: OnceLock::new() }).collect::<Vec<_>>()
    };
    let all = definitions::constrained_paths().map(|path| (path, rules(path)));
    all.filter(|(_, rules)| !rules.is_empty()).collect()
});

/// Checks the invariants of a structure, and of what it extends, on an object that follows it.
pub(super) fn check_object<'a>(
    walk: &mut Walk<'a>,
    structure: &'static Structure,
    json: &'a Map<String, Value>,
) {
    let node = Node::within(json, Some(structure));
    let mut above = Some(structure);
    while let Some(structure) = above {
        if let Some(rules) = RULES.get(structure.path) {
            check(walk, rules, node);
        }
        above = structure.base.and_then(definitions::structure);
    }
}

/// Checks the invariants that are defined on an element itself, beyond those of its type.
pub(super) fn check_element<'a>(walk: &mut Walk<'a>, element: &'static Element, node: Node<'a>) {
    if let Some(rules) = RULES.get(element.path) {
        check(walk, rules, node);
    }
}

fn check<'a>(walk: &mut Walk<'a>, rules: &'static [Rule], node: Node<'a>) {
    let environment = walk.environment();
    for rule in rules {
        let constraint = rule.constraint;
        if !constraint.is_error && !walk.advises() {
            continue;
        }
        let verdict = rule.expression().map(|expression| expression.holds(node, &environment));
        if verdict == Some(Verdict::Broken) {
            walk.note_broken(constraint);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of the definitions' README: key, and what stands for it.
    fn listed() -> Vec<(&'static str, &'static str)> {
        let readme = include_str!("../definitions/README.md");
        let rows = readme.lines().skip_while(|line| !line.starts_with("| invariant |")).skip(2);
        rows.take_while(|line| line.starts_with("| "))
            .map(|line| {
                let mut cells = line.trim_matches('|').split('|').map(str::trim);
                (cells.next().unwrap_or_default(), cells.next().unwrap_or_default())
            })
            .collect()
    }

    #[test]
    fn every_invariant_is_evaluated_or_listed_as_checked_elsewhere() {
        assert_eq!(listed(), ELSEWHERE);
        for path in definitions::constrained_paths() {
            for constraint in definitions::constraints(path) {
                let elsewhere = ELSEWHERE.iter().any(|(key, _)| *key == constraint.key);
                let evaluated = RULES.get(path).is_some_and(|rules| {
                    rules
                        .iter()
                        .any(|rule| rule.constraint.key == constraint.key && rule.expression().is_some())
                });
                assert!(elsewhere != evaluated, "{path} {}: {}", constraint.key, constraint.expression);
            }
        }
        for (key, _) in ELSEWHERE {
            let defined = definitions::constrained_paths()
                .any(|path| definitions::constraints(path).iter().any(|constraint| constraint.key == key));
            assert!(defined, "{key}");
        }
    }
}
