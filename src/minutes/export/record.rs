//! Everything that is recorded of one meeting, gathered from the kernel in a few reads for all of it.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::error::Result;
use crate::fhir::{Id, Resource, ResourceType};
use crate::kernel::{Context, Kernel, Key, Version};
use crate::mapping::{Mapped, reference};
use crate::minutes::draft::Language;
use crate::minutes::reader;
use crate::model::{
    ActionItem, AgendaItem, DiscussionPoint, Group, Kind, Link, Meeting, Minutes, Person, Ref, Role,
};

/// A meeting with what was planned, said and agreed.
pub(super) struct Record {
    pub(super) meeting: Meeting,
    /// Where somebody began twice, those begun last.
    pub(super) minutes: Option<Minutes>,
    /// What was said, in the order of its making.
    pub(super) points: Vec<DiscussionPoint>,
    /// What is to be done, in the order of its making.
    pub(super) actions: Vec<ActionItem>,
    /// The meeting that is planned after this one.
    pub(super) next: Option<Meeting>,
    /// Who receives the minutes.
    pub(super) readers: Vec<Link>,
    parties: HashMap<Ref, Party>,
}

/// Somebody, as the document names them. How to reach them is never part of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Party {
    pub(super) name: Option<String>,
    /// For whom a person acts.
    pub(super) organization: Option<String>,
}

impl Record {
    /// Gathers what is recorded of a meeting.
    pub(super) async fn gather(kernel: &Kernel, context: &Context, id: &Id) -> Result<Self> {
        let key = Key::new(Meeting::RESOURCE_TYPE, id.clone());
        let meeting: Meeting = thing(&kernel.read(context, &key).await?)?;
        let of_meeting = |from: ResourceType, by: &'static str| {
            kernel.pointing(context, from, by, Meeting::RESOURCE_TYPE, vec![id.clone()])
        };
        let minutes = of_meeting(Minutes::RESOURCE_TYPE, "subject").await?;
        let minutes: Option<Minutes> = things(&minutes).pop();
        let mut points: Vec<DiscussionPoint> =
            things(&of_meeting(DiscussionPoint::RESOURCE_TYPE, "part-of").await?);
        let mut actions: Vec<ActionItem> = things(&of_meeting(ActionItem::RESOURCE_TYPE, "based-on").await?);
        let next = next(kernel, context, &meeting).await?;

        let mut reading = Reading::new(kernel, context);
        reading.known(Kind::DiscussionPoint, points.iter().map(|point| point.id.as_deref()));
        reading.known(Kind::ActionItem, actions.iter().map(|action| action.id.as_deref()));
        let first = reading.read(pointed(&meeting, minutes.as_ref(), &actions)).await?;
        points.extend(things::<DiscussionPoint>(&first));
        actions.extend(things::<ActionItem>(&first));
        let group: Option<Group> = things(&first).pop();
        let readers = group.map(|group| group.members).unwrap_or_default();

        // Behind roles stand people and organisations, and so they do behind a list of readers.
        let mut behind = behind_roles(&first);
        behind.extend(readers.iter().filter_map(|reader| reader.target().cloned()));
        behind.extend(owners(&actions));
        let second = reading.read(behind).await?;
        let third = reading.read(behind_roles(&second)).await?;
        let parties = parties(&[first, second, third].concat());
        Ok(Self { meeting, minutes, points, actions, next, readers, parties })
    }

    /// What a link points to or says, as the document names it.
    pub(super) fn party(&self, link: &Link) -> Party {
        let known = link.target().and_then(|target| self.parties.get(target)).cloned().unwrap_or_default();
        Party { name: link.name().map(str::to_owned).or(known.name), organization: known.organization }
    }

    /// The name alone.
    pub(super) fn name(&self, link: &Link) -> Option<String> {
        self.party(link).name
    }

    /// The language of what was written.
    pub(super) fn language(&self) -> Language {
        let meeting = &self.meeting;
        let heading = self.minutes.iter().map(|minutes| minutes.title.as_str());
        let head =
            [Some(meeting.title.as_str()), meeting.type_as_written.as_deref(), meeting.theme.as_deref()];
        let agenda = self.minutes.iter().flat_map(|minutes| &minutes.agenda).flat_map(titles);
        let subjects = self.minutes.iter().flat_map(|minutes| &minutes.subjects);
        let texts = heading
            .chain(head.into_iter().flatten())
            .chain(agenda)
            .chain(subjects.map(|subject| subject.title.as_str()))
            .chain(self.points.iter().map(|point| point.text.as_str()))
            .chain(self.actions.iter().map(|action| action.description.as_str()));
        reader::language_of(texts)
    }
}

fn titles(item: &AgendaItem) -> impl Iterator<Item = &str> {
    std::iter::once(item.title.as_str()).chain(item.items.iter().map(|below| below.title.as_str()))
}

