//! Meetings as documents: what an import tells is told again by the export of it, in every format that is read.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "minutes/aliases.rs"]
mod aliases;

use std::fmt::Write;
use std::io::Read;
use std::sync::Arc;

use jiff::tz::TimeZone;
use relais::fhir::{Id, Resource};
use relais::kernel::{Context, Kernel};
use relais::mapping::Mapped;
use relais::minutes::draft::{Field, Found, Language};
use relais::minutes::export::{Export, Format, export};
use relais::minutes::import::{Source, Summary, import};
use relais::minutes::{Document, Draft, read};
use relais::model::meeting::{Participant, Role, Status};
use relais::model::{ActionItem, DiscussionPoint, Due, Kind, Link, Meeting, Ref, discussion};
use relais::search::{Registry, Settings};
use relais::store::SharedStore;
use relais::store::sqlite::SqliteStore;

const FRENCH: &str = include_str!("../fixtures/minutes/grands-fleuves-2026-03-03.fr.txt");
const SECOND: &str = include_str!("../fixtures/minutes/grands-fleuves-2026-03-17.fr.txt");
const ENGLISH: &str = include_str!("../fixtures/minutes/lakes-exchange-2026-05-12.en.txt");
/// Minutes with everything that the layout can show.
const RICH: &str = include_str!("minutes/rich.en.md");

const READ: [Format; 3] = [Format::Markdown, Format::Html, Format::Docx];

/// A kernel over a store of its own.
struct House {
    kernel: Kernel,
    context: Context,
    _folder: tempfile::TempDir,
}

impl House {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store: SharedStore = Arc::new(SqliteStore::open(&folder.path().join("relais.db")).unwrap());
        let settings = Settings { base: "http://localhost/fhir".to_owned(), zone: TimeZone::UTC };
        let kernel = Kernel::new(store, Arc::new(Registry::standard()), settings);
        let context = Context::internal(1_800_000_000_000_000);
        Self { kernel, context, _folder: folder }
    }

    async fn import(&self, draft: &Draft, bytes: &[u8]) -> Summary {
        let source = Source { bytes: bytes.to_vec(), ..Source::text(Some("minutes".to_owned()), "") };
        import(&self.kernel, &self.context, draft, &source).await.unwrap()
    }

    async fn export(&self, meeting: &Ref, format: Format, language: Option<Language>) -> Export {
        let id = Id::parse(&meeting.id).unwrap();
        export(&self.kernel, &self.context, &id, format, language).await.unwrap()
    }

    async fn keep<M: Mapped>(&self, thing: &M) {
        self.kernel.make(&self.context, thing.to_fhir()).await.unwrap();
    }
}

fn draft(bytes: &[u8]) -> Draft {
    read(&Document::open(bytes).unwrap(), &aliases::table()).unwrap()
}

/// What a draft tells, place and certainty aside.
fn told(draft: &Draft) -> String {
    let mut told = String::new();
    let text = |field: &Field<String>| match field {
        Field::Absent => "absent".to_owned(),
        Field::Blank(_) => "blank".to_owned(),
        Field::Filled(found) => found.value.clone(),
    };
    let hours = |hours: &relais::minutes::draft::Hours| {
        let zone = hours.zone.as_ref().map(|zone| (zone.offset_minutes, zone.iana.clone()));
        format!("{} {:?} {zone:?}", hours.start, hours.end)
    };
    let heading = draft.heading.as_ref().map(|found| &found.value);
    let community = draft.community.as_ref().map(|found| &found.value);
    writeln!(told, "heading {heading:?} community {community:?} title {}", text(&draft.title)).unwrap();
    let day = draft.date.filled().map(|found| found.value);
    let hour = draft.hours.filled().map(|found| hours(&found.value));
    writeln!(told, "day {day:?} hours {hour:?} blank {}", draft.hours.is_blank()).unwrap();
    let room = draft.location.filled().map(|found| (&found.value.as_written, &found.value.url));
    writeln!(told, "room {room:?} theme {:?}", draft.theme.as_ref().map(|found| &found.value)).unwrap();
    let parties = [&draft.organiser, &draft.meeting_type, &draft.facilitator, &draft.rapporteur].map(text);
    writeln!(told, "parties {parties:?}").unwrap();
    let readers = draft.distribution_list.filled().map(|found| &found.value);
    writeln!(told, "readers {readers:?} blank {}", draft.distribution_list.is_blank()).unwrap();
    let rule = draft.recurrence.as_ref().map(|found| &found.value.rule);
    writeln!(told, "rule {rule:?} attendees blank {}", draft.attendees.is_blank()).unwrap();
    let mut attendees = draft.attendees.filled().map(|found| found.value.clone()).unwrap_or_default();
    attendees.sort_by_key(|one| format!("{:?}", one.attendance));
    for one in attendees {
        writeln!(told, "attendee {} {:?} {}", one.name, one.organization, one.attendance).unwrap();
    }
    for item in &draft.agenda {
        let below: Vec<&String> = item.value.sub_items.iter().map(|item| &item.value).collect();
        writeln!(told, "agenda {} {:?} {below:?}", item.value.title, item.value.minutes_allotted).unwrap();
    }
    record(draft, &mut told);
    let next =
        draft.next_meeting.as_ref().map(|next| (next.value.date, next.value.hours.as_ref().map(hours)));
    writeln!(told, "next {next:?}").unwrap();
    told
}

