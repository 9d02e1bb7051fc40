//! The interactions with a type and with the whole server, as far as the statement declares them.

use serde_json::Value;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, PathItem, PathsBuilder};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::response::Response;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{Content, Ref, Required};

use crate::faces::fhir::openapi::SYSTEM;
use crate::faces::fhir::openapi::answers::{self, ALWAYS, BUNDLE};
use crate::faces::fhir::openapi::parameters::{self, text};

/// What shapes every answer.
const FORM: &[&str] = &["_format", "_pretty"];
/// What shapes an answer that shows resources.
const SHOWN: &[&str] = &["_summary", "_elements", "_format", "_pretty"];
/// What shapes the answer to a search.
const SEARCHED: &[&str] = &[
    "_sort",
    "_count",
    "_total",
    "_include",
    "_revinclude",
    "_contained",
    "_containedType",
    "_summary",
    "_elements",
    "_format",
    "_pretty",
    "Prefer",
];
const HISTORY: &[&str] = &["_since", "_at", "_sort", "_count", "_summary", "_elements", "_format", "_pretty"];

/// Adds the paths of a type. `resource` is what the statement says of it.
pub(super) fn of_type(paths: PathsBuilder, resource: &Value) -> PathsBuilder {
    let of = OfType { name: text(resource, "type"), resource };
    let name = of.name;
    [
        (format!("/{name}"), of.all()),
        (format!("/{name}/_search"), of.search_by_post()),
        (format!("/{name}/_history"), of.history_of_type()),
        (format!("/{name}/{{id}}"), of.one()),
        (format!("/{name}/{{id}}/_history"), of.history_of_instance()),
        (format!("/{name}/{{id}}/_history/{{vid}}"), of.vread()),
    ]
    .into_iter()
    .fold(paths, |paths, (path, operations)| add(paths, path, operations))
}

/// An operation with the method that it answers to.
type Operation = (HttpMethod, OperationBuilder);

fn add(paths: PathsBuilder, path: String, operations: Vec<Operation>) -> PathsBuilder {
    let items = operations.into_iter().map(|(method, operation)| PathItem::new(method, operation.build()));
    let merged = items.reduce(|mut all, one| {
        all.merge_operations(one);
        all
    });
    match merged {
        Some(item) => paths.path(path, item),
        None => paths,
    }
}

/// What a type declares.
struct OfType<'a> {
    name: &'a str,
    resource: &'a Value,
}

