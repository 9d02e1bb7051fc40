//! What somebody meant who wrote a name that does not exist.

use crate::fhir::definitions::{self, Structure};

/// Says that a structure has no such element, and which one was probably meant.
pub(in crate::fhir) fn unknown_element(structure: &Structure, key: &str) -> String {
    let shown: String = key.chars().take(80).collect();
    let said = format!("{} has no element '{shown}'", structure.path);
    let name = key.strip_prefix('_').unwrap_or(key);
    let elements = structure.children.iter();
    if let Some(choice) = elements.clone().find(|element| element.choice() == Some(name)) {
        let example = choice.types.first().map_or("", |kind| kind.name);
        return format!(
            "{said}; its name ends with its type, such as '{}'.",
            definitions::spelled(name, example)
        );
    }
    if name.len() < key.len() && elements.clone().any(|element| element.name == name) {
        return format!(
            "{said}; only a primitive value has a sibling with '_', and not an element's id, an extension's url or a narrative."
        );
    }
    let names = elements.flat_map(|element| match element.choice() {
        Some(stem) => element.types.iter().map(|kind| definitions::spelled(stem, kind.name)).collect(),
        None => vec![element.name.to_owned()],
    });
    match nearest(name, names) {
        Some(meant) => format!("{said}; did you mean '{meant}'?"),
        None => format!("{said}."),
    }
}

/// The name that the fewest changes lead to, if they are few for its length.
pub(in crate::fhir) fn nearest(name: &str, names: impl Iterator<Item = String>) -> Option<String> {
    if name.len() > 64 {
        return None;
    }
    let measured = names.map(|candidate| (changes(name, &candidate), candidate));
    let (count, candidate) = measured.min_by_key(|(count, _)| *count)?;
    (count <= 1 + name.len() / 5).then_some(candidate)
}

/// How many letters are to be put in, left out or replaced to make one name of the other; capitals count
/// as their small letters.
fn changes(from: &str, to: &str) -> usize {
    let to: Vec<_> = to.chars().map(|letter| letter.to_ascii_lowercase()).collect();
    let mut row: Vec<_> = (0..=to.len()).collect();
    for (position, letter) in from.chars().map(|letter| letter.to_ascii_lowercase()).enumerate() {
        let mut previous = position + 1;
        let mut next = Vec::with_capacity(row.len());
        next.push(previous);
        for (pair, other) in row.windows(2).zip(&to) {
            let &[diagonal, above] = pair else { continue };
            previous = (previous + 1).min(above + 1).min(diagonal + usize::from(letter != *other));
            next.push(previous);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_counted() {
        for (from, to, expected) in
            [("note", "note", 0), ("notes", "note", 1), ("", "note", 4), ("Onwer", "owner", 2)]
        {
            assert_eq!(changes(from, to), expected, "{from} {to}");
        }
    }

    #[test]
    fn a_name_that_resembles_none_has_no_nearest() {
        let names = || ["owner".to_owned(), "note".to_owned()].into_iter();
        assert_eq!(nearest("ownr", names()), Some("owner".to_owned()));
        assert_eq!(nearest("deadline", names()), None);
    }
}
