//! Platforms and how they are linked.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use relais::model::integration::{self, Duration, Effort, Unit};
use relais::model::interface::{self, Outcome, Probe};
use relais::model::observatory::Coverage;
use relais::model::platform::Component;
use relais::model::*;

use super::*;

prop_compose! {
    pub(crate) fn platform()(
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
    pub(crate) fn deployment()(
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
    pub(crate) fn interface()(
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
    pub(crate) fn integration()(
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
    pub(crate) fn country()(
        id in of(id()),
        iso_code in "[A-Z]{3}",
        name in localized(),
        aliases in vec(text(), 0..3),
    ) -> Country {
        Country { id, iso_code, name, aliases }
    }
}

prop_compose! {
    pub(crate) fn observatory()(
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
    fn standard()(code in code(), name in localized(), definition in of(text()), url in of(url())) -> Standard {
        Standard { code, name, definition, url }
    }
}

pub(crate) fn standards() -> impl Strategy<Value = Vec<Standard>> {
    vec(standard(), 0..4)
}
