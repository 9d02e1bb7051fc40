//! Importing minutes into a store: once, twice, and one meeting after the other.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "minutes/again.rs"]
mod again;
#[path = "minutes/aliases.rs"]
mod aliases;
#[path = "minutes/carried.rs"]
mod carried;

use std::path::Path;
use std::sync::Arc;

use jiff::tz::TimeZone;
use proptest::prelude::*;
use relais::faces::native::ImportOut;
use relais::fhir::{Resource, validate};
use relais::kernel::{Context, Kernel, Key, Outcome};
use relais::mapping::{Mapped, reference};
use relais::minutes::draft::{Found, Span};
use relais::minutes::import::{Source, Summary, import, meeting_of_series, resources};
use relais::minutes::{Document, Draft, read};
use relais::model::action_item;
use relais::model::meeting::{Attendance, Role, Status};
use relais::model::{
    ActionItem, DiscussionPoint, Group, Kind, Link, Meeting, Minutes, Ref, Series, SourceDocument,
};
use relais::search::{Registry, Settings};
use relais::store::SharedStore;
use relais::store::sqlite::SqliteStore;

const FIRST: &str = include_str!("../fixtures/minutes/grands-fleuves-2026-03-03.fr.txt");
const SECOND: &str = include_str!("../fixtures/minutes/grands-fleuves-2026-03-17.fr.txt");
const ENGLISH: &str = include_str!("../fixtures/minutes/lakes-exchange-2026-05-12.en.txt");

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

    async fn import(&self, text: &str) -> Summary {
        let source = Source::text(Some("minutes.txt".to_owned()), text);
        import(&self.kernel, &self.context, &draft(text), &source).await.unwrap()
    }

    async fn get<T: Mapped>(&self, target: &Ref) -> T {
        let (resource_type, id) = reference::key(target).unwrap();
        let version = self.kernel.read(&self.context, &Key::new(resource_type, id)).await.unwrap();
        T::from_fhir(&Resource::parse(&version.body).unwrap()).unwrap()
    }

    /// All things of one type that an import names.
    async fn all<T: Mapped>(&self, summary: &Summary) -> Vec<T> {
        let mut all = Vec::new();
        for thing in summary.things.iter().filter(|thing| thing.resource_type == T::RESOURCE_TYPE) {
            let kind = reference::kind(thing.resource_type).unwrap();
            all.push(self.get(&Ref::new(kind, thing.id.as_str())).await);
        }
        all
    }
}

fn draft(text: &str) -> Draft {
    read(&Document::text(text).unwrap(), &aliases::table()).unwrap()
}

#[tokio::test]
async fn the_same_document_twice_changes_nothing() {
    let house = House::new();
    let first = house.import(FIRST).await;
    assert!(!first.known_document && first.things.iter().all(|thing| thing.outcome == Outcome::Created));
    let again = house.import(FIRST).await;
    assert!(again.known_document && again.is_unchanged());
    assert_eq!(
        first.things.iter().map(|thing| &thing.id).collect::<Vec<_>>(),
        again.things.iter().map(|thing| &thing.id).collect::<Vec<_>>(),
    );
    assert!(again.to_string().contains("unchanged"), "{again}");
    let [first, again] =
        [&first, &again].map(|summary| serde_json::to_value(ImportOut::from(summary)).unwrap());
    assert_eq!((&first["outcome"], &again["outcome"]), (&"imported".into(), &"unchanged".into()));
    assert_eq!(first["action_items"], 4);
}

#[tokio::test]
async fn what_was_changed_after_an_import_stays_changed() {
    let house = House::new();
    let summary = house.import(FIRST).await;
    let action = house.all::<ActionItem>(&summary).await.remove(0);
    let done = ActionItem { status: action_item::Status::Done, ..action };
    house.kernel.update(&house.context, done.to_fhir(), None).await.unwrap();
    house.import(FIRST).await;
    assert_eq!(house.all::<ActionItem>(&summary).await.remove(0).status, done.status);
}

