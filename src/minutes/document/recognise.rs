//! Which format a document has, by what stands in it. Neither a file's name nor a declared type has a say.

use super::Format;
use crate::error::{Error, Kind, Result};

/// A format that is told by the first bytes, before anything is decoded.
pub(super) fn binary(bytes: &[u8]) -> Result<Option<Format>> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Some(Format::Docx));
    }
    // Some programs write a few bytes before a PDF's mark.
    if bytes.get(..bytes.len().min(1024)).is_some_and(|begin| begin.windows(5).any(|mark| mark == b"%PDF-")) {
        return Ok(Some(Format::Pdf));
    }
    let refused: [(&[u8], &str); 8] = [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word file (.doc), or one with a password"),
        (b"{\\rtf", "an RTF file"),
        (b"\x89PNG", "a picture (PNG)"),
        (b"\xff\xd8\xff", "a picture (JPEG)"),
        (b"GIF8", "a picture (GIF)"),
        (b"II*\0", "a picture (TIFF)"),
        (b"MM\0*", "a picture (TIFF)"),
        (b"\x1f\x8b", "a compressed file (gzip)"),
    ];
    if let Some((_, what)) = refused.iter().find(|(begin, _)| bytes.starts_with(begin)) {
        return Err(unsupported(what));
    }
    Ok(None)
}

/// The refusal of a format that is not read.
pub(super) fn unsupported(what: &str) -> Error {
    let message = format!("This is {what}, which is not read. {READ}");
    Error::new(Kind::UnsupportedMediaType, "minutes-format-unsupported", message)
}

const READ: &str = "Minutes are read from plain text, Markdown, HTML, DOCX and PDF.";

/// Which kind of text it is.
pub(super) fn text(text: &str) -> Format {
    if is_html(text) {
        Format::Html
    } else if is_markdown(text) {
        Format::Markdown
    } else {
        Format::Text
    }
}

/// Whether the text begins with a tag and has tags that only HTML has. Markdown may begin with a tag too, but
/// has headings of its own.
fn is_html(text: &str) -> bool {
    const BEGINNINGS: [&str; 2] = ["<!doctype html", "<html"];
    const TAGS: [&str; 24] = [
        "<body", "<p>", "<p ", "</p>", "<h1", "<h2", "<h3", "<table", "<div", "<ul", "<ol", "<li", "<dl",
        "<span", "<br", "<meta", "<b>", "<b ", "<strong", "<pre", "<section", "<article", "<ac:", "<tr",
    ];
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if !text.starts_with('<') {
        return false;
    }
    let begin: String = text.chars().take(10_000).collect::<String>().to_lowercase();
    let sure = BEGINNINGS.iter().any(|beginning| begin.starts_with(beginning));
    let tags = TAGS.iter().any(|tag| begin.contains(tag));
    sure || (tags && !text.lines().any(is_heading))
}

/// Whether at least two things stand in the text that only Markdown writes. A heading counts as two where a
/// blank line stands before it or after it; a lone `#` is the head of a table's column.
fn is_markdown(text: &str) -> bool {
    const ENOUGH: usize = 2;
    let mut signs = 0;
    let mut above_is_blank = true;
    let mut heading = false;
    for line in text.lines() {
        let line = line.trim();
        let blank = line.is_empty();
        if heading && blank {
            signs += 1;
        }
        heading = is_heading(line);
        signs += usize::from(heading) + usize::from(heading && above_is_blank);
        signs += usize::from(line.starts_with("```") || line.contains("]("));
        signs += usize::from(is_bold(line));
        signs += ENOUGH * usize::from(is_delimiter_row(line));
        if signs >= ENOUGH {
            return true;
        }
        above_is_blank = blank;
    }
    false
}

fn is_heading(line: &str) -> bool {
    let marks = line.bytes().take_while(|&byte| byte == b'#').count();
    let title = line.get(marks..).unwrap_or_default();
    // "# Sujet Discussion Date" is the head of a table as a PDF's text layer gives it.
    let columns = super::super::vocabulary::column_at(&super::super::passage::words(title), 0).is_some();
    (1..=6).contains(&marks) && title.starts_with(' ') && !title.trim().is_empty() && !(marks == 1 && columns)
}

fn is_bold(line: &str) -> bool {
    line.split_once("**").is_some_and(|(_, rest)| {
        rest.starts_with(char::is_alphanumeric)
            && rest.split_once("**").is_some_and(|(bold, _)| bold.len() < 200)
    })
}

/// `| --- | :---: |`, which stands below the head of a table.
fn is_delimiter_row(line: &str) -> bool {
    line.starts_with('|') && line.contains("--") && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_told_by_its_marks() {
        let check = |source: &str, expected| assert_eq!(text(source), expected, "{source}");
        check("# Minutes\n\ntext", Format::Markdown);
        check("**Date**: 3 May\n**Place**: Dakar", Format::Markdown);
        check("see [notes](https://notes.example)\n\n```\nx\n```", Format::Markdown);
        check("a | b\n\n| a | b |\n|---|:-:|\n", Format::Markdown);
        check("#\nSujet Discussion Date\n", Format::Text);
        check("texte\n# Sujet Discussion Date\n\n", Format::Text);
        check("<p>a</p>", Format::Html);
        check("\n<?xml version='1.0'?><!-- a --><HTML><p>b", Format::Html);
        check("<ac:task-list>", Format::Html);
        check("<awa@example.org> wrote:\n", Format::Text);
        check("<div align=center>\n\n# A\n\n</div>", Format::Markdown);
        check("- [ ] one\n- two\n\nTitle\n=====\n", Format::Text);
    }

    #[test]
    fn other_formats_are_refused_by_name() {
        let error = binary(b"\x89PNG\r\n").unwrap_err();
        assert_eq!(error.code(), "minutes-format-unsupported");
        assert!(error.to_string().contains("PNG"), "{error}");
    }
}
