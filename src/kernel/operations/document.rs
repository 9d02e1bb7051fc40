//! `Composition/$document` (R4, section 2.42.8.17.1): a Composition and what it speaks of, as one Bundle.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::error::{Error, Issue, Kind, Result};
use crate::fhir::{Id, Resource, ResourceType, datetime};
use crate::kernel::references::{Pointer, pointers};
use crate::kernel::{Context, Kernel, Scope, Written};
use crate::store::{Key, Version};

/// How many resources a document may hold.
const MOST_ENTRIES: usize = 5_000;

const COMPOSITION: ResourceType = ResourceType::named("Composition");

impl Kernel {
    /// The document of a Composition: the Composition, what it points to, and what that points to. A Composition
    /// that points to something that is not here has none. What stands elsewhere is left where it is.
    pub async fn document(&self, context: &Context, id: &Id) -> Result<Vec<u8>> {
        let composition = self.read(context, &Key::new(COMPOSITION, id.clone())).await?;
        let mut seen = HashSet::from([composition.key.clone()]);
        let direct = self.pointed(&[&composition], &mut seen)?;
        let mut entries = self.versions_of(context, &direct).await?;
        refuse_missing(&direct, &entries)?;
        let indirect = self.pointed(&entries.iter().collect::<Vec<_>>(), &mut seen)?;
        if seen.len() > MOST_ENTRIES {
            let message = format!("The document would hold more than {MOST_ENTRIES} resources.");
            return Err(Error::new(Kind::Unprocessable, "too-costly", message));
        }
        entries.extend(self.versions_of(context, &indirect).await?);
        Ok(self.bundle(context, &composition, &entries))
    }

    /// Keeps a document as a Bundle.
    pub async fn keep_document(&self, context: &Context, document: &[u8]) -> Result<Written> {
        context.caller.require(Scope::Write)?;
        self.create(context, Resource::parse(document)?).await
    }

    /// What some versions point to here and was not seen before, each once and in order.
    fn pointed(&self, versions: &[&Version], seen: &mut HashSet<Key>) -> Result<Vec<Pointer>> {
        let mut found = Vec::new();
        for version in versions {
            let resource = Resource::stored(&version.body)?;
            let pointers = pointers(&resource, &self.settings.base).into_iter();
            found.extend(pointers.filter(|pointer| seen.insert(pointer.key.clone())));
        }
        Ok(found)
    }

    /// The versions that are pointed to: the present ones in one question, and each that a pointer names.
    async fn versions_of(&self, context: &Context, pointers: &[Pointer]) -> Result<Vec<Version>> {
        let present = pointers.iter().filter(|pointer| pointer.version.is_none());
        let keys: Vec<Key> = present.map(|pointer| pointer.key.clone()).collect();
        let mut versions = if keys.is_empty() { Vec::new() } else { self.read_many(context, &keys).await? };
        for pointer in pointers {
            if let Some(number) = pointer.version {
                match self.vread(context, &pointer.key, number).await {
                    Ok(version) => versions.push(version),
                    Err(error) if matches!(error.kind(), Kind::NotFound | Kind::Gone) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(versions)
    }

    /// The Bundle around the stored bytes.
    fn bundle(&self, context: &Context, composition: &Version, entries: &[Version]) -> Vec<u8> {
        let head = json!({
            "resourceType": "Bundle",
            "identifier": { "system": "urn:ietf:rfc:3986", "value": format!("urn:uuid:{}", Id::fresh()) },
            "type": "document",
            "timestamp": datetime::format_instant(context.now),
        });
        let mut text = head.to_string().into_bytes();
        // The closing brace comes back at the end.
        text.pop();
        let mut separator = br#","entry":["#.as_slice();
        for version in std::iter::once(composition).chain(entries) {
            let Key { resource_type, id } = &version.key;
            let url = Value::from(format!("{}/{resource_type}/{id}", self.settings.base));
            text.extend_from_slice(separator);
            text.extend_from_slice(format!(r#"{{"fullUrl":{url},"resource":"#).as_bytes());
            text.extend_from_slice(&version.body);
            text.push(b'}');
            separator = b",";
        }
        text.extend_from_slice(b"]}");
        text
    }
}

/// Refuses a Composition that points to something that is not here.
fn refuse_missing(pointers: &[Pointer], found: &[Version]) -> Result<()> {
    let found: HashSet<&Key> = found.iter().map(|version| &version.key).collect();
    let missing = pointers.iter().filter(|pointer| !found.contains(&pointer.key));
    let issues = missing.map(|Pointer { key, place, .. }| {
        let message =
            format!("{}/{} is not here, so the document would be incomplete.", key.resource_type, key.id);
        Issue::error("unknown-reference", message).at_expression(place)
    });
    Error::from_issues(Kind::Unprocessable, issues.collect()).map_or(Ok(()), Err)
}
