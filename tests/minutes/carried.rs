//! Actions that later minutes of the same series repeat, and drafts that a person corrected.

use relais::minutes::draft::Confidence;
use relais::minutes::import::{Accept, Choices, import_with, matches};
use relais::minutes::wire::{self, DraftOut};
use relais::model::Due;

use super::*;

/// The minutes of the meeting two weeks after the English example, which repeat its actions, one in other words.
fn next() -> String {
    let dates = ENGLISH.replace("26 May 2026", "9 June 2026").replace("12 May 2026", "26 May 2026");
    dates.replace("Draft the \nsurvey ", "Finish the \nsurvey draft ")
}

impl House {
    async fn import_as(&self, draft: &Draft, text: &str, choices: Choices) -> Summary {
        let source = Source::text(None, text);
        import_with(&self.kernel, &self.context, draft, &source, choices).await.unwrap()
    }
}

fn named<'a>(items: &'a [ActionItem], words: &str) -> &'a ActionItem {
    items.iter().find(|item| item.description.contains(words)).unwrap()
}

#[tokio::test]
async fn an_action_that_is_repeated_becomes_a_review_and_no_new_item() {
    let house = House::new();
    let first = house.import(ENGLISH).await;
    let second = house.import(&next()).await;
    let told: Vec<_> = second.matches.iter().map(|found| (found.confidence, found.accepted)).collect();
    let (sure, unsure) = ((Confidence::High, true), (Confidence::Medium, false));
    assert_eq!(told, [sure, sure, sure, unsure], "{:?}", second.matches);
    assert_eq!((second.matches[3].action, second.new), (3, second.discussion_points + 1));
    let items = house.all::<ActionItem>(&first).await;
    let shared = named(&items, "mapping table");
    let [review] = shared.reviews.as_slice() else { panic!("{shared:?}") };
    assert_eq!(
        (review.text.as_str(), review.meeting.as_ref()),
        ("Share the mapping table", Some(&second.meeting))
    );
    assert_eq!(shared.meeting.as_ref(), Some(&first.meeting));
    let minutes: Minutes = house.get(&second.minutes).await;
    let entries: Vec<_> = minutes.subjects.iter().flat_map(|subject| &subject.entries).collect();
    assert!(entries.iter().any(|entry| Some(&entry.id) == shared.id.as_ref()));
    // The same document again says nothing new; a corrected one says its review anew.
    assert!(house.import(&next()).await.is_unchanged());
    let corrected =
        next().replace("mapping table \n", "mapping tables\n").replace("mapping table\n", "mapping tables\n");
    let again = house.import(&corrected).await;
    assert!(again.matches.is_empty() && again.conflicts.is_empty() && again.vanished.is_empty(), "{again}");
    let items = house.all::<ActionItem>(&first).await;
    let texts: Vec<_> = named(&items, "mapping").reviews.iter().map(|review| review.text.as_str()).collect();
    assert_eq!(texts, ["Share the mapping tables"]);
}

#[tokio::test]
async fn a_review_closes_the_item_and_moves_its_due_date() {
    let house = House::new();
    let first = house.import(ENGLISH).await;
    let text = next();
    let mut draft = draft(&text);
    let done = &mut draft.actions[0].value;
    done.status = Some(Found::sure(action_item::Status::Done, done.due.span));
    let later = jiff::civil::date(2026, 7, 1);
    draft.actions[1].value.due.value = Due::on(later);
    house.import_as(&draft, &text, Choices::default()).await;
    let items = house.all::<ActionItem>(&first).await;
    let shared = named(&items, "mapping table");
    assert_eq!(shared.status, action_item::Status::Done);
    assert_eq!(shared.closed.map(|closed| closed.to_string()).as_deref(), Some("2026-05-26"));
    assert_eq!(named(&items, "Report the errors").due, Due::on(later));
}

#[tokio::test]
async fn which_matches_are_accepted_is_a_choice() {
    let house = House::new();
    house.import(ENGLISH).await;
    let text = next();
    let (draft, source) = (draft(&text), Source::text(None, &text));
    let accepted = async |accept| {
        let choices = Choices { accept, ..Choices::default() };
        let found = matches(&house.kernel, &house.context, &draft, &source, choices).await.unwrap();
        assert_eq!(found.len(), 4);
        found.iter().filter(|found| found.accepted).count()
    };
    assert_eq!((accepted(Accept::None).await, accepted(Accept::High).await), (0, 3));
    assert_eq!(accepted(Accept::All).await, 4);
    let choices = Choices { accept: Accept::None, ..Choices::default() };
    let second = house.import_as(&draft, &text, choices).await;
    assert_eq!(second.new, second.discussion_points + second.action_items);
}

#[test]
fn a_draft_comes_back_from_its_json_as_it_was() {
    for text in [FIRST, SECOND, ENGLISH] {
        let draft = draft(text);
        let json = serde_json::to_string(&DraftOut::from(&draft)).unwrap();
        let again = wire::read(serde_json::from_str(&json).unwrap(), "").unwrap();
        assert_eq!(again, draft);
    }
}

#[test]
fn what_is_wrong_in_a_corrected_draft_is_told_with_its_place() {
    let json = serde_json::to_value(DraftOut::from(&draft(ENGLISH))).unwrap();
    let check = |pointer: &str, value: serde_json::Value, told: &str| {
        let mut json = json.clone();
        *json.pointer_mut(pointer).unwrap() = value;
        let error = wire::read(serde_json::from_value(json).unwrap(), "/draft").unwrap_err();
        let at = format!("{:?}", error.issues()[0].at);
        assert!(at.contains(&format!("\"{told}\"")), "{at}");
    };
    check("/date/value", "yesterday".into(), "/draft/date/value");
    check("/language", "de".into(), "/draft/language");
    check("/discussion_points/1/value/kind", "rumour".into(), "/draft/discussion_points/1/value/kind");
    check("/discussion_points/1/value/subject", 99.into(), "/draft/discussion_points/1/value/subject");
    check(
        "/discussion_points/4/value/in_response_to",
        99.into(),
        "/draft/discussion_points/4/value/in_response_to",
    );
    check("/discussion_points/1/value/index", 0.into(), "/draft/discussion_points/1/value/index");
    check("/action_items/0/lines", serde_json::json!([7, 3]), "/draft/action_items/0/lines");
}
