//! The state of one pass: where it stands, what it found, and whose contained resources count.

use serde_json::{Map, Value};

use super::place::{Place, Step};
use crate::error::Issue;
use crate::fhir::definitions::Constraint;
use crate::fhir::path::{Environment, Node};

/// How many levels of elements are read. R4's own structures nest far less; only `item` in `item` and
/// extensions in extensions can go on for ever.
const MOST_LEVELS: usize = 64;

/// After how many issues the pass stops to look for more: nobody reads on, and the answer stays small.
const MOST_ISSUES: usize = 100;

/// One pass over a resource.
pub(super) struct Walk<'a> {
    place: Place<'a>,
    levels: usize,
    issues: Vec<Issue>,
    /// The resource whose contained resources a `#` reference means.
    container: &'a Map<String, Value>,
    /// The resource that the pass stands in, which may be a contained one.
    resource: &'a Map<String, Value>,
    /// The Bundle in whose entries the pass stands.
    bundle: Option<&'a Map<String, Value>>,
    inside_contained: bool,
    /// How many issues are about the form, so that rules about the content make no sense.
    malformed: usize,
    advises: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn new(resource: &'a Map<String, Value>) -> Self {
        let root = resource.get("resourceType").and_then(Value::as_str).unwrap_or("Resource");
        Self {
            place: Place::new(root),
            levels: 0,
            issues: Vec::new(),
            container: resource,
            resource,
            bundle: None,
            inside_contained: false,
            malformed: 0,
            advises: false,
        }
    }

    /// A pass that also notes what R4 only advises against.
    pub(super) fn advising(resource: &'a Map<String, Value>) -> Self {
        Self { advises: true, ..Self::new(resource) }
    }

    pub(super) fn into_issues(self) -> Vec<Issue> {
        self.issues
    }

    /// Notes an issue at the present place.
    pub(super) fn note(&mut self, code: &'static str, message: impl Into<String>) {
        self.malformed += 1;
        if self.issues.len() < MOST_ISSUES {
            self.issues.push(Issue::error(code, message).at_expression(self.place.to_string()));
        }
    }

    /// Notes at the present place that an invariant is broken.
    pub(super) fn note_broken(&mut self, rule: &Constraint) {
        if self.issues.len() < MOST_ISSUES {
            let message = format!("{}: {}", rule.key, rule.human);
            let issue = if rule.is_error {
                Issue::error("invariant", message)
            } else {
                Issue::warning("invariant", message)
            };
            self.issues.push(issue.at_expression(self.place.to_string()));
        }
    }

    /// How many issues about the form have been noted so far.
    pub(super) fn malformed(&self) -> usize {
        self.malformed
    }

    /// Whether what R4 advises against is noted here. A contained resource is no document of its own.
    pub(super) fn advises(&self) -> bool {
        self.advises && !self.inside_contained
    }

    /// What an invariant may ask of the world around an element.
    pub(super) fn environment(&self) -> Environment<'a> {
        let root = Node::resource_json(self.container);
        Environment { root, bundle: self.bundle, ..Environment::of(Node::resource_json(self.resource)) }
    }

    /// Notes an issue at an element of what the pass stands in.
    pub(super) fn note_at(&mut self, element: &'a str, code: &'static str, message: impl Into<String>) {
        self.at(Step::Element(element), |walk| walk.note(code, message));
    }

    /// Does a check one step further in.
    pub(super) fn at(&mut self, step: Step<'a>, check: impl FnOnce(&mut Self)) {
        self.place.enter(step);
        check(self);
        self.place.leave();
    }

    /// Does a check one level deeper, unless that is too deep or enough has been found.
    pub(super) fn deeper(&mut self, check: impl FnOnce(&mut Self)) {
        if self.levels >= MOST_LEVELS {
            let message = format!("Elements nest deeper than {MOST_LEVELS} levels; no more are read.");
            return self.note("too-deep", message);
        }
        if self.issues.len() < MOST_ISSUES {
            self.levels += 1;
            check(self);
            self.levels -= 1;
        }
    }

    /// Does a check of a resource that contains its own resources.
    pub(super) fn in_container(&mut self, resource: &'a Map<String, Value>, check: impl FnOnce(&mut Self)) {
        let outer = (self.container, self.resource, self.bundle, self.inside_contained);
        let is_entry = self.resource.get("resourceType").is_some_and(|name| name == "Bundle");
        self.bundle = if is_entry { Some(self.resource) } else { self.bundle };
        (self.container, self.resource, self.inside_contained) = (resource, resource, false);
        check(self);
        (self.container, self.resource, self.bundle, self.inside_contained) = outer;
    }

    /// Does a check of a contained resource, whose `#` references mean its siblings.
    pub(super) fn in_contained(&mut self, resource: &'a Map<String, Value>, check: impl FnOnce(&mut Self)) {
        let outer = (self.resource, self.inside_contained);
        (self.resource, self.inside_contained) = (resource, true);
        check(self);
        (self.resource, self.inside_contained) = outer;
    }

    /// Whether the pass stands in a contained resource.
    pub(super) fn inside_contained(&self) -> bool {
        self.inside_contained
    }

    /// The resources that a `#` reference may mean.
    pub(super) fn contained(&self) -> &'a [Value] {
        self.container.get("contained").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }
}
