//! What searches find, and in which order.

use relais::search::query::{
    Chain, Criterion, DateTest, NumberTest, Prefix, QuantityTest, Query, ReferenceTest, SortBy, SortKey,
    SystemTest, Test, TextMatch, TextTest, TokenTest, Types, UriTest,
};
use relais::search::{IndexRow, fold};
use relais::store::{Expect, SharedStore, Write};

use crate::making::{
    TASK, by, date, delete, done, id, number, parameters, put, quantity, reference, text, token, uri, walk,
};

const MADE: i64 = 1_000_000;

/// Ten resources, each made 10 microseconds after the one before.
async fn make(store: &SharedStore) {
    let units = "http://unitsofmeasure.org";
    let made: Vec<(&str, Vec<IndexRow>)> = vec![
        ("bare", vec![]),
        ("open", vec![token(Some("s"), "open"), text("Réunion du comité"), date(10, 20), number(1.5)]),
        ("open2", vec![token(Some("t"), "open"), text("REUNION 2"), date(20, 30), number(2.0)]),
        ("both", vec![token(Some("s"), "open"), token(Some("s"), "done"), date(5, 6), date(50, 60)]),
        ("plain", vec![token(None, "open"), text("la réunion"), date(i64::MIN, 15), number(-3.0)]),
        ("late", vec![token(Some("s"), "done"), text("100 % d'accord_"), date(45, i64::MAX), number(1e9)]),
        ("heavy", vec![quantity(70.0, Some(units), Some("kg"), Some("kilos")), text("réunion"), number(1.5)]),
        ("light", vec![quantity(70.0, None, None, Some("kg")), quantity(1.0, None, Some("g"), None)]),
        ("owned", vec![reference("Organization", "7"), reference("Practitioner", "8"), uri("urn:a")]),
        (
            "elsewhere",
            vec![reference("", "https://x.org/Organization/7"), reference("Group", "7"), uri("urn:a/")],
        ),
    ];
    for (place, (id, rows)) in made.into_iter().enumerate() {
        let now = MADE + 10 * i64::try_from(place).unwrap();
        done(store, vec![put(id, Expect::Absent, "", rows)], now).await;
    }
}

async fn find(stores: [&SharedStore; 2], query: Query, expected: &[&str]) {
    for store in stores {
        for limit in [1, 2, 100] {
            let query = Query { limit, ..query.clone() };
            assert_eq!(walk(store, &query).await, expected, "{query:?}");
        }
        assert_eq!(store.count(&query).await.unwrap(), expected.len() as u64, "{query:?}");
    }
}

fn is(system: &str) -> SystemTest {
    SystemTest::Is(system.to_owned())
}

fn tokens(tests: &[(SystemTest, Option<&str>)]) -> Test {
    let one = |(system, code): &(SystemTest, Option<&str>)| TokenTest {
        system: system.clone(),
        code: code.map(str::to_owned),
    };
    Test::Token(parameters().token.clone(), tests.iter().map(one).collect())
}

fn texts(how: TextMatch, asked: &str) -> Test {
    let text = if how == TextMatch::Exact { asked.to_owned() } else { fold(asked) };
    Test::Text(parameters().text.clone(), vec![TextTest { how, text }])
}

fn dates(prefix: Prefix, low: i64, high: i64) -> Test {
    Test::Date(parameters().date.clone(), vec![DateTest { prefix, low, high }])
}

fn updated(prefix: Prefix, low: i64, high: i64) -> Test {
    Test::LastUpdated(vec![DateTest { prefix, low: MADE + low, high: MADE + high }])
}

fn numbers(prefix: Prefix, value: f64, margin: f64) -> Test {
    let test = NumberTest { prefix, value, low: value - margin, high: value + margin };
    Test::Number(parameters().number.clone(), vec![test])
}

fn quantities(value: f64, system: SystemTest, unit: Option<&str>) -> Test {
    let number = NumberTest { prefix: Prefix::Eq, value, low: value - 0.5, high: value + 0.5 };
    let test = QuantityTest { number, system, unit: unit.map(str::to_owned) };
    Test::Quantity(parameters().quantity.clone(), vec![test])
}

