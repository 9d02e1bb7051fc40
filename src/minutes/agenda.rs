//! The agenda: bullets with the minutes allotted, and smaller bullets below them.

use super::clock;
use super::draft::{AgendaItem, Confidence, Found, Hours, Span};
use super::marks::{bullet, leading_number};
use super::mentions::Names;
use super::passage::{Passage, fold};
use super::pattern::number;
use super::text_layer::{Line, blocks};
use super::vocabulary::{begins_with_theme, speaks_of_next_meeting};
use super::word_lists::is_function_word;

/// Reads the lines between the agenda's heading and the table.
pub(super) fn read(lines: &[Line]) -> Vec<Found<AgendaItem>> {
    let mut items: Vec<Found<AgendaItem>> = Vec::new();
    let mut top_mark = None;
    for entry in entries(lines) {
        let below = top_mark.is_some_and(|top| entry.is_below(top)) && !items.is_empty();
        if below {
            let Some(item) = items.last_mut() else { continue };
            let text = entry.text.trimmed(&[';', '.']);
            item.span = item.span.and(text.span());
            item.value.sub_items.push(Found::sure(text.text().to_owned(), text.span()));
            continue;
        }
        top_mark = top_mark.or(Some(entry.mark));
        items.extend(item(&entry));
    }
    items
}

/// Finds what the titles of the agenda speak about.
pub(super) fn add_mentions(agenda: &mut [Found<AgendaItem>], names: &Names<'_>) {
    for item in agenda {
        let mut text = Passage::of_line(item.span.first_line, &item.value.title);
        for sub in &item.value.sub_items {
            text.append_paragraph(&Passage::of_line(sub.span.first_line, &sub.value));
        }
        item.value.mentions = names.find(&text);
    }
}

/// The meeting's theme, where an agenda item names it.
pub(super) fn theme(agenda: &[Found<AgendaItem>]) -> Option<Found<String>> {
    agenda.iter().find_map(|item| {
        let title = &item.value.title;
        let (label, theme) = title.split_once(':')?;
        let words = super::passage::words(label);
        let labelled = begins_with_theme(&words) && words.len() <= 3 && !theme.trim().is_empty();
        // The span of the item may reach over its sub-items; the theme stands on its first line.
        let span = Span { first_line: item.span.first_line, last_line: item.span.first_line };
        labelled.then(|| Found::sure(theme.trim().to_owned(), span))
    })
}

/// The agenda item that a subject of the table treats: the one that shares most of its words, if it shares
/// enough of them.
pub(super) fn item_of_subject(agenda: &[Found<AgendaItem>], subject: &str) -> Option<usize> {
    let agenda = agenda.get(..MOST_ITEMS).unwrap_or(agenda);
    let next_meeting = |text: &str| speaks_of_next_meeting(&super::passage::words(text));
    if next_meeting(subject) {
        return agenda.iter().position(|item| next_meeting(&item.value.title));
    }
    let wanted = stems(subject);
    let score = |item: &Found<AgendaItem>| {
        let offered = stems(&item.value.title);
        let shared = wanted.iter().filter(|stem| offered.contains(stem)).count();
        let shorter = wanted.len().min(offered.len());
        (shared * 2 >= shorter && shared > 0).then_some(shared)
    };
    let scored = agenda.iter().enumerate().filter_map(|(index, item)| Some((score(item)?, index)));
    // Of equals the first one: `max_by_key` would take the last.
    scored.rev().max_by_key(|&(score, _)| score).map(|(_, index)| index)
}

/// An agenda with more items is no honest one; comparing each with each subject would take long.
const MOST_ITEMS: usize = 200;

/// The first five letters of each word that says something: enough to know a word in another form.
pub(super) fn stems(text: &str) -> Vec<String> {
    let mut stems: Vec<String> = Vec::new();
    for word in fold(text).split(' ').filter(|word| !is_function_word(word)) {
        let stem: String = word.chars().take(5).collect();
        if !stems.contains(&stem) && stem != "theme" {
            stems.push(stem);
        }
    }
    stems
}

/// What stands before an entry: a bullet, a number, or nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Bullet(char),
    Number,
    None,
}

struct Entry {
    mark: Mark,
    text: Passage,
}

impl Entry {
    /// Whether the entry belongs below one with the first item's mark.
    fn is_below(&self, top: Mark) -> bool {
        match self.mark {
            Mark::Bullet('o' | '◦' | '▪' | '▫' | '○' | '\u{f0a7}') => top != self.mark,
            Mark::Bullet(_) => top != self.mark && top != Mark::None,
            Mark::Number | Mark::None => false,
        }
    }
}

