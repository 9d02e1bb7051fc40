//! `_filter` (R4, search_filter.html): criteria in one expression, with `and`, `or`, `not` and parentheses. What
//! it says becomes the same tests that parameters become.

use crate::error::{Issue, Result};
use crate::search::parse::scope::Scope;
use crate::search::parse::{Asked, Search, names};
use crate::search::query::{Criterion, Test, TextMatch, TextTest};
use crate::search::{ParameterKind, fold};

/// The parameter's name.
pub(super) const NAME: &str = "_filter";

/// How long a filter may be, in bytes.
const LONGEST: usize = 4_096;

/// How deep parentheses may nest.
const DEEPEST: usize = 16;

/// The operators that are done for some kind of parameter.
const OPERATORS: [&str; 17] =
    ["eq", "ne", "co", "sw", "gt", "lt", "ge", "le", "ap", "sa", "eb", "pr", "ss", "sb", "in", "ni", "re"];

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
        (Date | Number | Quantity, _) => Some(Said { modifier: None, prefix: prefix?, unlike: false }),
        (Text, "eq") => plain(Some("exact")),
        (Text, "ne") => Some(Said { modifier: Some("exact"), prefix: "", unlike: true }),
        (Text, "co") => plain(Some("contains")),
        (Text, "sw") | (Token | Uri | Reference, "eq") | (Reference, "re") => plain(None),
        (Token | Uri | Reference, "ne") => Some(Said { modifier: None, prefix: "", unlike: true }),
        (Token, "in") => plain(Some("in")),
        (Token, "ni") => plain(Some("not-in")),
        // The value subsumes what is there (ss), or is subsumed by it (sb).
        (Token, "ss") => plain(Some("below")),
        (Token, "sb") => plain(Some("above")),
        _ => None,
    }
}

/// The same test with values in any case: a filter's are never to the letter (R4, search_filter.html).
pub(super) fn in_any_case(test: Test) -> Test {
    let whole = |test: TextTest| match test.how {
        TextMatch::Exact => TextTest { how: TextMatch::Whole, text: fold(&test.text) },
        _ => test,
    };
    match test {
        Test::Text(parameter, tests) => Test::Text(parameter, tests.into_iter().map(whole).collect()),
        test => test,
    }
}

/// A piece of a filter.
#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Open,
    Close,
    Word(String),
    Quoted(String),
}

impl Search<'_> {
    /// Reads a filter of resources of the scope.
    pub(super) fn read_filter(&self, scope: &Scope, value: &str) -> Result<Criterion, Issue> {
        if value.len() > LONGEST {
            return Err(refusal(0, &format!("it has at most {LONGEST} bytes")));
        }
        let mut reader = Reader { search: self, scope, pieces: pieces(value)?, next: 0, end: value.len() };
        let criterion = reader.any(DEEPEST)?;
        match reader.pieces.get(reader.next) {
            None => Ok(criterion),
            Some((at, _)) => Err(refusal(*at, "'and' or 'or' is expected here, or the end")),
        }
    }
}

struct Reader<'r, 's> {
    search: &'r Search<'s>,
    scope: &'r Scope,
    pieces: Vec<(usize, Piece)>,
    next: usize,
    end: usize,
}

impl Reader<'_, '_> {
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
    fn any(&mut self, depth: usize) -> Result<Criterion, Issue> {
        let mut left = self.one(depth)?;
        loop {
            let make = match (self.is_word("and"), self.is_word("or")) {
                (true, _) => Test::All,
                (_, true) => Test::Either,
                _ => return Ok(left),
            };
            self.next += 1;
            let right = self.one(depth)?;
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
    fn one(&mut self, depth: usize) -> Result<Criterion, Issue> {
        let start = self.at();
        let negated = self.is_word("not");
        self.next += usize::from(negated);
        if let Some((at, Piece::Open)) = self.pieces.get(self.next) {
            let depth = depth
                .checked_sub(1)
                .ok_or_else(|| refusal(*at, &format!("parentheses nest at most {DEEPEST} deep")))?;
            self.next += 1;
            let inner = self.any(depth)?;
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
        let (Some(Piece::Word(path)), Some(Piece::Word(operator))) = (self.take(), self.take()) else {
            return Err(refusal(start, written));
        };
        let (value, is_quoted) = match self.take() {
            Some(Piece::Word(value)) => (value, false),
            Some(Piece::Quoted(value)) => (value, true),
            _ => return Err(refusal(start, written)),
        };
        self.criterion(start, &path, &operator, &value, is_quoted)
    }

    fn criterion(
        &self,
        start: usize,
        path: &str,
        operator: &str,
        value: &str,
        is_quoted: bool,
    ) -> Result<Criterion, Issue> {
        if path.contains(['[', ']']) {
            return Err(refusal(start, "filters within a path are not done; use a.b, or two criteria"));
        }
        let last = path.rsplit('.').next().unwrap_or_default();
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
        let read = self.search.read_criterion(self.scope, &asked, path);
        read.map_err(|issue| Issue {
            message: format!("At byte {} of the filter: {}", start + 1, issue.message),
            ..issue
        })
    }
}

/// The pieces of a filter.
fn pieces(text: &str) -> Result<Vec<(usize, Piece)>, Issue> {
    let mut pieces = Vec::new();
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let piece = match character {
            ' ' | '\t' => continue,
            '(' => Piece::Open,
            ')' => Piece::Close,
            '"' => {
                let mut quoted = String::new();
                loop {
                    match characters.next() {
                        Some((_, '"')) => break Piece::Quoted(quoted),
                        Some((_, '\\')) => match characters.next() {
                            Some((_, escaped @ ('"' | '\\'))) => quoted.push(escaped),
                            _ => return Err(refusal(at, r#"in a text, \ stands before " or \ only"#)),
                        },
                        Some((_, other)) => quoted.push(other),
                        None => return Err(refusal(at, "this text has no closing quote")),
                    }
                }
            }
            first => {
                let mut word = String::from(first);
                while let Some((_, next)) = characters.next_if(|(_, next)| !" \t()\"".contains(*next)) {
                    word.push(next);
                }
                Piece::Word(word)
            }
        };
        pieces.push((at, piece));
    }
    Ok(pieces)
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
