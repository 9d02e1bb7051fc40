//! What a search asks by description, said as values: the codes that a terminology knows, and the resources that
//! stand above or below others in a hierarchy.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use crate::error::{Error, Issue, Kind, Result};
use crate::fhir::{Id, Reference, Resource, ResourceType};
use crate::kernel::{Context, Kernel};
use crate::search::query::{Coded, Criterion, Direction, ReferenceTest, SystemTest, Test, TokenTest};
use crate::search::{IndexValue, Parameter, Query, Registry, extract};
use crate::store::Key;

/// How many codes or resources a description may stand for.
const MOST: usize = 5_000;

/// The parameters by which resources of a type stand below others of the same type.
const PART_OF: [&str; 2] = ["partof", "part-of"];

impl Kernel {
    /// The same search with every description replaced by what it stands for. `unknown-value-set`,
    /// `unknown-code-system` and the like where that cannot be told; `too-costly` where it is too much.
    pub(super) async fn resolved<'q>(&self, context: &Context, query: &'q Query) -> Result<Cow<'q, Query>> {
        if !query.criteria.iter().any(describes) {
            return Ok(Cow::Borrowed(query));
        }
        let mut query = query.clone();
        let mut described = Vec::new();
        collect(&mut query.criteria, &mut described);
        for test in described {
            *test = match test {
                Test::Coded(parameter, coded) => {
                    let codes = self.codes(context, coded).await;
                    Test::Token(Arc::clone(parameter), codes.map_err(|error| in_search(&error, parameter))?)
                }
                Test::Hierarchy(parameter, from, direction) => {
                    let from = std::mem::take(from);
                    let found = self.hierarchy(parameter, from, *direction).await?;
                    Test::Reference(Arc::clone(parameter), found)
                }
                _ => continue,
            };
        }
        Ok(Cow::Owned(query))
    }

    /// The codes that a description stands for.
    async fn codes(&self, context: &Context, coded: &Coded) -> Result<Vec<TokenTest>> {
        let mut tests = Vec::new();
        match coded {
            Coded::InValueSet(value_sets) => {
                for value_set in value_sets {
                    let codes = self.value_set_codes(context, value_set).await?;
                    tests.extend(codes.into_iter().map(|(system, code)| token(system, code)));
                    within_bounds(tests.len())?;
                }
            }
            Coded::Related(from, direction) => {
                for TokenTest { system, code } in from {
                    let (SystemTest::Is(system), Some(code)) = (system, code) else {
                        let message = "':above' and ':below' need the code's system: write system|code.";
                        return Err(Error::invalid("invalid-parameter-value", message));
                    };
                    let codes = self.subsumed_codes(context, system, code, *direction).await?;
                    tests.extend(codes.into_iter().map(|code| token(Some(system.clone()), code)));
                    within_bounds(tests.len())?;
                }
            }
        }
        Ok(tests)
    }

    /// The resources that references to these, or to what stands above or below them, point to.
    async fn hierarchy(
        &self,
        parameter: &Parameter,
        from: Vec<ReferenceTest>,
        direction: Direction,
    ) -> Result<Vec<ReferenceTest>> {
        let mut found = Vec::new();
        for test in from {
            let (resource_type, id) = match (test, parameter.targets.as_slice()) {
                (ReferenceTest::Local(Some(resource_type), id), _) => (resource_type, id),
                (ReferenceTest::Local(None, id), [only]) => (*only, id),
                _ => {
                    let message = "':above' and ':below' need the type of the resource that they start from: write Type/id.";
                    return Err(Error::invalid("invalid-parameter-value", message));
                }
            };
            let registry = self.registry();
            let by = part_of(&registry, resource_type).ok_or_else(|| no_hierarchy(resource_type))?;
            let related = self.related(resource_type, id, by, direction).await?;
            let reference = |id| ReferenceTest::Local(Some(resource_type), id);
            found.extend(related.into_iter().map(reference));
            within_bounds(found.len())?;
        }
        Ok(found)
    }

    /// A resource and all above or below it, level by level.
    async fn related(
        &self,
        resource_type: ResourceType,
        from: Id,
        by: &Arc<Parameter>,
        direction: Direction,
    ) -> Result<HashSet<Id>> {
        let mut seen = HashSet::from([from.clone()]);
        let mut level = vec![from];
        while !level.is_empty() {
            let next = match direction {
                Direction::Below => self.children(resource_type, &level, by).await?,
                Direction::Above => self.parents(resource_type, &level, by).await?,
            };
            level = next.into_iter().filter(|id| seen.insert(id.clone())).collect();
            within_bounds(seen.len())?;
        }
        Ok(seen)
    }

    async fn children(
        &self,
        resource_type: ResourceType,
        level: &[Id],
        by: &Arc<Parameter>,
    ) -> Result<Vec<Id>> {
        let to = |id: &Id| ReferenceTest::Local(Some(resource_type), id.clone());
        let test = Test::Reference(Arc::clone(by), level.iter().map(to).collect());
        let query = Query::all(resource_type, MOST).and(test);
        self.check_searchable(&query)?;
        let found = self.store.matched(&[query]).await?;
        Ok(found.into_iter().flatten().map(|(key, _)| key.id).collect())
    }

    async fn parents(
        &self,
        resource_type: ResourceType,
        level: &[Id],
        by: &Arc<Parameter>,
    ) -> Result<Vec<Id>> {
        let keys: Vec<Key> = level.iter().map(|id| Key::new(resource_type, id.clone())).collect();
        let mut parents = Vec::new();
        for version in self.store.read_many(&keys).await?.iter().filter(|version| !version.is_deleted()) {
            let resource = Resource::stored(&version.body)?;
            for value in extract::values(by, &resource, &self.settings) {
                parents.extend(local(&value, resource_type));
            }
        }
        Ok(parents)
    }
}