#[tokio::test]
async fn a_planned_meeting_becomes_the_one_that_is_recorded() {
    let house = House::new();
    let first = house.import(FIRST).await;
    let planned: Meeting = house.get(first.next_meeting.as_ref().unwrap()).await;
    assert_eq!((planned.status, planned.previous), (Status::Planned, Some(first.meeting.clone())));
    let second = house.import(SECOND).await;
    assert_eq!(first.next_meeting.as_ref(), Some(&second.meeting));
    assert_eq!(first.community, second.community);
    let held: Meeting = house.get(&second.meeting).await;
    assert_eq!((held.status, &held.previous), (Status::Held, &Some(first.meeting.clone())));
    assert_eq!(held.theme.as_deref(), Some("Suivi du pilote et registre des adhérents"));
    // The first document again does not plan what has been held.
    assert!(house.import(FIRST).await.is_unchanged());
    assert_eq!(house.get::<Meeting>(&second.meeting).await, held);
}

#[tokio::test]
async fn a_meeting_that_is_planned_by_the_rule_is_the_one_that_its_minutes_record() {
    let house = House::new();
    let first = house.import(FIRST).await;
    let series: Series = house.all(&first).await.remove(0);
    let held: Meeting = house.get(&first.meeting).await;
    let next = series.recurrence.next(held.date().unwrap(), &[]).unwrap().first_day();
    let planned = meeting_of_series(&series, next);
    assert_eq!(planned, Some(house.import(SECOND).await.meeting.id));
    let made_by_hand = Series { id: Some("7".to_owned()), ..series };
    assert_eq!(meeting_of_series(&made_by_hand, next), None);
}

#[tokio::test]
async fn meetings_imported_in_the_wrong_order_are_linked_too() {
    let house = House::new();
    let second = house.import(SECOND).await;
    let first = house.import(FIRST).await;
    let held: Meeting = house.get(&second.meeting).await;
    assert_eq!((held.status, held.previous), (Status::Held, Some(first.meeting)));
}

#[tokio::test]
async fn everyone_appears_once_with_every_part() {
    let house = House::new();
    let summary = house.import(FIRST).await;
    let meeting: Meeting = house.get(&summary.meeting).await;
    let roles = |name: &str| {
        let mut with_name = meeting.participants.iter().filter(|one| one.actor.name() == Some(name));
        let one = with_name.next().unwrap();
        assert!(with_name.next().is_none(), "{name} appears twice");
        (one.roles.clone(), one.attendance)
    };
    assert_eq!(
        roles("Théophile Azondé"),
        (vec![Role::Attendee, Role::Facilitator], Some(Attendance::Present))
    );
    assert_eq!(roles("Odile Ravelo"), (vec![Role::Attendee], Some(Attendance::Excused)));
    assert_eq!(roles("Secrétariat du Réseau des Grands Fleuves"), (vec![Role::Organiser], None));
    let owner = house.all::<ActionItem>(&summary).await.remove(0).owner.unwrap();
    let guide = meeting.participants.iter().find(|one| one.actor.name() == owner.name()).unwrap();
    assert_eq!(owner.target(), guide.actor.target());
}

