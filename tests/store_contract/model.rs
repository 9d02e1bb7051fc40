//! Random resources and random questions: a store answers what a plain evaluation of all resources answers.

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use relais::search::query::{
    Belonging, Chain, CompositeTest, Criterion, DateTest, Holding, NearTest, NumberTest, Prefix,
    QuantityTest, Query, ReferenceTest, SortBy, SortKey, Standing, SystemTest, Test, TextMatch, TextTest,
    TokenTest, Types, UriTest, WordsTest,
};
use relais::search::{IndexRow, IndexValue, ParameterKind, Words, fold};

use crate::Fresh;
use crate::filling::{Round, answer, any_name, fill, name};
use crate::making::{
    TASK, by, composite, content as content_of, date, id, narrative, number, numbers, parameters, position,
    quantity, quantity_value, reference, text, token, uri, walk, words,
};

const TEXTS: [&str; 8] = ["", "a", "Ab", "àb", "ab%", "a_b", "b'\"", "été à"];
const CODES: [&str; 4] = ["open", "done", "OPEN", ""];
const SYSTEMS: [Option<&str>; 3] = [None, Some("s"), Some("t")];
const TARGETS: [(&str, &str); 13] = [
    ("Task", "Task/r0#c0"),
    ("Task", "Task/r7#c1"),
    ("Task", "Task/r14#c1"),
    ("Task", "r0"),
    ("Task", "r3"),
    ("Task", "r7"),
    ("Task", "r14"),
    ("Group", "1"),
    ("Group", "2"),
    ("Device", "1"),
    ("", "https://x/1"),
    ("", "https://x/1|1.2"),
    ("", "https://x/1|12"),
];
const ADDRESSES: [&str; 3] = ["urn:a", "urn:b", "urn:a/"];
const STEMS: [&str; 3] = ["bone", "liver", "meet"];
const DEGREES: [f64; 6] = [-90.0, -0.2, 0.0, 0.1, 89.9, 90.0];

fn value() -> BoxedStrategy<IndexRow> {
    let system = || select(&SYSTEMS[..]);
    let end = -3..8_i64;
    prop_oneof![
        (system(), select(&CODES[..])).prop_map(|(system, code)| token(system, code)),
        select(&TEXTS[..]).prop_map(text),
        (end, 1..4_i64).prop_map(|(low, length)| date(low, low + length)),
        (-3..8_i64).prop_map(|high| date(i64::MIN, high)),
        (-3..8_i64).prop_map(|low| date(low, i64::MAX)),
        (-4..4_i32).prop_map(|half| number(f64::from(half) / 2.0)),
        (-4..4_i32, 0..3_i32).prop_map(|(low, length)| numbers(f64::from(low), f64::from(low + length))),
        (-4..4_i32).prop_map(|low| numbers(f64::from(low), f64::MAX)),
        (-2..3_i32, system(), system(), system()).prop_map(|(value, system, code, unit)| quantity(
            f64::from(value),
            system,
            code,
            unit
        )),
        (select(&DEGREES[..]), select(&DEGREES[..])).prop_map(|(north, east)| position(north, 2.0 * east)),
        stems().prop_map(narrative),
        stems().prop_map(content_of),
        vec((0..2_u8, -2..3_i32, select(&CODES[..])), 1..5).prop_map(|values| {
            let value = |(slot, number, code): (u8, i32, &str)| {
                let (number, code) = (f64::from(number), code.to_owned());
                let value = match slot {
                    0 => IndexValue::Token { system: None, code },
                    _ => quantity_value(number, number, Some("s"), None, Some("t")),
                };
                (slot, value)
            };
            composite(values.into_iter().map(value).collect())
        }),
        select(&TARGETS[..]).prop_map(|(kind, target)| reference(kind, target)),
        select(&ADDRESSES[..]).prop_map(uri),
    ]
    .boxed()
}

