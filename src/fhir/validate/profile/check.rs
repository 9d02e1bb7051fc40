//! One pass of a resource along a profile's rules.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::Value;

use super::slice::{self, without_version};
use super::{Profile, Profiles, Rule, TypeRule, value};
use crate::error::{Issue, Severity};
use crate::fhir::Resource;
use crate::fhir::definitions::{self, Strength};
use crate::fhir::path::{Environment, Expression, Membership, Node, Verdict};

/// How many profiles may be entered from one another: those of extensions within extensions.
const MOST_LEVELS: usize = 16;
/// After how many issues the pass stops to look for more.
const MOST_ISSUES: usize = 100;

pub(super) fn check(resource: &Resource, profile: &Profile, profiles: &dyn Profiles) -> Vec<Issue> {
    let node = Node::resource(resource);
    let name = resource.resource_type().name();
    let mut pass = Pass::new(Check { resource: node, profiles, levels: 0 }, name);
    match of_type(resource, &profile.url, &profile.type_name) {
        Some(issue) => pass.issues.push(issue),
        None => pass.enter(profile, node),
    }
    pass.issues
}

/// That a resource is of another type than a profile is about, which may be all of them.
pub(super) fn of_type(resource: &Resource, url: &str, about: &str) -> Option<Issue> {
    let found = resource.resource_type().name();
    let structure = |name: &&str| definitions::structure(name).and_then(|structure| structure.base);
    let mut lineage = std::iter::successors(Some(found), structure);
    if lineage.any(|name| name == about) {
        return None;
    }
    let message = format!("The profile {url} is about {about}, and this is a {found}.");
    Some(Issue::error("wrong-resource-type", message).at_expression(found))
}

/// What is looked at and who is asked.
#[derive(Clone, Copy)]
pub(super) struct Check<'a> {
    pub(super) resource: Node<'a>,
    profiles: &'a dyn Profiles,
    levels: usize,
}

impl<'a> Check<'a> {
    /// Whether a node keeps the profile of this address, as far as it is known.
    pub(super) fn keeps(&self, node: Node<'a>, canonical: &str) -> bool {
        let Some(profile) = self.profiles.profile(canonical).filter(|_| self.levels < MOST_LEVELS) else {
            return false;
        };
        let check = Check { levels: self.levels + 1, ..*self };
        let mut pass = Pass::new(check, "");
        pass.enter(&profile, node);
        !pass.issues.iter().any(|issue| issue.severity == Severity::Error)
    }

    /// Whether a code, a Coding or a concept is in a value set; none where that cannot be told.
    pub(super) fn is_bound(&self, node: Node<'_>, value_set: &str) -> Option<bool> {
        if node.members().is_none() && !node.value().is_some_and(Value::is_string) {
            return Some(true);
        }
        let terminology = |value_set: &str, system: Option<&str>, code: &str| {
            self.profiles.has_code(value_set, system, code)
        };
        Membership { value_set, terminology: Some(&terminology) }.of_node(node)
    }

    /// The type of what a reference points to, where its text or the contained resources tell.
    fn pointed_type(&self, reference: Node<'a>) -> Option<&'static str> {
        let found = RESOLVE.as_ref()?.evaluate(reference, &Environment::of(self.resource)).ok()?;
        found.first()?.type_name()
    }

    /// The type that the profile of a reference's target is about.
    pub(super) fn target_type(&self, canonical: &str) -> Option<Cow<'static, str>> {
        let name = without_version(canonical).strip_prefix("http://hl7.org/fhir/StructureDefinition/");
        match name.and_then(definitions::structure) {
            Some(structure) => Some(Cow::Borrowed(structure.path)),
            None => self.profiles.profile(canonical).map(|profile| Cow::Owned(profile.type_name.clone())),
        }
    }
}

static RESOLVE: LazyLock<Option<Expression>> = LazyLock::new(|| Expression::compile("resolve()").ok());

/// The state of a pass: where it stands and what it found.
struct Pass<'a> {
    check: Check<'a>,
    place: String,
    issues: Vec<Issue>,
    /// The profiles of which was said that they are not known.
    unknown: BTreeSet<String>,
}

impl<'a> Pass<'a> {
    fn new(check: Check<'a>, place: &str) -> Self {
        Self { check, place: place.to_owned(), issues: Vec::new(), unknown: BTreeSet::new() }
    }

