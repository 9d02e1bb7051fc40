//! The table of the house: which room stands on which floor and what it may name.

/// A folder or file directly below `src`.
pub(crate) struct Room {
    /// Its name, as in `crate::name`.
    pub(crate) name: &'static str,
    /// How high it stands; an arrow only ever points to a lower floor.
    pub(crate) floor: u8,
    /// The rooms that it may name.
    pub(crate) may_name: MayName,
}

/// What a room may name of the house.
pub(crate) enum MayName {
    /// Every room.
    Anything,
    /// These, and itself.
    These(&'static [&'static str]),
}

use MayName::{Anything, These};

/// Every room that exists. A new room needs a row here before anything may name it.
#[rustfmt::skip]
pub(crate) const ROOMS: &[Room] = &[
    Room { name: "lib", floor: 9, may_name: Anything },
    Room { name: "main", floor: 9, may_name: Anything },
    Room { name: "app", floor: 9, may_name: Anything },
    Room { name: "cli", floor: 9, may_name: Anything },
    Room { name: "faces", floor: 8, may_name: These(&[
        "sync", "reports", "minutes", "catalogue", "relay", "kernel", "mapping", "search", "fhir", "model", "error",
    ]) },
    Room { name: "sync", floor: 7, may_name: These(&["connectors", "kernel", "mapping", "fhir", "model", "error"]) },
    Room { name: "relay", floor: 7, may_name: These(&["connectors", "kernel", "mapping", "fhir", "model", "error"]) },
    Room { name: "minutes", floor: 6, may_name: These(&["kernel", "mapping", "fhir", "model", "error"]) },
    Room { name: "reports", floor: 6, may_name: These(&["kernel", "mapping", "fhir", "model", "error"]) },
    Room { name: "conformance", floor: 6, may_name: These(&["kernel", "mapping", "search", "fhir", "model", "error"]) },
    Room { name: "catalogue", floor: 6, may_name: These(&["kernel", "mapping", "fhir", "model", "error"]) },
    Room { name: "kernel", floor: 5, may_name: These(&["store", "search", "mapping", "fhir", "model", "error"]) },
    Room { name: "store", floor: 4, may_name: These(&["search", "fhir", "error"]) },
    Room { name: "mapping", floor: 3, may_name: These(&["fhir", "model", "error"]) },
    Room { name: "search", floor: 3, may_name: These(&["fhir", "error"]) },
    Room { name: "connectors", floor: 3, may_name: These(&["fhir", "model", "error"]) },
    Room { name: "fhir", floor: 2, may_name: These(&["error"]) },
    Room { name: "model", floor: 2, may_name: These(&["error"]) },
    Room { name: "telemetry", floor: 2, may_name: These(&["config", "error"]) },
    Room { name: "config", floor: 1, may_name: These(&["error"]) },
    Room { name: "error", floor: 0, may_name: These(&[]) },
];

/// Faces that are a single file. Every folder below `faces` is a face too; any other file there is shared by all
/// of them and knows none.
pub(crate) const FACES_IN_ONE_FILE: &[&str] = &["calendar", "feeds", "health", "pages"];

/// An outside path with the rooms where it may be named.
pub(crate) struct Fence {
    /// The path's first segments.
    pub(crate) path: &'static [&'static str],
    /// Where it may stand.
    pub(crate) place: Place,
}

/// The rooms where an outside path may be named.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    /// In these rooms only; in none when the list is empty.
    Only(&'static [&'static str]),
    /// In every room but these.
    NotIn(&'static [&'static str]),
    /// In this file alone.
    OneFile(&'static str),
}

use Place::{NotIn, OneFile, Only};

/// The rooms that answer by HTTP.
const HTTP: Place = Only(&["faces", "app", "main"]);
/// The rooms that call other systems.
const OUTWARD: Place = Only(&["connectors", "sync"]);
/// The rooms that only compute.
const PURE: &[&str] = &["fhir", "model", "search", "mapping"];

/// The one file that draws random numbers.
const RANDOMNESS: &str = "fhir/id.rs";

/// What each fence encloses. Test modules inside `src` are exempt.
#[rustfmt::skip]
pub(crate) const FENCES: &[Fence] = &[
    Fence { path: &["axum"], place: HTTP },
    Fence { path: &["axum_extra"], place: HTTP },
    Fence { path: &["http"], place: HTTP },
    Fence { path: &["hyper"], place: HTTP },
    Fence { path: &["maud"], place: HTTP },
    Fence { path: &["tower"], place: HTTP },
    Fence { path: &["tower_http"], place: HTTP },
    Fence { path: &["utoipa"], place: HTTP },
    Fence { path: &["utoipa_axum"], place: HTTP },
    Fence { path: &["utoipa_swagger_ui"], place: HTTP },
    Fence { path: &["reqwest"], place: OUTWARD },
    Fence { path: &["rusqlite"], place: Only(&["store"]) },
    Fence { path: &["tokio_postgres"], place: Only(&["store"]) },
    Fence { path: &["deadpool_postgres"], place: Only(&["store"]) },
    Fence { path: &["quick_xml"], place: Only(&["fhir", "minutes"]) },
    Fence { path: &["html5gum"], place: Only(&["minutes"]) },
    Fence { path: &["lopdf"], place: Only(&["minutes"]) },
    Fence { path: &["pulldown_cmark"], place: Only(&["minutes"]) },
    Fence { path: &["zip"], place: Only(&["minutes"]) },
    Fence { path: &["fhirbolt"], place: Only(&[]) },
    Fence { path: &["second_opinion"], place: Only(&[]) },
    Fence { path: &["clap"], place: Only(&["main", "config", "cli"]) },
    Fence { path: &["serde"], place: NotIn(&["model"]) },
    Fence { path: &["serde_json"], place: NotIn(&["model"]) },
    Fence { path: &["tokio"], place: NotIn(PURE) },
    Fence { path: &["std", "env"], place: Only(&["config", "main", "cli"]) },
    Fence { path: &["std", "fs"], place: NotIn(PURE) },
    Fence { path: &["std", "net"], place: NotIn(PURE) },
    Fence { path: &["std", "process"], place: NotIn(PURE) },
    Fence { path: &["std", "time", "Instant"], place: NotIn(PURE) },
    Fence { path: &["std", "time", "SystemTime"], place: NotIn(PURE) },
    Fence { path: &["jiff", "Timestamp", "now"], place: NotIn(PURE) },
    Fence { path: &["jiff", "Zoned", "now"], place: NotIn(PURE) },
    Fence { path: &["jiff", "tz", "TimeZone", "system"], place: NotIn(PURE) },
    Fence { path: &["uuid", "Uuid", "new_v4"], place: OneFile(RANDOMNESS) },
    Fence { path: &["uuid", "Uuid", "now_v7"], place: OneFile(RANDOMNESS) },
];

/// The most lines that a file may have, generated tables excepted.
pub(crate) const MOST_LINES: usize = 400;
/// How the first line of a generated file begins.
pub(crate) const GENERATED: &str = "// @generated";

/// The row of a room.
pub(crate) fn room(name: &str) -> Option<&'static Room> {
    ROOMS.iter().find(|room| room.name == name)
}

#[test]
fn every_arrow_of_the_table_points_downwards() {
    for from in ROOMS {
        let These(named) = from.may_name else { continue };
        for name in named {
            let to = room(name).unwrap_or_else(|| panic!("{} names {name}, which has no row", from.name));
            assert!(to.floor < from.floor, "{} does not stand above {name}", from.name);
        }
    }
}
