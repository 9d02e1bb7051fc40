//! A list's query, from the native names to a search.

use jiff::civil::Date;

use crate::error::{At, Error, Issue, Kind, Result};
use crate::faces::native::cursor;
use crate::faces::native::resource::{Filter, FilterKind, Flag, Resource};
use crate::fhir::Id;
use crate::kernel::{Context, Kernel};
use crate::mapping::Mapped;
use crate::search::query::{Position, Test};
use crate::search::{Query, parse};

/// How many things a page holds, unless the caller says otherwise, and at the most.
pub(super) const PAGE: usize = 50;
pub(super) const LARGEST_PAGE: usize = 1000;

/// A list's query, understood.
#[derive(Debug)]
pub(super) struct ListQuery {
    /// The search.
    pub(super) query: Query,
    /// The flags that must have these values.
    pub(super) flags: Vec<(&'static str, bool)>,
    /// The words of which a thing must have one, for filters whose search finds more than is meant.
    pub(super) words: Vec<(&'static str, Vec<String>)>,
    /// Whether the total is wanted.
    pub(super) total: bool,
    /// The filters and the sort, as the caller wrote them: what a cursor carries.
    filters: Vec<(String, String)>,
}

impl ListQuery {
    /// Reads a query. All wrong parameters are reported together.
    pub(super) async fn read<R: Resource>(
        kernel: &Kernel,
        context: &Context,
        pairs: Vec<(String, String)>,
    ) -> Result<Self> {
        let (pairs, after) = follow(R::PATH, pairs)?;
        let mut list = Asked { search: base::<R>(), limit: PAGE, ..Asked::default() };
        let mut issues = Vec::new();
        for (name, value) in &pairs {
            if let Err(issue) = parameter::<R>(name, value, &mut list) {
                issues.push(issue.at_parameter(name.as_str()));
            }
        }
        if let Some(error) = Error::from_issues(Kind::Invalid, issues) {
            return Err(error);
        }
        let mut query = parsed::<R>(kernel, context, &list.search)?;
        for ways in &list.either {
            let way = |way: &(String, String)| {
                Ok(parsed::<R>(kernel, context, std::slice::from_ref(way))?.criteria)
            };
            let ways = ways.iter().map(way).collect::<Result<Vec<_>>>()?;
            query = query.and(Test::Either(ways.into_iter().flatten().collect()));
        }
        for (name, value) in &list.looked_up {
            let meant = R::meant(kernel, context, name, value).await;
            let at = || Some(At::Parameter((*name).to_owned()));
            query = query.and(Test::Id(meant.map_err(|error| error.map_places(|_| at()))?));
        }
        let query = Query { limit: list.limit, after, ..query };
        let filters =
            pairs.into_iter().filter(|(name, _)| !matches!(name.as_str(), "limit" | "total")).collect();
        Ok(Self { query, flags: list.flags, words: list.words, total: list.total, filters })
    }

    /// The cursor of the page that starts after a position, in the list at a path.
    pub(super) fn cursor(&self, path: &str, position: &Position) -> String {
        cursor::encode(path, &self.filters, position)
    }

    /// Whether the search finds what is asked for and nothing else.
    pub(super) fn is_exact(&self) -> bool {
        self.flags.is_empty() && self.words.is_empty()
    }
}

/// What a query asks.
#[derive(Default)]
struct Asked {
    /// Search parameters that all hold.
    search: Vec<(String, String)>,
    /// Of each of these, one holds.
    either: Vec<Vec<(String, String)>>,
    /// Filters whose values must be looked up.
    looked_up: Vec<(&'static str, String)>,
    limit: usize,
    flags: Vec<(&'static str, bool)>,
    words: Vec<(&'static str, Vec<String>)>,
    total: bool,
}

/// Filters, and the position that a cursor names.
type Followed = (Vec<(String, String)>, Option<Position>);

/// Replaces a cursor by the filters that it carries. Beside a cursor only `limit`, `total` and the same filters
/// may stand.
fn follow(path: &str, mut pairs: Vec<(String, String)>) -> Result<Followed> {
    let Some(place) = pairs.iter().position(|(name, _)| name == "cursor") else {
        return Ok((pairs, None));
    };
    let (_, text) = pairs.swap_remove(place);
    let (mut filters, position) = cursor::decode(path, &text)?;
    for (name, value) in pairs {
        if matches!(name.as_str(), "limit" | "total") {
            filters.push((name, value));
            continue;
        }
        if filters.iter().any(|(known, same)| *known == name && *same == value) {
            continue;
        }
        let message = format!(
            "The cursor carries the filters of its list; '{name}' is not one of them as it stands here."
        );
        return Err(Error::with(Kind::Invalid, Issue::error("cursor-mismatch", message).at_parameter(name)));
    }
    Ok((filters, Some(position)))
}

/// The criteria that hold for each thing of the kind.
fn base<R: Resource>() -> Vec<(String, String)> {
    let mark = R::Model::MARK.map(|mark| {
        (mark.parameter.to_owned(), format!("{}|{}", mark.system, mark.code.unwrap_or_default()))
    });
    let more = R::BASE.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    mark.into_iter().chain(more).collect()
}

/// The search that parameters of the resource's type make.
fn parsed<R: Resource>(kernel: &Kernel, context: &Context, search: &[(String, String)]) -> Result<Query> {
    let (registry, settings) = (kernel.registry(), kernel.settings());
    Ok(parse::parse(&registry, R::Model::RESOURCE_TYPE, search, settings, context.now)?.query)
}

fn parameter<R: Resource>(name: &str, value: &str, list: &mut Asked) -> Result<(), Issue> {
    if value.is_empty() {
        return Err(Issue::error("invalid-parameter-value", format!("'{name}' has no value.")));
    }
    match name {
        "limit" => {
            let limit = value.parse().ok().filter(|limit| (1..=LARGEST_PAGE).contains(limit));
            list.limit = limit.ok_or_else(|| wrong(value, name, "a number from 1 to 1000"))?;
        }
        "total" => list.total = truth(name, value)?,
        "sort" => list.search.push(("_sort".to_owned(), sort::<R>(value)?)),
        _ => {
            if let Some(Flag { name, narrows, .. }) = R::FLAGS.iter().find(|flag| flag.name == name) {
                let wanted = truth(name, value)?;
                list.flags.push((name, wanted));
                if wanted {
                    let narrows =
                        narrows.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
                    list.search.extend(narrows);
                }
                return Ok(());
            }
            let filter = R::FILTERS.iter().find_map(|filter| Some((filter, asks(filter, name)?)));
            let (filter, how) = filter.ok_or_else(|| unknown::<R>(name))?;
            ask(filter, how, name, value, list)?;
            if !filter.exact {
                list.words.push((filter.name, value.split(',').map(str::to_owned).collect()));
            }
        }
    }
    Ok(())
}

/// How a parameter asks a filter.
#[derive(Clone, Copy)]
enum How {
    Is,
    From,
    To,
}

fn asks(filter: &Filter, name: &str) -> Option<How> {
    let rest = name.strip_prefix(filter.name)?;
    match (filter.kind, rest) {
        (_, "") => Some(How::Is),
        (FilterKind::Days, "_from") => Some(How::From),
        (FilterKind::Days, "_to") => Some(How::To),
        _ => None,
    }
}

/// Adds what a filter stands for.
fn ask(filter: &Filter, how: How, name: &str, value: &str, list: &mut Asked) -> Result<(), Issue> {
    match filter.kind {
        FilterKind::Reached(ways) => {
            let way = |(way, of): &(&str, &str)| Ok(((*way).to_owned(), references(of, name, value)?));
            list.either.push(ways.iter().map(way).collect::<Result<_, Issue>>()?);
        }
        FilterKind::LookedUp => list.looked_up.push((filter.name, value.to_owned())),
        _ => list.search.push(criterion(filter, how, name, value)?),
    }
    Ok(())
}

/// References to resources of a type, from ids with commas between them.
fn references(resource_type: &str, name: &str, value: &str) -> Result<String, Issue> {
    let reference = |id: &str| {
        let id = Id::parse(id).map_err(|_| wrong(id, name, "an id"))?;
        Ok(format!("{resource_type}/{id}"))
    };
    Ok(value.split(',').map(reference).collect::<Result<Vec<_>, Issue>>()?.join(","))
}

/// The search criterion that a filter stands for.
fn criterion(filter: &Filter, how: How, name: &str, value: &str) -> Result<(String, String), Issue> {
    let parameter = filter.parameter;
    match filter.kind {
        FilterKind::Words(_) | FilterKind::Codes(_) => {
            let words = filter.vocabulary();
            let token = |word: &str| {
                let found = words.iter().find(|(known, _)| *known == word).map(|(_, token)| *token);
                let valid = || words.iter().map(|(known, _)| *known).collect::<Vec<_>>().join(", ");
                found.ok_or_else(|| wrong(word, name, &format!("one of: {}", valid())))
            };
            let tokens = value.split(',').map(token).collect::<Result<Vec<_>, _>>()?;
            Ok((parameter.to_owned(), tokens.join(",")))
        }
        FilterKind::Ids(resource_type) => {
            Ok((parameter.to_owned(), references(resource_type.name(), name, value)?))
        }
        FilterKind::Canonical(address) => {
            let address = |id: &str| {
                let id = Id::parse(id).map_err(|_| wrong(id, name, "an id"))?;
                Ok(escaped(&address(id.as_str())))
            };
            let addresses = value.split(',').map(address).collect::<Result<Vec<_>, Issue>>()?;
            Ok((parameter.to_owned(), addresses.join(",")))
        }
        // These are no single criterion; `ask` adds what they stand for.
        FilterKind::Reached(_) | FilterKind::LookedUp => Err(unreadable(name)),
        FilterKind::Days => {
            let date: Option<Date> = if value.len() == 10 { value.parse().ok() } else { None };
            let date = date.ok_or_else(|| wrong(value, name, "a date such as 2021-04-13"))?;
            let prefix = match how {
                How::Is => "",
                How::From => "ge",
                How::To => "le",
            };
            Ok((parameter.to_owned(), format!("{prefix}{date}")))
        }
        FilterKind::Contains => Ok((format!("{parameter}:contains"), escaped(value))),
        FilterKind::Exactly => {
            let values: Vec<String> = value.split(',').map(escaped).collect();
            Ok((parameter.to_owned(), values.join(",")))
        }
    }
}

/// A value in which nothing is a separator to the search.
fn escaped(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for character in value.chars() {
        if matches!(character, '\\' | ',' | '|' | '$') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

fn sort<R: Resource>(value: &str) -> Result<String, Issue> {
    let key = |name: &str| {
        let (sign, bare) = name.strip_prefix('-').map_or(("", name), |bare| ("-", bare));
        let known = || R::SORTS.iter().chain(&[("updated_at", "_lastUpdated")]);
        let found = known().find(|(known, _)| *known == bare);
        let valid = || known().map(|(known, _)| *known).collect::<Vec<_>>().join(", ");
        match found {
            Some((_, parameter)) => Ok(format!("{sign}{parameter}")),
            None => Err(wrong(bare, "sort", &format!("one of: {}; '-' before it sorts downwards", valid()))),
        }
    };
    Ok(value.split(',').map(key).collect::<Result<Vec<_>, _>>()?.join(","))
}

fn unreadable(name: &str) -> Issue {
    Issue::error("invalid-parameter-value", format!("'{name}' cannot be asked in this way."))
}

fn truth(name: &str, value: &str) -> Result<bool, Issue> {
    match value {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(wrong(value, name, "'true' or 'false'")),
    }
}

fn wrong(value: &str, name: &str, valid: &str) -> Issue {
    Issue::error(
        "invalid-parameter-value",
        format!("'{value}' is not a value of '{name}', which is {valid}."),
    )
}

fn unknown<R: Resource>(name: &str) -> Issue {
    let mut valid: Vec<String> = Vec::new();
    for filter in R::FILTERS {
        valid.push(filter.name.to_owned());
        if matches!(filter.kind, FilterKind::Days) {
            valid.push(format!("{}_from", filter.name));
            valid.push(format!("{}_to", filter.name));
        }
    }
    valid.extend(R::FLAGS.iter().map(|flag| flag.name.to_owned()));
    valid.extend(["sort", "limit", "cursor", "total"].map(str::to_owned));
    let message = format!("The list of {} has no parameter '{name}'. It has: {}.", R::MANY, valid.join(", "));
    Issue::error("unknown-parameter", message)
}
