//! The discussion cell: its lines put back into paragraphs, its paragraphs split into points by bullets,
//! blank lines and the cues of sentences.

use super::cues::{self, Cue};
use super::draft::{Confidence, Found, Point};
use super::effort;
use super::mentions::Names;
use super::paragraphs::{Break, Paragraph};
use super::passage::Passage;
use super::sentences;
use crate::model::discussion::Kind;

/// Splits a subject's paragraphs into points. `first` is the index that the first point gets in the draft.
pub(super) fn read(
    paragraphs: &[Paragraph],
    subject: usize,
    first: usize,
    names: &Names<'_>,
) -> Vec<Found<Point>> {
    read_as(None, paragraphs, subject, first, names)
}

/// The same where a heading above the paragraphs gives their kind.
pub(super) fn read_as(
    kind: Option<Kind>,
    paragraphs: &[Paragraph],
    subject: usize,
    first: usize,
    names: &Names<'_>,
) -> Vec<Found<Point>> {
    let mut reader = Reader { section_kind: kind, ..Reader::default() };
    for paragraph in paragraphs {
        reader.take(paragraph);
    }
    let mut points: Vec<Found<Point>> = Vec::new();
    let mut question = None;
    for (index, piece) in (first..).zip(reader.pieces) {
        if piece.kind == Kind::Question {
            question = Some(index);
        }
        let answers = if piece.kind == Kind::Answer { question } else { None };
        points.push(point(piece, subject, answers, names));
    }
    points
}

/// A point being put together.
struct Piece {
    kind: Kind,
    confidence: Confidence,
    section: Option<String>,
    text: Passage,
}

#[derive(Default)]
struct Reader {
    pieces: Vec<Piece>,
    section: Option<String>,
    section_kind: Option<Kind>,
}

impl Reader {
    fn take(&mut self, paragraph: &Paragraph) {
        if paragraph.is_heading {
            self.section = Some(paragraph.text.trimmed(&[':']).text().to_owned());
            self.section_kind = cues::of_heading(paragraph.text.text());
            return;
        }
        let (label, text) = match cues::leading_label(paragraph.text.text()) {
            Some((kind, from)) => (Some(kind), paragraph.text.slice(from..paragraph.text.text().len())),
            None => (None, paragraph.text.clone()),
        };
        for (index, sentence) in sentences::split(&text).iter().flat_map(clauses).enumerate() {
            let first = index == 0;
            let before = if first { paragraph.before } else { Break::Sentence };
            // "Q: … A: …" may stand in one line.
            let within = cues::leading_label(sentence.text())
                .filter(|(kind, _)| !first && matches!(kind, Kind::Question | Kind::Answer));
            let (label, sentence) = match within {
                Some((kind, from)) => (Some(kind), sentence.slice(from..sentence.text().len())),
                None => (label.filter(|_| first), sentence),
            };
            self.take_sentence(&sentence, before, label, paragraph.below && first);
        }
    }

    fn take_sentence(&mut self, sentence: &Passage, before: Break, labelled: Option<Kind>, below: bool) {
        let cue = labelled.map(Cue::Is).or_else(|| cues::of_sentence(sentence.text()));
        let current = self.pieces.last().map(|piece| piece.kind);
        let open = cues::leaves_open(sentence.text());
        let answers = below && current == Some(Kind::Question) && !is_question(cue) && !open;
        let step = current.map_or(Step::Begin, |current| step(current, cue, before, sentence, labelled));
        match if answers { Step::Answer } else { step } {
            Step::Join => {
                let Some(piece) = self.pieces.last_mut() else { return };
                if before == Break::Sentence {
                    piece.text.append(sentence);
                } else {
                    piece.text.append_paragraph(sentence);
                }
            }
            Step::Answer => self.begin(Kind::Answer, Confidence::Medium, sentence),
            Step::Begin => {
                let (kind, confidence) = self.kind(cue, current, before);
                let confidence = if labelled.is_some() { Confidence::High } else { confidence };
                self.begin(kind, confidence, sentence);
            }
        }
    }

    fn begin(&mut self, kind: Kind, confidence: Confidence, sentence: &Passage) {
        // An arrow leads to an answer and is no part of it.
        let from =
            sentence.text().len() - sentence.text().trim_start_matches(['-', '>', '→', '=', ' ']).len();
        let sentence =
            if kind == Kind::Answer { &sentence.slice(from..sentence.text().len()) } else { sentence };
        let section = self.section.clone();
        self.pieces.push(Piece { kind, confidence, section, text: sentence.clone() });
    }

    /// The kind of a new point. Under "Présentation" everything that is not asked, answered or decided is
    /// presented.
    fn kind(&self, cue: Option<Cue>, current: Option<Kind>, before: Break) -> (Kind, Confidence) {
        let cue = cue.map(|cue| match cue {
            Cue::Is(kind) => kind,
            Cue::Wish if current == Some(Kind::Feedback) && before < Break::Block => Kind::Feedback,
            Cue::Wish => Kind::Need,
        });
        match (self.section_kind, cue) {
            (_, Some(kind @ (Kind::Question | Kind::Decision))) => (kind, Confidence::Medium),
            (Some(section), _) => (section, Confidence::High),
            (None, Some(kind)) => (kind, Confidence::Medium),
            (None, None) => (Kind::Information, Confidence::Low),
        }
    }
}

