use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::error::At;
use crate::fhir::Id;
use crate::fhir::datetime::parse_instant;
use crate::search::query::{Belonging, Chain, Criterion, Position, SortBy, Test};
use crate::search::registry::STANDARD;

fn search(resource_type: &'static str, pairs: &[(&str, &str)]) -> Result<Parsed> {
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    let settings = Settings { base: "https://relais.example.org/fhir".to_owned(), zone: TimeZone::UTC };
    let now = parse_instant("2021-05-01T00:00:00Z").unwrap();
    parse(&STANDARD, ResourceType::named(resource_type), &pairs, &settings, now)
}

fn show(parsed: &Parsed) -> Vec<String> {
    parsed.query.criteria.iter().map(show_criterion).collect()
}

fn show_criterion(criterion: &Criterion) -> String {
    let negated = if criterion.negated { "not " } else { "" };
    let all = |parts: &[Criterion], word: &str| {
        let parts: Vec<_> = parts.iter().map(show_criterion).collect();
        if parts.len() == 1 { parts.concat() } else { format!("({})", parts.join(word)) }
    };
    let types = |types: &Types| match types {
        Types::Every => "any".to_owned(),
        Types::These(types) => types.iter().map(|one| one.name()).collect::<Vec<_>>().join("/"),
    };
    let end = |chain: &Chain| format!("{} {}", types(&chain.types), all(&chain.criteria, " and "));
    let test = match &criterion.test {
        Test::Id(ids) => format!("{ids:?}"),
        Test::LastUpdated(dates) => format!("{dates:?}"),
        Test::Missing(_, missing) => format!("missing {missing}"),
        Test::Token(_, tokens) => format!("{tokens:?}"),
        Test::Text(_, texts) => format!("{texts:?}"),
        Test::Date(_, dates) => format!("{} dates, the first {:?}", dates.len(), dates[0].prefix),
        Test::Number(_, numbers) => format!("{:?} {}", numbers[0].prefix, numbers[0].value),
        Test::Quantity(_, quantities) => format!("{quantities:?}"),
        Test::Reference(_, references) => format!("{references:?}"),
        Test::Uri(_, uris) => format!("{uris:?}"),
        Test::Unlike(test) => format!("unlike {}", test.parameter().unwrap().code),
        Test::Member(Belonging { parameters, of, ids }) => {
            let ids: Vec<&str> = ids.iter().flatten().map(Id::as_str).collect();
            format!("{} point to {of}/{}", parameters.len(), ids.join(","))
        }
        Test::CodeText(..)
        | Test::Near(..)
        | Test::Words(..)
        | Test::Composite(..)
        | Test::Coded(..)
        | Test::Hierarchy(..) => format!("{:?}", criterion.test),
        Test::All(parts) => all(parts, " and "),
        Test::Either(parts) => all(parts, " or "),
        Test::Chain(chain) => {
            format!("{}.{} -> {}", chain.parameter.resource_type, chain.parameter.code, end(chain))
        }
        Test::Has(chain) => {
            format!("{}.{} <- {}", chain.parameter.resource_type, chain.parameter.code, end(chain))
        }
        Test::Holds(holding) => {
            format!("holds {} {}", types(&holding.types), all(&holding.criteria, " and "))
        }
    };
    format!("{negated}{test}")
}

fn check(resource_type: &'static str, name: &str, value: &str, expected: &str) {
    let parsed =
        search(resource_type, &[(name, value)]).unwrap_or_else(|error| panic!("{name}={value}: {error}"));
    assert_eq!(show(&parsed), [expected], "{name}={value}");
}

fn refused(pairs: &[(&str, &str)]) -> Vec<(&'static str, String, String)> {
    let error = search("Task", pairs).unwrap_err();
    assert_eq!(error.kind(), Kind::Invalid);
    let place = |issue: &Issue| match &issue.at {
        Some(At::Parameter(name)) => name.clone(),
        _ => String::new(),
    };
    error.issues().iter().map(|issue| (issue.code, place(issue), issue.message.clone())).collect()
}

fn check_refused(name: &str, value: &str, code: &str, message: &str) {
    let issues = refused(&[(name, value)]);
    assert_eq!(
        (issues.len(), issues[0].0, issues[0].1.as_str()),
        (1, code, name),
        "{name}={value}: {issues:?}"
    );
    assert!(issues[0].2.contains(message), "{name}={value}: {}", issues[0].2);
}