/// The stems of a few words: the French ones tell themselves from the English ones by a letter.
fn stems() -> impl Strategy<Value = Words> {
    vec(select(&[STEMS[0], STEMS[1], STEMS[2], Words::BREAK][..]), 1..6).prop_map(|stems| {
        let french = stems.iter().map(|stem| format!("{stem}e")).collect::<Vec<_>>();
        words(&stems.join(" "), &french.join(" "))
    })
}

fn words_test() -> impl Strategy<Value = WordsTest> {
    let phrase = vec((0..2_u8, select(&STEMS[..])), 1..3).prop_map(|stems| {
        let english = stems.iter().map(|(_, stem)| *stem).collect::<Vec<_>>();
        // Stems that only one of the languages has.
        let french =
            stems.iter().map(|(which, stem)| format!("{stem}{}", if *which == 0 { "e" } else { "x" }));
        WordsTest::Phrase(words(&english.join(" "), &french.collect::<Vec<_>>().join(" ")))
    });
    let french = select(&STEMS[..]).prop_map(|stem| WordsTest::Phrase(words("absent", &format!("{stem}e"))));
    let start = select(&["b", "bone", "bonee", "li", "x"][..]);
    let leaf = prop_oneof![phrase, french, start.prop_map(|start| WordsTest::Start(start.to_owned()))];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 1..3).prop_map(WordsTest::All),
            vec(inner, 1..3).prop_map(WordsTest::Any),
        ]
    })
}

fn near_test() -> impl Strategy<Value = NearTest> {
    let places = ["0|0|30", "90|0|20", "-0.2|-0.4|1", "0|179.8|100", "89.9|10|3000"];
    let places = places.map(|place| NearTest::read(place).unwrap());
    select(places.to_vec())
}

fn composite_test() -> impl Strategy<Value = CompositeTest> {
    let p = parameters();
    let code = select(&CODES[..]).prop_map(|code| {
        let test = TokenTest { system: SystemTest::Any, code: Some(code.to_owned()) };
        Test::Token(p.token.clone(), vec![test])
    });
    let amount = (number_test(), system_test(), option::of(Just("t".to_owned()))).prop_map(
        |(number, system, unit)| {
            Test::Quantity(p.quantity.clone(), vec![QuantityTest { number, system, unit }])
        },
    );
    (code, amount).prop_map(|(code, amount)| CompositeTest { parts: vec![(0, code), (1, amount)] })
}

fn uri_test() -> impl Strategy<Value = UriTest> {
    let address = select(&ADDRESSES[..]).prop_map(str::to_owned);
    prop_oneof![address.clone().prop_map(UriTest::Is), address.prop_map(UriTest::Below)]
}

/// A resource has one narrative and one content; where it has words, it has a content, which may be empty.
fn with_whole_words(rows: Vec<IndexRow>) -> Vec<IndexRow> {
    let kind = |row: &IndexRow| row.parameter.kind;
    let is_words = |row: &IndexRow| matches!(row.value, IndexValue::Words(_));
    let (words, mut rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_words);
    let first = |wanted: ParameterKind| words.iter().find(|row| kind(row) == wanted).cloned();
    let narrative = first(ParameterKind::Narrative);
    let content = first(ParameterKind::Content);
    let empty = narrative.is_some().then(|| content_of(Words::default()));
    rows.extend(content.or(empty));
    rows.extend(narrative);
    rows
}

fn rounds() -> impl Strategy<Value = Vec<Round>> {
    let rows = |most: usize| vec(value(), 0..most).prop_map(with_whole_words);
    let contained = btree_map(0..3_u8, rows(4), 0..3);
    let state = option::weighted(0.8, (rows(8), contained));
    vec(btree_map(0..16_u8, state, 0..16), 1..4)
}

fn prefix() -> impl Strategy<Value = Prefix> {
    use Prefix::{Ap, Eb, Eq, Ge, Gt, Le, Lt, Ne, Sa};
    select(&[Eq, Ne, Gt, Lt, Ge, Le, Sa, Eb, Ap][..])
}

fn interval() -> impl Strategy<Value = DateTest> {
    (prefix(), -4..8_i64, 1..5_i64).prop_map(|(prefix, low, length)| DateTest {
        prefix,
        low,
        high: low + length,
    })
}

