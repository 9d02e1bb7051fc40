//! Decides in memory whether a resource matches a query and where it stands in its order. Stores answer the
//! same questions by their own means; this is the plain reading of R4 that they are measured against.

use std::cmp::Ordering;

use crate::fhir::{Id, ResourceType};
use crate::search::query::{
    Belonging, Chain, Criterion, Holding, Query, SortBy, SortKey, SortValue, Standing, Test,
};
use crate::search::{IndexRow, IndexValue, Parameter, ParameterKind, Words, canonical, compare, contained};

/// What a query judges a resource by.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Its type.
    pub resource_type: ResourceType,
    /// Its id; of a contained resource, the one that it has within what contains it.
    pub id: &'a Id,
    /// The type and id of the resource that contains it, if one does.
    pub container: Option<(ResourceType, &'a Id)>,
    /// When its present version was committed, in microseconds since 1970 UTC.
    pub last_updated: i64,
    /// What it is found by.
    pub rows: &'a [IndexRow],
}

/// Whether the candidate is of a searched type and standing, and every criterion of the query holds. `live` is every
/// resource there is, contained ones too, where chains lead to.
pub fn matches(query: &Query, candidate: &Candidate<'_>, live: &[Candidate<'_>]) -> bool {
    let stands = match query.standing {
        Standing::Alone => candidate.container.is_none(),
        Standing::Contained => candidate.container.is_some(),
        Standing::Either => true,
    };
    stands && query.types.contain(candidate.resource_type) && all_hold(&query.criteria, candidate, live)
}

/// How two candidates stand in an order: values that are missing come last in both directions. Candidates that
/// are equal here are told apart by the order of their making, in the direction of the last key.
pub fn compare(sort: &[SortKey], left: &Candidate<'_>, right: &Candidate<'_>) -> Ordering {
    let by_key = |key: &SortKey| sort_value(key, left).compare(&sort_value(key, right), key.descending);
    sort.iter().map(by_key).find(|ordering| ordering.is_ne()).unwrap_or(Ordering::Equal)
}

/// What a sort key compares of a candidate: of several values the smallest when ascending, the largest when
/// descending. A date counts by its first moment when ascending, by its last when descending.
pub fn sort_value(key: &SortKey, candidate: &Candidate<'_>) -> SortValue {
    match &key.by {
        SortBy::LastUpdated => SortValue::Integer(candidate.last_updated),
        SortBy::Id => SortValue::Text(candidate.id.as_str().to_owned()),
        SortBy::Parameter(parameter) => {
            let values = values(candidate, parameter).map(|value| comparable(value, key.descending));
            let first = values.min_by(|left, right| left.compare(right, key.descending));
            first.unwrap_or(SortValue::Missing)
        }
    }
}

fn all_hold(criteria: &[Criterion], candidate: &Candidate<'_>, live: &[Candidate<'_>]) -> bool {
    criteria.iter().all(|criterion| holds(criterion, candidate, live))
}

fn holds(criterion: &Criterion, candidate: &Candidate<'_>, live: &[Candidate<'_>]) -> bool {
    let holds = match &criterion.test {
        Test::All(criteria) => all_hold(criteria, candidate, live),
        Test::Either(criteria) => criteria.iter().any(|one| holds(one, candidate, live)),
        Test::Chain(Chain { parameter, types, criteria }) => live.iter().any(|end| {
            types.contain(end.resource_type)
                && points_to(candidate, parameter, end)
                && all_hold(criteria, end, live)
        }),
        Test::Has(Chain { parameter, types, criteria }) => live.iter().any(|start| {
            start.container.is_none()
                && types.contain(start.resource_type)
                && points_to(start, parameter, candidate)
                && all_hold(criteria, start, live)
        }),
        Test::Holds(Holding { types, criteria }) => live.iter().any(|part| {
            candidate.container.is_none()
                && part.container == Some((candidate.resource_type, candidate.id))
                && types.contain(part.resource_type)
                && all_hold(criteria, part, live)
        }),
        test => passes(test, candidate),
    };
    holds != criterion.negated
}

