//! `_filter` (R4, search_filter.html): criteria in one expression, with `and`, `or`, `not` and parentheses. What
//! it says becomes the same tests that parameters become.

mod pieces;

use crate::error::{Issue, Result};
use crate::search::parse::filter::pieces::{Piece, Pieces, pieces};
use crate::search::parse::scope::Scope;
use crate::search::parse::{Asked, Search, names};
use crate::search::query::{Criterion, DateTest, Prefix, Test, TextMatch, TextTest};
use crate::search::{ParameterKind, fold};

/// The parameter's name.
pub(super) const NAME: &str = "_filter";

/// How long a filter may be, in bytes.
const LONGEST: usize = 4_096;

/// How deep parentheses may nest.
const DEEPEST: usize = 16;

/// The operators that are done for some kind of parameter.
const OPERATORS: [&str; 19] = [
    "eq", "ne", "co", "sw", "ew", "gt", "lt", "ge", "le", "ap", "sa", "eb", "pr", "po", "ss", "sb", "in",
    "ni", "re",
];

/// What an operator asks of a parameter, in the words of a search by that parameter.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// The modifier.
    pub(super) modifier: Option<&'static str>,
    /// What stands before the value.
    pub(super) prefix: &'static str,
    /// Whether some value must fail the test, instead of some value passing it.
    pub(super) unlike: bool,
}

/// Says an operator in the words of a search by a parameter of a kind; what the kind cannot do is refused.
pub(super) fn said(operator: &str, kind: ParameterKind) -> Result<Said, String> {
    compared(operator, kind).ok_or_else(|| {
        let done: Vec<_> = OPERATORS.into_iter().filter(|one| compared(one, kind).is_some()).collect();
        format!("a {} parameter takes {}", kind.name(), done.join(", "))
    })
}

fn compared(operator: &str, kind: ParameterKind) -> Option<Said> {
    use ParameterKind::{Date, Number, Quantity, Reference, Text, Token, Uri};
    let plain = |modifier| Some(Said { modifier, prefix: "", unlike: false });
    let prefix = OPERATORS.into_iter().find(|one| *one == operator && kind.prefixes().contains(one));
    match (kind, operator) {
        (_, "pr") => plain(Some("missing")),
        (Date, "po") => Some(Said { modifier: None, prefix: "eq", unlike: false }),
        (Date | Number | Quantity, _) => Some(Said { modifier: None, prefix: prefix?, unlike: false }),
        (Text, "eq") => plain(Some("exact")),
        (Text, "ne") => Some(Said { modifier: Some("exact"), prefix: "", unlike: true }),
        (Text, "co") => plain(Some("contains")),
        (Text, "sw" | "ew") | (Token | Uri | Reference, "eq") | (Reference, "re") => plain(None),
        (Token | Uri | Reference, "ne") => Some(Said { modifier: None, prefix: "", unlike: true }),
        (Token, "in") => plain(Some("in")),
        (Token, "ni") => plain(Some("not-in")),
        // The value subsumes what is there (ss), or is subsumed by it (sb).
        (Token, "ss") => plain(Some("below")),
        (Token, "sb") => plain(Some("above")),
        _ => None,
    }
}

/// What an operator makes of a test that has been read in the words of a search: texts are compared in any case,
/// because a filter's never are to the letter (R4, search_filter.html), and from their end (`ew`); dates share some
/// time (`po`).
pub(super) fn compared_by(operator: &str, test: Test) -> Test {
    let text = |test: TextTest| match (test.how, operator) {
        (TextMatch::Exact, _) => TextTest { how: TextMatch::Whole, text: fold(&test.text) },
        (_, "ew") => TextTest { how: TextMatch::End, text: test.text },
        _ => test,
    };
    match test {
        Test::Text(parameter, tests) => Test::Text(parameter, tests.into_iter().map(text).collect()),
        Test::Date(parameter, tests) if operator == "po" => {
            let overlaps = |test| DateTest { prefix: Prefix::Ap, ..test };
            Test::Date(parameter, tests.into_iter().map(overlaps).collect())
        }
        test => test,
    }
}