fn number_test() -> impl Strategy<Value = NumberTest> {
    (prefix(), -4..4_i32, select(&[0.25, 0.5, 1.0][..])).prop_map(|(prefix, half, margin)| {
        let value = f64::from(half) / 2.0;
        NumberTest { prefix, value, low: value - margin, high: value + margin }
    })
}

fn system_test() -> impl Strategy<Value = SystemTest> {
    select(vec![SystemTest::Any, SystemTest::Absent, SystemTest::Is("s".to_owned())])
}

fn text_test() -> impl Strategy<Value = TextTest> {
    let how = select(
        &[TextMatch::Start, TextMatch::Within, TextMatch::End, TextMatch::Whole, TextMatch::Exact][..],
    );
    (how, select(&TEXTS[..])).prop_map(|(how, asked)| {
        let text = if how == TextMatch::Exact { asked.to_owned() } else { fold(asked) };
        TextTest { how, text }
    })
}

fn reference_test() -> impl Strategy<Value = ReferenceTest> {
    let local = |kind, text: &str| ReferenceTest::Local(relais::fhir::ResourceType::find(kind), id(text));
    let url = ReferenceTest::Url("https://x/1".to_owned());
    let version = ReferenceTest::Version("https://x/1|1".to_owned());
    select(vec![local("Group", "1"), local("Device", "2"), local("", "1"), url, version])
}

fn test() -> BoxedStrategy<Test> {
    let p = parameters();
    let any = [&p.token, &p.text, &p.date, &p.number, &p.quantity, &p.reference, &p.uri];
    let any: Vec<_> = any.into_iter().cloned().collect();
    let code = option::of(select(&CODES[..]).prop_map(str::to_owned));
    let token_test = (system_test(), code).prop_map(|(system, code)| TokenTest { system, code });
    let unit = option::of(Just("s".to_owned()));
    let quantity_test = (number_test(), system_test(), unit)
        .prop_map(|(number, system, unit)| QuantityTest { number, system, unit });
    let updated = (prefix(), 0..4_i64, 1..3_i64).prop_map(|(prefix, low, length)| DateTest {
        prefix,
        low: 1_000 + 10 * low,
        high: 1_000 + 10 * (low + length),
    });
    let start = select(&["op", "o", "done", "x"][..]).prop_map(str::to_owned);
    let words = (any_bool(), vec(words_test(), 1..3)).prop_map(|(everywhere, tests)| {
        Test::Words(if everywhere { p.content.clone() } else { p.narrative.clone() }, tests)
    });
    prop_oneof![
        words,
        vec(start, 1..3).prop_map(|starts| Test::CodeText(p.token.clone(), starts)),
        vec(near_test(), 1..3).prop_map(|tests| Test::Near(p.position.clone(), tests)),
        vec(composite_test(), 1..3).prop_map(|tests| Test::Composite(p.composite.clone(), tests)),
        vec((0..21_u8).prop_map(|place| id(&any_name(place))), 0..6).prop_map(Test::Id),
        vec(updated, 1..3).prop_map(Test::LastUpdated),
        (select(any), any_bool()).prop_map(|(parameter, wanted)| Test::Missing(parameter, wanted)),
        vec(token_test, 1..3).prop_map(|tests| Test::Token(p.token.clone(), tests)),
        vec(text_test(), 1..3).prop_map(|tests| Test::Text(p.text.clone(), tests)),
        vec(interval(), 1..3).prop_map(|tests| Test::Date(p.date.clone(), tests)),
        vec(number_test(), 1..3).prop_map(|tests| Test::Number(p.number.clone(), tests)),
        vec(quantity_test, 1..3).prop_map(|tests| Test::Quantity(p.quantity.clone(), tests)),
        vec(reference_test(), 1..3).prop_map(|tests| Test::Reference(p.reference.clone(), tests)),
        vec(uri_test(), 1..3).prop_map(|tests| Test::Uri(p.uri.clone(), tests)),
    ]
    .boxed()
}

