//! The lists of a Word document: which have bullets, how the others count, and how far each has counted.

use std::collections::HashMap;

use super::super::Mark;
use super::xml::{self, Element, Step};
use crate::error::Result;

/// The deepest level that Word has.
const LEVELS: usize = 9;

/// The lists, and their counters.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// How lists look, by what they are kept under.
    looks: HashMap<String, [Level; LEVELS]>,
    lists: HashMap<String, List>,
    /// How far each look has counted on each level.
    counters: HashMap<String, [Option<u32>; LEVELS]>,
}

#[derive(Debug, Default, Clone)]
struct List {
    look: String,
    /// Where levels begin to count anew when the list begins; taken once.
    restarts: HashMap<usize, u32>,
}

/// A level of a list.
#[derive(Debug, Clone, Default)]
struct Level {
    format: String,
    start: Option<u32>,
    /// The number's form, such as `%1.%2.`
    text: String,
}

impl Numbering {
    /// Reads `numbering.xml`.
    pub(super) fn read(xml: &str) -> Result<Self> {
        let mut reader = Reader::default();
        xml::walk(xml, |step| {
            match step {
                Step::Start(element) => reader.start(&element),
                Step::End("num") => reader.list = None,
                Step::End("abstractNum") => reader.look = None,
                Step::End(_) | Step::Text(_) => {}
            }
            Ok(())
        })?;
        Ok(reader.numbering)
    }

    /// The mark of the next entry in this list at this level. None where the list has no marks.
    pub(super) fn next(&mut self, list: &str, level: usize) -> Option<Mark> {
        let level = level.min(LEVELS - 1);
        let Some(list) = self.lists.get_mut(list).filter(|list| self.looks.contains_key(&list.look)) else {
            // A list that the file does not describe is one all the same.
            return (list != "0").then_some(Mark::Bullet);
        };
        let looks = self.looks.get(&list.look)?;
        let look = looks.get(level)?;
        match look.format.as_str() {
            "bullet" => return Some(Mark::Bullet),
            "none" => return None,
            _ => {}
        }
        let counters = self.counters.entry(list.look.clone()).or_default();
        if let Some(restart) = list.restarts.remove(&level) {
            *counters.get_mut(level)? = restart.checked_sub(1);
        }
        let start = look.start.unwrap_or(1);
        let counter = counters.get_mut(level)?;
        *counter = Some(counter.map_or(start, |number| number.saturating_add(1)));
        counters.iter_mut().skip(level + 1).for_each(|deeper| *deeper = None);
        Some(Mark::Number(written(look, level, looks, counters)))
    }
}

/// The number in the level's own form.
fn written(look: &Level, level: usize, looks: &[Level; LEVELS], counters: &[Option<u32>; LEVELS]) -> String {
    let mut text = if look.text.contains('%') { look.text.clone() } else { format!("%{}", level + 1) };
    for (index, (shown, counter)) in looks.iter().zip(counters).enumerate().take(level + 1) {
        let number = counter.or(shown.start).unwrap_or(1);
        text = text.replace(&format!("%{}", index + 1), &in_format(number, &shown.format));
    }
    text.trim_matches(|c: char| matches!(c, '.' | ')' | '(' | ':' | '-') || c.is_whitespace()).to_owned()
}

fn in_format(number: u32, format: &str) -> String {
    let letter = |first: u8| {
        let index = u8::try_from(number.saturating_sub(1) % 26).unwrap_or(0);
        char::from(first + index).to_string()
    };
    match format {
        "lowerLetter" => letter(b'a'),
        "upperLetter" => letter(b'A'),
        "lowerRoman" => roman(number).to_lowercase(),
        "upperRoman" => roman(number),
        _ => number.to_string(),
    }
}

fn roman(number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number >= 4000 {
        return number.to_string();
    }
    let mut rest = number;
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            rest -= value;
            text.push_str(sign);
        }
    }
    text
}

#[derive(Default)]
struct Reader {
    numbering: Numbering,
    look: Option<String>,
    list: Option<String>,
    level: usize,
}

impl Reader {
    fn start(&mut self, element: &Element<'_>) {
        match element.name {
            "abstractNum" => {
                let id = element.attribute("abstractNumId").unwrap_or_default();
                self.numbering.looks.insert(id.clone(), <[Level; LEVELS]>::default());
                self.look = Some(id);
            }
            "num" => {
                let id = element.attribute("numId").unwrap_or_default();
                self.numbering.lists.insert(id.clone(), List::default());
                self.list = Some(id);
            }
            "lvl" | "lvlOverride" => {
                self.level = element.attribute("ilvl").and_then(|level| level.parse().ok()).unwrap_or(0);
            }
            _ => self.property(element),
        }
    }

    fn property(&mut self, element: &Element<'_>) {
        if let Some(list) = self.list.as_ref().and_then(|id| self.numbering.lists.get_mut(id)) {
            match element.name {
                "abstractNumId" => list.look = element.value().unwrap_or_default(),
                "startOverride" => {
                    list.restarts.extend(element.number().map(|start| (self.level, start)));
                }
                _ => {}
            }
            return;
        }
        let looks = self.look.as_ref().and_then(|id| self.numbering.looks.get_mut(id));
        let Some(level) = looks.and_then(|levels| levels.get_mut(self.level)) else { return };
        match element.name {
            "numFmt" => level.format = element.value().unwrap_or_default(),
            "start" => level.start = element.number(),
            "lvlText" => level.text = element.value().unwrap_or_default(),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_count_as_they_are_drawn() {
        let mut numbering = Numbering::read(
            "<w:numbering xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>\
             <w:abstractNum w:abstractNumId='7'>\
             <w:lvl w:ilvl='0'><w:start w:val='3'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.'/></w:lvl>\
             <w:lvl w:ilvl='1'><w:numFmt w:val='lowerLetter'/><w:lvlText w:val='%1.%2)'/></w:lvl>\
             <w:lvl w:ilvl='2'><w:numFmt w:val='bullet'/></w:lvl></w:abstractNum>\
             <w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>\
             <w:num w:numId='2'><w:abstractNumId w:val='7'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/>\
             </w:lvlOverride></w:num></w:numbering>",
        )
        .unwrap();
        let mut check = |list: &str, level, expected: &str| {
            let expected = if expected == "-" { Mark::Bullet } else { Mark::Number(expected.to_owned()) };
            assert_eq!(numbering.next(list, level), Some(expected));
        };
        check("1", 0, "3");
        check("1", 1, "3.a");
        check("1", 1, "3.b");
        check("1", 2, "-");
        check("1", 0, "4");
        check("1", 1, "4.a");
        check("2", 0, "1");
        check("2", 0, "2");
        check("9", 0, "-");
        assert_eq!(numbering.next("0", 0), None);
        assert_eq!((roman(1994), in_format(27, "upperLetter")), ("MCMXCIV".to_owned(), "A".to_owned()));
    }
}