    fn note(&mut self, severity: Severity, code: &'static str, message: String) {
        if self.issues.len() < MOST_ISSUES {
            let issue = Issue { severity, ..Issue::error(code, message) };
            self.issues.push(issue.at_expression(self.place.clone()));
        }
    }

    fn error(&mut self, code: &'static str, message: String) {
        self.note(Severity::Error, code, message);
    }

    /// Does a check one step further in.
    fn at(&mut self, step: &str, check: impl FnOnce(&mut Self)) {
        let length = self.place.len();
        self.place.push_str(step);
        check(self);
        self.place.truncate(length);
    }

    /// Looks at what a profile says of a resource or of a value of its type.
    fn enter(&mut self, profile: &Profile, node: Node<'a>) {
        if let Some(root) = profile.rules.first() {
            self.visit(profile, root, node);
        }
    }

    fn visit(&mut self, profile: &Profile, rule: &Rule, node: Node<'a>) {
        if let Some(fixed) = rule.fixed.as_ref().filter(|fixed| !value::is_fixed(node, fixed)) {
            self.error(
                "fixed-value",
                format!("The profile {} fixes this to {}.", profile.url, value::shown(fixed)),
            );
        }
        if let Some(pattern) = rule.pattern.as_ref().filter(|pattern| !value::fits(node, pattern)) {
            let message =
                format!("The profile {} wants this to hold {}.", profile.url, value::shown(pattern));
            self.error("fixed-value", message);
        }
        self.check_types(profile, rule, node);
        self.check_binding(rule, node);
        self.check_constraints(rule, node);
        for child in rule.children.iter().filter_map(|child| profile.rules.get(*child)) {
            self.check_child(profile, child, node);
        }
    }

    /// The repetitions of an element: how many there are, each by itself, and each as the slice that it is.
    fn check_child(&mut self, profile: &Profile, rule: &Rule, parent: Node<'a>) {
        let nodes = parent.named(rule.stem());
        self.at(&format!(".{}", rule.stem()), |pass| {
            pass.check_count(profile, rule, nodes.len());
            let (mut counts, mut latest) = (vec![0; rule.slices.len()], 0);
            for (index, node) in nodes.iter().enumerate() {
                let repeats = node.definition().is_some_and(definitions::Element::repeats);
                let step = if repeats { format!("[{index}]") } else { String::new() };
                pass.at(&step, |pass| {
                    pass.visit(profile, rule, *node);
                    if let Some(place) = pass.check_slice(profile, rule, *node, &mut latest)
                        && let Some(count) = counts.get_mut(place)
                    {
                        *count += 1;
                    }
                });
            }
            for (slice, count) in rule.slices.iter().zip(counts) {
                if let Some(slice) = profile.rules.get(*slice) {
                    pass.check_count(profile, slice, count);
                }
            }
        });
    }

    /// Looks at what the slice of a repetition says; gives back which slice that is.
    fn check_slice(
        &mut self,
        profile: &Profile,
        rule: &Rule,
        node: Node<'a>,
        latest: &mut usize,
    ) -> Option<usize> {
        let slicing = rule.slicing.as_ref().filter(|_| !rule.slices.is_empty())?;
        let Some(place) = slice::find(&self.check, profile, rule, node) else {
            if slicing.closed {
                let names: Vec<_> = rule
                    .slices
                    .iter()
                    .filter_map(|slice| profile.rules.get(*slice)?.slice.as_deref())
                    .collect();
                let message = format!("The profile {} allows only {} here.", profile.url, names.join(", "));
                self.error("unknown-slice", message);
            }
            return None;
        };
        if slicing.ordered && place < *latest {
            let message = format!("The profile {} gives these an order, which this one breaks.", profile.url);
            self.error("wrong-order", message);
        }
        *latest = place;
        if let Some(slice) = rule.slices.get(place).and_then(|slice| profile.rules.get(*slice)) {
            self.visit(profile, slice, node);
        }
        Some(place)
    }

    fn check_count(&mut self, profile: &Profile, rule: &Rule, count: usize) {
        let name = match &rule.slice {
            Some(slice) => format!("{} ({slice})", rule.stem()),
            None => rule.stem().to_owned(),
        };
        if count < rule.min {
            let message =
                format!("The profile {} needs {} of '{name}'; there are {count}.", profile.url, rule.min);
            self.error("missing-element", message);
        }
        if let Some(max) = rule.max.filter(|max| count > *max) {
            let message = format!("The profile {} allows {max} of '{name}'; there are {count}.", profile.url);
            self.error("too-many", message);
        }
    }

