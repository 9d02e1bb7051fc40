//! What a kind of thing has to say of itself to be served: its table of filters and sorts, its wire fields, and
//! what is computed for it. Everything else (lists, items, conditions, errors, documentation) is the same for all.

use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use crate::error::Result;
use crate::fhir::{self, Id, ResourceType};
use crate::kernel::{Context, Kernel};
use crate::mapping::Mapped;
use crate::model::Code;

/// An id, for the documentation.
pub(super) const EXAMPLE_ID: &str = "018f3a5e-7c1b-7d7e-9a51-3c7d5a2f1b10";

/// What lists leave out: what was entered by mistake, such as a point that the corrected minutes no longer have.
/// Whoever has its id still reads it.
pub(super) const NOT_IN_ERROR: (&str, &str) = ("status:not", "entered-in-error");

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
    /// What several are called, for operation ids: `ActionItems`.
    const PLURAL: &'static str;
    /// What one is called in a sentence, with its article: `an action item`.
    const ONE: &'static str;
    /// What several are called in a sentence: `action items`.
    const MANY: &'static str;
    /// What they are, for the documentation.
    const ABOUT: &'static str;
    /// Search criteria that hold for each of them, beside the mapping's mark: parameter and value.
    const BASE: &'static [(&'static str, &'static str)] = &[];
    /// Whether what is computed can change while the version stays; then no answer is ever "not modified".
    const COMPUTES: bool = false;
    /// What a list may be narrowed by.
    const FILTERS: &'static [Filter];
    /// What a list may be narrowed by once it has been worked out: names of [`Self::Computed`]'s booleans.
    const FLAGS: &'static [Flag] = &[];
    /// What a list may be sorted by: the name here, and the search parameter.
    const SORTS: &'static [(&'static str, &'static str)];

    /// Where the elements of its resource stand on the wire: a FHIRPath expression and a JSON pointer, for what the
    /// kernel's rules say of them. `#` stands for any place in a list, the same in both, in order.
    const PLACES: &'static [(&'static str, &'static str)] = &[];

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

    /// Whether a resource that reads as such a thing is served here, where the mapping's mark does not tell.
    fn admits(_resource: &fhir::Resource, _model: &Self::Model) -> bool {
        true
    }

    /// The word that a thing has for a filter whose search finds more than is meant ([`Filter::nearly`]).
    fn word(_model: &Self::Model, _filter: &str) -> Option<&'static str> {
        None
    }

    /// The things that a filter means whose value must be looked up first ([`Filter::looked_up`]).
    fn meant(
        _kernel: &Kernel,
        _context: &Context,
        _filter: &str,
        _id: &str,
    ) -> impl Future<Output = Result<Vec<Id>>> + Send {
        std::future::ready(Ok(Vec::new()))
    }

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
    /// The search parameter that it asks; empty where the kind says what is asked.
    pub(super) parameter: &'static str,
    /// A value, for the documentation.
    pub(super) example: &'static str,
    /// Whether the search finds exactly what is meant; if not, [`Resource::word`] decides.
    pub(super) exact: bool,
}

impl Filter {
    /// Words out of a closed list, and the tokens that each stands for.
    pub(super) const fn words(
        name: &'static str,
        parameter: &'static str,
        words: &'static [(&'static str, &'static str)],
        about: &'static str,
    ) -> Self {
        let example = match words {
            [(first, _), ..] => first,
            [] => "",
        };
        Self { name, about, kind: FilterKind::Words(words), parameter, example, exact: true }
    }

    /// The words of a closed list, each its own token.
    pub(super) const fn codes<T: Code>(
        name: &'static str,
        parameter: &'static str,
        example: &'static str,
        about: &'static str,
    ) -> Self {
        Self { name, about, kind: FilterKind::Codes(codes_of::<T>), parameter, example, exact: true }
    }

    /// Ids of resources of a type.
    pub(super) const fn ids(
        name: &'static str,
        parameter: &'static str,
        resource_type: &'static str,
        about: &'static str,
    ) -> Self {
        let kind = FilterKind::Ids(ResourceType::named(resource_type));
        Self { name, about, kind, parameter, example: EXAMPLE_ID, exact: true }
    }

