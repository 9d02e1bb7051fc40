//! Steps from one resource to others as SQL: along a reference, back along it, and into what a resource contains.

use crate::search::query::{Chain, Holding, Standing, Test};
use crate::search::{Parameter, canonical};
use crate::store::sql::Statement;
use crate::store::sql::criteria::{Criteria, Drive, standing, union};

/// The standing of the resources that a step leads to: chains go into contained resources, nobody points from them.
pub(super) fn end_of(step: &Test) -> Standing {
    match step {
        Test::Chain(_) => Standing::Either,
        Test::Holds(_) => Standing::Contained,
        _ => Standing::Alone,
    }
}

/// How a reference leads to a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// By its type and id.
    Id,
    /// By its canonical address.
    Address,
}

impl Link {
    /// The ways in which the references of a parameter lead somewhere.
    pub(super) fn of(parameter: &Parameter) -> &'static [Self] {
        if parameter.points_by_address() { &[Self::Id, Self::Address] } else { &[Self::Id] }
    }
}

/// Writes joins from the row `reference` of the index of references to the resource `target`.
pub(super) fn to_target(sql: &mut Statement, link: Link, names: i64, reference: &str, target: &str) {
    let join = sql.dialect().ordered_join();
    match link {
        Link::Id => {
            sql.push(&format!(" {join} resource AS {target} ON {target}.type = {reference}.type"));
            sql.push(&format!(" AND {target}.id = {reference}.target"));
        }
        Link::Address => {
            sql.push(&format!(" {join} index_uri AS n{target} ON n{target}.parameter = ")).integer(names);
            sql.push(&format!(
                " AND n{target}.value = {reference}.target AND {reference}.type = 'canonical'"
            ));
            sql.push(&format!(" {join} resource AS {target} ON {target}.row = n{target}.resource"));
        }
    }
}

/// Writes what a row of the index of references joins the resource `target` on; before it stands what its names are
/// joined as, if they count.
fn points_to(sql: &mut Statement, link: Link, reference: &str, target: &str) {
    let unsearched = sql.dialect().unsearched();
    match link {
        Link::Id => {
            sql.push(&format!("{reference}.target = {target}.id"));
            sql.push(&format!(" AND {unsearched}{reference}.type = {target}.type"));
        }
        Link::Address => {
            sql.push(&format!("{reference}.target = n{target}.value"));
            sql.push(&format!(" AND {unsearched}{reference}.type = 'canonical'"));
        }
    }
}

