//! What the headings of minutes say of the parts below them, in French and English.

use std::sync::LazyLock;

use crate::minutes::passage::{Passage, Word, words};
use crate::minutes::pattern::Pattern;
use crate::minutes::vocabulary::{Label, label_at};
use crate::model::discussion;
use crate::model::meeting::Attendance;

/// What a part of the minutes is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// What stands above all other parts.
    Head,
    /// A field of the header with a heading of its own.
    Field(Label),
    /// Who was there, or who was missed.
    People(Attendance),
    /// What was planned.
    Agenda,
    /// What was said, with or without subjects below it.
    Talk,
    /// Points of one kind.
    Points(discussion::Kind),
    /// What is to be done.
    Actions,
    /// What was to be done since an earlier meeting.
    PreviousActions,
    /// Points that are open, with or without somebody who sees to them.
    OpenPoints,
    /// What was closed since an earlier meeting.
    ClosedPoints,
    /// The meeting that follows.
    NextMeeting,
    /// A subject: its heading says nothing of layout.
    Topic,
    /// What is no part of the record, such as links and attachments.
    Aside,
}

impl Kind {
    /// Whether the part holds what is to be done.
    pub(super) fn holds_actions(self) -> bool {
        matches!(self, Self::Actions | Self::PreviousActions | Self::OpenPoints | Self::ClosedPoints)
    }
}

/// What a heading says, if it is one that minutes have. `heading` is bare: without number and colon.
pub(super) fn told(heading: &str) -> Option<Kind> {
    if heading.len() > 120 {
        return None;
    }
    // What stands in parentheses behind a heading ("Actions (new)") explains it.
    let explained = heading.trim_end().ends_with(')');
    let bare = heading.split(" (").next().filter(|_| explained).unwrap_or(heading);
    let words = words(bare);
    if words.is_empty() {
        return None;
    }
    let whole = |pattern: &Pattern| pattern.match_at(&words, 0) == Some(words.len());
    let known = TITLES.iter().find(|(_, patterns)| patterns.iter().any(whole)).map(|(kind, _)| *kind);
    known.or_else(|| field(&words)).or_else(|| told_twice(bare))
}

/// What a heading says in two languages, "Time / Heure", where both say the same.
fn told_twice(heading: &str) -> Option<Kind> {
    let (one, other) = heading.split_once('/')?;
    told(one).filter(|kind| told(other) == Some(*kind))
}

/// The field of the header that a whole heading names.
fn field(words: &[Word]) -> Option<Kind> {
    let (label, _, end) = label_at(words, 0)?;
    if end != words.len() {
        return None;
    }
    Some(match label {
        Label::Attendees => Kind::People(Attendance::Present),
        Label::Excused => Kind::People(Attendance::Excused),
        Label::Absent => Kind::People(Attendance::Absent),
        Label::NextMeeting => Kind::NextMeeting,
        label => Kind::Field(label),
    })
}

/// The number in front of a heading, and the heading without it and without the colon behind it.
pub(super) fn bare(heading: &Passage) -> (Option<u32>, Passage) {
    let text = heading.text();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    let roman = text.len() - text.trim_start_matches(['I', 'V', 'X']).len();
    let counted = if digits > 0 { digits } else { roman };
    let rest = text.get(counted..).unwrap_or_default();
    let marked = rest.trim_start_matches(['.', ')', '°', '-', '–', ' ']);
    let parted = counted > 0
        && (rest.starts_with([')', '.', '°', ' ']) || text.get(..counted).is_some_and(|n| n.ends_with('.')))
        && marked.starts_with(char::is_alphabetic)
        && (digits == 0 || !is_date(text.get(..counted).unwrap_or_default()))
        && (digits > 0 || rest.starts_with(['.', ')', ' ']) && !rest.starts_with(" a"));
    let from = if parted { text.len() - marked.len() } else { 0 };
    let number = text.get(..counted).filter(|_| parted && digits > 0);
    let number = number.and_then(|number| number.trim_end_matches('.').parse().ok());
    let title = heading.slice(from..text.len()).trimmed(&[':', '*', '#', '-', '–', '_']);
    (number, title)
}

/// Whether digits and dots in front of a heading are a day rather than a chapter.
fn is_date(number: &str) -> bool {
    number.split('.').any(|part| part.len() >= 3)
}