/// Puts the lines together: each bullet begins an entry, other lines continue it.
fn entries(lines: &[Line]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for block in blocks(lines) {
        let mut block_begins = true;
        for line in block {
            let (mark, from) = mark(&line.text);
            let text = line.text.get(from..).unwrap_or_default();
            let continues = mark == Mark::None
                && entries.last().is_some_and(|entry| continues(entry, text, block_begins));
            match entries.last_mut().filter(|_| continues) {
                Some(entry) => entry.text.push(line.number, text),
                None => entries.push(Entry { mark, text: Passage::of_line(line.number, text) }),
            }
            block_begins = false;
        }
    }
    entries.retain(|entry| entry.text.text().chars().any(char::is_alphanumeric));
    entries
}

/// Whether a line without a mark continues the entry above it. In a list without marks every line that
/// begins with a capital is an entry.
fn continues(entry: &Entry, text: &str, block_begins: bool) -> bool {
    let small = !text.starts_with(char::is_uppercase);
    if entry.mark == Mark::None { small } else { small || !block_begins }
}

fn mark(line: &str) -> (Mark, usize) {
    if let Some((mark, from)) = bullet(line) {
        return (Mark::Bullet(mark), from);
    }
    match leading_number(line) {
        Some((_, from)) if line.bytes().any(|byte| matches!(byte, b'.' | b')')) => (Mark::Number, from),
        _ => (Mark::None, 0),
    }
}

fn item(entry: &Entry) -> Option<Found<AgendaItem>> {
    item_of(&entry.text, entry.mark != Mark::None)
}

/// One planned topic with the minutes or the hours allotted to it. `marked` tells that a bullet or a number
/// shows that it is one.
pub(super) fn item_of(text: &Passage, marked: bool) -> Option<Found<AgendaItem>> {
    let (minutes, title) = match minutes_allotted(text).or_else(|| hours_allotted(text)) {
        Some((minutes, title)) => (Some(minutes), title),
        None => (None, without_start(text)),
    };
    let title = title.trimmed(&[':', ';', ',', '-', '–', '—']);
    let item = AgendaItem {
        title: title.text().to_owned(),
        minutes_allotted: minutes,
        sub_items: Vec::new(),
        mentions: Vec::new(),
    };
    let confidence = if marked { Confidence::High } else { Confidence::Medium };
    let named = title.text().chars().any(char::is_alphanumeric);
    named.then(|| Found::new(item, text.span(), confidence))
}

/// The minutes that a cell names: `20 min`, `11:00–11:30`.
pub(super) fn minutes_in(text: &str) -> Option<u32> {
    let words = super::passage::words(text);
    let said =
        (0..words.len()).find_map(|from| length_at(text, words.get(from..)?)).map(|(minutes, _)| minutes);
    let bare = || number(&fold(text)).filter(|count| *count <= 600);
    clock::find(text).and_then(|found| minutes_of(&found.hours)).or(said).or_else(bare)
}

fn minutes_of(hours: &Hours) -> Option<u32> {
    let clock = |time: jiff::civil::Time| i32::from(time.hour()) * 60 + i32::from(time.minute());
    let minutes = u32::try_from(clock(hours.end?) - clock(hours.start)).ok()?;
    (1..=720).contains(&minutes).then_some(minutes)
}

/// The hours in front of a topic or behind it — `16h00–16h10 : accueil`, `Welcome (11:00-11:15)` — as minutes,
/// and the topic without them.
fn hours_allotted(text: &Passage) -> Option<(u32, Passage)> {
    let found = clock::find(text.text())?;
    let minutes = minutes_of(&found.hours)?;
    let before = text.slice(0..found.range.start).trimmed(&['(', '[', '-', '–', '—', ':', ',']);
    let after =
        text.slice(found.range.end..text.text().len()).trimmed(&[')', ']', ':', '-', '–', '—', '|', ',']);
    match (before.is_empty(), after.is_empty()) {
        (true, false) => Some((minutes, after)),
        (false, true) => Some((minutes, before)),
        _ => None,
    }
}

/// A heading without the hours that stand in front of it or behind it.
pub(super) fn without_hours(heading: &Passage) -> Option<Passage> {
    hours_allotted(heading).map(|(_, topic)| topic)
}

