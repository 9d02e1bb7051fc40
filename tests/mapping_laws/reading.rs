//! What the mapping makes of resources that others wrote, and the exact shapes that other systems rely on.

use relais::fhir::Resource;
use relais::mapping::{Mapped, overlay};
use relais::model::action_item::Status;
use relais::model::meeting::{self, Room};
use relais::model::{
    ActionItem, Community, Country, DiscussionPoint, Due, Integration, Link, Meeting, Minutes, Person, When,
    due,
};
use serde_json::{Value, json};

const SYSTEMS: &str = "https://w3id.org/relais/fhir/CodeSystem";

fn read<T: Mapped>(json: Value) -> T {
    T::from_fhir(&Resource::from_value(json).unwrap()).unwrap()
}

fn refused<T: Mapped + std::fmt::Debug>(json: Value) -> String {
    let error = T::from_fhir(&Resource::from_value(json).unwrap()).unwrap_err();
    format!("{}: {error}", error.code())
}

fn task(mut members: Value) -> Value {
    members["resourceType"] = json!("Task");
    members["code"] = json!({"coding": [{"system": format!("{SYSTEMS}/task-type"), "code": "action-item"}]});
    members
}

#[test]
fn what_is_another_thing_is_refused_with_what_would_be_right() {
    let check = |found: String, expected: &str| assert!(found.contains(expected), "{found}");
    check(
        refused::<ActionItem>(json!({"resourceType": "Task", "status": "draft"})),
        "other-thing: This Task is not an action item: that is a Task whose 'code' has the code 'action-item'",
    );
    check(refused::<ActionItem>(json!({"resourceType": "Patient"})), "This Patient is not an action item");
    check(refused::<Community>(json!({"resourceType": "Organization"})), "is not a community");
    check(refused::<Country>(json!({"resourceType": "Location"})), "is not a country");
    check(refused::<DiscussionPoint>(json!({"resourceType": "Communication"})), "is not a discussion point");
    check(refused::<Minutes>(json!({"resourceType": "Composition"})), "is not minutes");
    let basic = json!({"coding": [{"system": format!("{SYSTEMS}/basic-type"), "code": "integration"}]});
    check(
        refused::<Integration>(json!({"resourceType": "Basic", "code": basic})),
        "incomplete-thing: This Basic is not an integration: it lacks the end it starts from",
    );
}

#[test]
fn every_task_status_is_a_status_of_ours() {
    let check = |fhir: &str, expected: Status| {
        assert_eq!(read::<ActionItem>(task(json!({"status": fhir}))).status, expected, "{fhir}");
    };
    for open in ["draft", "requested", "received", "accepted", "ready"] {
        check(open, Status::Open);
    }
    check("in-progress", Status::InProgress);
    check("on-hold", Status::Blocked);
    check("completed", Status::Done);
    for cancelled in ["cancelled", "rejected", "failed", "entered-in-error"] {
        check(cancelled, Status::Cancelled);
    }
}

#[test]
fn a_partial_end_of_a_restriction_ends_with_its_last_day() {
    let item: ActionItem = read(task(json!({"restriction": {"period": {"end": "2021-02"}}})));
    assert_eq!(item.due, Due::on(jiff::civil::date(2021, 2, 28)));
}

#[test]
fn an_update_keeps_the_finer_status_that_did_not_change() {
    let stored = Resource::from_value(task(json!({
        "status": "accepted",
        "identifier": [{"system": "https://example.org/tickets", "value": "42"}],
        "owner": {"reference": "Organization/desk", "identifier": {"value": "desk"}},
        "note": [{"text": "noted elsewhere"}],
        "description": "Inviter",
    })))
    .unwrap();
    let item = ActionItem::from_fhir(&stored).unwrap();
    let merged = overlay(&stored, &ActionItem { description: "Inviter OpenHIE".into(), ..item.clone() });
    assert_eq!(merged.json()["description"], "Inviter OpenHIE");
    for name in ["status", "identifier", "owner", "note"] {
        assert_eq!(merged.json()[name], stored.json()[name], "{name}");
    }
    let merged = overlay(&stored, &ActionItem { status: Status::Done, owner: None, ..item });
    assert_eq!(merged.json()["status"], "completed");
    assert_eq!(merged.json().get("owner"), None);
}

#[test]
fn an_update_of_a_list_keeps_the_items_of_others() {
    let stored = Resource::from_value(json!({
        "resourceType": "Practitioner",
        "name": [{"text": "Awa Diop"}],
        "telecom": [{"system": "fax", "value": "1"}, {"system": "email", "value": "awa@example.org"}],
    }))
    .unwrap();
    let person = Person::from_fhir(&stored).unwrap();
    let merged = overlay(&stored, &Person { email: Some("diop@example.org".into()), ..person });
    let expected = json!([{"system": "email", "value": "diop@example.org"}, {"system": "fax", "value": "1"}]);
    assert_eq!(merged.json()["telecom"], expected);
}

