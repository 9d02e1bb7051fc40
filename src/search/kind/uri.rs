//! Uri parameters (R4, section 3.1.1.4.13): addresses, compared to the letter.

use serde_json::Value;

use crate::search::IndexValue;
use crate::search::kind::written;

/// Indexes a uri, a url or a canonical.
pub(super) fn index(value: &Value) -> Option<IndexValue> {
    value.as_str().filter(|uri| !uri.is_empty()).map(|uri| IndexValue::Uri(uri.to_owned()))
}

/// Reads an address; refusals are sentences for the caller.
pub(in crate::search) fn read(text: &str) -> Result<String, String> {
    let uri = written::unescape(text);
    if uri.contains(char::is_whitespace) { Err("an address has no blanks".to_owned()) } else { Ok(uri) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_address_is_kept_to_the_letter() {
        assert_eq!(index(&json!("urn:X")), Some(IndexValue::Uri("urn:X".into())));
        assert_eq!((index(&json!("")), index(&json!(5))), (None, None));
        assert_eq!(read(r"http://x.org/a\,b"), Ok("http://x.org/a,b".into()));
        assert!(read("http://x.org/ a").is_err());
    }
}
