//! The text of a Word document: paragraphs, lists, tables and boxes, in their order.

use super::super::super::text_layer::Line;
use super::super::layout::Layout;
use super::super::{Block, Mark};
use super::numbering::Numbering;
use super::styles::{ListPlace, Styles};
use super::xml::{self, Element, Step};
use crate::error::Result;

/// The lines and blocks of `document.xml`.
pub(super) fn read(xml: &str, styles: Styles, numbering: Numbering) -> Result<(Vec<Line>, Vec<Block>)> {
    let mut reader = Reader::new(styles, numbering);
    xml::walk(xml, |step| match step {
        Step::Start(element) => {
            reader.depth += 1;
            if reader.skipped_from.is_some() { Ok(()) } else { reader.start(&element) }
        }
        Step::End(name) => {
            reader.depth = reader.depth.saturating_sub(1);
            match reader.skipped_from {
                Some(depth) if reader.depth > depth => Ok(()),
                Some(_) if std::mem::take(&mut reader.skips_own_end) => {
                    reader.skipped_from = None;
                    Ok(())
                }
                _ => {
                    reader.skipped_from = None;
                    reader.end(name)
                }
            }
        }
        Step::Text(text) => reader.text(text),
    })?;
    reader.layout.finish()
}

struct Reader {
    layout: Layout,
    styles: Styles,
    numbering: Numbering,
    depth: usize,
    /// The depth down to which everything is skipped.
    skipped_from: Option<usize>,
    /// Whether the end of the skipped element itself means nothing, since its beginning did not either.
    skips_own_end: bool,
    /// The open paragraphs: one within another stands in a text box.
    paragraphs: Vec<Paragraph>,
    /// The paragraph that goes on with the next one, since its mark was deleted.
    joined: Option<Paragraph>,
    /// The properties that are being read.
    properties: Properties,
    run: Run,
    is_text: bool,
    cell: Option<CellProperties>,
    /// Of a box to tick that is being described, whether it is ticked.
    ticked: Option<bool>,
}

#[derive(Debug, Default)]
struct Paragraph {
    style: Option<String>,
    list: ListPlace,
    outline: Option<u8>,
    /// Whether its mark was deleted, so that the next paragraph goes on with it.
    is_joined: bool,
    /// Whether it is an entry of a list.
    is_entry: bool,
    /// Whether it is a line of a table of contents.
    is_dropped: bool,
    has_begun: bool,
}

/// Whose properties are being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Properties {
    None,
    Paragraph,
    /// The mark at the paragraph's end.
    Mark,
    Run,
    Row,
    Cell,
}

#[derive(Debug, Default, Clone, Copy)]
struct Run {
    is_bold: bool,
    is_hidden: bool,
}

#[derive(Debug)]
struct CellProperties {
    columns: u16,
    /// Whether it goes on with the cell above.
    goes_on: bool,
}

impl Reader {
    fn new(styles: Styles, numbering: Numbering) -> Self {
        Self {
            layout: Layout::new(),
            styles,
            numbering,
            depth: 0,
            skipped_from: None,
            skips_own_end: false,
            paragraphs: Vec::new(),
            joined: None,
            properties: Properties::None,
            run: Run::default(),
            is_text: false,
            cell: None,
            ticked: None,
        }
    }

