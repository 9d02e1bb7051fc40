//! What one change of many action items does: to which it is made, what hinders it, and its one commit.

use std::collections::BTreeMap;

use crate::error::{At, Error, Issue, Kind, Result};
use crate::faces::native::action_items::ActionItems;
use crate::faces::native::calendar;
use crate::faces::native::filter::ListQuery;
use crate::faces::native::item;
use crate::faces::native::list;
use crate::fhir;
use crate::kernel::{Context, Entry, Kernel, Key, Operation, Version};
use crate::mapping::{Mapped, overlay};
use crate::model::action_item::{Priority, Review, Status};
use crate::model::{ActionItem, Due, Link, When};

/// How many action items one change may concern.
const MOST: usize = 200;

/// Which action items are meant.
pub(super) enum Meant {
    /// Those of these ids.
    Ids(Vec<String>),
    /// Those that a list with these parameters shows.
    Filter(Vec<(String, String)>),
}

/// A change, understood.
pub(super) struct Change {
    /// How far they are then.
    pub(super) status: Option<Status>,
    /// How much they press.
    pub(super) priority: Option<Option<Priority>>,
    /// Who is to do them.
    pub(super) owner: Option<Option<Link>>,
    /// When they are due.
    pub(super) due: Option<Due>,
    /// What was said of them.
    pub(super) review: Option<Review>,
}

/// An action item before and after the change; its place in the caller's input says where it was named.
pub(super) struct Changed {
    /// What is stored.
    pub(super) version: Version,
    /// The whole resource as it will be.
    whole: fhir::Resource,
    /// Whether that is something else.
    pub(super) differs: bool,
    place: usize,
}

impl Change {
    /// An action item that points to whatever the change points to.
    pub(super) fn probe(&self) -> fhir::Resource {
        let mut probe = ActionItem::new("probe");
        probe.owner = self.owner.clone().flatten();
        probe.due = self.due.clone().unwrap_or_default();
        probe.reviews.extend(self.review.clone());
        probe.to_fhir()
    }

    /// Makes the change.
    fn make(&self, item: &mut ActionItem, now: When) {
        if let Some(priority) = self.priority {
            item.priority = priority;
        }
        if let Some(owner) = &self.owner {
            item.owner = owner.clone();
        }
        if let Some(review) = &self.review {
            let review = Review { status_after: self.status, due_after: self.due.clone(), ..review.clone() };
            return item.review(review, now);
        }
        item.status = self.status.unwrap_or(item.status);
        if let Some(due) = &self.due {
            item.due = due.clone();
        }
    }
}

/// The action items that are meant, as they are after the change. Every one that may not change so is told.
pub(super) async fn changed(
    kernel: &Kernel,
    context: &Context,
    meant: &Meant,
    change: &Change,
) -> Result<Vec<Changed>> {
    let found = found(kernel, context, meant).await?;
    let now = calendar::now(context);
    let mut issues = Vec::new();
    let mut all = Vec::with_capacity(found.len());
    for (place, (version, before)) in found.into_iter().enumerate() {
        let mut item = before.clone();
        change.make(&mut item, now);
        if !before.status.may_become(item.status) {
            let allowed: Vec<&str> = before.status.moves().iter().map(|next| next.code()).collect();
            let message = format!(
                "The action item '{}' is {} and cannot become {}. From there it may go to: {}.",
                version.key.id,
                before.status,
                item.status,
                allowed.join(", ")
            );
            issues.push(Issue::error("unlawful-move", message).at_pointer(meant.pointer(place)));
        }
        let stored = fhir::Resource::stored(&version.body)?;
        let whole = overlay(&stored, &item);
        all.push(Changed { differs: whole != stored, version, whole, place });
    }
    Error::from_issues(Kind::Unprocessable, issues).map_or(Ok(all), Err)
}

impl Meant {
    /// Where the caller named the item at a place.
    fn pointer(&self, place: usize) -> String {
        match self {
            Self::Ids(_) => format!("/ids/{place}"),
            Self::Filter(_) => "/filter".to_owned(),
        }
    }
}

