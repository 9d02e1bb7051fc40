//! Questions about a list of resources: one statement for all of them, whatever their number.

use crate::search::canonical;
use crate::search::query::Include;
use crate::store::Key;
use crate::store::sql::Statement;
use crate::store::sql::dialect::Dialect;
use crate::store::sql::plan::Numbers;
use crate::store::sql::step::{Link, to_target};

/// The statement whose rows are the types and ids of the live resources that `from` point to, or that point to
/// them, each once and in the order of making.
pub(in crate::store) fn linked(
    dialect: &'static dyn Dialect,
    numbers: &dyn Numbers,
    from: &[Key],
    include: &Include,
    limit: usize,
) -> Statement {
    let links = include.parameter.as_ref().map_or(&[Link::Id, Link::Address][..], |one| Link::of(one));
    let mut sql = Statement::new(dialect);
    for (turn, link) in links.iter().enumerate() {
        sql.push(if turn == 0 { "SELECT DISTINCT" } else { " UNION SELECT" });
        sql.push(" other.row AS row, other.type AS type, other.id AS id FROM ");
        // A list in one value keeps the text of the statement the same for any number of resources.
        dialect.keys(&mut sql, from);
        one_way(&mut sql, *link, numbers, include);
    }
    sql.push(" ORDER BY row LIMIT ").integer(i64::try_from(limit).unwrap_or(i64::MAX));
    sql
}

/// From the keys `f` along one way in which references lead somewhere.
fn one_way(sql: &mut Statement, link: Link, numbers: &dyn Numbers, include: &Include) {
    let dialect = sql.dialect();
    let names = numbers.number(&canonical::NAMES);
    let (join, by_resource, by_target) =
        (dialect.ordered_join(), dialect.by_resource("index_reference"), dialect.by_target());
    let own = format!(" AS f {join} resource AS own ON own.type = f.type AND own.id = f.id");
    if include.reverse {
        let by_target = if include.parameter.is_some() { "" } else { by_target };
        if link == Link::Id {
            sql.push(&format!(" AS f {join} index_reference AS x{by_target}"));
            sql.push(" ON x.target = f.id AND x.type = f.type");
        } else {
            let by_resource = dialect.by_resource("index_uri");
            sql.push(&own).push(&format!(" {join} index_uri AS n{by_resource} ON n.resource = own.row"));
            sql.push(" AND n.parameter = ").integer(names);
            sql.push(&format!(" {join} index_reference AS x{by_target}"));
            sql.push(" ON x.target = n.value AND x.type = 'canonical'");
        }
        sql.push(&format!(" {join} resource AS other ON other.row = x.resource"));
    } else {
        sql.push(&own).push(&format!(" {join} index_reference AS x{by_resource} ON x.resource = own.row"));
        to_target(sql, link, names, "x", "other");
    }
    sql.push(" WHERE other.deleted = 0");
    if let Some(parameter) = &include.parameter {
        sql.push(" AND x.parameter = ").integer(numbers.number(parameter));
    }
    if let Some(source) = include.source {
        let source_type = if include.reverse { "other.type" } else { "f.type" };
        sql.push(&format!(" AND {source_type} = ")).text(source.name());
    }
    if let Some(target) = include.target {
        let target_type = if include.reverse { "f.type" } else { "other.type" };
        sql.push(&format!(" AND {target_type} = ")).text(target.name());
    }
}

/// The statement whose rows are the latest versions of these resources, tombstones too, in the order of the keys.
pub(in crate::store) fn present(dialect: &'static dyn Dialect, keys: &[Key]) -> Statement {
    let mut sql = Statement::new(dialect);
    sql.push("SELECT v.type, v.id, v.number, v.sequence, v.at, v.method, v.body FROM ");
    dialect.keys(&mut sql, keys);
    let join = dialect.ordered_join();
    sql.push(&format!(" AS f {join} resource AS r ON r.type = f.type AND r.id = f.id"));
    sql.push(&format!(" {join} version AS v ON v.row = r.current ORDER BY f.key"));
    sql
}