fn references(test: ReferenceTest) -> Test {
    Test::Reference(parameters().reference.clone(), vec![test])
}

pub(crate) async fn every_kind_of_test_finds_what_it_should(store: &SharedStore, unselective: &SharedStore) {
    make(store).await;
    let stores = [store, unselective];
    for (test, expected) in cases() {
        find(stores, Query::all(TASK, 1).and(test), &expected).await;
    }
    for (test, expected) in negated() {
        let criteria = vec![Criterion { test, negated: true }];
        find(stores, Query { criteria, ..Query::all(TASK, 1) }, &expected).await;
    }
    let all_hold = Query::all(TASK, 1).and(tokens(&[(is("s"), None)])).and(dates(Prefix::Gt, 0, 30));
    find(stores, all_hold, &["both", "late"]).await;
}

fn cases() -> Vec<(Test, Vec<&'static str>)> {
    use Prefix::{Ap, Eb, Eq, Ge, Gt, Le, Lt, Ne, Sa};
    use SystemTest::{Absent, Any};
    let p = parameters();
    let organization = relais::fhir::ResourceType::named("Organization");
    vec![
        (Test::Id(vec![id("late"), id("bare"), id("none")]), vec!["bare", "late"]),
        (Test::Id(vec![]), vec![]),
        (updated(Eq, 10, 31), vec!["open", "open2", "both"]),
        (updated(Ne, 10, 90), vec!["bare", "elsewhere"]),
        (updated(Gt, 70, 80), vec!["owned", "elsewhere"]),
        (updated(Ge, 80, 90), vec!["owned", "elsewhere"]),
        (updated(Lt, 10, 20), vec!["bare"]),
        (updated(Le, 10, 20), vec!["bare", "open"]),
        (tokens(&[(Any, Some("open"))]), vec!["open", "open2", "both", "plain"]),
        (tokens(&[(is("s"), Some("open"))]), vec!["open", "both"]),
        (tokens(&[(Absent, Some("open"))]), vec!["plain"]),
        (tokens(&[(is("s"), None)]), vec!["open", "both", "late"]),
        (tokens(&[(is("t"), None), (Any, Some("done"))]), vec!["open2", "both", "late"]),
        (tokens(&[(Any, Some("OPEN"))]), vec![]),
        (texts(TextMatch::Start, "reunion"), vec!["open", "open2", "heavy"]),
        (texts(TextMatch::Start, "RÉUNION D"), vec!["open"]),
        (texts(TextMatch::Within, "union"), vec!["open", "open2", "plain", "heavy"]),
        (texts(TextMatch::Within, "%"), vec!["late"]),
        (texts(TextMatch::Within, "d_accord"), vec![]),
        (texts(TextMatch::Exact, "réunion"), vec!["heavy"]),
        (texts(TextMatch::Exact, "reunion"), vec![]),
        (dates(Eq, 10, 20), vec!["open"]),
        (dates(Eq, 0, 30), vec!["open", "open2", "both"]),
        (dates(Ne, 0, 30), vec!["both", "plain", "late"]),
        (dates(Gt, 10, 20), vec!["open2", "both", "late"]),
        (dates(Ge, 10, 20), vec!["open", "open2", "both", "late"]),
        (dates(Lt, 10, 20), vec!["both", "plain"]),
        (dates(Le, 10, 20), vec!["open", "both", "plain"]),
        (dates(Sa, 10, 20), vec!["open2", "both", "late"]),
        (dates(Sa, 10, 46), vec!["both"]),
        (dates(Eb, 20, 30), vec!["open", "both", "plain"]),
        (dates(Ap, 12, 22), vec!["open", "open2", "plain"]),
        (numbers(Eq, 1.5, 0.05), vec!["open", "heavy"]),
        (numbers(Ne, 1.5, 0.05), vec!["open2", "plain", "late"]),
        (numbers(Gt, 1.5, 0.05), vec!["open2", "late"]),
        (numbers(Ge, 1.5, 0.05), vec!["open", "open2", "late", "heavy"]),
        (numbers(Lt, 1.5, 0.05), vec!["plain"]),
        (numbers(Le, 1.5, 0.05), vec!["open", "plain", "heavy"]),
        (numbers(Ap, 1.6, 0.5), vec!["open", "open2", "heavy"]),
        (quantities(70.0, Any, None), vec!["heavy", "light"]),
        (quantities(70.0, Any, Some("kg")), vec!["heavy", "light"]),
        (quantities(70.0, is("http://unitsofmeasure.org"), Some("kg")), vec!["heavy"]),
        (quantities(70.0, Any, Some("kilos")), vec!["heavy"]),
        (quantities(70.0, Any, Some("g")), vec![]),
        (quantities(70.0, Absent, None), vec!["light"]),
        (references(ReferenceTest::Local(Some(organization), id("7"))), vec!["owned"]),
        (references(ReferenceTest::Local(None, id("7"))), vec!["owned", "elsewhere"]),
        (references(ReferenceTest::Url("https://x.org/Organization/7".to_owned())), vec!["elsewhere"]),
        (references(ReferenceTest::Url("7".to_owned())), vec![]),
        (Test::Uri(p.uri.clone(), vec![UriTest::Is("urn:a".to_owned())]), vec!["owned"]),
        (Test::Missing(p.number.clone(), true), vec!["bare", "both", "light", "owned", "elsewhere"]),
        (Test::Missing(p.uri.clone(), false), vec!["owned", "elsewhere"]),
    ]
}

