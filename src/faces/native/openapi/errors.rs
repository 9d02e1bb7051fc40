//! The error answers that all operations share.

use serde_json::{Value, json};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::{Components, Content, Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

/// An error (RFC 9457).
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "it is the shape that the documentation shows; the renderer writes JSON directly"
)]
struct Problem {
    /// A stable address of this kind of problem.
    r#type: String,
    /// A stable code, the last part of `type`.
    code: String,
    /// What went wrong, in short.
    title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What went wrong, where, and what would be right.
    detail: String,
    /// Everything that is wrong.
    errors: Vec<ProblemItem>,
    /// The name of the request, to quote when asking for help.
    request_id: String,
}

/// One of the things that are wrong.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "it is the shape that the documentation shows; the renderer writes JSON directly"
)]
struct ProblemItem {
    /// A stable code.
    code: String,
    /// What is wrong, and what would be right.
    detail: String,
    /// Where in the body: a JSON pointer (RFC 6901).
    pointer: Option<String>,
    /// Which parameter or header.
    parameter: Option<String>,
    /// Where in the FHIR resource that the body stands for.
    expression: Option<String>,
    /// `warning` when the request was carried out nevertheless.
    severity: Option<String>,
}

/// The shared answers: status, name, title, code and an example sentence.
const ANSWERS: [(u16, &str, &str, &str, &str); 13] = [
    (
        400,
        "BadRequest",
        "The request is not understood",
        "unknown-parameter",
        "The list of action items has no parameter 'state'. It has: status, owner, due.",
    ),
    (
        401,
        "Unauthorized",
        "A token is needed",
        "unauthenticated",
        "Send a token that this server knows: 'Authorization: Bearer …'.",
    ),
    (
        403,
        "Forbidden",
        "Not allowed",
        "missing-scope",
        "This needs the scope 'write', which the token does not have.",
    ),
    (404, "NotFound", "Not found", "not-found", "There is no action item with the id '7'."),
    (
        406,
        "NotAcceptable",
        "Not acceptable",
        "not-acceptable",
        "None of 'image/png' can be answered; there are application/json, text/markdown, text/html.",
    ),
    (410, "Gone", "Deleted", "deleted", "The action item '7' has been deleted."),
    (
        409,
        "Conflict",
        "Conflict",
        "conflict",
        "Others kept changing the same resources at the same time. Try again.",
    ),
    (
        412,
        "PreconditionFailed",
        "Changed in the meantime",
        "stale",
        "It has changed since: it is at \"4\" by now. Read it again and repeat the change.",
    ),
    (413, "TooLarge", "Too large", "too-large", "The body is larger than this server takes."),
    (
        415,
        "UnsupportedMediaType",
        "Media type not supported",
        "unsupported-media-type",
        "Send the body as application/json, not as 'text/plain'.",
    ),
    (
        422,
        "Unprocessable",
        "The content breaks a rule",
        "end-before-start",
        "The meeting ends (10:00) before it starts (11:00).",
    ),
    (
        428,
        "PreconditionRequired",
        "A condition is needed",
        "if-match-required",
        "Say which version you change: send 'If-Match: \"3\"', the ETag that you read.",
    ),
    (
        503,
        "Unavailable",
        "Unavailable for the moment",
        "busy",
        "Too many searches are waiting. Try again shortly.",
    ),
];

/// Adds the schema of problems and the shared answers.
pub(super) fn components(mut components: Components) -> Components {
    for (name, schema) in [("Problem", Problem::schema()), ("ProblemItem", ProblemItem::schema())] {
        components.schemas.insert(name.to_owned(), schema);
    }
    for (status, name, title, code, detail) in ANSWERS {
        let answer = answer(title, &example(status, title, code, detail));
        components.responses.insert(name.to_owned(), RefOr::T(answer));
    }
    components
}

/// References to the shared answers of these statuses, for an operation.
pub(super) fn of(statuses: &[u16]) -> impl Iterator<Item = (String, RefOr<Response>)> {
    let known = ANSWERS.iter().filter(|(status, ..)| statuses.contains(status));
    known.map(|(status, name, ..)| (status.to_string(), RefOr::Ref(Ref::from_response_name(*name))))
}

fn answer(title: &str, example: &Value) -> Response {
    let problem = Content::builder()
        .schema(Some(Ref::from_schema_name("Problem")))
        .example(Some(example.clone()))
        .build();
    ResponseBuilder::new().description(title).content("application/problem+json", problem).build()
}

fn example(status: u16, title: &str, code: &str, detail: &str) -> Value {
    json!({
        "type": format!("https://w3id.org/relais/problems/{code}"),
        "code": code,
        "title": title,
        "status": status,
        "detail": detail,
        "errors": [{ "code": code, "detail": detail }],
        "request_id": "018f3a5e-7c1b-7d7e-9a51-3c7d5a2f1b10",
    })
}