/// The topic without the hour at which it begins: `10:00 Welcome`.
fn without_start(text: &Passage) -> Passage {
    let begins = clock::find(text.text()).filter(|found| found.range.start == 0);
    let topic = begins
        .map(|found| text.slice(found.range.end..text.text().len()).trimmed(&[':', '-', '–', '—', '|']));
    topic.filter(|topic| topic.text().chars().any(char::is_alphabetic)).unwrap_or_else(|| text.clone())
}

/// The minutes that the end of an item allots — `(40 min)`, `– 1 h 30`, `[15']` — and the item without them.
fn minutes_allotted(text: &Passage) -> Option<(u32, Passage)> {
    let words = text.words();
    (0..words.len()).rev().find_map(|from| {
        let (minutes, used) = length_at(text.text(), words.get(from..)?)?;
        let first = words.get(from)?;
        let last = words.get(from + used - 1)?;
        let after = text.text().get(last.end..)?;
        let at_end = !after.chars().any(char::is_alphanumeric);
        let before = text.text().get(..first.start)?.trim_end();
        let parted = before.ends_with(['(', '[', '-', '–', '—', ':', ',']);
        (at_end && parted).then(|| (minutes, text.slice(0..before.trim_end_matches(['(', '[', ' ']).len())))
    })
}

/// `40 min`, `10 minutes`, `40min`, `1h`, `1 h 30`, `1h30`, `15'`: the minutes and how many words say them.
fn length_at(text: &str, words: &[super::passage::Word]) -> Option<(u32, usize)> {
    let first = words.first()?;
    let digits: String = first.folded.chars().take_while(char::is_ascii_digit).collect();
    let unit = first.folded.strip_prefix(digits.as_str())?;
    let next = words.get(1).map_or("", |word| word.folded.as_str());
    let count =
        number(if digits.is_empty() { &first.folded } else { &digits }).filter(|count| *count <= 600)?;
    let prime = text.get(first.end..).is_some_and(|rest| rest.starts_with(['\'', '’', '′']));
    let minutes_word = |word: &str| matches!(word, "min" | "mins" | "mn" | "minute" | "minutes");
    let hours_word = |word: &str| matches!(word, "h" | "heure" | "heures" | "hour" | "hours");
    let hours = count.checked_mul(60)?;
    let more =
        |word: Option<&super::passage::Word>| word.and_then(|word| number(&word.folded)).filter(|n| *n < 60);
    match unit {
        "" if prime => Some((count, 1)),
        "" if minutes_word(next) => Some((count, 2)),
        "" if hours_word(next) => match more(words.get(2)) {
            Some(minutes) => Some((hours + minutes, 3)),
            None => Some((hours, 2)),
        },
        unit if minutes_word(unit) => Some((count, 1)),
        "h" => Some((hours, 1)),
        unit => {
            let minutes = number(unit.strip_prefix('h')?).filter(|minutes| *minutes < 60)?;
            Some((hours + minutes, 1))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, Option<u32>, &[&str])]) {
        let lines = super::super::text_layer::read(text).unwrap();
        let items = read(&lines);
        let seen: Vec<(&str, Option<u32>, Vec<&str>)> = items
            .iter()
            .map(|item| {
                let below = item.value.sub_items.iter().map(|sub| sub.value.as_str()).collect();
                (item.value.title.as_str(), item.value.minutes_allotted, below)
            })
            .collect();
        let expected: Vec<_> =
            expected.iter().map(|&(title, min, below)| (title, min, below.to_vec())).collect();
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn items_and_what_stands_below_them() {
        check(
            "• Un sujet (40 min)\n\n• Autre\nsujet long (10 min):\no Détail \n",
            &[("Un sujet", Some(40), &[]), ("Autre sujet long", Some(10), &["Détail"])],
        );
        check(
            "1. Welcome – 5 minutes\n- Round of names\n2. DHIS 2 update [1h30]\n",
            &[("Welcome", Some(5), &["Round of names"]), ("DHIS 2 update", Some(90), &[])],
        );
        check("- Ouverture (15')\n- Divers\n", &[("Ouverture", Some(15), &[]), ("Divers", None, &[])]);
        check(
            "Ouverture\nTour de table\ndes membres\n",
            &[("Ouverture", None, &[]), ("Tour de table des membres", None, &[])],
        );
        check(
            "- 16h00–16h10 : accueil\n- Welcome (11:00-11:15)\n- 10:00 Tea\n",
            &[("accueil", Some(10), &[]), ("Welcome", Some(15), &[]), ("Tea", None, &[])],
        );
        check("- Bilan des 30 min de test", &[("Bilan des 30 min de test", None, &[])]);
    }
}
