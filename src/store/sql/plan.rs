//! The plan of a search: what drives it, what is probed, where the page starts.
//!
//! Left to itself a database may start from the wrong table and read everything. So a search first asks how
//! many rows each criterion has, counting no further than [`Tuning::selective`]. If one of them has few, it drives and
//! its few matches are sorted; otherwise the order drives: its index is walked from the place where the page
//! starts, and each resource on the way is probed for the criteria.

use crate::error::Result;
use crate::search::query::{Position, SortBy, SortKey, SortValue, Standing, Types};
use crate::search::{Parameter, Query};
use crate::store::Tuning;
use crate::store::sql::criteria::{Count, Criteria, Drive, own_id};
use crate::store::sql::dialect::Dialect;
use crate::store::sql::order::Place;
use crate::store::sql::{Statement, order};

/// Knows the numbers that stand for search parameters in the index tables.
pub(in crate::store) trait Numbers {
    /// The parameter's number; one that no row has when nothing was ever indexed under it.
    fn number(&self, parameter: &Parameter) -> i64;
}

/// What a search starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) enum Driver {
    /// The few resources that fulfil the criterion at this place.
    Criterion(usize, Drive),
    /// The order, walked from where the page starts.
    Order,
}

/// A statement whose rows are matches in order: `tie`, one column for each sort key, then the version; and last, where
/// contained resources are searched, the id that the match has in its version.
#[derive(Debug)]
pub(in crate::store) struct Select {
    /// The statement. Its last bound value is the number of rows wanted.
    pub(in crate::store) statement: Statement,
    /// How many sort keys each row carries.
    pub(in crate::store) keys: usize,
}

/// How many types are walked along the index of each; more are found on a walk along all resources.
const MOST_WALKS: usize = 16;

/// Plans one query for one dialect.
pub(in crate::store) struct Planner<'a> {
    dialect: &'static dyn Dialect,
    numbers: &'a dyn Numbers,
    query: &'a Query,
    tuning: Tuning,
}

impl<'a> Planner<'a> {
    /// A planner for this query.
    pub(in crate::store) fn new(
        dialect: &'static dyn Dialect,
        numbers: &'a dyn Numbers,
        query: &'a Query,
        tuning: Tuning,
    ) -> Self {
        Self { dialect, numbers, query, tuning }
    }

    /// Chooses the driver: the criterion with the fewest rows, which `count` counts, or the order.
    pub(in crate::store) fn driver(&self, count: Count<'_>) -> Result<Driver> {
        let empty = Statement::new(self.dialect);
        let fewest = self.criteria().fewest(&self.query.criteria, &empty, self.tuning.selective, count)?;
        Ok(match fewest {
            Some((_, Drive::Part(place, drive))) => Driver::Criterion(place, *drive),
            _ => Driver::Order,
        })
    }