impl Search<'_> {
    /// Reads a filter of resources of the scope.
    pub(super) fn read_filter(&self, scope: &Scope, value: &str) -> Result<Criterion, Issue> {
        if value.len() > LONGEST {
            return Err(refusal(0, &format!("it has at most {LONGEST} bytes")));
        }
        self.read_pieces(scope, &pieces(value)?, value.len(), Room { depth: DEEPEST, steps: 0 })
    }

    /// Reads the pieces of a filter that ends at this byte.
    fn read_pieces(
        &self,
        scope: &Scope,
        pieces: &Pieces,
        end: usize,
        room: Room,
    ) -> Result<Criterion, Issue> {
        let mut reader = Reader { search: self, scope, pieces, next: 0, end };
        let criterion = reader.any(room)?;
        match reader.pieces.get(reader.next) {
            None => Ok(criterion),
            Some((at, _)) => Err(refusal(*at, "'and' or 'or' is expected here, or the end")),
        }
    }

    /// Reads what is asked at the end of a path whose steps may have filters of their own.
    fn read_path(
        &self,
        scope: &Scope,
        asked: &Asked<'_>,
        path: &Path<'_>,
        room: Room,
    ) -> Result<Criterion, Issue> {
        let Some((head, tail)) = path.words.split_once('.') else {
            return self.read_criterion(scope, asked, &path.words);
        };
        let Some((_, rest)) = path.filters.split_first().filter(|_| !head.starts_with(super::chain::HAS))
        else {
            return self.read_criterion(scope, asked, &path.words);
        };
        let own = path.filters.first().filter(|filter| filter.before == tail.len());
        let rest = Path { words: tail.to_owned(), filters: if own.is_some() { rest } else { path.filters } };
        self.read_step(scope, asked, head, tail, &|end| {
            let own = own.map(|filter| self.read_pieces(end, filter.pieces, filter.end, room));
            let mut criteria: Vec<Criterion> = own.into_iter().collect::<Result<_, Issue>>()?;
            criteria.push(self.read_path(end, asked, &rest, room)?);
            Ok(criteria)
        })
    }
}

/// A path, and the filters in it.
struct Path<'p> {
    /// The steps, without the filters.
    words: String,
    filters: &'p [Filter<'p>],
}

/// A filter within a path.
struct Filter<'p> {
    /// How many bytes of the path follow it, its dot aside.
    before: usize,
    pieces: &'p Pieces,
    end: usize,
}

/// How far a filter may go on from where it stands.
#[derive(Clone, Copy)]
struct Room {
    /// How much deeper parentheses and brackets may nest.
    depth: usize,
    /// How many steps the paths around it have, which count as those of one chain.
    steps: usize,
}

struct Reader<'r, 's> {
    search: &'r Search<'s>,
    scope: &'r Scope,
    pieces: &'r Pieces,
    next: usize,
    end: usize,
}