#[test]
fn the_action_of_the_minutes_is_this_task() {
    let item = ActionItem {
        id: Some("invite".into()),
        owner: Some(Link::named("Bureau")),
        due: Due::said(due::Kind::AComingMeeting, "lors d’une prochaine réunion"),
        ..ActionItem::new("Inviter OpenHIE")
    };
    let expected = task(json!({
        "id": "invite",
        "meta": {"profile": ["https://w3id.org/relais/fhir/StructureDefinition/ActionItem"]},
        "extension": [{
            "url": "https://w3id.org/relais/fhir/StructureDefinition/due-as-written",
            "extension": [
                {"url": "kind", "valueCode": "a-coming-meeting"},
                {"url": "text", "valueString": "lors d’une prochaine réunion"},
            ],
        }],
        "status": "requested",
        "intent": "plan",
        "description": "Inviter OpenHIE",
        "owner": {"display": "Bureau"},
    }));
    assert_eq!(item.to_fhir().into_value(), expected);
}

#[test]
fn the_meeting_of_the_minutes_is_this_appointment() {
    let when = |text| Some(When::parse(text).unwrap());
    let meeting = Meeting {
        start: when("2021-04-13T10:00:00+02:00"),
        end: when("2021-04-13T11:00:00+02:00"),
        zone_label: Some("CEST".into()),
        room: Some(Room { channel: Some("jitsi".into()), url: "https://meet.jit.si/room".into() }),
        blank_fields: vec![meeting::Field::Rapporteur],
        ..Meeting::new("Réunion", meeting::Status::Held)
    };
    let expected = json!({
        "resourceType": "Appointment",
        "meta": {"profile": ["https://w3id.org/relais/fhir/StructureDefinition/Meeting"]},
        "extension": [
            {
                "url": "https://w3id.org/relais/fhir/StructureDefinition/time-zone",
                "extension": [{"url": "label", "valueString": "CEST"}],
            },
            {
                "url": "http://hl7.org/fhir/5.0/StructureDefinition/extension-Appointment.virtualService",
                "extension": [
                    {
                        "url": "channelType",
                        "valueCoding": {"system": format!("{SYSTEMS}/virtual-service-type"), "code": "jitsi"},
                    },
                    {"url": "addressUrl", "valueUrl": "https://meet.jit.si/room"},
                ],
            },
            {
                "url": "https://w3id.org/relais/fhir/StructureDefinition/blank-in-source",
                "valueCode": "rapporteur",
            },
        ],
        "status": "fulfilled",
        "description": "Réunion",
        "start": "2021-04-13T10:00:00+02:00",
        "end": "2021-04-13T11:00:00+02:00",
        "minutesDuration": 60,
        "participant": [{
            "type": [{"coding": [{
                "system": "http://terminology.hl7.org/CodeSystem/data-absent-reason",
                "code": "unknown",
            }]}],
            "status": "needs-action",
        }],
    });
    assert_eq!(meeting.to_fhir().into_value(), expected);
}

#[test]
fn a_meeting_without_hours_breaks_no_rule_of_appointments() {
    let check = |status, fhir: &str| {
        let meeting =
            Meeting { start: Some(When::parse("2021-04-13").unwrap()), ..Meeting::new("Réunion", status) };
        let resource = meeting.to_fhir();
        assert_eq!(resource.json()["status"], fhir, "{status}");
        assert_eq!(resource.json()["requestedPeriod"], json!([{"start": "2021-04-13"}]));
        assert_eq!(resource.json().get("start"), None);
        // Whoever changes the status through FHIR means it.
        let mut changed = resource.clone();
        changed.json_mut().insert("status".into(), json!("noshow"));
        assert_eq!(Meeting::from_fhir(&changed).unwrap().status, meeting::Status::Cancelled);
    };
    check(meeting::Status::Planned, "proposed");
    check(meeting::Status::Held, "proposed");
    check(meeting::Status::Cancelled, "cancelled");
    check(meeting::Status::EnteredInError, "cancelled");
}

#[test]
fn nothing_that_others_write_makes_reading_fail() {
    let strange = json!([null, 1, true, "", {"extension": "?"}, [[]]]);
    for name in
        ["basedOn", "status", "note", "owner", "restriction", "extension", "authoredOn", "description"]
    {
        let item: ActionItem = read(task(json!({name: strange})));
        assert!(item.owner.is_none() && item.meeting.is_none(), "{name}");
    }
    let meeting: Meeting = read(json!({
        "resourceType": "Appointment", "start": "2021-04-13", "participant": [{}], "requestedPeriod": {"start": 7},
    }));
    assert_eq!(meeting, Meeting::new("", meeting::Status::Planned));
}
