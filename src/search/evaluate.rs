//! Decides in memory whether a resource matches a query and where it stands in its order. Stores answer the
//! same questions by their own means; this is the plain reading of R4 that they are measured against.

use std::cmp::Ordering;

use crate::fhir::Id;
use crate::search::query::{
    Criterion, DateTest, NumberTest, Prefix, QuantityTest, Query, ReferenceTest, SortBy, SortKey, SortValue,
    SystemTest, Test, TextMatch, TextTest, TokenTest,
};
use crate::search::{IndexRow, IndexValue, Parameter};

/// What a query judges a resource by.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Its id.
    pub id: &'a Id,
    /// When its present version was committed, in microseconds since 1970 UTC.
    pub last_updated: i64,
    /// What it is found by.
    pub rows: &'a [IndexRow],
}

/// Whether every criterion of the query holds. The candidate is taken to be of the query's type.
pub fn matches(query: &Query, candidate: &Candidate<'_>) -> bool {
    query.criteria.iter().all(|criterion| holds(criterion, candidate))
}

/// How two candidates stand in an order: values that are missing come last in both directions. Candidates that
/// are equal here are told apart by the order of their making, in the direction of the last key.
pub fn compare(sort: &[SortKey], left: &Candidate<'_>, right: &Candidate<'_>) -> Ordering {
    let by_key =
        |key: &SortKey| compare_values(&sort_value(key, left), &sort_value(key, right), key.descending);
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
            let first = values.min_by(|left, right| compare_values(left, right, key.descending));
            first.unwrap_or(SortValue::Missing)
        }
    }
}

fn holds(criterion: &Criterion, candidate: &Candidate<'_>) -> bool {
    let holds = match &criterion.test {
        Test::Id(ids) => ids.contains(candidate.id),
        Test::LastUpdated(dates) => {
            // An instant is the interval of one microsecond.
            let (low, high) = (candidate.last_updated, candidate.last_updated.saturating_add(1));
            dates.iter().any(|test| date(*test, low, high))
        }
        Test::Missing(parameter, missing) => values(candidate, parameter).next().is_none() == *missing,
        Test::Token(parameter, tests) => any(candidate, parameter, tests, token),
        Test::Text(parameter, tests) => any(candidate, parameter, tests, text),
        Test::Date(parameter, tests) => any(candidate, parameter, tests, |test, value| match value {
            IndexValue::Date { low, high } => date(*test, *low, *high),
            _ => false,
        }),
        Test::Number(parameter, tests) => any(candidate, parameter, tests, |test, value| match value {
            IndexValue::Number(value) => number(*test, *value),
            _ => false,
        }),
        Test::Quantity(parameter, tests) => any(candidate, parameter, tests, quantity),
        Test::Reference(parameter, tests) => any(candidate, parameter, tests, reference),
        Test::Uri(parameter, uris) => any(candidate, parameter, uris, |asked, value| match value {
            IndexValue::Uri(uri) => uri == asked,
            _ => false,
        }),
    };
    holds != criterion.negated
}

/// The candidate's values for a parameter.
fn values<'a>(candidate: &Candidate<'a>, parameter: &Parameter) -> impl Iterator<Item = &'a IndexValue> {
    candidate.rows.iter().filter(move |row| *row.parameter == *parameter).map(|row| &row.value)
}

/// Whether one of the values passes one of the tests.
fn any<T>(
    candidate: &Candidate<'_>,
    parameter: &Parameter,
    tests: &[T],
    passes: impl Fn(&T, &IndexValue) -> bool,
) -> bool {
    values(candidate, parameter).any(|value| tests.iter().any(|test| passes(test, value)))
}

fn token(test: &TokenTest, value: &IndexValue) -> bool {
    let IndexValue::Token { system, code } = value else { return false };
    in_system(&test.system, system.as_deref()) && test.code.as_ref().is_none_or(|asked| asked == code)
}

fn text(test: &TextTest, value: &IndexValue) -> bool {
    let IndexValue::Text { folded, exact } = value else { return false };
    match test.how {
        TextMatch::Start => folded.starts_with(&test.text),
        TextMatch::Within => folded.contains(&test.text),
        TextMatch::Exact => *exact == test.text,
    }
}

