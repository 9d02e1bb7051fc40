//! Communities, persons, organisations.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use relais::model::*;

use super::*;

prop_compose! {
    pub(crate) fn community()(
        id in of(id()),
        name in localized(),
        aliases in vec(text(), 0..3),
        part_of in of(target(ORGANIZATION)),
    ) -> Community {
        Community { id, name, aliases, part_of }
    }
}

prop_compose! {
    pub(crate) fn person()(id in of(id()), name in text(), email in of(text()), phone in of(text())) -> Person {
        Person { id, name, email, phone }
    }
}

prop_compose! {
    pub(crate) fn organization()(
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
    pub(crate) fn role()(
        id in of(id()),
        person in of(link(&[Kind::Person])),
        organization in of(link(ORGANIZATION)),
        capacity in of(text()),
    ) -> Role {
        Role { id, person, organization, capacity }
    }
}

prop_compose! {
    pub(crate) fn group()(id in of(id()), name in of(text()), members in vec(link(&[Kind::Person, Kind::Role, Kind::Group]), 0..4)) -> Group {
        Group { id, name, members }
    }
}
