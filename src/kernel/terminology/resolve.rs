//! Terminology resources by their canonical address or id, read once for each stored version.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::Terminology;
use super::code_system::CodeSystem;
use super::concept_map::ConceptMap;
use super::profile::StoredProfile;
use super::value_set::ValueSet;
use crate::error::Result;
use crate::fhir::{Id, Reference, Resource, ResourceType};
use crate::kernel::Kernel;
use crate::search::Query;
use crate::search::query::{Test, UriTest};
use crate::store::{Key, Version};

/// How many resources with the same address are looked at.
const MOST_HELD: usize = 1000;

/// How many bytes of stored text the resources that are kept read may have had together.
const LARGEST_CACHE: usize = 64 * 1024 * 1024;

/// A resource type of terminology, as it is kept read.
pub(in crate::kernel) trait Content: Send + Sync + Sized + 'static {
    /// The resource type.
    const TYPE: ResourceType;
    /// Reads a resource of the type.
    fn of(resource: &Resource) -> Self;
    /// Its canonical address.
    fn url(&self) -> &str;
    /// Its business version.
    fn version(&self) -> Option<&str>;
    /// Where it is kept.
    fn cache(terminology: &Terminology) -> &Cache<Self>;
}

/// A resource that is held here, and when it was stored.
#[derive(Debug)]
pub(super) struct Held<T> {
    pub(super) at: i64,
    pub(super) content: Arc<T>,
}

/// Resources that have been read, by the version that was: a new version is another key, so none is ever stale.
#[derive(Debug)]
pub(in crate::kernel) struct Cache<T> {
    kept: Mutex<Kept<T>>,
}

#[derive(Debug)]
struct Kept<T> {
    entries: HashMap<(Id, u64), Entry<T>>,
    bytes: usize,
    clock: u64,
}

#[derive(Debug)]
struct Entry<T> {
    content: Arc<T>,
    bytes: usize,
    used: u64,
}

impl<T> Default for Cache<T> {
    fn default() -> Self {
        Self { kept: Mutex::new(Kept { entries: HashMap::new(), bytes: 0, clock: 0 }) }
    }
}

impl<T: Content> Cache<T> {
    /// The content of a stored version.
    pub(super) fn read(&self, version: &Version) -> Result<Arc<T>> {
        let key = (version.key.id.clone(), version.number);
        if let Some(content) = self.find(&key) {
            return Ok(content);
        }
        // Read outside the lock; two requests may do it at once, to the same end.
        let content = Arc::new(T::of(&Resource::stored(&version.body)?));
        self.keep(key, Arc::clone(&content), version.body.len());
        Ok(content)
    }

    fn find(&self, key: &(Id, u64)) -> Option<Arc<T>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.clock += 1;
        let now = kept.clock;
        let entry = kept.entries.get_mut(key)?;
        entry.used = now;
        Some(Arc::clone(&entry.content))
    }

    fn keep(&self, key: (Id, u64), content: Arc<T>, bytes: usize) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.clock += 1;
        let used = kept.clock;
        if let Some(earlier) = kept.entries.insert(key, Entry { content, bytes, used }) {
            kept.bytes -= earlier.bytes;
        }
        kept.bytes += bytes;
        while kept.bytes > LARGEST_CACHE && kept.entries.len() > 1 {
            let oldest = kept.entries.iter().min_by_key(|(_, entry)| entry.used).map(|(key, _)| key.clone());
            let Some(removed) = oldest.and_then(|key| kept.entries.remove(&key)) else { break };
            kept.bytes -= removed.bytes;
        }
    }
}

impl Kernel {
    /// What is held under canonical addresses without version, the latest first.
    pub(super) async fn held<T: Content>(&self, urls: &[String]) -> Result<HashMap<String, Vec<Held<T>>>> {
        let mut held: HashMap<String, Vec<Held<T>>> = HashMap::new();
        for version in self.with_value(T::TYPE, "url", urls).await? {
            let content = T::cache(&self.terminology).read(&version)?;
            held.entry(content.url().to_owned()).or_default().push(Held { at: version.at, content });
        }
        for several in held.values_mut() {
            several.sort_by(|left, right| latest_first(left, right));
        }
        Ok(held)
    }

    /// For each canonical address, `url` or `url|version`, what is held under it: the latest where no version is
    /// named.
    pub(in crate::kernel) async fn latest<T: Content>(
        &self,
        canonicals: &[String],
    ) -> Result<Vec<Option<Arc<T>>>> {
        let urls: Vec<String> = canonicals.iter().map(|canonical| split(canonical).0.to_owned()).collect();
        let held = self.held::<T>(&urls).await?;
        let found = canonicals.iter().map(|canonical| {
            let (url, version) = split(canonical);
            held.get(url).and_then(|held| pick(held, version))
        });
        Ok(found.collect())
    }