    fn check_types(&mut self, profile: &Profile, rule: &Rule, node: Node<'a>) {
        let Some(name) = node.type_name().filter(|_| !rule.types.is_empty()) else { return };
        let own: Vec<_> = rule.types.iter().filter(|kind| kind.name == name).collect();
        let is_resource = node.members().is_some_and(|members| members.contains_key("resourceType"));
        if own.is_empty() && !is_resource && rule.name.ends_with("[x]") {
            let names: Vec<_> = rule.types.iter().map(|kind| kind.name.as_str()).collect();
            let message =
                format!("The profile {} wants this as {}, not as {name}.", profile.url, names.join(", "));
            return self.error("wrong-type", message);
        }
        for kind in own {
            self.check_type_profiles(kind, node);
            if name == "Reference" && !kind.targets.is_empty() {
                self.check_target(profile, kind, node);
            }
        }
    }

    /// A value keeps one of the profiles of its type.
    fn check_type_profiles(&mut self, kind: &TypeRule, node: Node<'a>) {
        if kind.profiles.is_empty() || self.check.levels >= MOST_LEVELS {
            return;
        }
        let mut known = Vec::new();
        for canonical in &kind.profiles {
            match self.check.profiles.profile(canonical) {
                Some(profile) => known.push(profile),
                None => self.note_unknown(canonical),
            }
        }
        if known.len() < kind.profiles.len() {
            return;
        }
        if let [only] = known.as_slice() {
            self.check.levels += 1;
            self.enter(only, node);
            self.check.levels -= 1;
        } else if !kind.profiles.iter().any(|canonical| self.check.keeps(node, canonical)) {
            let message = format!("This keeps none of the profiles {}.", kind.profiles.join(", "));
            self.error("wrong-type", message);
        }
    }

    fn note_unknown(&mut self, canonical: &str) {
        if self.unknown.insert(canonical.to_owned()) {
            let message = format!("The profile {canonical} is not known here, so it was not checked.");
            self.note(Severity::Warning, "unknown-profile", message);
        }
    }

    /// A reference points to a type that one of the target profiles is about.
    fn check_target(&mut self, profile: &Profile, kind: &TypeRule, node: Node<'a>) {
        let Some(pointed) = self.check.pointed_type(node) else { return };
        let mut names = Vec::new();
        for canonical in &kind.targets {
            match self.check.target_type(canonical) {
                Some(name) if name == pointed || matches!(&*name, "Resource" | "DomainResource") => return,
                Some(name) => names.push(name),
                None => return self.note_unknown(canonical),
            }
        }
        let message =
            format!("The profile {} points this to {}, not to {pointed}.", profile.url, names.join(", "));
        self.error("wrong-reference-target", message);
    }

    fn check_binding(&mut self, rule: &Rule, node: Node<'_>) {
        let Some((strength, value_set)) = &rule.binding else { return };
        let severity = if *strength == Strength::Required { Severity::Error } else { Severity::Warning };
        match self.check.is_bound(node, value_set) {
            Some(true) => {}
            Some(false) => {
                let message = format!("This comes from the value set {value_set}.");
                self.note(severity, "unknown-code", message);
            }
            None if *strength == Strength::Required => {
                let message =
                    format!("The codes of {value_set} are not known here, so they were not checked.");
                self.note(Severity::Warning, "unknown-value-set", message);
            }
            None => {}
        }
    }

    fn check_constraints(&mut self, rule: &Rule, node: Node<'a>) {
        let terminology = |value_set: &str, system: Option<&str>, code: &str| {
            self.check.profiles.has_code(value_set, system, code)
        };
        let environment =
            Environment { terminology: Some(&terminology), ..Environment::of(self.check.resource) };
        let broken: Vec<_> = rule
            .constraints
            .iter()
            .filter(|constraint| constraint.expression.holds(node, &environment) == Verdict::Broken)
            .collect();
        for constraint in broken {
            self.note(constraint.severity, "invariant", format!("{}: {}", constraint.key, constraint.human));
        }
    }
}
