//! The schemas of resources and data types, from the element tables.
//!
//! They say which elements there are, of which type, how often and out of which codes. What a schema of JSON
//! cannot say, such as invariants, the server checks nevertheless.

use std::collections::BTreeSet;

use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, ArrayItems, Object, ObjectBuilder, OneOfBuilder, Schema, Type,
};
use utoipa::openapi::{Components, Ref, RefOr};

use crate::fhir::ResourceType;
use crate::fhir::definitions::spelled;
use crate::fhir::definitions::{self, Element, ElementType, Strength, Structure, StructureKind};

/// The schema of any resource.
pub(super) const RESOURCE: &str = "Resource";

/// The schema of a body in XML.
pub(super) const XML: &str = "Xml";

/// Adds a schema for each resource type and for all that they are made of.
pub(super) fn add(components: &mut Components) {
    let mut wanted: Vec<&'static str> = ResourceType::all().map(ResourceType::name).collect();
    let mut seen: BTreeSet<&'static str> = wanted.iter().copied().collect();
    seen.insert(RESOURCE);
    while let Some(name) = wanted.pop() {
        let mut named = Vec::new();
        let schema = match definitions::structure(name) {
            Some(structure) => structured(structure, &mut named),
            None => named_schema(name),
        };
        components.schemas.insert(name.to_owned(), RefOr::T(schema));
        wanted.extend(named.into_iter().filter(|name| seen.insert(name)));
    }
    components.schemas.insert(RESOURCE.to_owned(), RefOr::T(any_resource()));
    components.schemas.insert(XML.to_owned(), RefOr::T(xml()));
}

/// The schema of an object; notes the names of the schemas that it refers to.
fn structured(structure: &'static Structure, named: &mut Vec<&'static str>) -> Schema {
    let mut object = Object::new();
    object.schema_type = Type::Object.into();
    object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
    if structure.kind == StructureKind::Resource {
        let small = structure.path.to_lowercase();
        let about = format!("A {} resource of FHIR R4: https://hl7.org/fhir/R4/{small}.html", structure.path);
        object.description = Some(about);
        let name = ObjectBuilder::new().schema_type(Type::String).enum_values(Some([structure.path]));
        object.properties.insert("resourceType".to_owned(), name.build().into());
        object.required.push("resourceType".to_owned());
    }
    for element in &structure.children {
        match element.choice() {
            Some(stem) => {
                for kind in &element.types {
                    add_property(&mut object, &spelled(stem, kind.name), element, kind, named);
                }
            }
            None => {
                for kind in element.types.iter().take(1) {
                    add_property(&mut object, element.name, element, kind, named);
                    // A primitive value may be absent, with the reason in the sibling that starts with '_'.
                    if element.min > 0 && !definitions::is_primitive(kind.name) {
                        object.required.push(element.name.to_owned());
                    }
                }
            }
        }
    }
    Schema::Object(object)
}

fn add_property(
    object: &mut Object,
    name: &str,
    element: &'static Element,
    kind: &'static ElementType,
    named: &mut Vec<&'static str>,
) {
    let schema = schema_name(element, kind);
    named.push(schema);
    let reference = Ref::from_schema_name(schema);
    if !definitions::is_primitive(kind.name) {
        let property = if element.repeats() { list(reference).into() } else { reference.into() };
        object.properties.insert(name.to_owned(), property);
        return;
    }
    let property = if element.repeats() { list(or_null(reference)).into() } else { reference.into() };
    object.properties.insert(name.to_owned(), property);
    // An id in a resource and a URL of an extension have no sibling worth the name.
    if name == "id" || element.path == "Extension.url" {
        return;
    }
    named.push("Element");
    let sibling = Ref::from_schema_name("Element");
    let sibling = if element.repeats() { list(or_null(sibling)).into() } else { sibling.into() };
    object.properties.insert(format!("_{name}"), sibling);
}

fn list(items: impl Into<ArrayItems>) -> ArrayBuilder {
    ArrayBuilder::new().items(items).min_items(Some(1))
}

fn or_null(reference: Ref) -> OneOfBuilder {
    OneOfBuilder::new().item(reference).item(ObjectBuilder::new().schema_type(Type::Null))
}

/// The schema of an element's content: that of its type, or of the codes that it requires.
fn schema_name(element: &'static Element, kind: &'static ElementType) -> &'static str {
    if kind.name == "code"
        && let Some(binding) = element.binding.filter(|binding| binding.strength == Strength::Required)
        && definitions::codes(binding.value_set).is_some()
        && let Some((_, name)) = binding.value_set.rsplit_once('/')
        && value_set(name).is_some()
    {
        return name;
    }
    if definitions::is_primitive(kind.name) || kind.name == RESOURCE {
        return kind.name;
    }
    element.content(kind.name).map_or(kind.name, |structure| structure.path)
}

/// R4's value sets of codes lie below this address.
const VALUE_SETS: &str = "http://hl7.org/fhir/ValueSet/";

fn value_set(name: &str) -> Option<&'static definitions::CodeList> {
    definitions::codes(&format!("{VALUE_SETS}{name}"))
}

/// The schema of a value set's codes, or of a primitive type.
fn named_schema(name: &'static str) -> Schema {
    let Some(list) = value_set(name) else { return primitive(name) };
    let codes: BTreeSet<&str> = list.codes().collect();
    let text = ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(format!("A code of {VALUE_SETS}{name}")))
        .enum_values(Some(codes));
    Schema::Object(text.build())
}

/// The schema of a primitive type (R4, section 2.24.0.1).
fn primitive(name: &str) -> Schema {
    let of = |kind: Type| ObjectBuilder::new().schema_type(kind);
    let text = |pattern: &str| of(Type::String).pattern(Some(pattern));
    let built = match name {
        "boolean" => of(Type::Boolean),
        "integer" => of(Type::Integer),
        "unsignedInt" => of(Type::Integer).minimum(Some(0)),
        "positiveInt" => of(Type::Integer).minimum(Some(1)),
        "decimal" => of(Type::Number),
        "id" => text("^[A-Za-z0-9.-]{1,64}$"),
        "code" => text(r"^[^\s]+(\s[^\s]+)*$"),
        "date" => text(r"^\d{4}(-\d{2}(-\d{2})?)?$"),
        "dateTime" => text(r"^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?)?)?$"),
        "instant" => text(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$"),
        "time" => text(r"^\d{2}:\d{2}:\d{2}(\.\d+)?$"),
        "oid" => text(r"^urn:oid:[0-2](\.(0|[1-9][0-9]*))+$"),
        "uuid" => text("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"),
        _ => of(Type::String).min_length(Some(1)),
    };
    Schema::Object(built.description(Some(format!("The primitive type {name}."))).build())
}

fn any_resource() -> Schema {
    let names = ResourceType::all().map(ResourceType::name);
    let name = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names));
    let object = ObjectBuilder::new()
        .description(Some("A resource of any type, with the elements of its type."))
        .property("resourceType", name)
        .additional_properties(Some(AdditionalProperties::FreeForm(true)))
        .required("resourceType");
    Schema::Object(object.build())
}

fn xml() -> Schema {
    let about = "The same resource in FHIR's XML format (https://hl7.org/fhir/R4/xml.html), which the published \
                 XML schemas describe.";
    let text = ObjectBuilder::new().schema_type(Type::String).description(Some(about));
    Schema::Object(text.build())
}
