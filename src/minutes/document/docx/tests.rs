//! What is read of Word documents.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::super::sketch::sketch;
use super::super::{Document, Format};

const WORD: &str = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' \
                    xmlns:w14='http://schemas.microsoft.com/office/word/2010/wordml' \
                    xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'";

/// An archive of these parts.
fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn document(body: &str) -> String {
    format!("<?xml version='1.0'?><w:document {WORD}><w:body>{body}<w:sectPr/></w:body></w:document>")
}

pub(in super::super) fn docx(body: &str) -> Vec<u8> {
    let numbering = format!(
        "<w:numbering {WORD}><w:abstractNum w:abstractNumId='1'>\
         <w:lvl w:ilvl='0'><w:numFmt w:val='bullet'/></w:lvl><w:lvl w:ilvl='1'><w:numFmt w:val='decimal'/>\
         <w:lvlText w:val='%2.'/></w:lvl></w:abstractNum><w:num w:numId='5'><w:abstractNumId w:val='1'/></w:num>\
         </w:numbering>"
    );
    let styles = format!(
        "<w:styles {WORD}><w:style w:styleId='Titre2'><w:name w:val='heading 2'/></w:style>\
         <w:style w:styleId='TM1'><w:name w:val='toc 1'/></w:style>\
         <w:style w:styleId='Liste'><w:name w:val='List'/><w:pPr><w:numPr><w:numId w:val='5'/></w:numPr></w:pPr>\
         </w:style></w:styles>"
    );
    archive(&[
        ("word/document.xml", &document(body)),
        ("word/styles.xml", &styles),
        ("word/numbering.xml", &numbering),
    ])
}

fn check(body: &str, expected: &[&str]) {
    let document = Document::open(&docx(body)).unwrap();
    assert_eq!(document.format(), Format::Docx);
    assert_eq!(sketch(&document), expected, "{body}");
}

fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>")
}

pub(in super::super) fn paragraph(properties: &str, text: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{}</w:p>", run(text))
}

fn refused(bytes: &[u8]) -> (String, String) {
    let error = Document::open(bytes).unwrap_err();
    (error.code().to_owned(), error.to_string())
}

#[test]
fn headings_lists_and_paragraphs() {
    let list = |level: u8| format!("<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='5'/></w:numPr>");
    let body = [
        paragraph("<w:pStyle w:val='Titre2'/>", "Bilan &amp; suite"),
        paragraph("<w:pStyle w:val='TM1'/>", "Bilan 1"),
        paragraph("<w:outlineLvl w:val='2'/>", "Pilote"),
        paragraph(&list(0), "un"),
        paragraph(&list(1), "deux"),
        paragraph(&list(1), "trois"),
        paragraph("<w:pStyle w:val='Liste'/>", "[x] quatre"),
        paragraph("<w:pStyle w:val='Liste'/><w:numPr><w:numId w:val='0'/></w:numPr>", "cinq"),
        "<w:p><w:r><w:t>Date :</w:t><w:tab/><w:t>3 mai</w:t><w:br/><w:t>Lieu</w:t></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Agenda</w:t></w:r></w:p>".to_owned(),
    ];
    check(
        &body.concat(),
        &[
            "## Bilan & suite",
            "### Pilote",
            "- un",
            "  1. deux",
            "  2. trois",
            "[x] quatre",
            "cinq",
            "Date : 3 mai / Lieu",
            "###### Agenda",
        ],
    );
}

#[test]
fn tracked_changes_are_accepted_and_hidden_text_dropped() {
    let body = format!(
        "<w:p>{}<w:ins>{}</w:ins><w:del><w:r><w:delText>no</w:delText><w:tab/></w:r></w:del><w:moveFrom>{}</w:moveFrom>\
         <w:moveTo>{}</w:moveTo><w:r><w:rPr><w:vanish/></w:rPr><w:t>no</w:t></w:r>\
         <w:r><w:fldChar/><w:instrText>PAGE</w:instrText></w:r></w:p>\
         <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{}</w:p>{}",
        run("one "),
        run("two "),
        run("no"),
        run("three"),
        run("four "),
        paragraph("", "five"),
    );
    check(&body, &["one two three", "four five"]);
}

