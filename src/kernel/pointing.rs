//! What points to given resources, found by a search parameter, for those who know FHIR but not search.

use std::sync::Arc;

use crate::error::Result;
use crate::fhir::{Id, ResourceType};
use crate::kernel::{Context, Kernel};
use crate::search::Query;
use crate::search::query::{ReferenceTest, Test};
use crate::store::Version;

impl Kernel {
    /// Every resource of a type that points, by a search parameter, to one of these resources of a type; in the
    /// order of their making. Nothing is found by a parameter that is not known, or when nothing is named.
    pub async fn pointing(
        &self,
        context: &Context,
        from: ResourceType,
        parameter: &str,
        to: ResourceType,
        mut ids: Vec<Id>,
    ) -> Result<Vec<Version>> {
        ids.sort();
        ids.dedup();
        let registry = self.registry();
        let (Some(parameter), false) = (registry.parameter(from, parameter), ids.is_empty()) else {
            return Ok(Vec::new());
        };
        let wanted = ids.into_iter().map(|id| ReferenceTest::Local(Some(to), id)).collect();
        let query = Query::all(from, usize::MAX).and(Test::Reference(Arc::clone(parameter), wanted));
        self.find_all(context, query, usize::MAX).await
    }
}
