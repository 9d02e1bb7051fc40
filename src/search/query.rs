//! A search as data. The store turns it into SQL; nobody else needs to know how.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::fhir::{Id, ResourceType};
use crate::search::Parameter;

mod value;

pub use crate::search::kind::near::{NearTest, point_on_sphere};
pub use crate::search::kind::words::WordsTest;
pub use value::{
    Coded, CompositeTest, DateTest, Direction, NumberTest, Prefix, QuantityTest, ReferenceTest, SystemTest,
    TextMatch, TextTest, TokenTest, UriTest,
};

/// A search: all criteria hold.
#[derive(Debug, Clone)]
pub struct Query {
    /// The types that are searched.
    pub types: Types,
    /// Which resources of those types are searched.
    pub standing: Standing,
    /// What must hold of each match.
    pub criteria: Vec<Criterion>,
    /// The order of the matches; empty means the order in which the resources were made, which no later write
    /// disturbs. The store adds a tie-breaker.
    pub sort: Vec<SortKey>,
    /// How many matches a page holds.
    pub limit: usize,
    /// The place after which the page starts.
    pub after: Option<Position>,
    /// What to bring along beside the matches.
    pub includes: Vec<Include>,
}

impl Query {
    /// A search for everything of a type, in the order of making.
    pub fn all(resource_type: ResourceType, limit: usize) -> Self {
        Self::within(Types::These(vec![resource_type]), limit)
    }

    /// A search for everything of these types, in the order of making.
    pub fn within(types: Types, limit: usize) -> Self {
        Self {
            types,
            standing: Standing::Alone,
            criteria: Vec::new(),
            sort: Vec::new(),
            limit,
            after: None,
            includes: Vec::new(),
        }
    }

    /// The parameters whose index rows are looked at, also at the ends of chains.
    pub fn parameters(&self) -> Vec<&Parameter> {
        let mut parameters = Vec::new();
        for criterion in &self.criteria {
            criterion.test.each_parameter(&mut |parameter| parameters.push(parameter));
        }
        parameters.extend(self.sort.iter().filter_map(|key| match &key.by {
            SortBy::Parameter(parameter) => Some(parameter.as_ref()),
            SortBy::LastUpdated | SortBy::Id => None,
        }));
        parameters.extend(self.includes.iter().filter_map(|include| include.parameter.as_deref()));
        parameters
    }

    /// Whether contained resources are searched.
    pub fn looks_within(&self) -> bool {
        fn holds(criterion: &Criterion) -> bool {
            matches!(criterion.test, Test::Holds(_)) || criterion.test.parts().iter().any(holds)
        }
        self.standing != Standing::Alone || self.criteria.iter().any(holds)
    }

    /// The same search with one more criterion.
    pub fn and(mut self, test: Test) -> Self {
        self.criteria.push(Criterion { test, negated: false });
        self
    }
}

/// Whether resources are meant that stand by themselves or that others contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Those that stand by themselves.
    Alone,
    /// Those that another resource contains.
    Contained,
    /// All of them.
    Either,
}

/// Which resource types are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Types {
    /// Every type there is.
    Every,
    /// These, each once.
    These(Vec<ResourceType>),
}

impl Types {
    /// Whether a type is among them.
    pub fn contain(&self, resource_type: ResourceType) -> bool {
        match self {
            Self::Every => true,
            Self::These(types) => types.contains(&resource_type),
        }
    }

    /// Each of them.
    pub fn each(&self) -> Vec<ResourceType> {
        match self {
            Self::Every => ResourceType::all().collect(),
            Self::These(types) => types.clone(),
        }
    }
}

/// One test, or its negation (`:not`).
#[derive(Debug, Clone)]
pub struct Criterion {
    /// What is asked.
    pub test: Test,
    /// Whether the match must fail the test. A resource without any value fails it too, so it matches.
    pub negated: bool,
}

