//! read, vread, history (R4, sections 3.1.0.2, 3.1.0.3 and 3.1.0.10).

use std::collections::HashSet;

use crate::error::{Error, Kind, Result};
use crate::kernel::{Context, Kernel, Scope};
use crate::store::{HistoryQuery, Key, Page, Scope as HistoryScope, Version};

impl Kernel {
    /// Whether the store answers.
    pub async fn is_ready(&self) -> bool {
        let newest = HistoryQuery::all(HistoryScope::System, 1);
        self.store.history(&newest).await.is_ok()
    }

    /// The present version of a resource. What never was is not found; what has been deleted is gone.
    pub async fn read(&self, context: &Context, key: &Key) -> Result<Version> {
        context.caller.require(Scope::Read)?;
        Ok(Self::redact(&context.caller, self.live(key).await?))
    }

    /// A resource's present version as it is stored, with nothing hidden: for work inside.
    pub(super) async fn live(&self, key: &Key) -> Result<Version> {
        let version = self.store.read(key).await?.ok_or_else(|| not_found(key))?;
        if version.is_deleted() { Err(gone(key)) } else { Ok(version) }
    }

    /// One version of a resource; a tombstone is gone.
    pub async fn vread(&self, context: &Context, key: &Key, number: u64) -> Result<Version> {
        context.caller.require(Scope::Read)?;
        let Some(version) = self.store.version(key, number).await? else {
            let Key { resource_type, id } = key;
            let message = format!("{resource_type}/{id} has no version {number}.");
            return Err(Error::new(Kind::NotFound, "not-found", message));
        };
        if version.is_deleted() {
            return Err(gone(key));
        }
        Ok(Self::redact(&context.caller, version))
    }

    /// The present versions of those that exist and are not deleted, in the order of the keys.
    pub async fn read_many(&self, context: &Context, keys: &[Key]) -> Result<Vec<Version>> {
        context.caller.require(Scope::Read)?;
        let versions = self.store.read_many(keys).await?;
        let live = versions.into_iter().filter(|version| !version.is_deleted());
        Ok(live.map(|version| Self::redact(&context.caller, version)).collect())
    }

    /// Those of the keys whose resources were ever made, also if they have been deleted since.
    pub async fn ever_made(&self, context: &Context, keys: &[Key]) -> Result<HashSet<Key>> {
        context.caller.require(Scope::Read)?;
        Ok(self.store.read_many(keys).await?.into_iter().map(|version| version.key).collect())
    }

    /// A page of history. The history of one resource that never was is not found.
    pub async fn history(&self, context: &Context, query: &HistoryQuery) -> Result<Page<i64>> {
        context.caller.require(Scope::Read)?;
        if let HistoryScope::Instance(key) = &query.scope
            && self.store.read(key).await?.is_none()
        {
            return Err(not_found(key));
        }
        let page = self.store.history(query).await?;
        let versions = page.versions.into_iter().map(|version| Self::redact(&context.caller, version));
        Ok(Page { versions: versions.collect(), next: page.next })
    }
}

pub(super) fn not_found(key: &Key) -> Error {
    let Key { resource_type, id } = key;
    Error::new(Kind::NotFound, "not-found", format!("There is no {resource_type} with the id '{id}'."))
}

pub(super) fn gone(key: &Key) -> Error {
    let Key { resource_type, id } = key;
    Error::new(Kind::Gone, "deleted", format!("{resource_type}/{id} has been deleted."))
}