/// Compares the value's interval with the one that was asked for (R4, section 3.1.1.4.6).
fn date(test: DateTest, low: i64, high: i64) -> bool {
    let within = test.low <= low && low < test.high && high <= test.high;
    match test.prefix {
        Prefix::Eq => within,
        Prefix::Ne => !within,
        // The part of the value after the asked interval, or before it, decides.
        Prefix::Gt => high > test.high,
        Prefix::Lt => low < test.low,
        Prefix::Ge => high > test.high || within,
        Prefix::Le => low < test.low || within,
        // The whole value lies after the asked interval, or before it.
        Prefix::Sa => low >= test.high,
        Prefix::Eb => high <= test.low,
        // The asked interval is already widened: they overlap.
        Prefix::Ap => low < test.high && high > test.low,
    }
}

/// Compares a number with the one that was asked for (R4, section 3.1.1.4.5).
fn number(test: NumberTest, value: f64) -> bool {
    let within = test.low <= value && value < test.high;
    match test.prefix {
        // The precision that was written decides for these; for `ap` the interval is already widened.
        Prefix::Eq | Prefix::Ap => within,
        Prefix::Ne => !within,
        // For these it does not.
        Prefix::Gt | Prefix::Sa => value > test.value,
        Prefix::Lt | Prefix::Eb => value < test.value,
        Prefix::Ge => value >= test.value,
        Prefix::Le => value <= test.value,
    }
}

fn quantity(test: &QuantityTest, value: &IndexValue) -> bool {
    let IndexValue::Quantity { value, system, code, unit } = value else { return false };
    let unit_fits = |asked: &String| code.as_ref() == Some(asked) || unit.as_ref() == Some(asked);
    number(test.number, *value)
        && in_system(&test.system, system.as_deref())
        && test.unit.as_ref().is_none_or(unit_fits)
}

fn reference(test: &ReferenceTest, value: &IndexValue) -> bool {
    let IndexValue::Reference { resource_type, target } = value else { return false };
    match test {
        ReferenceTest::Local(Some(asked), id) => asked.name() == *resource_type && id.as_str() == target,
        ReferenceTest::Local(None, id) => !resource_type.is_empty() && id.as_str() == target,
        ReferenceTest::Url(url) => resource_type.is_empty() && url == target,
    }
}

fn in_system(test: &SystemTest, system: Option<&str>) -> bool {
    match test {
        SystemTest::Any => true,
        SystemTest::Absent => system.is_none(),
        SystemTest::Is(asked) => system == Some(asked),
    }
}

fn comparable(value: &IndexValue, descending: bool) -> SortValue {
    match value {
        IndexValue::Token { code: text, .. }
        | IndexValue::Text { folded: text, .. }
        | IndexValue::Reference { target: text, .. }
        | IndexValue::Uri(text) => SortValue::Text(text.clone()),
        IndexValue::Date { low, high } => SortValue::Integer(if descending { *high } else { *low }),
        IndexValue::Number(number) | IndexValue::Quantity { value: number, .. } => SortValue::Real(*number),
    }
}

