//! The reference document, read in place: it is not part of the repository.

use std::path::{Path, PathBuf};

use jiff::civil::{date, time};
use relais::minutes::Draft;
use relais::minutes::draft::{Action, Confidence, Hours, Language, Point};
use relais::model::discussion::Kind;
use relais::model::due;
use relais::model::integration::{Duration, Unit};

use crate::aliases;

/// The draft of the reference document; `None`, with a word about it, where the document is not at hand.
fn draft() -> Option<Draft> {
    let name = "reference/minutes-2021-04-13.fr.txt";
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("RELAIS_SHARED").map(PathBuf::from);
    let path = [Some(beside), shared]
        .into_iter()
        .flatten()
        .map(|shared| shared.join(name))
        .find(|path| path.exists());
    let Some(path) = path else {
        eprintln!("skipped: {name} is neither in ../shared nor in the directory that RELAIS_SHARED names");
        return None;
    };
    let text = std::fs::read_to_string(path).unwrap();
    Some(relais::minutes::read(&relais::minutes::Document::text(&text).unwrap(), &aliases::table()).unwrap())
}

/// Typographic apostrophes read as plain ones, so that the expectations are easy to type.
fn plain(text: &str) -> String {
    text.replace('’', "'")
}

fn is_ten_to_eleven(hours: &Hours) -> bool {
    let zone = hours.zone.as_ref().unwrap();
    (hours.start, hours.end) == (time(10, 0, 0, 0), Some(time(11, 0, 0, 0)))
        && (zone.label.as_str(), zone.offset_minutes, zone.iana.as_deref()) == ("CEST", Some(120), None)
}

fn ids(point: &Point) -> Vec<&str> {
    point.mentions.iter().map(|mention| mention.value.id.as_str()).collect()
}

#[test]
fn the_header_is_read() {
    let Some(draft) = draft() else { return };
    assert_eq!(draft.language, Language::French);
    assert_eq!(draft.title.filled().unwrap().value, "Sous-Communauté Francophone");
    assert_eq!(draft.community.as_ref().unwrap().value, "Sous-communauté Francophone");
    assert_eq!(draft.theme.as_ref().unwrap().value, "Interopérabilité");
    assert_eq!(draft.date.filled().unwrap().value, date(2021, 4, 13));
    let hours = draft.hours.filled().unwrap();
    assert!(is_ten_to_eleven(&hours.value), "{hours:?}");
    assert_eq!(hours.warnings[0].code, "footnote-mark");
    let room = &draft.location.filled().unwrap().value;
    assert_eq!(room.as_written, "Virtuelle (meet.jit.si/openIMISImplementers)");
    assert_eq!(room.url.as_deref(), Some("https://meet.jit.si/openIMISImplementers"));
    assert_eq!(draft.organiser.filled().unwrap().value, "openIMIS bureau de Coordination");
    assert_eq!(draft.meeting_type.filled().unwrap().value, "Réunion bi-mensuelle");
    assert_eq!(draft.meeting_type.filled().unwrap().span.first_line, 17);
}

#[test]
fn what_is_left_blank_is_blank_and_what_is_not_there_is_absent() {
    let Some(draft) = draft() else { return };
    assert!(
        draft.facilitator.is_blank() && draft.rapporteur.is_blank() && draft.distribution_list.is_blank()
    );
    assert_eq!(draft.attendees, relais::minutes::draft::Field::Absent);
}

#[test]
fn the_series_meets_every_two_weeks() {
    let Some(draft) = draft() else { return };
    let recurrence = draft.recurrence.unwrap();
    assert_eq!(recurrence.value.rule, "FREQ=WEEKLY;INTERVAL=2");
    assert_eq!(recurrence.value.label, "Réunion bi-mensuelle");
    assert!(recurrence.value.confirmed && recurrence.warnings.is_empty());
    let next = draft.next_meeting.unwrap();
    assert_eq!(next.value.date, date(2021, 4, 27));
    assert!(is_ten_to_eleven(&next.value.hours.unwrap()) && next.warnings.is_empty());
}