impl OfType<'_> {
    fn has(&self, interaction: &str) -> bool {
        declares(self.resource, interaction)
    }

    /// Whether a condition is declared: true, or a word other than `not-supported`.
    fn offers(&self, condition: &str) -> bool {
        let word = |value: &Value| value.as_str().is_some_and(|word| word != "not-supported");
        self.resource.get(condition).is_some_and(|value| value == &Value::Bool(true) || word(value))
    }

    fn operation(
        &self,
        id: &str,
        summary: String,
        parameters: &[&str],
        failures: &[u16],
    ) -> OperationBuilder {
        operation(self.name, id.to_owned(), summary, parameters, failures)
    }

    fn body(&self) -> Ref {
        Ref::new(format!("#/components/requestBodies/{}", self.name))
    }

    /// An answer that is a resource of the type.
    fn answered(&self, operation: OperationBuilder, statuses: &[&str]) -> OperationBuilder {
        statuses
            .iter()
            .fold(operation, |operation, status| operation.response(*status, answers::reference(self.name)))
    }

    /// What is done with a type: search, create, and changes by condition.
    fn all(&self) -> Vec<Operation> {
        let name = self.name;
        let mut operations = Vec::new();
        if self.has("search-type") {
            let search =
                self.operation(&format!("search{name}"), format!("Searches {name} resources"), SEARCHED, &[]);
            let search = parameters::of_search(self.resource).fold(search, OperationBuilder::parameter_ref);
            operations.push((HttpMethod::Get, search.response("200", answers::reference(BUNDLE))));
        }
        if self.has("create") {
            let mut taken = vec!["Prefer"];
            taken.extend(self.offers("conditionalCreate").then_some("If-None-Exist"));
            taken.extend(FORM);
            let summary = format!("Makes a {name} under an id that the server chooses");
            let create = self.operation(&format!("create{name}"), summary, &taken, &[412, 413, 415, 422]);
            let create = create.request_body_ref(Some(self.body()));
            operations.push((HttpMethod::Post, self.answered(create, &["200", "201"])));
        }
        operations.extend(self.by_condition());
        operations
    }

    fn by_condition(&self) -> Vec<Operation> {
        let name = self.name;
        let searched = |operation: OperationBuilder| {
            parameters::of_search(self.resource).fold(operation, OperationBuilder::parameter_ref)
        };
        let mut operations = Vec::new();
        if self.offers("conditionalUpdate") {
            let summary = format!("Replaces the {name} that a search finds, or makes one");
            let update =
                self.operation(&format!("update{name}ByCondition"), summary, &["If-Match", "Prefer"], CHANGE);
            let update = searched(update).request_body_ref(Some(self.body()));
            operations.push((HttpMethod::Put, self.answered(update, &["200", "201"])));
            if self.has("patch") {
                let summary = format!("Changes the {name} that a search finds in part");
                let patch = self.operation(
                    &format!("patch{name}ByCondition"),
                    summary,
                    &["If-Match", "Prefer"],
                    CHANGE,
                );
                let patch = searched(patch).request_body(Some(patch_body()));
                operations.push((HttpMethod::Patch, self.answered(patch, &["200"])));
            }
        }
        if self.offers("conditionalDelete") {
            let summary = format!("Deletes what a search of {name} finds");
            let delete = self.operation(&format!("delete{name}ByCondition"), summary, &[], &[412]);
            operations.push((HttpMethod::Delete, searched(delete).response("204", gone())));
        }
        operations
    }

    fn search_by_post(&self) -> Vec<Operation> {
        if !self.has("search-type") {
            return Vec::new();
        }
        let name = self.name;
        let form = parameters::declared(self.resource).fold(ObjectBuilder::new(), |form, parameter| {
            form.property(text(parameter, "name"), ObjectBuilder::new().schema_type(Type::String))
        });
        let body = RequestBodyBuilder::new()
            .description(Some("The parameters of the search, as in an address."))
            .content("application/x-www-form-urlencoded", Content::new(Some(form)));
        let summary = format!("Searches {name} resources by a form");
        let search = self
            .operation(&format!("search{name}ByPost"), summary, SEARCHED, &[413, 415])
            .request_body(Some(body.build()))
            .response("200", answers::reference(BUNDLE));
        vec![(HttpMethod::Post, search)]
    }

    /// What is done with one resource.
    fn one(&self) -> Vec<Operation> {
        let name = self.name;
        let mut operations = Vec::new();
        if self.has("read") {
            let taken = [&["id", "If-None-Match", "If-Modified-Since"], SHOWN].concat();
            let read = self.operation(&format!("read{name}"), format!("Reads a {name}"), &taken, &[404, 410]);
            let read = read.response("304", Response::new("The caller has the present version."));
            operations.push((HttpMethod::Get, self.answered(read, &["200"])));
        }
        if self.has("update") {
            let summary = format!("Replaces a {name}, or makes it under this id");
            let update = self.operation(&format!("update{name}"), summary, CHANGED, CHANGE);
            let update = update.request_body_ref(Some(self.body()));
            operations.push((HttpMethod::Put, self.answered(update, &["200", "201"])));
        }
        if self.has("patch") {
            let summary = format!("Changes a {name} in part");
            let patch = self.operation(&format!("patch{name}"), summary, CHANGED, CHANGE);
            operations
                .push((HttpMethod::Patch, self.answered(patch.request_body(Some(patch_body())), &["200"])));
        }
        if self.has("delete") {
            let taken = ["id", "If-Match"];
            let delete =
                self.operation(&format!("delete{name}"), format!("Deletes a {name}"), &taken, &[412]);
            operations.push((HttpMethod::Delete, delete.response("204", gone())));
        }
        operations
    }

    fn history_of_type(&self) -> Vec<Operation> {
        let summary = format!("Reads the history of all {} resources", self.name);
        self.history("history-type", format!("history{}", self.name), summary, HISTORY, &[])
    }

    fn history_of_instance(&self) -> Vec<Operation> {
        let summary = format!("Reads the history of a {}", self.name);
        let taken = [&["id"], HISTORY].concat();
        self.history("history-instance", format!("history{}Instance", self.name), summary, &taken, &[404])
    }

    fn history(
        &self,
        interaction: &str,
        id: String,
        summary: String,
        taken: &[&str],
        failures: &[u16],
    ) -> Vec<Operation> {
        if !self.has(interaction) {
            return Vec::new();
        }
        let history =
            self.operation(&id, summary, taken, failures).response("200", answers::reference(BUNDLE));
        vec![(HttpMethod::Get, history)]
    }

    fn vread(&self) -> Vec<Operation> {
        if !self.has("vread") {
            return Vec::new();
        }
        let name = self.name;
        let taken = [&["id", "vid"], SHOWN].concat();
        let vread = self.operation(
            &format!("vread{name}"),
            format!("Reads a version of a {name}"),
            &taken,
            &[404, 410],
        );
        vec![(HttpMethod::Get, self.answered(vread, &["200"]))]
    }
}

