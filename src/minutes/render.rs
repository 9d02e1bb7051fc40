//! A draft as a page that a person reads before the import: each field with its source lines beside it, what
//! the reader was unsure about below it, and what was left blank named as such.

use std::fmt::{Display, Write as _};

use super::draft::{
    Action, Confidence, Draft, Field, Found, Hours, Language, NextMeeting, Point, Recurrence, Room, Span,
    Warning,
};
use crate::model::Due;
use crate::model::due::Kind;

/// How wide a line of text may become before it is wrapped.
const TEXT_WIDTH: usize = 78;
/// The column of the source lines.
const LINES_WIDTH: usize = 11;
/// The column of the labels.
const LABEL_WIDTH: usize = 14;

/// The draft as text, in the terminal's plain characters.
pub fn to_text(draft: &Draft) -> String {
    let mut page = Page::default();
    header(&mut page, draft);
    agenda(&mut page, draft);
    subjects(&mut page, draft);
    if !draft.warnings.is_empty() {
        page.heading("The whole document");
        page.warnings(&draft.warnings);
    }
    summary(&mut page, draft);
    page.text
}

fn header(page: &mut Page, draft: &Draft) {
    page.heading("Meeting");
    page.found("heading", draft.heading.as_ref(), Clone::clone);
    page.found("community", draft.community.as_ref(), Clone::clone);
    page.field("title", &draft.title, Clone::clone);
    page.found("theme", draft.theme.as_ref(), Clone::clone);
    page.field("date", &draft.date, |date| date.strftime("%A %-d %B %Y").to_string());
    page.field("hours", &draft.hours, hours);
    page.field("location", &draft.location, room);
    page.field("organiser", &draft.organiser, Clone::clone);
    page.field("type", &draft.meeting_type, Clone::clone);
    page.found("recurrence", draft.recurrence.as_ref(), recurrence);
    page.field("facilitator", &draft.facilitator, Clone::clone);
    page.field("rapporteur", &draft.rapporteur, Clone::clone);
    page.field("distribution", &draft.distribution_list, |names| names.join("; "));
    page.field("attendees", &draft.attendees, |people| {
        let person = |person: &super::draft::Attendee| {
            let organization =
                person.organization.as_deref().map(|name| format!(", {name}")).unwrap_or_default();
            format!("{}{organization} ({})", person.name, person.attendance)
        };
        people.iter().map(person).collect::<Vec<_>>().join("; ")
    });
    page.found("next meeting", draft.next_meeting.as_ref(), next_meeting);
}

fn agenda(page: &mut Page, draft: &Draft) {
    page.heading("Agenda");
    for item in &draft.agenda {
        let minutes =
            item.value.minutes_allotted.map(|minutes| format!(" ({minutes} min)")).unwrap_or_default();
        page.entry("", item, &format!("{}{minutes}", item.value.title));
        for sub in &item.value.sub_items {
            page.entry("", sub, &format!("  - {}", sub.value));
        }
    }
}

fn subjects(page: &mut Page, draft: &Draft) {
    for (index, subject) in draft.subjects.iter().enumerate() {
        let number = subject.value.number.map(|number| format!("{number}. ")).unwrap_or_default();
        page.heading(&format!("{number}{}", subject.value.title));
        page.warnings(&subject.warnings);
        for (at, point) in draft.points.iter().enumerate().filter(|(_, point)| point.value.subject == index) {
            page.entry(point.value.kind.code(), point, &point_text(at, &point.value));
        }
        for action in draft.actions.iter().filter(|action| action.value.subject == index) {
            page.entry("ACTION", action, &action_text(&action.value));
            page.parts_of_action(&action.value);
        }
    }
}

fn summary(page: &mut Page, draft: &Draft) {
    let warnings = page.warnings_shown;
    let counts = [
        (draft.agenda.len(), "agenda item"),
        (draft.subjects.len(), "subject"),
        (draft.points.len(), "discussion point"),
        (draft.actions.len(), "action item"),
        (warnings, "warning"),
    ];
    let counted =
        |(count, what): (usize, &str)| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let counts: Vec<String> = counts.into_iter().map(counted).collect();
    let language = match draft.language {
        Language::French => "French",
        Language::English => "English",
    };
    page.text.push_str(&format!("\nRead in {language}: {}.\n", counts.join(", ")));
    page.text.push_str("L12 is line 12 of the source; ? marks what was concluded, ?? what was guessed.\n");
}

