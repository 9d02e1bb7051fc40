//! The document of a meeting that was imported before, changed.

use relais::minutes::import::Choices;
use relais::minutes::import::import_with;

use super::*;

/// The English example with some of its words changed.
fn corrected(changes: &[(&str, &str)]) -> String {
    let mut text = ENGLISH.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    text
}

/// A need of another wording, one that vanished, and a survey that has become two.
fn later() -> String {
    corrected(&[
        ("a short guide in Swahili", "a very short guide in Swahili"),
        ("- Districts need to register members without a connection. \n", ""),
        ("Draft the \nsurvey ", "Draft the \nsurveys "),
    ])
}

#[tokio::test]
async fn a_changed_document_updates_what_it_changed_and_nothing_else() {
    let house = House::new();
    let first = house.import(ENGLISH).await;
    let points = house.all::<DiscussionPoint>(&first).await;
    let again = house.import(&later()).await;
    assert_eq!((&again.meeting, &again.minutes), (&first.meeting, &first.minutes));
    assert_ne!(again.document, first.document);
    assert!(!again.known_document && again.conflicts.is_empty(), "{again}");
    assert_eq!((again.matched, again.new), (first.discussion_points + first.action_items - 1, 0));
    let fields = |name: &str| -> Vec<_> {
        let of_type = again.updated.iter().filter(|updated| updated.resource_type.name() == name);
        of_type.map(|updated| updated.fields.clone()).collect()
    };
    assert_eq!(fields("Communication"), [["text"]]);
    assert_eq!(fields("Task"), [["description"]]);
    assert_eq!(fields("Composition"), [["agenda_and_subjects"]]);
    let now = house.all::<DiscussionPoint>(&again).await;
    let before = points.iter().find(|point| point.text.contains("short guide")).unwrap();
    let after = now.iter().find(|point| point.text.contains("very short guide")).unwrap();
    assert_eq!(before.id, after.id);
    assert_eq!(after.span.as_ref().unwrap().document.as_ref(), Some(&again.document));
    // A third time the same says nothing new, and neither does the first document again.
    assert!(house.import(&later()).await.is_unchanged());
    assert!(house.import(ENGLISH).await.is_unchanged());
}

#[tokio::test]
async fn what_vanished_is_entered_in_error_and_comes_back_with_a_later_document() {
    let house = House::new();
    let first = house.import(ENGLISH).await;
    let again = house.import(&later()).await;
    let [vanished] = again.vanished.as_slice() else { panic!("{:?}", again.vanished) };
    assert!(vanished.retired && vanished.text.contains("without a connection"), "{vanished:?}");
    let key = Key::new(vanished.resource_type, vanished.id.clone());
    let status = async || {
        let version = house.kernel.read(&house.context, &key).await.unwrap();
        Resource::parse(&version.body).unwrap().json()["status"].clone()
    };
    assert_eq!(status().await, "entered-in-error");
    let minutes: Minutes = house.get(&first.minutes).await;
    let entries = minutes.subjects.iter().flat_map(|subject| &subject.entries);
    assert!(entries.clone().count() > 0 && entries.clone().all(|entry| entry.id != key.id.as_str()));
    let back = house
        .import(&later().replace(
            "There is a need",
            "- Districts need to register members without a connection. \n- There is a need",
        ))
        .await;
    assert!(back.vanished.is_empty() && back.new == 0, "{back}");
    assert_eq!(status().await, "completed");
}

#[tokio::test]
async fn what_people_changed_stays_and_what_both_changed_is_a_conflict() {
    let house = House::new();
    let first = house.import(ENGLISH).await;
    let by_hand = async |wanted: &str, change: &dyn Fn(ActionItem) -> ActionItem| {
        let items = house.all::<ActionItem>(&first).await;
        let item = items.into_iter().find(|item| item.description.contains(wanted)).unwrap();
        house.kernel.update(&house.context, change(item).to_fhir(), None).await.unwrap();
    };
    by_hand("survey", &|item| ActionItem { description: "Draft both surveys".to_owned(), ..item }).await;
    by_hand("mapping", &|item| ActionItem { owner: Some(Link::named("Esther")), ..item }).await;
    let text = later().replace("Share the \nmapping table", "Share the \nmapping tables");
    let again = house.import(&text).await;
    let [conflict] = again.conflicts.as_slice() else { panic!("{:?}", again.conflicts) };
    assert_eq!((conflict.field, &conflict.imported), ("description", &"Draft the survey".into()));
    assert_eq!(
        (&conflict.current, &conflict.document),
        (&"Draft both surveys".into(), &"Draft the surveys".into())
    );
    let items = house.all::<ActionItem>(&again).await;
    assert!(items.iter().any(|item| item.description == "Draft both surveys"));
    let shared = items.iter().find(|item| item.description == "Share the mapping tables").unwrap();
    assert_eq!(shared.owner.as_ref().and_then(Link::name), Some("Esther"));
    let told = serde_json::to_value(ImportOut::from(&again)).unwrap();
    assert_eq!(told["conflicts"][0]["document"], "Draft the surveys");
    // The conflict was told; the same words again are none.
    assert!(house.import(&format!("{text}\n")).await.conflicts.is_empty());
}

#[tokio::test]
async fn what_vanished_but_was_worked_on_stays() {
    let house = House::new();
    let first = house.import(ENGLISH).await;
    let item =
        house.all::<ActionItem>(&first).await.into_iter().find(|item| item.description.contains("survey"));
    let item = ActionItem { status: action_item::Status::InProgress, ..item.unwrap() };
    house.kernel.update(&house.context, item.to_fhir(), None).await.unwrap();
    let mut draft = draft(ENGLISH);
    draft.actions.retain(|action| !action.value.text.contains("survey"));
    let source = Source::text(None, ENGLISH);
    let choices = Choices { corrected: true, ..Choices::default() };
    let again = import_with(&house.kernel, &house.context, &draft, &source, choices).await.unwrap();
    let told: Vec<_> = again.vanished.iter().map(|one| (one.text.as_str(), one.retired)).collect();
    assert_eq!(told, [("Draft the survey", false)]);
    assert_eq!(house.all::<ActionItem>(&again).await.len(), 4);
}

#[tokio::test]
async fn what_was_deleted_is_not_made_again() {
    let house = House::new();
    let first = house.import(ENGLISH).await;
    let item =
        house.all::<ActionItem>(&first).await.into_iter().find(|item| item.description.contains("survey"));
    let id = relais::fhir::Id::parse(item.unwrap().id.as_deref().unwrap()).unwrap();
    let key = Key::new(ActionItem::RESOURCE_TYPE, id);
    house.kernel.delete(&house.context, key.clone(), None).await.unwrap();
    let again = house.import(&later()).await;
    let [conflict] = again.conflicts.as_slice() else { panic!("{:?}", again.conflicts) };
    assert_eq!((&conflict.id, &conflict.current), (&key.id, &serde_json::Value::Null));
    assert!(house.kernel.read(&house.context, &key).await.is_err());
}

#[tokio::test]
async fn approved_minutes_are_not_changed_by_another_import() {
    let house = House::new();
    let first = house.import(ENGLISH).await;
    let minutes: Minutes = house.get(&first.minutes).await;
    let approved = Minutes { state: relais::model::minutes::State::Approved, ..minutes };
    house.kernel.update(&house.context, approved.to_fhir(), None).await.unwrap();
    let text = later();
    let source = Source::text(None, &text);
    let refused = import(&house.kernel, &house.context, &draft(&text), &source).await.unwrap_err();
    assert_eq!(refused.code(), "approved-record");
}
