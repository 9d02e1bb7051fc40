//! What the reader finds in a document, as flat lists.

use std::collections::{BTreeMap, BTreeSet};

use relais::minutes::wire::DraftOut;
use relais::minutes::{Alias, Document};
use serde_json::Value;

use crate::label::{HeaderField, Labelled};

/// What was found. A document that cannot be opened or read gives nothing.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) header: BTreeMap<HeaderField, String>,
    /// Name, organisation, attendance.
    pub(crate) attendees: Vec<(String, Option<String>, String)>,
    pub(crate) agenda: Vec<(String, Option<u64>)>,
    pub(crate) points: Vec<Point>,
    pub(crate) actions: Vec<Action>,
    pub(crate) mentions: BTreeSet<String>,
    /// Date and start.
    pub(crate) next: Option<(String, Option<String>)>,
    /// The fields that carry warnings.
    pub(crate) doubts: BTreeSet<String>,
}

/// A discussion point.
#[derive(Debug)]
pub(crate) struct Point {
    pub(crate) kind: String,
    pub(crate) text: String,
    /// The place of the question that it answers.
    pub(crate) answers: Option<usize>,
}

/// An action.
#[derive(Debug)]
pub(crate) struct Action {
    pub(crate) text: String,
    pub(crate) owner: Option<String>,
    pub(crate) due_kind: String,
    /// The date or the number of days.
    pub(crate) due_value: Value,
    pub(crate) due_words: String,
    pub(crate) due_doubted: bool,
    pub(crate) status: String,
    pub(crate) carried: bool,
}

impl Action {
    /// When it is due, for people.
    pub(crate) fn due(&self) -> String {
        format!("{} {} {}", self.due_kind, self.due_value, self.due_words)
    }
}

/// Reads a document.
pub(crate) fn read(document: &Labelled) -> Found {
    let Some(opened) = open(document) else { return Found::default() };
    let Ok(draft) = relais::minutes::read(&opened, &aliases()) else { return Found::default() };
    flat(&serde_json::to_value(DraftOut::from(&draft)).unwrap())
}

/// The readable text of a document that can be opened.
pub(crate) fn text(document: &Labelled) -> Option<String> {
    let opened = open(document)?;
    Some(opened.lines().collect::<Vec<_>>().join("\n"))
}

/// Opens a document, if its format is one that is read.
pub(crate) fn open(document: &Labelled) -> Option<Document> {
    Document::open(&std::fs::read(&document.path).unwrap()).ok()
}

fn aliases() -> Vec<Alias> {
    let catalogue = relais::catalogue::load().unwrap();
    catalogue.mentions().iter().map(|name| Alias::new(&name.name, name.thing, &name.id)).collect()
}

fn flat(draft: &Value) -> Found {
    let mut found = Found {
        header: header(draft),
        attendees: list(&draft["attendees"]["value"]).iter().map(attendee).collect(),
        agenda: values(&draft["agenda"])
            .map(|item| (string(&item["title"]), item["minutes_allotted"].as_u64()))
            .collect(),
        points: values(&draft["discussion_points"]).map(point).collect(),
        actions: values(&draft["action_items"]).map(action).collect(),
        ..Found::default()
    };
    let parts = ["agenda", "subjects", "discussion_points", "action_items"];
    for item in parts.iter().flat_map(|part| values(&draft[*part])) {
        let mentions = list(&item["mentions"]).iter();
        found.mentions.extend(
            mentions.map(|mention| format!("{}/{}", string(&mention["kind"]), string(&mention["id"]))),
        );
    }
    let next = &draft["next_meeting"]["value"];
    found.next = filled(&next["date"]).map(|date| (date, filled(&next["hours"]["start"])));
    let doubted = |field: &&str| !list(&draft[*field]["warnings"]).is_empty();
    found.doubts = ["title", "date", "hours", "location", "attendees", "next_meeting"]
        .iter()
        .filter(|field| doubted(field))
        .map(|&field| if field == "next_meeting" { "next" } else { field }.to_owned())
        .collect();
    found
}

fn header(draft: &Value) -> BTreeMap<HeaderField, String> {
    let hours = &draft["hours"]["value"];
    let location = &draft["location"]["value"];
    let zone = if hours["zone_label"].is_null() { &hours["zone"] } else { &hours["zone_label"] };
    let fields = [
        (HeaderField::Title, &draft["title"]["value"]),
        (HeaderField::Community, &draft["community"]["value"]),
        (HeaderField::Date, &draft["date"]["value"]),
        (HeaderField::Start, &hours["start"]),
        (HeaderField::End, &hours["end"]),
        (HeaderField::Zone, zone),
        (HeaderField::Location, &location["as_written"]),
        (HeaderField::Url, &location["url"]),
        (HeaderField::Organiser, &draft["organiser"]["value"]),
        (HeaderField::Facilitator, &draft["facilitator"]["value"]),
        (HeaderField::Rapporteur, &draft["rapporteur"]["value"]),
    ];
    fields.into_iter().filter_map(|(field, value)| Some((field, filled(value)?))).collect()
}

fn attendee(value: &Value) -> (String, Option<String>, String) {
    (string(&value["name"]), filled(&value["organization"]), string(&value["attendance"]))
}

fn point(value: &Value) -> Point {
    Point {
        kind: string(&value["kind"]),
        text: string(&value["text"]),
        answers: value["in_response_to"].as_u64().and_then(|place| usize::try_from(place).ok()),
    }
}

fn action(value: &Value) -> Action {
    let due = &value["due"]["value"];
    Action {
        text: string(&value["text"]),
        owner: filled(&value["owner"]["value"]),
        due_kind: string(&due["kind"]),
        due_value: if due["on"].is_null() { due["days"].clone() } else { due["on"].clone() },
        due_words: string(&due["text"]),
        due_doubted: !list(&value["due"]["warnings"]).is_empty(),
        status: status(&value["status"]["value"]),
        carried: !value["carried_over"].is_null(),
    }
}

/// The status as labels write it.
fn status(value: &Value) -> String {
    value.as_str().unwrap_or("open").replace('_', "-")
}

/// The values of a list of found things.
fn values(list_of_found: &Value) -> impl Iterator<Item = &Value> {
    list(list_of_found).iter().map(|found| &found["value"])
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn filled(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned)
}
