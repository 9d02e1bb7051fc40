//! When something is due, in words that the reader understands as the same.

use jiff::civil::Date;

use super::labels;
use crate::minutes::draft::Language;
use crate::minutes::due;
use crate::minutes::passage::Passage;
use crate::model::Due;
use crate::model::due::Kind;

/// The words of a due date: those that were said, unless a day has become known that they do not give.
pub(super) fn words(due: &Due, meeting: Option<Date>, language: Language) -> Option<String> {
    let said = due.text.clone();
    let candidates = [said.clone(), due.on.map(|day| labels::day(day, language)), named(due, language)];
    let same = |text: &String| {
        let read = due::read_cell(&Passage::of_line(1, text), meeting.into()).value;
        read.kind == due.kind && read.on == due.on && read.days == due.days
    };
    candidates.iter().flatten().find(|text| same(text)).cloned().or_else(|| {
        let derived = due.on.map(|day| labels::day(day, language));
        match (said, derived) {
            (Some(said), Some(day)) => Some(format!("{said} ({day})")),
            (said, day) => said.or(day),
        }
    })
}

/// The plainest words for a kind of due date.
fn named(due: &Due, language: Language) -> Option<String> {
    let french = language == Language::French;
    let either = |fr: &str, en: &str| Some(if french { fr } else { en }.to_owned());
    match due.kind {
        Kind::NextMeeting => either("à la prochaine réunion", "at the next meeting"),
        Kind::AComingMeeting => either("lors d’une prochaine réunion", "at a coming meeting"),
        Kind::BeforeNextMeeting => either("avant la prochaine réunion", "before the next meeting"),
        Kind::WithinDays => {
            let days = due.days?;
            either(&format!("sous {days} jours"), &format!("within {days} days"))
        }
        Kind::None | Kind::Date | Kind::Milestone => None,
    }
}