#[test]
fn tables_keep_spans_merges_and_deleted_rows_away() {
    let cell = |properties: &str, text: &str| {
        format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", paragraph("", text))
    };
    let row = |properties: &str, cells: &[String]| {
        format!("<w:tr><w:trPr>{properties}</w:trPr>{}</w:tr>", cells.concat())
    };
    let body = format!(
        "<w:tbl><w:tblPr/>{}{}{}{}</w:tbl>{}",
        row("<w:tblHeader/>", &[cell("", "What"), cell("<w:gridSpan w:val='2'/>", "Who")]),
        row("", &[cell("<w:vMerge w:val='restart'/>", "a"), cell("", "b"), cell("", "c")]),
        row("<w:del w:id='3'/>", &[cell("", "no"), cell("", "no"), cell("", "no")]),
        row("", &[cell("<w:vMerge/>", "no"), cell("", "d"), cell("", "")]),
        paragraph("", "end"),
    );
    check(&body, &["! What | 2×Who\na | b | c\n | d | ", "end"]);
}

#[test]
fn boxes_and_text_boxes() {
    let sdt = |ticked: &str| {
        format!(
            "<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val='{ticked}'/></w14:checkbox></w:sdtPr><w:sdtContent>{}\
             </w:sdtContent></w:sdt>",
            run("☐")
        )
    };
    let body = format!(
        "<w:p>{}{}</w:p><w:p>{}{}</w:p><w:p>{}<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{}</w:txbxContent>\
         </mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent></w:r></w:p>",
        sdt("1"),
        run(" done"),
        sdt("0"),
        run(" open"),
        run("text"),
        paragraph("", "box"),
        paragraph("", "twice"),
    );
    check(&body, &["[x] done", "[ ] open", "text", "box"]);
}

#[test]
fn the_main_part_is_found_by_its_relation() {
    let relations = "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>\
                     <Relationship Type='http://x.example/officeDocument' Target='/text/main.xml'/></Relationships>";
    let bytes = archive(&[("_rels/.rels", relations), ("text/main.xml", &document(&paragraph("", "here")))]);
    assert_eq!(sketch(&Document::open(&bytes).unwrap()), ["here"]);
}

#[test]
fn other_archives_are_refused_by_name() {
    let check = |name: &str, expected: &str| {
        let (code, message) = refused(&archive(&[(name, "x"), ("mimetype", "y")]));
        assert_eq!(code, "minutes-format-unsupported");
        assert!(message.contains(expected), "{message}");
    };
    check("xl/workbook.xml", "Excel");
    check("ppt/presentation.xml", "PowerPoint");
    check("content.xml", "OpenDocument");
    check("notes.txt", "ZIP archive");
}

#[test]
fn what_is_unpacked_has_limits() {
    let (code, message) = refused(&docx(&" ".repeat(50_000_001)));
    assert_eq!(code, "minutes-too-large");
    assert!(message.contains("50000000 bytes in its part word/document.xml"), "{message}");
    let (_, message) = refused(&docx(&"<w:p>".repeat(100_000)));
    assert!(message.contains("1000 levels of XML"), "{message}");
    let names: Vec<String> = (0..10_001).map(|number| number.to_string()).collect();
    let parts: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    assert!(refused(&archive(&parts)).1.contains("10000 entries"));
}

#[test]
fn every_truncation_is_answered() {
    let bytes = docx(&paragraph("<w:pStyle w:val='Titre2'/>", "Bilan"));
    for end in 4..bytes.len() {
        assert_eq!(refused(&bytes[..end]).0, "minutes-damaged", "{end}");
    }
    let whole = document(&paragraph("", "Bilan"));
    for (end, _) in whole.char_indices() {
        let cut = archive(&[("word/document.xml", &whole[..end])]);
        let answer = Document::open(&cut);
        assert!(answer.is_ok() || answer.is_err_and(|error| error.code() == "minutes-damaged"), "{end}");
    }
}