fn compare_values(left: &SortValue, right: &SortValue, descending: bool) -> Ordering {
    let ascending = match (left, right) {
        (SortValue::Missing, SortValue::Missing) => return Ordering::Equal,
        (SortValue::Missing, _) => return Ordering::Greater,
        (_, SortValue::Missing) => return Ordering::Less,
        (SortValue::Integer(left), SortValue::Integer(right)) => left.cmp(right),
        (SortValue::Real(left), SortValue::Real(right)) => left.total_cmp(right),
        (SortValue::Text(left), SortValue::Text(right)) => left.cmp(right),
        // One key compares values of one kind.
        _ => Ordering::Equal,
    };
    if descending { ascending.reverse() } else { ascending }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use serde_json::{Value, json};

    use super::*;
    use crate::fhir::datetime::parse_instant;
    use crate::fhir::{Resource, ResourceType};
    use crate::search::registry::STANDARD;
    use crate::search::{Settings, extract, parse};

    fn settings() -> Settings {
        Settings { base: "https://relais.example.org/fhir".to_owned(), zone: TimeZone::UTC }
    }

    fn instant(text: &str) -> i64 {
        parse_instant(text).unwrap()
    }

    fn query(resource_type: ResourceType, text: &str) -> Query {
        let pair = |pair: &str| pair.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
        let pairs: Vec<_> = text.split('&').filter_map(pair).collect();
        let now = instant("2021-05-01T00:00:00Z");
        parse::parse(&STANDARD, resource_type, &pairs, &settings(), now).unwrap().query
    }

    /// Each search says whether it finds the resource, which was last changed at the start of 14 April 2021.
    fn check(resource: &Value, expected: &[(&str, bool)]) {
        let resource = Resource::from_value(resource.clone()).unwrap();
        let rows = extract(&STANDARD, &resource, &settings());
        let id = Id::parse("7").unwrap();
        let candidate = Candidate { id: &id, last_updated: instant("2021-04-14T00:00:00Z"), rows: &rows };
        for (text, found) in expected {
            let query = query(resource.resource_type(), text);
            assert_eq!(matches(&query, &candidate), *found, "{text}");
        }
    }

    #[test]
    fn dates_compare_as_intervals() {
        let task = |due: &str| json!({"resourceType": "Task", "restriction": {"period": {"end": due}}});
        let day = task("2021-04-13");
        let cases = [
            ("eq", [false, true, false]),
            ("ne", [true, false, true]),
            ("gt", [true, false, false]),
            ("lt", [false, false, true]),
            ("ge", [true, true, false]),
            ("le", [false, true, true]),
            ("sa", [true, false, false]),
            ("eb", [false, false, true]),
        ];
        for (prefix, found) in cases {
            let asked = ["2021-04-12", "2021-04-13", "2021-04-14"];
            for (date, found) in asked.into_iter().zip(found) {
                check(&day, &[(&format!("due={prefix}{date}"), found)]);
            }
        }
        check(&day, &[("due=2021-04", true), ("due=ge2021-04", true), ("due=gt2021-04", false)]);
        check(&day, &[("due=sa2021-04", false), ("due=ap2021-04-14", true), ("due=ap2021-04-20", false)]);
        let month = task("2021-04");
        check(&month, &[("due=2021-04-13", false), ("due=gt2021-04-13", true), ("due=lt2021-04-13", true)]);
        check(&month, &[("due=ge2021-04-13", true), ("due=sa2021-04-13", false), ("due=ap2021-04-13", true)]);
        check(&json!({"resourceType": "Task"}), &[("due=ne2021", false), ("due=lt2030", false)]);
    }

    #[test]
    fn an_open_period_has_no_end() {
        let task = json!({"resourceType": "Task", "executionPeriod": {"start": "2021-04-13"}});
        check(&task, &[("period=gt2999", true), ("period=eb2999", false), ("period=2021", false)]);
        check(
            &task,
            &[("period=lt2021-04-13", false), ("period=sa2021-04-12", true), ("period=ap2999", true)],
        );
    }

    #[test]
    fn the_own_row_answers_id_and_last_update() {
        let task = json!({"resourceType": "Task"});
        check(&task, &[("_id=7", true), ("_id=6,7", true), ("_id=6", false)]);
        check(&task, &[("_lastUpdated=2021-04-14", true), ("_lastUpdated=ne2021-04-14", false)]);
        check(&task, &[("_lastUpdated=ge2021-04-14", true), ("_lastUpdated=gt2021-04-14", false)]);
        check(&task, &[("_lastUpdated=gt2021-04-13", true), ("_lastUpdated=lt2021-04-15", true)]);
        check(&task, &[("_lastUpdated=le2021-04-14", true), ("_lastUpdated=lt2021-04-14", false)]);
        check(&task, &[("_lastUpdated=sa2021-04-13", true), ("_lastUpdated=eb2021-04-14", false)]);
    }

    #[test]
    fn tokens_compare_system_and_code() {
        let task = json!({"resourceType": "Task", "status": "requested",
            "code": {"coding": [{"system": "s", "code": "a"}, {"system": "t", "code": "b"}]}});
        check(&task, &[("code=a", true), ("code=A", false), ("code=s|a", true), ("code=s|b", false)]);
        check(
            &task,
            &[("code=t|", true), ("code=u|", false), ("code=|a", false), ("status=|requested", true)],
        );
        check(&task, &[("code=x,b", true), ("code=a&code=b", true), ("code=a&code=x", false)]);
        check(&task, &[("code:not=a", false), ("code:not=x,y", true), ("code:not=x,a", false)]);
        check(
            &task,
            &[("intent:not=plan", true), ("intent:missing=true", true), ("code:missing=false", true)],
        );
    }

    #[test]
    fn texts_compare_by_start_by_part_and_to_the_letter() {
        let task = json!({"resourceType": "Task", "description": "Inviter l’Équipe"});
        check(
            &task,
            &[("description=inviter", true), ("description=equipe", false), ("description=INV", true)],
        );
        check(&task, &[("description:contains=équipe", true), ("description:contains=zz", false)]);
        check(&task, &[("description:exact=Inviter l’Équipe", true), ("description:exact=inviter", false)]);
    }

    #[test]
    fn numbers_compare_with_their_precision() {
        let risk = json!({"resourceType": "RiskAssessment", "prediction": [{"probabilityDecimal": 0.8}]});
        check(&risk, &[("probability=0.8", true), ("probability=0.80", true), ("probability=1", true)]);
        check(&risk, &[("probability=0.81", false), ("probability=ne0.8", false), ("probability=ne2", true)]);
        check(
            &risk,
            &[("probability=gt0.8", false), ("probability=ge0.8", true), ("probability=lt0.9", true)],
        );
        check(
            &risk,
            &[("probability=le0.7", false), ("probability=ap0.85", true), ("probability=ap0.5", false)],
        );
        check(&risk, &[("probability=sa0.7", true), ("probability=eb0.8", false)]);
    }

    #[test]
    fn quantities_compare_number_and_unit() {
        let dose =
            json!({"value": 5.4, "unit": "milligram", "system": "http://unitsofmeasure.org", "code": "mg"});
        let observation = json!({"resourceType": "Observation", "valueQuantity": dose});
        check(&observation, &[("value-quantity=5.4", true), ("value-quantity=5.4||mg", true)]);
        check(&observation, &[("value-quantity=5.4||milligram", true), ("value-quantity=5.4||kg", false)]);
        check(&observation, &[("value-quantity=lt6|http://unitsofmeasure.org|mg", true)]);
        check(&observation, &[("value-quantity=5.4|http://other.example.org|mg", false)]);
    }

    #[test]
    fn references_and_addresses_compare_whole() {
        let task = json!({"resourceType": "Task", "owner": {"reference": "Practitioner/7"},
            "requester": {"reference": "https://x.org/fhir/Device/1"}});
        check(&task, &[("owner=7", true), ("owner=Practitioner/7", true), ("owner=Device/7", false)]);
        check(
            &task,
            &[("owner:Practitioner=7", true), ("owner=https://relais.example.org/fhir/Practitioner/7", true)],
        );
        check(&task, &[("requester=https://x.org/fhir/Device/1", true), ("requester=Device/1", false)]);
        check(&task, &[("requester=1", false)]);
        let endpoint = json!({"resourceType": "Endpoint", "address": "https://x.org/a"});
        check(&endpoint, &[("address=https://x.org/a", true), ("address=https://x.org", false)]);
    }

    fn check_order(sort: &str, descriptions: [&[&str]; 2], expected: Ordering) {
        let ids = [Id::parse("a").unwrap(), Id::parse("b").unwrap()];
        let rows = descriptions.map(|texts| {
            let payload: Vec<_> = texts.iter().map(|text| json!({"contentString": text})).collect();
            let resource = json!({"resourceType": "Communication", "payload": payload});
            extract(&STANDARD, &Resource::from_value(resource).unwrap(), &settings())
        });
        let candidate = |place: usize| Candidate { id: &ids[place], last_updated: 0, rows: &rows[place] };
        let query = query(ResourceType::named("Communication"), &format!("_sort={sort}"));
        assert_eq!(compare(&query.sort, &candidate(0), &candidate(1)), expected, "{sort} {descriptions:?}");
    }

    #[test]
    fn the_best_value_decides_the_order_and_missing_ones_are_last() {
        check_order("text", [&["b"], &["a", "c"]], Ordering::Greater);
        check_order("-text", [&["b"], &["a", "c"]], Ordering::Greater);
        check_order("text", [&[], &["a"]], Ordering::Greater);
        check_order("-text", [&[], &["a"]], Ordering::Greater);
        check_order("text", [&["a"], &["a"]], Ordering::Equal);
        check_order("text,-_id", [&["a"], &["a"]], Ordering::Greater);
        check_order("_lastUpdated,_id", [&["b"], &["a"]], Ordering::Less);
    }
}
