//! Words for refusals: what would have been right.

use crate::fhir::ResourceType;
use crate::search::Registry;

/// The parameters of every type that the registry does not hold, because they are read from a resource's own
/// row and not from its index.
pub(super) const EVERYWHERE: [&str; 2] = ["_id", "_lastUpdated"];

/// Every name that a search in this type may use, in order: `_id` and `_lastUpdated` first.
pub(super) fn searchable(registry: &Registry, resource_type: ResourceType) -> Vec<&str> {
    let codes = registry.parameters(resource_type).map(|parameter| parameter.code.as_str());
    EVERYWHERE.into_iter().chain(codes).collect()
}

/// ` Did you mean 'status'?` for the nearest of the names, empty when none is near.
pub(super) fn suggestion<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    if written.len() > 64 {
        return String::new();
    }
    let written_small = written.to_lowercase();
    let near = (written.chars().count() / 3).max(1);
    let nearest = names.into_iter().map(|name| (distance(&written_small, &name.to_lowercase()), name)).min();
    match nearest {
        Some((distance, name)) if distance <= near => format!(" Did you mean '{name}'?"),
        _ => String::new(),
    }
}

/// The text for a message: its start, when it is long.
pub(super) fn shorten(text: &str) -> String {
    const LONGEST: usize = 80;
    let start: String = text.chars().take(LONGEST).collect();
    if start.len() < text.len() { start + "…" } else { start }
}

/// How many letters must be put in, taken out or exchanged to make one text the other (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.chars().count()).collect();
    for (above, letter) in left.chars().enumerate() {
        let mut diagonal = above;
        let mut before = above + 1;
        let (first, others) = match row.split_first_mut() {
            Some(parts) => parts,
            None => return 0,
        };
        *first = before;
        for (cell, other) in others.iter_mut().zip(right.chars()) {
            let exchanged = diagonal + usize::from(letter != other);
            diagonal = *cell;
            before = exchanged.min(before + 1).min(diagonal + 1);
            *cell = before;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_counts_changed_letters() {
        for (left, right, expected) in
            [("", "", 0), ("", "abc", 3), ("abc", "", 3), ("status", "statu", 1), ("kitten", "sitting", 3)]
        {
            assert_eq!(distance(left, right), expected, "{left} {right}");
        }
    }

    #[test]
    fn only_a_near_name_is_suggested() {
        let names = ["status", "subject", "owner"];
        assert_eq!(suggestion("Statuss", names), " Did you mean 'status'?");
        assert_eq!(suggestion("colour", names), "");
        assert_eq!(suggestion("status", []), "");
    }
}
