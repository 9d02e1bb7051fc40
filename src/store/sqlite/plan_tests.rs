//! What SQLite makes of the planner's statements: which index drives, and that no page sorts more than itself.

use std::sync::Arc;

use rusqlite::{Connection, params_from_iter};

use crate::fhir::{Id, ResourceType};
use crate::search::query::{
    Chain, Criterion, DateTest, Position, Prefix, SortBy, SortKey, SortValue, SystemTest, Test, TokenTest,
    Types,
};
use crate::search::{Parameter, ParameterKind, Query};
use crate::store::sql::{Argument, Drive, Driver, Planner, SqliteDialect};
use crate::store::sqlite::find;
use crate::store::sqlite::migrate::migrate;
use crate::store::sqlite::numbers::SharedNumbers;
use crate::store::{HistoryQuery, Key, Scope, Tuning};

const TASK: ResourceType = ResourceType::named("Task");

fn parameter(code: &str, kind: ParameterKind) -> Arc<Parameter> {
    Arc::new(Parameter::new(TASK, code, kind))
}

fn status(code: &str) -> Test {
    let test = TokenTest { system: SystemTest::Any, code: Some(code.to_owned()) };
    Test::Token(parameter("status", ParameterKind::Token), vec![test])
}

/// A step along a reference, or back, to resources that pass a test.
fn step(test: Test) -> Chain {
    let criteria = vec![Criterion { test, negated: false }];
    let types = Types::These(vec![TASK]);
    Chain { parameter: parameter("part-of", ParameterKind::Reference), types, criteria }
}

fn all() -> Query {
    Query::all(TASK, 20)
}

fn sorted_by(by: SortBy, descending: bool, query: Query) -> Query {
    Query { sort: vec![SortKey { by, descending }], ..query }
}

fn by_date(descending: bool, query: Query) -> Query {
    sorted_by(SortBy::Parameter(parameter("date", ParameterKind::Date)), descending, query)
}

/// A database in memory whose index knows twenty open tasks and a blocked one, each with a date.
fn database() -> (Connection, SharedNumbers) {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection).unwrap();
    let numbers = SharedNumbers::default();
    let status = numbers.give(&connection, &parameter("status", ParameterKind::Token)).unwrap();
    let date = numbers.give(&connection, &parameter("date", ParameterKind::Date)).unwrap();
    numbers.give(&connection, &parameter("part-of", ParameterKind::Reference)).unwrap();
    let dated = "INSERT INTO index_date (parameter, low, resource, high) VALUES (?1, ?2, ?2, ?2 + 1)";
    let insert = "INSERT INTO index_token (parameter, code, resource, system) VALUES (?1, ?2, ?3, '')";
    for resource in 0..21 {
        let code = if resource == 20 { "blocked" } else { "open" };
        connection.execute(insert, (status, code, resource)).unwrap();
        connection.execute(dated, (date, resource)).unwrap();
    }
    (connection, numbers)
}

/// The criterion at this place drives by its own rows.
fn criterion(place: usize) -> Driver {
    Driver::Criterion(place, Drive::Rows)
}

fn steps(connection: &Connection, sql: &str, arguments: &[Argument]) -> Vec<String> {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let steps = statement.query_map(params_from_iter(arguments), |row| row.get(3)).unwrap();
    steps.map(Result::unwrap).collect()
}

/// Checks the steps that yield a page's matches, in order. What comes after them, fetching a page of versions
/// and ordering it once more, sorts no more than a page.
fn check(query: &Query, expected_driver: Driver, expected: &[&str]) {
    let (connection, numbers) = database();
    let planner = Planner::new(&SqliteDialect, &numbers, query, Tuning { selective: 10 });
    let driver = find::driver(&connection, &planner).unwrap();
    assert_eq!(driver, expected_driver);
    let select = planner.page(&driver).swap_remove(0).statement;
    let steps = steps(&connection, select.sql(), select.arguments());
    let page = steps.iter().position(|step| step == "SCAN m").unwrap();
    assert_eq!(steps[0], "CO-ROUTINE m");
    assert_eq!(steps[1..page], *expected, "{}", select.sql());
    let rest = ["SCAN m", "SEARCH v USING INTEGER PRIMARY KEY (rowid=?)", "USE TEMP B-TREE FOR ORDER BY"];
    assert!(
        steps[page..].iter().zip(rest).all(|(step, one)| step == one) && steps.len() <= page + 3,
        "{steps:?}"
    );
}

const RESOURCE: &str = "SEARCH r USING INTEGER PRIMARY KEY (rowid=?)";
const STATUS: &str = "SEARCH index_token EXISTS USING COVERING INDEX index_token_resource (resource=? AND parameter=? AND code=?)";
const BLOCKED: &str = "SEARCH index_token USING PRIMARY KEY (parameter=? AND code=?)";
const SUBQUERY: &str = "CORRELATED SCALAR SUBQUERY 1";
const SORT: &str = "USE TEMP B-TREE FOR ORDER BY";

