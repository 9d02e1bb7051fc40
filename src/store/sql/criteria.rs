//! Criteria as SQL: as a probe that one resource passes or not, and as a selection of the resources that fulfil
//! them, which can drive a search. A chain is probed from the resource along its reference, or driven from the
//! few resources at its end back along the index of references.

use crate::error::Result;
use crate::fhir::Id;
use crate::search::query::{Belonging, Chain, Criterion, DateTest, Holding, Prefix, Standing, Test, Types};
use crate::store::sql::plan::Numbers;
use crate::store::sql::step::end_of;
use crate::store::sql::{Statement, condition};

/// How the few resources that fulfil a test are reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) enum Drive {
    /// By the test's own rows.
    Rows,
    /// By the rows of its part at this place, the other parts being probed.
    Part(usize, Box<Drive>),
    /// By the rows of each of its parts.
    Parts(Vec<Drive>),
}

/// Counts the rows of a statement, no further than the statement says.
pub(in crate::store) type Count<'a> = &'a mut dyn FnMut(&Statement) -> Result<i64>;

/// Writes criteria about the resources of some types.
#[derive(Clone, Copy)]
pub(super) struct Criteria<'a> {
    pub(super) numbers: &'a dyn Numbers,
    pub(super) types: &'a Types,
    pub(super) standing: Standing,
    /// How deep within chains this is: it keeps the names of tables apart.
    pub(super) depth: usize,
}

