//! `$index-status` of a SearchParameter.

use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::faces::fhir::operation::call::Call;
use crate::faces::fhir::operation::parameters;
use crate::faces::fhir::reply::Reply;
use crate::faces::state::Shared;
use crate::kernel::BuildProgress;
use crate::kernel::operations::IndexStatus;

/// How it stands with what a SearchParameter defines.
pub(super) async fn answer(shared: &Shared, call: &Call) -> Result<Reply> {
    let key = call.target.key().ok_or_else(|| Error::internal("$index-status", "it is on no resource"))?;
    Ok(parameters(&described(&shared.kernel.index_status(&call.context, key).await?)))
}

/// The answer as a whole, then each type's part of it.
fn described(indexes: &[IndexStatus]) -> Vec<Value> {
    let whole = if indexes.is_empty() {
        "not-searchable"
    } else if indexes.iter().any(|index| index.unfinished.is_some()) {
        "building"
    } else {
        "searchable"
    };
    let mut described = vec![json!({ "name": "status", "valueCode": whole })];
    described.extend(indexes.iter().map(|index| json!({ "name": "index", "part": parts(index) })));
    described
}

fn parts(index: &IndexStatus) -> Vec<Value> {
    let status = if index.unfinished.is_some() { "building" } else { "searchable" };
    let mut parts = vec![
        json!({ "name": "type", "valueCode": index.resource_type.name() }),
        json!({ "name": "code", "valueCode": index.code }),
        json!({ "name": "status", "valueCode": status }),
    ];
    if let Some(BuildProgress { done, total }) = index.unfinished {
        parts.push(json!({ "name": "done", "valueDecimal": done }));
        parts.push(json!({ "name": "total", "valueDecimal": total }));
    }
    parts
}
