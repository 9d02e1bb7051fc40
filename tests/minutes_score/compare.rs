//! A label against what was found: each found thing is matched once.

use crate::excerpt::{fold, names, same_people, says};
use crate::found::{Action, Found};
use crate::label::{self, HeaderField, Label};
use crate::tally::{Row, Tally};

/// Counts one document.
pub(crate) fn compare(label: &Label, found: &Found) -> Tally {
    let mut tally = Tally::default();
    header(label, found, &mut tally);
    attendees(label, found, &mut tally);
    agenda(label, found, &mut tally);
    discussion(label, found, &mut tally);
    questions(label, found, &mut tally);
    actions(label, found, &mut tally);
    let met = label.mentions.iter().filter(|mention| found.mentions.contains(*mention)).count();
    tally.count(Row::Mentions, label.mentions.len(), found.mentions.len(), met);
    next(label, found, &mut tally);
    tally
}

fn header(label: &Label, found: &Found, tally: &mut Tally) {
    let right = |field: HeaderField, value: &str| {
        label.header.get(&field).is_some_and(|wanted| wanted.iter().any(|one| same(field, value, one)))
    };
    let met = found.header.iter().filter(|&(&field, value)| right(field, value)).count();
    tally.count(Row::Header, label.header.len(), found.header.len(), met);
    let doubts = label.doubts.iter().filter(|doubt| !doubt.starts_with("due:"));
    for doubt in doubts {
        tally.doubt(found.doubts.contains(doubt));
    }
}

fn same(field: HeaderField, found: &str, wanted: &str) -> bool {
    match field {
        HeaderField::Date | HeaderField::Start | HeaderField::End => found == wanted,
        HeaderField::Url => found.trim_end_matches('/') == wanted.trim_end_matches('/'),
        _ => names(found, wanted),
    }
}

fn attendees(label: &Label, found: &Found, tally: &mut Tally) {
    let pairs = pair(label.attendees.len(), found.attendees.len(), |wanted, seen| {
        same_people(&found.attendees[seen].0, &label.attendees[wanted].0).then_some(0)
    });
    let met = pairs.iter().filter(|&&(wanted, seen)| label.attendees[wanted].2 == found.attendees[seen].2);
    tally.count(Row::Attendees, label.attendees.len(), found.attendees.len(), met.count());
    let organizations = |list: &[(String, Option<String>, String)]| {
        list.iter().filter(|(_, organization, _)| organization.is_some()).count()
    };
    let met = pairs.iter().filter(|&&(wanted, seen)| {
        let (wanted, seen) = (&label.attendees[wanted].1, &found.attendees[seen].1);
        wanted.as_deref().zip(seen.as_deref()).is_some_and(|(wanted, seen)| fold(wanted) == fold(seen))
    });
    let (expected, seen) = (organizations(&label.attendees), organizations(&found.attendees));
    tally.count(Row::Organizations, expected, seen, met.count());
}

fn agenda(label: &Label, found: &Found, tally: &mut Tally) {
    let pairs = pair(label.agenda.len(), found.agenda.len(), |wanted, seen| {
        let ((title, minutes), (found, allotted)) = (&label.agenda[wanted], &found.agenda[seen]);
        (names(found, title) && minutes == allotted).then_some(found.len())
    });
    tally.count(Row::Agenda, label.agenda.len(), found.agenda.len(), pairs.len());
}

/// Every kind counts. A found point of the kind *information* that is not labelled is not held against the
/// reader, because that kind is the rest; one that holds noise is.
fn discussion(label: &Label, found: &Found, tally: &mut Tally) {
    let said: Vec<(&str, &str)> = label.said().collect();
    let pairs = pair(said.len(), found.points.len(), |wanted, seen| {
        let (kind, excerpt) = said[wanted];
        let point = &found.points[seen];
        (point.kind == kind && says(&point.text, excerpt)).then_some(point.text.len())
    });
    let counted = |&place: &usize| {
        let point = &found.points[place];
        let matched = pairs.iter().any(|&(_, seen)| seen == place);
        matched || point.kind != "information" || noisy(label, &point.text)
    };
    let seen = (0..found.points.len()).filter(counted).count();
    tally.count(Row::Discussion, said.len(), seen, pairs.len());

    let expected = said.iter().filter(|(kind, _)| *kind == "decision").count();
    let seen = found.points.iter().filter(|point| point.kind == "decision").count();
    let met = pairs.iter().filter(|&&(wanted, _)| said[wanted].0 == "decision").count();
    tally.count(Row::Decisions, expected, seen, met);
}

