//! What was said under a subject, as the lines of a cell: each point with what kind of thing it is where its own
//! words do not tell, and each answer below its question.

use super::labels::{self, Label, word};
use super::page::{Cell, Line};
use crate::minutes::cues::{self, Cue};
use crate::minutes::draft::Language;
use crate::minutes::passage::Passage;
use crate::minutes::sentences;
use crate::model::DiscussionPoint;
use crate::model::discussion::Kind;

/// The lines of the points, in their order. Presentations stand below a heading, as minutes have them.
pub(super) fn cell(points: &[&DiscussionPoint], language: Language) -> Cell {
    let mut lines = Vec::new();
    let mut presenting = false;
    for point in in_order(points) {
        let presents = point.kind == Kind::Presentation;
        if presents && !presenting {
            lines.push(Line::Heading(labels::kind(Kind::Presentation, language)));
        } else if presenting && !presents {
            lines.push(Line::Heading(word(Label::Exchanges, language)));
        }
        presenting = presents;
        lines.push(Line::Item { label: label(point, language), text: point.text.clone() });
    }
    lines
}

/// The points with each answer directly below the question that it answers.
fn in_order<'a>(points: &[&'a DiscussionPoint]) -> Vec<&'a DiscussionPoint> {
    let answers = |answer: &DiscussionPoint, question: &DiscussionPoint| {
        answer.in_response_to.as_ref().is_some_and(|asked| Some(asked.id.as_str()) == question.id.as_deref())
    };
    let mut ordered = Vec::new();
    for point in points {
        if points.iter().any(|question| answers(point, question)) {
            continue;
        }
        ordered.push(*point);
        ordered.extend(points.iter().filter(|answer| answers(answer, point)));
    }
    ordered
}

/// The word in front of a point. What merely informs has none, and neither has what is presented below its
/// heading, unless the words would be taken for something else.
fn label(point: &DiscussionPoint, language: Language) -> Option<&'static str> {
    let first = sentences::split(&Passage::of_line(1, &point.text)).into_iter().next();
    let cue = first.and_then(|first| cues::of_sentence(first.text()));
    let labelled = cues::leading_label(&point.text).is_some();
    let plain = match point.kind {
        Kind::Information => !labelled && matches!(cue, None | Some(Cue::Is(Kind::Information))),
        Kind::Presentation => !labelled && !matches!(cue, Some(Cue::Is(Kind::Question | Kind::Decision))),
        _ => false,
    };
    (!plain).then(|| labels::kind(point.kind, language))
}
