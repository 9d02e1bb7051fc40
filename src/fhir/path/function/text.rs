//! Texts (N1, section 5.6). Places are counted in characters, from 0.

use std::borrow::Cow;

use regex::Regex;

use super::{Answer, Function, Invocation, function};
use crate::fhir::path::item::Item;
use crate::fhir::path::pattern::Pattern;
use crate::fhir::path::run::Halt;

/// The longest text that a function makes, in bytes: replacing in what was replaced would grow without end.
pub(in crate::fhir::path) const LONGEST: usize = 1 << 20;

/// How much of a pattern's program is compiled in the time of one step.
const BYTES_COMPILED_IN_A_STEP: usize = 64;

pub(super) const FUNCTIONS: &[Function] = &[
    function("startsWith", 1..=1, |call| question(call, |text, part| text.starts_with(part))),
    function("endsWith", 1..=1, |call| question(call, |text, part| text.ends_with(part))),
    function("contains", 1..=1, |call| question(call, |text, part| text.contains(part))),
    function("indexOf", 1..=1, index_of),
    function("substring", 1..=2, substring),
    function("upper", 0..=0, |call| changed(call, |text| text.to_uppercase().into())),
    function("lower", 0..=0, |call| changed(call, |text| text.to_lowercase().into())),
    function("trim", 0..=0, |call| changed(call, |text| text.trim().to_owned().into())),
    function("length", 0..=0, length),
    function("toChars", 0..=0, to_chars),
    function("split", 1..=1, split),
    function("join", 0..=1, join),
    function("replace", 2..=2, replace),
    with_pattern("matches", 1, matches),
    with_pattern("matchesFull", 1, matches),
    with_pattern("replaceMatches", 2, replace_matches),
];

const fn with_pattern(name: &'static str, arguments: usize, body: super::Body) -> Function {
    Function { takes_pattern: true, ..function(name, arguments..=arguments, body) }
}

fn question<'a>(call: &Invocation<'a, '_, '_>, test: fn(&str, &str) -> bool) -> Result<Answer<'a>, Halt> {
    let (Some(text), Some(part)) = (call.text()?, call.argument_text(0)?) else { return Ok(Answer::Nothing) };
    Ok(Answer::truth(test(&text, &part)))
}

fn changed<'a>(
    call: &Invocation<'a, '_, '_>,
    change: fn(&str) -> Cow<'static, str>,
) -> Result<Answer<'a>, Halt> {
    Ok(Answer::maybe(call.text()?.map(|text| Item::Text(change(&text)))))
}

fn index_of<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let (Some(text), Some(part)) = (call.text()?, call.argument_text(0)?) else { return Ok(Answer::Nothing) };
    let before = text.find(part.as_ref()).and_then(|at| text.get(..at));
    let place = before.and_then(|before| i64::try_from(before.chars().count()).ok());
    Ok(Answer::One(Item::Integer(place.unwrap_or(-1))))
}

fn substring<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let (Some(text), Some(start)) = (call.text()?, call.argument_whole(0)?) else {
        return Ok(Answer::Nothing);
    };
    let length = match call.argument_whole(1)? {
        Some(length) => usize::try_from(length).unwrap_or(0),
        None => usize::MAX,
    };
    let Some(start) = usize::try_from(start).ok().filter(|start| *start < text.chars().count()) else {
        return Ok(Answer::Nothing);
    };
    Ok(Answer::text(text.chars().skip(start).take(length).collect::<String>()))
}

fn length<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let length = call.text()?.and_then(|text| i64::try_from(text.chars().count()).ok());
    Ok(Answer::maybe(length.map(Item::Integer)))
}

fn to_chars<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let Some(text) = call.text()? else { return Ok(Answer::Nothing) };
    call.run.count(text.len())?;
    Ok(Answer::Many(text.chars().map(|letter| Item::Text(letter.to_string().into())).collect()))
}