/// What is asked of a resource. Each list is a choice: one of its members suffices.
#[derive(Debug, Clone)]
pub enum Test {
    /// `_id`.
    Id(Vec<Id>),
    /// `_lastUpdated`.
    LastUpdated(Vec<DateTest>),
    /// `:missing`: whether the parameter has no value at all.
    Missing(Arc<Parameter>, bool),
    /// A token parameter.
    Token(Arc<Parameter>, Vec<TokenTest>),
    /// A string parameter.
    Text(Arc<Parameter>, Vec<TextTest>),
    /// A date parameter.
    Date(Arc<Parameter>, Vec<DateTest>),
    /// A number parameter.
    Number(Arc<Parameter>, Vec<NumberTest>),
    /// A quantity parameter.
    Quantity(Arc<Parameter>, Vec<QuantityTest>),
    /// A reference parameter.
    Reference(Arc<Parameter>, Vec<ReferenceTest>),
    /// A uri parameter.
    Uri(Arc<Parameter>, Vec<UriTest>),
    /// `:code-text`: a token's code starts with one of these texts, the case of ASCII letters aside.
    CodeText(Arc<Parameter>, Vec<String>),
    /// A place near another.
    Near(Arc<Parameter>, Vec<NearTest>),
    /// Words in the resource's texts.
    Words(Arc<Parameter>, Vec<WordsTest>),
    /// A composite parameter.
    Composite(Arc<Parameter>, Vec<CompositeTest>),
    /// A token parameter, of which only a terminology can tell which codes fit. Whoever knows it replaces this
    /// by a [`Test::Token`]; until then it finds nothing.
    Coded(Arc<Parameter>, Coded),
    /// A reference parameter whose targets stand in a hierarchy. Whoever can walk it replaces this by a
    /// [`Test::Reference`]; until then it finds nothing.
    Hierarchy(Arc<Parameter>, Vec<ReferenceTest>, Direction),
    /// Some value of the parameter fails this test, which looks at the values of one parameter.
    Unlike(Box<Test>),
    /// It belongs to some resources, as to their compartments.
    Member(Belonging),
    /// All of these hold.
    All(Vec<Criterion>),
    /// One of these holds.
    Either(Vec<Criterion>),
    /// A reference parameter points to a live resource of which all of these hold (`owner.name`).
    Chain(Chain),
    /// A live resource of which all of these hold points here (`_has`).
    Has(Chain),
    /// It contains a resource of which all of these hold.
    Holds(Holding),
}

/// What a resource is to contain.
#[derive(Debug, Clone)]
pub struct Holding {
    /// The types that it may be of.
    pub types: Types,
    /// What must hold of it.
    pub criteria: Vec<Criterion>,
}

/// To belong to resources of a type: to be one of them, or to point to one of them.
#[derive(Debug, Clone)]
pub struct Belonging {
    /// The reference parameters of which any may point to them.
    pub parameters: Vec<Arc<Parameter>>,
    /// Their type.
    pub of: ResourceType,
    /// Their ids; `None` for all of the type.
    pub ids: Option<Vec<Id>>,
}

/// A step from a resource along a reference, or back along it.
#[derive(Debug, Clone)]
pub struct Chain {
    /// The reference parameter, of the type where the reference stands.
    pub parameter: Arc<Parameter>,
    /// The types that the other end may be of.
    pub types: Types,
    /// What must hold of the other end.
    pub criteria: Vec<Criterion>,
}

impl Test {
    /// The criteria that this test is made of; none for a test of the resource's own values.
    pub fn parts(&self) -> &[Criterion] {
        match self {
            Self::All(criteria) | Self::Either(criteria) => criteria,
            Self::Chain(chain) | Self::Has(chain) => &chain.criteria,
            Self::Holds(holding) => &holding.criteria,
            _ => &[],
        }
    }

    /// The same, to be changed.
    pub fn parts_mut(&mut self) -> &mut [Criterion] {
        match self {
            Self::All(criteria) | Self::Either(criteria) => criteria,
            Self::Chain(chain) | Self::Has(chain) => &mut chain.criteria,
            Self::Holds(holding) => &mut holding.criteria,
            _ => &mut [],
        }
    }

