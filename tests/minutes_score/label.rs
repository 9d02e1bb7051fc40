//! A labelled document: the bytes, and what a careful human reads in them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// Whether the reader may be tuned on a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Half {
    /// It may.
    Tune,
    /// It must not: the figures of this half are those that count.
    Held,
}

/// A document with its label.
#[derive(Debug)]
pub(crate) struct Labelled {
    pub(crate) half: Half,
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) label: Label,
}

impl Labelled {
    /// The format, as the file's name says it.
    pub(crate) fn format(&self) -> String {
        self.path.extension().unwrap().to_string_lossy().into_owned()
    }
}

/// What a careful human reads. Texts are excerpts: what is found must contain them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Label {
    /// `fr`, `en` or `mixed`.
    pub(crate) language: String,
    /// What is nasty about the document, for people.
    #[serde(rename = "layout")]
    _layout: String,
    /// Whether the document has no text and must be refused; nothing else is labelled then.
    #[serde(default)]
    pub(crate) refused: bool,
    #[serde(default)]
    pub(crate) header: BTreeMap<HeaderField, OneOf>,
    /// Name, organisation, attendance.
    #[serde(default)]
    pub(crate) attendees: Vec<(String, Option<String>, String)>,
    /// Title, minutes allotted.
    #[serde(default)]
    pub(crate) agenda: Vec<(String, Option<u64>)>,
    /// Kind and excerpt; for a question the excerpt of its answer, or null where it is left open.
    #[serde(default)]
    pub(crate) points: Vec<Vec<Option<String>>>,
    #[serde(default)]
    pub(crate) actions: Vec<Action>,
    /// `kind/id`, as the catalogue has them.
    #[serde(default)]
    pub(crate) mentions: Vec<String>,
    #[serde(default)]
    pub(crate) next: Option<Next>,
    /// What must carry a warning: a header field, `next`, or `due: EXCERPT OF THE ACTION`.
    #[serde(default)]
    pub(crate) doubts: Vec<String>,
    /// What must be in no point and no action: footers, page numbers, struck text.
    #[serde(default)]
    pub(crate) noise: Vec<String>,
}

/// A field of the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HeaderField {
    Title,
    Community,
    Date,
    Start,
    End,
    Zone,
    Location,
    Url,
    Organiser,
    Facilitator,
    Rapporteur,
}

/// A value, or several of which each is right.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOf {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

impl OneOf {
    /// Each that is right.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Several(values) => values.as_slice(),
        }
        .iter()
        .map(String::as_str)
    }
}

/// Something to be done.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Action {
    pub(crate) text: String,
    #[serde(default)]
    pub(crate) owner: Option<OneOf>,
    #[serde(default)]
    pub(crate) due: Option<Due>,
    /// Another reading of the due words that is as good.
    #[serde(default)]
    pub(crate) due_or: Option<Due>,
    /// Open where nothing is said.
    #[serde(default)]
    pub(crate) status: Option<String>,
    /// Whether the minutes say that it comes from an earlier meeting.
    #[serde(default)]
    pub(crate) carried: bool,
}

/// Kind, value (a date or a number of days), words.
#[derive(Debug, Deserialize)]
pub(crate) struct Due(pub(crate) String, pub(crate) Option<serde_json::Value>, pub(crate) String);

/// The next meeting.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Next {
    pub(crate) date: String,
    #[serde(default)]
    pub(crate) start: Option<String>,
}

impl Label {
    /// The points with their kinds, answers included.
    pub(crate) fn said(&self) -> impl Iterator<Item = (&str, &str)> {
        self.points.iter().flat_map(|point| {
            let kind = point[0].as_deref().unwrap();
            let answer = point.get(2).and_then(Option::as_deref).map(|answer| ("answer", answer));
            std::iter::once((kind, point[1].as_deref().unwrap())).chain(answer)
        })
    }

    /// The questions, each with its answer.
    pub(crate) fn questions(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let questions = self.points.iter().filter(|point| point[0].as_deref() == Some("question"));
        questions.map(|point| (point[1].as_deref().unwrap(), point.get(2).and_then(Option::as_deref)))
    }

    /// Every text that must stand in the document.
    pub(crate) fn excerpts(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self.said().map(|(_, text)| text).collect();
        all.extend(self.actions.iter().map(|action| action.text.as_str()));
        all.extend(self.agenda.iter().map(|(title, _)| title.as_str()));
        for (name, organization, _) in &self.attendees {
            all.push(name);
            all.extend(organization.as_deref());
        }
        all.extend(self.actions.iter().filter_map(|action| action.due.as_ref()).map(|due| due.2.as_str()));
        all
    }
}

/// All labelled documents, in the order of their names.
pub(crate) fn all() -> Vec<Labelled> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/minutes/labelled");
    let mut all = Vec::new();
    for (half, folder) in [(Half::Tune, "tune"), (Half::Held, "held")] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "json") {
                all.push(labelled(half, path));
            }
        }
    }
    all.sort_by(|a, b| a.path.cmp(&b.path));
    all
}

fn labelled(half: Half, path: PathBuf) -> Labelled {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let beside = path.with_extension("json");
    let label = std::fs::read_to_string(&beside).map_err(|error| format!("{}: {error}", beside.display()));
    let label = serde_json::from_str(&label.unwrap());
    let label = label.map_err(|error| format!("{}: {error}", beside.display())).unwrap();
    Labelled { half, name, path, label }
}