/// What a terminology does not know is a wrong value of the search that names it, and nothing missing.
fn in_search(error: &Error, parameter: &Parameter) -> Error {
    let kind = if error.kind() == Kind::NotFound { Kind::Invalid } else { error.kind() };
    let issue = Issue::error(error.code(), error.to_string()).at_parameter(parameter.asked_as());
    Error::with(kind, issue)
}

fn describes(criterion: &Criterion) -> bool {
    matches!(criterion.test, Test::Coded(..) | Test::Hierarchy(..))
        || criterion.test.parts().iter().any(describes)
}

/// Collects every test that describes what it asks for.
fn collect<'q>(criteria: &'q mut [Criterion], described: &mut Vec<&'q mut Test>) {
    for criterion in criteria {
        if matches!(criterion.test, Test::Coded(..) | Test::Hierarchy(..)) {
            described.push(&mut criterion.test);
        } else {
            collect(criterion.test.parts_mut(), described);
        }
    }
}

fn token(system: Option<String>, code: String) -> TokenTest {
    let system = system.map_or(SystemTest::Absent, SystemTest::Is);
    TokenTest { system, code: Some(code) }
}

/// The parameter that makes a hierarchy of a type's resources.
fn part_of(registry: &Registry, resource_type: ResourceType) -> Option<&Arc<Parameter>> {
    let mut named = PART_OF.iter().filter_map(|code| registry.parameter(resource_type, code));
    named.find(|parameter| parameter.targets.contains(&resource_type))
}

fn local(value: &IndexValue, wanted: ResourceType) -> Option<Id> {
    let IndexValue::Reference { resource_type, target } = value else { return None };
    match Reference::parse(&format!("{resource_type}/{target}"), "") {
        Reference::Local { resource_type, id, .. } if resource_type == wanted => Some(id),
        _ => None,
    }
}

fn within_bounds(count: usize) -> Result<()> {
    if count <= MOST {
        return Ok(());
    }
    let message =
        format!("What is asked for stands for more than {MOST} values. Ask for something narrower.");
    Err(Error::new(Kind::TooLarge, "too-costly", message))
}

fn no_hierarchy(resource_type: ResourceType) -> Error {
    let message = format!("Resources of type {resource_type} do not stand above or below each other.");
    Error::invalid("no-hierarchy", message)
}