/// Whether a candidate's reference parameter points to a resource: to its type and id or, where it may hold canonical
/// addresses, to one of its names.
fn points_to(candidate: &Candidate<'_>, parameter: &Parameter, found: &Candidate<'_>) -> bool {
    let Candidate { resource_type, id, container, .. } = found;
    let target = match container {
        None => id.as_str().to_owned(),
        Some((container, container_id)) => contained::address(*container, container_id, id),
    };
    let end = IndexValue::Reference { resource_type: resource_type.name(), target };
    let is_named = |value: &IndexValue| match value {
        IndexValue::Reference { resource_type, target } => {
            *resource_type == canonical::REFERENCE
                && parameter.points_by_address()
                && values(found, &canonical::NAMES)
                    .any(|name| matches!(name, IndexValue::Uri(name) if name == target))
        }
        _ => false,
    };
    values(candidate, parameter).any(|value| *value == end || is_named(value))
}

/// Whether the candidate's own values pass a test.
fn passes(test: &Test, candidate: &Candidate<'_>) -> bool {
    match test {
        Test::Id(ids) => ids.contains(candidate.id),
        Test::LastUpdated(dates) => {
            // An instant is the interval of one microsecond.
            let (low, high) = (candidate.last_updated, candidate.last_updated.saturating_add(1));
            dates.iter().any(|test| compare::date(*test, low, high))
        }
        Test::Missing(parameter, missing) => values(candidate, parameter).next().is_none() == *missing,
        Test::Unlike(test) => test.parameter().is_some_and(|parameter| {
            let own = candidate.rows.iter().filter(|row| *row.parameter == *parameter);
            let mut alone = own.map(|row| Candidate { rows: std::slice::from_ref(row), ..*candidate });
            alone.any(|value| !passes(test, &value))
        }),
        Test::Member(belonging) => belongs(belonging, candidate),
        // These ask more than the candidate's own values.
        Test::All(_) | Test::Either(_) | Test::Chain(_) | Test::Has(_) | Test::Holds(_) => false,
        Test::Words(parameter, tests) => {
            let words = words(candidate, parameter);
            tests.iter().any(|test| test.holds(&words))
        }
        test => test
            .parameter()
            .is_some_and(|parameter| values(candidate, parameter).any(|value| compare::passes(test, value))),
    }
}

/// Whether the candidate is one of some resources, or points to one of them.
fn belongs(Belonging { parameters, of, ids }: &Belonging, candidate: &Candidate<'_>) -> bool {
    let among = |id: &str| ids.as_ref().is_none_or(|ids| ids.iter().any(|one| one.as_str() == id));
    let to_one = |value: &IndexValue| match value {
        IndexValue::Reference { resource_type, target } => *resource_type == of.name() && among(target),
        _ => false,
    };
    candidate.container.is_none() && candidate.resource_type == *of && among(candidate.id.as_str())
        || parameters.iter().any(|parameter| values(candidate, parameter).any(to_one))
}

/// The candidate's values for a parameter.
fn values<'a>(candidate: &Candidate<'a>, parameter: &Parameter) -> impl Iterator<Item = &'a IndexValue> {
    candidate.rows.iter().filter(move |row| *row.parameter == *parameter).map(|row| &row.value)
}

/// The texts in which a full-text parameter looks for words: the narrative belongs to the content.
fn words<'a>(candidate: &Candidate<'a>, parameter: &Parameter) -> Vec<&'a Words> {
    let looks_at = |kind| {
        kind == parameter.kind
            || (parameter.kind == ParameterKind::Content && kind == ParameterKind::Narrative)
    };
    let rows = candidate.rows.iter().filter(|row| looks_at(row.parameter.kind));
    rows.filter_map(|row| if let IndexValue::Words(words) = &row.value { Some(words) } else { None })
        .collect()
}

fn comparable(value: &IndexValue, descending: bool) -> SortValue {
    match value {
        IndexValue::Token { code: text, .. }
        | IndexValue::Text { folded: text, .. }
        | IndexValue::Reference { target: text, .. }
        | IndexValue::Uri(text) => SortValue::Text(text.clone()),
        IndexValue::Date { low, high } => SortValue::Integer(if descending { *high } else { *low }),
        IndexValue::Number { low, high } | IndexValue::Quantity { low, high, .. } => {
            SortValue::Real(if descending { *high } else { *low })
        }
        // Nothing orders by these.
        IndexValue::Position { .. } | IndexValue::Words(_) | IndexValue::Composite(_) => SortValue::Missing,
    }
}

#[cfg(test)]
mod tests;