/// What a change of one resource takes, and how it may be refused.
const CHANGED: &[&str] = &["id", "If-Match", "Prefer", "_format", "_pretty"];
const CHANGE: &[u16] = &[404, 409, 410, 412, 413, 415, 422];

/// Adds the paths of the whole server. `rest` is what the statement says of it.
pub(super) fn of_system(paths: PathsBuilder, rest: &Value) -> PathsBuilder {
    let system = |id: &str, summary: &str, taken: &[&str], failures: &[u16]| {
        operation(SYSTEM, id.to_owned(), summary.to_owned(), taken, failures)
    };
    let statement = system("capabilities", "Reads what the server does", SHOWN, &[])
        .response("200", answers::answer("The CapabilityStatement.", Some("CapabilityStatement")));
    let mut paths = add(paths, "/metadata".to_owned(), vec![(HttpMethod::Get, statement)]);
    if declares(rest, "history-system") {
        let history = system("historySystem", "Reads the history of everything", HISTORY, &[])
            .response("200", answers::reference(BUNDLE));
        paths = add(paths, "/_history".to_owned(), vec![(HttpMethod::Get, history)]);
    }
    let mut base = Vec::new();
    if declares(rest, "search-system") {
        let searched = |id: &str, summary: &str, failures: &[u16]| {
            let search = system(id, summary, &[&["_type"], SEARCHED].concat(), failures);
            let search = parameters::of_every_type(rest).fold(search, OperationBuilder::parameter_ref);
            search.response("200", answers::reference(BUNDLE))
        };
        base.push((HttpMethod::Get, searched("searchSystem", "Searches resources of several types", &[])));
        let by_post = searched("searchSystemByPost", "Searches several types by a form", &[413, 415]);
        let body = RequestBodyBuilder::new()
            .description(Some("The parameters of the search, as in an address."))
            .content("application/x-www-form-urlencoded", Content::new(Some(ObjectBuilder::new())));
        let by_post = by_post.request_body(Some(body.build()));
        paths = add(paths, "/_search".to_owned(), vec![(HttpMethod::Post, by_post)]);
    }
    if declares(rest, "transaction") {
        let bundle = Ref::new("#/components/requestBodies/Bundle");
        let transact = system("transact", "Carries out a Bundle: a batch or a transaction", FORM, CHANGE)
            .request_body_ref(Some(bundle))
            .response("200", answers::reference(BUNDLE));
        base.push((HttpMethod::Post, transact));
    }
    add(paths, "/".to_owned(), base)
}

/// An operation with what all have.
pub(super) fn operation(
    tag: &str,
    id: String,
    summary: String,
    parameters: &[&str],
    failures: &[u16],
) -> OperationBuilder {
    let operation = OperationBuilder::new().tag(tag).operation_id(Some(id)).summary(Some(summary));
    let operation = parameters
        .iter()
        .fold(operation, |operation, name| operation.parameter_ref(parameters::reference(name)));
    let failures = [ALWAYS, failures].concat();
    answers::refusals(&failures)
        .fold(operation, |operation, (status, answer)| operation.response(status, answer))
}

fn declares(declared: &Value, interaction: &str) -> bool {
    let interactions = declared["interaction"].as_array().into_iter().flatten();
    interactions.into_iter().any(|one| text(one, "code") == interaction)
}

fn gone() -> Response {
    Response::new("It is gone; its history can still be read.")
}

/// The body of a change in part: a JSON Patch, an XML Patch, or a FHIRPath Patch as Parameters.
fn patch_body() -> RequestBody {
    let step = ObjectBuilder::new().schema_type(Type::Object);
    let steps = utoipa::openapi::schema::ArrayBuilder::new().items(step);
    let replace = serde_json::json!([{ "op": "replace", "path": "/language", "value": "fr" }]);
    let json_patch = Content::builder().schema(Some(steps)).example(Some(replace)).build();
    RequestBodyBuilder::new()
        .description(Some(
            "A JSON Patch (RFC 6902), an XML Patch (RFC 5261), or a FHIRPath Patch as Parameters.",
        ))
        .required(Some(Required::True))
        .content("application/json-patch+json", json_patch)
        .content("application/xml-patch+xml", answers::xml())
        .content("application/fhir+json", Content::new(Some(Ref::from_schema_name("Parameters"))))
        .content("application/fhir+xml", answers::xml())
        .build()
}
