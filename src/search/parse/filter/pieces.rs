//! The pieces that a filter is written in.

use std::iter::Peekable;
use std::str::CharIndices;

use crate::error::Issue;
use crate::search::parse::filter::refusal;

/// A piece of a filter.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    Open,
    Close,
    /// `[`, after a parameter.
    Enter,
    /// `]`, after which the path goes on.
    Leave,
    Word(String),
    Quoted(String),
}

/// Pieces, each with the byte that it starts at.
pub(super) type Pieces = [(usize, Piece)];

/// What comes next: brackets mean something in a path, and belong to a value.
#[derive(Clone, Copy, PartialEq)]
enum Next {
    Path,
    Operator,
    Value,
    Joint,
}

/// The pieces of a filter, each with the byte that it starts at.
pub(super) fn pieces(text: &str) -> Result<Vec<(usize, Piece)>, Issue> {
    let mut pieces = Vec::new();
    let (mut next, mut depth) = (Next::Path, 0_usize);
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let piece = match character {
            ' ' | '\t' => continue,
            '(' => Piece::Open,
            ')' => Piece::Close,
            '"' => Piece::Quoted(quoted(text, at, &mut characters)?),
            '[' if next == Next::Operator => Piece::Enter,
            ']' if depth > 0 => Piece::Leave,
            first => Piece::Word(word(first, next, depth, &mut characters)),
        };
        next = match (&piece, next) {
            (Piece::Word(word), Next::Path) if word == "not" => Next::Path,
            (Piece::Open | Piece::Enter, _) => Next::Path,
            (Piece::Close, _) => Next::Joint,
            // What follows a bracket is the rest of the path.
            (Piece::Leave, _) => Next::Path,
            (_, Next::Path) => Next::Operator,
            (_, Next::Operator) => Next::Value,
            (_, Next::Value) => Next::Joint,
            (_, Next::Joint) => Next::Path,
        };
        match piece {
            Piece::Enter => depth += 1,
            Piece::Leave => depth -= 1,
            _ => {}
        }
        pieces.push((at, piece));
    }
    Ok(pieces)
}

/// A word that starts with `first`: up to a blank, a parenthesis or a quote, in a path up to a bracket, and within
/// brackets up to the one that closes them.
fn word(first: char, next: Next, depth: usize, characters: &mut Peekable<CharIndices<'_>>) -> String {
    let mut word = String::from(first);
    let mut open = usize::from(first == '[');
    let goes_on = |character: char, open: usize| match character {
        ' ' | '\t' | '(' | ')' | '"' => false,
        '[' => next != Next::Path,
        ']' => open > 0 || (depth == 0 && next != Next::Path),
        _ => true,
    };
    while let Some((_, character)) = characters.next_if(|(_, character)| goes_on(*character, open)) {
        match character {
            '[' => open += 1,
            ']' => open = open.saturating_sub(1),
            _ => {}
        }
        word.push(character);
    }
    word
}

/// A text between quotes, of which the first has been read. It is escaped as a text in JSON.
fn quoted(text: &str, at: usize, characters: &mut Peekable<CharIndices<'_>>) -> Result<String, Issue> {
    loop {
        match characters.next() {
            Some((end, '"')) => {
                let written = text.get(at..=end).unwrap_or_default();
                let read = serde_json::from_str(written);
                return read.map_err(|_| {
                    refusal(at, r"a text is escaped as in JSON, with \ before what would end it")
                });
            }
            Some((_, '\\')) => drop(characters.next()),
            Some(_) => {}
            None => return Err(refusal(at, "this text has no closing quote")),
        }
    }
}