#[test]
fn each_kind_reads_its_values_and_modifiers() {
    let requested = r#"[TokenTest { system: Any, code: Some("requested") }]"#;
    check("Task", "status", "requested", requested);
    check("Task", "status:not", "requested", &format!("not {requested}"));
    check("Task", "due:missing", "true", "missing true");
    check("Task", "owner:missing", "false", "missing false");
    check(
        "Task",
        "code",
        "s|,|c",
        r#"[TokenTest { system: Is("s"), code: None }, TokenTest { system: Absent, code: Some("c") }]"#,
    );
    check("Task", "description", "É", r#"[TextTest { how: Start, text: "e" }]"#);
    check("Task", "description:contains", r"a\,b", r#"[TextTest { how: Within, text: "a,b" }]"#);
    check("Task", "description:exact", "É", r#"[TextTest { how: Exact, text: "É" }]"#);
    check("Task", "due", "lt2021-05-01", "1 dates, the first Lt");
    check("Task", "due", "2021,sa2022", "2 dates, the first Eq");
    check("RiskAssessment", "probability", "gt0.8", "Gt 0.8");
    check("Task", "owner", "Practitioner/7", "[Local(Some(Practitioner), Id(7))]");
    check("Task", "owner:Practitioner", "7", "[Local(Some(Practitioner), Id(7))]");
    check("Task", "owner", "7,https://x.org/1", r#"[Local(None, Id(7)), Url("https://x.org/1")]"#);
    check("Endpoint", "address", "https://x.org", r#"[Is("https://x.org")]"#);
    check("Task", "_id", "7,8", "[Id(7), Id(8)]");
    check("Task", "_lastUpdated", "ge1970-01-01", "[DateTest { prefix: Ge, low: 0, high: 86400000000 }]");
    let quantity = search("Observation", &[("value-quantity", "le5.4||mg")]).unwrap();
    assert!(show(&quantity)[0].contains(r#"unit: Some("mg")"#), "{quantity:?}");
}

#[test]
fn repetition_means_and() {
    let parsed = search("Task", &[("code", "a"), ("code", "b"), ("status", "c")]).unwrap();
    assert_eq!(parsed.query.criteria.len(), 3);
}

#[test]
fn the_answer_is_shaped() {
    let parsed = search("Task", &[]).unwrap();
    assert_eq!((parsed.query.limit, parsed.wants_total, parsed.count_only), (50, false, false));
    assert!(parsed.query.sort.is_empty() && parsed.query.includes.is_empty());
    let parsed = search(
        "Task",
        &[
            ("_count", "1000"),
            ("_total", "estimate"),
            ("_sort", "-due,_lastUpdated,_id"),
            ("_include", "Task:owner"),
            ("_include", "Task:based-on:ServiceRequest"),
            ("_summary", "false"),
            ("_format", "json"),
            ("_pretty", "true"),
        ],
    );
    let parsed = parsed.unwrap();
    assert_eq!((parsed.query.limit, parsed.wants_total), (1000, true));
    let keys: Vec<_> = parsed
        .query
        .sort
        .iter()
        .map(|key| (matches!(key.by, SortBy::Parameter(_)), key.descending))
        .collect();
    assert_eq!(keys, [(true, true), (false, false), (false, false)]);
    let includes: Vec<_> = parsed
        .query
        .includes
        .iter()
        .map(|include| (include.parameter.as_ref().unwrap().code.as_str(), include.target))
        .collect();
    assert_eq!(includes, [("owner", None), ("based-on", Some(ResourceType::named("ServiceRequest")))]);
    for count in [("_count", "0"), ("_summary", "count")] {
        let parsed = search("Task", &[count, ("_total", "none")]).unwrap();
        assert!(parsed.count_only && parsed.wants_total, "{count:?}");
    }
}

#[test]
fn a_refusal_names_what_would_be_right() {
    check_refused("statu", "x", "unknown-parameter", "Did you mean 'status'?");
    check_refused("colour", "x", "unknown-parameter", "_id, _lastUpdated, _content, _profile");
    check_refused("owner.colour", "x", "unknown-parameter", "general-practitioner");
    check_refused("", "x", "unknown-parameter", "is not a search parameter of Task");
    check_refused("_has:Task:owner:x", "x", "unknown-parameter", "never points to Task");
    check_refused("_include:recurse", "Task:owner", "unknown-modifier", ":iterate");
    check_refused("status:exact", "x", "unknown-modifier", ":missing, :not");
    check_refused("status:", "x", "unknown-modifier", ":missing, :not");
    check_refused("owner:Task", "7", "unknown-modifier", ":Practitioner");
    check_refused("_id:missing", "true", "unknown-modifier", "has none");
    check_refused("status", "", "invalid-parameter-value", "empty");
    check_refused("status", "a,", "invalid-parameter-value", "empty");
    check_refused("due", "soon", "invalid-parameter-value", "2021-04-13");
    check_refused("due", "zz2021", "invalid-parameter-value", "eq, ne, gt");
    check_refused("due:missing", "maybe", "invalid-parameter-value", "true or false");
    check_refused("owner", "Practicioner/7", "invalid-parameter-value", "Type/id");
    check_refused("_id", "a b", "invalid-parameter-value", "1 to 64");
    check_refused("_count", "1001", "invalid-parameter-value", "0 to 1000");
    check_refused("_count", "+5", "invalid-parameter-value", "0 to 1000");
    check_refused("_total", "all", "invalid-parameter-value", "accurate");
    check_refused("_summary", "all", "invalid-parameter-value", "true, text, data, count or false");
    check_refused("_elements", "descripton", "invalid-parameter-value", "did you mean 'description'?");
    let both = refused(&[("_summary", "data"), ("_elements", "status")]);
    assert_eq!((both[0].0, both[0].1.as_str()), ("invalid-parameter-value", "_elements"));
    let mixed = refused(&[("_summary", "text"), ("_include", "Task:owner")]);
    assert_eq!((mixed[0].0, mixed[0].1.as_str()), ("invalid-parameter-value", "_summary"));

    check_refused("_sort", "duee", "invalid-parameter-value", "Did you mean 'due'?");
    check_refused("_sort", "", "invalid-parameter-value", "_lastUpdated");
    check_refused("_include", "Appointment:actor", "invalid-parameter-value", "not searched here");
    check_refused("_include", "Task:status", "invalid-parameter-value", "owner");
    check_refused("_include", "Task:owner:Basic", "invalid-parameter-value", "does not point");
    check_refused("_cursor", "nonsense", "invalid-cursor", "not a cursor");
}

#[test]
fn every_wrong_parameter_is_told_at_once() {
    let issues =
        refused(&[("a", "1"), ("status", "requested"), ("due", "x"), ("_count", "1"), ("_count", "2")]);
    let places: Vec<_> = issues.iter().map(|(_, place, _)| place.as_str()).collect();
    assert_eq!(places, ["a", "due", "_count"], "{issues:?}");
}

#[test]
fn what_would_ask_too_much_is_refused() {
    let many = vec![("status", "requested"); 65];
    assert_eq!(refused(&many)[0].0, "too-many-parameters");
    check_refused("status", &"a,".repeat(200), "invalid-parameter-value", "more than 200");
    let steps = |count: usize| "part-of.".repeat(count);
    check_refused(&format!("{}status", steps(33)), "requested", "too-many-tests", "at most 32 steps");
    let filter = |path: &str| format!("{path}status eq requested");
    check_refused("_filter", &filter(&steps(33)), "too-many-tests", "at most 32 steps");
    let nested = format!("part-of[{}].{}", filter(&steps(31)), filter(&steps(1)));
    check_refused("_filter", &nested, "too-many-tests", "at most 32 steps");
    assert!(search("Task", &[("_filter", &filter(&steps(32)))]).is_ok());
}

#[test]
fn a_code_that_no_value_has_is_remarked_once_of_what_is_read() {
    let parsed = search("Task", &[("status:not", "a,requested,a,b")]).unwrap();
    let remarks: Vec<_> = parsed.warnings.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(remarks.len(), 2, "{remarks:?}");
    assert!(remarks[0].starts_with("No value of 'status' is 'a'; its codes are accepted, "), "{remarks:?}");
    let pairs = [("status".to_owned(), "a,".repeat(200) + "b")];
    let settings = Settings { base: "https://relais.example.org/fhir".to_owned(), zone: TimeZone::UTC };
    let area = Area::Type(ResourceType::named("Task"));
    let parsed = parse_in(&STANDARD, &area, &pairs, &settings, 0, Handling::Lenient).unwrap();
    assert_eq!(parsed.warnings.len(), 1, "{:?}", parsed.warnings);
}

#[test]
fn a_cursor_of_contained_resources_is_of_their_types() {
    let settings = Settings { base: "https://relais.example.org/fhir".to_owned(), zone: TimeZone::UTC };
    let search = |types: &str, cursor: Option<&str>| {
        let pairs = [("_type", Some(types)), ("_contained", Some("true")), ("_cursor", cursor)];
        let pairs = pairs.map(|(name, value)| Some((name.to_owned(), value?.to_owned())));
        let pairs: Vec<_> = pairs.into_iter().flatten().collect();
        parse_in(&STANDARD, &Area::Everything, &pairs, &settings, 0, Handling::Strict)
    };
    let cursor = search("Task", None).unwrap().cursor(&Position { values: Vec::new(), row: 7 });
    assert!(search("Task", Some(&cursor)).is_ok());
    assert_eq!(search("Patient", Some(&cursor)).unwrap_err().issues()[0].code, "invalid-cursor");
}

#[test]
fn a_cursor_leads_back_into_the_same_search_only() {
    let first = search("Task", &[("status", "requested"), ("_sort", "due"), ("_count", "2")]).unwrap();
    let position = Position { values: Vec::new(), row: 7 };
    let cursor = first.cursor(&position);
    let next = [("_count", "9"), ("_cursor", &cursor), ("_sort", "due"), ("status", "requested")];
    assert_eq!(search("Task", &next).unwrap().query.after, Some(position));
    let issues = refused(&[("status", "requested"), ("_sort", "-due"), ("_cursor", &cursor)]);
    assert_eq!((issues[0].0, issues[0].1.as_str()), ("invalid-cursor", "_cursor"));
}

proptest! {
    #[test]
    fn no_parameters_make_the_parser_panic(
        pairs in prop::collection::vec((
            "(status|due|owner|description|_id|_lastUpdated|_sort|_include|_count|_cursor)(:[a-zA-Z]{0,8})?|.{0,10}",
            "[a-z0-9|,.:/\\\\-]{0,20}|(ge|ap)?[0-9T:.+-]{0,25}|.{0,10}",
        ), 0..4),
    ) {
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let _ = search("Task", &pairs);
    }
}