impl<'a> Criteria<'a> {
    /// The same for other resources: those at the end of a chain, say.
    pub(super) fn beyond<'b>(self, types: &'b Types, standing: Standing) -> Criteria<'b>
    where
        'a: 'b,
    {
        Criteria { numbers: self.numbers, types, standing, depth: self.depth + 1 }
    }

    /// How the resources that fulfil a test can be reached when they are fewer than `few`, and how many rows
    /// lead to them.
    pub(super) fn drive(
        self,
        test: &'a Test,
        empty: &Statement,
        few: i64,
        count: Count<'_>,
    ) -> Result<Option<(i64, Drive)>> {
        let drive = match test {
            Test::Missing(..) => None,
            Test::All(parts) => {
                return self.fewest(parts, empty, few, count);
            }
            Test::Either(parts) => return self.each(parts, empty, few, count),
            Test::Chain(Chain { types, criteria, .. }) | Test::Has(Chain { types, criteria, .. }) => {
                let end = self.beyond(types, end_of(test));
                end.fewest(criteria, empty, few, count)?.map(|(_, drive)| drive)
            }
            Test::Holds(Holding { types, criteria }) => {
                let part = self.beyond(types, end_of(test));
                let fewest = part.fewest(criteria, empty, few, count)?;
                Some(fewest.map_or(Drive::Rows, |(_, drive)| drive))
            }
            _ => Some(Drive::Rows),
        };
        let Some(drive) = drive else { return Ok(None) };
        let mut sql = empty.clone();
        sql.push("SELECT count(*) FROM (");
        self.rows(&mut sql, test, &drive, "SELECT");
        sql.push(" LIMIT ").integer(few).push(") AS few");
        let rows = count(&sql)?;
        Ok((rows < few).then_some((rows, drive)))
    }

    /// The part with the fewest rows.
    pub(super) fn fewest(
        self,
        parts: &'a [Criterion],
        empty: &Statement,
        few: i64,
        count: Count<'_>,
    ) -> Result<Option<(i64, Drive)>> {
        let mut fewest: Option<(i64, Drive)> = None;
        for (place, part) in parts.iter().enumerate().filter(|(_, part)| !part.negated) {
            if let Some((rows, drive)) = self.drive(&part.test, empty, few, count)?
                && fewest.as_ref().is_none_or(|(fewest, _)| rows < *fewest)
            {
                fewest = Some((rows, Drive::Part(place, Box::new(drive))));
            }
        }
        Ok(fewest)
    }

    /// All parts together.
    fn each(
        self,
        parts: &'a [Criterion],
        empty: &Statement,
        few: i64,
        count: Count<'_>,
    ) -> Result<Option<(i64, Drive)>> {
        let mut sum = 0;
        let mut drives = Vec::with_capacity(parts.len());
        for part in parts {
            let drive = if part.negated { None } else { self.drive(&part.test, empty, few, count)? };
            let Some((rows, drive)) = drive else { return Ok(None) };
            sum += rows;
            if sum >= few {
                return Ok(None);
            }
            drives.push(drive);
        }
        Ok(Some((sum, Drive::Parts(drives))))
    }

    /// Writes a selection of the resources that fulfil a test, as the column `resource`; `select` is `SELECT` or
    /// `SELECT DISTINCT`.
    pub(super) fn rows(self, sql: &mut Statement, test: &Test, drive: &Drive, select: &str) {
        match (test, drive) {
            (Test::All(parts), Drive::Part(place, part)) => {
                let at = self.name("r");
                sql.push(&format!("{select} {at}.row AS resource FROM "));
                self.driven(sql, parts, *place, part, &at);
                sql.push(" WHERE 1 = 1");
                self.probes(sql, parts, Some(*place), &at);
            }
            (Test::Either(parts), Drive::Parts(drives)) => {
                for (place, (part, drive)) in parts.iter().zip(drives).enumerate() {
                    // A union of one drops nothing, so each side is asked for the same.
                    sql.push(if place == 0 { "" } else { union(select) })
                        .push(&format!("{select} resource FROM ("));
                    self.rows(sql, &part.test, drive, "SELECT");
                    sql.push(&format!(") AS {}", self.name("e")));
                }
                if parts.is_empty() {
                    sql.push("SELECT row AS resource FROM resource WHERE 1 = 0");
                }
            }
            (Test::Chain(chain), Drive::Part(place, part)) => self.back(sql, chain, *place, part, select),
            (Test::Has(chain), Drive::Part(place, part)) => self.along(sql, chain, *place, part, select),
            (Test::Holds(holding), drive) => self.around(sql, holding, drive, select),
            (Test::Member(belonging), _) => {
                sql.push(&format!("{select} resource FROM index_reference WHERE "));
                self.points_to(sql, belonging);
                sql.push(union(select))
                    .push("SELECT row AS resource FROM resource WHERE type = ")
                    .text(belonging.of.name());
                sql.push(" AND deleted = 0");
                among(sql, "id", belonging.ids.as_deref());
            }
            (test, _) => match test.parameter() {
                Some(parameter) => {
                    let table = condition::table(parameter.kind);
                    sql.push(&format!("{select} resource FROM {table} WHERE parameter = "));
                    sql.integer(self.numbers.number(parameter)).push(" AND ");
                    condition::write(sql, test);
                }
                None => self.own_rows(sql, test, select),
            },
        }
    }

    /// Writes `FROM` what drives: the resources that fulfil the part at `place`, as the table `at`.
    pub(super) fn driven(
        self,
        sql: &mut Statement,
        parts: &[Criterion],
        place: usize,
        drive: &Drive,
        at: &str,
    ) {
        let (join, rows) = (sql.dialect().ordered_join(), self.name("d"));
        sql.push("(");
        match parts.get(place) {
            Some(part) => {
                self.beyond(self.types, self.standing).rows(sql, &part.test, drive, "SELECT DISTINCT")
            }
            None => self.rows(sql, &Test::Either(Vec::new()), &Drive::Parts(Vec::new()), "SELECT"),
        }
        sql.push(&format!(") AS {rows} {join} resource AS {at} ON {at}.row = {rows}.resource"));
    }

    /// Writes a probe of the resource `at` for each criterion but the one that drives, each after ` AND `.
    pub(super) fn probes(
        self,
        sql: &mut Statement,
        criteria: &[Criterion],
        driving: Option<usize>,
        at: &str,
    ) {
        for (place, criterion) in criteria.iter().enumerate() {
            if Some(place) != driving {
                sql.push(" AND ");
                self.probe(sql, criterion, at);
            }
        }
    }

    fn probe(self, sql: &mut Statement, criterion: &Criterion, at: &str) {
        let Criterion { test, negated } = criterion;
        let wants_absence = matches!(test, Test::Missing(_, true));
        if *negated != wants_absence {
            sql.push("NOT ");
        }
        match test {
            Test::All(parts) => {
                sql.push("(1 = 1");
                self.probes(sql, parts, None, at);
                sql.push(")");
            }
            Test::Either(parts) => {
                sql.any_of(parts, |sql, part| self.probe(sql, part, at));
            }
            Test::Chain(chain) => self.probe_chain(sql, chain, at),
            Test::Has(chain) => self.probe_has(sql, chain, at),
            Test::Holds(holding) => self.probe_holding(sql, holding, at),
            Test::Member(belonging) => {
                let by_resource = sql.dialect().by_resource("index_reference");
                sql.push(&format!("({at}.type = ")).text(belonging.of.name());
                if self.standing != Standing::Alone {
                    sql.push(&format!(" AND {at}.deleted = 0"));
                }
                among(sql, &format!("{at}.id"), belonging.ids.as_deref());
                let rows = format!("index_reference{by_resource} WHERE resource = {at}.row");
                sql.push(&format!(" OR EXISTS (SELECT 1 FROM {rows} AND "));
                self.points_to(sql, belonging);
                sql.push("))");
            }
            test => match test.parameter() {
                Some(parameter) => {
                    let table = condition::table(parameter.kind);
                    let by_resource = sql.dialect().by_resource(table);
                    sql.push(&format!(
                        "EXISTS (SELECT 1 FROM {table}{by_resource} WHERE resource = {at}.row"
                    ));
                    sql.push(" AND parameter = ").integer(self.numbers.number(parameter)).push(" AND ");
                    condition::write(sql, test);
                    sql.push(")");
                }
                None => self.own_row(sql, test, at),
            },
        }
    }

    /// Writes the condition that a row of the index of references is of one of the parameters and points to what
    /// is belonged to.
    fn points_to(self, sql: &mut Statement, belonging: &Belonging) {
        if belonging.parameters.is_empty() {
            sql.push("1 = 0");
            return;
        }
        sql.push("parameter IN (");
        for (place, parameter) in belonging.parameters.iter().enumerate() {
            sql.push(if place == 0 { "" } else { ", " }).integer(self.numbers.number(parameter));
        }
        sql.push(")");
        among(sql, "target", belonging.ids.as_deref());
        sql.push(" AND type = ").text(belonging.of.name());
    }

    /// Writes the condition that the resource `at` is of the standing and one of the types, after ` AND `.
    pub(super) fn of_types(self, sql: &mut Statement, at: &str) {
        sql.push(" AND ");
        standing(sql, at, self.standing);
        match self.types {
            Types::Every => {}
            Types::These(types) => {
                sql.push(&format!(" AND {at}.type"));
                match types.as_slice() {
                    [one] => {
                        sql.push(" = ").text(one.name());
                    }
                    several => {
                        sql.push(" IN (");
                        for (place, one) in several.iter().enumerate() {
                            sql.push(if place == 0 { "" } else { ", " }).text(one.name());
                        }
                        sql.push(")");
                    }
                }
            }
        }
    }

    /// Writes a selection of the resources whose own rows fulfil a test.
    fn own_rows(self, sql: &mut Statement, test: &Test, select: &str) {
        // Ids of both standings are found by two indexes, and each is walked by itself.
        let standings: &[Standing] = match (test, self.standing) {
            (Test::Id(_), Standing::Either) => &[Standing::Alone, Standing::Contained],
            (_, Standing::Alone) => &[Standing::Alone],
            (_, Standing::Contained) => &[Standing::Contained],
            (_, Standing::Either) => &[Standing::Either],
        };
        for (place, standing) in standings.iter().enumerate() {
            sql.push(if place == 0 { "" } else { union(select) });
            sql.push(&format!("{select} row AS resource FROM resource AS r WHERE 1 = 1"));
            let criteria = Self { standing: *standing, ..self };
            criteria.of_types(sql, "r");
            sql.push(" AND ");
            criteria.own_row(sql, test, "r");
        }
    }

    /// Writes a test of the resource's own row, `at`.
    fn own_row(self, sql: &mut Statement, test: &Test, at: &str) {
        match test {
            Test::Id(ids) => sql.any_of(ids, |sql, id| match self.standing {
                Standing::Either => {
                    sql.push(&format!("({at}.id = ")).text(id.as_str());
                    // What stands by itself has no fragment; to compare with none is neither true nor false, and
                    // neither is its negation.
                    sql.push(&format!(" OR {at}.fragment IS NOT NULL AND {at}.fragment = "));
                    sql.text(id.as_str()).push(")");
                }
                standing => {
                    sql.push(&format!("{at}.{} = ", own_id(standing))).text(id.as_str());
                }
            }),
            Test::LastUpdated(dates) => sql.any_of(dates, |sql, date| instant(sql, *date, at)),
            // Every other test has a parameter, or parts.
            _ => sql.push("1 = 0"),
        };
    }

    pub(super) fn name(self, table: &str) -> String {
        if self.depth == 0 { table.to_owned() } else { format!("{table}{}", self.depth) }
    }
}

