//! Several searches of which only the keys are wanted: what conditions find, and whether guards still hold. Those that
//! ask for a code, as by an identifier, are answered by one statement together; the others one by one.

use std::collections::HashMap;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::search::query::{Criterion, Standing, SystemTest, Test, TokenTest, Types};
use crate::search::{Parameter, Query};
use crate::store::sqlite::connection::failed;
use crate::store::sqlite::find;
use crate::store::sqlite::numbers::SharedNumbers;
use crate::store::sqlite::rows;
use crate::store::{Key, Tuning};

/// How many rows the common statement reads for each that is wanted, before it is given up: a code that much of the
/// store has is better left to the planner.
const SLACK: usize = 4;

/// For each search the resources that it matches, with the numbers of their versions: at most its limit and one more.
pub(super) fn keys(
    connection: &Connection,
    numbers: &SharedNumbers,
    tuning: Tuning,
    queries: &[Query],
) -> Result<Vec<Vec<(Key, u64)>>> {
    let mut found = together(connection, numbers, queries)?;
    let mut answers = Vec::with_capacity(queries.len());
    for (place, query) in queries.iter().enumerate() {
        answers.push(match found.remove(&place) {
            Some(found) => found,
            None => alone(connection, numbers, tuning, query)?,
        });
    }
    Ok(answers)
}

fn alone(
    connection: &Connection,
    numbers: &SharedNumbers,
    tuning: Tuning,
    query: &Query,
) -> Result<Vec<(Key, u64)>> {
    let query = Query {
        limit: query.limit.saturating_add(1),
        sort: Vec::new(),
        after: None,
        includes: Vec::new(),
        ..query.clone()
    };
    let page = find::search(connection, numbers, tuning, &query)?;
    Ok(page.versions.into_iter().map(|version| (version.key, version.number)).collect())
}

/// What those searches find that ask for a code, by their places; nothing when there are not several, or when they
/// find too much.
fn together(
    connection: &Connection,
    numbers: &SharedNumbers,
    queries: &[Query],
) -> Result<HashMap<usize, Vec<(Key, u64)>>> {
    let asked = queries.iter().enumerate().filter_map(|(place, query)| Some((place, query, codes(query)?)));
    let asked: Vec<_> = asked.collect();
    if asked.len() < 2 {
        return Ok(HashMap::new());
    }
    let mut found: HashMap<usize, Vec<(Key, u64)>> = HashMap::with_capacity(asked.len());
    let mut list = Vec::with_capacity(asked.len());
    let mut wanted = 0_usize;
    for (place, query, Codes { resource_type, number_of, tests }) in asked {
        let number = numbers.look_up(connection, number_of)?;
        found.insert(place, Vec::new());
        wanted = wanted.saturating_add(query.limit.saturating_add(1));
        for TokenTest { system, code } in tests {
            let system = match system {
                SystemTest::Any => Value::Null,
                SystemTest::Absent => json!(""),
                SystemTest::Is(system) => json!(system),
            };
            list.push(json!([place, number, code, system, resource_type]));
        }
    }
    let sql = "SELECT k.value ->> 0, r.type, r.id, v.number FROM json_each(?1) AS k
               CROSS JOIN index_token AS i ON i.parameter = k.value ->> 1 AND i.code = k.value ->> 2
                   AND (k.value ->> 3 IS NULL OR i.system = k.value ->> 3)
               CROSS JOIN resource AS r ON r.row = i.resource AND r.deleted = 0 AND r.type = k.value ->> 4
               CROSS JOIN version AS v ON v.row = r.current LIMIT ?2";
    let most = wanted.saturating_mul(SLACK);
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    let mut read = statement.query((Value::Array(list).to_string(), limit)).map_err(failed)?;
    let mut count = 0;
    while let Some(row) = read.next().map_err(failed)? {
        count += 1;
        let place = usize::try_from(row.get::<_, i64>(0).map_err(failed)?).unwrap_or(usize::MAX);
        let number: i64 = row.get(3).map_err(failed)?;
        let one = (rows::key(row, 1)?, number.cast_unsigned());
        let known = found.get_mut(&place).ok_or_else(|| Error::internal("conditions", "an unknown place"))?;
        // A resource may have several of the codes, or one under several systems.
        let most = queries.get(place).map_or(0, |query| query.limit.saturating_add(1));
        if known.len() < most && !known.contains(&one) {
            known.push(one);
        }
    }
    Ok(if count < most { found } else { HashMap::new() })
}

/// A search that asks for codes and for nothing else.
struct Codes<'a> {
    resource_type: &'static str,
    number_of: &'a Parameter,
    tests: &'a [TokenTest],
}

fn codes(query: &Query) -> Option<Codes<'_>> {
    let Types::These(types) = &query.types else { return None };
    if query.standing != Standing::Alone {
        return None;
    }
    let ([resource_type], [Criterion { test: Test::Token(parameter, tests), negated: false }]) =
        (types.as_slice(), query.criteria.as_slice())
    else {
        return None;
    };
    // SQLite's JSON ends a text at a zero byte.
    let is_plain = |test: &TokenTest| {
        let system = match &test.system {
            SystemTest::Is(system) => system.as_str(),
            SystemTest::Any | SystemTest::Absent => "",
        };
        test.code.as_ref().is_some_and(|code| !code.contains('\0')) && !system.contains('\0')
    };
    let codes = Codes { resource_type: resource_type.name(), number_of: parameter, tests };
    tests.iter().all(is_plain).then_some(codes)
}