fn hours(hours: &Hours) -> String {
    let end = hours.end.map(|end| end.strftime("–%H:%M").to_string()).unwrap_or_default();
    let zone = hours.zone.as_ref().map(|zone| format!(" {}", zone.label)).unwrap_or_default();
    format!("{}{end}{zone}", hours.start.strftime("%H:%M"))
}

fn room(room: &Room) -> String {
    match &room.url {
        Some(url) => format!("{} -> {url}", room.as_written),
        None => room.as_written.clone(),
    }
}

fn recurrence(recurrence: &Recurrence) -> String {
    let confirmed = if recurrence.confirmed { "confirmed by" } else { "not confirmed by" };
    format!("{} ({confirmed} the next meeting), from \"{}\"", recurrence.rule, recurrence.label)
}

fn next_meeting(next: &NextMeeting) -> String {
    let hours = next.hours.as_ref().map(|at| format!(", {}", hours(at))).unwrap_or_default();
    format!("{}{hours}", next.date.strftime("%A %-d %B %Y"))
}

fn point_text(index: usize, point: &Point) -> String {
    let answers = point.in_response_to.map(|question| format!(" [answers #{question}]")).unwrap_or_default();
    let survey = if point.announces_survey { " [announces a survey]" } else { "" };
    let effort = point.effort.as_ref().and_then(|effort| effort.text.as_deref());
    let effort = effort.map(|effort| format!(" [takes {effort}]")).unwrap_or_default();
    let mentions = mentions(point.mentions.iter().map(|mention| mention.value.id.as_str()));
    format!("#{index} {}{answers}{survey}{effort}{mentions}", point.text)
}

fn action_text(action: &Action) -> String {
    let owner = action.owner.as_ref().map_or("nobody", |owner| owner.value.as_str());
    let cause = action.caused_by.map(|point| format!("; from #{point}")).unwrap_or_default();
    let mentions = mentions(action.mentions.iter().map(|mention| mention.value.id.as_str()));
    let identifier = action.identifier.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
    let requester = action.requester.as_ref().map(|name| format!("; asked by: {}", name.value));
    let status = action.status.as_ref().map(|status| format!("; {}", status.value.code().replace('_', " ")));
    let carried = action.carried_over.as_ref().map(|words| format!("; carried over: \"{}\"", words.value));
    let said = [requester, status, carried].into_iter().flatten().collect::<String>();
    let due = due(&action.due.value);
    format!("{identifier}{} [owner: {owner}; due: {due}{said}{cause}]{mentions}", action.text)
}

fn due(due: &Due) -> String {
    let said = due.text.as_deref().map(|text| format!(" (\"{text}\")")).unwrap_or_default();
    match (due.kind, due.on, due.days) {
        (Kind::None, ..) => format!("not said{said}"),
        (_, Some(date), _) => format!("{date}{said}"),
        (_, None, Some(days)) => format!("within {days} days{said}"),
        (kind, None, None) => format!("{}{said}", kind.code().replace('-', " ")),
    }
}

fn mentions<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    let ids: Vec<&str> = ids.collect();
    if ids.is_empty() { String::new() } else { format!(" {{{}}}", ids.join(", ")) }
}

/// The page as far as it is written.
#[derive(Default)]
struct Page {
    text: String,
    warnings_shown: usize,
}

impl Page {
    fn heading(&mut self, heading: &str) {
        let blank = if self.text.is_empty() { "" } else { "\n" };
        let rule = "-".repeat(heading.chars().count());
        self.text.push_str(&format!("{blank}{heading}\n{rule}\n"));
    }

    fn field<T>(&mut self, label: &str, field: &Field<T>, show: impl FnOnce(&T) -> String) {
        match field {
            Field::Absent => {}
            Field::Blank(span) => {
                self.row(&place(*span, Confidence::High), label, "(left blank in the source)")
            }
            Field::Filled(found) => self.found(label, Some(found), show),
        }
    }

    fn found<T>(&mut self, label: &str, found: Option<&Found<T>>, show: impl FnOnce(&T) -> String) {
        if let Some(found) = found {
            self.entry(label, found, &show(&found.value));
        }
    }