#[test]
fn the_agenda_is_read() {
    let Some(draft) = draft() else { return };
    let seen: Vec<_> = draft
        .agenda
        .iter()
        .map(|item| {
            let below: Vec<_> = item.value.sub_items.iter().map(|sub| sub.value.as_str()).collect();
            (item.value.title.as_str(), item.value.minutes_allotted, below)
        })
        .collect();
    let expected = [
        ("Thème: Interopérabilité", Some(40), vec![]),
        (
            "Recueil des besoins des membres de la communauté OpenIMIS",
            Some(10),
            vec!["Présentation du questionnaire"],
        ),
        ("Prochaine rencontre: 27 avril 2021", None, vec![]),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn the_subjects_are_read() {
    let Some(draft) = draft() else { return };
    let seen: Vec<_> = draft
        .subjects
        .iter()
        .map(|subject| {
            (subject.value.number.unwrap(), plain(&subject.value.title), subject.value.agenda_item)
        })
        .collect();
    let expected = [
        (1, "Interopérabilité d'openIMIS".to_owned(), Some(0)),
        (2, "Collecte des besoins de la communauté francophone".to_owned(), Some(1)),
        (3, "Prochaine réunion".to_owned(), Some(2)),
    ];
    assert_eq!(seen, expected);
}

/// Each point's subject, kind, first words, last words, and what it mentions.
type Expected = (usize, Kind, &'static str, &'static str, &'static [&'static str]);

const POINTS: [Expected; 14] = [
    (0, Kind::Presentation, "La place d'OpenIMIS", "santé publique", &["openimis"]),
    (0, Kind::Presentation, "Complémentarités entre DHIS 2", "gestion des produits", &["dhis2", "openimis"]),
    (
        0,
        Kind::Presentation,
        "Exemple d'interopérabilité",
        "entre les deux.",
        &["NPL", "bahmni", "openimis", "fhir"],
    ),
    (0, Kind::Need, "Nécessité que les plateformes", "à long terme.", &["observatory", "openhie"]),
    (0, Kind::Decision, "La proposition d'inviter", "a été retenue", &[]),
    (0, Kind::Information, "OpenIMIS est utilisé", "notamment en Gambie.", &["openimis", "GMB"]),
    (0, Kind::Question, "Est-ce qu'il pourrait", "aux mutuelles ?", &[]),
    (0, Kind::Answer, "Non pour le moment", "forte demande là-dessus.", &[]),
    (0, Kind::Information, "Le délai d'intégration", "plusieurs jours/semaines…", &["openimis"]),
    (0, Kind::Information, "Dans le cadre de", "Gouvernement tanzanien.", &["openimis", "TZA", "muse"]),
    (0, Kind::Feedback, "Cette session du 13 avril", "autour d'openIMIS.", &["openimis"]),
    (0, Kind::Feedback, "Mais il serait bon", "l'efficience etc.", &[]),
    (1, Kind::Information, "Une enquête permettra", "cette communauté", &[]),
    (2, Kind::Information, "La prochaine réunion", "10h-11h CEST", &[]),
];

#[test]
fn the_discussion_is_split_into_kinds() {
    let Some(draft) = draft() else { return };
    assert_eq!(draft.points.len(), POINTS.len());
    for (point, (subject, kind, first, last, mentions)) in draft.points.iter().zip(POINTS) {
        let text = plain(&point.value.text);
        assert!(text.starts_with(first) && text.ends_with(last), "{text}");
        assert_eq!((point.value.subject, point.value.kind), (subject, kind), "{text}");
        assert_eq!(ids(&point.value), mentions, "{text}");
    }
}

#[test]
fn points_carry_what_belongs_to_them() {
    let Some(draft) = draft() else { return };
    let text = |index: usize| draft.points[index].value.text.as_str();
    assert!(text(3).contains("ODD 3.8") && text(3).contains("préférable"));
    assert!(text(6).contains("collecte des cotisations"), "the page break does not part the question");
    assert_eq!(draft.points[7].value.in_response_to, Some(6));
    let effort = draft.points[8].value.effort.as_ref().unwrap();
    assert_eq!((effort.low, effort.high), (Some(Duration { value: 2, unit: Unit::Hours }), None));
    assert_eq!(effort.text.as_deref(), Some("de 02 heures à plusieurs jours/semaines"));
    assert!(text(9).contains("solutions propriétaires") && text(11).contains("choix des thèmes"));
    let surveys: Vec<usize> =
        (0..draft.points.len()).filter(|at| draft.points[*at].value.announces_survey).collect();
    assert_eq!(surveys, [12]);
}

#[test]
fn the_one_action_is_read() {
    let Some(draft) = draft() else { return };
    assert_eq!(draft.actions.len(), 1);
    let found = &draft.actions[0];
    let Action { text, owner, due, caused_by, subject, .. } = &found.value;
    assert_eq!(plain(text), "Inviter openHIE à présenter leur architecture lors d'une prochaine réunion");
    assert_eq!((owner, *caused_by, *subject), (&None, Some(4), 0));
    assert_eq!(due.value.kind, due::Kind::AComingMeeting);
    assert_eq!(due.value.text.as_deref().map(plain).as_deref(), Some("lors d'une prochaine réunion"));
    assert_eq!((due.value.on, due.value.days), (None, None));
    assert_eq!((found.span.first_line, found.span.last_line), (73, 80));
    assert_eq!(found.confidence, Confidence::High);
    assert!(draft.warnings.is_empty(), "{:?}", draft.warnings);
}
