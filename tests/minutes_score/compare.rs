//! A label against what was found: each found thing is matched once.

use crate::excerpt::{fold, names, same_people, says};
use crate::found::{Action, Found};
use crate::label::{self, HeaderField, Label, OneOf};
use crate::tally::{Row, Tally};

/// What one side has of a row, as people read it; nothing where a thing does not take part in the row.
type Items = Vec<Option<String>>;

/// Counts one document.
pub(crate) fn compare(label: &Label, found: &Found) -> Tally {
    let mut tally = Tally::default();
    header(label, found, &mut tally);
    attendees(label, found, &mut tally);
    agenda(label, found, &mut tally);
    discussion(label, found, &mut tally);
    questions(label, found, &mut tally);
    actions(label, found, &mut tally);
    let wanted: Items = label.mentions.iter().cloned().map(Some).collect();
    let seen: Items = found.mentions.iter().cloned().map(Some).collect();
    let right = pair(wanted.len(), seen.len(), |want, place| (wanted[want] == seen[place]).then_some(0));
    tally.count(Row::Mentions, &wanted, &seen, &right);
    next(label, found, &mut tally);
    tally
}

fn header(label: &Label, found: &Found, tally: &mut Tally) {
    let wanted: Vec<(&HeaderField, &OneOf)> = label.header.iter().collect();
    let seen: Vec<(&HeaderField, &String)> = found.header.iter().collect();
    let right = pair(wanted.len(), seen.len(), |want, place| {
        let ((field, values), (found, value)) = (wanted[want], seen[place]);
        (field == found && values.iter().any(|one| same(*field, value, one))).then_some(0)
    });
    let wanted: Items = wanted.iter().map(|(field, values)| Some(format!("{field:?} {values:?}"))).collect();
    let seen: Items = seen.iter().map(|(field, value)| Some(format!("{field:?} {value}"))).collect();
    tally.count(Row::Header, &wanted, &seen, &right);
    for doubt in label.doubts.iter().filter(|doubt| !doubt.starts_with("due:")) {
        tally.doubt(doubt, found.doubts.contains(doubt));
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
    let pairs = pair(label.attendees.len(), found.attendees.len(), |want, place| {
        same_people(&found.attendees[place].0, &label.attendees[want].0).then_some(0)
    });
    let people = |list: &[(String, Option<String>, String)]| -> Items {
        list.iter().map(|(name, _, attendance)| Some(format!("{name}, {attendance}"))).collect()
    };
    let mut right = pairs.clone();
    right.retain(|&(want, place)| label.attendees[want].2 == found.attendees[place].2);
    tally.count(Row::Attendees, &people(&label.attendees), &people(&found.attendees), &right);

    let organizations = |list: &[(String, Option<String>, String)]| -> Items {
        list.iter().map(|row| row.1.clone()).collect()
    };
    let (wanted, seen) = (organizations(&label.attendees), organizations(&found.attendees));
    let mut right = pairs;
    right.retain(|&(want, place)| {
        wanted[want]
            .as_deref()
            .zip(seen[place].as_deref())
            .is_some_and(|(one, other)| fold(one) == fold(other))
    });
    tally.count(Row::Organizations, &wanted, &seen, &right);
}

fn agenda(label: &Label, found: &Found, tally: &mut Tally) {
    let right = pair(label.agenda.len(), found.agenda.len(), |want, place| {
        let ((title, minutes), (found, allotted)) = (&label.agenda[want], &found.agenda[place]);
        (names(found, title) && minutes == allotted).then_some(found.len())
    });
    let items = |list: &[(String, Option<u64>)]| -> Items {
        list.iter().map(|(title, minutes)| Some(format!("{title}, {minutes:?}"))).collect()
    };
    tally.count(Row::Agenda, &items(&label.agenda), &items(&found.agenda), &right);
}

/// Every kind counts. A found point of the kind *information* that is not labelled is not held against the
/// reader, because that kind is the rest; one that holds noise is.
fn discussion(label: &Label, found: &Found, tally: &mut Tally) {
    let said: Vec<(&str, &str)> = label.said().collect();
    let right = pair(said.len(), found.points.len(), |want, place| {
        let (kind, excerpt) = said[want];
        let point = &found.points[place];
        (point.kind == kind && says(&point.text, excerpt)).then_some(point.text.len())
    });
    let wanted: Items = said.iter().map(|(kind, text)| Some(format!("{kind}: {text}"))).collect();
    let counted = |place: usize| {
        let point = &found.points[place];
        let matched = right.iter().any(|&(_, seen)| seen == place);
        let counts = matched || point.kind != "information" || noisy(label, &point.text);
        counts.then(|| format!("{}: {}", point.kind, point.text))
    };
    let seen: Items = (0..found.points.len()).map(counted).collect();
    tally.count(Row::Discussion, &wanted, &seen, &right);

    let decisions = |items: Items| -> Items {
        items.into_iter().map(|item| item.filter(|text| text.starts_with("decision: "))).collect()
    };
    let mut decided = right;
    decided.retain(|&(want, _)| said[want].0 == "decision");
    tally.count(Row::Decisions, &decisions(wanted), &decisions(seen), &decided);
}

fn noisy(label: &Label, text: &str) -> bool {
    let text = fold(text);
    label.noise.iter().any(|noise| text.contains(&fold(noise)))
}

/// A question is met only with its answer, or, where it is left open, without one.
fn questions(label: &Label, found: &Found, tally: &mut Tally) {
    let wanted: Vec<(&str, Option<&str>)> = label.questions().collect();
    let right = pair(wanted.len(), found.points.len(), |question, place| {
        let point = &found.points[place];
        let (excerpt, answer) = wanted[question];
        let mut answers = found.points.iter().filter(|point| point.answers == Some(place));
        let answered = match answer {
            Some(answer) => answers.any(|point| says(&point.text, answer)),
            None => answers.next().is_none(),
        };
        (point.kind == "question" && answered && says(&point.text, excerpt)).then_some(point.text.len())
    });
    let wanted: Items =
        wanted.iter().map(|(question, answer)| Some(format!("{question} {answer:?}"))).collect();
    let seen = found.points.iter().map(|point| (point.kind == "question").then(|| point.text.clone()));
    tally.count(Row::Questions, &wanted, &seen.collect::<Items>(), &right);
}

/// Owners, dues and statuses of an action that was not found are missed, those of one that is none are wrong.
fn actions(label: &Label, found: &Found, tally: &mut Tally) {
    let pairs = pair(label.actions.len(), found.actions.len(), |want, place| {
        let text = &found.actions[place].text;
        says(text, &label.actions[want].text).then_some(text.len())
    });
    let mut part =
        |row, of_label: &dyn Fn(&label::Action) -> Part, of_found: &dyn Fn(&Action) -> Part, same: &Same| {
            let beside = |text: &str, part: Part| part.map(|part| format!("{text} [{part}]"));
            let wanted: Items =
                label.actions.iter().map(|action| beside(&action.text, of_label(action))).collect();
            let seen: Items =
                found.actions.iter().map(|action| beside(&action.text, of_found(action))).collect();
            let mut right = pairs.clone();
            right.retain(|&(want, place)| {
                let both = wanted[want].is_some() && seen[place].is_some();
                both && same(&label.actions[want], &found.actions[place])
            });
            tally.count(row, &wanted, &seen, &right);
        };
    part(Row::Actions, &|_| Some(String::new()), &|_| Some(String::new()), &|_, _| true);
    part(
        Row::Owners,
        &|action| action.owner.as_ref().map(|owner| format!("{owner:?}")),
        &|action| action.owner.clone(),
        &same_owner,
    );
    part(
        Row::Dues,
        &|action| action.due.as_ref().map(|due| format!("{due:?}")),
        &|action| (action.due_kind != "none").then(|| action.due()),
        &same_due,
    );
    part(
        Row::Statuses,
        &|action| action.status.clone(),
        &|action| (action.status != "open").then(|| action.status.clone()),
        &|one, other| one.status.as_deref() == Some(&other.status),
    );
    let carried = |carried: bool| carried.then(|| "carried".to_owned());
    part(Row::CarriedOver, &|action| carried(action.carried), &|action| carried(action.carried), &|_, _| {
        true
    });
    for doubt in label.doubts.iter().filter_map(|doubt| doubt.strip_prefix("due:")) {
        tally
            .doubt(doubt, found.actions.iter().any(|action| action.due_doubted && says(&action.text, doubt)));
    }
}

type Part = Option<String>;
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
    let same = label.next.as_ref().zip(found.next.as_ref()).is_some_and(|(wanted, (date, start))| {
        wanted.date == *date && (wanted.start.is_none() || wanted.start == *start)
    });
    let wanted = [label.next.as_ref().map(|next| format!("{next:?}"))];
    let seen = [found.next.as_ref().map(|next| format!("{next:?}"))];
    tally.count(Row::NextMeeting, &wanted, &seen, if same { &[(0, 0)] } else { &[] });
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