    fn entry<T>(&mut self, label: &str, found: &Found<T>, text: &str) {
        self.row(&place(found.span, found.confidence), label, text);
        self.warnings(&found.warnings);
    }

    /// The doubts about what an action's parts say.
    fn parts_of_action(&mut self, action: &Action) {
        for name in [&action.owner, &action.requester, &action.carried_over].into_iter().flatten() {
            self.warnings(&name.warnings);
        }
        self.warnings(&action.due.warnings);
        self.warnings(action.status.as_ref().map(|status| status.warnings.as_slice()).unwrap_or_default());
    }

    fn warnings(&mut self, warnings: &[Warning]) {
        for warning in warnings {
            self.warnings_shown += 1;
            let or = if warning.alternatives.is_empty() {
                String::new()
            } else {
                format!(" Or: {}.", warning.alternatives.join("; "))
            };
            self.row(
                &place(warning.span, Confidence::High),
                "  ! warning",
                &format!("{}{or}", warning.message),
            );
        }
    }

    /// A row of three columns; the text is wrapped within its own.
    fn row(&mut self, lines: &str, label: &str, text: &str) {
        let label_width = if label.is_empty() { 0 } else { LABEL_WIDTH };
        let (mut lines, mut label) = (lines, label);
        for line in text.lines().flat_map(|line| wrap(line, TEXT_WIDTH)) {
            let row = columns(lines, label, label_width, &line);
            self.text.push_str(row.trim_end());
            self.text.push('\n');
            (lines, label) = ("", "");
        }
    }
}

fn columns(lines: impl Display, label: &str, label_width: usize, text: &str) -> String {
    let mut row = String::new();
    // Writing to a String cannot fail.
    let _ = write!(row, "{lines:<LINES_WIDTH$} {label:<label_width$}{text}");
    row
}

/// `L12`, `L12-14`, with `?` for a conclusion and `??` for a guess.
fn place(span: Span, confidence: Confidence) -> String {
    let doubt = match confidence {
        Confidence::High => "",
        Confidence::Medium => "?",
        Confidence::Low => "??",
    };
    if span.first_line == span.last_line {
        return format!("L{}{doubt}", span.first_line);
    }
    format!("L{}-{}{doubt}", span.first_line, span.last_line)
}

/// The text cut at blanks into lines of at most `width` characters; a longer word has a line of its own.
/// Leading blanks stay, since they indent.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let indent = text.len() - text.trim_start().len();
    let mut lines = vec![" ".repeat(indent)];
    let mut length = indent;
    for word in text.split_whitespace() {
        let word_length = word.chars().count();
        if length > indent && length + 1 + word_length > width {
            lines.push(String::new());
            length = 0;
        }
        if let Some(line) = lines.last_mut() {
            if length > indent {
                line.push(' ');
                length += 1;
            }
            line.push_str(word);
        }
        length += word_length;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::minutes::Document;

    #[test]
    fn a_page_shows_lines_blanks_and_warnings() {
        let text = "Titre Groupe Date 13.04.2021\nHeure 1 10h-11h CEST\nFacilitateur\nAgenda\n• Accueil (5 min)\n\
                    Sujet Discussion Prochaine étape\n\n1 Accueil\n\nIl est convenu de tester le serveur.\n\nTester le\nserveur\n";
        let page = to_text(&crate::minutes::read(&Document::text(text).unwrap(), &[]).unwrap());
        for expected in [
            "L1          date          Tuesday 13 April 2021\n",
            "L3          facilitator   (left blank in the source)\n",
            "  ! warning   '1' beside the hours was taken for a footnote mark",
            "L5          Accueil (5 min)\n",
            "L10?        decision      #0 Il est convenu de tester le serveur.\n",
            "ACTION        Tester le serveur [owner: nobody; due: not said; from #0]\n",
            "1 subject, 1 discussion point, 1 action item, 1 warning.\n",
        ] {
            assert!(page.contains(expected), "{expected} is not in\n{page}");
        }
    }

    #[test]
    fn long_text_is_wrapped() {
        assert_eq!(wrap("  one two three", 9), ["  one two", "three"]);
        assert_eq!(wrap("abcdefghijkl m", 5), ["abcdefghijkl", "m"]);
    }
}
