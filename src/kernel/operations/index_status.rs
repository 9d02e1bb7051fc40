//! What a stored SearchParameter has come to: whether its parameters can be searched by.

use crate::error::Result;
use crate::fhir::{Resource, ResourceType};
use crate::kernel::{BuildProgress, Context, Kernel};
use crate::store::Key;

/// How it stands with the index of one search parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexStatus {
    /// The type that it searches.
    pub resource_type: ResourceType,
    /// Its name in a query.
    pub code: String,
    /// How far its index is; `None` when it can be searched by.
    pub unfinished: Option<BuildProgress>,
}

impl Kernel {
    /// How it stands with each parameter that a stored SearchParameter defines or describes; nothing where
    /// none is offered by its definition: it is not active, or says nothing that could be indexed.
    pub async fn index_status(&self, context: &Context, key: &Key) -> Result<Vec<IndexStatus>> {
        let version = self.read(context, key).await?;
        let resource = Resource::stored(&version.body)?;
        let url = resource.json().get("url").and_then(serde_json::Value::as_str).unwrap_or_default();
        let definitions = self.live.snapshot();
        let offered = ResourceType::all().flat_map(|one| definitions.registry.parameters(one));
        let offered = offered.filter(|parameter| match &parameter.supplied_by {
            Some(by) => *by == key.id,
            None => parameter.url == url,
        });
        let status = offered.map(|parameter| IndexStatus {
            resource_type: parameter.resource_type,
            code: parameter.code.clone(),
            unfinished: definitions.unfinished(parameter.resource_type, &parameter.code),
        });
        Ok(status.collect())
    }
}
