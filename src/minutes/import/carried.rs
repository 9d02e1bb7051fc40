//! Which actions of earlier meetings of the series the draft repeats, in these words or others.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::identity::Identity;
use crate::error::Result;
use crate::fhir::{Resource, ResourceType};
use crate::kernel::{Context, Kernel};
use crate::mapping::Mapped;
use crate::minutes::Draft;
use crate::minutes::alike::{Gist, MUCH_THE_SAME, lasting};
use crate::minutes::draft::{Action, Confidence};
use crate::minutes::passage::fold;
use crate::model::{ActionItem, Link, When};

/// From here on other words are hardly another action.
const ALMOST_THE_SAME: u32 = 75;

/// A stem that so many open actions share tells none of them apart, and looking at all of them would take long.
const COMMON: usize = 64;

/// How many open actions of a series are looked at.
const MOST: usize = 5_000;

/// The statuses of Tasks that are still to be done.
const PENDING: &str = "requested,accepted,received,ready,draft,in-progress,on-hold";

/// Which proposed matches become reviews of the action that they name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Accept {
    /// None: every action of the draft is a new item.
    None,
    /// Those of high confidence.
    #[default]
    High,
    /// All that are proposed.
    All,
}

/// An action of the draft that an open one of an earlier meeting seems to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The action's place in the draft.
    pub action: usize,
    /// The id of the open action item.
    pub id: String,
    /// What that one says.
    pub description: String,
    /// How much of a hundred the two are alike.
    pub score: u32,
    /// How sure it is.
    pub confidence: Confidence,
    /// Why.
    pub why: &'static str,
    /// Whether the action becomes a review of that item.
    pub accepted: bool,
}

/// The open actions that meetings of the same series before a day left, in the order of their making. Minutes that
/// belong to no series have none.
pub(super) async fn candidates(
    kernel: &Kernel,
    context: &Context,
    draft: &Draft,
    identity: &Identity,
    date: Date,
) -> Result<Vec<ActionItem>> {
    if draft.recurrence.is_none() || draft.actions.is_empty() {
        return Ok(Vec::new());
    }
    let search = [
        ("based-on:Appointment.series".to_owned(), format!("Schedule/{}", identity.series())),
        ("status".to_owned(), PENDING.to_owned()),
    ];
    let found = kernel.find_where(context, ResourceType::named("Task"), &search, MOST).await?;
    let tasks = found.iter().filter_map(|version| Resource::stored(&version.body).ok());
    let items = tasks.filter_map(|task| ActionItem::from_fhir(&task).ok());
    let before = |item: &ActionItem| item.opened.map(When::last_day).is_some_and(|opened| opened < date);
    Ok(items.filter(before).collect())
}

/// Proposes for actions of a draft which of the candidates they are: each at most once, the surest first, then the
/// likest, then in the order of the draft.
pub(super) fn propose(
    draft: &Draft,
    actions: &[usize],
    candidates: &[ActionItem],
    accept: Accept,
) -> Vec<Match> {
    let gists: Vec<Gist> =
        candidates.iter().map(|item| Gist::of(&item.description, draft.language)).collect();
    let mut with_stem: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, gist) in gists.iter().enumerate() {
        for stem in gist.stems() {
            with_stem.entry(stem).or_default().push(place);
        }
    }
    let mut found = Vec::new();
    for &at in actions {
        let Some(action) = draft.actions.get(at).map(|action| &action.value) else { continue };
        let gist = Gist::of(&action.text, draft.language);
        let lists = gist.stems().filter_map(|stem| with_stem.get(stem));
        let near: BTreeSet<usize> =
            lists.filter(|places| places.len() <= COMMON).flatten().copied().collect();
        for place in near {
            let (Some(item), Some(other)) = (candidates.get(place), gists.get(place)) else { continue };
            let score = gist.likeness(other);
            if let Some((confidence, why)) = judge(action, item, score) {
                found.push((std::cmp::Reverse((confidence, score)), at, place, why));
            }
        }
    }
    found.sort_unstable();
    let (mut actions_taken, mut items_taken) = (BTreeSet::new(), BTreeSet::new());
    let mut matches = Vec::new();
    for (std::cmp::Reverse((confidence, score)), action, place, why) in found {
        let Some(item) = candidates.get(place) else { continue };
        if actions_taken.contains(&action) || items_taken.contains(&place) {
            continue;
        }
        actions_taken.insert(action);
        items_taken.insert(place);
        let accepted = match accept {
            Accept::None => false,
            Accept::High => confidence == Confidence::High,
            Accept::All => true,
        };
        let (id, description) = (item.id.clone().unwrap_or_default(), item.description.clone());
        matches.push(Match { action, id, description, score, confidence, why, accepted });
    }
    matches.sort_by_key(|found| found.action);
    matches
}

