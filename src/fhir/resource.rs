//! A resource as it is read from a caller: a JSON object that names its type.

use serde_json::{Map, Value};

use crate::error::{Error, Issue, Kind, Result};
use crate::fhir::{Id, ResourceType, once};

/// A parsed resource. Its JSON keeps the order of members and the digits of decimals.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    resource_type: ResourceType,
    json: Map<String, Value>,
}

impl Resource {
    /// A resource of this type with nothing in it.
    pub fn new(resource_type: ResourceType) -> Self {
        let named = ("resourceType".to_owned(), Value::from(resource_type.name()));
        Self { resource_type, json: Map::from_iter([named]) }
    }

    /// Reads JSON text. Text that is not JSON, not an object, without a known `resourceType`, or with a member that
    /// stands twice is refused.
    pub fn parse(text: &[u8]) -> Result<Self> {
        let resource = Self::stored(text)?;
        match once::repeated(text) {
            None => Ok(resource),
            Some(found) => {
                let message = "This member stands twice in its object; send it once.";
                let expression = format!("{}{}", resource.resource_type, found.expression());
                Err(Error::with(
                    Kind::Invalid,
                    Issue::error("invalid-json", message).at_expression(expression),
                ))
            }
        }
    }

    /// Reads JSON text that was written here, in which no member can stand twice.
    pub fn stored(text: &[u8]) -> Result<Self> {
        let value: Value = serde_json::from_slice(text).map_err(|error| {
            let message = format!("The body is not JSON: {error}.");
            Error::invalid("invalid-json", message)
        })?;
        Self::from_value(value)
    }

    /// Takes a JSON value as a resource.
    pub fn from_value(value: Value) -> Result<Self> {
        let Value::Object(json) = value else {
            return Err(Error::invalid("invalid-json", "A resource is a JSON object."));
        };
        let Some(name) = json.get("resourceType").and_then(Value::as_str) else {
            let issue = Issue::error("missing-resource-type", "A resource names its type in 'resourceType'.");
            return Err(Error::with(Kind::Invalid, issue.at_expression("resourceType")));
        };
        let resource_type = ResourceType::parse(name)?;
        Ok(Self { resource_type, json })
    }

    /// The resource's type.
    pub fn resource_type(&self) -> ResourceType {
        self.resource_type
    }

    /// The id that the resource carries, if it carries a valid one.
    pub fn id(&self) -> Option<Id> {
        self.json.get("id").and_then(Value::as_str).and_then(|id| Id::parse(id).ok())
    }

    /// Gives the resource an id.
    pub fn set_id(&mut self, id: &Id) {
        self.json.insert("id".to_owned(), Value::String(id.to_string()));
    }

    /// The resource's JSON object.
    pub fn json(&self) -> &Map<String, Value> {
        &self.json
    }

    /// The resource's JSON object, to change. The caller keeps `resourceType` as it is.
    pub fn json_mut(&mut self) -> &mut Map<String, Value> {
        &mut self.json
    }

    /// The resource as a JSON value.
    pub fn into_value(self) -> Value {
        Value::Object(self.json)
    }
}
