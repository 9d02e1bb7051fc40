//! Conditions: searches by which a request names a resource whose id it does not know (R4, sections 3.1.0.4.3,
//! 3.1.0.5.1, 3.1.0.7.1 and 3.1.0.8.1). What they find decides the change, so the commit is guarded by them: of
//! many who create under one condition, one does.

use std::collections::{HashMap, HashSet};

use crate::error::{At, Error, Issue, Kind, Result};
use crate::fhir::ResourceType;
use crate::kernel::intent::Intent;
use crate::kernel::{Context, Kernel};
use crate::search::{Query, parse};
use crate::store::{Guard, Key};

/// A search that names a resource.
#[derive(Debug, Clone)]
pub struct Condition {
    query: Box<Query>,
    /// The same text for the same search.
    text: String,
    /// Where it stands in the caller's input.
    at: Option<At>,
}

impl Condition {
    /// The same condition, standing elsewhere in the caller's input.
    pub fn at(self, at: At) -> Self {
        Self { at: Some(at), ..self }
    }

    /// The same condition, standing where `place` says.
    pub(super) fn map_place(self, place: impl Fn(Option<At>) -> Option<At>) -> Self {
        Self { at: place(self.at), ..self }
    }

    /// What tells the condition from others.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// An error of this condition.
    pub(super) fn error(&self, kind: Kind, code: &'static str, message: String) -> Error {
        Error::with(kind, Issue { at: self.at.clone(), ..Issue::error(code, message) })
    }

    /// Too many matches for what was to be done.
    pub(super) fn ambiguous(&self, most: usize) -> Error {
        let most = match most {
            1 => "one".to_owned(),
            more => more.to_string(),
        };
        let message = format!("More than {most} match '{}'; nothing was done.", self.text);
        self.error(Kind::PreconditionFailed, "multiple-matches", message)
    }
}

impl Kernel {
    /// Reads the parameters of a condition. They are read as strictly as those of a search, and each of them has to
    /// choose: a condition without criteria would mean everything, and one that only shapes an answer means nothing.
    pub fn condition(
        &self,
        context: &Context,
        resource_type: ResourceType,
        pairs: &[(String, String)],
    ) -> Result<Condition> {
        if let Some((name, _)) = pairs.iter().find(|(name, _)| parse::shapes_the_answer(name)) {
            let message = format!("'{name}' shapes an answer; a condition consists of search criteria only.");
            let issue = Issue::error("unknown-parameter", message).at_parameter(name);
            return Err(Error::with(Kind::Invalid, issue));
        }
        if pairs.is_empty() {
            let message =
                "A condition needs at least one search criterion, such as 'identifier=system|value'.";
            return Err(Error::invalid("empty-condition", message));
        }
        let parsed = parse::parse(&self.registry(), resource_type, pairs, &self.settings, context.now)?;
        let query = self.permitted(&context.caller, &parsed.query)?.into_owned();
        let mut sorted: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        sorted.sort_unstable();
        let text = format!("{resource_type}?{}", sorted.join("&"));
        Ok(Condition { query: Box::new(query), text, at: None })
    }

    /// Looks several conditions up, each once: what they find, of each at most so many and one more.
    pub(super) async fn look_up(&self, context: &Context, asked: &[(&Condition, usize)]) -> Result<Matches> {
        let mut most_of: HashMap<&str, usize> = HashMap::with_capacity(asked.len());
        for (condition, most) in asked {
            let known = most_of.entry(condition.text()).or_default();
            *known = (*known).max(*most);
        }
        let (mut texts, mut queries) = (Vec::new(), Vec::new());
        for (condition, _) in asked {
            let Some(limit) = most_of.remove(condition.text()) else { continue };
            self.check_searchable(&condition.query)?;
            let resolved = self.resolved(context, &condition.query).await?;
            queries.push(Query { limit, ..resolved.into_owned() });
            texts.push(condition.text().to_owned());
        }
        if queries.is_empty() {
            return Ok(Matches::default());
        }
        let found = self.store.matched(&queries).await?;
        for (condition, _) in asked {
            self.check_unchanged(&condition.query)?;
        }
        let mut matches = Matches::default();
        for ((text, query), found) in texts.into_iter().zip(queries).zip(found) {
            matches.found.insert(text, found.iter().map(|(key, _)| key.clone()).collect());
            matches.guards.push(Guard { query, found });
        }
        Ok(matches)
    }
}

/// What conditions find, and the guards that keep it so.
#[derive(Debug, Default)]
pub(super) struct Matches {
    found: HashMap<String, Vec<Key>>,
    pub(super) guards: Vec<Guard>,
}

impl Matches {
    /// What these intents delete.
    pub(super) fn deleted_by(&self, intents: &[Intent]) -> HashSet<Key> {
        intents.iter().flat_map(|intent| intent.deletes(self)).cloned().collect()
    }

    /// What a condition found.
    pub(super) fn of(&self, condition: &Condition) -> &[Key] {
        self.found.get(condition.text()).map_or(&[], Vec::as_slice)
    }
}