impl<'r> Reader<'r, '_> {
    fn at(&self) -> usize {
        self.pieces.get(self.next).map_or(self.end, |(at, _)| *at)
    }

    fn take(&mut self) -> Option<Piece> {
        let (_, piece) = self.pieces.get(self.next)?;
        self.next += 1;
        Some(piece.clone())
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.pieces.get(self.next), Some((_, Piece::Word(next))) if next == word)
    }

    /// Criteria that `and` and `or` join, from left to right: neither goes before the other.
    fn any(&mut self, room: Room) -> Result<Criterion, Issue> {
        let mut left = self.one(room)?;
        loop {
            let make = match (self.is_word("and"), self.is_word("or")) {
                (true, _) => Test::All,
                (_, true) => Test::Either,
                _ => return Ok(left),
            };
            self.next += 1;
            let right = self.one(room)?;
            left = match (left, make(Vec::new())) {
                (Criterion { test: Test::All(mut parts), negated: false }, Test::All(_)) => {
                    parts.push(right);
                    Criterion { test: Test::All(parts), negated: false }
                }
                (Criterion { test: Test::Either(mut parts), negated: false }, Test::Either(_)) => {
                    parts.push(right);
                    Criterion { test: Test::Either(parts), negated: false }
                }
                (left, _) => Criterion { test: make(vec![left, right]), negated: false },
            };
        }
    }

    /// One criterion, or several in parentheses.
    fn one(&mut self, room: Room) -> Result<Criterion, Issue> {
        let start = self.at();
        let negated = self.is_word("not");
        self.next += usize::from(negated);
        if let Some((at, Piece::Open)) = self.pieces.get(self.next) {
            let depth = room
                .depth
                .checked_sub(1)
                .ok_or_else(|| refusal(*at, &format!("parentheses nest at most {DEEPEST} deep")))?;
            self.next += 1;
            let inner = self.any(Room { depth, ..room })?;
            let at = self.at();
            if self.take() != Some(Piece::Close) {
                return Err(refusal(at, "')' is expected here, or 'and' or 'or'"));
            }
            return Ok(Criterion { test: Test::All(vec![inner]), negated });
        }
        if negated {
            return Err(refusal(self.at(), "after 'not' comes a filter in parentheses"));
        }
        let written = "a criterion is written parameter operator value, as in status eq requested";
        let Some(Piece::Word(mut words)) = self.take() else { return Err(refusal(start, written)) };
        let (mut filters, mut position) = (Vec::new(), words.len());
        while let Some((pieces, end)) = self.bracketed()? {
            match self.take() {
                Some(Piece::Word(rest)) if rest.len() > 1 && rest.starts_with('.') => words.push_str(&rest),
                _ => {
                    return Err(refusal(end, "after ']' the path goes on, as in owner[active eq true].name"));
                }
            }
            filters.push((position, pieces, end));
            position = words.len();
        }
        if !filters.is_empty() && words.starts_with(super::chain::HAS) {
            return Err(refusal(
                start,
                "a path with filters starts with a reference parameter, not with '_has'",
            ));
        }
        let length = words.len();
        let filters: Vec<_> = filters
            .into_iter()
            .map(|(position, pieces, end)| Filter { before: length - position - 1, pieces, end })
            .collect();
        let Some(Piece::Word(operator)) = self.take() else { return Err(refusal(start, written)) };
        let (value, is_quoted) = match self.take() {
            Some(Piece::Word(value)) => (value, false),
            Some(Piece::Quoted(value)) => (value, true),
            _ => return Err(refusal(start, written)),
        };
        let within = room.depth.checked_sub(1).filter(|_| !filters.is_empty());
        if within.is_none() && !filters.is_empty() {
            return Err(refusal(start, &format!("filters nest at most {DEEPEST} deep")));
        }
        let steps = room.steps + super::chain::steps(&words);
        super::chain::is_short(steps, NAME)?;
        let room = Room { depth: within.unwrap_or_default(), steps };
        let path = Path { words, filters: &filters };
        self.criterion(start, &path, room, &operator, (&value, is_quoted))
    }

    /// The pieces between brackets, and where these end; none where no bracket follows.
    fn bracketed(&mut self) -> Result<Option<(&'r Pieces, usize)>, Issue> {
        let Some((at, Piece::Enter)) = self.pieces.get(self.next) else { return Ok(None) };
        let inner = self.pieces.get(self.next + 1..).unwrap_or_default();
        let mut open = 1_usize;
        let end = inner.iter().position(|(_, piece)| {
            match piece {
                Piece::Enter => open += 1,
                Piece::Leave => open -= 1,
                _ => {}
            }
            open == 0
        });
        let Some(end) = end else { return Err(refusal(*at, "this '[' is not closed")) };
        self.next += end + 2;
        let closed = inner.get(end).map_or(self.end, |(at, _)| *at);
        Ok(Some((inner.get(..end).unwrap_or_default(), closed)))
    }

    fn criterion(
        &self,
        start: usize,
        path: &Path<'_>,
        room: Room,
        operator: &str,
        (value, is_quoted): (&str, bool),
    ) -> Result<Criterion, Issue> {
        let last = path.words.rsplit('.').next().unwrap_or_default();
        if last.contains(':') && !last.starts_with(super::chain::HAS) {
            return Err(refusal(start, "a path has no modifiers; the operator says how to compare"));
        }
        if !OPERATORS.contains(&operator) {
            let shown = names::shorten(operator);
            let message = format!("'{shown}' is not an operator that is done: use {}", OPERATORS.join(", "));
            return Err(refusal(start, &message));
        }
        let turned = match (operator, value) {
            ("pr", "true") => "false".to_owned(),
            ("pr", "false") => "true".to_owned(),
            // A filter compares with one value: a comma in it separates nothing.
            _ if is_quoted => value.replace('\\', r"\\").replace(',', r"\,"),
            _ => value.replace(',', r"\,"),
        };
        let asked = Asked { name: NAME, value: &turned, operator: Some(operator) };
        self.search.read_path(self.scope, &asked, path, room).map_err(|issue| {
            // What is wrong within brackets says its own place.
            let says = issue.message.starts_with("At byte ");
            let message = if says {
                issue.message
            } else {
                format!("At byte {} of the filter: {}", start + 1, issue.message)
            };
            Issue { message, ..issue }
        })
    }
}

fn refusal(at: usize, reason: &str) -> Issue {
    let message = format!("At byte {} of the filter: {reason}.", at + 1);
    Issue::error("invalid-parameter-value", message).at_parameter(NAME)
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    use crate::fhir::ResourceType;
    use crate::search::registry::STANDARD;
    use crate::search::{Settings, parse};

    proptest! {
        #[test]
        fn no_filter_makes_the_reader_panic(
            written in r#"(\(|\)|"|\\|not |and |or |status |owner\.name |eq |pr |co |true |é|_id |[ -~]){0,24}"#
        ) {
            let settings = Settings { base: "https://relais.example.org/fhir".to_owned(), zone: TimeZone::UTC };
            let pairs = [("_filter".to_owned(), written)];
            let _ = parse::parse(&STANDARD, ResourceType::named("Task"), &pairs, &settings, 0);
        }
    }
}
