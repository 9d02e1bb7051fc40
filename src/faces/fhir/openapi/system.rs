//! The interactions with the whole server, as far as the statement declares them.

use serde_json::Value;
use utoipa::openapi::Ref;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, PathsBuilder};

use crate::faces::fhir::openapi::answers::{self, BUNDLE};
use crate::faces::fhir::openapi::interactions::{CHANGE, HISTORY, SHOWN, declares};
use crate::faces::fhir::openapi::path::{add, operation};
use crate::faces::fhir::openapi::searching::{self, SEARCHED};
use crate::faces::fhir::openapi::{SYSTEM, bodies};

/// Adds the paths of the whole server. `rest` is what the statement says of it.
pub(super) fn of_system(paths: PathsBuilder, rest: &Value) -> PathsBuilder {
    let mut paths = add(paths, "/metadata".to_owned(), vec![(HttpMethod::Get, capabilities())]);
    if declares(rest, "history-system") {
        let history = system("historySystem", "Reads the history of everything", HISTORY, &[])
            .response("200", answers::reference(BUNDLE));
        paths = add(paths, "/_history".to_owned(), vec![(HttpMethod::Get, history)]);
    }
    let mut base = Vec::new();
    if declares(rest, "search-system") {
        let search = searched(rest, "searchSystem", "Searches resources of several types");
        base.push((HttpMethod::Get, search));
        let by_post = searched(rest, "searchSystemByPost", "Searches several types by a form")
            .request_body_ref(Some(bodies::reference(bodies::FORM)));
        paths = add(paths, "/_search".to_owned(), vec![(HttpMethod::Post, by_post)]);
    }
    if declares(rest, "transaction") {
        let summary = "Carries out a Bundle: a batch or a transaction";
        let transact = system("transact", summary, &["Prefer-return"], CHANGE)
            .request_body_ref(Some(Ref::new("#/components/requestBodies/Bundle")))
            .response("200", answers::reference(BUNDLE));
        base.push((HttpMethod::Post, transact));
    }
    add(paths, "/".to_owned(), base)
}

fn system(id: &str, summary: &str, taken: &[&str], failures: &[u16]) -> OperationBuilder {
    operation(SYSTEM, id.to_owned(), summary.to_owned(), taken, failures)
}

fn capabilities() -> OperationBuilder {
    let taken = [&["mode", "If-None-Match"], SHOWN].concat();
    let about = "The CapabilityStatement; with mode=terminology the TerminologyCapabilities.";
    system("capabilities", "Reads what the server does", &taken, &[])
        .response("200", answers::answer(about, Some("CapabilityStatement")))
        .response("304", answers::unchanged())
}

fn searched(rest: &Value, id: &str, summary: &str) -> OperationBuilder {
    let search = system(id, summary, &[&["_type"], SEARCHED].concat(), &[]);
    let search = searching::of_every_type(rest).fold(search, OperationBuilder::parameter_ref);
    search.response("200", answers::reference(BUNDLE))
}