static TITLES: LazyLock<Vec<(Kind, Vec<Pattern>)>> = LazyLock::new(|| {
    use discussion::Kind as Point;
    let table: [(Kind, &[&str]); 19] = [
        (Kind::People(Attendance::Present), &PRESENT),
        (
            Kind::People(Attendance::Excused),
            &[
                "excuse|excuses|excusee|excusees|excused|apologies|regrets",
                "apologies for absence",
                "absent|absents|absente|absentes excuse|excuses|excusee|excusees",
                "membres|personnes|members excuses|excusees|excused",
                "sent|send? apologies|regrets",
                "se sont excuses",
            ],
        ),
        (
            Kind::People(Attendance::Absent),
            &[
                "absent|absents|absente|absentes|absentees|absence|absences|missing",
                "membres|personnes|members absents|absentes|absent",
                "not present|attending",
            ],
        ),
        (
            Kind::Agenda,
            &[
                "points? a? l? ordre du jour propose?",
                "proposed? meeting? agenda items|topics?",
                "programme|plan de? la? reunion|seance|rencontre?",
                "programme",
                "odj",
            ],
        ),
        (Kind::PreviousActions, &PREVIOUS),
        (Kind::Actions, &ACTIONS),
        (
            Kind::OpenPoints,
            &[
                "rolling? list? of? open|pending|outstanding points|items|issues list?",
                "liste? des? points ouverts|en? suspens|attente?",
                "rolling list",
                "issue log|list|tracker",
            ],
        ),
        (
            Kind::ClosedPoints,
            &[
                "closed|completed|done since the? last meeting|call",
                "closed|completed|finished points|items|issues|actions",
                "points|actions clos|closes|fermes|fermees|termines|terminees|realisees|achevees",
                "clos depuis la derniere reunion|rencontre|seance",
                "termine|done|closed|completed",
            ],
        ),
        (
            Kind::Points(Point::Decision),
            &[
                "releve|liste|tableau? des? decision|decisions prises|adoptees? en? seance?",
                "key|main? decision|decisions made|taken|log?",
                "decision log",
                "resolution|resolutions",
                "ce qui a ete decide",
                "decided|agreed",
                "points d accord",
            ],
        ),
        (
            Kind::Points(Point::Question),
            &[
                "questions? et? reponses",
                "questions? and? answers",
                "open? question|questions posees|asked|raised|ouvertes?",
                "q a",
                "q and a",
                "faq",
                "questions en suspens",
            ],
        ),
        (
            Kind::Points(Point::Need),
            &["besoins exprimes|recueillis|identifies?", "needs", "besoins et attentes"],
        ),
        (
            Kind::Points(Point::Feedback),
            &[
                "retours? d? experience|experiences?",
                "feedback",
                "evaluation de la seance|reunion|session|rencontre",
                "meeting evaluation",
            ],
        ),
        (
            Kind::Points(Point::Information),
            &[
                "information|informations generales|diverses?",
                "announcements|annonces|news|nouvelles|updates",
            ],
        ),
        (
            Kind::NextMeeting,
            &[
                "date|dates de la prochaine reunion|rencontre|seance|session",
                "prochaine|prochain reunion|rencontre|seance|session|appel|point|call|echange",
                "prochain rendez vous",
                "date|time? and? time? of? the? next meeting|call|session",
                "next meeting|call|session|date|one",
                "next",
            ],
        ),
        (Kind::Talk, &TALK),
        (
            Kind::Field(Label::Theme),
            &[
                "goal|goals|objective|objectives|purpose of? the? meeting?",
                "objectif|objectifs de? la? reunion|rencontre?",
            ],
        ),
        (
            Kind::Aside,
            &[
                "attachments|annexes|annexe|appendix|links|liens|documents|references|resources|ressources",
                "pieces jointes",
                "table of contents|sommaire",
            ],
        ),
        (Kind::Field(Label::Facilitator), &["chair and? host|facilitation|animation|presidence"]),
        (
            Kind::Field(Label::Rapporteur),
            &["notes|minutes taken? by", "scribe|prise de notes?", "secretariat"],
        ),
    ];
    table.into_iter().map(|(kind, texts)| (kind, Pattern::all(texts))).collect()
});

const PRESENT: [&str; 14] = [
    "list? of? participant|participants|attendee|attendees|attendance",
    "liste? des? participant|participants|participante|participantes|presence|presences",
    "liste? de presence",
    "etaient? present|presents|presente|presentes|presence|presences",
    "membres|personnes|members|people|those present|presents|presentes",
    "in attendance",
    "attendance|attending|attended|participation",
    "attended by",
    "who? was|were? there",
    "who|qui",
    "etaient|sont la|presents|presentes",
    "present at the meeting",
    "on the call",
    "in the room",
];

const ACTIONS: [&str; 26] = [
    "new? action|actions items|points|list|log|table|register|tracker?",
    "list|table|log|summary of? actions|action items|points?",
    "action|actions items|points? for|before|until|by the|our next meeting|call|session",
    "action|actions items|points? for|before|until|by next meeting|call|session|time",
    "actions? agreed|decided|arising|required",
    "point|points d action|actions",
    "next steps? and? actions?",
    "prochaine|prochaines etape|etapes",
    "todo|todos",
    "to do|dos list|s?",
    "a faire",
    "reste|restent a faire",
    "ce qui|qu il reste a faire",
    "tache|taches a? faire|effectuer?",
    "tasks? list?",
    "suite|suites a donner",
    "releve|tableau|plan|liste|suivi|recapitulatif d|des? action|actions",
    "nouvelles? action|actions a? mener|suivre|entreprendre|realiser?",
    "action|actions a mener|suivre|entreprendre|realiser",
    "action|actions pour la prochaine reunion|rencontre|seance|session",
    "follow up|ups actions|items?",
    "engagement|engagements|commitments|assignments",
    "qui fait quoi",
    "who does what",
    "decisions et actions",
    "actions decidees|retenues|convenues",
];

