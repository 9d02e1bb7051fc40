//! The prefixes of ordered values (R4, search.html#prefix).

use crate::search::query::Prefix;

/// Takes the prefix from a value; without one it is `eq`. Two letters before a number that are no prefix are
/// refused with a sentence that names the valid ones.
pub(super) fn split(text: &str) -> Result<(Prefix, &str), String> {
    let Some((letters, rest)) = text.split_at_checked(2) else { return Ok((Prefix::Eq, text)) };
    let numeric = |next: char| next.is_ascii_digit() || next == '-';
    if !letters.bytes().all(|byte| byte.is_ascii_alphabetic()) || !rest.starts_with(numeric) {
        return Ok((Prefix::Eq, text));
    }
    let prefix = match letters {
        "eq" => Prefix::Eq,
        "ne" => Prefix::Ne,
        "gt" => Prefix::Gt,
        "lt" => Prefix::Lt,
        "ge" => Prefix::Ge,
        "le" => Prefix::Le,
        "sa" => Prefix::Sa,
        "eb" => Prefix::Eb,
        "ap" => Prefix::Ap,
        _ => {
            return Err(format!("'{letters}' is not a prefix: use eq, ne, gt, lt, ge, le, sa, eb or ap"));
        }
    };
    Ok((prefix, rest))
}