#[tokio::test]
async fn the_record_points_to_what_it_holds() {
    let house = House::new();
    let summary = house.import(ENGLISH).await;
    let points = house.all::<DiscussionPoint>(&summary).await;
    let actions = house.all::<ActionItem>(&summary).await;
    let minutes: Minutes = house.get(&summary.minutes).await;
    assert_eq!(minutes.meeting.as_ref(), Some(&summary.meeting));
    let entries: usize = minutes.subjects.iter().map(|subject| subject.entries.len()).sum();
    assert_eq!(entries, points.len() + actions.len());
    assert_eq!(minutes.agenda[0].entries, minutes.subjects[0].entries);
    assert_eq!(minutes.agenda[1].items[0].title, "Offline registration");
    assert_eq!(points[4].in_response_to.as_ref().map(|target| target.id.as_str()), points[3].id.as_deref());
    assert_eq!(actions[0].reason.as_ref().map(|target| target.id.as_str()), points[6].id.as_deref());
    assert_eq!(actions[2].concerns, [Ref::new(Kind::Platform, "openhim")]);
    let series: Series = house.all(&summary).await.remove(0);
    assert_eq!(series.recurrence.rule.as_deref(), Some("FREQ=WEEKLY;INTERVAL=2"));
    let document: SourceDocument = house.get(&summary.document).await;
    assert_eq!(
        (document.size, document.meetings),
        (u32::try_from(ENGLISH.len()).ok(), vec![summary.meeting])
    );
    assert_eq!(points[0].span.as_ref().unwrap().document.as_ref(), Some(&summary.document));
}

#[test]
fn an_action_keeps_how_far_it_is_and_who_asked() {
    let mut draft = draft(FIRST);
    let found = |value: &str| Found::sure(value.to_owned(), Span { first_line: 88, last_line: 88 });
    let action = &mut draft.actions[0].value;
    action.status = Some(Found::sure(action_item::Status::Done, action.due.span));
    action.requester = Some(found("Issa Tandina"));
    action.identifier = Some("A1".to_owned());
    draft.subjects[0].value.number = None;
    let page = relais::minutes::render::to_text(&draft);
    assert!(page.contains("A1: Rédiger") && page.contains("asked by: Issa Tandina; done"), "{page}");
    let json = serde_json::to_value(relais::minutes::wire::DraftOut::from(&draft)).unwrap();
    let seen = &json["action_items"][0]["value"];
    assert_eq!((&seen["status"]["value"], &seen["identifier"]), (&"done".into(), &"A1".into()));
    let all = resources(&draft, &Source::text(None, FIRST)).unwrap();
    let actions: Vec<ActionItem> =
        all.iter().filter_map(|resource| ActionItem::from_fhir(resource).ok()).collect();
    assert_eq!(actions[0].status, action_item::Status::Done);
    assert_eq!(actions[0].requester.as_ref().and_then(Link::name), Some("Issa Tandina"));
    assert_eq!((actions[1].status, &actions[1].requester), (action_item::Status::Open, &None));
    let minutes = all.iter().find_map(|resource| Minutes::from_fhir(resource).ok()).unwrap();
    assert_eq!((&minutes.subjects[0].number, minutes.subjects[1].number.as_deref()), (&None, Some("2")));
}

#[test]
fn a_meeting_without_a_day_or_a_name_is_refused() {
    let check = |text: &str, code: &str| {
        let error = resources(&draft(text), &Source::text(None, text)).unwrap_err();
        assert_eq!(error.code(), code);
    };
    check("Titre Groupe\nHeure 10h-11h GMT\nAgenda\n- Accueil\n", "date-absent");
    check("Date 13.04.2021\nHeure 10h-11h GMT\nAgenda\n- Accueil\n", "community-absent");
}

#[test]
fn hours_without_a_zone_are_taken_in_the_zone_of_the_house() {
    let text = "Titre Groupe Date 13.04.2021\nHeure 10h-11h\n";
    let start = |zone: Option<TimeZone>| {
        let source = Source { zone, ..Source::text(None, text) };
        let all = resources(&draft(text), &source).unwrap();
        let meeting = all.iter().find_map(|resource| Meeting::from_fhir(resource).ok()).unwrap();
        meeting.start.unwrap().to_string()
    };
    assert_eq!(start(None), "2021-04-13");
    assert_eq!(start(TimeZone::get("Europe/Paris").ok()), "2021-04-13T10:00:00+02:00");
}

