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
        for code in written::split(asked.value, ',') {
            let Ok(test) = token::read(code) else { continue };
            if lists.iter().any(|list| may_be(list, &test)) {
                continue;
            }
            let mut valid: Vec<&str> = lists.iter().flat_map(|list| list.codes()).collect();
            valid.sort_unstable();
            valid.dedup();
            let more = if valid.len() > MOST_NAMED { ", …" } else { "" };
            valid.truncate(MOST_NAMED);
            let message = format!(
                "No value of '{}' is '{}', so nothing is found by it; its codes are {}{more}.",
                parameters.first().map_or("", |one| one.code.as_str()),
                names::shorten(code),
                valid.join(", ")
            );
            let issue = Issue::error("unknown-code", message).at_parameter(asked.name);
            self.remarks.borrow_mut().push(Issue { severity: Severity::Warning, ..issue });
        }
    }
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
