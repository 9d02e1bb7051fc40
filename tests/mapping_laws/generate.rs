//! Generators that reach every field and every variant of the domain.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use relais::model::action_item::{self, Review};
use relais::model::integration::{self, Duration, Effort, Unit};
use relais::model::interface::{self, Outcome, Probe};
use relais::model::meeting::{self, Attendance, Field, Participant, Reply, Room};
use relais::model::minutes::{Approval, State, Subject};
use relais::model::observatory::Coverage;
use relais::model::platform::Component;
use relais::model::series::Recurrence;
use relais::model::*;

/// The largest number that FHIR's integers hold.
const LARGEST: u32 = i32::MAX as u32;

fn text() -> impl Strategy<Value = String> {
    "[A-ZÀÉa-zçéèœ0-9&<>\"'«»’/.,!?-]{1,10}([ \n][a-zéèàùêœ0-9'’(){}:;-]{1,10}){0,3}"
}

fn code() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9-]{0,12}"
}

fn id() -> impl Strategy<Value = String> {
    "[A-Za-z0-9.-]{1,20}"
}

fn url() -> impl Strategy<Value = String> {
    "https://[a-z]{1,8}\\.example/[A-Za-z0-9/?=%._~-]{0,10}"
}

/// Any kind, for elements that may point to anything.
const ANY: &[Kind] = &[
    Kind::Organization,
    Kind::Person,
    Kind::Role,
    Kind::Group,
    Kind::Series,
    Kind::Meeting,
    Kind::Minutes,
    Kind::DiscussionPoint,
    Kind::ActionItem,
    Kind::Platform,
    Kind::Deployment,
    Kind::Interface,
    Kind::Integration,
    Kind::Country,
    Kind::SourceDocument,
    Kind::File,
];
/// Who may take part, act, sign and write.
const ACTORS: &[Kind] = &[Kind::Person, Kind::Role];
const PARTIES: &[Kind] = &[Kind::Person, Kind::Role, Kind::Organization];
const REVIEWERS: &[Kind] = &[Kind::Person, Kind::Organization];
const ORGANIZATION: &[Kind] = &[Kind::Organization];

/// A reference to one of these kinds, or to something on another server.
fn target(kinds: &'static [Kind]) -> impl Strategy<Value = Ref> {
    prop_oneof![
        8 => (select(kinds), id()).prop_map(|(kind, id)| Ref::new(kind, id)),
        1 => url().prop_map(Ref::elsewhere),
    ]
}

fn link(kinds: &'static [Kind]) -> impl Strategy<Value = Link> {
    prop_oneof![
        (target(kinds), of(text())).prop_map(|(target, name)| Link::To { target, name }),
        text().prop_map(Link::Named),
    ]
}

prop_compose! {
    fn date()(year in 1_i16..=9999, month in 1_i8..=12, day in 1_i8..=28) -> Date {
        Date::new(year, month, day).unwrap()
    }
}

prop_compose! {
    fn moment()(
        second in -60_000_000_000_i64..250_000_000_000,
        nanosecond in prop_oneof![Just(0), 0_i32..1_000_000_000],
        minutes in -840..=840_i32,
    ) -> Moment {
        Moment::new(Timestamp::new(second, nanosecond).unwrap(), Offset::from_seconds(minutes * 60).unwrap())
    }
}

fn when() -> impl Strategy<Value = When> {
    prop_oneof![
        (1_i16..=9999).prop_map(When::Year),
        date().prop_map(When::month_of),
        date().prop_map(When::Day),
        moment().prop_map(When::At),
    ]
}

fn localized() -> impl Strategy<Value = Localized> {
    let translation = (select(vec!["fr", "en", "fr-CM", "pt"]), text())
        .prop_map(|(language, text)| Translation { language: language.to_owned(), text });
    (text(), vec(translation, 0..3)).prop_map(|(text, translations)| Localized { text, translations })
}

prop_compose! {
    fn span()(document in of(target(ANY)), first_line in 1..=LARGEST, last_line in 1..=LARGEST) -> SourceSpan {
        SourceSpan { document, first_line, last_line }
    }
}

prop_compose! {
    pub(super) fn community()(
        id in of(id()),
        name in localized(),
        aliases in vec(text(), 0..3),
        part_of in of(target(ORGANIZATION)),
    ) -> Community {
        Community { id, name, aliases, part_of }
    }
}

prop_compose! {
    pub(super) fn person()(id in of(id()), name in text(), email in of(text()), phone in of(text())) -> Person {
        Person { id, name, email, phone }
    }
}

prop_compose! {
    pub(super) fn organization()(
        id in of(id()),
        name in localized(),
        aliases in vec(text(), 0..3),
        part_of in of(target(ORGANIZATION)),
        url in of(url()),
        sources in vec(link(ANY), 0..3),
    ) -> Organization {
        Organization { id, name, aliases, part_of, url, sources }
    }
}

