//! What is read of PDFs.

use super::super::sketch::sketch;
use super::super::{Document, Format};

/// A PDF of these pages, whose fonts are a plain and a bold one.
pub(in super::super) fn pdf(pages: &[&str]) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len()).map(|page| format!("{} 0 R", 5 + 2 * page)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Count {}/Kids[{}]>>", pages.len(), kids.join(" ")),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    for (index, content) in pages.iter().enumerate() {
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 3 0 R/B 4 0 R>>>>/Contents {} 0 R>>",
            6 + 2 * index
        ));
        objects.push(format!("<</Length {}>>stream\n{content}\nendstream", content.len()));
    }
    assemble(&objects)
}

fn assemble(objects: &[String]) -> Vec<u8> {
    let mut file = "%PDF-1.5\n".to_owned();
    let mut places = String::new();
    for (number, object) in (1..).zip(objects) {
        places.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let (count, at) = (objects.len() + 1, file.len());
    file.push_str(&format!(
        "xref\n0 {count}\n0000000000 65535 f \n{places}trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{at}\n%%EOF\n"
    ));
    file.into_bytes()
}

pub(in super::super) fn show(x: i32, y: i32, text: &str) -> String {
    format!("BT /F 10 Tf {x} {y} Td ({text}) Tj ET\n")
}

fn check(pages: &[&str], expected: &[&str]) {
    let document = Document::open(&pdf(pages)).unwrap();
    assert_eq!(document.format(), Format::Pdf);
    assert_eq!(sketch(&document), expected);
}

fn refused(bytes: &[u8]) -> (String, String) {
    let error = Document::open(bytes).unwrap_err();
    (error.code().to_owned(), error.to_string())
}

/// Lines around every cell of a grid.
pub(in super::super) fn grid(xs: &[i32], ys: &[i32]) -> String {
    let (left, right) = (xs[0], xs[xs.len() - 1]);
    let (top, bottom) = (ys[0], ys[ys.len() - 1]);
    let across = ys.iter().map(|y| format!("{left} {y} m {right} {y} l S\n"));
    let down = xs.iter().map(|x| format!("{x} {bottom} 0.5 {} re f\n", top - bottom));
    across.chain(down).collect()
}

#[test]
fn headings_paragraphs_and_lists() {
    let page = [
        "BT /F 16 Tf 50 750 Td (R\\351union) Tj ET\n".to_owned(),
        "BT /F 10 Tf 12 TL 50 700 Td [(Le pi) 20 (lote) -400 (avance)] TJ T* (bien.) Tj ET\n".to_owned(),
        "BT /B 10 Tf 50 650 Td (Agenda) Tj ET\n".to_owned(),
        show(50, 630, "\\225 un"),
        show(50, 618, "\\225 deux"),
        show(50, 600, "Date: 3 mai"),
    ];
    check(
        &[&page.concat()],
        &["# Réunion", "Le pilote avance / bien.", "###### Agenda", "- un", "- deux", "Date: 3 mai"],
    );
}

#[test]
fn drawn_grids_are_tables_that_go_on_over_pages() {
    let head = |y: i32| [show(55, y, "Quoi"), show(155, y, "Qui")].concat();
    let first = [
        grid(&[50, 150, 250], &[720, 700, 660]),
        head(705),
        show(55, 688, "la longue"),
        show(55, 676, "note"),
        show(155, 688, "Awa"),
    ];
    let second = [
        grid(&[50, 150, 250], &[740, 720, 700]),
        head(725),
        show(55, 705, "lire"),
        show(155, 705, "Issa"),
        show(50, 600, "fin"),
    ];
    check(
        &[&first.concat(), &second.concat()],
        &["! Quoi | Qui\nla longue / note | Awa\nlire | Issa", "fin"],
    );
}

#[test]
fn columns_under_one_another_are_a_table() {
    let row = |y: i32, cells: [&str; 3]| {
        [50, 90, 300].into_iter().zip(cells).map(|(x, text)| show(x, y, text)).collect::<String>()
    };
    let page = [
        row(700, ["No.", "Action", "Owner"]),
        row(680, ["1", "Sign the contract with the", "Edwin"]),
        show(90, 668, "hosting company"),
        row(648, ["2", "Send the form", "Marit"]),
        show(50, 610, "Next meeting: Monday"),
    ];
    check(
        &[&page.concat()],
        &[
            "No. | Action | Owner\n1 | Sign the contract with the / hosting company | Edwin\n2 | Send the form | Marit",
            "Next meeting: Monday",
        ],
    );
}

#[test]
fn a_row_goes_on_over_the_page() {
    let row = |y: i32, cells: [&str; 3]| {
        [50, 90, 300].into_iter().zip(cells).map(|(x, text)| show(x, y, text)).collect::<String>()
    };
    let first = [
        row(100, ["No.", "Action", "Owner"]),
        row(80, ["1", "Sign", "Edwin"]),
        row(60, ["2", "Find money", "Marit"]),
    ];
    let second = [show(90, 700, "for the training"), row(680, ["3", "Send", "Edwin"]), show(50, 600, "Next")];
    check(
        &[&first.concat(), &second.concat()],
        &[
            "No. | Action | Owner\n1 | Sign | Edwin\n2 | Find money / for the training | Marit\n3 | Send | Edwin",
            "Next",
        ],
    );
}

#[test]
fn what_is_repeated_on_the_edges_is_dropped() {
    let page = |number: u32| {
        [
            show(50, 780, "Community of the Lakes"),
            show(50, 400, &format!("Text {}", "of page ".repeat(usize::try_from(number).unwrap()))),
            show(50, 380, "more"),
            show(50, 360, "and more"),
            show(50, 20, &format!("{number} / 3")),
        ]
        .concat()
    };
    let document = Document::open(&pdf(&[&page(1), &page(2), &page(3)])).unwrap();
    let text = sketch(&document).join("\n");
    assert_eq!(text.matches("Lakes").count(), 1, "{text}");
    assert!(!text.contains("/ 3") && text.contains("of page of page"), "{text}");
}

#[test]
fn pictures_of_text_are_refused_with_what_to_do() {
    let (code, message) = refused(&pdf(&["BI /W 1 /H 1 /BPC 8 /CS /G ID a EI"]));
    assert_eq!(code, "minutes-scanned");
    assert!(message.contains("OCR"), "{message}");
    assert_eq!(refused(&pdf(&[""])).0, "minutes-scanned");
}

#[test]
fn forms_are_read_and_cannot_run_away() {
    let form = |content: &str| {
        format!(
            "<</Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</Font<</F 3 0 R>>/XObject<</X 5 0 R/Y 6 0 R>>>>\
             /Length {}>>stream\n{content}\nendstream",
            content.len()
        )
    };
    let objects = |first: &str, second: &str| {
        vec![
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            "<</Type/Pages/Count 1/Kids[4 0 R]>>".to_owned(),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
            "<</Type/Page/Parent 2 0 R/Resources<</XObject<</X 5 0 R>>>>/Contents 7 0 R>>".to_owned(),
            form(first),
            form(second),
            "<</Length 4>>stream\n/X Do\nendstream".to_owned(),
        ]
    };
    let document = Document::open(&assemble(&objects(&show(50, 700, "here"), ""))).unwrap();
    assert_eq!(sketch(&document), ["here"]);
    let many = "/X Do /Y Do ".repeat(100);
    let (code, message) = refused(&assemble(&objects(&many, &many)));
    assert_eq!(code, "minutes-too-large");
    assert!(message.contains("drawing operations"), "{message}");
}

#[test]
fn every_truncation_and_many_a_lie_is_answered() {
    let page = [grid(&[50, 150, 250], &[720, 700, 660]), show(55, 705, "Quoi")].concat();
    let whole = pdf(&[&page]);
    for end in 5..whole.len() {
        let answer = Document::open(&whole[..end]);
        assert!(answer.is_ok() || answer.is_err_and(|error| error.code().starts_with("minutes-")), "{end}");
    }
    for at in (0..whole.len()).step_by(7) {
        let mut changed = whole.clone();
        changed[at] = changed[at].wrapping_add(1);
        let _ = Document::open(&changed);
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let _ = Document::open(&assemble(&[format!("<</Type/Catalog/Pages {deep}>>")]));
    let looped =
        ["<</Type/Catalog/Pages 2 0 R>>".to_owned(), "<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>".to_owned()];
    assert_eq!(refused(&assemble(&looped)).0, "minutes-scanned");
}
