//! OperationOutcome (R4, section 2.38): what a caller of the FHIR face is told about errors.

use std::any::Any;

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::error::{At, Error, Issue, Kind, Severity};
use crate::faces::auth::RequestId;
use crate::faces::fhir::reply::FHIR_JSON;
use crate::faces::reply::{Refusal, Refused};

/// The response; a refused one with the OperationOutcome of its error as its body.
pub(super) fn rendered(mut response: Response, request_id: Option<&RequestId>) -> Response {
    let Some(Refused(error)) = response.extensions_mut().remove::<Refused>() else {
        return response;
    };
    if error.kind() == Kind::Internal {
        let request = request_id.map(|id| id.0.as_str()).unwrap_or_default();
        tracing::error!(%error, request, "a request to the FHIR face failed");
    }
    *response.body_mut() = outcome(&error, request_id).to_string().into();
    response.headers_mut().remove(CONTENT_LENGTH);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(FHIR_JSON));
    response
}

/// What is answered when a handler panics: a fault of ours, whose message is only logged.
pub(super) fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let said = panic.downcast_ref::<String>().map(String::as_str);
    let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a word");
    Refusal(Error::internal("a handler panicked", said)).into_response()
}

/// The OperationOutcome of an error.
pub(super) fn outcome(error: &Error, request_id: Option<&RequestId>) -> Value {
    let mut outcome = of_issues(error.issues().iter().map(|issue| (error.kind(), issue)));
    if let (Some(RequestId(id)), Some(outcome)) = (request_id, outcome.as_object_mut()) {
        outcome.insert("id".to_owned(), Value::String(id.clone()));
    }
    outcome
}

/// The OperationOutcome of issues, each with the kind of refusal that it is or would be part of.
pub(super) fn of_issues<'a>(issues: impl Iterator<Item = (Kind, &'a Issue)>) -> Value {
    let issues: Vec<Value> = issues.map(|(kind, one)| issue(kind, one)).collect();
    json!({ "resourceType": "OperationOutcome", "issue": issues })
}

fn issue(kind: Kind, issue: &Issue) -> Value {
    let severity = match issue.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information => "information",
    };
    let mut rendered = Map::new();
    rendered.insert("severity".to_owned(), severity.into());
    let issue_type = match issue.severity {
        Severity::Information => "informational",
        Severity::Error | Severity::Warning => issue_type(kind, issue.code),
    };
    rendered.insert("code".to_owned(), issue_type.into());
    let coding = json!({ "system": "https://w3id.org/relais/fhir/CodeSystem/issue", "code": issue.code });
    rendered.insert("details".to_owned(), json!({ "coding": [coding], "text": issue.message }));
    // Many clients show the diagnostics and nothing else.
    rendered.insert("diagnostics".to_owned(), issue.message.clone().into());
    match &issue.at {
        Some(At::Expression(expression)) => {
            rendered.insert("expression".to_owned(), json!([expression]));
        }
        // R4 has no FHIRPath for what is not in a resource; this is how it locates parameters and headers.
        Some(At::Parameter(name)) => {
            rendered.insert("location".to_owned(), json!([format!("http:{name}")]));
        }
        Some(At::Pointer(pointer)) => {
            rendered.insert("location".to_owned(), json!([pointer]));
        }
        None => {}
    }
    Value::Object(rendered)
}

/// The standard's word (code system `issue-type`) for what went wrong.
fn issue_type(kind: Kind, code: &str) -> &'static str {
    match kind {
        _ if code == "invariant" => "invariant",
        Kind::Invalid => match code {
            "invalid-json" | "invalid-xml" | "unknown-element" | "unknown-attribute" | "unexpected-text"
            | "wrong-namespace" | "wrong-order" | "wrong-type" | "empty" => "structure",
            "missing-element" | "missing-id" | "missing-resource-type" => "required",
            "invalid-value" | "invalid-id" | "invalid-parameter-value" => "value",
            "unknown-code" => "code-invalid",
            "unknown-parameter" | "unknown-modifier" | "not-supported" => "not-supported",
            "duplicate-identity" => "duplicate",
            _ => "invalid",
        },
        Kind::Unprocessable => match code {
            "not-supported" => "not-supported",
            "too-costly" => "too-costly",
            _ => "business-rule",
        },
        Kind::NotFound => "not-found",
        Kind::Gone => "deleted",
        Kind::Conflict | Kind::PreconditionFailed | Kind::PreconditionRequired => "conflict",
        Kind::MethodNotAllowed | Kind::NotAcceptable | Kind::UnsupportedMediaType => "not-supported",
        Kind::TooLarge => "too-long",
        Kind::Unauthenticated => "login",
        Kind::Forbidden => "forbidden",
        Kind::Unavailable if code == "too-costly" => "too-costly",
        Kind::Unavailable => "transient",
        Kind::Internal => "exception",
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_answered_without_what_it_said() {
        let response = rendered(panicked(Box::new("a secret of the inside")), None);
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let outcome: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(outcome["issue"][0]["code"], "exception");
        assert!(!outcome.to_string().contains("secret"), "{outcome}");
    }
}