prop_compose! {
    pub(super) fn role()(
        id in of(id()),
        person in of(link(&[Kind::Person])),
        organization in of(link(ORGANIZATION)),
        capacity in of(text()),
    ) -> Role {
        Role { id, person, organization, capacity }
    }
}

prop_compose! {
    pub(super) fn group()(id in of(id()), name in of(text()), members in vec(link(&[Kind::Person, Kind::Role, Kind::Group]), 0..4)) -> Group {
        Group { id, name, members }
    }
}

prop_compose! {
    pub(super) fn series()(
        id in of(id()),
        name in of(text()),
        active in any::<bool>(),
        organisers in vec(link(ACTORS), 0..3),
        label in of(text()),
        rule in of(text()),
        zone in of(text()),
        first_start in of(when()),
        comment in of(text()),
    ) -> Series {
        let recurrence = Recurrence { label, rule, zone, first_start };
        Series { id, name, active, organisers, recurrence, comment }
    }
}

prop_compose! {
    fn participant()(
        actor in link(ACTORS),
        roles in vec(select(meeting::Role::ALL), 0..3),
        reply in select(Reply::ALL),
        attendance in of(select(Attendance::ALL)),
    ) -> Participant {
        Participant { actor, roles, reply, attendance }
    }
}

prop_compose! {
    fn meeting_head()(
        id in of(id()),
        title in text(),
        theme in of(text()),
        type_as_written in of(text()),
        status in select(meeting::Status::ALL),
        start in of(when()),
        end in of(when()),
        zone_label in of(text()),
        zone in of(text()),
    ) -> Meeting {
        let head = Meeting::new(title, status);
        Meeting { id, theme, type_as_written, start, end, zone_label, zone, ..head }
    }
}

prop_compose! {
    pub(super) fn meeting()(
        head in meeting_head(),
        room in of((of(code()), url()).prop_map(|(channel, url)| Room { channel, url })),
        location_as_written in of(text()),
        participants in vec(participant(), 0..4),
        series in of(target(ANY)),
        previous in of(target(ANY)),
        distribution_list in of(target(ANY)),
        blank_fields in vec(select(Field::ALL), 0..4),
        span in of(span()),
    ) -> Meeting {
        Meeting {
            room,
            location_as_written,
            participants,
            series,
            previous,
            distribution_list,
            blank_fields,
            span,
            ..head
        }
    }
}

fn agenda_item() -> impl Strategy<Value = AgendaItem> {
    let item = |items: BoxedStrategy<Vec<AgendaItem>>| {
        (text(), of(any::<u32>()), items, vec(target(ANY), 0..3)).prop_map(
            |(title, minutes_allotted, items, entries)| AgendaItem {
                title,
                minutes_allotted,
                items,
                entries,
            },
        )
    };
    item(Just(Vec::new()).boxed()).prop_recursive(3, 8, 3, move |inner| item(vec(inner, 0..3).boxed()))
}

prop_compose! {
    fn subject()(number in of(text()), title in text(), entries in vec(target(ANY), 0..3)) -> Subject {
        Subject { number, title, entries }
    }
}

prop_compose! {
    pub(super) fn minutes()(
        id in of(id()),
        state in select(State::ALL),
        meeting in of(target(ANY)),
        title in text(),
        date in when(),
        authors in vec(link(PARTIES), 0..3),
        agenda in vec(agenda_item(), 0..3),
        subjects in vec(subject(), 0..3),
        approvals in vec((of(link(PARTIES)), of(when())).prop_map(|(by, at)| Approval { by, at }), 0..3),
    ) -> Minutes {
        Minutes { id, state, meeting, title, date, authors, agenda, subjects, approvals }
    }
}

prop_compose! {
    pub(super) fn discussion_point()(
        id in of(id()),
        kind in select(discussion::Kind::ALL),
        text_said in text(),
        topic in of(text()),
        meeting in of(target(ANY)),
        said_at in of(when()),
        sender in of(link(PARTIES)),
        about in vec(target(ANY), 0..4),
        in_response_to in of(target(&[Kind::DiscussionPoint])),
        span in of(span()),
    ) -> DiscussionPoint {
        let text = text_said;
        DiscussionPoint { id, kind, text, topic, meeting, said_at, sender, about, in_response_to, span }
    }
}

prop_compose! {
    fn due()(
        kind in select(due::Kind::ALL),
        text in of(text()),
        on in of(date()),
        days in of(0..=LARGEST),
        meeting in of(target(ANY)),
    ) -> Due {
        Due { kind, text, on, days, meeting }
    }
}

prop_compose! {
    fn review()(
        text in text(),
        at in of(when()),
        author in of(link(REVIEWERS)),
        meeting in of(target(ANY)),
        status_after in of(select(action_item::Status::ALL)),
    ) -> Review {
        Review { text, at, author, meeting, status_after }
    }
}

prop_compose! {
    fn action_item_head()(
        id in of(id()),
        description in text(),
        status in select(action_item::Status::ALL),
        priority in of(select(action_item::Priority::ALL)),
        owner in of(link(PARTIES)),
        requester in of(link(PARTIES)),
        due in due(),
    ) -> ActionItem {
        ActionItem { id, status, priority, owner, requester, due, ..ActionItem::new(description) }
    }
}