    fn start(&mut self, element: &Element<'_>) -> Result<()> {
        match element.name {
            "p" => {
                self.start_cell()?;
                self.paragraphs.push(self.joined.take().unwrap_or_default());
            }
            "pPr" => self.properties = Properties::Paragraph,
            "rPr" if self.properties == Properties::Paragraph => self.properties = Properties::Mark,
            "rPr" => self.properties = Properties::Run,
            "trPr" => self.properties = Properties::Row,
            "tcPr" => self.properties = Properties::Cell,
            _ if self.properties != Properties::None => self.property(element),
            "r" => {
                self.run = Run::default();
                self.begin_paragraph()?;
            }
            "t" => self.is_text = true,
            "tab" => self.words("\t")?,
            "noBreakHyphen" => self.words("-")?,
            "sym" => self.words(symbol(element))?,
            "br" | "cr" if !self.run.is_hidden => self.break_line(element)?,
            // Moved or deleted text is not there any more; what is drawn for older programs is there twice.
            "del" | "moveFrom" | ":Fallback" => self.skip(),
            "tbl" => {
                self.start_cell()?;
                self.layout.start_table()?;
            }
            "tr" => self.layout.start_row()?,
            "tc" => self.cell = Some(CellProperties { columns: 1, goes_on: false }),
            "txbxContent" => self.leave_paragraph()?,
            ":checkbox" | "checkBox" => self.ticked = Some(false),
            ":checked" | "checked" | "default" if self.ticked.is_some() => {
                self.ticked = Some(element.is_on())
            }
            "sdtContent" if self.ticked.is_some() => {
                self.box_to_tick()?;
                self.skip();
            }
            _ => {}
        }
        Ok(())
    }

    fn property(&mut self, element: &Element<'_>) {
        let of_text = matches!(self.properties, Properties::Paragraph | Properties::Mark | Properties::Run);
        let Some(paragraph) = self.paragraphs.last_mut().filter(|_| of_text) else {
            return self.table_property(element);
        };
        match (self.properties, element.name) {
            (Properties::Paragraph, "pStyle") => paragraph.style = element.value(),
            (Properties::Paragraph, "numId") => paragraph.list.list = element.value(),
            (Properties::Paragraph, "ilvl") => paragraph.list.level = element.number(),
            (Properties::Paragraph, "outlineLvl") => paragraph.outline = element.number(),
            (Properties::Mark, "del" | "moveFrom") => paragraph.is_joined = true,
            (Properties::Run, "b") => self.run.is_bold = element.is_on(),
            (Properties::Run, "vanish") => self.run.is_hidden = element.is_on(),
            _ => {}
        }
        // An earlier state of the properties is kept beside the present one.
        if matches!(element.name, "pPrChange" | "rPrChange") {
            self.skip();
        }
    }

