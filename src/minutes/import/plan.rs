//! Everything that an import writes, before anybody looks at what is stored.

use jiff::civil::Date;

use super::Source;
use super::carried::{Accept, Match};
use super::earlier::{Earlier, Ids};
use super::identity::Identity;
use super::meeting;
use super::parties::Parties;
use super::record::{self, Record};
use crate::error::{Error, Kind as ErrorKind, Result};
use crate::fhir::Resource;
use crate::mapping::Mapped;
use crate::minutes::Draft;
use crate::model::{ActionItem, Kind, Ref};

/// What is done where the store holds the resource already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stored {
    /// It stays as it is: several documents speak of it, and somebody may have changed it since.
    Stays,
    /// What the document changed since the last import is taken over.
    IsMerged,
    /// It is a meeting that was planned; now more is known of it.
    IsFilledIn,
    /// It is the next meeting; at most it learns which one was before it.
    LearnsPrevious,
}

/// A resource to write.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) resource: Resource,
    pub(super) stored: Stored,
}

/// An import.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) things: Vec<Planned>,
    /// How many points and actions an earlier import made.
    pub(super) matched: usize,
    /// How many points and actions are new.
    pub(super) new: usize,
    /// Which open actions of earlier meetings others seem to be.
    pub(super) matches: Vec<Match>,
    pub(super) title: String,
    pub(super) date: Date,
    pub(super) community: Ref,
    pub(super) meeting: Ref,
    pub(super) next_meeting: Option<Ref>,
    pub(super) minutes: Ref,
    pub(super) document: Ref,
}

/// The day of the meeting, and what ids are derived from.
pub(super) fn identify(draft: &Draft, source: &Source) -> Result<(Date, Identity)> {
    let Some(date) = draft.date.filled().map(|found| found.value) else {
        return Err(lacking(
            "date-absent",
            "No day of the meeting was found: a meeting cannot be recorded without it.",
        ));
    };
    let Some(community) = draft.community.as_ref().map(|found| found.value.as_str()) else {
        return Err(lacking("community-absent", "Neither the heading nor a title says who met."));
    };
    let rule = draft.recurrence.as_ref().map(|recurrence| recurrence.value.rule.as_str());
    Ok((date, Identity::new(&source.bytes, community, rule)))
}

/// Plans the import of a draft, given what the last import of the same meeting said and which actions earlier
/// meetings left open.
pub(super) fn plan(
    draft: &Draft,
    source: &Source,
    earlier: &Earlier,
    candidates: &[ActionItem],
    accept: Accept,
) -> Result<Plan> {
    let (date, identity) = identify(draft, source)?;
    let community = draft.community.as_ref().map_or("", |found| found.value.as_str());
    let ids = Ids::of(draft, &identity, earlier, candidates, accept);
    let title = draft.title.filled().map_or(community, |title| title.value.as_str());
    let parties = Parties::of(draft, &identity, community);
    let held = meeting::held(draft, &identity, source, date, title, &parties);
    let next = draft.next_meeting.as_ref().filter(|next| next.value.date > date);
    let next = next.map(|next| meeting::planned(&next.value, next.span, draft, &identity, source, &held));
    let record = Record { draft, identity: &identity, parties: &parties, meeting: &held, date, ids: &ids };
    let minutes = record.minutes();
    let reference = |kind: Kind, id: &Option<String>| Ref::new(kind, id.clone().unwrap_or_default());
    let meetings = vec![reference(Kind::Meeting, &held.id)];
    let (document, file) = record::document(source, &identity, meetings)?;

    let mut things = Things::default();
    things.add(&meeting::community(&identity, community));
    things.stay(parties.resources.iter().cloned());
    things.add_all(&meeting::series(draft, &identity, community, &parties, &held));
    things.add_all(&meeting::distribution_list(draft, &identity, &parties));
    things.stay([file]);
    things.add(&document);
    things.all.push(Planned { resource: held.to_fhir(), stored: Stored::IsFilledIn });
    things
        .all
        .extend(next.iter().map(|next| Planned { resource: next.to_fhir(), stored: Stored::LearnsPrevious }));
    things.merge(&record.points());
    things.merge(&record.actions());
    things.merge([&minutes]);
    Ok(Plan {
        things: things.all,
        matched: ids.matched,
        new: ids.new,
        matches: ids.matches,
        title: title.to_owned(),
        date,
        community: Ref::new(Kind::Organization, identity.community()),
        meeting: reference(Kind::Meeting, &held.id),
        next_meeting: next.as_ref().map(|next| reference(Kind::Meeting, &next.id)),
        minutes: reference(Kind::Minutes, &minutes.id),
        document: reference(Kind::SourceDocument, &document.id),
    })
}

fn lacking(code: &'static str, message: &str) -> Error {
    Error::new(ErrorKind::Unprocessable, code, message)
}

/// The resources as far as they are planned.
#[derive(Default)]
struct Things {
    all: Vec<Planned>,
}

impl Things {
    fn add<T: Mapped>(&mut self, thing: &T) {
        self.stay([thing.to_fhir()]);
    }

    fn add_all<'a, T: Mapped + 'a>(&mut self, things: impl IntoIterator<Item = &'a T>) {
        self.stay(things.into_iter().map(Mapped::to_fhir));
    }

    fn merge<'a, T: Mapped + 'a>(&mut self, things: impl IntoIterator<Item = &'a T>) {
        let planned = |thing: &T| Planned { resource: thing.to_fhir(), stored: Stored::IsMerged };
        self.all.extend(things.into_iter().map(planned));
    }

    fn stay(&mut self, resources: impl IntoIterator<Item = Resource>) {
        let planned = resources.into_iter().map(|resource| Planned { resource, stored: Stored::Stays });
        self.all.extend(planned);
    }
}
