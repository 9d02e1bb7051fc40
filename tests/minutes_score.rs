//! How well minutes are read: every labelled document of `fixtures/minutes/labelled` against the result that
//! stands beside it, as precision, recall and F1. The figures are printed by
//! `cargo test --test minutes_score -- --nocapture`; what is counted, and how, is told in
//! `docs/reading-minutes.md`. A change that reads worse than the floors fails.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::indexing_slicing, reason = "a label that lacks a part is to fail loudly")]

#[path = "minutes_score/compare.rs"]
mod compare;
#[path = "minutes_score/excerpt.rs"]
mod excerpt;
#[path = "minutes_score/found.rs"]
mod found;
#[path = "minutes_score/label.rs"]
mod label;
#[path = "minutes_score/tally.rs"]
mod tally;

use label::{Half, Labelled};
use tally::{Row, Tally};

/// The least F1 in per cent of each row, for the half that the reader is tuned on and the half that it is not:
/// a little below what was reached when the floor was set.
const FLOORS: [(Row, u32, u32); 15] = [
    (Row::Header, 92, 85),
    (Row::Attendees, 93, 75),
    (Row::Organizations, 91, 79),
    (Row::Agenda, 86, 85),
    (Row::Discussion, 87, 68),
    (Row::Questions, 85, 62),
    (Row::Decisions, 88, 61),
    (Row::Actions, 89, 77),
    (Row::Owners, 80, 72),
    (Row::Dues, 84, 68),
    (Row::Statuses, 89, 83),
    (Row::CarriedOver, 68, 66),
    (Row::Mentions, 94, 95),
    (Row::NextMeeting, 86, 92),
    (Row::Doubts, 80, 90),
];

fn tally_of(documents: &[&Labelled]) -> Tally {
    let mut tally = Tally::default();
    for document in documents {
        tally.add(&compare::compare(&document.label, &found::read(document)));
    }
    tally
}

#[test]
fn minutes_are_read_no_worse_than_before() {
    let all = label::all();
    let of = |half| all.iter().filter(|document| document.half == half).collect::<Vec<_>>();
    let halves = [tally_of(&of(Half::Tune)), tally_of(&of(Half::Held))];
    println!("{}", tally::both_halves(&halves[0], &halves[1]));
    for half in [Half::Tune, Half::Held] {
        let documents = of(half);
        println!("{}", tally::by_group(half, &documents, |document| document.format(), tally_of));
        println!(
            "{}",
            tally::by_group(half, &documents, |document| document.label.language.clone(), tally_of)
        );
    }
    if std::env::var_os("RELAIS_SCORE_EACH").is_some() {
        for document in all.iter().filter(|document| document.half == Half::Tune) {
            println!(
                "{}",
                tally::one(&document.name, &compare::compare(&document.label, &found::read(document)))
            );
        }
    }
    let worse: Vec<String> = FLOORS
        .into_iter()
        .flat_map(|(row, tune, held)| [(Half::Tune, row, tune), (Half::Held, row, held)])
        .filter_map(|(half, row, floor)| {
            let reached = halves[usize::from(half == Half::Held)].f1(row);
            (reached < f64::from(floor)).then(|| format!("{half:?}: {row:?} {reached:.1} < {floor}"))
        })
        .collect();
    assert!(worse.is_empty(), "minutes are read worse than before:\n{}", worse.join("\n"));
}

#[test]
fn every_excerpt_stands_in_its_document() {
    let mut astray = Vec::new();
    for document in label::all() {
        // A PDF's cells may be read in another order, and a page that is not known as HTML is read with its marks.
        let Some(text) = found::text(&document) else { continue };
        if document.format() == "pdf" || text.contains("<body") {
            continue;
        }
        let text = excerpt::fold(&text);
        for excerpt in document.label.excerpts() {
            if !text.contains(&excerpt::fold(excerpt)) {
                astray.push(format!("{}: {excerpt}", document.name));
            }
        }
    }
    assert!(astray.is_empty(), "labels that their documents do not say:\n{}", astray.join("\n"));
}

#[test]
fn a_document_without_text_is_refused() {
    for document in label::all().iter().filter(|document| document.label.refused) {
        assert!(found::open(document).is_none(), "{}", document.name);
    }
}

#[test]
fn the_halves_have_the_same_mix() {
    let all = label::all();
    let mix = |half: Half| {
        let mut formats: Vec<String> =
            all.iter().filter(|document| document.half == half).map(Labelled::format).collect();
        formats.sort();
        formats
    };
    assert_eq!(mix(Half::Tune), mix(Half::Held));
}