#[test]
fn an_unselective_status_sorted_by_date_walks_the_dates() {
    let open = all().and(status("open"));
    let walk = "SEARCH s USING PRIMARY KEY (parameter=?)";
    let first = "SEARCH o USING COVERING INDEX index_date_resource (resource=? AND parameter=? AND low<?)";
    check(&by_date(false, open.clone()), Driver::Order, &[walk, SUBQUERY, first, RESOURCE, STATUS]);
    let walk = "SEARCH s USING COVERING INDEX index_date_high (parameter=?)";
    let last = "SEARCH o USING COVERING INDEX index_date_resource (resource=? AND parameter=?)";
    check(&by_date(true, open.clone()), Driver::Order, &[walk, SUBQUERY, last, RESOURCE, STATUS]);
    let later = Position { values: vec![SortValue::Integer(7)], row: 3 };
    let walk = "SEARCH s USING COVERING INDEX index_date_high (parameter=? AND (high,resource)<(?,?))";
    let next = Query { after: Some(later), ..by_date(true, open) };
    check(&next, Driver::Order, &[walk, SUBQUERY, last, RESOURCE, STATUS]);
}

#[test]
fn dates_that_do_not_drive_are_looked_up_by_resource() {
    let rows =
        "SEARCH index_date EXISTS USING COVERING INDEX index_date_resource (resource=? AND parameter=?)";
    let after = DateTest { prefix: Prefix::Gt, low: 1, high: 2 };
    let test = Test::Date(parameter("date", ParameterKind::Date), vec![after]);
    let steps = ["CO-ROUTINE d", BLOCKED, "SCAN d", RESOURCE, rows, SORT];
    check(&all().and(status("blocked")).and(test), criterion(0), &steps);
}

#[test]
fn without_an_order_the_live_resources_are_walked() {
    let walk = "SEARCH r USING INDEX resource_live (type=? AND deleted=?)";
    check(&all().and(status("open")), Driver::Order, &[walk, STATUS]);
    let next = Query { after: Some(Position { values: vec![], row: 3 }), ..all().and(status("open")) };
    let walk = "SEARCH r USING INDEX resource_live (type=? AND deleted=? AND row>?)";
    check(&next, Driver::Order, &[walk, STATUS]);
}

#[test]
fn the_order_of_change_walks_the_recent_resources() {
    let walk = "SEARCH r USING INDEX resource_recent (type=? AND deleted=?)";
    check(&sorted_by(SortBy::LastUpdated, true, all()), Driver::Order, &[walk]);
}

#[test]
fn the_order_of_ids_walks_the_keys() {
    let walk = "SEARCH r USING INDEX resource_key (type=?)";
    check(&sorted_by(SortBy::Id, false, all()), Driver::Order, &[walk]);
}

#[test]
fn a_selective_status_drives() {
    let date = "SEARCH index_date USING COVERING INDEX index_date_resource (resource=? AND parameter=?)";
    let steps = ["CO-ROUTINE d", BLOCKED, "SCAN d", RESOURCE, SUBQUERY, date, SUBQUERY, date, SORT];
    for descending in [false, true] {
        let blocked = all().and(status("open")).and(status("blocked"));
        let mut with_other = steps.to_vec();
        with_other.insert(4, STATUS);
        check(&by_date(descending, blocked), criterion(1), &with_other);
        check(&by_date(descending, all().and(status("blocked"))), criterion(0), &steps);
    }
}

#[test]
fn an_id_drives_from_the_keys() {
    let driver = "SEARCH r USING INDEX resource_key (type=? AND id=?)";
    let query = all().and(Test::Id(vec![Id::parse("a").unwrap()]));
    check(&query, criterion(0), &["CO-ROUTINE d", driver, "SCAN d", RESOURCE, SORT]);
}

#[test]
fn a_span_of_changes_drives_from_the_recent_resources() {
    let driver = "SEARCH r USING COVERING INDEX resource_recent (type=? AND deleted=? AND at>?)";
    let lately = DateTest { prefix: Prefix::Ge, low: 1, high: 2 };
    let query = all().and(Test::LastUpdated(vec![lately]));
    check(&query, criterion(0), &["CO-ROUTINE d", driver, "SCAN d", RESOURCE, SORT]);
}

