//! Regular expressions, with what it costs to use them.
//!
//! Matching takes a time that grows with the text and with the program that the pattern compiles to: a short
//! pattern may compile to a large program, which may keep a long text busy for minutes.

use regex::{Regex, RegexBuilder};

use super::run::{Halt, Run};

/// The largest program that a pattern may compile to, and that all patterns that an expression spells out may
/// compile to together, in bytes.
pub(super) const LARGEST: usize = 1 << 20;

/// The size that a program is taken to have at least, and by how much the next size that is tried is larger.
const SIZES: (usize, usize) = (1 << 10, 4);

/// How many bytes of a text, times the bytes of a program, are matched in the time of one step.
const WORK_IN_A_STEP: usize = 1 << 14;

/// A compiled pattern.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    /// What it compiles to.
    pub(super) regex: Regex,
    /// How large its program is at most, in bytes.
    pub(super) size: usize,
}

impl Pattern {
    /// Compiles a pattern for a function: `matchesFull` takes the whole text.
    pub(super) fn compile(function: &str, pattern: &str) -> Result<Self, String> {
        let refused = |error: regex::Error| format!("'{pattern}' is no pattern: {error}");
        if function != "matchesFull" {
            return Self::smallest(pattern).map_err(refused);
        }
        // What closes more groups than it opens is no pattern, though between parentheses it might be.
        Self::smallest(pattern).map_err(refused)?;
        Self::smallest(&format!("^(?:{pattern})$")).map_err(refused)
    }

    /// Compiles with the least of the sizes that is enough.
    fn smallest(pattern: &str) -> Result<Self, regex::Error> {
        let mut size = SIZES.0;
        loop {
            let built = RegexBuilder::new(pattern).dot_matches_new_line(true).size_limit(size).build();
            match built {
                Err(regex::Error::CompiledTooBig(_)) if size < LARGEST => size *= SIZES.1,
                built => return built.map(|regex| Self { regex, size }),
            }
        }
    }

    /// Counts the work of matching a text.
    pub(super) fn count(&self, run: &Run<'_, '_>, text: &str) -> Result<(), Halt> {
        run.count(text.len().saturating_mul(self.size) / WORK_IN_A_STEP)
    }
}
