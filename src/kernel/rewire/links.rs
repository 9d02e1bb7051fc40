//! The links of a resource: what in it may point to another (R4, section 3.1.0.11.2). References, elements of
//! the types uri and url, and what the narrative links to. Canonicals stay as they are, by the standard's own
//! word; so do elements of the types oid and uuid, in which no reference would be valid.

use serde_json::{Map, Value};

use crate::fhir::definitions::{self, Structure};

/// A link, where it stands.
pub(super) enum Link<'a> {
    /// A reference's text.
    Reference(&'a mut String),
    /// An element of the type uri or url.
    Uri(&'a mut String),
    /// A narrative's XHTML, which may hold several.
    Narrative(&'a mut String),
}

/// Visits every link of a resource. The visitor also gets the FHIRPath expression of its place.
pub(super) fn visit(resource: &mut Map<String, Value>, visitor: &mut dyn FnMut(Link<'_>, &str)) {
    if let Some(structure) = structure_of(resource) {
        let mut walk = Walk { path: structure.path.to_owned(), visitor };
        walk.object(resource, structure);
    }
}

/// The structure of a resource by the type that it names.
fn structure_of(resource: &Map<String, Value>) -> Option<&'static Structure> {
    resource.get("resourceType").and_then(Value::as_str).and_then(definitions::structure)
}

struct Walk<'v> {
    path: String,
    visitor: &'v mut dyn FnMut(Link<'_>, &str),
}

impl Walk<'_> {
    fn object(&mut self, json: &mut Map<String, Value>, structure: &'static Structure) {
        for (name, value) in json.iter_mut() {
            let before = self.path.len();
            match name.strip_prefix('_') {
                // What stands beside a primitive: an id and extensions.
                Some(bare) => {
                    self.path.push('.');
                    self.path.push_str(bare);
                    self.each(value, &mut |walk, value| {
                        walk.inside(value, definitions::structure("Element"))
                    });
                }
                None => self.member(name, value, structure),
            }
            self.path.truncate(before);
        }
    }

    fn member(&mut self, name: &str, value: &mut Value, structure: &'static Structure) {
        let Some(member) = structure.member(name) else {
            return;
        };
        self.path.push('.');
        self.path.push_str(member.element.choice().unwrap_or(name));
        let is_reference = structure.path == "Reference" && name == "reference";
        self.each(value, &mut |walk, value| match (member.kind.name, value) {
            (_, Value::String(text)) if is_reference => (walk.visitor)(Link::Reference(text), &walk.path),
            ("uri" | "url", Value::String(text)) => (walk.visitor)(Link::Uri(text), &walk.path),
            ("xhtml", Value::String(text)) => (walk.visitor)(Link::Narrative(text), &walk.path),
            ("Resource", Value::Object(json)) => {
                // A Bundle within is a document of its own: its entries point to one another.
                if let Some(structure) = structure_of(json).filter(|inner| inner.path != "Bundle") {
                    walk.object(json, structure);
                }
            }
            (_, value) => walk.inside(value, member.structure()),
        });
    }

    fn inside(&mut self, value: &mut Value, structure: Option<&'static Structure>) {
        if let (Value::Object(json), Some(structure)) = (value, structure) {
            self.object(json, structure);
        }
    }

    /// Visits a value, or each item of a list.
    fn each(&mut self, value: &mut Value, visit: &mut dyn FnMut(&mut Self, &mut Value)) {
        let Value::Array(items) = value else {
            return visit(self, value);
        };
        for (index, item) in items.iter_mut().enumerate() {
            let before = self.path.len();
            self.path.push_str(&format!("[{index}]"));
            visit(self, item);
            self.path.truncate(before);
        }
    }
}