#[test]
fn an_organisation_receives_the_minutes_by_a_role_of_its_own() {
    let text = "Title Lakes Date 1 May 2026\nDistribution Ordre; ORDRE; ; Awa\nAttendees Awa – ordre\n";
    let all = valid_resources(text).unwrap();
    let group = all.iter().find_map(|resource| Group::from_fhir(resource).ok()).unwrap();
    let members: Vec<_> = group
        .members
        .iter()
        .map(|member| (member.name().unwrap(), member.target().map(|target| target.kind)))
        .collect();
    let role = Some(Kind::Role);
    assert_eq!(members, [("Ordre", role), ("ORDRE", role), ("Awa", role)]);
}

/// The reference document, read in place, also in FHIR: it is not part of the repository.
#[test]
fn the_reference_document_becomes_valid_resources() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("RELAIS_SHARED").map(std::path::PathBuf::from);
    let places = [Some(beside), shared].into_iter().flatten();
    let mut paths = places.map(|shared| shared.join("reference/minutes-2021-04-13.fr.txt"));
    let Some(path) = paths.find(|path| path.exists()) else {
        eprintln!("skipped: the reference document is neither in ../shared nor where RELAIS_SHARED says");
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let all = valid_resources(&text).unwrap();
    let meetings: Vec<Meeting> =
        all.iter().filter_map(|resource| Meeting::from_fhir(resource).ok()).collect();
    let [held, next] = meetings.as_slice() else { panic!("{} meetings", meetings.len()) };
    assert_eq!(held.start.unwrap().to_string(), "2021-04-13T10:00:00+02:00");
    assert_eq!(next.start.unwrap().to_string(), "2021-04-27T10:00:00+02:00");
    assert_eq!((held.status, next.status), (Status::Held, Status::Planned));
    assert_eq!(next.previous.as_ref().map(|target| target.id.as_str()), held.id.as_deref());
    let blank: Vec<&str> = held.blank_fields.iter().map(|field| field.code()).collect();
    assert_eq!(blank, ["facilitator", "rapporteur", "distribution-list"]);
    let organiser: Vec<Option<&str>> = held.with_role(Role::Organiser).map(|one| one.actor.name()).collect();
    assert_eq!(organiser, [Some("openIMIS bureau de Coordination")]);
    let actions: Vec<ActionItem> =
        all.iter().filter_map(|resource| ActionItem::from_fhir(resource).ok()).collect();
    assert_eq!((actions.len(), actions[0].owner.as_ref().and_then(Link::name)), (1, None));
    assert_eq!(actions[0].due.kind.code(), "a-coming-meeting");
}

/// The resources of a text, each valid and under an id of its own; `None` where the text is no minutes.
fn valid_resources(text: &str) -> Option<Vec<Resource>> {
    let draft = read(&Document::text(text).ok()?, &aliases::table()).ok()?;
    let all = resources(&draft, &Source::text(None, text)).ok()?;
    let mut keys = std::collections::HashSet::new();
    for resource in &all {
        let issues = validate::validate(resource);
        assert!(issues.is_empty(), "{issues:?} in {:?}", resource.json());
        assert!(
            keys.insert((resource.resource_type(), resource.id().unwrap())),
            "{:?} twice",
            resource.json()
        );
    }
    Some(all)
}

#[test]
fn the_fixtures_become_valid_resources() {
    for text in [FIRST, SECOND, ENGLISH] {
        assert!(valid_resources(text).is_some());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_damaged_document_becomes_valid_resources_or_none(
        which in 0_usize..3,
        cut in 0_usize..160,
        lost in 0_usize..20,
        odd in "\\PC{0,12}",
    ) {
        let mut lines: Vec<&str> = [FIRST, SECOND, ENGLISH][which].lines().collect();
        let from = cut.min(lines.len());
        let to = (from + lost).min(lines.len());
        lines.splice(from..to, [odd.as_str()]);
        valid_resources(&lines.join("\n"));
    }
}
