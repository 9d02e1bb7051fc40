//! Reads the parameters of a search into a [`Query`]. Nothing is ignored: what is not understood is refused
//! with what would be right, and every refusal is told at once.

mod criterion;
mod names;
mod outcome;

use crate::error::{Error, Issue, Kind, Result};
use crate::fhir::ResourceType;
use crate::fhir::subset::Subset;
use crate::search::query::Position;
use crate::search::{Query, Registry, Settings, cursor};

/// A search as it was asked for.
#[derive(Debug)]
pub struct Parsed {
    /// What to look for, and which page of it.
    pub query: Query,
    /// Whether the number of all matches is wanted (`_total`, or nothing but that number).
    pub wants_total: bool,
    /// Whether nothing but the number of matches is wanted (`_summary=count`, `_count=0`).
    pub count_only: bool,
    /// The part of each resource that is wanted (`_summary`, `_elements`); all of it when there is none.
    pub subset: Option<Subset>,
    /// What tells this search from others: see [`Search::text`].
    search: String,
}

impl Parsed {
    /// The cursor of the page that starts after a position: a value of `_cursor` for the same search.
    pub fn cursor(&self, position: &Position) -> String {
        cursor::encode(position, &self.search)
    }
}

/// How many matches a page holds unless `_count` says so.
pub const DEFAULT_COUNT: usize = 50;

/// How many matches a page holds at most.
pub const MAX_COUNT: usize = 1000;

/// How many parameters a search may have; with the limit on a parameter's values it bounds what a store is asked.
const MOST_PARAMETERS: usize = 64;

/// Whether a parameter shapes the answer to a search (its order, its pages, its form) instead of choosing matches.
pub fn shapes_the_answer(name: &str) -> bool {
    outcome::NAMES.contains(&name)
}

/// Reads the decoded name and value pairs of a search in one type. `now`, in microseconds since 1970 UTC, is
/// what `ap` measures the distance of a date from. `_format` and `_pretty` concern the answer's form alone
/// and are left to the caller.
///
/// Errors are of [`Kind::Invalid`], one issue for each parameter that is wrong: `unknown-parameter`,
/// `unknown-modifier`, `invalid-parameter-value` or `invalid-cursor`, at the parameter.
pub fn parse(
    registry: &Registry,
    resource_type: ResourceType,
    pairs: &[(String, String)],
    settings: &Settings,
    now: i64,
) -> Result<Parsed> {
    let search = Search { registry, resource_type, pairs, settings, now };
    let mut parsed = Parsed {
        query: Query::all(resource_type, DEFAULT_COUNT),
        wants_total: false,
        count_only: false,
        subset: None,
        search: search.text(),
    };
    let mut issues = search.too_many().map_or_else(Vec::new, |issue| vec![issue]);
    for (name, value) in pairs.iter().take(MOST_PARAMETERS) {
        if let Err(issue) = search.read(name, value, &mut parsed)
            && !issues.contains(&issue)
        {
            issues.push(issue);
        }
    }
    parsed.wants_total |= parsed.count_only;
    issues.extend(parsed.mixed_with_includes());
    match Error::from_issues(Kind::Invalid, issues) {
        Some(error) => Err(error),
        None => Ok(parsed),
    }
}

/// What is known while a search is read.
struct Search<'a> {
    registry: &'a Registry,
    resource_type: ResourceType,
    pairs: &'a [(String, String)],
    settings: &'a Settings,
    now: i64,
}

impl Search<'_> {
    fn read(&self, name: &str, value: &str, parsed: &mut Parsed) -> Result<(), Issue> {
        if outcome::NAMES.contains(&name) {
            return self.read_outcome(name, value, parsed);
        }
        let criterion = self.read_criterion(name, value)?;
        parsed.query.criteria.push(criterion);
        Ok(())
    }

    /// What tells the search from others: what chooses and orders its matches. The size of a page or the form
    /// of the answer may change on the way.
    fn text(&self) -> String {
        let decides =
            |(name, _): &&(String, String)| name == "_sort" || !outcome::NAMES.contains(&name.as_str());
        let mut pairs: Vec<_> = self.pairs.iter().filter(decides).collect();
        pairs.sort_unstable();
        format!("{} {pairs:?}", self.resource_type)
    }

    fn too_many(&self) -> Option<Issue> {
        let message = || format!("A search has at most {MOST_PARAMETERS} parameters.");
        (self.pairs.len() > MOST_PARAMETERS).then(|| Issue::error("too-many-parameters", message()))
    }
}

/// An issue at a value, with the reason why it is none of this parameter.
fn wrong_value(name: &str, value: &str, reason: &str) -> Issue {
    let shown = names::shorten(value);
    let message = format!("'{shown}' is not a value of '{name}': {reason}.");
    Issue::error("invalid-parameter-value", message).at_parameter(name)
}

#[cfg(test)]
mod tests;