    fn criteria(&self) -> Criteria<'a> {
        let Query { types, standing, .. } = self.query;
        Criteria { numbers: self.numbers, types, standing: *standing, depth: 0 }
    }

    /// The statements that give the page, to be run in turn until it is full.
    pub(in crate::store) fn page(&self, driver: &Driver) -> Vec<Select> {
        match (driver, self.query.sort.as_slice()) {
            (Driver::Criterion(..), _) | (Driver::Order, [_, _, ..]) => vec![self.sorted(driver)],
            (Driver::Order, []) => vec![self.walk_resources("r.row", &[])],
            (Driver::Order, [key]) => match &key.by {
                SortBy::LastUpdated => vec![self.walk_resources("r.at", std::slice::from_ref(key))],
                SortBy::Id => {
                    let column = format!("r.{}", own_id(self.query.standing));
                    vec![self.walk_resources(&column, std::slice::from_ref(key))]
                }
                SortBy::Parameter(parameter) => self.walk_parameter(key, parameter),
            },
        }
    }

    /// The statement that counts all matches.
    pub(in crate::store) fn count(&self, driver: &Driver) -> Statement {
        let mut sql = Statement::new(self.dialect);
        sql.push("SELECT count(*)");
        self.from(&mut sql, driver);
        sql
    }

    /// Collects all matches, computes their sort values and sorts them: for few matches, or several keys.
    fn sorted(&self, driver: &Driver) -> Select {
        let keys = &self.query.sort;
        let mut sql = self.select(keys.len());
        sql.push("SELECT * FROM (SELECT r.row AS tie, r.current AS current");
        for (place, key) in keys.iter().enumerate() {
            sql.push(", ");
            order::value(&mut sql, key, self.numbers, own_id(self.query.standing));
            sql.push(&format!(" AS k{place}"));
        }
        self.from(&mut sql, driver);
        sql.push(") AS matched");
        if let Some(position) = &self.query.after {
            sql.push(" WHERE ");
            order::after(&mut sql, keys, position);
        }
        order::order_by(&mut sql, keys);
        self.finish(sql, keys)
    }

    /// Walks the resources in the order of their own `column`: those of each type along its index when the types
    /// are few, all of them otherwise.
    fn walk_resources(&self, column: &str, keys: &[SortKey]) -> Select {
        let mut sql = self.select(keys.len());
        match &self.query.types {
            Types::These(types) if (2..=MOST_WALKS).contains(&types.len()) => {
                sql.push("SELECT * FROM (");
                for (place, resource_type) in types.iter().enumerate() {
                    sql.push(if place == 0 { "SELECT * FROM (" } else { " UNION ALL SELECT * FROM (" });
                    self.walk(&mut sql, &Types::These(vec![*resource_type]), column, keys);
                    sql.push(" LIMIT ").integer(self.wanted()).push(")");
                }
                sql.push(") AS walks");
                order::order_by(&mut sql, keys);
            }
            types => self.walk(&mut sql, types, column, keys),
        }
        self.finish(sql, keys)
    }

    fn walk(&self, sql: &mut Statement, types: &Types, column: &str, keys: &[SortKey]) {
        sql.push("SELECT r.row AS tie, r.current AS current");
        if !keys.is_empty() {
            sql.push(&format!(", {column} AS k0"));
        }
        self.live(sql, types, Some(column));
        self.walk_on(sql, column, "r.row", keys);
    }

    /// Walks a parameter's index rows, then the resources that have none: two statements, or only the second
    /// when the page starts there.
    fn walk_parameter(&self, key: &SortKey, parameter: &Parameter) -> Vec<Select> {
        let place = Place::of(parameter, key.descending);
        let Place { table, column, .. } = place;
        let number = self.numbers.number(parameter);
        let by_resource = self.dialect.by_resource(table);
        let keys = std::slice::from_ref(key);
        let mut selects = Vec::new();
        let first_value = self.query.after.as_ref().and_then(|position| position.values.first());
        if first_value != Some(&SortValue::Missing) {
            let mut sql = self.select(1);
            let join = self.dialect.ordered_join();
            sql.push(&format!("SELECT s.resource AS tie, r.current AS current, s.{column} AS k0"));
            sql.push(&format!(" FROM {table} AS s {join} resource AS r ON r.row = s.resource"));
            sql.push(" WHERE s.parameter = ").integer(number);
            self.criteria().of_types(&mut sql, "r");
            // Of a resource's values only the first in this order counts, so that each resource comes once.
            sql.push(&format!(" AND NOT EXISTS (SELECT 1 FROM {table} AS o{by_resource}"));
            sql.push(" WHERE o.resource = s.resource");
            sql.push(" AND o.parameter = ").integer(number);
            let before = order::beyond(!key.descending);
            sql.push(&format!(" AND {} {before} {})", place.value_in("o"), place.value_in("s")));
            self.criteria().probes(&mut sql, &self.query.criteria, None, "r");
            self.walk_on(&mut sql, &format!("s.{column}"), "s.resource", keys);
            selects.push(self.finish(sql, keys));
        }
        let mut sql = self.select(1);
        sql.push("SELECT r.row AS tie, r.current AS current, NULL AS k0");
        self.live(&mut sql, &self.query.types, Some("r.row"));
        sql.push(&format!(" AND NOT EXISTS (SELECT 1 FROM {table}{by_resource} WHERE resource = r.row"));
        sql.push(" AND parameter = ").integer(number).push(")");
        if let (Some(SortValue::Missing), Some(position)) = (first_value, &self.query.after) {
            sql.push(&format!(" AND r.row {} ", order::beyond(key.descending))).integer(position.row);
        }
        sql.push(" ORDER BY r.row ").push(order::direction(key.descending));
        selects.push(self.finish(sql, keys));
        selects
    }

    /// Adds where a walk starts and which way it goes.
    fn walk_on(&self, sql: &mut Statement, column: &str, tie: &str, keys: &[SortKey]) {
        let descending = order::tie_descends(keys);
        let (direction, beyond) = (order::direction(descending), order::beyond(descending));
        if let Some(Position { values, row }) = &self.query.after {
            match values.first() {
                Some(value) => {
                    sql.push(&format!(" AND ({column}, {tie}) {beyond} ("));
                    order::bind(sql, value);
                    sql.push(", ").integer(*row).push(")");
                }
                None => {
                    sql.push(&format!(" AND {tie} {beyond} ")).integer(*row);
                }
            }
        }
        sql.push(" ORDER BY ");
        if !keys.is_empty() {
            sql.push(&format!("{column} {direction}, "));
        }
        sql.push(&format!("{tie} {direction}"));
    }

    /// Opens the statement that adds the versions to the matches.
    fn select(&self, keys: usize) -> Statement {
        let mut sql = Statement::new(self.dialect);
        sql.push("SELECT m.tie AS tie");
        for place in 0..keys {
            sql.push(&format!(", m.k{place} AS k{place}"));
        }
        sql.push(", v.type, v.id, v.number, v.sequence, v.at, v.method, v.body");
        if self.query.standing == Standing::Contained {
            sql.push(", (SELECT c.fragment FROM resource AS c WHERE c.row = m.tie)");
        }
        sql.push(" FROM (");
        sql
    }

    /// Closes it.
    fn finish(&self, mut sql: Statement, keys: &[SortKey]) -> Select {
        let join = self.dialect.ordered_join();
        sql.push(" LIMIT ").integer(self.wanted());
        sql.push(&format!(") AS m {join} version AS v ON v.row = m.current"));
        order::order_by(&mut sql, keys);
        sql.push(" LIMIT ").integer(self.wanted());
        Select { statement: sql, keys: keys.len() }
    }

    /// One more than a page holds, which tells whether there is a next one.
    fn wanted(&self) -> i64 {
        i64::try_from(self.query.limit.saturating_add(1)).unwrap_or(i64::MAX)
    }

    /// Writes `FROM` and `WHERE`: the driver, then a probe for each criterion that does not drive.
    fn from(&self, sql: &mut Statement, driver: &Driver) {
        let (criteria, asked) = (self.criteria(), &self.query.criteria);
        match driver {
            Driver::Criterion(place, drive) => {
                sql.push(" FROM ");
                criteria.driven(sql, asked, *place, drive, "r");
                sql.push(" WHERE 1 = 1");
                criteria.of_types(sql, "r");
                criteria.probes(sql, asked, Some(*place), "r");
            }
            Driver::Order => self.live(sql, &self.query.types, None),
        }
    }

    /// Writes `FROM` and `WHERE` for the live resources of some types, each probed for every criterion. `column`
    /// is what they are walked by, if they are.
    fn live(&self, sql: &mut Statement, types: &Types, column: Option<&str>) {
        let criteria = Criteria { types, ..self.criteria() };
        let walk = match types {
            // The indexes of one type are the obvious ones.
            Types::These(types) if types.len() == 1 => "",
            _ => column.map_or("", |column| self.dialect.walk_of_all(column)),
        };
        sql.push(&format!(" FROM resource AS r{walk} WHERE 1 = 1"));
        criteria.of_types(sql, "r");
        criteria.probes(sql, &self.query.criteria, None, "r");
    }
}
