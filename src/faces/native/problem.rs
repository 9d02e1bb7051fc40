//! Problem documents (RFC 9457): what a caller of the native face is told about errors.

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::middleware::Next;
use axum::response::Response;
use serde_json::{Map, Value, json};

use crate::error::{At, Error, Issue, Kind, Severity};
use crate::faces::auth::RequestId;
use crate::faces::reply::{self, Refused};

/// Gives a refused response its body.
pub(super) async fn render(request: Request, next: Next) -> Response {
    let request_id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let mut response = next.run(request).await;
    let Some(Refused(error)) = response.extensions_mut().remove::<Refused>() else {
        return response;
    };
    if error.kind() == Kind::Internal {
        tracing::error!(%error, request = request_id, "a request to the native face failed");
    }
    *response.body_mut() = document(&error, &request_id).to_string().into();
    response.headers_mut().remove(CONTENT_LENGTH);
    let problem = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(CONTENT_TYPE, problem);
    response
}

/// The problem document of an error.
fn document(error: &Error, request_id: &str) -> Value {
    let status = reply::status(error.kind());
    let first = error.issues().first().map(|issue| issue.message.as_str()).unwrap_or_default();
    json!({
        "type": format!("https://w3id.org/relais/problems/{}", error.code()),
        "code": error.code(),
        "title": title(error.kind()),
        "status": status.as_u16(),
        "detail": first,
        "errors": error.issues().iter().map(problem).collect::<Vec<_>>(),
        "request_id": request_id,
    })
}

fn problem(issue: &Issue) -> Value {
    let mut problem = Map::new();
    problem.insert("code".to_owned(), issue.code.into());
    problem.insert("detail".to_owned(), issue.message.clone().into());
    if issue.severity == Severity::Warning {
        problem.insert("severity".to_owned(), "warning".into());
    }
    match &issue.at {
        Some(At::Pointer(pointer)) => problem.insert("pointer".to_owned(), pointer.clone().into()),
        Some(At::Parameter(name)) => problem.insert("parameter".to_owned(), name.clone().into()),
        Some(At::Expression(expression)) => {
            problem.insert("expression".to_owned(), expression.clone().into())
        }
        None => None,
    };
    Value::Object(problem)
}

/// A short name for what went wrong, the same for each status.
fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::Invalid => "The request is not understood",
        Kind::Unprocessable => "The content breaks a rule",
        Kind::NotFound => "Not found",
        Kind::Gone => "Deleted",
        Kind::Conflict => "Conflict",
        Kind::PreconditionFailed => "Changed in the meantime",
        Kind::PreconditionRequired => "A condition is needed",
        Kind::MethodNotAllowed => "Method not allowed",
        Kind::NotAcceptable => "Not acceptable",
        Kind::UnsupportedMediaType => "Media type not supported",
        Kind::TooLarge => "Too large",
        Kind::Unauthenticated => "A token is needed",
        Kind::Forbidden => "Not allowed",
        Kind::Unavailable => "Unavailable for the moment",
        Kind::Internal => "A fault of the server",
    }
}
