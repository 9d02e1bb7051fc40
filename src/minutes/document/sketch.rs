//! Blocks drawn as short lines, so that tests can say what they expect.

use super::super::passage::Passage;
use super::{Block, Document, Mark, Table};

/// Draws the blocks of a document.
pub(super) fn sketch(document: &Document) -> Vec<String> {
    blocks(document.blocks())
}

/// Draws the document's blocks, each followed by its lines.
pub(super) fn sketch_with_lines(document: &Document) -> Vec<String> {
    let place = |passage: &Passage| {
        let span = passage.span();
        format!("{}-{}", span.first_line, span.last_line)
    };
    let of = |block: &Block| match block {
        Block::Heading { text, .. } => place(text),
        Block::Paragraph(lines) => lines.iter().map(place).collect::<Vec<_>>().join(" "),
        Block::Item(item) => place(&item.text),
        Block::Table(_) | Block::Rule => String::new(),
    };
    document.blocks().iter().map(|block| format!("{} @{}", draw(block), of(block))).collect()
}

fn blocks(blocks: &[Block]) -> Vec<String> {
    blocks.iter().map(draw).collect()
}

fn draw(block: &Block) -> String {
    match block {
        Block::Heading { level, text } => format!("{} {}", "#".repeat(usize::from(*level)), text.text()),
        Block::Paragraph(lines) => lines.iter().map(Passage::text).collect::<Vec<_>>().join(" / "),
        Block::Item(item) => {
            let mark = match &item.mark {
                Mark::Bullet => "-".to_owned(),
                Mark::Number(number) => format!("{number}."),
                Mark::Box { ticked: true } => "[x]".to_owned(),
                Mark::Box { ticked: false } => "[ ]".to_owned(),
            };
            let depth = "  ".repeat(usize::from(item.depth));
            format!("{depth}{mark} {}", item.text.text().replace('\n', " ¶ "))
        }
        Block::Table(table) => draw_table(table),
        Block::Rule => "----".to_owned(),
    }
}

fn draw_table(table: &Table) -> String {
    let rows = table.rows.iter().map(|row| {
        let cells = row.cells.iter().map(|cell| {
            let wide = if cell.columns > 1 { format!("{}×", cell.columns) } else { String::new() };
            format!("{wide}{}", blocks(&cell.blocks).join(" // "))
        });
        let cells = cells.collect::<Vec<_>>().join(" | ");
        if row.is_head { format!("! {cells}") } else { cells }
    });
    rows.collect::<Vec<_>>().join("\n")
}
