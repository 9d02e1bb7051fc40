//! `/action-items/bulk`: one change of many action items, in one commit or not at all.

use std::collections::BTreeMap;

use axum::extract::{RawQuery, State as Held};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::error::{Error, Issue, Kind, Result};
use crate::faces::auth::Writing;
use crate::faces::native::Face;
use crate::faces::native::action_items::{ActionItems, DueBody, ReviewBody};
use crate::faces::native::body;
use crate::faces::native::bulk_change::{Change, Changed, Meant, changed, commit};
use crate::faces::native::in_path::no_parameters;
use crate::faces::native::openapi::beside::{Beside, Example};
use crate::faces::native::resource::{EXAMPLE_ID, Resource};
use crate::faces::native::reviews;
use crate::faces::native::spelled::Word;
use crate::faces::native::wire::LinkBody;
use crate::faces::payload::Payload;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::kernel::{Context, Kernel, Scope};
use crate::mapping::Mapped;
use crate::model::ActionItem;
use crate::model::action_item::{Priority, Status};

/// How often it is tried again when others change the same items at the same time.
const ATTEMPTS: usize = 4;

type ActionItemStatus = Word<Status>;
type ActionItemPriority = Word<Priority>;

/// Serves it.
pub(super) fn add(face: Face) -> Face {
    let path = "/action-items/bulk";
    let change = Beside {
        tag: ActionItems::PATH,
        path,
        id: "changeActionItems",
        summary: "Changes many action items, at most 200, in one commit or not at all. What hinders any of them is told \
                  of each.",
        answer: "What became of each, or would become.",
        parameters: Vec::new(),
    };
    let body = BulkFields {
        ids: Some(vec![EXAMPLE_ID.to_owned()]),
        filter: None,
        change: BulkChange { status: Some(Word(Status::Cancelled)), ..BulkChange::default() },
        review: None,
        dry_run: true,
    };
    let item = BulkItemBody { id: EXAMPLE_ID.to_owned(), changed: true, version: 3 };
    let answer = BulkBody { dry_run: true, changed: 1, data: vec![item] };
    let document = face.document.schema::<BulkFields>().schema::<BulkBody>().act(
        change,
        Example::of(&body),
        Example::of(&answer),
    );
    Face { routes: face.routes.route(path, post(handle)), document }
}

/// One change of many action items.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ActionItemsChange)]
#[serde(deny_unknown_fields)]
struct BulkFields {
    /// Which: their ids, at most 200. Either these or a filter.
    #[serde(default)]
    ids: Option<Vec<String>>,
    /// Which: all that a list with these parameters shows, if they are at most 200. Either this or ids.
    #[schema(value_type = Option<Object>)]
    #[serde(default)]
    filter: Option<BTreeMap<String, Value>>,
    /// What changes.
    #[serde(default)]
    change: BulkChange,
    /// What was said, to be added to each of them as a review; status and due belong to the change.
    #[serde(default)]
    review: Option<ReviewBody>,
    /// Whether to tell only what would be done.
    #[serde(default)]
    dry_run: bool,
}

/// What changes in many action items. What is left out stays; null takes away.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[schema(as = ActionItemsChangeMembers)]
#[serde(deny_unknown_fields)]
struct BulkChange {
    /// How far they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<ActionItemStatus>,
    /// How much they press.
    #[schema(value_type = Option<ActionItemPriority>)]
    #[serde(default, deserialize_with = "told", skip_serializing_if = "Option::is_none")]
    priority: Option<Option<ActionItemPriority>>,
    /// Who is to do them.
    #[schema(value_type = Option<LinkBody>)]
    #[serde(default, deserialize_with = "told", skip_serializing_if = "Option::is_none")]
    owner: Option<Option<LinkBody>>,
    /// When they are due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due: Option<DueBody>,
}

/// A member that is there, if only as null.
fn told<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// What became of many action items.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ActionItemsChanged)]
struct BulkBody {
    /// Whether nothing was done yet.
    dry_run: bool,
    /// How many changed, or would change.
    changed: usize,
    /// Each of them, in the order of the ids or of the list.
    data: Vec<BulkItemBody>,
}

