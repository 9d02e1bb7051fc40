//! The people and organisations of one document, each made once.

use std::collections::{BTreeMap, BTreeSet};

use super::identity::Identity;
use crate::fhir::Resource;
use crate::mapping::Mapped;
use crate::minutes::Draft;
use crate::minutes::passage::fold;
use crate::model::meeting::{Attendance, Participant, Role as MeetingRole};
use crate::model::{Kind, Link, Localized, Organization, Person, Ref, Role};

/// Everyone whom the header names, and their part in the meeting.
pub(super) struct Parties<'a> {
    identity: &'a Identity,
    known: Known,
    pub(super) participants: Vec<Participant>,
    /// Where among the participants somebody stands.
    places: BTreeMap<Ref, usize>,
    /// Who receives the minutes.
    pub(super) readers: Vec<Link>,
    pub(super) resources: Vec<Resource>,
    /// The ids of the roles that only organisations play.
    roles: BTreeSet<String>,
}

/// The parties so far, by their folded names and by parts of those.
#[derive(Default)]
struct Known {
    whole: BTreeMap<String, Ref>,
    /// The name that a word is a part of; `None` where it is part of several.
    parts: BTreeMap<String, Option<String>>,
}

impl Known {
    fn insert(&mut self, name: &str, party: Ref) {
        let folded = fold(name);
        if self.whole.insert(folded.clone(), party).is_some() {
            return;
        }
        for part in folded.split(' ') {
            let bearer = self.parts.entry(part.to_owned()).or_insert_with(|| Some(folded.clone()));
            if bearer.as_ref() != Some(&folded) {
                *bearer = None;
            }
        }
    }

    fn get(&self, name: &str) -> Option<&Ref> {
        self.whole.get(&fold(name))
    }

    /// Whoever alone bears this as a part of the name.
    fn by_part(&self, name: &str) -> Option<&Ref> {
        let bearer = self.parts.get(&fold(name)).filter(|_| fold(name).len() >= 3)?;
        self.whole.get(bearer.as_ref()?)
    }
}

impl<'a> Parties<'a> {
    /// Makes the parties of a draft. Attendees come first, because their list says more of each of them.
    pub(super) fn of(draft: &Draft, identity: &'a Identity, community: &str) -> Self {
        let mut known = Known::default();
        known.insert(community, Ref::new(Kind::Organization, identity.community()));
        let mut parties = Self {
            identity,
            known,
            participants: Vec::new(),
            places: BTreeMap::new(),
            readers: Vec::new(),
            resources: Vec::new(),
            roles: BTreeSet::new(),
        };
        for attendee in draft.attendees.filled().map(|found| found.value.as_slice()).unwrap_or_default() {
            let actor = parties.person(&attendee.name, attendee.organization.as_deref());
            parties.add(MeetingRole::Attendee, actor, &attendee.name, Some(attendee.attendance));
        }
        for (field, role) in
            [(&draft.facilitator, MeetingRole::Facilitator), (&draft.rapporteur, MeetingRole::Rapporteur)]
        {
            for name in field.filled().map(crate::minutes::attendees::names_in).unwrap_or_default() {
                let actor = parties.person(&name, None);
                parties.add(role, actor, &name, None);
            }
        }
        if let Some(organiser) = draft.organiser.filled() {
            let name = organiser.value.as_str();
            let actor = parties.organiser(name);
            parties.add(MeetingRole::Organiser, actor, name, None);
        }
        for name in draft.distribution_list.filled().map(|found| found.value.as_slice()).unwrap_or_default() {
            let reader = parties.reader(name);
            parties.readers.push(reader);
        }
        parties
    }

    /// Who plays this part, with their names.
    pub(super) fn with_role(&self, role: MeetingRole) -> Vec<Link> {
        let playing = self.participants.iter().filter(|participant| participant.roles.contains(&role));
        playing.map(|participant| participant.actor.clone()).collect()
    }

    /// The party that a text names: by the whole name, or by a part of it that nobody else bears. Otherwise
    /// only the name.
    pub(super) fn named(&self, name: &str) -> Link {
        let target = self.known.get(name).or_else(|| self.known.by_part(name));
        match target {
            Some(target) => Link::to_named(target.clone(), name),
            None => Link::named(name),
        }
    }

    /// Adds a part in the meeting; whoever plays several appears once.
    fn add(&mut self, role: MeetingRole, target: Ref, name: &str, attendance: Option<Attendance>) {
        let known = self.places.get(&target).and_then(|place| self.participants.get_mut(*place));
        match known {
            Some(participant) if participant.roles.contains(&role) => {}
            Some(participant) => participant.roles.push(role),
            None => {
                self.places.insert(target.clone(), self.participants.len());
                let actor = Link::to_named(target, name);
                self.participants.push(Participant { attendance, ..Participant::new(role, actor) });
            }
        }
    }

    /// Who receives the minutes. R4 lets no organisation be a member of a group either.
    fn reader(&mut self, name: &str) -> Link {
        let named = self.named(name);
        match named.target().cloned() {
            Some(target) => Link::to_named(self.acting(target, name), name),
            None => named,
        }
    }

    /// A person, who acts for an organisation where the minutes name it.
    fn person(&mut self, name: &str, organization: Option<&str>) -> Ref {
        if let Some(known) = self.known.get(name) {
            return self.acting(known.clone(), name);
        }
        let person = Ref::new(Kind::Person, self.identity.person(name));
        self.resources.push(
            Person { id: Some(person.id.clone()), name: name.to_owned(), ..Person::default() }.to_fhir(),
        );
        let actor = match organization {
            None => person,
            Some(organization) => {
                let target = self.organization(organization);
                let role = Role {
                    id: Some(self.identity.role(name, organization)),
                    person: Some(Link::to_named(person, name)),
                    organization: Some(Link::to_named(target, organization)),
                    capacity: None,
                };
                self.resources.push(role.to_fhir());
                Ref::new(Kind::Role, role.id.unwrap_or_default())
            }
        };
        self.known.insert(name, actor.clone());
        actor
    }

    /// An organiser is an organisation, unless it is somebody who was there.
    fn organiser(&mut self, name: &str) -> Ref {
        let organization = match self.known.get(name) {
            Some(known) => known.clone(),
            None => self.organization(name),
        };
        self.acting(organization, name)
    }

    /// What may take part in a meeting: R4 lets no organisation do so, but a role that only an organisation
    /// plays may.
    fn acting(&mut self, target: Ref, name: &str) -> Ref {
        if target.kind != Kind::Organization {
            return target;
        }
        let role = Role {
            id: Some(self.identity.role("", name)),
            person: None,
            organization: Some(Link::to_named(target, name)),
            capacity: None,
        };
        let id = role.id.clone().unwrap_or_default();
        // Another spelling of the name makes no other role.
        if self.roles.insert(id.clone()) {
            self.resources.push(role.to_fhir());
        }
        Ref::new(Kind::Role, id)
    }

    fn organization(&mut self, name: &str) -> Ref {
        if let Some(known) = self.known.get(name).filter(|known| known.kind == Kind::Organization) {
            return known.clone();
        }
        let id = self.identity.organization(name);
        let organization =
            Organization { id: Some(id.clone()), name: Localized::new(name), ..Organization::default() };
        self.resources.push(organization.to_fhir());
        let target = Ref::new(Kind::Organization, id);
        self.known.insert(name, target.clone());
        target
    }
}
