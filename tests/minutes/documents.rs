//! Whatever bytes come in, opening them answers: with a document, or with an error that says what was expected.

use proptest::prelude::*;
use relais::minutes::{Document, Format, MAX_BYTES};

/// Opens bytes: it must not panic, every line that is counted must be there, and the reader must answer too.
fn check(bytes: &[u8]) {
    match Document::open(bytes) {
        Ok(document) => {
            assert!(document.lines().count() <= 100_000);
            let _ = relais::minutes::read(&document, &[]);
        }
        Err(error) => assert!(error.code().starts_with("minutes-"), "{error}"),
    }
}

/// Pieces of the formats, from which odd documents are made.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "</?(p|div|ul|ol|li|table|tr|td|th|b|pre|dl|dt|dd|script|h2|br|thead|tbody)( (rowspan|colspan)=[0-9]{1,5})?>",
        "\n?(#{1,3}|[-*>]|[0-9]{1,2}[.)]|\\|---\\|---\\||```|\\[[ x]\\]|={3,}|-{3,}|\\+--\\+)",
        "\\| ?[a-zé ]{0,9} ?\\|",
        "[ \t\n\u{c}]{1,5}",
        "[A-Za-zÉé&;:.<>!/*_`\\[\\]()]{1,12}",
        "\\PC{0,8}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn odd_texts_are_answered(begin in 0_usize..4, pieces in prop::collection::vec(piece(), 0..60)) {
        let begin = ["", "<html>", "# A\n\n", "<ul>"][begin];
        check(format!("{begin}{}", pieces.concat()).as_bytes());
    }

    #[test]
    fn random_bytes_are_answered(begin in 0_usize..6, bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let begins: [&[u8]; 6] = [b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\xff\xfe", b"<html>", b"\xef\xbb\xbf# A\n\n"];
        check(&[begins[begin], &bytes].concat());
    }
}

#[test]
fn too_much_text_is_refused_before_it_is_read() {
    for bytes in [vec![b'a'; 100_000_000], vec![b'\n'; MAX_BYTES + 1]] {
        let error = Document::open(&bytes).unwrap_err();
        assert_eq!(error.code(), "minutes-too-large");
        assert!(error.to_string().contains("5000000 bytes"), "{error}");
    }
}

/// Each of these would take hours if any step looked at all that stands before it.
#[test]
fn no_text_takes_long() {
    let open = |bytes: &[u8]| Document::open(bytes).map_or_else(|_| 0, |document| document.lines().count());
    let fill = |unit: &str| unit.repeat(200_000 / unit.len());
    let lines = |unit: &str| unit.repeat(40_000);
    for text in [
        fill("<a "),
        fill("[a]("),
        fill("*a_ "),
        fill("- "),
        fill("&amp;"),
        fill("<b>"),
        fill("<p>"),
        fill("<td>"),
        lines("- a\n"),
        lines("a  b  c\n"),
        lines("a\tb\n"),
        lines("+--+\n"),
        lines("A:\n"),
        lines("a\n"),
        lines("1. a\n"),
    ] {
        open(text.as_bytes());
        open(format!("# A\n\n{text}").as_bytes());
        open(format!("<html>{text}").as_bytes());
    }
}

#[test]
fn a_declared_format_admits_what_it_may_be_called() {
    assert!(Format::Text.admits(Format::Markdown) && Format::Markdown.admits(Format::Text));
    assert!(!Format::Markdown.admits(Format::Html) && !Format::Pdf.admits(Format::Docx));
}
