//! An address with its operations. What all of them take stands at the address, once.

use utoipa::openapi::RefOr;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, PathItem, PathsBuilder};

use crate::faces::fhir::openapi::{answers, parameters};

/// An operation with the method that it answers to.
pub(super) type Operation = (HttpMethod, OperationBuilder);

/// What every interaction takes.
const FORM: [&str; 2] = ["_format", "_pretty"];

/// Adds an address with its operations, if it has any. What is named in braces is a parameter of them all.
pub(super) fn add(paths: PathsBuilder, path: String, operations: Vec<Operation>) -> PathsBuilder {
    let items = operations.into_iter().map(|(method, operation)| PathItem::new(method, operation.build()));
    let merged = items.reduce(|mut all, one| {
        all.merge_operations(one);
        all
    });
    let Some(mut item) = merged else { return paths };
    let taken = parameters::in_address(&path).chain(FORM).map(parameters::reference);
    item.parameters = Some(taken.map(RefOr::Ref).collect());
    paths.path(path, item)
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
    answers::refusals(failures)
        .fold(operation, |operation, (status, answer)| operation.response(status, answer))
}