/// A test of values, of which some must fail.
fn unlike(test: Test) -> Test {
    match test {
        Test::Token(..) | Test::Text(..) | Test::Date(..) | Test::Number(..) | Test::Quantity(..) => {
            Test::Unlike(Box::new(test))
        }
        test => test,
    }
}

fn negatable(test: impl Strategy<Value = Test> + 'static) -> BoxedStrategy<Criterion> {
    (test, prop::bool::weighted(0.2)).prop_map(|(test, negated)| Criterion { test, negated }).boxed()
}

/// A criterion of the resource's own values, or of others with which it is linked.
fn criterion() -> BoxedStrategy<Criterion> {
    let own = prop_oneof![5 => test(), 1 => test().prop_map(unlike)];
    let types = || {
        let group = relais::fhir::ResourceType::named("Group");
        select(vec![Types::Every, Types::These(vec![TASK]), Types::These(vec![group, TASK])])
    };
    let member = option::of(vec(0..18_u8, 1..3)).prop_map(|places| {
        let parameters = vec![parameters().reference.clone()];
        let ids = places.map(|places| places.into_iter().map(|place| id(&name(place))).collect());
        Test::Member(Belonging { parameters, of: TASK, ids })
    });
    let leaf = prop_oneof![8 => negatable(own), 1 => negatable(member)];
    leaf.prop_recursive(3, 12, 3, move |inner| {
        let chain = (types(), vec(inner.clone(), 0..3)).prop_map(|(types, criteria)| {
            let parameter = parameters().reference.clone();
            Chain { parameter, types, criteria }
        });
        let made = prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Test::All),
            vec(inner, 0..4).prop_map(Test::Either),
            chain.clone().prop_map(|Chain { types, criteria, .. }| Test::Holds(Holding { types, criteria })),
            chain.clone().prop_map(Test::Chain),
            chain.prop_map(Test::Has),
        ];
        negatable(made)
    })
    .boxed()
}

fn any_bool() -> impl Strategy<Value = bool> {
    any::<bool>()
}

fn sort_key() -> BoxedStrategy<SortKey> {
    let p = parameters();
    let any = [&p.token, &p.text, &p.date, &p.number, &p.quantity, &p.reference, &p.uri];
    let any: Vec<_> = any.into_iter().cloned().collect();
    prop_oneof![
        8 => (select(any), any_bool()).prop_map(|(parameter, descending)| by(&parameter, descending)),
        1 => any_bool().prop_map(|descending| SortKey { by: SortBy::LastUpdated, descending }),
        1 => any_bool().prop_map(|descending| SortKey { by: SortBy::Id, descending }),
    ]
    .boxed()
}

fn queries() -> impl Strategy<Value = Vec<Query>> {
    let standing = prop_oneof![
        3 => Just(Standing::Alone),
        1 => Just(Standing::Contained),
        1 => Just(Standing::Either),
    ];
    let query = (standing, vec(criterion(), 0..4), vec(sort_key(), 0..3), 1..6_usize).prop_map(
        |(standing, criteria, sort, limit)| Query { standing, criteria, sort, ..Query::all(TASK, limit) },
    );
    vec(query, 20)
}

/// Compares the answers of empty stores that are filled at random.
pub(crate) fn check(fresh: fn() -> Fresh) {
    let config = Config { cases: 48, failure_persistence: None, ..Config::default() };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let outcome = TestRunner::new(config).run(&(rounds(), queries()), |(rounds, queries)| {
        runtime.block_on(compare(&fresh(), rounds, queries))
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

async fn compare(fresh: &Fresh, rounds: Vec<Round>, queries: Vec<Query>) -> Result<(), TestCaseError> {
    let live = fill(fresh, rounds).await;
    for query in queries {
        let expected = answer(&query, &live);
        for store in [&fresh.store, &fresh.unselective] {
            let found = walk(store, &query).await;
            prop_assert_eq!(&found, &expected, "{:?}", &query);
            prop_assert_eq!(store.count(&query).await.unwrap(), expected.len() as u64, "{:?}", &query);
        }
    }
    Ok(())
}