fn record(draft: &Draft, told: &mut String) {
    for (index, subject) in draft.subjects.iter().enumerate() {
        writeln!(told, "subject {:?} {}", subject.value.number, subject.value.title).unwrap();
        for point in draft.points.iter().map(|point| &point.value).filter(|point| point.subject == index) {
            let answers = point.in_response_to.and_then(|at| draft.points.get(at));
            let answers = answers.map(|question| words(&question.value.text));
            writeln!(told, "  {} {} {answers:?}", point.kind, words(&point.text)).unwrap();
        }
        for action in draft.actions.iter().map(|action| &action.value).filter(|one| one.subject == index) {
            let name = |found: &Option<Found<String>>| found.as_ref().map(|found| found.value.clone());
            let status = action.status.as_ref().map(|status| status.value);
            let status = status.unwrap_or(relais::model::action_item::Status::Open);
            let (owner, due) = (name(&action.owner), &action.due.value);
            writeln!(told, "  do {} {owner:?} {due:?} {status}", words(&action.text)).unwrap();
        }
    }
}

/// A text on one line.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn what_was_imported_is_read_from_its_export() {
    let mut wrong = String::new();
    for (name, source) in [("fr", FRENCH), ("fr 2", SECOND), ("en", ENGLISH), ("rich", RICH)] {
        let house = House::new();
        let original = draft(source.as_bytes());
        let summary = house.import(&original, source.as_bytes()).await;
        for format in READ {
            let export = house.export(&summary.meeting, format, None).await;
            let again = draft(&export.bytes);
            let (expected, found) = (told(&original), told(&again));
            if found != expected {
                writeln!(wrong, "{name} {format:?}\n{}", difference(&expected, &found)).unwrap();
            }
            let imported = house.import(&again, &export.bytes).await;
            assert_eq!(imported.meeting, summary.meeting, "{name} {format:?}");
            assert_eq!(imported.next_meeting, summary.next_meeting, "{name} {format:?}");
        }
    }
    assert_eq!(wrong, "");
}

/// The lines that only one of two texts has.
fn difference(expected: &str, found: &str) -> String {
    let lacking = expected.lines().filter(|line| !found.lines().any(|other| other == *line));
    let added = found.lines().filter(|line| !expected.lines().any(|other| other == *line));
    let lines = lacking.map(|line| format!("- {line}\n")).chain(added.map(|line| format!("+ {line}\n")));
    lines.collect()
}

#[tokio::test]
async fn the_words_of_the_layout_are_in_the_language_that_is_wanted() {
    let house = House::new();
    let original = draft(FRENCH.as_bytes());
    let summary = house.import(&original, FRENCH.as_bytes()).await;
    let text = |export: Export| String::from_utf8(export.bytes).unwrap();
    let french = text(house.export(&summary.meeting, Format::Html, None).await);
    assert!(french.contains("<html lang=\"fr\">") && french.contains(">Prochaine étape<"), "{french}");
    let english = text(house.export(&summary.meeting, Format::Html, Some(Language::English)).await);
    assert!(english.contains("<html lang=\"en\">") && english.contains(">Next step<"), "{english}");
    // The reader knows both, so the document tells the same.
    let again = draft(english.as_bytes());
    assert_eq!(again.subjects.len(), original.subjects.len());
    assert_eq!(again.date.filled().unwrap().value, original.date.filled().unwrap().value);
}

#[tokio::test]
async fn a_meeting_without_minutes_is_an_invitation() {
    let house = House::new();
    let invited = |name: &str| Participant::new(Role::Attendee, Link::named(name));
    let meeting = Meeting {
        id: Some("planned".to_owned()),
        start: relais::model::When::parse("2026-06-09T14:00:00+03:00").ok(),
        end: relais::model::When::parse("2026-06-09T15:30:00+03:00").ok(),
        participants: vec![invited("Amani Otieno"), invited("Wanjiru Kimani")],
        ..Meeting::new("Lakes Circle", Status::Planned)
    };
    house.keep(&meeting).await;
    let target = Ref::new(Kind::Meeting, "planned");
    let export = house.export(&target, Format::Markdown, Some(Language::English)).await;
    assert_eq!(export.file_name, "2026-06-09-lakes-circle.md");
    let text = String::from_utf8(export.bytes).unwrap();
    for expected in [
        "# Lakes Circle : invitation\n",
        "| **Title** | Lakes Circle | **Date** | 9 June 2026 |",
        "14:00-15:30 UTC+03:00",
        "| **Invited** | Amani Otieno, Wanjiru Kimani |",
    ] {
        assert!(text.contains(expected), "{expected} is missing in\n{text}");
    }
    // Nobody has said who came, so an import must not say it either.
    assert!(draft(text.as_bytes()).attendees.filled().is_none());
    let id = Id::parse("planned").unwrap();
    let refused = export_of(&house, &id, Format::Fhir).await.unwrap_err();
    assert_eq!(refused.code(), "no-minutes");
}

