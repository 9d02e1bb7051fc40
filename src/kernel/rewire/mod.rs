//! Links between resources that are written together: each points to the URL under which the other was handed
//! in, or to what a search finds, until it is known where that one is.

mod links;
mod narrative;

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::error::{Error, Kind, Result};
use crate::fhir::{Reference, Resource};
use crate::kernel::conditional::{Condition, Matches};
use crate::kernel::intent::{Step, Task};
use links::Link;

/// A reference that is a search (R4, section 3.1.0.11.2: conditional references), and what it searches for.
pub(super) struct Search {
    /// The reference's text.
    pub(super) text: String,
    /// The type that it names.
    pub(super) resource_type: String,
    /// Its criteria, encoded as in an address.
    pub(super) criteria: String,
    /// The FHIRPath expression of its place in its resource.
    pub(super) place: String,
}

/// The searches among a resource's references, and whether it has links at all.
pub(super) fn searches(resource: &mut Resource, base: &str) -> (Vec<Search>, bool) {
    let mut found = Vec::new();
    let mut has_links = false;
    links::visit(resource.json_mut(), &mut |link, place| {
        has_links = true;
        let Link::Reference(text) = link else { return };
        if let Some((resource_type, criteria)) = Reference::below(text, base).split_once('?')
            && !resource_type.contains([':', '/'])
        {
            found.push(Search {
                text: text.clone(),
                resource_type: resource_type.to_owned(),
                criteria: criteria.to_owned(),
                place: place.to_owned(),
            });
        }
    });
    (found, has_links)
}

/// Where the resources of a commit are, by what points to them.
#[derive(Debug, Default)]
pub(super) struct Wiring {
    /// By the URLs under which they were handed in.
    by_url: HashMap<String, String>,
    /// By references that are searches.
    by_search: HashMap<String, String>,
}

impl Wiring {
    /// The wiring of a commit's steps. Two that share a URL are refused.
    pub(super) fn of(steps: &[Step<'_>]) -> Result<Self> {
        let mut by_url = HashMap::new();
        for step in steps {
            let Some(url) = &step.intent.full_url else { continue };
            if matches!(step.task, Task::Delete) {
                continue;
            }
            if by_url.insert(url.clone(), step.target()).is_some() {
                let message =
                    format!("Two entries have the fullUrl '{url}'; each entry needs one of its own.");
                return Err(step.intent.located(Error::invalid("duplicate-identity", message)));
            }
        }
        Ok(Self { by_url, by_search: HashMap::new() })
    }

    /// Adds where the references point that are searches: to what an entry under the same condition makes or finds,
    /// or to the one that is there.
    pub(super) fn add_searches(
        &mut self,
        references: &BTreeMap<String, Condition>,
        steps: &[Step<'_>],
        matches: &Matches,
    ) -> Result<()> {
        if references.is_empty() {
            return Ok(());
        }
        let mut by_condition = HashMap::new();
        for step in steps.iter().filter(|step| !matches!(step.task, Task::Delete)) {
            if let Some((condition, _)) = step.intent.condition() {
                by_condition.insert(condition.text(), step.target());
            }
        }
        let deleted: HashSet<String> =
            steps.iter().filter(|step| matches!(step.task, Task::Delete)).map(Step::target).collect();
        for (text, condition) in references {
            let target = match (by_condition.get(condition.text()), matches.of(condition)) {
                (Some(target), _) => target.clone(),
                (None, [key]) => format!("{}/{}", key.resource_type, key.id),
                (None, []) => {
                    let message = format!("Nothing matches the reference '{text}'.");
                    return Err(condition.error(Kind::PreconditionFailed, "no-match", message));
                }
                (None, [_, _, ..]) => return Err(condition.ambiguous(1)),
            };
            if deleted.contains(&target) {
                let message = format!("What the reference '{text}' finds, {target}, is deleted here.");
                return Err(condition.error(Kind::PreconditionFailed, "no-match", message));
            }
            self.by_search.insert(text.clone(), target);
        }
        Ok(())
    }

    /// Whether nothing can point anywhere.
    fn is_empty(&self) -> bool {
        self.by_url.is_empty() && self.by_search.is_empty()
    }

    /// Points each link of the steps' contents to where its resource is.
    pub(super) fn rewire_all(&self, steps: &mut [Step<'_>]) {
        if self.is_empty() {
            return;
        }
        for step in steps.iter_mut().filter(|step| step.intent.has_links) {
            let full_url = step.intent.full_url.as_deref();
            if let Task::Put(resource, _) = &mut step.task {
                self.rewire(resource.to_mut(), full_url);
            }
        }
    }

    /// Points each link of a resource, which was handed in under `full_url`, to where its resource is.
    pub(super) fn rewire(&self, resource: &mut Resource, full_url: Option<&str>) {
        if self.is_empty() {
            return;
        }
        let base = full_url.and_then(base_of);
        links::visit(resource.json_mut(), &mut |link, _| match link {
            Link::Reference(text) => {
                if let Some(target) =
                    self.by_search.get(text.as_str()).cloned().or_else(|| self.target(text, base))
                {
                    *text = target;
                }
            }
            // A definition is often handed in under its canonical address, which it goes on being called by: only
            // an address that can be nobody's for good is replaced where a uri stands for itself.
            Link::Uri(text) if !text.starts_with("urn:") => {}
            Link::Uri(text) => {
                if let Some(target) = self.target(text, None) {
                    *text = target;
                }
            }
            Link::Narrative(text) => {
                if let Some(replaced) = narrative::replace(text, |address| self.target(address, base)) {
                    *text = replaced;
                }
            }
        });
    }

    /// Where a link points: to an entry by its URL, or, when it is relative and stands in an entry whose URL is a
    /// server's, to one by its URL on the same server (R4, section 2.36.4.1). A link to one version stays: the
    /// version is not what is written here.
    fn target(&self, text: &str, base: Option<&str>) -> Option<String> {
        let (url, fragment) = text.split_once('#').unwrap_or((text, ""));
        let found = self.by_url.get(url).or_else(|| match Reference::parse(url, "") {
            Reference::Local { version: None, .. } => self.by_url.get(&format!("{}/{url}", base?)),
            _ => None,
        })?;
        Some(if fragment.is_empty() { found.clone() } else { format!("{found}#{fragment}") })
    }
}

/// The server's base in a URL such as `https://host/fhir/Task/7`.
fn base_of(full_url: &str) -> Option<&str> {
    if !full_url.starts_with("http://") && !full_url.starts_with("https://") {
        return None;
    }
    let (rest, id) = full_url.rsplit_once('/')?;
    let (base, resource_type) = rest.rsplit_once('/')?;
    matches!(Reference::parse(&format!("{resource_type}/{id}"), ""), Reference::Local { .. }).then_some(base)
}