/// How sure it is that an action is an open item, and why; `None` where it hardly is.
fn judge(action: &Action, item: &ActionItem, score: u32) -> Option<(Confidence, &'static str)> {
    let words = lasting(&action.text);
    if words.contains(' ') && words == lasting(&item.description) {
        return Some((Confidence::High, "the same words"));
    }
    if score < MUCH_THE_SAME {
        return None;
    }
    let theirs = item.owner.as_ref().and_then(Link::name).map(fold);
    let ours = action.owner.as_ref().map(|owner| fold(&owner.value));
    let contradicted = ours.is_some() && theirs.is_some() && ours != theirs;
    match (action.carried_over.is_some(), score >= ALMOST_THE_SAME) {
        (true, _) if ours == theirs => {
            Some((Confidence::High, "marked as carried over, much the same words and the same owner"))
        }
        (true, _) if contradicted => Some((Confidence::Low, "marked as carried over, but another owner")),
        (true, _) => Some((Confidence::Medium, "marked as carried over, with much the same words")),
        (false, _) if contradicted => Some((Confidence::Low, "much the same words, but another owner")),
        (false, true) => Some((Confidence::Medium, "almost the same words")),
        (false, false) => Some((Confidence::Low, "much the same words")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::minutes::draft::Language::{self, English, French};
    use crate::minutes::draft::{Found, Span};
    use crate::model::Due;
    use crate::model::action_item::Status;

    /// Open actions, what later minutes say, and whether that is the same action.
    #[rustfmt::skip]
    const PAIRS: &[(Language, &str, &str, bool)] = &[
        (English, "Share the mapping table", "Share the mapping table (carried over)", true),
        (English, "Invite the OpenHIM team to a coming meeting", "Invite OpenHIM team to present at a meeting", true),
        (English, "Draft the survey on offline needs", "Finish the draft of the survey on offline needs", true),
        (English, "Send the budget to the Ministry of Health", "Budget still to be sent to the Ministry of Health", true),
        (English, "Set up a test server for DHIS 2", "Test server for DHIS 2 to be set up", true),
        (English, "Translate the user guide into Swahili", "Complete the Swahili translation of the user guide", true),
        (English, "Report the errors of the three districts", "Reporting of errors in the three districts", true),
        (English, "Contact the vendor about the licence", "Reminder: contact vendor about licence renewal", true),
        (English, "Publish the code list of facilities", "Publication of the facility code list", true),
        (French, "Rédiger la note de cadrage du pilote", "Finaliser la note de cadrage du pilote", true),
        (French, "Inviter l'équipe openHIE à présenter ses travaux", "Inviter openHIE à présenter (reporté)", true),
        (French, "Transmettre la liste des formations sanitaires", "Transmission de la liste des formations sanitaires", true),
        (French, "Organiser une formation des agents du district", "Formation des agents du district à organiser", true),
        (French, "Relancer le ministère pour la convention", "Relance du ministère au sujet de la convention", true),
        (French, "Partager le guide d'installation", "Rappel : partager le guide d'installation", true),
        (French, "Mettre à jour le registre des adhérents", "Mise à jour du registre des adhérents", true),
        (English, "Share the mapping table", "Share the minutes", false),
        (English, "Invite the OpenHIM team", "Update OpenHIM on the test server", false),
        (English, "Draft the survey", "Draft the budget", false),
        (English, "Set up a test server for DHIS 2", "Upgrade DHIS 2 to the latest release", false),
        (English, "Send the budget to the ministry", "Send the training plan to the ministry", false),
        (English, "Train the nurses of the north district", "Train the clerks of the south district", false),
        (English, "Write the user guide", "Book a room for the user meeting", false),
        (French, "Rédiger la note de cadrage", "Rédiger le compte rendu", false),
        (French, "Inviter openHIE", "Inviter le ministère", false),
        (French, "Partager le guide d'installation", "Partager la liste des participants", false),
        (French, "Organiser la formation de mars", "Organiser l'atelier de restitution", false),
        (French, "Mettre à jour le registre des adhérents", "Mettre à jour le serveur de test", false),
    ];

    fn action(text: &str, owner: Option<&str>, carried_over: bool) -> Action {
        let found = |text: &str| Found::sure(text.to_owned(), Span::default());
        Action {
            subject: 0,
            identifier: None,
            text: text.to_owned(),
            owner: owner.map(found),
            requester: None,
            due: Found::sure(Due::unsaid(), Span::default()),
            status: None,
            carried_over: carried_over.then(|| found("carried over")),
            caused_by: None,
            mentions: Vec::new(),
        }
    }

    #[test]
    fn other_words_for_the_same_are_proposed_and_other_actions_are_not() {
        for (language, open, said, same) in PAIRS {
            let score = Gist::of(said, *language).likeness(&Gist::of(open, *language));
            let judged = judge(&action(said, None, false), &ActionItem::new(*open), score);
            assert_eq!(judged.is_some(), *same, "{open} / {said}: {score}");
        }
    }

    #[test]
    fn only_the_same_words_or_a_mark_with_the_same_owner_are_sure() {
        let check = |said: &Action, owner: Option<&str>, expected: Option<Confidence>| {
            let owner = owner.map(Link::named);
            let item =
                ActionItem { owner, status: Status::Open, ..ActionItem::new("Draft the survey on needs") };
            let score = Gist::of(&said.text, English).likeness(&Gist::of(&item.description, English));
            assert_eq!(judge(said, &item, score).map(|(sure, _)| sure), expected, "{said:?}");
        };
        check(
            &action("draft the survey on needs (carried over)", None, false),
            Some("Awa"),
            Some(Confidence::High),
        );
        check(&action("Finish the survey on needs", Some("AWA"), true), Some("Awa"), Some(Confidence::High));
        check(&action("Finish the survey on needs", Some("Issa"), true), Some("Awa"), Some(Confidence::Low));
        check(&action("Finish the survey on needs", None, true), Some("Awa"), Some(Confidence::Medium));
        check(&action("Finish the survey on needs", Some("Issa"), false), Some("Awa"), Some(Confidence::Low));
        check(&action("Finish the survey on needs", None, false), None, Some(Confidence::Medium));
        check(&action("Order chairs", None, true), None, None);
    }
}
