//! What the checks of a write cost that look at its content: figures, not judgements. Run it with
//! `cargo test --release --test measure_content -- --ignored --nocapture`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::hint::black_box;
use std::time::Instant;

use relais::fhir::Resource;
use relais::fhir::definitions::search_parameters;
use relais::fhir::path::Path;
use relais::fhir::validate::validate;
use serde_json::json;

/// A resource that is written often, with narrative, contact details and references.
fn patient() -> Resource {
    Resource::from_value(json!({"resourceType": "Patient", "id": "p", "active": true, "gender": "female",
        "meta": {"profile": ["https://relais.example.org/p"]},
        "text": {"status": "generated", "div": "<div>A <b>person</b> of some words</div>"},
        "identifier": [{"system": "urn:x", "value": "1", "period": {"start": "2001", "end": "2002"}}],
        "name": [{"family": "Ba", "given": ["Awa", "Fatou"]}, {"use": "maiden", "family": "Sow"}],
        "telecom": [{"system": "phone", "value": "1", "use": "work"}, {"system": "email", "value": "a@b.test"}],
        "birthDate": "1974-12-25", "deceasedBoolean": false,
        "address": [{"line": ["1 A Street"], "city": "Douala", "country": "CM", "period": {"start": "1974-12-25"}}],
        "contact": [{"relationship": [{"text": "r"}], "name": {"text": "n"}, "period": {"start": "2012"}}],
        "managingOrganization": {"reference": "Organization/1"}}))
    .unwrap()
}

fn task() -> Resource {
    Resource::from_value(json!({"resourceType": "Task", "id": "t", "status": "requested", "intent": "plan",
        "extension": [{"url": "urn:x", "valueReference": {"reference": "DeviceDefinition/d"}}],
        "basedOn": [{"reference": "Appointment/a"}], "priority": "routine",
        "code": {"coding": [{"system": "urn:x", "code": "action-item"}]}, "description": "Invite somebody to speak",
        "focus": {"reference": "DeviceDefinition/d"}, "authoredOn": "2021-04-13", "lastModified": "2021-04-14",
        "requester": {"reference": "Practitioner/p"}, "owner": {"display": "A team"},
        "restriction": {"period": {"start": "2021-04-13", "end": "2021-04-27"}},
        "note": [{"text": "a"}, {"text": "b", "time": "2021-04-14"}],
        "executionPeriod": {"start": "2021-04-13", "end": "2021-04-20"}}))
    .unwrap()
}

#[test]
#[ignore = "prints figures; asserts nothing"]
fn figures_of_validation_and_paths() {
    const TURNS: u32 = 2_000;
    let timed = |what: &str, work: &dyn Fn()| {
        work();
        let started = Instant::now();
        (0..TURNS).for_each(|_| work());
        println!("{what}: {:.1} µs", started.elapsed().as_secs_f64() * 1e6 / f64::from(TURNS));
    };
    for resource in [task(), patient()] {
        let name = resource.resource_type();
        timed(&format!("{name}: validated"), &|| drop(black_box(validate(&resource))));
        let paths: Vec<_> = search_parameters()
            .iter()
            .filter(|parameter| parameter.base == name.name() && !parameter.expression.is_empty())
            .map(|parameter| Path::compile(name, parameter.expression).unwrap())
            .collect();
        timed(&format!("{name}: {} paths visited", paths.len()), &|| {
            for path in &paths {
                path.visit(resource.json(), &mut |found| {
                    black_box(found);
                });
            }
        });
    }
}
