//! HTML as wikis and word processors export it. Its tags are followed as browsers follow them as far as that
//! matters to a reader; what a browser would not show is dropped, and so is what surrounds a wiki's page.

mod dropped;
mod lists;

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::super::text_layer::Line;
use super::layout::Layout;
use super::{Block, limits};
use crate::error::Result;
use dropped::is_dropped;
use lists::Lists;

/// How deep lists may stand within one another.
const MAX_LISTS: usize = 100;

/// The lines and blocks of an HTML text. Fails with `minutes-too-large` where it goes beyond a limit.
pub(super) fn read(html: &str) -> Result<(Vec<Line>, Vec<Block>)> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut reader = Reader::new();
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => reader.start(&tag)?,
            Token::EndTag(tag) => reader.end(&String::from_utf8_lossy(&tag.name))?,
            Token::String(text) => reader.text(&String::from_utf8_lossy(&text))?,
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    reader.end_tables()?;
    reader.layout.finish()
}

struct Reader {
    layout: Layout,
    /// The open element that is dropped with all that is in it, and how often its name is open.
    dropped: Option<(String, usize)>,
    /// The open lists of the document and of each open cell.
    lists: Vec<Lists>,
    tables: Vec<OpenTable>,
    /// Whether each open element that may be bold is.
    bold: Vec<bool>,
    preformatted: usize,
    /// Whether the open paragraph is the term of a definition.
    is_term: bool,
    /// What the text is, where it is not to be read.
    aside: Option<Aside>,
}

/// Text that says something of what stands around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Aside {
    /// Confluence's state of a task.
    TaskStatus,
    /// An identifier.
    Nothing,
}

#[derive(Debug, Default)]
struct OpenTable {
    in_head: bool,
    row: bool,
    cell: bool,
    /// Whether the open row has cells, and all of them are heads.
    all_heads: Option<bool>,
}

impl Reader {
    fn new() -> Self {
        Self {
            layout: Layout::new(),
            dropped: None,
            lists: vec![Lists::default()],
            tables: Vec::new(),
            bold: Vec::new(),
            preformatted: 0,
            is_term: false,
            aside: None,
        }
    }

    fn text(&mut self, text: &str) -> Result<()> {
        if self.dropped.is_some() {
            return Ok(());
        }
        match self.aside {
            Some(Aside::TaskStatus) => return self.layout.tick(text.trim() == "complete"),
            Some(Aside::Nothing) => return Ok(()),
            None => {}
        }
        let is_bold = self.bold.last() == Some(&true);
        if self.preformatted == 0 {
            return self.layout.text(text, is_bold);
        }
        for line in text.split_inclusive('\n') {
            self.layout.text(line, is_bold)?;
            if line.ends_with('\n') {
                self.layout.end_line()?;
            }
        }
        Ok(())
    }