    fn table_property(&mut self, element: &Element<'_>) {
        match (self.properties, element.name) {
            (Properties::Row, "tblHeader") if element.is_on() => self.layout.mark_head(),
            (Properties::Row, "del") => {
                self.properties = Properties::None;
                self.skipped_from = Some(self.depth.saturating_sub(3));
                self.skips_own_end = true;
            }
            (Properties::Cell, "gridSpan") => {
                if let (Some(cell), Some(columns)) = (&mut self.cell, element.number::<u16>()) {
                    cell.columns = columns.clamp(1, 1000);
                }
            }
            (Properties::Cell, "vMerge") => {
                if let Some(cell) = &mut self.cell {
                    cell.goes_on = element.value().as_deref() != Some("restart");
                }
            }
            (_, "tcPrChange" | "trPrChange") => self.skip(),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) -> Result<()> {
        match name {
            "p" => self.end_paragraph()?,
            "pPr" | "trPr" => self.properties = Properties::None,
            "rPr" if self.properties == Properties::Mark => self.properties = Properties::Paragraph,
            "rPr" => self.properties = Properties::None,
            "tcPr" => {
                self.properties = Properties::None;
                if self.cell.as_ref().is_some_and(|cell| cell.goes_on) {
                    self.start_cell()?;
                    self.layout.end_cell()?;
                    // Its text is not shown.
                    self.skipped_from = Some(self.depth.saturating_sub(1));
                    self.skips_own_end = true;
                }
            }
            "r" => self.run = Run::default(),
            "t" => self.is_text = false,
            "checkBox" => self.box_to_tick()?,
            "tc" => {
                self.start_cell()?;
                self.layout.end_cell()?;
            }
            "tr" => self.layout.end_row()?,
            "tbl" => self.layout.end_table()?,
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<()> {
        if self.is_text && self.skipped_from.is_none() { self.words(text) } else { Ok(()) }
    }

    fn words(&mut self, text: &str) -> Result<()> {
        if self.run.is_hidden || self.paragraphs.last().is_none_or(|paragraph| paragraph.is_dropped) {
            return Ok(());
        }
        self.layout.text(text, self.run.is_bold)
    }

    /// Skips the element that has just begun, with all that is in it.
    fn skip(&mut self) {
        self.skipped_from = Some(self.depth.saturating_sub(1));
        self.skips_own_end = true;
    }

    fn break_line(&mut self, element: &Element<'_>) -> Result<()> {
        match element.attribute("type").as_deref() {
            Some("page") if self.layout.is_blank() => self.layout.next_page(),
            _ => self.layout.end_line(),
        }
    }

    fn box_to_tick(&mut self) -> Result<()> {
        let Some(ticked) = self.ticked.take() else { return Ok(()) };
        self.begin_paragraph()?;
        self.layout.tick(ticked)
    }

    /// Opens the cell whose properties have been read.
    fn start_cell(&mut self) -> Result<()> {
        match self.cell.take() {
            Some(cell) => self.layout.start_cell(cell.columns, 1),
            None => Ok(()),
        }
    }

    /// Makes the open paragraph a heading or an entry, now that its properties are known.
    fn begin_paragraph(&mut self) -> Result<()> {
        let Some(paragraph) = self.paragraphs.last_mut().filter(|paragraph| !paragraph.has_begun) else {
            return Ok(());
        };
        paragraph.has_begun = true;
        let style = paragraph.style.as_deref().unwrap_or_default();
        if self.styles.is_contents(style) {
            paragraph.is_dropped = true;
            return Ok(());
        }
        let inherited = self.styles.list(style);
        let list = paragraph.list.list.clone().or(inherited.list);
        let level = paragraph.list.level.or(inherited.level).unwrap_or(0);
        let mark = list.as_deref().and_then(|list| self.numbering.next(list, level));
        let outline = paragraph.outline.filter(|&level| level < 9).map(|level| level + 1);
        if let Some(level) = outline.or_else(|| self.styles.heading(style)) {
            self.layout.heading(level);
            return match mark {
                Some(Mark::Number(number)) => self.layout.text(&format!("{number}. "), true),
                _ => Ok(()),
            };
        }
        if let Some(mark) = mark {
            paragraph.is_entry = true;
            self.layout.start_entry(level, mark)?;
        }
        Ok(())
    }

    fn end_paragraph(&mut self) -> Result<()> {
        let Some(paragraph) = self.paragraphs.pop() else { return Ok(()) };
        if paragraph.is_joined {
            self.joined = Some(Paragraph { is_joined: false, ..paragraph });
            return Ok(());
        }
        if paragraph.is_entry { self.layout.end_entry() } else { self.layout.end_paragraph() }
    }

    /// Ends the open paragraph for a text box within it; what follows the box stands in a paragraph of its own.
    fn leave_paragraph(&mut self) -> Result<()> {
        let Some(paragraph) = self.paragraphs.last_mut() else { return Ok(()) };
        if std::mem::take(&mut paragraph.is_entry) {
            self.layout.end_entry()
        } else {
            self.layout.end_paragraph()
        }
    }
}

/// Signs of a font that draws boxes; others say nothing without their font.
fn symbol(element: &Element<'_>) -> &'static str {
    match element.attribute("char").unwrap_or_default().to_uppercase().as_str() {
        "F0FE" | "F052" | "2611" => "☑ ",
        "F0FD" | "F054" | "2612" => "☒ ",
        "F0A8" | "F06F" | "F0A3" | "2610" => "☐ ",
        "F0E0" | "F0E8" => "→",
        _ => "",
    }
}