fn negated() -> Vec<(Test, Vec<&'static str>)> {
    let without_code = vec!["bare", "open", "open2", "plain", "heavy", "light", "owned", "elsewhere"];
    vec![
        (tokens(&[(SystemTest::Any, Some("done"))]), without_code),
        (Test::Id(vec![id("bare")]), cases_without_bare()),
        (Test::Missing(parameters().uri.clone(), true), vec!["owned", "elsewhere"]),
        (Test::Missing(parameters().uri.clone(), false), not_addressed()),
    ]
}

fn cases_without_bare() -> Vec<&'static str> {
    vec!["open", "open2", "both", "plain", "late", "heavy", "light", "owned", "elsewhere"]
}

fn not_addressed() -> Vec<&'static str> {
    vec!["bare", "open", "open2", "both", "plain", "late", "heavy", "light"]
}

pub(crate) async fn every_kind_of_value_sorts_both_ways(store: &SharedStore, unselective: &SharedStore) {
    make(store).await;
    let p = parameters();
    // The resources that have a value, in order; those of equal value in the order of making.
    let ascending: [(_, &[&str]); 7] = [
        (&p.token, &["both", "late", "open", "open2", "plain"]),
        (&p.text, &["late", "plain", "heavy", "open2", "open"]),
        (&p.date, &["plain", "both", "open", "open2", "late"]),
        (&p.number, &["plain", "open", "heavy", "open2", "late"]),
        (&p.quantity, &["light", "heavy"]),
        (&p.reference, &["owned", "elsewhere"]),
        (&p.uri, &["owned", "elsewhere"]),
    ];
    // By the largest of several values, and the latest made first.
    let descending: [(_, &[&str]); 7] = [
        (&p.token, &["plain", "both", "open2", "open", "late"]),
        (&p.text, &["open", "open2", "heavy", "plain", "late"]),
        (&p.date, &["late", "both", "open2", "open", "plain"]),
        (&p.number, &["late", "open2", "heavy", "open", "plain"]),
        (&p.quantity, &["light", "heavy"]),
        (&p.reference, &["elsewhere", "owned"]),
        (&p.uri, &["elsewhere", "owned"]),
    ];
    let made = ["bare", "open", "open2", "both", "plain", "late", "heavy", "light", "owned", "elsewhere"];
    let ascending = ascending.map(|(parameter, order)| (parameter, order, false));
    let descending = descending.map(|(parameter, order)| (parameter, order, true));
    for (parameter, order, descends) in ascending.into_iter().chain(descending) {
        let mut expected = order.to_vec();
        let mut missing: Vec<_> = made.into_iter().filter(|name| !expected.contains(name)).collect();
        if descends {
            missing.reverse();
        }
        expected.extend(missing);
        let sort = vec![by(parameter, descends)];
        find([store, unselective], Query { sort, ..Query::all(TASK, 1) }, &expected).await;
    }
    let mut newest_first = made;
    newest_first.reverse();
    let sort = vec![SortKey { by: SortBy::LastUpdated, descending: true }];
    find([store, unselective], Query { sort, ..Query::all(TASK, 1) }, &newest_first).await;
    let mut named = made;
    named.sort_unstable();
    let sort = vec![SortKey { by: SortBy::Id, descending: false }];
    find([store, unselective], Query { sort, ..Query::all(TASK, 1) }, &named).await;
}

