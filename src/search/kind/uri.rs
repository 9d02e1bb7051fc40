//! Uri parameters (R4, section 3.1.1.4.9): addresses, compared to the letter.

use serde_json::Value;

use crate::search::IndexValue;
use crate::search::kind::{Emit, written};
use crate::search::query::UriTest;

/// How many addresses may lie above one.
const MOST_ABOVE: usize = 64;

/// Indexes a uri, a url or a canonical. A canonical with a version is found with and without it.
pub(super) fn index(value: &Value, emit: &mut Emit<'_>) {
    let Some(uri) = value.as_str().filter(|uri| !uri.is_empty()) else { return };
    if let Some((unversioned, _)) = uri.split_once('|')
        && !unversioned.is_empty()
    {
        emit(None, IndexValue::Uri(unversioned.to_owned()));
    }
    emit(None, IndexValue::Uri(uri.to_owned()));
}

/// Reads an address; refusals are sentences for the caller.
pub(in crate::search) fn read(text: &str) -> Result<UriTest, String> {
    plain(text).map(UriTest::Is)
}

/// Reads the start of an address (`:below`); refusals are sentences for the caller.
pub(in crate::search) fn read_below(text: &str) -> Result<UriTest, String> {
    hierarchical(text).map(UriTest::Below)
}

/// Reads an address into itself and those that it lies below (`:above`): each start that ends where a segment
/// does, with and without its separator. Refusals are sentences for the caller.
pub(in crate::search) fn read_above(text: &str) -> Result<Vec<UriTest>, String> {
    let uri = hierarchical(text)?;
    let start = uri.find("://").map_or(0, |at| at + "://".len());
    let mut above = vec![UriTest::Is(uri.clone())];
    for (at, _) in uri.match_indices(['/', '|', '#', '?']).filter(|(at, _)| *at >= start) {
        let (without, with) = (uri.get(..at).unwrap_or_default(), uri.get(..=at).unwrap_or_default());
        above.extend([without, with].map(|part| UriTest::Is(part.to_owned())));
    }
    if above.len() > MOST_ABOVE {
        return Err(format!("it lies below more than {MOST_ABOVE} addresses"));
    }
    Ok(above)
}

fn plain(text: &str) -> Result<String, String> {
    let uri = written::unescape(text);
    if uri.contains(char::is_whitespace) { Err("an address has no blanks".to_owned()) } else { Ok(uri) }
}

fn hierarchical(text: &str) -> Result<String, String> {
    let uri = plain(text)?;
    let is_name = uri.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("urn:"));
    if is_name {
        return Err(
            "only addresses such as http://… stand above or below each other, urn: names do not".to_owned()
        );
    }
    Ok(uri)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check_index(value: Value, expected: &[&str]) {
        let mut rows = Vec::new();
        index(&value, &mut |_, value| rows.push(value));
        let uri = |uri: &&str| IndexValue::Uri((*uri).to_owned());
        assert_eq!(rows, expected.iter().map(uri).collect::<Vec<_>>(), "{value}");
    }

    #[test]
    fn an_address_is_kept_to_the_letter() {
        check_index(json!("urn:X"), &["urn:X"]);
        check_index(json!("http://x.org/P|1.0"), &["http://x.org/P", "http://x.org/P|1.0"]);
        check_index(json!(""), &[]);
        check_index(json!(5), &[]);
        assert_eq!(read(r"http://x.org/a\,b"), Ok(UriTest::Is("http://x.org/a,b".into())));
        assert!(read("http://x.org/ a").is_err());
    }

    #[test]
    fn what_lies_above_ends_where_a_segment_does() {
        let above = read_above("http://x.org/a/b").unwrap();
        let expected =
            ["http://x.org/a/b", "http://x.org", "http://x.org/", "http://x.org/a", "http://x.org/a/"];
        assert_eq!(above, expected.map(|uri| UriTest::Is(uri.to_owned())));
        assert!(read_above(&"a/".repeat(100)).is_err());
        for name in ["urn:oid:1.2", "URN:uuid:x"] {
            assert!(read_above(name).is_err() && read_below(name).is_err(), "{name}");
        }
    }
}