/// The action items that are meant, in the order of the ids or of the list.
async fn found(kernel: &Kernel, context: &Context, meant: &Meant) -> Result<Vec<(Version, ActionItem)>> {
    let too_many = |pointer: &str| {
        let message = format!("One change concerns at most {MOST} action items; these are more.");
        Error::with(Kind::Unprocessable, Issue::error("too-many", message).at_pointer(pointer))
    };
    match meant {
        Meant::Ids(ids) if ids.len() > MOST => Err(too_many("/ids")),
        Meant::Ids(ids) => of_ids(kernel, context, ids).await,
        Meant::Filter(filter) => {
            let within = |error: Error| {
                error.map_places(|at| match at {
                    Some(At::Parameter(name)) => Some(At::Pointer(format!("/filter/{name}"))),
                    at => at,
                })
            };
            let list =
                ListQuery::read::<ActionItems>(kernel, context, filter.clone()).await.map_err(within)?;
            let things = list::whole::<ActionItems>(kernel, context, &list, MOST).await?;
            things.ok_or_else(|| too_many("/filter"))
        }
    }
}

async fn of_ids(kernel: &Kernel, context: &Context, ids: &[String]) -> Result<Vec<(Version, ActionItem)>> {
    let mut issues = Vec::new();
    let mut keys: Vec<Key> = Vec::with_capacity(ids.len());
    for (place, id) in ids.iter().enumerate() {
        match item::key::<ActionItems>(id) {
            Ok(key) if keys.contains(&key) => {
                let issue = Issue::error("duplicate-identity", format!("'{id}' is named twice."));
                issues.push(issue.at_pointer(format!("/ids/{place}")));
            }
            Ok(key) => keys.push(key),
            Err(error) => {
                let issue = Issue::error(error.code(), error.to_string());
                issues.push(issue.at_pointer(format!("/ids/{place}")));
            }
        }
    }
    if let Some(error) = Error::from_issues(Kind::Invalid, issues) {
        return Err(error);
    }
    let versions = kernel.read_many(context, &keys).await?;
    let mut found = BTreeMap::new();
    for (version, item) in item::models::<ActionItems>(&versions) {
        found.insert(version.key.clone(), (version.clone(), item));
    }
    let mut issues = Vec::new();
    let mut things = Vec::with_capacity(keys.len());
    for (place, key) in keys.iter().enumerate() {
        match found.remove(key) {
            Some(thing) => things.push(thing),
            None => {
                let message = format!("There is no action item with the id '{}'.", key.id);
                issues.push(Issue::error("not-found", message).at_pointer(format!("/ids/{place}")));
            }
        }
    }
    Error::from_issues(Kind::Unprocessable, issues).map_or(Ok(things), Err)
}

/// Writes what differs in one commit. Of each item the number of its version now.
pub(super) async fn commit(
    kernel: &Kernel,
    context: &Context,
    changed: &[Changed],
    meant: &Meant,
) -> Result<Vec<u64>> {
    let differing: Vec<&Changed> = changed.iter().filter(|one| one.differs).collect();
    let entry = |one: &&Changed| {
        let operation = Operation::Update { resource: one.whole.clone(), if_match: Some(one.version.number) };
        Entry { full_url: None, operation, place: Some(one.place.to_string()) }
    };
    let mut versions: Vec<u64> = changed.iter().map(|one| one.version.number).collect();
    if differing.is_empty() {
        return Ok(versions);
    }
    let entries = differing.iter().map(entry).collect();
    let written = kernel.transact(context, entries).await.map_err(|error| placed(error, meant))?;
    for (one, written) in differing.iter().zip(written) {
        if let (Some(number), Some(version)) = (versions.get_mut(one.place), written.version) {
            *number = version.number;
        }
    }
    Ok(versions)
}

/// Says of an error about an entry where its action item was named.
fn placed(error: Error, meant: &Meant) -> Error {
    error.map_places(|at| match &at {
        Some(At::Expression(expression)) => {
            let place = expression.split('.').next().and_then(|place| place.parse().ok());
            place.map_or(at, |place| Some(At::Pointer(meant.pointer(place))))
        }
        _ => at,
    })
}