    fn start(&mut self, tag: &StartTag<()>) -> Result<()> {
        let name = String::from_utf8_lossy(&tag.name);
        let name = name.as_ref();
        if let Some((dropped, count)) = &mut self.dropped {
            *count += usize::from(dropped == name && !tag.self_closing);
            return Ok(());
        }
        if is_void(name) {
            return self.void(name, tag);
        }
        if is_dropped(name, tag) {
            if !tag.self_closing {
                self.dropped = Some((name.to_owned(), 1));
            }
            return Ok(());
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.layout.end_paragraph()?;
                self.layout.heading(name.as_bytes().get(1).map_or(1, |digit| digit - b'0'));
            }
            "b" | "strong" => {
                let normal = attribute(tag, "style").contains("font-weight:normal");
                self.bold.push(!normal);
            }
            "ul" | "ol" | "menu" | "ac:task-list" => self.start_list(name, tag)?,
            "li" | "ac:task" => self.start_entry(tag)?,
            "dt" => {
                self.layout.end_paragraph()?;
                self.is_term = true;
            }
            "dd" => self.start_definition()?,
            "table" => {
                self.layout.start_table()?;
                self.tables.push(OpenTable::default());
            }
            "thead" => {
                self.end_row()?;
                self.tables.iter_mut().last().into_iter().for_each(|table| table.in_head = true);
            }
            "tbody" | "tfoot" => self.end_section()?,
            "tr" => self.start_row()?,
            "td" | "th" => self.start_cell(name, tag)?,
            "pre" => {
                self.layout.end_paragraph()?;
                self.preformatted += 1;
            }
            "ac:task-status" => self.aside = Some(Aside::TaskStatus),
            "ac:task-id" | "ac:task-uuid" | "ac:parameter" => self.aside = Some(Aside::Nothing),
            "time" if tag.self_closing => self.layout.text(&attribute(tag, "datetime"), false)?,
            "div" if attribute(tag, "class").contains("checkbox-on") => self.layout.tick(true)?,
            "div" if attribute(tag, "class").contains("checkbox-off") => self.layout.tick(false)?,
            _ if is_inline(name) => {}
            _ => self.layout.end_paragraph()?,
        }
        Ok(())
    }

    fn void(&mut self, name: &str, tag: &StartTag<()>) -> Result<()> {
        match name {
            "br" => self.layout.end_line(),
            "hr" => self.layout.rule(),
            "input" if attribute(tag, "type") == "checkbox" => self.layout.tick(has(tag, "checked")),
            _ => Ok(()),
        }
    }

    fn end(&mut self, name: &str) -> Result<()> {
        if let Some((dropped, count)) = &mut self.dropped {
            *count -= usize::from(dropped == name);
            if *count == 0 {
                self.dropped = None;
            }
            return Ok(());
        }
        match name {
            "b" | "strong" => {
                self.bold.pop();
            }
            "ul" | "ol" | "menu" | "ac:task-list" => self.end_list()?,
            "li" | "ac:task" => {
                if self.lists.last_mut().is_some_and(Lists::end_entry) {
                    self.layout.end_entry()?;
                }
            }
            "dt" if self.is_term => {}
            "thead" | "tbody" | "tfoot" => self.end_section()?,
            "td" | "th" => self.end_cell()?,
            "tr" => self.end_row()?,
            "table" => self.end_table()?,
            "pre" => {
                self.layout.end_paragraph()?;
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            "ac:task-status" | "ac:task-id" | "ac:task-uuid" | "ac:parameter" => self.aside = None,
            _ if is_inline(name) => {}
            _ => {
                self.layout.end_paragraph()?;
                self.is_term = false;
            }
        }
        Ok(())
    }

    fn start_list(&mut self, name: &str, tag: &StartTag<()>) -> Result<()> {
        self.layout.end_paragraph()?;
        let Some(lists) = self.lists.last_mut() else { return Ok(()) };
        limits::check(lists.depth() + 1, MAX_LISTS, "lists within one another")?;
        let first = (name == "ol").then(|| attribute(tag, "start").parse().unwrap_or(1));
        let boxes = name == "ac:task-list" || attribute(tag, "class").contains("task-list");
        lists.start(first, boxes);
        Ok(())
    }

    fn end_list(&mut self) -> Result<()> {
        if self.lists.last_mut().is_some_and(Lists::end) {
            self.layout.end_entry()?;
        }
        self.layout.end_paragraph()
    }

    fn start_entry(&mut self, tag: &StartTag<()>) -> Result<()> {
        let Some(lists) = self.lists.last_mut() else { return Ok(()) };
        if lists.end_entry() {
            self.layout.end_entry()?;
        }
        let (depth, mut mark) = lists.start_entry(attribute(tag, "value").parse().ok());
        let class = attribute(tag, "class");
        let ticked =
            attribute(tag, "aria-checked") == "true" || class.split(' ').any(|name| name == "checked");
        if attribute(tag, "role") == "checkbox" || matches!(mark, super::Mark::Box { .. }) {
            mark = super::Mark::Box { ticked };
        }
        self.layout.start_entry(depth, mark)
    }

    fn start_definition(&mut self) -> Result<()> {
        let labels = std::mem::take(&mut self.is_term) && !self.layout.is_blank();
        if !labels {
            return self.layout.end_paragraph();
        }
        let mark = if self.layout.ends_with(':') { " " } else { ": " };
        self.layout.text(mark, false)
    }

    fn start_row(&mut self) -> Result<()> {
        self.end_row()?;
        if let Some(table) = self.tables.last_mut() {
            self.layout.start_row()?;
            (table.row, table.all_heads) = (true, None);
        }
        Ok(())
    }

    fn start_cell(&mut self, name: &str, tag: &StartTag<()>) -> Result<()> {
        self.end_cell()?;
        if self.tables.last().is_some_and(|table| !table.row) {
            self.start_row()?;
        }
        let Some(table) = self.tables.last_mut() else { return self.layout.end_paragraph() };
        let spans = |name: &str| attribute(tag, name).trim().parse::<u16>().unwrap_or(1).clamp(1, 1000);
        self.layout.start_cell(spans("colspan"), spans("rowspan"))?;
        table.cell = true;
        table.all_heads = Some(name == "th" && table.all_heads.unwrap_or(true));
        self.lists.push(Lists::default());
        Ok(())
    }

    fn end_cell(&mut self) -> Result<()> {
        if self.tables.last_mut().is_some_and(|table| std::mem::take(&mut table.cell)) {
            self.layout.end_cell()?;
            self.lists.pop();
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<()> {
        self.end_cell()?;
        let Some(table) = self.tables.last_mut().filter(|table| table.row) else { return Ok(()) };
        table.row = false;
        if table.in_head || table.all_heads == Some(true) {
            self.layout.mark_head();
        }
        self.layout.end_row()
    }

    fn end_section(&mut self) -> Result<()> {
        self.end_row()?;
        self.tables.iter_mut().last().into_iter().for_each(|table| table.in_head = false);
        Ok(())
    }

    fn end_table(&mut self) -> Result<()> {
        self.end_row()?;
        if self.tables.pop().is_some() { self.layout.end_table() } else { Ok(()) }
    }

    fn end_tables(&mut self) -> Result<()> {
        while !self.tables.is_empty() {
            self.end_table()?;
        }
        Ok(())
    }
}

/// An attribute's value; a style loses its blanks, so that it can be compared.
fn attribute(tag: &StartTag<()>, name: &str) -> String {
    let value = tag.attributes.get(name.as_bytes());
    let value = value.map(|value| String::from_utf8_lossy(&value.value).to_lowercase()).unwrap_or_default();
    if name == "style" { value.replace(' ', "") } else { value }
}

fn has(tag: &StartTag<()>, name: &str) -> bool {
    tag.attributes.contains_key(name.as_bytes())
}

fn is_void(name: &str) -> bool {
    const VOID: [&str; 13] = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
    ];
    VOID.contains(&name)
}

/// Whether the element stands within a line.
fn is_inline(name: &str) -> bool {
    const INLINE: [&str; 34] = [
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em", "font", "i",
        "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub",
        "sup", "time", "tt", "u", "var", "ac:link", "o:p",
    ];
    INLINE.contains(&name)
}

#[cfg(test)]
mod tests;
