//! The styles of a Word document, as far as they make headings and lists.

use std::collections::HashMap;

use super::xml::{self, Step};
use crate::error::Result;

/// The styles by their identifiers.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
}

#[derive(Debug, Default, Clone)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    list: ListPlace,
}

/// In which list a paragraph stands, and how deep; each may be left to its style.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct ListPlace {
    pub(super) list: Option<String>,
    pub(super) level: Option<usize>,
}

/// How long a chain of styles is followed.
const LONGEST_CHAIN: usize = 20;

impl Styles {
    /// Reads `styles.xml`.
    pub(super) fn read(xml: &str) -> Result<Self> {
        let mut styles = HashMap::new();
        let mut open: Option<(String, Style)> = None;
        xml::walk(xml, |step| {
            match step {
                Step::Start(element) if element.name == "style" => {
                    let id = element.attribute("styleId").unwrap_or_default();
                    open = Some((id, Style::default()));
                }
                Step::Start(element) => {
                    let Some((_, style)) = &mut open else { return Ok(()) };
                    match element.name {
                        "name" => style.name = element.value().unwrap_or_default().to_lowercase(),
                        "basedOn" => style.based_on = element.value(),
                        "outlineLvl" => style.outline = element.number(),
                        "numId" => style.list.list = element.value(),
                        "ilvl" => style.list.level = element.number(),
                        _ => {}
                    }
                }
                Step::End("style") => styles.extend(open.take()),
                Step::End(_) | Step::Text(_) => {}
            }
            Ok(())
        })?;
        Ok(Self { styles })
    }

    /// The level at which paragraphs of this style are headings.
    pub(super) fn heading(&self, id: &str) -> Option<u8> {
        // A style that the file does not describe is known by its identifier.
        if !self.styles.contains_key(id) {
            return level_of_name(&id.to_lowercase());
        }
        self.chain(id).find_map(|style| {
            let by_outline = style.outline.filter(|&level| level < 9).map(|level| level + 1);
            level_of_name(&style.name).or(by_outline)
        })
    }

    /// The list in which paragraphs of this style stand.
    pub(super) fn list(&self, id: &str) -> ListPlace {
        let list = self.chain(id).find_map(|style| style.list.list.clone());
        let level = self.chain(id).find_map(|style| style.list.level);
        ListPlace { list, level }
    }

    /// Whether paragraphs of this style are lines of a table of contents.
    pub(super) fn is_contents(&self, id: &str) -> bool {
        self.chain(id).any(|style| style.name.starts_with("toc ") || style.name == "table of figures")
    }

    /// The style and those that it is based on.
    fn chain<'a>(&'a self, id: &str) -> impl Iterator<Item = &'a Style> {
        let based_on = |style: &&'a Style| self.styles.get(style.based_on.as_deref()?);
        std::iter::successors(self.styles.get(id), based_on).take(LONGEST_CHAIN)
    }
}

/// Word's names are English in every language's files, its identifiers are not.
fn level_of_name(name: &str) -> Option<u8> {
    match name {
        "title" | "titre" => return Some(1),
        "subtitle" | "sous-titre" => return Some(2),
        _ => {}
    }
    let number = name.strip_prefix("heading").or_else(|| name.strip_prefix("titre"))?.trim();
    number.parse().ok().filter(|level| (1..=9).contains(level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_told_by_name_outline_or_what_they_are_based_on() {
        let styles = Styles::read(
            "<w:styles xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>\
             <w:style w:styleId='Titre1'><w:name w:val='heading 1'/></w:style>\
             <w:style w:styleId='A'><w:name w:val='Chapter'/><w:pPr><w:outlineLvl w:val='2'/></w:pPr></w:style>\
             <w:style w:styleId='B'><w:name w:val='B'/><w:basedOn w:val='A'/></w:style>\
             <w:style w:styleId='C'><w:name w:val='C'/><w:basedOn w:val='C'/></w:style>\
             <w:style w:styleId='L'><w:name w:val='L'/><w:pPr><w:numPr><w:ilvl w:val='1'/><w:numId w:val='4'/>\
             </w:numPr></w:pPr></w:style><w:style w:styleId='M'><w:basedOn w:val='L'/></w:style></w:styles>",
        )
        .unwrap();
        let check = |id: &str, expected| assert_eq!(styles.heading(id), expected, "{id}");
        check("Titre1", Some(1));
        check("A", Some(3));
        check("B", Some(3));
        check("C", None);
        check("Heading2", Some(2));
        check("Normal", None);
        assert_eq!(styles.list("M"), ListPlace { list: Some("4".to_owned()), level: Some(1) });
    }
}
