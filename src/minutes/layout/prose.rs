//! What the sentences of a report say of the meeting itself: when and where it was held, who led it, who wrote
//! the minutes, who was there.

use std::sync::LazyLock;

use super::head::Head;
use super::outline::Outline;
use super::people::People;
use super::talk::unwrap;
use super::titles::Kind;
use crate::minutes::attendees::{self, looks_like_name};
use crate::minutes::clock;
use crate::minutes::dates::Order;
use crate::minutes::document::Block;
use crate::minutes::draft::{Confidence, Draft, Field, Found, Room};
use crate::minutes::passage::{Passage, Word};
use crate::minutes::pattern::Pattern;
use crate::minutes::{header, room, sentences};
use crate::model::meeting::Attendance;

/// Fills in what labels did not tell.
pub(super) fn complete(draft: &mut Draft, people: &mut People, outline: &Outline, head: &Head, order: Order) {
    let rest = head.rest.iter().map(|(_, block)| block);
    let told = outline.sections.iter().filter(|section| matches!(section.kind, Kind::Talk | Kind::Topic));
    for block in rest.chain(told.flat_map(|section| &section.blocks)) {
        let Block::Paragraph(lines) = block else { continue };
        for paragraph in unwrap(lines, Some(60)) {
            for sentence in sentences::split(&paragraph) {
                fill(draft, people, &sentence, order);
            }
        }
    }
}

fn fill(draft: &mut Draft, people: &mut People, sentence: &Passage, order: Order) {
    let words = sentence.words();
    if let Some((_, held)) = find(&HELD, &words) {
        let from = words.get(held.saturating_sub(1)).map_or(0, |word| word.end);
        let rest = sentence.slice(from..sentence.text().len());
        if draft.date.filled().is_none() {
            let day = header::day(sentence, order, draft.language);
            draft.date = day.map_or(std::mem::take(&mut draft.date), Field::Filled);
        }
        if draft.hours.filled().is_none() && clock::find(sentence.text()).is_some() {
            let hours = header::hours(sentence).map(|mut hours| {
                // A sentence has no footnote marks beside its hours.
                hours.warnings.retain(|warning| warning.code != "footnote-mark");
                hours
            });
            draft.hours = hours.map_or(std::mem::take(&mut draft.hours), Field::Filled);
        }
        if draft.location.filled().is_none() {
            draft.location = place(&rest).map_or(std::mem::take(&mut draft.location), Field::Filled);
        }
    }
    if draft.facilitator.filled().is_none() {
        let named = behind(&CHAIRED_BY, sentence, &words).or_else(|| before(&CHAIRED, sentence, &words));
        draft.facilitator = named.map_or(std::mem::take(&mut draft.facilitator), Field::Filled);
    }
    if draft.rapporteur.filled().is_none() {
        let named = behind(&WRITTEN_BY, sentence, &words).or_else(|| before(&WROTE, sentence, &words));
        draft.rapporteur = named.map_or(std::mem::take(&mut draft.rapporteur), Field::Filled);
    }
    for (patterns, attendance) in
        [(&PRESENT, Attendance::Present), (&EXCUSED, Attendance::Excused), (&ABSENT, Attendance::Absent)]
    {
        // "Ten people attended, among them …": the last of them stands before the names.
        let found = patterns.iter().filter_map(|pattern| pattern.find(&words)).max_by_key(|&(_, to)| to);
        if let Some(found) = found {
            attended(people, sentence, &words, found, attendance);
        }
    }
}

/// The earliest of these turns of phrase; of those that begin together the longest.
fn find(patterns: &[Pattern], words: &[Word]) -> Option<(usize, usize)> {
    let found = patterns.iter().filter_map(|pattern| pattern.find(words));
    found.min_by_key(|&(from, to)| (from, usize::MAX - to))
}

