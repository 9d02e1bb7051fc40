//! What points to the things of a page, found for all of them in one search.

use std::sync::Arc;

use crate::error::Result;
use crate::faces::native::resource::NOT_IN_ERROR;
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
    match pointing_test::<M>(kernel, parameter, target, ids) {
        Some(test) => every(kernel, context, Query::all(M::RESOURCE_TYPE, PAGE).and(test)).await,
        None => Ok(Vec::new()),
    }
}

/// Like [`pointing`], without what was entered by mistake: nothing follows from that.
pub(super) async fn pointing_not_in_error<M: Mapped>(
    kernel: &Kernel,
    context: &Context,
    parameter: &str,
    target: ResourceType,
    ids: impl IntoIterator<Item = &str>,
) -> Result<Vec<M>> {
    match pointing_test::<M>(kernel, parameter, target, ids) {
        Some(test) => {
            every(kernel, context, searched::<M>(kernel, context, &[NOT_IN_ERROR])?.and(test)).await
        }
        None => Ok(Vec::new()),
    }
}

/// The test of whatever points to resources; `None` where nothing can.
fn pointing_test<'a, M: Mapped>(
    kernel: &Kernel,
    parameter: &str,
    target: ResourceType,
    ids: impl IntoIterator<Item = &'a str>,
) -> Option<Test> {
    let mut ids: Vec<Id> = ids.into_iter().filter_map(|id| Id::parse(id).ok()).collect();
    ids.sort();
    ids.dedup();
    let registry = kernel.registry();
    let parameter = registry.parameter(M::RESOURCE_TYPE, parameter).filter(|_| !ids.is_empty())?;
    let wanted = ids.into_iter().map(|id| ReferenceTest::Local(Some(target), id)).collect();
    Some(Test::Reference(Arc::clone(parameter), wanted))
}

/// Every thing that search parameters find, in the order of their making.
pub(super) async fn found<M: Mapped>(
    kernel: &Kernel,
    context: &Context,
    search: &[(&str, &str)],
) -> Result<Vec<M>> {
    every(kernel, context, searched::<M>(kernel, context, search)?).await
}

/// The search that search parameters make.
fn searched<M: Mapped>(kernel: &Kernel, context: &Context, search: &[(&str, &str)]) -> Result<Query> {
    let search: Vec<_> =
        search.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let (registry, settings) = (kernel.registry(), kernel.settings());
    let parsed = parse::parse(&registry, M::RESOURCE_TYPE, &search, settings, context.now)?;
    Ok(Query { limit: PAGE, ..parsed.query })
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
