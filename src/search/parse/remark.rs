//! What an answer says about a search that is understood and still cannot mean what it says: a code that no value may
//! have. R4 leaves it to the server whether that is an error. It is a warning here, because what else the search
//! asks can be answered: other codes of a list, or (`:not`) everything else.

use std::sync::Arc;

use crate::error::{Issue, Severity};
use crate::fhir::definitions::CodeList;
use crate::search::kind::{token, written};
use crate::search::parse::{Asked, Search, names};
use crate::search::query::{SystemTest, TokenTest};
use crate::search::{Parameter, ParameterKind};

/// How many valid codes a remark names.
const MOST_NAMED: usize = 40;

impl Search<'_> {
    /// Notes each code that none of the parameters can have, if there are any.
    pub(super) fn remark_codes(
        &self,
        asked: &Asked<'_>,
        parameters: &[&Arc<Parameter>],
        modifier: Option<&str>,
    ) {
        let lists: Vec<_> = parameters.iter().flat_map(|one| &one.codes).copied().collect();
        let is_closed = |one: &&Arc<Parameter>| one.kind == ParameterKind::Token && !one.codes.is_empty();
        let compares =
            matches!(modifier, None | Some("not")) && matches!(asked.operator, None | Some("eq" | "ne"));
        if !compares || !parameters.iter().all(is_closed) {
            return;
        }
        let never =
            |code: &&str| token::read(code).is_ok_and(|test| !lists.iter().any(|list| may_be(list, &test)));
        let mut unknown: Vec<&str> = Vec::new();
        for code in written::split(asked.value, ',').into_iter().filter(never) {
            if !unknown.contains(&code) {
                unknown.push(code);
            }
        }
        if unknown.is_empty() {
            return;
        }
        let code = parameters.first().map_or("", |one| one.code.as_str());
        let valid = named(&lists);
        for unknown in unknown {
            let message =
                format!("No value of '{code}' is '{}'; its codes are {valid}.", names::shorten(unknown));
            let issue = Issue::error("unknown-code", message).at_parameter(asked.name);
            self.remarks.borrow_mut().push(Issue { severity: Severity::Warning, ..issue });
        }
    }
}

/// The codes of lists, for a remark.
fn named(lists: &[&CodeList]) -> String {
    let mut codes: Vec<&str> = lists.iter().flat_map(|list| list.codes()).collect();
    codes.sort_unstable();
    codes.dedup();
    let more = if codes.len() > MOST_NAMED { ", …" } else { "" };
    codes.truncate(MOST_NAMED);
    format!("{}{more}", codes.join(", "))
}

/// Whether a code of the list can be what is asked for.
fn may_be(list: &CodeList, test: &TokenTest) -> bool {
    match (&test.system, &test.code) {
        (SystemTest::Any | SystemTest::Absent, Some(code)) => list.has_code(code),
        (SystemTest::Is(system), Some(code)) => list.has(system, code),
        (SystemTest::Is(system), None) => list.systems().any(|own| own == system),
        (_, None) => true,
    }
}
