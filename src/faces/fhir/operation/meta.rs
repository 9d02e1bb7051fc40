//! `$meta`, `$meta-add`, `$meta-delete`.

use serde_json::{Value, json};

use crate::error::{Error, Kind, Result};
use crate::faces::fhir::operation::call::{Call, Target};
use crate::faces::fhir::operation::parameters;
use crate::faces::fhir::reply::Reply;
use crate::faces::state::Shared;
use crate::kernel::operations::{Action, MetaChange};

/// The labels of what the call is on.
pub(super) async fn shown(shared: &Shared, call: &Call) -> Result<Reply> {
    let (kernel, context) = (&shared.kernel, &call.context);
    Ok(wrapped(match &call.target {
        Target::System => kernel.labels(context, None).await?,
        Target::Type(resource_type) => kernel.labels(context, Some(*resource_type)).await?,
        Target::Instance(key) => kernel.meta(context, key, None).await?,
        Target::Version(key, number) => kernel.meta(context, key, Some(*number)).await?,
    }))
}

/// Adds labels or takes them away.
pub(super) async fn changed(shared: &Shared, call: &Call) -> Result<Reply> {
    let change = match call.definition.action {
        Action::MetaAdd => MetaChange::Add,
        _ => MetaChange::Delete,
    };
    let (Some(key), Some(Value::Object(labels))) = (call.target.key(), call.input.value("meta")) else {
        return Err(Error::new(Kind::Invalid, "missing-parameter", "'meta' is a Meta."));
    };
    let meta = shared.kernel.change_meta(&call.context, key, change, labels).await?;
    Ok(wrapped(meta))
}

/// A `meta` as the operations answer it. FHIR has no empty objects.
fn wrapped(meta: Value) -> Reply {
    let is_empty = meta.as_object().is_none_or(|members| members.is_empty());
    if is_empty {
        return parameters(&[]);
    }
    parameters(&[json!({ "name": "return", "valueMeta": meta })])
}
