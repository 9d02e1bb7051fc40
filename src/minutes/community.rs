//! Who meets, as headings and titles name it.

use super::draft::{Confidence, Field, Found};
use super::passage::fold;

/// Who meets: what the heading says, or else the title.
pub(super) fn of(heading: Option<&Found<String>>, title: &Field<String>) -> Option<Found<String>> {
    let from_heading = heading.and_then(|heading| {
        let name = named_in(&heading.value)?;
        Some(Found::new(name, heading.span, Confidence::Medium))
    });
    let Some(title) = title.filled() else {
        return from_heading;
    };
    match from_heading {
        Some(found) if fold(&found.value) == fold(&title.value) => {
            Some(Found::sure(found.value, found.span.and(title.span)))
        }
        Some(found) => Some(found),
        None => {
            let name = named_in(&title.value).unwrap_or_else(|| title.value.clone());
            Some(Found::new(name, title.span, Confidence::Medium))
        }
    }
}

/// "Réunion de la X : Compte rendu", "Compte rendu de la réunion du X", "X meeting – Minutes", "Minutes of the X".
pub(super) fn named_in(heading: &str) -> Option<String> {
    const BEFORE: [&str; 22] = [
        "compte rendu de la reunion de la",
        "compte rendu de la reunion du",
        "compte rendu de la reunion de l",
        "compte rendu de la reunion des",
        "compte rendu de la",
        "compte rendu du",
        "proces verbal de la reunion du",
        "proces verbal de la reunion de la",
        "reunion de la",
        "reunion du",
        "reunion de l",
        "reunion des",
        "rencontre de la",
        "rencontre du",
        "rencontre de l",
        "minutes of the meeting of the",
        "minutes of the",
        "meeting minutes of the",
        "meeting of the",
        "notes of the",
        "meeting minutes",
        "compte rendu",
    ];
    const AFTER: [&str; 10] = [
        "compte rendu de reunion",
        "compte rendu",
        "proces verbal",
        "meeting minutes",
        "meeting notes",
        "minutes",
        "reunion",
        "meeting",
        "sub community meeting minutes",
        "notes",
    ];
    let words = super::passage::words(heading);
    let folded: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
    let longest = |phrases: &[&str], stands: &dyn Fn(&[&str]) -> bool| {
        let parts = phrases.iter().map(|phrase| phrase.split(' ').collect::<Vec<_>>());
        parts.filter(|parts| stands(parts)).map(|parts| parts.len()).max().unwrap_or(0)
    };
    let before = longest(&BEFORE, &|parts| folded.starts_with(parts));
    let mut kept = folded.get(before..)?;
    loop {
        let after = longest(&AFTER, &|parts| kept.ends_with(parts));
        if after == 0 || after >= kept.len() {
            break;
        }
        kept = kept.get(..kept.len() - after)?;
    }
    if before == 0 && kept.len() == folded.len() {
        return None;
    }
    let last = before + kept.len().checked_sub(1)?;
    let name = heading.get(words.get(before)?.start..words.get(last)?.end)?;
    (!name.trim().is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heading_names_the_community() {
        let check = |heading: &str, expected: Option<&str>| {
            assert_eq!(named_in(heading).as_deref(), expected, "{heading}");
        };
        check(
            "Réunion de la Sous-communauté Francophone : Compte rendu",
            Some("Sous-communauté Francophone"),
        );
        check("Compte rendu de la réunion du Groupe Santé numérique", Some("Groupe Santé numérique"));
        check("Lakes Interoperability Circle meeting – Minutes", Some("Lakes Interoperability Circle"));
        check("Minutes of the Data Exchange Group", Some("Data Exchange Group"));
        check("Groupe de travail", None);
        check("Compte rendu", None);
    }
}
