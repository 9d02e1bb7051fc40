//! The schemas of a resource: what can be written, what is read, and a page of them.

use utoipa::openapi::schema::{
    ArrayBuilder, KnownFormat, Object, ObjectBuilder, OneOfBuilder, Schema, SchemaFormat, SchemaType, Type,
};
use utoipa::openapi::{Components, Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use crate::faces::native::resource::Resource;

/// Adds `{NAME}Fields`, `{NAME}Patch`, `{NAME}`, `{NAME}Page` and `{NAME}History`.
pub(super) fn add<R: Resource>(components: &mut Components) {
    let mut nested = Vec::new();
    R::Fields::schemas(&mut nested);
    R::Computed::schemas(&mut nested);
    components.schemas.extend(nested);

    let fields = object(R::Fields::schema());
    let whole = whole::<R>(&fields);
    components.schemas.insert(format!("{}Patch", R::NAME), Schema::Object(patch(&fields)).into());
    components.schemas.insert(format!("{}Fields", R::NAME), Schema::Object(fields).into());
    components.schemas.insert(R::NAME.to_owned(), Schema::Object(whole).into());
    components.schemas.insert(format!("{}Page", R::NAME), Schema::Object(page::<R>()).into());
    components.schemas.insert(format!("{}History", R::NAME), Schema::Object(history::<R>()).into());
}

/// A JSON Merge Patch of a thing: any of its members.
fn patch(fields: &Object) -> Object {
    let mut patch = fields.clone();
    patch.required.clear();
    let about =
        "Members to set; null takes one back to what it is when left out (RFC 7396). A list is set whole.";
    patch.description = Some(about.to_owned());
    patch
}

/// The versions of a thing.
fn history<R: Resource>() -> Object {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let fields = OneOfBuilder::new()
        .item(ObjectBuilder::new().schema_type(Type::Null))
        .item(Ref::from_schema_name(format!("{}Fields", R::NAME)))
        .description(Some("What it was; null when it was deleted."));
    let version = ObjectBuilder::new()
        .property("version", number("The number of the version."))
        .property("updated_at", instant("When the version was written."))
        .property(
            "deleted",
            ObjectBuilder::new()
                .schema_type(Type::Boolean)
                .description(Some("Whether the version is the end of it.")),
        )
        .property(
            "changed",
            ArrayBuilder::new()
                .items(text())
                .description(Some("The members that differ from the version before.")),
        )
        .property("fields", fields)
        .required("version")
        .required("updated_at")
        .required("deleted")
        .required("changed")
        .required("fields");
    ObjectBuilder::new()
        .description(Some(format!("A page of the history of {}, newest version first.", R::ONE)))
        .property("data", ArrayBuilder::new().items(version).description(Some("The versions.")))
        .property("next", next())
        .required("data")
        .required("next")
        .build()
}

fn number(about: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .description(Some(about))
        .minimum(Some(1))
}

fn instant(about: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
        .description(Some(about))
}

/// A thing as it is read: everything is always there.
fn whole<R: Resource>(fields: &Object) -> Object {
    let computed = object(R::Computed::schema());
    let id = ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some("Its id, on both faces."))
        .read_only(true);
    let version = number("The number of its present version, which the ETag quotes.").read_only(true);
    let updated = instant("When its present version was written.").read_only(true);
    let mut whole = Object::new();
    whole.description = fields.description.clone();
    whole.properties.insert("id".to_owned(), id.build().into());
    whole.properties.extend(fields.properties.clone());
    whole.properties.extend(computed.properties);
    whole.properties.insert("version".to_owned(), version.build().into());
    whole.properties.insert("updated_at".to_owned(), updated.build().into());
    whole.required = whole.properties.keys().cloned().collect();
    whole
}

fn page<R: Resource>() -> Object {
    let total = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .description(Some("How many there are in all; only with `total=true`."))
        .minimum(Some(0));
    ObjectBuilder::new()
        .description(Some(format!("A page of {}.", R::MANY)))
        .property(
            "data",
            ArrayBuilder::new()
                .items(Ref::from_schema_name(R::NAME))
                .description(Some("The things, in order.")),
        )
        .property("next", next())
        .property("total", total)
        .required("data")
        .required("next")
        .build()
}

/// The cursor of the next page.
fn next() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .description(Some("The cursor of the next page; null on the last."))
}

/// The object of a schema that a struct derives, which is always one.
fn object(schema: RefOr<Schema>) -> Object {
    match schema {
        RefOr::T(Schema::Object(object)) => object,
        _ => Object::new(),
    }
}
