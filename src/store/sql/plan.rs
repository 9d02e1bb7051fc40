//! The plan of a search: what drives it, what is probed, where the page starts.
//!
//! Left to itself a database may start from the wrong table and read everything. So a search first asks how
//! many rows each criterion has, counting no further than [`Tuning::selective`]. If one of them has few, it drives and
//! its few matches are sorted; otherwise the order drives: its index is walked from the place where the page
//! starts, and each resource on the way is probed for the criteria.

use crate::search::query::{Criterion, Position, SortBy, SortKey, SortValue, Test};
use crate::search::{Parameter, Query};
use crate::store::Tuning;
use crate::store::sql::dialect::Dialect;
use crate::store::sql::order::Place;
use crate::store::sql::{Statement, condition, order};

/// Knows the numbers that stand for search parameters in the index tables.
pub(in crate::store) trait Numbers {
    /// The parameter's number; one that no row has when nothing was ever indexed under it.
    fn number(&self, parameter: &Parameter) -> i64;
}

/// What a search starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Driver {
    /// The few rows of the criterion at this place.
    Criterion(usize),
    /// The order, walked from where the page starts.
    Order,
}

/// A statement whose rows are matches in order: `tie`, one column for each sort key, then the version.
#[derive(Debug)]
pub(in crate::store) struct Select {
    /// The statement. Its last bound value is the number of rows wanted.
    pub(in crate::store) statement: Statement,
    /// How many sort keys each row carries.
    pub(in crate::store) keys: usize,
}

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

    /// Every parameter whose number the planner will ask for.
    pub(in crate::store) fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        let asked = self.query.criteria.iter().filter_map(|criterion| criterion.test.parameter());
        let sorted = self.query.sort.iter().filter_map(|key| match &key.by {
            SortBy::Parameter(parameter) => Some(parameter.as_ref()),
            SortBy::LastUpdated | SortBy::Id => None,
        });
        asked.chain(sorted)
    }

    /// For each criterion that could drive: its place, and a statement that counts its rows, but no further
    /// than needed to decide.
    pub(in crate::store) fn estimates(&self) -> Vec<(usize, Statement)> {
        let could_drive =
            |criterion: &Criterion| !criterion.negated && !matches!(criterion.test, Test::Missing(..));
        let candidates = self.query.criteria.iter().enumerate().filter(|(_, one)| could_drive(one));
        candidates
            .map(|(place, criterion)| {
                let mut sql = Statement::new(self.dialect);
                sql.push("SELECT count(*) FROM (");
                self.rows_of(&mut sql, &criterion.test, "SELECT 1");
                sql.push(" LIMIT ").integer(self.tuning.selective).push(") AS few");
                (place, sql)
            })
            .collect()
    }

    /// Chooses the driver from the counts of [`Self::estimates`].
    pub(in crate::store) fn driver(&self, counts: &[(usize, i64)]) -> Driver {
        let fewest =
            counts.iter().filter(|(_, count)| *count < self.tuning.selective).min_by_key(|(_, count)| *count);
        fewest.map_or(Driver::Order, |(place, _)| Driver::Criterion(*place))
    }

    /// The statements that give the page, to be run in turn until it is full.
    pub(in crate::store) fn page(&self, driver: Driver) -> Vec<Select> {
        match (driver, self.query.sort.as_slice()) {
            (Driver::Criterion(_), _) | (Driver::Order, [_, _, ..]) => vec![self.sorted(driver)],
            (Driver::Order, []) => vec![self.walk_resources("r.row", &[])],
            (Driver::Order, [key]) => match &key.by {
                SortBy::LastUpdated => vec![self.walk_resources("r.at", std::slice::from_ref(key))],
                SortBy::Id => vec![self.walk_resources("r.id", std::slice::from_ref(key))],
                SortBy::Parameter(parameter) => self.walk_parameter(key, parameter),
            },
        }
    }

    /// The statement that counts all matches.
    pub(in crate::store) fn count(&self, driver: Driver) -> Statement {
        let mut sql = Statement::new(self.dialect);
        sql.push("SELECT count(*)");
        self.from(&mut sql, driver);
        sql
    }

    /// Collects all matches, computes their sort values and sorts them: for few matches, or several keys.
    fn sorted(&self, driver: Driver) -> Select {
        let keys = &self.query.sort;
        let mut sql = self.select(keys.len());
        sql.push("SELECT * FROM (SELECT r.row AS tie, r.current AS current");
        for (place, key) in keys.iter().enumerate() {
            sql.push(", ");
            order::value(&mut sql, key, self.numbers);
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

    /// Walks the resources of the type in the order of their own `column`.
    fn walk_resources(&self, column: &str, keys: &[SortKey]) -> Select {
        let mut sql = self.select(keys.len());
        sql.push("SELECT r.row AS tie, r.current AS current");
        if !keys.is_empty() {
            sql.push(&format!(", {column} AS k0"));
        }
        self.from(&mut sql, Driver::Order);
        self.walk_on(&mut sql, column, "r.row", keys);
        self.finish(sql, keys)
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
            // Of a resource's values only the first in this order counts, so that each resource comes once.
            sql.push(&format!(" AND NOT EXISTS (SELECT 1 FROM {table} AS o{by_resource}"));
            sql.push(" WHERE o.resource = s.resource");
            sql.push(" AND o.parameter = ").integer(number);
            let before = order::beyond(!key.descending);
            sql.push(&format!(" AND {} {before} {})", place.value_in("o"), place.value_in("s")));
            self.probes(&mut sql, None);
            self.walk_on(&mut sql, &format!("s.{column}"), "s.resource", keys);
            selects.push(self.finish(sql, keys));
        }
        let mut sql = self.select(1);
        sql.push("SELECT r.row AS tie, r.current AS current, NULL AS k0");
        self.from(&mut sql, Driver::Order);
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
        sql.push(", v.type, v.id, v.number, v.sequence, v.at, v.method, v.body FROM (");
        sql
    }

    /// Closes it.
    fn finish(&self, mut sql: Statement, keys: &[SortKey]) -> Select {
        let wanted = i64::try_from(self.query.limit.saturating_add(1)).unwrap_or(i64::MAX);
        let join = self.dialect.ordered_join();
        sql.push(" LIMIT ").integer(wanted);
        sql.push(&format!(") AS m {join} version AS v ON v.row = m.current"));
        order::order_by(&mut sql, keys);
        sql.push(" LIMIT ").integer(wanted);
        Select { statement: sql, keys: keys.len() }
    }

    /// Writes `FROM` and `WHERE`: the driver, then a probe for each criterion that does not drive.
    fn from(&self, sql: &mut Statement, driver: Driver) {
        let driving = match driver {
            Driver::Criterion(place) => self.query.criteria.get(place).map(|criterion| (place, criterion)),
            Driver::Order => None,
        };
        match driving {
            Some((place, criterion)) => {
                sql.push(" FROM (");
                self.rows_of(sql, &criterion.test, "SELECT DISTINCT resource");
                let join = self.dialect.ordered_join();
                sql.push(&format!(") AS d {join} resource AS r ON r.row = d.resource WHERE 1 = 1"));
                self.probes(sql, Some(place));
            }
            None => {
                let resource_type = self.query.resource_type.name();
                sql.push(" FROM resource AS r WHERE r.type = ")
                    .text(resource_type)
                    .push(" AND r.deleted = 0");
                self.probes(sql, None);
            }
        }
    }

    /// Writes a selection of the rows that fulfil a test, `resource` being the resource's row.
    fn rows_of(&self, sql: &mut Statement, test: &Test, select: &str) {
        match test.parameter() {
            Some(parameter) => {
                let table = condition::table(parameter.kind);
                sql.push(&format!("{select} FROM {table} WHERE parameter = "));
                sql.integer(self.numbers.number(parameter));
            }
            None => {
                let resource_type = self.query.resource_type.name();
                sql.push(&format!(
                    "{select} FROM (SELECT row AS resource, id, at FROM resource WHERE type = "
                ));
                sql.text(resource_type).push(" AND deleted = 0) AS live WHERE 1 = 1");
            }
        }
        sql.push(" AND ");
        condition::write(sql, test);
    }

    /// Writes a probe for each criterion but the one that drives.
    fn probes(&self, sql: &mut Statement, driving: Option<usize>) {
        for (place, Criterion { test, negated }) in self.query.criteria.iter().enumerate() {
            if Some(place) == driving {
                continue;
            }
            let wants_absence = matches!(test, Test::Missing(_, true));
            sql.push(if *negated != wants_absence { " AND NOT " } else { " AND " });
            match test.parameter() {
                Some(parameter) => {
                    let table = condition::table(parameter.kind);
                    let by_resource = self.dialect.by_resource(table);
                    sql.push(&format!("EXISTS (SELECT 1 FROM {table}{by_resource} WHERE resource = r.row"));
                    sql.push(" AND parameter = ").integer(self.numbers.number(parameter)).push(" AND ");
                    condition::write(sql, test);
                    sql.push(")");
                }
                None => condition::write(sql, test),
            }
        }
    }
}