fn is_question(cue: Option<Cue>) -> bool {
    cue == Some(Cue::Is(Kind::Question))
}

/// A question that a sentence reports, and the answer behind its semicolon: "He was asked why; he explained …".
fn clauses(sentence: &Passage) -> Vec<Passage> {
    let text = sentence.text();
    let semicolon = text.find("; ").filter(|&at| {
        let (asks, answers) = (text.get(..at).unwrap_or_default(), text.get(at..).unwrap_or_default());
        is_question(cues::of_sentence(asks)) && cues::explains(answers)
    });
    match semicolon {
        Some(at) => vec![sentence.slice(0..at), sentence.slice(at + 1..text.len())],
        None => vec![sentence.clone()],
    }
}

/// What a sentence does to the point before it.
enum Step {
    Join,
    Answer,
    Begin,
}

fn step(current: Kind, cue: Option<Cue>, before: Break, sentence: &Passage, labelled: Option<Kind>) -> Step {
    if labelled.is_some() {
        return Step::Begin;
    }
    if current == Kind::Question && before >= Break::Block {
        let answers = cues::begins_as_answer(sentence.text()) && !cues::leaves_open(sentence.text());
        return if answers { Step::Answer } else { Step::Begin };
    }
    if before >= Break::Block {
        return Step::Begin;
    }
    match (current, cue) {
        (Kind::Question, _) if cues::leaves_open(sentence.text()) => Step::Join,
        (Kind::Question, Some(Cue::Is(Kind::Question))) => Step::Join,
        (Kind::Question, Some(Cue::Is(Kind::Decision | Kind::Feedback))) => Step::Begin,
        (Kind::Question, _) => Step::Answer,
        // A new paragraph after a decision, or without a bullet above it, speaks of something else.
        (Kind::Decision, None) if before == Break::Sentence => Step::Join,
        (Kind::Decision, _) => Step::Begin,
        (_, None) if before < Break::LooseParagraph => Step::Join,
        (Kind::Answer, Some(Cue::Is(Kind::Need | Kind::Information))) => Step::Join,
        (Kind::Presentation, Some(Cue::Is(Kind::Need | Kind::Presentation) | Cue::Wish))
            if before < Break::LooseParagraph =>
        {
            Step::Join
        }
        (current, Some(Cue::Is(kind))) if kind == current && before < Break::LooseParagraph => Step::Join,
        _ => Step::Begin,
    }
}

fn point(piece: Piece, subject: usize, in_response_to: Option<usize>, names: &Names<'_>) -> Found<Point> {
    let span = piece.text.span();
    let point = Point {
        subject,
        kind: piece.kind,
        section: piece.section,
        in_response_to,
        effort: effort::find(&piece.text),
        announces_survey: cues::announces_survey(piece.text.text()),
        mentions: names.find(&piece.text),
        text: piece.text.text().to_owned(),
    };
    Found::new(point, span, piece.confidence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::minutes::{paragraphs, text_layer};

    /// Each point as its kind and its first word, with the index of the question that it answers.
    fn check(cell: &str, expected: &[&str]) {
        let lines = text_layer::read(cell).unwrap();
        let paragraphs = paragraphs::read(&text_layer::blocks(&lines), 60);
        let points = read(&paragraphs, 0, 0, &Names::new(&[]));
        let seen: Vec<String> = points
            .iter()
            .map(|point| {
                let word = point.value.text.split(' ').next().unwrap_or_default();
                let answers = point.value.in_response_to.map(|at| format!(" to {at}")).unwrap_or_default();
                format!("{} {word}{answers}", point.value.kind)
            })
            .collect();
        assert_eq!(seen, expected, "{cell}");
    }

    #[test]
    fn questions_have_their_answers() {
        check(
            "- Le serveur tient-il ?\nOui, il tient.\n- Autre chose.\n",
            &["question Le", "answer Oui, to 0", "information Autre"],
        );
        check("- Qui paie ?\n- Le ministère répondra plus tard.\n", &["question Qui", "information Le"]);
        check("Q: Who pays?\nA: The ministry.\n", &["question Who", "answer The to 0"]);
        check("Question : qui paie ?\nRéponse : le ministère.\n", &["question qui", "answer le to 0"]);
        check("Who pays? Is it the ministry? It was agreed to ask.\n", &["question Who", "decision It"]);
    }

    #[test]
    fn headings_and_cues_give_kinds() {
        check(
            "Présentation :\n- Il faut deux serveurs\n\nÉchanges :\n- Il faut un guide\n",
            &["presentation Il", "need Il"],
        );
        check("Decisions:\n- Publish the guide\n- Meet in May\n", &["decision Publish", "decision Meet"]);
        check(
            "Cette séance était utile. Il serait bon de\nla répéter.\n",
            &["feedback Cette", "feedback Il"],
        );
        check("Le guide est prêt. Il serait bon de le relire.\n", &["information Le", "need Il"]);
    }

    #[test]
    fn wrapped_lines_are_one_point_and_paragraphs_are_several() {
        check(
            "Le guide d’installation est prêt depuis le douze du mois,\nmais personne ne l’a relu.\n",
            &["information Le"],
        );
        check("Le guide est prêt.\nLe serveur est en panne.\n", &["information Le", "information Le"]);
        check("- Le guide est\n\u{c}prêt depuis mai.\n", &["information Le"]);
    }
}
