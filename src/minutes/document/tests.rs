//! The same meeting in every format.

use super::docx::tests::{docx, paragraph};
use super::pdf::tests::{grid, pdf, show};
use super::sketch::sketch;
use super::{Document, Format};

/// What every format tells of the meeting. Levels of headings differ, since a text does not tell them.
const EXPECTED: [&str; 8] = [
    "# Rencontre des Lacs",
    "Date : 3 mai 2026",
    "Lieu : Kivunga",
    "# Ordre du jour",
    "- Accueil",
    "- Pilote",
    "! Action | Qui\nécrire la note | Awa Sarr",
    "À bientôt.",
];

fn check(format: Format, bytes: &[u8]) {
    let document = Document::open(bytes).unwrap();
    assert_eq!(document.format(), format);
    let mut seen = sketch(&document);
    for block in &mut seen {
        let title = block.trim_start_matches('#');
        if title.len() < block.len() {
            *block = format!("#{title}");
        }
    }
    assert_eq!(seen, EXPECTED, "{format:?}");
}

#[test]
fn every_format_gives_the_same_blocks() {
    check(
        Format::Text,
        "Rencontre des Lacs\n==================\n\nDate : 3 mai 2026\n\nLieu : Kivunga\n\nOrdre du jour\n-------------\n\n\
         - Accueil\n- Pilote\n\n+----------------+----------+\n| Action         | Qui      |\n+================+==========+\n\
         | écrire la note | Awa Sarr |\n+----------------+----------+\n\nÀ bientôt.\n"
            .as_bytes(),
    );
    check(
        Format::Markdown,
        "# Rencontre des Lacs\n\nDate : 3 mai 2026\n\nLieu : Kivunga\n\n## Ordre du jour\n\n* Accueil\n* Pilote\n\n\
         | Action | Qui |\n|---|---|\n| écrire la note | **Awa Sarr** |\n\nÀ bientôt.\n"
            .as_bytes(),
    );
    check(
        Format::Html,
        "<h1>Rencontre des Lacs</h1><p>Date : 3 mai 2026</p><p>Lieu : Kivunga</p><h2>Ordre du jour</h2><ul><li>Accueil\
         <li>Pilote</ul><table><tr><th>Action<th>Qui<tr><td>écrire la note<td>Awa Sarr</table><p>À bientôt."
            .as_bytes(),
    );
    check(Format::Docx, &word());
    check(Format::Pdf, &pages());
}

fn word() -> Vec<u8> {
    let bullet = "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='5'/></w:numPr>";
    let row = |properties: &str, cells: [&str; 2]| {
        let cells = cells.map(|text| format!("<w:tc>{}</w:tc>", paragraph("", text)));
        format!("<w:tr><w:trPr>{properties}</w:trPr>{}</w:tr>", cells.concat())
    };
    docx(
        &[
            paragraph("<w:pStyle w:val='Title'/>", "Rencontre des Lacs"),
            paragraph("", "Date : 3 mai 2026"),
            paragraph("", "Lieu : Kivunga"),
            paragraph("<w:pStyle w:val='Titre2'/>", "Ordre du jour"),
            paragraph(bullet, "Accueil"),
            paragraph(bullet, "Pilote"),
            format!(
                "<w:tbl>{}{}</w:tbl>",
                row("<w:tblHeader/>", ["Action", "Qui"]),
                row("", ["écrire la note", "Awa Sarr"])
            ),
            paragraph("", "À bientôt."),
        ]
        .concat(),
    )
}

fn pages() -> Vec<u8> {
    let bold = |x: i32, y: i32, text: &str| show(x, y, text).replace("/F 10", "/B 10");
    pdf(&[&[
        show(50, 760, "Rencontre des Lacs").replace("/F 10", "/F 18"),
        show(50, 720, "Date : 3 mai 2026"),
        show(50, 690, "Lieu : Kivunga"),
        bold(50, 660, "Ordre du jour"),
        show(60, 640, "\\225 Accueil"),
        show(60, 628, "\\225 Pilote"),
        grid(&[50, 200, 300], &[600, 580, 560]),
        bold(55, 585, "Action"),
        bold(205, 585, "Qui"),
        show(55, 565, "\\351crire la note"),
        show(205, 565, "Awa Sarr"),
        show(50, 530, "\\300 bient\\364t."),
    ]
    .concat()])
}