/// The place behind "at", "in", "à", "dans", up to the clause's end.
fn place(rest: &Passage) -> Option<Found<Room>> {
    let text = rest.text();
    for mark in [
        " at the ", " at ", " in the ", " in ", " dans ", " à l’", " à la ", " à ", " au ", " aux ", " via ",
        " par ",
    ] {
        let padded = format!(" {text}");
        let mut from = 0;
        while let Some(at) = padded.get(from..).and_then(|rest| rest.find(mark)).map(|at| from + at) {
            let begin = at + mark.len() - 1;
            let begin = if mark.ends_with("the ") { begin - 4 } else { begin };
            let tail = text.get(begin..).unwrap_or_default();
            let length = [
                ",",
                ";",
                ". ",
                " sous ",
                " under ",
                " from ",
                " de ",
                " chaired ",
                " avec ",
                " on ",
                " le ",
                " and ",
            ]
            .iter()
            .filter(|stop| **stop != " de " || tail.starts_with(|c: char| c.is_ascii_digit()))
            .filter_map(|stop| tail.find(stop))
            .min()
            .unwrap_or(tail.len());
            let place = rest.slice(begin..begin + length).trimmed(&['.']);
            let capital = place.text().split(' ').any(|word| word.starts_with(char::is_uppercase));
            let telling = capital || mark.contains("dans") || place.text().contains("://");
            if telling
                && !place.text().starts_with(|c: char| c.is_ascii_digit())
                && place.text().len() >= 3
                && crate::minutes::dates::month(&crate::minutes::passage::fold(
                    place.text().split(' ').next().unwrap_or_default(),
                ))
                .is_none()
            {
                let found = room::read(&place);
                return Some(Found::new(found.value, found.span, Confidence::Medium));
            }
            from = at + mark.len() - 1;
        }
    }
    None
}

/// The name behind a turn of phrase: "chaired by Awa Diop".
fn behind(patterns: &[Pattern], sentence: &Passage, words: &[Word]) -> Option<Found<String>> {
    let (_, to) = find(patterns, words)?;
    let from = words.get(to)?.start;
    let tail = sentence.text().get(from..)?;
    let mut end = 0;
    for word in tail.split(' ') {
        let bare = word.trim_end_matches([',', ';', '.', ')', ':']);
        let courtesy = matches!(
            bare.trim_end_matches('.'),
            "Mr" | "Mrs" | "Ms" | "Dr" | "M" | "Mme" | "Mlle" | "Prof" | "Pr"
        );
        let named = bare.starts_with(char::is_uppercase)
            || matches!(bare, "de" | "la" | "du" | "le" | "van" | "ben" | "the");
        if !named {
            break;
        }
        end += word.len() + 1;
        if bare.len() < word.len() && !courtesy {
            break;
        }
    }
    let name =
        sentence.slice(from..(from + end).min(sentence.text().len())).trimmed(&[',', ';', '.', ')', ':']);
    let name = name.trimmed(&[' ']);
    looks_like_name(name.text()).then(|| Found::new(name.text().to_owned(), name.span(), Confidence::Medium))
}

/// The name in front of a turn of phrase: "Awa Diop took the chair".
fn before(patterns: &[Pattern], sentence: &Passage, words: &[Word]) -> Option<Found<String>> {
    let (from, _) = find(patterns, words)?;
    let head = sentence.text().get(..words.get(from)?.start)?;
    let begin = head
        .rfind([';', ',', '.'].as_slice())
        .filter(|at| head.get(at + 1..).is_some_and(|rest| rest.trim().len() > 3));
    let begin = begin.map_or(0, |at| at + 1);
    let courtesy = begin >= 3
        && head.get(..begin).is_some_and(|before| {
            ["Mr.", "Mrs.", "Ms.", "Dr.", "M."].iter().any(|title| before.ends_with(title))
        });
    let begin = if courtesy {
        head.get(..begin - 1).and_then(|before| before.rfind(' ')).map_or(0, |at| at + 1)
    } else {
        begin
    };
    let name = sentence.slice(begin..head.len()).trimmed(&[',', ' ']);
    let name = ["and ", "et "]
        .iter()
        .find_map(|joiner| {
            name.text()
                .strip_prefix(joiner)
                .map(|rest| name.slice(name.text().len() - rest.len()..name.text().len()))
        })
        .unwrap_or(name);
    looks_like_name(name.text()).then(|| Found::new(name.text().to_owned(), name.span(), Confidence::Medium))
}