fn split<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let (Some(text), Some(separator)) = (call.text()?, call.argument_text(0)?) else {
        return Ok(Answer::Nothing);
    };
    call.run.count(text.len())?;
    Ok(Answer::Many(text.split(separator.as_ref()).map(|part| Item::Text(part.to_owned().into())).collect()))
}

fn join<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let separator = call.argument_text(0)?.unwrap_or_default();
    let mut texts = Vec::new();
    for item in call.input()? {
        texts.push(call.read_text(&item)?);
    }
    if texts.is_empty() {
        return Ok(Answer::Nothing);
    }
    let length = texts.iter().map(|text| text.len() + separator.len()).sum();
    within(length)?;
    Ok(Answer::text(texts.join(&separator)))
}

fn replace<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let (Some(text), Some(part), Some(other)) =
        (call.text()?, call.argument_text(0)?, call.argument_text(1)?)
    else {
        return Ok(Answer::Nothing);
    };
    let count = text.matches(part.as_ref()).count();
    within(text.len().saturating_add(count.saturating_mul(other.len())))?;
    Ok(Answer::text(text.replace(part.as_ref(), &other)))
}

fn matches<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let Some(text) = call.text()? else { return Ok(Answer::Nothing) };
    let Some(found) = with_regex(call, &text, |pattern| pattern.is_match(&text))? else {
        return Ok(Answer::Nothing);
    };
    Ok(Answer::truth(found))
}

fn replace_matches<'a>(call: &Invocation<'a, '_, '_>) -> Result<Answer<'a>, Halt> {
    let (Some(text), Some(other)) = (call.text()?, call.argument_text(1)?) else {
        return Ok(Answer::Nothing);
    };
    let other = braced(&other);
    let replaced = with_regex(call, &text, |pattern| {
        let mut replaced = String::new();
        let mut after = 0;
        for found in pattern.captures_iter(&text) {
            let Some(whole) = found.get(0) else { continue };
            replaced.push_str(text.get(after..whole.start()).unwrap_or_default());
            found.expand(&other, &mut replaced);
            after = whole.end();
            within(replaced.len())?;
        }
        replaced.push_str(text.get(after..).unwrap_or_default());
        Ok(replaced)
    })?;
    Ok(Answer::maybe(replaced.transpose()?.map(|text| Item::Text(text.into()))))
}

/// Uses the pattern of the first argument on a text: compiled beforehand where it is a literal.
fn with_regex<T>(
    call: &Invocation<'_, '_, '_>,
    text: &str,
    used: impl FnOnce(&Regex) -> T,
) -> Result<Option<T>, Halt> {
    if let Some(pattern) = &call.call.pattern {
        pattern.count(call.run, text)?;
        return Ok(Some(used(&pattern.regex)));
    }
    let Some(pattern) = call.argument_text(0)? else { return Ok(None) };
    // Compiling costs far more than a step, and the more the larger the program becomes.
    call.run.count(1_000)?;
    let pattern = Pattern::compile(call.call.function.name, &pattern).map_err(Halt::Fault)?;
    call.run.count(pattern.size / BYTES_COMPILED_IN_A_STEP)?;
    pattern.count(call.run, text)?;
    Ok(Some(used(&pattern.regex)))
}

/// `$1` as `${1}`, so that a letter after it is not taken for part of a group's name.
fn braced(substitution: &str) -> String {
    let mut braced = String::with_capacity(substitution.len());
    let mut letters = substitution.chars().peekable();
    while let Some(letter) = letters.next() {
        braced.push(letter);
        if letter == '$' && letters.peek().is_some_and(char::is_ascii_digit) {
            braced.push('{');
            while let Some(digit) = letters.next_if(char::is_ascii_digit) {
                braced.push(digit);
            }
            braced.push('}');
        }
    }
    braced
}

/// Refuses a text that would be too long.
pub(in crate::fhir::path) fn within(length: usize) -> Result<(), Halt> {
    if length > LONGEST { Err(Halt::TooCostly) } else { Ok(()) }
}
