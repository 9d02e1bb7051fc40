//! Questions about a list of resources: one statement for all of them, whatever their number.

use crate::search::query::Include;
use crate::store::Key;
use crate::store::sql::Statement;
use crate::store::sql::dialect::Dialect;
use crate::store::sql::plan::Numbers;

/// The statement whose rows are the types and ids of the live resources that `from` point to, or that point to
/// them, each once and in the order of making.
pub(in crate::store) fn linked(
    dialect: &'static dyn Dialect,
    numbers: &dyn Numbers,
    from: &[Key],
    include: &Include,
    limit: usize,
) -> Statement {
    let mut sql = Statement::new(dialect);
    sql.push("SELECT DISTINCT other.row AS row, other.type AS type, other.id AS id FROM ");
    // A list in one value keeps the text of the statement the same for any number of resources.
    dialect.keys(&mut sql, from);
    let (join, by_resource, by_target) =
        (dialect.ordered_join(), dialect.by_resource("index_reference"), dialect.by_target());
    if include.reverse {
        let by_target = if include.parameter.is_some() { "" } else { by_target };
        sql.push(&format!(" AS f {join} index_reference AS x{by_target}"));
        sql.push(" ON x.target = f.id AND x.type = f.type");
        sql.push(&format!(" {join} resource AS other ON other.row = x.resource"));
    } else {
        sql.push(&format!(" AS f {join} resource AS own ON own.type = f.type AND own.id = f.id"));
        sql.push(&format!(" {join} index_reference AS x{by_resource} ON x.resource = own.row"));
        sql.push(&format!(" {join} resource AS other ON other.type = x.type AND other.id = x.target"));
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
        sql.push(" AND x.type = ").text(target.name());
    }
    sql.push(" ORDER BY other.row LIMIT ").integer(i64::try_from(limit).unwrap_or(i64::MAX));
    sql
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