/// The meeting of the same series that names this one as the one before it; otherwise the first one planned later.
async fn next(kernel: &Kernel, context: &Context, meeting: &Meeting) -> Result<Option<Meeting>> {
    let Some((series, id)) = meeting.series.as_ref().and_then(reference::key) else { return Ok(None) };
    let found = kernel.pointing(context, Meeting::RESOURCE_TYPE, "series", series, vec![id]).await?;
    let mut later: Vec<Meeting> = things(&found);
    later.retain(|other| other.takes_place() && other.date() > meeting.date() && other.date().is_some());
    let follows = |other: &Meeting| {
        other.previous.as_ref().is_some_and(|previous| Some(previous.id.as_str()) == meeting.id.as_deref())
    };
    later.sort_by_key(|other| (!follows(other), other.date()));
    Ok(meeting.date().and(later.into_iter().next()))
}

/// Reads what is pointed to, each thing once.
struct Reading<'a> {
    kernel: &'a Kernel,
    context: &'a Context,
    seen: HashSet<(Kind, String)>,
}

impl<'a> Reading<'a> {
    fn new(kernel: &'a Kernel, context: &'a Context) -> Self {
        Self { kernel, context, seen: HashSet::new() }
    }

    /// Says what need not be read.
    fn known<'i>(&mut self, kind: Kind, ids: impl Iterator<Item = Option<&'i str>>) {
        self.seen.extend(ids.flatten().map(|id| (kind, id.to_owned())));
    }

    /// The present versions of what is there and was not read before.
    async fn read(&mut self, targets: Vec<Ref>) -> Result<Vec<Version>> {
        let fresh = targets.into_iter().filter(|target| self.seen.insert((target.kind, target.id.clone())));
        let keys = fresh.filter_map(|target| reference::key(&target));
        let keys: Vec<Key> = keys.map(|(resource_type, id)| Key::new(resource_type, id)).collect();
        if keys.is_empty() { Ok(Vec::new()) } else { self.kernel.read_many(self.context, &keys).await }
    }
}

/// What the meeting and its minutes point to.
fn pointed(meeting: &Meeting, minutes: Option<&Minutes>, actions: &[ActionItem]) -> Vec<Ref> {
    let subjects = minutes.into_iter().flat_map(|minutes| &minutes.subjects);
    let mut pointed: Vec<Ref> = subjects.flat_map(|subject| subject.entries.iter().cloned()).collect();
    pointed.extend(meeting.participants.iter().filter_map(|one| one.actor.target().cloned()));
    pointed.extend(owners(actions));
    pointed.extend(meeting.distribution_list.clone());
    pointed
}

/// Who is to do what, and who asked for it.
fn owners(actions: &[ActionItem]) -> Vec<Ref> {
    let links = actions.iter().flat_map(|action| action.owner.iter().chain(&action.requester));
    links.filter_map(|link| link.target().cloned()).collect()
}

/// The people and organisations whose roles are among the versions.
fn behind_roles(versions: &[Version]) -> Vec<Ref> {
    let roles = things::<Role>(versions).into_iter().flat_map(|role| [role.person, role.organization]);
    roles.flatten().filter_map(|link| link.target().cloned()).collect()
}

fn thing<M: Mapped>(version: &Version) -> Result<M> {
    M::from_fhir(&Resource::stored(&version.body)?)
}

/// The things of a kind among the versions.
fn things<M: Mapped>(versions: &[Version]) -> Vec<M> {
    let right_type = |version: &&Version| version.key.resource_type == M::RESOURCE_TYPE;
    versions.iter().filter(right_type).filter_map(|version| thing(version).ok()).collect()
}

/// The people, organisations and roles among the versions, with their names.
fn parties(versions: &[Version]) -> HashMap<Ref, Party> {
    let mut names: BTreeMap<Ref, String> = BTreeMap::new();
    for version in versions {
        let Some(kind) = reference::kind(version.key.resource_type) else { continue };
        let target = Ref::new(kind, version.key.id.as_str());
        let name = match kind {
            Kind::Person => thing::<Person>(version).ok().map(|person| person.name),
            // Communities and observatories are organisations of other kinds, which all have a name.
            Kind::Organization => Resource::stored(&version.body)
                .ok()
                .and_then(|organization| organization.json().get("name")?.as_str().map(str::to_owned)),
            _ => None,
        };
        names.extend(name.map(|name| (target, name)));
    }
    let mut parties: HashMap<Ref, Party> = HashMap::new();
    for role in things::<Role>(versions) {
        let name = |link: &Option<Link>| {
            let link = link.as_ref()?;
            let known = link.target().and_then(|target| names.get(target)).cloned();
            known.or(link.name().map(str::to_owned))
        };
        let (person, organization) = (name(&role.person), name(&role.organization));
        let party = match person {
            Some(person) => Party { name: Some(person), organization },
            None => Party { name: organization, organization: None },
        };
        parties.extend(role.id.map(|id| (Ref::new(Kind::Role, id), party)));
    }
    let named =
        names.into_iter().map(|(target, name)| (target, Party { name: Some(name), organization: None }));
    parties.extend(named);
    parties
}