/// What became of one of them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ActionItemChanged)]
struct BulkItemBody {
    /// Its id.
    id: String,
    /// Whether it changed, or would change.
    changed: bool,
    /// The number of its version now.
    version: u64,
}

/// `POST /api/v1/action-items/bulk`.
async fn handle(
    Held(shared): Held<Shared>,
    Writing(context): Writing,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    Payload(bytes): Payload,
) -> Result<Response, Refusal> {
    no_parameters(query.as_deref())?;
    let fields = body::read::<BulkFields>(&headers, &bytes)?;
    let dry_run = fields.dry_run;
    let (meant, change) = read(&shared.kernel, &context, fields).await?;
    let kernel = &shared.kernel;
    if !context.caller.sees_all_of(ActionItem::RESOURCE_TYPE) {
        // What was hidden from the caller would be lost.
        context.caller.require(Scope::Personal)?;
    }
    kernel.require_targets(&context, &change.probe()).await?;
    let mut attempt = 1;
    let data = loop {
        let changed = changed(kernel, &context, &meant, &change).await?;
        if dry_run {
            break changed.iter().map(|one| BulkItemBody::of(one, one.version.number)).collect::<Vec<_>>();
        }
        match commit(kernel, &context, &changed, &meant).await {
            Ok(versions) => {
                let each = changed.iter().zip(versions);
                break each.map(|(one, version)| BulkItemBody::of(one, version)).collect();
            }
            Err(error) if error.kind() == Kind::PreconditionFailed && attempt < ATTEMPTS => attempt += 1,
            Err(error) => return Err(error.into()),
        }
    };
    let changed = data.iter().filter(|item| item.changed).count();
    Ok(axum::Json(BulkBody { dry_run, changed, data }).into_response())
}

async fn read(kernel: &Kernel, context: &Context, fields: BulkFields) -> Result<(Meant, Change)> {
    let meant = match (fields.ids, fields.filter) {
        (Some(ids), None) => Meant::Ids(ids),
        (None, Some(filter)) => Meant::Filter(filter.into_iter().map(parameter).collect::<Result<_>>()?),
        _ => {
            let message = "Say which action items are meant: either by 'ids' or by a 'filter'.";
            return Err(Error::with(
                Kind::Invalid,
                Issue::error("missing-field", message).at_pointer("/ids"),
            ));
        }
    };
    let review = fields.review.map(|review| review.review("/review")).transpose()?;
    if review.as_ref().is_some_and(|review| review.status_after.is_some() || review.due_after.is_some()) {
        let message = "What the review changes stands in 'change'.";
        return Err(Error::with(Kind::Invalid, Issue::error("invalid-value", message).at_pointer("/review")));
    }
    let review = match review {
        Some(review) => Some(reviews::dated(kernel, context, review).await?),
        None => None,
    };
    let BulkChange { status, priority, owner, due } = fields.change;
    let change = Change {
        status: status.map(|status| status.0),
        priority: priority.map(|priority| priority.map(|priority| priority.0)),
        owner: owner.map(|owner| LinkBody::optional(owner, "/change/owner")).transpose()?,
        due: due.map(|due| due.due("/change/due")).transpose()?,
        review,
    };
    Ok((meant, change))
}

/// A parameter of a list, from a member of a filter.
fn parameter((name, value): (String, Value)) -> Result<(String, String)> {
    let wrong = |message: String| {
        let pointer = format!("/filter/{}", name.replace('~', "~0").replace('/', "~1"));
        Err(Error::with(Kind::Invalid, Issue::error("invalid-value", message).at_pointer(pointer)))
    };
    if matches!(name.as_str(), "limit" | "cursor" | "sort" | "total") {
        return wrong(format!("'{name}' shapes a list; a filter says only which action items are meant."));
    }
    match value {
        Value::String(text) => Ok((name, text)),
        Value::Bool(truth) => Ok((name, truth.to_string())),
        other => wrong(format!("'{other}' is not a value of a parameter: a text, true or false.")),
    }
}

impl BulkItemBody {
    fn of(one: &Changed, version: u64) -> Self {
        Self { id: one.version.key.id.to_string(), changed: one.differs, version }
    }
}
