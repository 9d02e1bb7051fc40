//! What points to the things of a page, found for all of them in one search.

use std::sync::Arc;

use crate::error::Result;
use crate::fhir::{Id, Resource, ResourceType};
use crate::kernel::{Context, Kernel};
use crate::mapping::Mapped;
use crate::search::Query;
use crate::search::query::{ReferenceTest, Test};

/// How many things are read at once.
const PAGE: usize = 1000;

/// Every thing that points, by a search parameter, to one of these resources of a type; in the order of their
/// making. What has the right type and is no such thing is passed over.
pub(super) async fn pointing<M: Mapped>(
    kernel: &Kernel,
    context: &Context,
    parameter: &str,
    target: ResourceType,
    ids: impl IntoIterator<Item = &str>,
) -> Result<Vec<M>> {
    let mut ids: Vec<Id> = ids.into_iter().filter_map(|id| Id::parse(id).ok()).collect();
    ids.sort();
    ids.dedup();
    let registry = kernel.registry();
    let parameter = registry.parameter(M::RESOURCE_TYPE, parameter);
    let (Some(parameter), false) = (parameter, ids.is_empty()) else {
        return Ok(Vec::new());
    };
    let wanted = ids.into_iter().map(|id| ReferenceTest::Local(Some(target), id)).collect();
    let mut query = Query::all(M::RESOURCE_TYPE, PAGE).and(Test::Reference(Arc::clone(parameter), wanted));
    let mut things = Vec::new();
    loop {
        let found = kernel.find(context, &query).await?;
        let resources = found.matches.iter().filter_map(|version| Resource::stored(&version.body).ok());
        things.extend(resources.filter_map(|resource| M::from_fhir(&resource).ok()));
        match found.next {
            Some(next) => query.after = Some(next),
            None => return Ok(things),
        }
    }
}
