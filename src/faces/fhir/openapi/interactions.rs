//! The interactions with a type, as far as the statement declares them.

use serde_json::Value;
use utoipa::openapi::Ref;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, PathsBuilder};

use crate::faces::fhir::openapi::answers::{self, BUNDLE};
use crate::faces::fhir::openapi::bodies;
use crate::faces::fhir::openapi::parameters::{self, text};
use crate::faces::fhir::openapi::path::{Operation, add, operation};
use crate::faces::fhir::openapi::searching::{self, SEARCHED};

/// What shapes an answer that shows resources.
pub(super) const SHOWN: &[&str] = &["_summary", "_elements"];
/// What a history takes.
pub(super) const HISTORY: &[&str] =
    &["_since", "_at", "_sort-of-versions", "_count-of-versions", "_summary", "_elements"];
/// What a change of one resource takes, and how it may be refused besides what may befall every request.
const CHANGED: &[&str] = &["If-Match", "Prefer-return"];
pub(super) const CHANGE: &[u16] = &[404, 409, 412, 422];

/// Adds the paths of a type. `resource` is what the statement says of it, `rest` what it says of the server.
pub(super) fn of_type(paths: PathsBuilder, rest: &Value, resource: &Value) -> PathsBuilder {
    let of = OfType { name: text(resource, "type"), rest, resource };
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

/// What a type declares.
struct OfType<'a> {
    name: &'a str,
    rest: &'a Value,
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

    fn body(&self) -> Option<Ref> {
        Some(bodies::reference(self.name))
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
            let summary = format!("Searches {name} resources");
            let search = self.operation(&format!("search{name}"), summary, SEARCHED, &[]);
            let search = searching::of_type(self.rest, self.resource)
                .into_iter()
                .fold(search, OperationBuilder::parameter_ref);
            operations.push((HttpMethod::Get, search.response("200", answers::reference(BUNDLE))));
        }
        if self.has("create") {
            let mut taken = vec!["Prefer-return"];
            taken.extend(self.offers("conditionalCreate").then_some("If-None-Exist"));
            let summary = format!("Makes a {name} under an id that the server chooses");
            let create = self.operation(&format!("create{name}"), summary, &taken, &[412, 422]);
            let create = create.request_body_ref(self.body());
            operations.push((HttpMethod::Post, self.answered(create, &["200", "201"])));
        }
        operations.extend(self.by_condition());
        operations
    }

    fn by_condition(&self) -> Vec<Operation> {
        let name = self.name;
        let conditional = |verb: &str, summary: String, more: &[&str], failures: &[u16]| {
            let change = self.operation(
                &format!("{verb}{name}ByCondition"),
                summary,
                &[CHANGED, more].concat(),
                failures,
            );
            change.parameter_ref(parameters::reference(&searching::criteria_of(name)))
        };
        let mut operations = Vec::new();
        if self.offers("conditionalUpdate") {
            let summary = format!("Replaces the {name} that a search finds, or makes one");
            let update = conditional("update", summary, &[], CHANGE).request_body_ref(self.body());
            operations.push((HttpMethod::Put, self.answered(update, &["200", "201"])));
            if self.has("patch") {
                let summary = format!("Changes the {name} that a search finds in part");
                let patch = conditional("patch", summary, &[], CHANGE)
                    .request_body_ref(Some(bodies::reference(bodies::PATCH)));
                operations.push((HttpMethod::Patch, self.answered(patch, &["200"])));
            }
        }
        if self.offers("conditionalDelete") {
            let summary = format!("Deletes what a search of {name} finds");
            let delete = conditional("delete", summary, &["_count-of-deletions"], &[409, 412]);
            operations.push((HttpMethod::Delete, deleted(delete)));
        }
        operations
    }

    fn search_by_post(&self) -> Vec<Operation> {
        if !self.has("search-type") {
            return Vec::new();
        }
        let name = self.name;
        let summary = format!("Searches {name} resources by a form");
        let search = self
            .operation(&format!("search{name}ByPost"), summary, SEARCHED, &[])
            .request_body_ref(Some(bodies::reference(&bodies::form_of(name))))
            .response("200", answers::reference(BUNDLE));
        vec![(HttpMethod::Post, search)]
    }

    /// What is done with one resource.
    fn one(&self) -> Vec<Operation> {
        let name = self.name;
        let mut operations = Vec::new();
        if self.has("read") {
            let taken = [&["If-None-Match", "If-Modified-Since"], SHOWN].concat();
            let read = self.operation(&format!("read{name}"), format!("Reads a {name}"), &taken, &[404, 410]);
            let read = read.response("304", answers::unchanged());
            operations.push((HttpMethod::Get, self.answered(read, &["200"])));
        }
        if self.has("update") {
            let summary = format!("Replaces a {name}, or makes it under this id");
            let taken = [CHANGED, &["If-None-Match-any"]].concat();
            let update = self.operation(&format!("update{name}"), summary, &taken, CHANGE);
            let update = update.request_body_ref(self.body());
            operations.push((HttpMethod::Put, self.answered(update, &["200", "201"])));
        }
        if self.has("patch") {
            let summary = format!("Changes a {name} in part");
            let patch = self
                .operation(&format!("patch{name}"), summary, CHANGED, CHANGE)
                .request_body_ref(Some(bodies::reference(bodies::PATCH)));
            operations.push((HttpMethod::Patch, self.answered(patch, &["200"])));
        }
        if self.has("delete") {
            let summary = format!("Deletes a {name}");
            let delete = self.operation(&format!("delete{name}"), summary, CHANGED, &[409, 412]);
            operations.push((HttpMethod::Delete, deleted(delete)));
        }
        operations
    }

    fn history_of_type(&self) -> Vec<Operation> {
        let summary = format!("Reads the history of all {} resources", self.name);
        self.history("history-type", format!("history{}", self.name), summary, &[])
    }

    fn history_of_instance(&self) -> Vec<Operation> {
        let summary = format!("Reads the history of a {}", self.name);
        self.history("history-instance", format!("history{}Instance", self.name), summary, &[404])
    }

    fn history(&self, interaction: &str, id: String, summary: String, failures: &[u16]) -> Vec<Operation> {
        if !self.has(interaction) {
            return Vec::new();
        }
        let history =
            self.operation(&id, summary, HISTORY, failures).response("200", answers::reference(BUNDLE));
        vec![(HttpMethod::Get, history)]
    }

    fn vread(&self) -> Vec<Operation> {
        if !self.has("vread") {
            return Vec::new();
        }
        let name = self.name;
        let summary = format!("Reads a version of a {name}");
        let vread = self.operation(&format!("vread{name}"), summary, SHOWN, &[404, 410]);
        vec![(HttpMethod::Get, self.answered(vread, &["200"]))]
    }
}

/// What a deletion answers: nothing, or what was done where that is preferred.
fn deleted(delete: OperationBuilder) -> OperationBuilder {
    delete
        .response("200", answers::reference(answers::DONE))
        .response("204", answers::reference(answers::DELETED))
}

/// Whether the statement declares an interaction here.
pub(super) fn declares(declared: &Value, interaction: &str) -> bool {
    let interactions = declared["interaction"].as_array().into_iter().flatten();
    interactions.into_iter().any(|one| text(one, "code") == interaction)
}
