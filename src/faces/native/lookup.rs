//! What points to the things of a page, found for all of them in one search.

use std::sync::Arc;

use crate::error::Result;
use crate::fhir::{Id, Resource, ResourceType};
use crate::kernel::{Context, Kernel, Key};
use crate::mapping::Mapped;
use crate::model::Ref;
use crate::search::query::{ReferenceTest, Test};
use crate::search::{Query, parse};

/// How many things are read at once.
const PAGE: usize = 1000;

/// The things that references name, in the order of their keys. What is not there, or is no such thing, is passed
/// over.
pub(super) async fn these<'a, M: Mapped>(
    kernel: &Kernel,
    context: &Context,
    references: impl IntoIterator<Item = &'a Ref>,
) -> Result<Vec<M>> {
    let key = |reference: &Ref| Some(Key::new(M::RESOURCE_TYPE, Id::parse(&reference.id).ok()?));
    let mut keys: Vec<Key> = references.into_iter().filter_map(key).collect();
    keys.sort();
    keys.dedup();
    let versions = kernel.read_many(context, &keys).await?;
    let resources = versions.iter().filter_map(|version| Resource::stored(&version.body).ok());
    Ok(resources.filter_map(|resource| M::from_fhir(&resource).ok()).collect())
}

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
    let query = Query::all(M::RESOURCE_TYPE, PAGE).and(Test::Reference(Arc::clone(parameter), wanted));
    every(kernel, context, query).await
}

/// Every thing that search parameters find, in the order of their making.
pub(super) async fn found<M: Mapped>(
    kernel: &Kernel,
    context: &Context,
    search: &[(&str, &str)],
) -> Result<Vec<M>> {
    let search: Vec<_> =
        search.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let (registry, settings) = (kernel.registry(), kernel.settings());
    let parsed = parse::parse(&registry, M::RESOURCE_TYPE, &search, settings, context.now)?;
    every(kernel, context, Query { limit: PAGE, ..parsed.query }).await
}

async fn every<M: Mapped>(kernel: &Kernel, context: &Context, mut query: Query) -> Result<Vec<M>> {
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