/// What joins two selections: `SELECT DISTINCT` drops what both have.
pub(super) fn union(select: &str) -> &'static str {
    if select == "SELECT" { " UNION ALL " } else { " UNION " }
}

/// The column that holds the ids of resources of a standing.
pub(super) fn own_id(standing: Standing) -> &'static str {
    match standing {
        Standing::Alone | Standing::Either => "id",
        Standing::Contained => "fragment",
    }
}

/// Writes the condition that the resource `at` is live and of a standing.
pub(super) fn standing(sql: &mut Statement, at: &str, standing: Standing) {
    sql.push(at).push(match standing {
        Standing::Alone => ".deleted = 0",
        Standing::Contained => ".deleted = 2",
        Standing::Either => ".deleted IN (0, 2)",
    });
}

/// Writes the condition that a column holds one of some ids, after ` AND `; nothing where any will do.
fn among(sql: &mut Statement, column: &str, ids: Option<&[Id]>) {
    match ids {
        None => {}
        Some([]) => {
            sql.push(" AND 1 = 0");
        }
        Some([one]) => {
            sql.push(&format!(" AND {column} = ")).text(one.as_str());
        }
        Some(several) => {
            sql.push(&format!(" AND {column} IN ("));
            for (place, id) in several.iter().enumerate() {
                sql.push(if place == 0 { "" } else { ", " }).text(id.as_str());
            }
            sql.push(")");
        }
    }
}

/// Compares the single microsecond of a resource's last change with the interval that was asked for.
fn instant(sql: &mut Statement, test: DateTest, at: &str) {
    let DateTest { prefix, low, high } = test;
    match prefix {
        Prefix::Eq | Prefix::Ap => {
            sql.push(&format!("({at}.at >= ")).integer(low);
            sql.push(&format!(" AND {at}.at < ")).integer(high).push(")")
        }
        Prefix::Ne => {
            sql.push(&format!("({at}.at < ")).integer(low);
            sql.push(&format!(" OR {at}.at >= ")).integer(high).push(")")
        }
        Prefix::Gt | Prefix::Sa => sql.push(&format!("{at}.at >= ")).integer(high),
        Prefix::Lt | Prefix::Eb => sql.push(&format!("{at}.at < ")).integer(low),
        Prefix::Ge => sql.push(&format!("{at}.at >= ")).integer(low),
        Prefix::Le => sql.push(&format!("{at}.at < ")).integer(high),
    };
}