fn noisy(label: &Label, text: &str) -> bool {
    let text = fold(text);
    label.noise.iter().any(|noise| text.contains(&fold(noise)))
}

/// A question is met only with its answer, or, where it is left open, without one.
fn questions(label: &Label, found: &Found, tally: &mut Tally) {
    let wanted: Vec<(&str, Option<&str>)> = label.questions().collect();
    let pairs = pair(wanted.len(), found.points.len(), |question, seen| {
        let point = &found.points[seen];
        let (excerpt, answer) = wanted[question];
        let mut answers = found.points.iter().filter(|point| point.answers == Some(seen));
        let answered = match answer {
            Some(answer) => answers.any(|point| says(&point.text, answer)),
            None => answers.next().is_none(),
        };
        (point.kind == "question" && answered && says(&point.text, excerpt)).then_some(point.text.len())
    });
    let seen = found.points.iter().filter(|point| point.kind == "question").count();
    tally.count(Row::Questions, wanted.len(), seen, pairs.len());
}

/// Owners, dues and statuses of an action that was not found are missed, those of one that is none are wrong.
fn actions(label: &Label, found: &Found, tally: &mut Tally) {
    let pairs = pair(label.actions.len(), found.actions.len(), |wanted, seen| {
        let text = &found.actions[seen].text;
        says(text, &label.actions[wanted].text).then_some(text.len())
    });
    tally.count(Row::Actions, label.actions.len(), found.actions.len(), pairs.len());
    let mut part = |row,
                    expected: &dyn Fn(&label::Action) -> bool,
                    seen: &dyn Fn(&Action) -> bool,
                    same: &Same| {
        let met = pairs.iter().filter(|&&(wanted, place)| {
            let (wanted, place) = (&label.actions[wanted], &found.actions[place]);
            expected(wanted) && seen(place) && same(wanted, place)
        });
        let expected = label.actions.iter().filter(|action| expected(action)).count();
        tally.count(row, expected, found.actions.iter().filter(|action| seen(action)).count(), met.count());
    };
    part(Row::Owners, &|action| action.owner.is_some(), &|action| action.owner.is_some(), &same_owner);
    part(Row::Dues, &|action| action.due.is_some(), &|action| action.due_kind != "none", &same_due);
    part(
        Row::Statuses,
        &|action| action.status.is_some(),
        &|action| action.status != "open",
        &|one, other| one.status.as_deref() == Some(&other.status),
    );
    part(Row::CarriedOver, &|action| action.carried, &|action| action.carried, &|_, _| true);
    for doubt in label.doubts.iter().filter_map(|doubt| doubt.strip_prefix("due:")) {
        tally.doubt(found.actions.iter().any(|action| action.due_doubted && says(&action.text, doubt)));
    }
}

type Same = dyn Fn(&label::Action, &Action) -> bool;

fn same_owner(wanted: &label::Action, seen: &Action) -> bool {
    let owner = seen.owner.as_deref().unwrap_or_default();
    wanted.owner.as_ref().is_some_and(|wanted| wanted.iter().any(|one| same_people(one, owner)))
}

/// The kind, the date or the days; where there is neither, the words.
fn same_due(wanted: &label::Action, seen: &Action) -> bool {
    let same = |label::Due(kind, value, words): &label::Due| {
        let (words, written) = (fold(words), fold(&seen.due_words));
        let right = match value {
            Some(value) => *value == seen.due_value,
            None => !written.is_empty() && (written.contains(&words) || words.contains(&written)),
        };
        *kind == seen.due_kind && right
    };
    wanted.due.iter().chain(&wanted.due_or).any(same)
}

fn next(label: &Label, found: &Found, tally: &mut Tally) {
    let right = label.next.as_ref().zip(found.next.as_ref()).is_some_and(|(wanted, (date, start))| {
        wanted.date == *date && (wanted.start.is_none() || wanted.start == *start)
    });
    tally.count(
        Row::NextMeeting,
        usize::from(label.next.is_some()),
        usize::from(found.next.is_some()),
        usize::from(right),
    );
}

/// Pairs of wanted and seen, each at most once; of several that would do, the one of the least cost.
fn pair(wanted: usize, seen: usize, cost: impl Fn(usize, usize) -> Option<usize>) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for want in 0..wanted {
        let free = (0..seen).filter(|place| pairs.iter().all(|(_, taken)| taken != place));
        let best = free.filter_map(|place| Some((cost(want, place)?, place))).min();
        pairs.extend(best.map(|(_, place)| (want, place)));
    }
    pairs
}