impl Criteria<'_> {
    /// The number of the parameter that holds the names of resources.
    fn names(self) -> i64 {
        self.numbers.number(&canonical::NAMES)
    }

    /// From the few resources at a chain's end back to those that point to them.
    pub(super) fn back(self, sql: &mut Statement, chain: &Chain, place: usize, drive: &Drive, select: &str) {
        let end = self.beyond(&chain.types, Standing::Either);
        let (at, reference, join) = (end.name("r"), end.name("x"), sql.dialect().ordered_join());
        for (turn, link) in Link::of(&chain.parameter).iter().enumerate() {
            sql.push(if turn == 0 { "" } else { union(select) });
            sql.push(&format!("{select} {reference}.resource AS resource FROM "));
            end.driven(sql, &chain.criteria, place, drive, &at);
            if *link == Link::Address {
                let by_resource = sql.dialect().by_resource("index_uri");
                sql.push(&format!(" {join} index_uri AS n{at}{by_resource} ON n{at}.resource = {at}.row"));
                sql.push(&format!(" AND n{at}.parameter = ")).integer(self.names());
            }
            sql.push(&format!(" {join} index_reference AS {reference} ON {reference}.parameter = "));
            // By parameter and target: what a popular resource is pointed to by otherwise may be many more.
            sql.integer(self.numbers.number(&chain.parameter)).push(" AND ");
            points_to(sql, *link, &reference, &at);
            sql.push(" WHERE 1 = 1");
            end.of_types(sql, &at);
            end.probes(sql, &chain.criteria, Some(place), &at);
        }
    }

    /// From the few resources that point somewhere to what they point to.
    pub(super) fn along(self, sql: &mut Statement, chain: &Chain, place: usize, drive: &Drive, select: &str) {
        let start = self.beyond(&chain.types, Standing::Alone);
        let (at, reference, target) = (start.name("r"), start.name("x"), start.name("t"));
        let (join, by_resource) =
            (sql.dialect().ordered_join(), sql.dialect().by_resource("index_reference"));
        for (turn, link) in Link::of(&chain.parameter).iter().enumerate() {
            sql.push(if turn == 0 { "" } else { union(select) });
            sql.push(&format!("{select} {target}.row AS resource FROM "));
            start.driven(sql, &chain.criteria, place, drive, &at);
            sql.push(&format!(
                " {join} index_reference AS {reference}{by_resource} ON {reference}.resource = {at}.row"
            ));
            sql.push(&format!(" AND {reference}.parameter = "));
            sql.integer(self.numbers.number(&chain.parameter));
            to_target(sql, *link, self.names(), &reference, &target);
            sql.push(" WHERE ");
            standing(sql, &target, self.standing);
            start.of_types(sql, &at);
            start.probes(sql, &chain.criteria, Some(place), &at);
        }
    }

    pub(super) fn probe_chain(self, sql: &mut Statement, chain: &Chain, at: &str) {
        let end = self.beyond(&chain.types, Standing::Either);
        let (target, reference) = (end.name("r"), end.name("x"));
        let by_resource = sql.dialect().by_resource("index_reference");
        sql.any_of(Link::of(&chain.parameter), |sql, link| {
            sql.push(&format!("EXISTS (SELECT 1 FROM index_reference AS {reference}{by_resource}"));
            to_target(sql, *link, self.names(), &reference, &target);
            sql.push(&format!(" WHERE {reference}.resource = {at}.row AND {reference}.parameter = "));
            sql.integer(self.numbers.number(&chain.parameter));
            end.of_types(sql, &target);
            end.probes(sql, &chain.criteria, None, &target);
            sql.push(")");
        });
    }

    pub(super) fn probe_has(self, sql: &mut Statement, chain: &Chain, at: &str) {
        let start = self.beyond(&chain.types, Standing::Alone);
        let (source, reference, join) = (start.name("r"), start.name("x"), sql.dialect().ordered_join());
        sql.any_of(Link::of(&chain.parameter), |sql, link| {
            sql.push("EXISTS (SELECT 1 FROM ");
            if *link == Link::Address {
                let by_resource = sql.dialect().by_resource("index_uri");
                sql.push(&format!("index_uri AS n{at}{by_resource} {join} "));
            }
            sql.push(&format!("index_reference AS {reference}"));
            sql.push(&format!(" {join} resource AS {source} ON {source}.row = {reference}.resource WHERE "));
            if *link == Link::Address {
                sql.push(&format!("n{at}.resource = {at}.row AND n{at}.parameter = ")).integer(self.names());
                sql.push(" AND ");
            }
            sql.push(&format!("{reference}.parameter = ")).integer(self.numbers.number(&chain.parameter));
            sql.push(" AND ");
            points_to(sql, *link, &reference, at);
            start.of_types(sql, &source);
            start.probes(sql, &chain.criteria, None, &source);
            sql.push(")");
        });
    }

    /// From the few contained resources to what contains them.
    pub(super) fn around(self, sql: &mut Statement, holding: &Holding, drive: &Drive, select: &str) {
        let part = self.beyond(&holding.types, Standing::Contained);
        let at = part.name("r");
        sql.push(&format!("{select} {at}.container AS resource FROM "));
        let driving = match drive {
            Drive::Part(place, drive) => {
                part.driven(sql, &holding.criteria, *place, drive, &at);
                Some(*place)
            }
            Drive::Rows | Drive::Parts(_) => {
                sql.push(&format!("resource AS {at}"));
                None
            }
        };
        sql.push(" WHERE 1 = 1");
        part.of_types(sql, &at);
        part.probes(sql, &holding.criteria, driving, &at);
    }

    pub(super) fn probe_holding(self, sql: &mut Statement, holding: &Holding, at: &str) {
        let part = self.beyond(&holding.types, Standing::Contained);
        let (inner, within) = (part.name("r"), sql.dialect().within());
        sql.push(&format!("EXISTS (SELECT 1 FROM resource AS {inner}{within}"));
        sql.push(&format!(" WHERE {inner}.container = {at}.row"));
        part.of_types(sql, &inner);
        part.probes(sql, &holding.criteria, None, &inner);
        sql.push(")");
    }
}
