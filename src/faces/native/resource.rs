//! What a kind of thing has to say of itself to be served: its table of filters and sorts, its wire fields, and
//! what is computed for it. Everything else (lists, items, conditions, errors, documentation) is the same for all.

use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use crate::error::Result;
use crate::fhir::ResourceType;
use crate::kernel::{Context, Kernel};
use crate::mapping::Mapped;

/// A kind of thing that the native API serves at `/api/v1/{PATH}`.
pub(super) trait Resource: Send + Sync + 'static {
    /// The thing.
    type Model: Mapped + Send + Sync;
    /// What a caller may write of it, and reads back.
    type Fields: Serialize + DeserializeOwned + ToSchema + Send;
    /// What is worked out for each answer and cannot be written.
    type Computed: Default + Serialize + ToSchema + Send;

    /// Its path below `/api/v1`, plural and kebab-case: `action-items`.
    const PATH: &'static str;
    /// What one is called, for operation ids: `ActionItem`.
    const NAME: &'static str;
    /// What one is called in a sentence, with its article: `an action item`.
    const ONE: &'static str;
    /// What several are called in a sentence: `action items`.
    const MANY: &'static str;
    /// What they are, for the documentation.
    const ABOUT: &'static str;
    /// Search criteria that hold for each of them, beside the mapping's mark: parameter and value.
    const BASE: &'static [(&'static str, &'static str)] = &[];
    /// What a list may be narrowed by.
    const FILTERS: &'static [Filter];
    /// What a list may be narrowed by once it has been worked out: names of [`Self::Computed`]'s booleans.
    const FLAGS: &'static [Flag] = &[];
    /// What a list may be sorted by: the name here, and the search parameter.
    const SORTS: &'static [(&'static str, &'static str)];

    /// The wire fields of a thing.
    fn fields(model: &Self::Model) -> Self::Fields;

    /// The thing that the wire fields describe. Errors point into the fields.
    fn model(fields: Self::Fields) -> Result<Self::Model>;

    /// Works out what is computed, for a whole page at once.
    fn compute(
        kernel: &Kernel,
        context: &Context,
        models: &[Self::Model],
    ) -> impl Future<Output = Result<Vec<Self::Computed>>> + Send;

    /// Whether a flag holds.
    fn flag(_computed: &Self::Computed, _name: &str) -> bool {
        false
    }

    /// Fields that serve as an example in the documentation.
    fn example() -> Self::Fields;
}

/// One filter of a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Filter {
    /// Its name in a query.
    pub(super) name: &'static str,
    /// What it does, for the documentation.
    pub(super) about: &'static str,
    /// What its values are.
    pub(super) kind: FilterKind,
    /// The search parameter that it asks.
    pub(super) parameter: &'static str,
    /// A value, for the documentation.
    pub(super) example: &'static str,
}

/// What a filter's values are.
#[derive(Debug, Clone, Copy)]
pub(super) enum FilterKind {
    /// Words out of a closed list, and the token that each stands for.
    Words(&'static [(&'static str, &'static str)]),
    /// Ids of resources of a type.
    Ids(ResourceType),
    /// Days: `name`, `name_from` and `name_to`.
    Days,
    /// A text that is contained, case and accents aside.
    Contains,
    /// A code or an address, to the letter.
    Exactly,
}

/// A computed boolean that a list may be narrowed by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flag {
    /// Its name in a query.
    pub(super) name: &'static str,
    /// What it does, for the documentation.
    pub(super) about: &'static str,
}

/// What things have for which nothing is computed.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(super) struct Nothing {}

/// Nothing for each thing.
pub(super) fn nothing<T>(models: &[T]) -> Vec<Nothing> {
    models.iter().map(|_| Nothing {}).collect()
}
