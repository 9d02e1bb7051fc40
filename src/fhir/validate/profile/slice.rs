//! Which slice a repetition is (R4, section 5.1.0.14).

use super::check::Check;
use super::{By, Discriminator, Profile, Rule, value};
use crate::fhir::definitions::Strength;
use crate::fhir::path::{Environment, Item, Node};

/// The slice that a node is, as its place among the slices; none where it is none of them.
pub(super) fn find<'a>(
    check: &Check<'a>,
    profile: &'a Profile,
    sliced: &'a Rule,
    node: Node<'a>,
) -> Option<usize> {
    let slicing = sliced.slicing.as_ref()?;
    sliced.slices.iter().position(|slice| {
        let Some(slice) = profile.rules.get(*slice) else { return false };
        !slicing.discriminators.is_empty()
            && slicing.discriminators.iter().all(|one| matches(check, profile, slice, one, node))
    })
}

fn matches<'a>(
    check: &Check<'a>,
    profile: &'a Profile,
    slice: &'a Rule,
    discriminator: &'a Discriminator,
    node: Node<'a>,
) -> bool {
    let environment = Environment::of(check.resource);
    let found = discriminator.expression.evaluate(node, &environment).unwrap_or_default();
    let said = said(profile, slice, &discriminator.path);
    match discriminator.by {
        By::Exists => {
            let Some(rule) = said else { return false };
            if rule.max == Some(0) { found.is_empty() } else { rule.min == 0 || !found.is_empty() }
        }
        By::Type => {
            let is_type = |name: &str| found.iter().any(|item| item.type_name() == Some(name));
            said.is_some_and(|rule| {
                rule.types.iter().any(|kind| is_type(&kind.name) || points(check, kind, &found))
            })
        }
        By::Profile => {
            said.into_iter().flat_map(|rule| &rule.types).flat_map(|kind| &kind.profiles).any(|canonical| {
                found.iter().any(|item| matches!(item, Item::Node(node) if check.keeps(*node, canonical)))
            })
        }
        By::Value => match said {
            Some(rule) if rule.fixed.is_some() || rule.pattern.is_some() || rule.binding.is_some() => {
                found.iter().any(|item| matches!(item, Item::Node(node) if is_said(check, rule, *node)))
            }
            // An extension is told by the address of its profile.
            _ if discriminator.path == "url" => {
                let addresses = slice.types.iter().flat_map(|kind| &kind.profiles);
                let own = found.first().and_then(Item::shown);
                addresses.into_iter().any(|address| Some(without_version(address)) == own.as_deref())
            }
            _ => said.is_some_and(|rule| below(check, profile, rule, &found)),
        },
    }
}

/// Whether a found node has the values that the parts of a rule fix, where the rule itself fixes none.
fn below<'a>(check: &Check<'a>, profile: &'a Profile, rule: &'a Rule, found: &[Item<'a>]) -> bool {
    let parts: Vec<_> = rule.children.iter().filter_map(|child| profile.rules.get(*child)).collect();
    let telling: Vec<_> =
        parts.into_iter().filter(|part| part.fixed.is_some() || part.pattern.is_some()).collect();
    !telling.is_empty()
        && found.iter().any(|item| {
            let Item::Node(node) = item else { return false };
            telling
                .iter()
                .all(|part| node.named(part.stem()).iter().any(|child| is_said(check, part, *child)))
        })
}

fn is_said(check: &Check<'_>, rule: &Rule, node: Node<'_>) -> bool {
    let fixed = rule.fixed.as_ref().is_none_or(|fixed| value::is_fixed(node, fixed));
    let pattern = rule.pattern.as_ref().is_none_or(|pattern| value::fits(node, pattern));
    let bound = match &rule.binding {
        Some((Strength::Required, value_set)) if rule.fixed.is_none() && rule.pattern.is_none() => {
            check.is_bound(node, value_set) == Some(true)
        }
        _ => true,
    };
    fixed && pattern && bound
}

/// What a slice says of what a discriminator's path leads to.
fn said<'a>(profile: &'a Profile, slice: &'a Rule, path: &str) -> Option<&'a Rule> {
    let steps = path.split('.').filter(|step| !matches!(*step, "$this" | "resolve()"));
    steps.into_iter().try_fold(slice, |rule, step| {
        let mut below = rule.children.iter().filter_map(|child| profile.rules.get(*child));
        let extension = step.strip_prefix("extension('").and_then(|rest| rest.strip_suffix("')"));
        let Some(url) = extension else { return below.find(|child| child.stem() == step) };
        let slices = below.find(|child| child.name == "extension")?.slices.iter();
        slices.filter_map(|slice| profile.rules.get(*slice)).find(|slice| {
            slice
                .types
                .iter()
                .flat_map(|kind| &kind.profiles)
                .any(|canonical| without_version(canonical) == url)
        })
    })
}

/// Whether a reference's target is of a type that the rule's references point to.
fn points(check: &Check<'_>, kind: &super::TypeRule, found: &[Item<'_>]) -> bool {
    let targets: Vec<_> = kind.targets.iter().filter_map(|target| check.target_type(target)).collect();
    found.iter().any(|item| item.type_name().is_some_and(|name| targets.iter().any(|target| target == name)))
}

pub(super) fn without_version(canonical: &str) -> &str {
    canonical.split_once('|').map_or(canonical, |(address, _)| address)
}