#[test]
fn dates_drive_from_their_index() {
    let driver = "SEARCH index_date USING PRIMARY KEY (parameter=? AND low>? AND low<?)";
    let day = DateTest { prefix: Prefix::Eq, low: 3, high: 6 };
    let test = Test::Date(parameter("date", ParameterKind::Date), vec![day]);
    let steps = ["CO-ROUTINE d", driver, "USE TEMP B-TREE FOR DISTINCT", "SCAN d", RESOURCE, SORT];
    check(&all().and(test), criterion(0), &steps);
}

#[test]
fn each_scope_of_history_walks_its_index() {
    let (connection, _) = database();
    let task = Key::new(TASK, Id::parse("a").unwrap());
    let expected = [
        (Scope::System, "SEARCH version USING INTEGER PRIMARY KEY (rowid<?)"),
        (Scope::Type(TASK), "SEARCH version USING INDEX version_type (type=? AND rowid<?)"),
        (Scope::Instance(task), "SEARCH version USING INDEX version_key (type=? AND id=?)"),
    ];
    for (scope, walk) in expected {
        let query = HistoryQuery { after: Some(9), ..HistoryQuery::all(scope, 20) };
        let (sql, arguments) = find::history_statement(&query);
        assert_eq!(steps(&connection, &sql, &arguments), [walk], "{sql}");
    }
}

/// Steps within what drives: from resources along their references, and back to what points to them.
const INNER: &str = "SEARCH r2 USING INTEGER PRIMARY KEY (rowid=?)";
const BACK: &str = "SEARCH x2 USING PRIMARY KEY (parameter=? AND target=?)";
const DISTINCT: &str = "USE TEMP B-TREE FOR DISTINCT";

#[test]
fn the_few_resources_at_the_end_of_a_chain_drive() {
    let drive = Driver::Criterion(1, Drive::Part(0, Box::new(Drive::Rows)));
    let query = all().and(status("open")).and(Test::Chain(step(status("blocked"))));
    let inner = ["CO-ROUTINE d", "CO-ROUTINE d2", BLOCKED, "SCAN d2", INNER, BACK, DISTINCT];
    check(&query, drive, &[&inner[..], &["SCAN d", RESOURCE, STATUS, SORT]].concat());
}

#[test]
fn the_few_resources_that_point_here_drive() {
    let drive = Driver::Criterion(1, Drive::Part(0, Box::new(Drive::Rows)));
    let query = all().and(status("open")).and(Test::Has(step(status("blocked"))));
    let along = "SEARCH x2 USING COVERING INDEX index_reference_resource (resource=? AND parameter=?)";
    let target = "SEARCH t2 USING INDEX resource_key (type=? AND id=?)";
    let inner = ["CO-ROUTINE d", "CO-ROUTINE d2", BLOCKED, "SCAN d2", INNER, along, target, DISTINCT];
    check(&query, drive, &[&inner[..], &["SCAN d", RESOURCE, STATUS, SORT]].concat());
}

#[test]
fn steps_that_drive_nest() {
    let drive = Drive::Part(0, Box::new(Drive::Part(0, Box::new(Drive::Rows))));
    let query = all().and(Test::Chain(step(Test::Has(step(status("blocked"))))));
    let first = "SEARCH r4 USING INTEGER PRIMARY KEY (rowid=?)";
    let along = "SEARCH x4 USING COVERING INDEX index_reference_resource (resource=? AND parameter=?)";
    let target = "SEARCH t4 USING INDEX resource_key (type=? AND id=?)";
    let inner = [
        "CO-ROUTINE d",
        "CO-ROUTINE d2",
        "CO-ROUTINE d4",
        BLOCKED,
        "SCAN d4",
        first,
        along,
        target,
        DISTINCT,
    ];
    let outer = ["SCAN d2", INNER, BACK, DISTINCT, "SCAN d", RESOURCE, SORT];
    check(&query, Driver::Criterion(0, drive), &[&inner[..], &outer].concat());
}

#[test]
fn a_step_to_many_resources_is_probed() {
    let walk = "SEARCH r USING INDEX resource_live (type=? AND deleted=?)";
    let token = "SEARCH index_token EXISTS USING COVERING INDEX index_token_resource (resource=? AND parameter=? AND code=?)";
    let along = "SEARCH x1 USING COVERING INDEX index_reference_resource (resource=? AND parameter=?)";
    let end = "SEARCH r1 USING INDEX resource_key (type=? AND id=?)";
    let subquery = "CORRELATED SCALAR SUBQUERY 2";
    check(&all().and(Test::Chain(step(status("open")))), Driver::Order, &[walk, subquery, along, end, token]);
    let back = "SEARCH x1 USING PRIMARY KEY (parameter=? AND target=?)";
    let start = "SEARCH r1 USING INTEGER PRIMARY KEY (rowid=?)";
    check(&all().and(Test::Has(step(status("open")))), Driver::Order, &[walk, subquery, back, start, token]);
}