    /// Hands every parameter that is looked at, here or at the end of a chain, to `visit`.
    pub fn each_parameter<'a>(&'a self, visit: &mut dyn FnMut(&'a Parameter)) {
        match self {
            Self::Member(belonging) => belonging.parameters.iter().for_each(|parameter| visit(parameter)),
            Self::Chain(chain) | Self::Has(chain) => visit(&chain.parameter),
            _ => self.parameter().into_iter().for_each(&mut *visit),
        }
        self.parts().iter().for_each(|part| part.test.each_parameter(visit));
    }

    /// The one parameter whose values are looked at; none for tests of the resource's own id and time, and for
    /// those that are made of others.
    pub fn parameter(&self) -> Option<&Parameter> {
        match self {
            Self::Id(_)
            | Self::LastUpdated(_)
            | Self::Member(_)
            | Self::All(_)
            | Self::Either(_)
            | Self::Chain(_)
            | Self::Has(_)
            | Self::Holds(_) => None,
            Self::Unlike(test) => test.parameter(),
            Self::Missing(parameter, _)
            | Self::Token(parameter, _)
            | Self::Text(parameter, _)
            | Self::Date(parameter, _)
            | Self::Number(parameter, _)
            | Self::Quantity(parameter, _)
            | Self::Reference(parameter, _)
            | Self::Uri(parameter, _)
            | Self::CodeText(parameter, _)
            | Self::Near(parameter, _)
            | Self::Words(parameter, _)
            | Self::Composite(parameter, _)
            | Self::Coded(parameter, _)
            | Self::Hierarchy(parameter, ..) => Some(parameter),
        }
    }
}

/// One key of the order.
#[derive(Debug, Clone)]
pub struct SortKey {
    /// What is compared.
    pub by: SortBy,
    /// Whether the largest comes first. Resources without a value come last either way.
    pub descending: bool,
}

/// What an order compares. Of several values the smallest counts when ascending, the largest when descending.
#[derive(Debug, Clone)]
pub enum SortBy {
    /// `_lastUpdated`.
    LastUpdated,
    /// `_id`.
    Id,
    /// A search parameter.
    Parameter(Arc<Parameter>),
}

/// A place in an order: the sort values of the last match shown, and its tie-breaker.
#[derive(Debug, Clone, PartialEq)]
pub struct Position {
    /// One value for each sort key.
    pub values: Vec<SortValue>,
    /// The store's own number of the resource.
    pub row: i64,
}

/// One value in a [`Position`].
#[derive(Debug, Clone, PartialEq)]
pub enum SortValue {
    /// The resource has no value here.
    Missing,
    /// An instant in microseconds.
    Integer(i64),
    /// A number.
    Real(f64),
    /// A text or code.
    Text(String),
}

impl SortValue {
    /// How two values of one sort key stand in its order: one that is missing comes last in both directions.
    pub fn compare(&self, other: &Self, descending: bool) -> Ordering {
        let ascending = match (self, other) {
            (Self::Missing, Self::Missing) => return Ordering::Equal,
            (Self::Missing, _) => return Ordering::Greater,
            (_, Self::Missing) => return Ordering::Less,
            (Self::Integer(left), Self::Integer(right)) => left.cmp(right),
            (Self::Real(left), Self::Real(right)) => left.total_cmp(right),
            (Self::Text(left), Self::Text(right)) => left.cmp(right),
            // One key compares values of one kind.
            _ => Ordering::Equal,
        };
        if descending { ascending.reverse() } else { ascending }
    }
}

/// `_include` and `_revinclude`: bring along what the matches point to, or what points to them.
#[derive(Debug, Clone)]
pub struct Include {
    /// Whether references are followed backwards (`_revinclude`).
    pub reverse: bool,
    /// Whether it also starts from what was brought along (`:iterate`).
    pub iterate: bool,
    /// The type that the references stand in; `None` for any.
    pub source: Option<ResourceType>,
    /// The reference parameter to follow, of that type; `None` for each.
    pub parameter: Option<Arc<Parameter>>,
    /// Only references to this type; `None` for any.
    pub target: Option<ResourceType>,
}