async fn export_of(house: &House, id: &Id, format: Format) -> relais::error::Result<Export> {
    export(&house.kernel, &house.context, id, format, None).await
}

#[tokio::test]
async fn what_was_recorded_outside_of_subjects_is_exported_too() {
    let house = House::new();
    let meeting = Meeting {
        id: Some("held".to_owned()),
        start: relais::model::When::parse("2026-06-09").ok(),
        ..Meeting::new("Lakes Circle", Status::Held)
    };
    house.keep(&meeting).await;
    let target = Ref::new(Kind::Meeting, "held");
    let point = |id: &str, kind, text: &str| DiscussionPoint {
        id: Some(id.to_owned()),
        meeting: Some(target.clone()),
        topic: Some("Hosting <b>| the *queue* now".to_owned()),
        ..DiscussionPoint::new(kind, text)
    };
    house.keep(&point("asked", discussion::Kind::Question, "Who pays for the server")).await;
    house
        .keep(&point("said", discussion::Kind::Information, "It is decided every year | or <later> & so on"))
        .await;
    let answer = DiscussionPoint {
        in_response_to: Some(Ref::new(Kind::DiscussionPoint, "asked")),
        ..point("answered", discussion::Kind::Answer, "The ministry")
    };
    house.keep(&answer).await;
    let action = ActionItem {
        id: Some("todo".to_owned()),
        meeting: Some(target.clone()),
        due: Due::said(relais::model::due::Kind::WithinDays, "soon"),
        ..ActionItem::new("Write_the *guide* again")
    };
    house.keep(&ActionItem { due: Due { days: Some(7), ..action.due.clone() }, ..action }).await;
    for format in READ {
        let export = house.export(&target, format, Some(Language::English)).await;
        let read = draft(&export.bytes);
        let points: Vec<_> =
            read.points.iter().map(|point| (point.value.kind, words(&point.value.text))).collect();
        let expected = [
            (discussion::Kind::Question, "Who pays for the server".to_owned()),
            (discussion::Kind::Answer, "The ministry".to_owned()),
            (discussion::Kind::Information, "It is decided every year | or <later> & so on".to_owned()),
        ];
        assert_eq!(points, expected, "{format:?}");
        assert_eq!(read.points.get(1).unwrap().value.in_response_to, Some(0), "{format:?}");
        assert_eq!(read.subjects.first().unwrap().value.title, "Hosting <b>| the *queue* now", "{format:?}");
        let action = &read.actions.first().unwrap().value;
        assert_eq!(action.text, "Write_the *guide* again", "{format:?}");
        assert_eq!(
            (action.due.value.days, action.due.value.kind.code()),
            (Some(7), "within-days"),
            "{format:?}"
        );
    }
}

#[tokio::test]
async fn the_same_meeting_gives_the_same_document() {
    let house = House::new();
    let summary = house.import(&draft(ENGLISH.as_bytes()), ENGLISH.as_bytes()).await;
    for format in Format::ALL {
        let first = house.export(&summary.meeting, *format, None).await;
        let again = house.export(&summary.meeting, *format, None).await;
        assert_eq!(first.digest, again.digest, "{format:?}");
        let other = house.export(&summary.meeting, *format, Some(Language::French)).await;
        assert_eq!(other.digest == first.digest, *format == Format::Fhir, "{format:?}");
    }
}

#[tokio::test]
async fn a_fhir_document_begins_with_the_minutes() {
    let house = House::new();
    let summary = house.import(&draft(ENGLISH.as_bytes()), ENGLISH.as_bytes()).await;
    let export = house.export(&summary.meeting, Format::Fhir, None).await;
    let bundle = Resource::parse(&export.bytes).unwrap();
    assert_eq!(bundle.json()["type"], "document");
    assert_eq!(bundle.json()["entry"][0]["resource"]["id"], summary.minutes.id);
}

#[tokio::test]
async fn a_docx_package_holds_well_formed_parts() {
    let house = House::new();
    let summary = house.import(&draft(RICH.as_bytes()), RICH.as_bytes()).await;
    let export = house.export(&summary.meeting, Format::Docx, None).await;
    if let Some(folder) = std::env::var_os("RELAIS_EXPORTS") {
        for format in Format::ALL {
            let export = house.export(&summary.meeting, *format, None).await;
            std::fs::write(std::path::Path::new(&folder).join(&export.file_name), export.bytes).unwrap();
        }
    }
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(export.bytes)).unwrap();
    let names: Vec<String> = package.file_names().map(|name| name.unwrap().into_owned()).collect();
    for name in &names {
        let mut text = String::new();
        package.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        let mut reader = quick_xml::Reader::from_str(&text);
        reader.config_mut().check_end_names = true;
        while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
        // Each part that is pointed to is there.
        for target in text.split("Target=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(names.iter().any(|name| name.ends_with(target)), "{name}: {target}");
        }
    }
    let mut styles = String::new();
    package.by_name("word/styles.xml").unwrap().read_to_string(&mut styles).unwrap();
    assert!(styles.contains("w:lang w:val=\"en-GB\""));
}
