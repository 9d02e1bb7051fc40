//! Reads the parameters of a search into a [`Query`]. Nothing is ignored: what is not understood is refused
//! with what would be right, and every refusal is told at once.

mod chain;
mod contained;
mod criterion;
mod filter;
mod include;
mod names;
mod outcome;
mod remark;
mod scope;

use std::cell::{Cell, RefCell};

use crate::error::{Error, Issue, Kind, Result, Severity};
use crate::fhir::ResourceType;
use crate::fhir::subset::Subset;
use crate::search::parse::scope::Scope;
use crate::search::query::{Position, Types};
use crate::search::{Area, Query, Registry, Settings, cursor};

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
    /// What a lenient reading left out, and codes that no value can have, as warnings.
    pub warnings: Vec<Issue>,
    left_out: Vec<(String, String)>,
    /// What tells this search from others: see [`Search::text`].
    search: String,
}

impl Parsed {
    /// The cursor of the page that starts after a position: a value of `_cursor` for the same search.
    pub fn cursor(&self, position: &Position) -> String {
        cursor::encode(position, &self.search)
    }

    /// Whether a lenient reading left a parameter out.
    pub fn leaves_out(&self, pair: &(String, String)) -> bool {
        self.left_out.contains(pair)
    }
}

/// What becomes of a parameter that is not understood (R4, section 3.1.1.1, `Prefer: handling`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handling {
    /// The search is refused.
    Strict,
    /// It is left out, and named as left out.
    Lenient,
}

/// How many matches a page holds unless `_count` says so.
pub const DEFAULT_COUNT: usize = 50;

/// How many matches a page holds at most.
pub const MAX_COUNT: usize = 1000;

/// How many parameters a search may have; with the limit on a parameter's values it bounds what a store is asked.
const MOST_PARAMETERS: usize = 64;

/// The refusals that concern a whole search: a lenient reading makes them too.
const NEVER_LEFT_OUT: [&str; 3] = ["invalid-cursor", "too-many-parameters", "too-many-tests"];

/// Whether a parameter shapes the answer to a search (its order, its pages, its form) instead of choosing matches.
pub fn shapes_the_answer(name: &str) -> bool {
    outcome::NAMES.contains(&name) || include::is_include(name)
}

/// Reads the decoded name and value pairs of a search in one type. `now`, in microseconds since 1970 UTC, is
/// what `ap` measures the distance of a date from. `_format` and `_pretty` concern the answer's form alone
/// and are left to the caller.
///
/// Errors are of [`Kind::Invalid`], one issue for each parameter that is wrong, at the parameter: `unknown-parameter`,
/// `unknown-modifier`, `invalid-parameter-value`, `ambiguous-chain`, `not-supported` or `invalid-cursor`; and
/// `too-many-parameters` or `too-many-tests` of the whole.
pub fn parse(
    registry: &Registry,
    resource_type: ResourceType,
    pairs: &[(String, String)],
    settings: &Settings,
    now: i64,
) -> Result<Parsed> {
    parse_in(registry, &Area::Type(resource_type), pairs, settings, now, Handling::Strict)
}

/// The same for a search in any area. Of several types `_type` may choose some, and all that are searched must
/// have the parameters.
pub fn parse_in(
    registry: &Registry,
    area: &Area,
    pairs: &[(String, String)],
    settings: &Settings,
    now: i64,
    handling: Handling,
) -> Result<Parsed> {
    let search = Search::new(registry, area.types(), pairs, settings, now);
    let mut parsed = Parsed {
        query: Query::within(search.scope.types(), DEFAULT_COUNT),
        wants_total: false,
        count_only: false,
        subset: None,
        warnings: Vec::new(),
        left_out: Vec::new(),
        search: String::new(),
    };
    let mut issues: Vec<Issue> = search.too_many().into_iter().collect();
    for pair in pairs.iter().take(MOST_PARAMETERS) {
        if let Err(issue) = search.read(&pair.0, &pair.1, &mut parsed) {
            parsed.left_out.push(pair.clone());
            if !issues.contains(&issue) {
                issues.push(issue);
            }
        }
    }
    parsed.wants_total |= parsed.count_only;
    issues.extend(parsed.mixed_with_includes());
    issues.extend(search.look_within(area, &mut parsed).err());
    parsed.search = search.text(area, &parsed);
    parsed.query.criteria.extend(area.criterion(registry));
    issues.extend(search.read_cursor(&mut parsed).err());
    parsed.warnings.append(&mut search.remarks.borrow_mut());
    if handling == Handling::Lenient && !issues.iter().any(|one| NEVER_LEFT_OUT.contains(&one.code)) {
        let warning = |issue: Issue| Issue { severity: Severity::Warning, ..issue };
        parsed.warnings.extend(issues.into_iter().map(warning));
        return Ok(parsed);
    }
    match Error::from_issues(Kind::Invalid, issues) {
        Some(error) => Err(error),
        None => Ok(parsed),
    }
}

/// A parameter as it was asked for, for refusals.
struct Asked<'a> {
    name: &'a str,
    value: &'a str,
    /// How to compare, where a filter asks; otherwise the name's modifier and the value's prefix say so.
    operator: Option<&'a str>,
}

/// What is known while a search is read.
struct Search<'a> {
    registry: &'a Registry,
    scope: Scope,
    /// The types that `_type` may choose from; none of its business when it is one.
    all: Types,
    pairs: &'a [(String, String)],
    settings: &'a Settings,
    now: i64,
    /// How many tests the search asks for so far.
    tests: Cell<usize>,
    /// What there is to say about it although it is understood.
    remarks: RefCell<Vec<Issue>>,
}

impl<'a> Search<'a> {
    fn new(
        registry: &'a Registry,
        types: Types,
        pairs: &'a [(String, String)],
        settings: &'a Settings,
        now: i64,
    ) -> Self {
        let scope = Scope::all_of(types.clone());
        let (tests, remarks) = (Cell::new(0), RefCell::default());
        let mut search = Self { registry, scope, all: types, pairs, settings, now, tests, remarks };
        // Which types are searched decides how everything else is read, so it is read first.
        let chosen = pairs.iter().find(|(name, _)| name == "_type");
        if let Some(Ok(types)) = chosen.map(|(_, value)| search.read_types(value)) {
            search.scope = Scope::all_of(Types::These(types));
        }
        search
    }

    fn read(&self, name: &str, value: &str, parsed: &mut Parsed) -> Result<(), Issue> {
        if shapes_the_answer(name) {
            return self.read_outcome(name, value, parsed);
        }
        let criterion = if name == filter::NAME {
            self.read_filter(&self.scope, value)?
        } else {
            let asked = Asked { name, value, operator: None };
            chain::is_short(chain::steps(name), name)?;
            self.read_criterion(&self.scope, &asked, name)?
        };
        parsed.query.criteria.push(criterion);
        Ok(())
    }

    /// What tells the search from others: what chooses and orders its matches. The size of a page or the form of
    /// the answer may change on the way.
    fn text(&self, area: &Area, parsed: &Parsed) -> String {
        let decides = |pair: &&(String, String)| {
            let chooses = !shapes_the_answer(&pair.0) || contained::is_about_contained(&pair.0);
            (pair.0 == "_sort" || chooses) && !parsed.leaves_out(pair)
        };
        let mut pairs: Vec<_> = self.pairs.iter().filter(decides).collect();
        pairs.sort_unstable();
        // Where contained resources are looked for, the query is of all types and `_type` chooses among what they are.
        format!("{} {:?} {pairs:?}", area.path(), self.scope.types())
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
