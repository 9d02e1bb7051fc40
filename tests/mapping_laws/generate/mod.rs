//! Generators that reach every field and every variant of the domain.

mod ecosystem;
mod meetings;
mod parties;
mod surveys;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use relais::model::*;

pub(super) use ecosystem::*;
pub(super) use meetings::*;
pub(super) use parties::*;
pub(super) use surveys::*;

/// The largest number that FHIR's integers hold.
pub(super) const LARGEST: u32 = i32::MAX as u32;

pub(super) fn text() -> impl Strategy<Value = String> {
    "[A-ZÀÉa-zçéèœ0-9&<>\"'«»’/.,!?-]{1,10}([ \n][a-zéèàùêœ0-9'’(){}:;-]{1,10}){0,3}"
}

pub(super) fn code() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9-]{0,12}"
}

pub(super) fn id() -> impl Strategy<Value = String> {
    "[A-Za-z0-9.-]{1,20}"
}

pub(super) fn url() -> impl Strategy<Value = String> {
    "https://[a-z]{1,8}\\.example/[A-Za-z0-9/?=%._~-]{0,10}"
}

/// Any kind, for elements that may point to anything.
pub(super) const ANY: &[Kind] = &[
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
    Kind::Survey,
    Kind::SurveyResponse,
];
/// Who may take part, act, sign and write.
pub(super) const ACTORS: &[Kind] = &[Kind::Person, Kind::Role];
pub(super) const PARTIES: &[Kind] = &[Kind::Person, Kind::Role, Kind::Organization];
pub(super) const REVIEWERS: &[Kind] = &[Kind::Person, Kind::Organization];
pub(super) const ORGANIZATION: &[Kind] = &[Kind::Organization];

/// A reference to one of these kinds, or to something on another server.
pub(super) fn target(kinds: &'static [Kind]) -> impl Strategy<Value = Ref> {
    prop_oneof![
        8 => (select(kinds), id()).prop_map(|(kind, id)| Ref::new(kind, id)),
        1 => url().prop_map(Ref::elsewhere),
    ]
}

pub(super) fn link(kinds: &'static [Kind]) -> impl Strategy<Value = Link> {
    prop_oneof![
        (target(kinds), of(text())).prop_map(|(target, name)| Link::To { target, name }),
        text().prop_map(Link::Named),
    ]
}

prop_compose! {
    pub(super) fn date()(year in 1_i16..=9999, month in 1_i8..=12, day in 1_i8..=28) -> Date {
        Date::new(year, month, day).unwrap()
    }
}

prop_compose! {
    pub(super) fn moment()(
        second in -60_000_000_000_i64..250_000_000_000,
        nanosecond in prop_oneof![Just(0), 0_i32..1_000_000_000],
        minutes in -840..=840_i32,
    ) -> Moment {
        Moment::new(Timestamp::new(second, nanosecond).unwrap(), Offset::from_seconds(minutes * 60).unwrap())
    }
}

pub(super) fn when() -> impl Strategy<Value = When> {
    prop_oneof![
        (1_i16..=9999).prop_map(When::Year),
        date().prop_map(When::month_of),
        date().prop_map(When::Day),
        moment().prop_map(When::At),
    ]
}

pub(super) fn localized() -> impl Strategy<Value = Localized> {
    let translation = (select(vec!["fr", "en", "fr-CM", "pt"]), text())
        .prop_map(|(language, text)| Translation { language: language.to_owned(), text });
    (text(), vec(translation, 0..3)).prop_map(|(text, translations)| Localized { text, translations })
}

prop_compose! {
    pub(super) fn span()(document in of(target(ANY)), first_line in 1..=LARGEST, last_line in 1..=LARGEST) -> SourceSpan {
        SourceSpan { document, first_line, last_line }
    }
}