    /// Ids of resources of a type, which several ways of searching lead to; one of them suffices.
    pub(super) const fn reached(
        name: &'static str,
        ways: &'static [(&'static str, &'static str)],
        about: &'static str,
    ) -> Self {
        Self { name, about, kind: FilterKind::Reached(ways), parameter: "", example: EXAMPLE_ID, exact: true }
    }

    /// The id of a thing that must be looked up before it is known what is meant; [`Resource::meant`] does so.
    pub(super) const fn looked_up(name: &'static str, about: &'static str) -> Self {
        Self { name, about, kind: FilterKind::LookedUp, parameter: "", example: EXAMPLE_ID, exact: true }
    }

    /// Days: on, from, to.
    pub(super) const fn days(name: &'static str, parameter: &'static str, about: &'static str) -> Self {
        Self { name, about, kind: FilterKind::Days, parameter, example: "2021-04-13", exact: true }
    }

    /// A text that is contained.
    pub(super) const fn contains(
        name: &'static str,
        parameter: &'static str,
        example: &'static str,
        about: &'static str,
    ) -> Self {
        Self { name, about, kind: FilterKind::Contains, parameter, example, exact: true }
    }

    /// Ids of things that are pointed to by canonical addresses, which follow from the ids.
    pub(super) const fn canonical(
        name: &'static str,
        parameter: &'static str,
        address: fn(&str) -> String,
        about: &'static str,
    ) -> Self {
        let kind = FilterKind::Canonical(address);
        Self { name, about, kind, parameter, example: EXAMPLE_ID, exact: true }
    }

    /// A code or an address, to the letter.
    pub(super) const fn exactly(
        name: &'static str,
        parameter: &'static str,
        example: &'static str,
        about: &'static str,
    ) -> Self {
        Self { name, about, kind: FilterKind::Exactly, parameter, example, exact: true }
    }

    /// The same filter, whose search finds more than is meant.
    pub(super) const fn nearly(self) -> Self {
        Self { exact: false, ..self }
    }

    /// The words that it takes, each with its tokens; none when its values are no words.
    pub(super) fn vocabulary(&self) -> Vec<(&'static str, &'static str)> {
        match self.kind {
            FilterKind::Words(words) => words.to_vec(),
            FilterKind::Codes(codes) => codes().into_iter().map(|code| (code, code)).collect(),
            _ => Vec::new(),
        }
    }
}

/// What a filter's values are.
#[derive(Debug, Clone, Copy)]
pub(super) enum FilterKind {
    /// Words out of a closed list, and the token that each stands for.
    Words(&'static [(&'static str, &'static str)]),
    /// Words out of a closed list that are tokens themselves.
    Codes(fn() -> Vec<&'static str>),
    /// Ids of resources of a type.
    Ids(ResourceType),
    /// Ids of things that are pointed to by canonical addresses: how an address follows from an id.
    Canonical(fn(&str) -> String),
    /// Ids of resources: each way to search for them, and the type of what the id names.
    Reached(&'static [(&'static str, &'static str)]),
    /// The id of a thing from which follows what is meant.
    LookedUp,
    /// Days: `name`, `name_from` and `name_to`.
    Days,
    /// A text that is contained, case and accents aside.
    Contains,
    /// A code or an address, to the letter.
    Exactly,
}

fn codes_of<T: Code>() -> Vec<&'static str> {
    T::ALL.iter().map(|one| one.code()).collect()
}

/// A computed boolean that a list may be narrowed by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flag {
    /// Its name in a query.
    pub(super) name: &'static str,
    /// What it does, for the documentation.
    pub(super) about: &'static str,
    /// What a search may ask so that it finds little that has not the flag: parameters and values.
    pub(super) narrows: &'static [(&'static str, &'static str)],
}

/// What things have for which nothing is computed.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(super) struct Nothing {}

/// Nothing for each thing.
pub(super) fn nothing<T>(models: &[T]) -> Vec<Nothing> {
    models.iter().map(|_| Nothing {}).collect()
}
