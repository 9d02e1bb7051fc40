//! Who asked for something, out of the sentence that says what is to be done.

use std::sync::LazyLock;

use super::owners::names_someone;
use crate::minutes::draft::Found;
use crate::minutes::passage::Passage;
use crate::minutes::pattern::Pattern;

/// "(at the request of Awa)", "à la demande de Awa Diop", "requested by Awa".
pub(super) fn take(text: &Passage) -> (Passage, Option<Found<String>>) {
    let words = text.words();
    let Some((from, to)) = REQUESTED.iter().find_map(|pattern| pattern.find(&words)) else {
        return (text.clone(), None);
    };
    let (Some(first), Some(name)) = (words.get(from), words.get(to)) else { return (text.clone(), None) };
    let rest = text.text().get(name.start..).unwrap_or_default();
    let length = rest.find([')', ',', ';', '.']).unwrap_or(rest.len());
    let name = text.slice(name.start..name.start + length);
    if !names_someone(name.text()) {
        return (text.clone(), None);
    }
    let mut kept = text.slice(0..first.start).trimmed(&['(', '[', ',', '-', '–']);
    kept.append(
        &text.slice(name_end(text, &name, first.start)..text.text().len()).trimmed(&[')', ']', ',', '-']),
    );
    (kept, Some(Found::sure(name.text().to_owned(), name.span())))
}

/// The byte after the name, looked for from `from` on.
fn name_end(text: &Passage, name: &Passage, from: usize) -> usize {
    let rest = text.text().get(from..).unwrap_or_default();
    rest.find(name.text()).map_or(text.text().len(), |at| from + at + name.text().len())
}

static REQUESTED: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    Pattern::all(&[
        "at the request of",
        "requested|asked by",
        "on behalf of",
        "a la demande de|du|des|d",
        "demande|demandee par",
    ])
});