/// The people whom a sentence names as present: behind the turn of phrase, or in front of it.
fn attended(
    people: &mut People,
    sentence: &Passage,
    words: &[Word],
    found: (usize, usize),
    attendance: Attendance,
) {
    let (from, to) = found;
    let text = sentence.text();
    let after = words.get(to.saturating_sub(1)).map_or(text.len(), |word| word.end);
    let behind = sentence.slice(after..text.len()).trimmed(&[':', '.', ' ', ',']);
    let front = sentence.slice(0..words.get(from).map_or(0, |word| word.start)).trimmed(&[',', ' ']);
    for part in [behind, front] {
        let names = attendees::names(&part);
        let named = |name: &Passage| {
            let bare = name.text().split(" (").next().unwrap_or_default();
            looks_like_name(bare) && bare.contains(' ')
        };
        let count = names.iter().filter(|name| named(name)).count();
        if count == names.len() && (count >= 1 && attendance != Attendance::Present || count >= 2) {
            names.iter().for_each(|name| people.list(name, attendance));
            return;
        }
    }
}

macro_rules! patterns {
    ($($name:ident = [$($text:literal),+ $(,)?];)+) => {
        $(static $name: LazyLock<Vec<Pattern>> = LazyLock::new(|| Pattern::all(&[$($text),+]));)+
    };
}

patterns! {
    HELD = [
        "s est|sont tenu|tenue|tenus|deroule|deroulee|reuni|reunie|reunis",
        "a eu lieu",
        "ont|a tenu",
        "tenu|tenue le|a",
        "se sont reunis",
        "was|were held",
        "took place",
        "met on|at|in|for|again|online",
        "meeting held",
        "convened on|at",
        "compte rendu|minutes|notes du|de|of|from",
    ];
    CHAIRED_BY = [
        "sous la presidence|direction|conduite de|d|du",
        "preside|presidee|anime|animee|modere|moderee|dirige|dirigee|facilite|facilitee|conduite par",
        "chaired|facilitated|moderated|led|hosted by",
        "under the chairmanship|chair of",
        "with in the chair",
    ];
    CHAIRED = ["took the chair", "chaired", "was in the chair", "presided", "a preside|anime|modere|facilite", "preside|anime la|cette|l", "facilitated the"];
    WRITTEN_BY = [
        "minutes|notes were? taken|written|kept|recorded by",
        "secretariat a? ete|est? assure par",
        "compte rendu redige|etabli par",
        "redige|redigee par",
        "notes par|by",
        "rapporteur|rapporteure etait|est|was",
    ];
    WROTE = [
        "took the? minutes|notes",
        "kept the minutes",
        "a|assure assure? le secretariat",
        "a redige|pris le|les|des notes|compte",
        "acted as secretary|rapporteur",
        "was the note taker",
    ];
    PRESENT = [
        "etaient|sont presents|presentes?",
        "ont participe|pris part",
        "en presence de",
        "among them",
        "parmi lesquels|lesquelles|eux",
        "present were",
        "were|was present",
        "in attendance were?",
        "attended by",
        "attended",
        "participants were",
        "participants etaient",
    ];
    EXCUSED = ["s est|sont excuse|excusee|excuses|excusees", "etaient|etait excuse|excusee|excuses|excusees", "apologies were? received? from", "sent apologies|regrets", "was|were excused"];
    ABSENT = ["etaient|etait absent|absente|absents|absentes", "was|were absent"];
}