prop_compose! {
    pub(super) fn action_item()(
        head in action_item_head(),
        meeting in of(target(ANY)),
        reason in of(target(ANY)),
        concerns in vec(target(ANY), 0..3),
        reviews in vec(review(), 0..3),
        opened in of(when()),
        changed in of(when()),
        closed in of(when()),
        span in of(span()),
    ) -> ActionItem {
        ActionItem { meeting, reason, concerns, reviews, opened, changed, closed, span, ..head }
    }
}

prop_compose! {
    pub(super) fn platform()(
        id in of(id()),
        name in text(),
        aliases in vec(text(), 0..3),
        component in of(select(Component::ALL)),
        description in of(localized()),
        versions in vec(text(), 0..3),
        manufacturer in of(link(ORGANIZATION)),
        url in of(url()),
        sources in vec(link(ANY), 0..3),
    ) -> Platform {
        Platform { id, name, aliases, component, description, versions, manufacturer, url, sources }
    }
}

prop_compose! {
    pub(super) fn deployment()(
        id in of(id()),
        name in of(text()),
        platform in of(target(&[Kind::Platform])),
        version in of(text()),
        owner in of(link(ORGANIZATION)),
        country in of(target(&[Kind::Country])),
        url in of(url()),
        status in select(deployment::Status::ALL),
        notes in vec(text(), 0..3),
        sources in vec(link(ANY), 0..3),
    ) -> Deployment {
        Deployment { id, name, platform, version, owner, country, url, status, notes, sources }
    }
}

prop_compose! {
    fn probe()(
        at in moment(),
        outcome in select(Outcome::ALL),
        version in of(text()),
        latency_milliseconds in of(any::<u32>()),
    ) -> Probe {
        Probe { at, outcome, version, latency_milliseconds }
    }
}

prop_compose! {
    pub(super) fn interface()(
        id in of(id()),
        name in of(text()),
        status in select(interface::Status::ALL),
        connection in prop_oneof![Just("hl7-fhir-rest".to_owned()), code()],
        standards in vec(code(), 0..3),
        media_types in vec(code(), 0..3),
        address in url(),
        managed_by in of(link(ORGANIZATION)),
        deployment in of(target(ANY)),
        last_probe in of(probe()),
    ) -> Interface {
        Interface {
            id, name, status, connection, standards, media_types, address, managed_by, deployment, last_probe,
        }
    }
}

fn effort() -> impl Strategy<Value = Effort> {
    let bound = || of((any::<u32>(), select(Unit::ALL)).prop_map(|(value, unit)| Duration { value, unit }));
    let effort = (bound(), bound(), of(text())).prop_map(|(low, high, text)| Effort { low, high, text });
    effort.prop_filter("an effort says something", |effort| *effort != Effort::default())
}

prop_compose! {
    pub(super) fn integration()(
        id in of(id()),
        from in link(ANY),
        to in link(ANY),
        intermediaries in vec(link(ANY), 0..3),
        standards in vec(code(), 0..3),
        status in select(integration::Status::ALL),
        as_of in of(when()),
        countries in vec(target(ANY), 0..3),
        effort in of(effort()),
        notes in vec(text(), 0..3),
        sources in vec(link(ANY), 0..3),
    ) -> Integration {
        Integration {
            id, from, to, intermediaries, standards, status, as_of, countries, effort, notes, sources,
        }
    }
}

prop_compose! {
    pub(super) fn country()(
        id in of(id()),
        iso_code in "[A-Z]{3}",
        name in localized(),
        aliases in vec(text(), 0..3),
    ) -> Country {
        Country { id, iso_code, name, aliases }
    }
}

prop_compose! {
    pub(super) fn observatory()(
        id in of(id()),
        name in localized(),
        aliases in vec(text(), 0..3),
        coverage in select(Coverage::ALL),
        country in of(target(ANY)),
        part_of in of(target(ORGANIZATION)),
        url in of(url()),
        sources in vec(link(ANY), 0..3),
    ) -> Observatory {
        Observatory { id, name, aliases, coverage, country, part_of, url, sources }
    }
}

prop_compose! {
    pub(super) fn source_document()(
        id in of(id()),
        title in of(text()),
        content_type in of(code()),
        size in of(0..=LARGEST),
        sha1 in of(any::<[u8; 20]>()),
        file in of(target(ANY)),
        meetings in vec(target(ANY), 0..3),
        received_at in of(moment()),
    ) -> SourceDocument {
        SourceDocument { id, title, content_type, size, sha1, file, meetings, received_at }
    }
}

prop_compose! {
    fn standard()(code in code(), name in localized(), definition in of(text()), url in of(url())) -> Standard {
        Standard { code, name, definition, url }
    }
}

pub(super) fn standards() -> impl Strategy<Value = Vec<Standard>> {
    vec(standard(), 0..4)
}