pub(crate) async fn several_keys_break_ties_in_turn(store: &SharedStore, unselective: &SharedStore) {
    make(store).await;
    let p = parameters();
    let sort = vec![by(&p.number, false), by(&p.text, true), SortKey { by: SortBy::Id, descending: false }];
    let expected = ["plain", "open", "heavy", "open2", "late", "bare", "both", "elsewhere", "light", "owned"];
    find([store, unselective], Query { sort, ..Query::all(TASK, 1) }, &expected).await;
    let sort = vec![by(&p.token, false), SortKey { by: SortBy::LastUpdated, descending: true }];
    let query = Query { sort, ..Query::all(TASK, 1) }.and(Test::Missing(p.token.clone(), false));
    find([store, unselective], query, &["late", "both", "plain", "open2", "open"]).await;
}

pub(crate) async fn what_is_deleted_or_changed_is_no_longer_found(
    store: &SharedStore,
    unselective: &SharedStore,
) {
    make(store).await;
    let stores = [store, unselective];
    let open = || Query::all(TASK, 1).and(tokens(&[(SystemTest::Any, Some("open"))]));
    let changes: Vec<Write> = vec![
        put("open", Expect::Version(1), "", vec![token(None, "done")]),
        put("bare", Expect::Version(1), "", vec![token(None, "open")]),
        delete("both", Expect::Version(1)),
    ];
    done(store, changes, 0).await;
    find(stores, open(), &["bare", "open2", "plain"]).await;
    let sort = vec![by(&parameters().date, false)];
    find(stores, Query { sort, ..open() }, &["plain", "open2", "bare"]).await;
    done(store, vec![put("both", Expect::Version(2), "", vec![token(None, "open")])], 0).await;
    find(stores, open(), &["bare", "open2", "both", "plain"]).await;
    let elsewhere = Query::all(relais::fhir::ResourceType::named("Appointment"), 10);
    find(stores, elsewhere, &[]).await;
}

/// A choice within a choice of one: what fulfils two of its parts is still one match.
pub(crate) async fn a_choice_within_a_choice_counts_each_match_once(
    store: &SharedStore,
    unselective: &SharedStore,
) {
    make(store).await;
    let part = |test| Criterion { test, negated: false };
    let parts = [tokens(&[(SystemTest::Any, Some("open"))]), tokens(&[(SystemTest::Any, Some("done"))])];
    let inner = Test::Either(parts.map(part).to_vec());
    let query = Query::all(TASK, 10).and(Test::Either(vec![part(inner)]));
    find([store, unselective], query, &["open", "open2", "both", "plain", "late"]).await;
}

pub(crate) async fn a_long_choice_is_answered(store: &SharedStore, unselective: &SharedStore) {
    make(store).await;
    let mut ids: Vec<_> = (0..5_000).map(|place| id(&format!("x{place}"))).collect();
    ids.push(id("late"));
    find([store, unselective], Query::all(TASK, 1).and(Test::Id(ids)), &["late"]).await;
}

pub(crate) async fn a_chain_leads_to_whatever_has_another_name(
    store: &SharedStore,
    unselective: &SharedStore,
) {
    make(store).await;
    done(store, vec![put("pointing", Expect::Absent, "", vec![reference("Task", "open")])], MADE + 1_000)
        .await;
    let to_other_than = |name: &str| {
        let criteria = vec![Criterion { test: Test::Id(vec![id(name)]), negated: true }];
        let parameter = parameters().reference.clone();
        Query::all(TASK, 1).and(Test::Chain(Chain { parameter, types: Types::Every, criteria }))
    };
    find([store, unselective], to_other_than("late"), &["pointing"]).await;
    find([store, unselective], to_other_than("open"), &[]).await;
}
