//! Whatever text comes in, the reader answers: a draft, or an error that says what was expected.

use proptest::prelude::*;
use relais::minutes::{Document, Draft};

use crate::aliases;

const FIXTURES: [&str; 3] = [
    include_str!("../../fixtures/minutes/grands-fleuves-2026-03-03.fr.txt"),
    include_str!("../../fixtures/minutes/grands-fleuves-2026-03-17.fr.txt"),
    include_str!("../../fixtures/minutes/lakes-exchange-2026-05-12.en.txt"),
];

/// What holds for every draft: places lie within the text, and indices point to what is there.
fn is_sound(draft: &Draft, text: &str) {
    let last = u32::try_from(text.lines().count()).unwrap();
    let subjects = draft.subjects.iter().map(|subject| subject.span);
    let points = draft.points.iter().map(|point| point.span);
    let spans = subjects.chain(points).chain(draft.actions.iter().map(|action| action.span));
    for span in spans {
        assert!(
            1 <= span.first_line && span.first_line <= span.last_line && span.last_line <= last,
            "{span:?}"
        );
    }
    for point in &draft.points {
        assert!(point.value.subject < draft.subjects.len() && !point.value.text.is_empty());
        assert!(point.value.in_response_to.is_none_or(|question| question < draft.points.len()));
    }
    for action in &draft.actions {
        assert!(action.value.subject < draft.subjects.len() && !action.value.text.is_empty());
        assert!(action.value.caused_by.is_none_or(|decision| decision < draft.points.len()));
    }
    for subject in &draft.subjects {
        assert!(subject.value.agenda_item.is_none_or(|item| item < draft.agenda.len()));
    }
}

/// Reads a text twice: it must not panic, and must say the same again.
fn check(text: &str) {
    let aliases = aliases::table();
    let read = || relais::minutes::read(&Document::text(text).ok()?, &aliases).ok();
    if let Some(draft) = read() {
        is_sound(&draft, text);
        assert_eq!(Some(draft), read());
    }
}

/// Pieces of the layout, from which odd documents are made.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "(Titre|Date|Heure|Location|Réunion\norganisée\npar|Type de réunion|Facilitateur|Agenda|Time|Title) ?:? ",
        "\n#\nSujet Discussion Prochaine étape \n\n \nDate \n",
        "\n\n[0-9]{1,4}[.)]? [A-Za-zÉé’' ]{0,30}\n",
        "[-•o–] [A-Za-zé:?.’ ]{0,60}\n",
        "(0?[0-9]|[0-9]{2})[./:h -]([0-9]{1,4})[./:-]?([0-9]{0,4}) ?(CEST|GMT|UTC[+-][0-9:]{1,5}|pm)?\n",
        "(de|d’ici|from|within|dans) ([0-9]{1,12}|deux|a few) (heures|jours|weeks|mois)( à [0-9]{1,12} jours)?\n",
        "(lors d’une prochaine réunion|fin [a-z]{3,9}|\\([A-Z][a-z]+( [A-Z][a-z]+)?,? ?[0-9/]{0,10}\\))\n",
        "\n\n?(#|##|===|Attendees|Présents|Agenda|Actions|Décisions|Next meeting|Q|R|ACTION|TODO|\\[ \\]|@Awa|1\\.|>) ?:? ?[A-Za-zé/,@ ]{0,40}\n",
        "\n\\| ?(Action|Sujet|Nom|Décision|Time) \\| (Owner|Qui|Statut|Date|Org) \\|\n\\|---\\|---\\|\n\\| [a-zA-Z @.]{0,20} \\| [A-Za-z0-9/ ]{0,12} \\|\n",
        "[ \n\u{c}\t]{0,4}",
        "\\PC{0,20}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_answered(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn any_pieces_of_the_layout_are_answered(pieces in prop::collection::vec(piece(), 0..40)) {
        check(&pieces.concat());
    }

    #[test]
    fn a_damaged_document_is_answered(
        which in 0_usize..3,
        cut in 0_usize..200,
        lost in 0_usize..30,
        odd in "\\PC{0,12}",
    ) {
        let mut lines: Vec<&str> = FIXTURES[which].lines().collect();
        let from = cut.min(lines.len());
        let to = (from + lost).min(lines.len());
        lines.splice(from..to, [odd.as_str()]);
        check(&lines.join("\n"));
    }
}

#[test]
fn a_subject_without_a_title_stands_where_its_number_does() {
    let text = "N\nSujet Discussion\n1";
    let draft = relais::minutes::read(&Document::text(text).unwrap(), &[]).unwrap();
    assert_eq!(draft.subjects.len(), 1);
    is_sound(&draft, text);
}

#[test]
fn what_is_not_minutes_says_what_was_expected() {
    let letter = Document::text("Bonjour,\nvoici une lettre.\n").unwrap();
    let error = relais::minutes::read(&letter, &[]).unwrap_err();
    assert_eq!(error.code(), "minutes-not-recognised");
    assert!(error.to_string().contains("Ordre du jour"), "{error}");
    assert_eq!(Document::text("Agenda\0").unwrap_err().code(), "minutes-not-text");
}
