//! Small documents of each layout, and a long one.

use relais::minutes::{Document, Draft};

use crate::aliases;

fn draft(text: &str) -> Draft {
    relais::minutes::read(&Document::open(text.as_bytes()).unwrap(), &aliases::table()).unwrap()
}

/// Each action as `text | owner | due | status`.
fn actions(draft: &Draft) -> Vec<String> {
    let part = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let show = |found: &relais::minutes::draft::Found<relais::minutes::draft::Action>| {
        let action = &found.value;
        let due = action.due.value.on.map(|day| day.to_string());
        let due = due.unwrap_or_else(|| action.due.value.kind.code().to_owned());
        let owner = part(action.owner.as_ref().map(|owner| owner.value.clone()));
        let status = part(action.status.as_ref().map(|status| status.value.code().to_owned()));
        format!("{} | {owner} | {due} | {status}", action.text)
    };
    draft.actions.iter().map(show).collect()
}

const HEAD: &str = "# Cercle des Rives\n\nDate : 14/04/2026\n\nHeure : 10h-11h GMT\n\n";

#[test]
fn the_columns_of_an_action_table_may_stand_in_any_order() {
    let draft = draft(&format!(
        "{HEAD}## Actions\n\n| Statut | Échéance | Action | Responsable | N° |\n|---|---|---|---|---|\n\
         | en cours | 30/04/2026 | Relire le guide | Awa Diop | A3 |\n| fait | | Fermer le serveur | | A4 |\n"
    ));
    assert_eq!(
        actions(&draft),
        ["Relire le guide | Awa Diop | 2026-04-30 | in_progress", "Fermer le serveur | - | none | done"]
    );
    assert_eq!(draft.actions[0].value.identifier.as_deref(), Some("A3"));
}

#[test]
fn boxes_labels_and_promises_are_actions() {
    let draft = draft(&format!(
        "{HEAD}Présents : Awa Diop, Issa Sow\n\n## Serveur\n\nIssa Sow s’engage à tester le relais avant la prochaine réunion.\n\n\
         ACTION: Awa to write the note by Friday\n\n## À faire\n\n- [x] Fermer le port\n- [ ] @Issa Lire les journaux\n"
    ));
    assert_eq!(
        actions(&draft),
        [
            "tester le relais avant la prochaine réunion. | Issa Sow | before-next-meeting | -",
            "write the note by Friday | Awa | 2026-04-17 | -",
            "Fermer le port | - | none | done",
            "Lire les journaux | Issa | none | -",
        ]
    );
}

#[test]
fn what_was_reviewed_is_carried_over() {
    let draft = draft(&format!(
        "{HEAD}## Suivi des actions\n\n- Awa : relire le guide – fait\n\n## Actions\n\n- Issa : écrire la note\n"
    ));
    let carried: Vec<bool> = draft.actions.iter().map(|action| action.value.carried_over.is_some()).collect();
    assert_eq!(carried, [true, false]);
}

#[test]
fn a_day_without_a_year_takes_it_from_the_others() {
    let found = draft(
        "Cercle des Rives\n\nDate: Tue 14 April\n\nAttendees: Awa Diop, Issa Sow\n\nNext meeting: 12 May 2026\n",
    );
    let date = found.date.filled().unwrap();
    assert_eq!((date.value.to_string().as_str(), date.warnings[0].code), ("2026-04-14", "year-concluded"));
    let alone = draft("Cercle des Rives\n\nDate: Tue 14 April\n\nAttendees: Awa Diop, Issa Sow\n");
    assert!(
        alone.date.filled().is_none() && alone.warnings.iter().any(|warning| warning.code == "year-absent")
    );
}

#[test]
fn hours_in_several_zones_are_held_against_one_another() {
    let check = |hours: &str, expected: &[&str]| {
        let draft = draft(&format!(
            "# Compte rendu du Cercle\n\nDate : 13/04/2026\nHeure : {hours}\n\n## Actions\n\n- Relire\n"
        ));
        let found = draft.hours.filled().unwrap();
        let codes: Vec<&str> = found.warnings.iter().map(|warning| warning.code).collect();
        assert_eq!(codes, expected, "{hours}");
        assert_eq!(found.value.start.to_string(), "14:00:00", "{hours}");
    };
    check("14:00-15:00 CEST / 12:00-13:00 UTC", &[]);
    check("14:00 CEST / 12:00 UTC / 15:00 EAT", &[]);
    check("14:00 CEST / 13:00 UTC", &["hours-contradicted"]);
    check("14:00 CEST (2)", &["footnote-mark"]);
}

#[test]
fn a_hundred_pages_are_read_whole() {
    let mut text = format!("{HEAD}## Agenda\n\n- Serveur\n- Guide\n\n");
    for page in 0..100 {
        text.push_str(&format!("## Sujet numéro {page}\n\n"));
        for line in 0..20 {
            text.push_str(&format!(
                "- Le relais {line} tient-il ?\n  - Oui, il tient depuis le mois de mars.\n"
            ));
        }
        text.push_str("\nACTION: Awa to write the note\n\n");
    }
    let draft = draft(&text);
    assert_eq!((draft.subjects.len(), draft.points.len(), draft.actions.len()), (100, 4000, 100));
}
