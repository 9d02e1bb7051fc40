//! Operations beside the six of each resource.

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa::openapi::path::{HttpMethod, Operation, OperationBuilder, Parameter, PathItem};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{Content, Ref, Required};
use utoipa::{PartialSchema, openapi::Components};

use crate::faces::native::openapi::{Document, operations, parameters};
use crate::faces::native::resource::Resource;

/// An operation at an address of its own.
pub(in crate::faces::native) struct Beside {
    /// The resource that it belongs to.
    pub(in crate::faces::native) tag: &'static str,
    /// Its address below `/api/v1`.
    pub(in crate::faces::native) path: &'static str,
    /// Its `operationId`.
    pub(in crate::faces::native) id: &'static str,
    /// What it does, in a sentence.
    pub(in crate::faces::native) summary: &'static str,
    /// What the answer is.
    pub(in crate::faces::native) answer: &'static str,
    /// What it takes in its address and query.
    pub(in crate::faces::native) parameters: Vec<Parameter>,
}

impl Beside {
    /// An operation at an address below a resource's thing, which takes nothing but its id.
    pub(in crate::faces::native) fn of<R: Resource>(
        path: &'static str,
        id: &'static str,
        summary: &'static str,
        answer: &'static str,
    ) -> Self {
        Self { tag: R::PATH, path, id, summary, answer, parameters: vec![parameters::id(R::ONE)] }
    }
}

/// An example of a type that the document knows.
#[derive(Clone)]
pub(in crate::faces::native) struct Example {
    schema: String,
    value: Value,
}

impl Example {
    /// A value as an example of its type.
    pub(in crate::faces::native) fn of<T: Serialize + ToSchema>(value: &T) -> Self {
        Self { schema: T::name().into_owned(), value: serde_json::to_value(value).unwrap_or_default() }
    }

    /// The example of a resource, whole.
    pub(in crate::faces::native) fn whole<R: Resource>() -> Self {
        Self { schema: R::NAME.to_owned(), value: operations::example::<R>() }
    }

    /// What a resource's thing is made of.
    pub(in crate::faces::native) fn fields<R: Resource>() -> Self {
        let value = serde_json::to_value(R::example()).unwrap_or_default();
        Self { schema: format!("{}Fields", R::NAME), value }
    }

    /// A page of a resource's things.
    pub(in crate::faces::native) fn page<R: Resource>() -> Self {
        let value = json!({ "data": [operations::example::<R>()], "next": null });
        Self { schema: format!("{}Page", R::NAME), value }
    }

    pub(super) fn content(self) -> Content {
        Content::builder().schema(Some(Ref::from_schema_name(self.schema))).example(Some(self.value)).build()
    }
}

impl Document {
    /// Adds a type and what it is made of.
    pub(in crate::faces::native) fn schema<T: ToSchema>(mut self) -> Self {
        add_schema::<T>(&mut self.components);
        self
    }

    /// Adds the reading of something.
    pub(in crate::faces::native) fn read(self, beside: Beside, example: Example) -> Self {
        let failures = if beside.path.contains('{') { operations::ITEM } else { operations::READ };
        let operation = documented(&beside, "read", failures, "200", example).build();
        self.put(beside.path, HttpMethod::Get, operation)
    }

    /// Adds the reading of something that is also answered as a table (`text/csv`).
    pub(in crate::faces::native) fn read_as_table(
        self,
        beside: Beside,
        example: Example,
        table: &str,
    ) -> Self {
        let text = ObjectBuilder::new().schema_type(Type::String).build();
        let rows = Content::builder().schema(Some(text)).example(Some(table.into())).build();
        let answer = ResponseBuilder::new()
            .description(beside.answer)
            .content("application/json", example.clone().content())
            .content("text/csv", rows);
        let operation = documented(&beside, "read", operations::TABLE, "200", example);
        let operation = operation.response("200", answer.build()).build();
        self.put(beside.path, HttpMethod::Get, operation)
    }

    /// Adds the adding of something.
    pub(in crate::faces::native) fn append(self, beside: Beside, body: Example, example: Example) -> Self {
        let body = RequestBodyBuilder::new()
            .required(Some(Required::True))
            .content("application/json", body.content())
            .build();
        let operation = documented(&beside, "write", operations::APPEND, "201", example);
        self.put(beside.path, HttpMethod::Post, operation.request_body(Some(body)).build())
    }

    /// Adds something that is done to a thing.
    pub(in crate::faces::native) fn act(self, beside: Beside, body: Example, example: Example) -> Self {
        let body = RequestBodyBuilder::new()
            .required(Some(Required::True))
            .content("application/json", body.content())
            .build();
        let operation = documented(&beside, "write", operations::ACT, "200", example);
        self.put(beside.path, HttpMethod::Post, operation.request_body(Some(body)).build())
    }

    /// Adds the making of something that is made once: asked for again, it is answered as it is. Nothing has to be
    /// said for it.
    pub(in crate::faces::native) fn make_once(self, beside: Beside, example: Example) -> Self {
        let content = example.clone().content();
        let made = ResponseBuilder::new().description(beside.answer).content("application/json", content);
        let beside = Beside { answer: "What is there already.", ..beside };
        let operation = documented(&beside, "write", operations::ACT, "200", example);
        self.put(beside.path, HttpMethod::Post, operation.response("201", made.build()).build())
    }

    /// Adds the handing in of a document of a media type, or of something else in its place.
    pub(in crate::faces::native) fn upload(
        self,
        beside: Beside,
        media_types: &[&str],
        other: Option<(&str, Content)>,
        example: Example,
    ) -> Self {
        let mut body = RequestBodyBuilder::new().required(Some(Required::True));
        for media_type in media_types {
            let content = if media_type.starts_with("text/") {
                let text = ObjectBuilder::new().schema_type(Type::String);
                Content::builder().schema(Some(text)).example(Some("Titre …".into()))
            } else {
                // In OpenAPI 3.1 bytes have no schema.
                Content::builder()
            };
            body = body.content(*media_type, content.build());
        }
        if let Some((media_type, content)) = other {
            body = body.content(media_type, content);
        }
        let body = body.build();
        let operation = documented(&beside, "write", operations::CREATE, "201", example);
        self.put(beside.path, HttpMethod::Post, operation.request_body(Some(body)).build())
    }

    pub(super) fn put(mut self, path: &str, method: HttpMethod, operation: Operation) -> Self {
        self.paths = self.paths.path(format!("/api/v1{path}"), PathItem::new(method, operation));
        self
    }
}

fn documented(
    beside: &Beside,
    scope: &str,
    failures: &[u16],
    status: &str,
    example: Example,
) -> OperationBuilder {
    let answer =
        ResponseBuilder::new().description(beside.answer).content("application/json", example.content());
    operations::operation(beside.tag, beside.id.to_owned(), beside.summary.to_owned(), scope, failures)
        .parameters(Some(beside.parameters.clone()))
        .response(status, answer.build())
}

fn add_schema<T: ToSchema>(components: &mut Components) {
    let mut nested = Vec::new();
    T::schemas(&mut nested);
    components.schemas.extend(nested);
    components.schemas.insert(T::name().into_owned(), <T as PartialSchema>::schema());
}