const PREVIOUS: [&str; 17] = [
    "review|status|update of|on the? previous|last|past|open|old|outstanding|earlier? action|actions items|points?",
    "review|status|update of|on the? action|actions items|points? from|of the? last|previous meeting|call|session",
    "review|status|update of|on action|actions items|points?",
    "previous|last|old|past|outstanding|pending|open|carried|earlier action|actions items|points?",
    "previous|last meeting|call|session s? actions|action items?",
    "action|actions items|points? from the? last|previous meeting|call|session|time",
    "actions? carried over|forward",
    "carried over actions|items?",
    "matters arising from? the? minutes?",
    "follow up of|on the? previous|last actions|action items|meeting",
    "suivi|revue|point|etat|bilan des|sur actions|decisions|recommandations precedentes|anterieures?",
    "suivi|revue|etat|bilan d? avancement? des actions|recommandations|engagements",
    "suivi|revue|etat|bilan d? avancement? des|les actions|decisions|recommandations de la derniere|precedente reunion|rencontre|seance|session",
    "point|retour sur les actions precedentes|ouvertes|en? cours?",
    "actions|decisions precedentes|anterieures|reportees|ouvertes",
    "actions en cours|suspens|attente",
    "suivi|actions de la derniere|precedente? reunion|rencontre|seance|session precedente?",
];

const TALK: [&str; 21] = [
    "discussion|discussions topics|points|items|notes|summary?",
    "summary of? the? discussion|discussions",
    "meeting? notes|minutes",
    "notes of|from the meeting|call",
    "compte|comptes rendu|rendus",
    "compte rendu des echanges|debats|discussions",
    "echange|echanges|debat|debats",
    "deroulement|deliberation|deliberations de? la? reunion|rencontre|seance?",
    "resume|synthese|compte? rendu? des? discussions|echanges|debats",
    "resume|synthese|summary",
    "points|sujets|themes discutes|traites|abordes",
    "topics|items|subjects|points discussed|covered?",
    "topics",
    "proceedings|main points",
    "points cles",
    "key points|takeaways",
    "contenu|details",
    "ce qui a ete dit|discute|echange",
    "agenda|programme and|et? notes|minutes|discussion|echanges",
    "what was said|discussed",
    "sujets",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(heading: &str, expected: Option<Kind>) {
        let (_, title) = bare(&Passage::of_line(1, heading));
        assert_eq!(told(title.text()), expected, "{heading}");
    }

    #[test]
    fn headings_tell_what_stands_below() {
        use discussion::Kind as Point;
        check("Attendees:", Some(Kind::People(Attendance::Present)));
        check("Étaient présents :", Some(Kind::People(Attendance::Present)));
        check("Excusée", Some(Kind::People(Attendance::Excused)));
        check("Absents excusés", Some(Kind::People(Attendance::Excused)));
        check("Absent", Some(Kind::People(Attendance::Absent)));
        check("2. Ordre du jour", Some(Kind::Agenda));
        check("Action items for next call", Some(Kind::Actions));
        check("TODO", Some(Kind::Actions));
        check("Relevé d’actions", Some(Kind::Actions));
        check("Tableau des actions à suivre", None);
        check("1. Review of action items", Some(Kind::PreviousActions));
        check("Review of previous actions", Some(Kind::PreviousActions));
        check("Suivi des actions", Some(Kind::PreviousActions));
        check("Actions de la réunion précédente", Some(Kind::PreviousActions));
        check("LIST OF OPEN POINTS", Some(Kind::OpenPoints));
        check("Closed since the last meeting", Some(Kind::ClosedPoints));
        check("Décisions prises", Some(Kind::Points(Point::Decision)));
        check("Q&A", Some(Kind::Points(Point::Question)));
        check("Prochaine réunion", Some(Kind::NextMeeting));
        check("Discussion topics", Some(Kind::Talk));
        check("Date", Some(Kind::Field(Label::Date)));
        check("Regrets / Excusés", Some(Kind::People(Attendance::Excused)));
        check("Next meeting / Prochaine réunion", Some(Kind::NextMeeting));
        check("Actions / Décisions", None);
        check("Questions diverses", None);
        check("Facility registry", None);
    }

    #[test]
    fn numbers_and_colons_are_taken_off() {
        let check = |heading: &str, number: Option<u32>, title: &str| {
            let (seen, rest) = bare(&Passage::of_line(1, heading));
            assert_eq!((seen, rest.text()), (number, title), "{heading}");
        };
        check("3. Pilote :", Some(3), "Pilote");
        check("3.1 Pilote", None, "Pilote");
        check("II. Suivi", None, "Suivi");
        check("2026-03-18 Island Registers", None, "2026-03-18 Island Registers");
        check("15.04.2026 Réunion", None, "15.04.2026 Réunion");
        check("Village", None, "Village");
        check("Interopérabilité", None, "Interopérabilité");
    }
}