    /// What is held under a canonical address, `url` or `url|version`.
    pub(super) async fn by_canonical<T: Content>(
        &self,
        canonical: &str,
        version: Option<&str>,
    ) -> Result<Option<Arc<T>>> {
        let (url, own) = split(canonical);
        let held = self.held::<T>(&[url.to_owned()]).await?;
        Ok(held.get(url).and_then(|held| pick(held, version.or(own))))
    }

    /// A resource of this id, when there is one.
    pub(super) async fn by_id<T: Content>(&self, id: &Id) -> Result<Option<Arc<T>>> {
        let version = self.store.read(&Key::new(T::TYPE, id.clone())).await?;
        let live = version.filter(|version| !version.is_deleted());
        live.map(|version| T::cache(&self.terminology).read(&version)).transpose()
    }

    /// A resource by its canonical address, its reference or its id.
    pub(super) async fn by_any_name<T: Content>(&self, name: &str) -> Result<Option<Arc<T>>> {
        match Reference::parse(name, &self.settings.base) {
            Reference::Local { resource_type, id, .. } if resource_type == T::TYPE => self.by_id(&id).await,
            _ => match Id::parse(name) {
                Ok(id) => self.by_id(&id).await,
                Err(_) => self.by_canonical(name, None).await,
            },
        }
    }

    /// The present resources of a type that have one of these values under a parameter of the kind uri.
    pub(super) async fn with_value(
        &self,
        resource_type: ResourceType,
        code: &str,
        values: &[String],
    ) -> Result<Vec<Version>> {
        let registry = self.registry();
        let Some(parameter) = registry.parameter(resource_type, code).filter(|_| !values.is_empty()) else {
            return Ok(Vec::new());
        };
        let test = Test::Uri(Arc::clone(parameter), values.iter().cloned().map(UriTest::Is).collect());
        let query = Query::all(resource_type, MOST_HELD).and(test);
        self.check_searchable(&query)?;
        let page = self.store.search(&query).await?;
        Ok(page.versions)
    }
}

/// A canonical's address and version.
pub(super) fn split(canonical: &str) -> (&str, Option<&str>) {
    match canonical.split_once('|') {
        Some((url, version)) => (url, Some(version).filter(|version| !version.is_empty())),
        None => (canonical, None),
    }
}

/// The one of a version, or the latest.
pub(super) fn pick<T: Content>(held: &[Held<T>], version: Option<&str>) -> Option<Arc<T>> {
    let fits = |one: &&Held<T>| version.is_none_or(|version| one.content.version() == Some(version));
    held.iter().find(fits).map(|one| Arc::clone(&one.content))
}

/// The highest business version first, the one stored last among equals.
fn latest_first<T: Content>(left: &Held<T>, right: &Held<T>) -> Ordering {
    let by_version = || compare_versions(right.content.version(), left.content.version());
    by_version().then(right.at.cmp(&left.at))
}

/// Compares versions part by part, numbers as numbers: 4.10 is later than 4.9.
fn compare_versions(left: Option<&str>, right: Option<&str>) -> Ordering {
    let (Some(left), Some(right)) = (left, right) else { return left.cmp(&right) };
    let (mut left, mut right) = (left.split(['.', '-']), right.split(['.', '-']));
    loop {
        let ordering = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(one), Some(other)) => match (one.parse::<u64>(), other.parse::<u64>()) {
                (Ok(one), Ok(other)) => one.cmp(&other),
                _ => one.cmp(other),
            },
        };
        if ordering != Ordering::Equal {
            return ordering;
        }
    }
}

/// Says of a kind of content which type holds it and where it is kept.
macro_rules! content {
    ($content:ident: $resource_type:literal in $cache:ident) => {
        impl Content for $content {
            const TYPE: ResourceType = ResourceType::named($resource_type);
            fn of(resource: &Resource) -> Self {
                Self::read(resource)
            }
            fn url(&self) -> &str {
                &self.url
            }
            fn version(&self) -> Option<&str> {
                self.version.as_deref()
            }
            fn cache(terminology: &Terminology) -> &Cache<Self> {
                &terminology.$cache
            }
        }
    };
}

content!(CodeSystem: "CodeSystem" in code_systems);
content!(ValueSet: "ValueSet" in value_sets);
content!(ConceptMap: "ConceptMap" in concept_maps);
content!(StoredProfile: "StructureDefinition" in profiles);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_version_is_one_with_a_higher_number() {
        let check =
            |left, right| assert_eq!(compare_versions(left, right), Ordering::Less, "{left:?} {right:?}");
        check(None, Some("1"));
        check(Some("4.9"), Some("4.10"));
        check(Some("4.0"), Some("4.0.1"));
        check(Some("2021-04"), Some("2021-10"));
        check(Some("1.0.0-a"), Some("1.0.0-b"));
    }

    #[test]
    fn a_canonical_may_end_in_a_version() {
        assert_eq!(split("http://x|1"), ("http://x", Some("1")));
        assert_eq!(split("http://x|"), ("http://x", None));
        assert_eq!(split("http://x"), ("http://x", None));
    }
}
