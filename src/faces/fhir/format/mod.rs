//! Which form a body has (R4, section 3.1.0.1.11): handlers know JSON, callers speak JSON or XML.
//!
//! This is the one place where forms meet: it makes JSON of what comes in as XML, and XML of what goes out, with
//! errors too. What goes out as JSON passes as it is. It knows no interaction but the reading of a `Binary`, which
//! answers with what it holds.

mod body;
mod media;
mod query;

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::{Error, Kind, Result};
use crate::faces::auth::RequestId;
use crate::faces::fhir::{binary, outcome};
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::fhir::xml::Layout;

pub(super) use body::whole;
use media::Accepted;
pub(super) use media::{Form, MediaType};
pub(super) use query::{
    FORMAT, NoParameters, PRETTY, parameters, unknown, with_query, without_format, wrong,
};

/// What the layer needs to know of the server.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    /// Who may come in: a body of somebody else is not read.
    pub(super) shared: Shared,
    /// How long a request may take.
    pub(super) limit: Duration,
}

/// Reads what comes in and writes what goes out in the forms that the caller speaks; refuses others before any work
/// is done. Errors get their OperationOutcome here.
pub(super) async fn negotiate(State(settings): State<Settings>, request: Request, next: Next) -> Response {
    let request_id = request.extensions().get::<RequestId>().cloned();
    let told = |refusal: Refusal| outcome::rendered(refusal.into_response(), request_id.as_ref());
    let holds_content = binary::is_read(&request);
    let mut asked = Asked::default();
    let answered = tokio::time::timeout(settings.limit, async {
        let (request, pairs) = body::with_form(request, &settings.shared).await?;
        asked = Asked::of(&pairs, request.headers(), holds_content)?;
        let request = body::as_json(request, &settings.shared).await?;
        Ok::<Response, Refusal>(next.run(request).await)
    });
    let mut response = match answered.await {
        Ok(Ok(response)) => outcome::rendered(response, request_id.as_ref()),
        Ok(Err(refusal)) => told(refusal),
        Err(_) => told(too_slow().into()),
    };
    if holds_content {
        let content = binary::content(response, |media_type| asked.prefers_content(media_type)).await;
        response = content.unwrap_or_else(|error| told(error.into()));
    }
    let mut response = asked.render(response).await.unwrap_or_else(|error| told(error.into()));
    response.headers_mut().append(VARY, HeaderValue::from_static("accept"));
    response
}

fn too_slow() -> Error {
    let message = "The request took longer than this server allows (setting request_timeout).";
    Error::new(Kind::Unavailable, "timeout", message)
}

/// How a caller wants to be answered.
#[derive(Debug)]
struct Asked {
    accepted: Accepted,
    form: Form,
    content_type: String,
    is_pretty: bool,
}

impl Default for Asked {
    fn default() -> Self {
        let content_type = "application/fhir+json; charset=utf-8".to_owned();
        Self { accepted: Accepted::parse("*/*"), form: Form::Json, content_type, is_pretty: false }
    }
}

impl Asked {
    /// Reads the parameters and headers. `_format` stands above `Accept`. Where the content of a `Binary` may answer,
    /// only that content can tell whether anything acceptable is there.
    fn of(pairs: &[(String, String)], headers: &HeaderMap, holds_content: bool) -> Result<Self> {
        let is_pretty = match one(pairs, PRETTY)? {
            None | Some("false") => false,
            Some("true") => true,
            Some(value) => return Err(wrong(PRETTY, value, "true or false")),
        };
        let wanted = match one(pairs, FORMAT)? {
            Some(format) => Some(format.to_owned()),
            None => accept(headers),
        };
        let Some(wanted) = wanted else {
            return Ok(Self { is_pretty, ..Self::default() });
        };
        let accepted = Accepted::parse(&wanted);
        let forms = [Form::Json, Form::Xml];
        let best = accepted.best(&forms.map(Form::names));
        let Some((form, named)) = best.and_then(|(offer, named)| Some((*forms.get(offer)?, named))) else {
            if holds_content {
                return Ok(Self { accepted, is_pretty, ..Self::default() });
            }
            return Err(not_acceptable(&wanted));
        };
        let version = if named.names_version { "; fhirVersion=4.0" } else { "" };
        let content_type = format!("{}; charset=utf-8{version}", form.answer(Some(&named.name)));
        Ok(Self { accepted, form, content_type, is_pretty })
    }

    /// Whether the caller wants content of this media type more than a resource that holds it. A resource is wanted
    /// where one of FHIR's own media types is named (R4, section 2.5.4).
    fn prefers_content(&self, media_type: &str) -> Result<bool> {
        let content = MediaType::parse(media_type);
        let offers = [&[content.name.as_str()] as &[&str], Form::Json.names(), Form::Xml.names()];
        match self.accepted.best(&offers) {
            Some((offer, _)) => Ok(offer == 0 && !content.is_fhirs_own()),
            None => {
                let message = format!(
                    "This is offered as '{}', as application/fhir+json and as application/fhir+xml.",
                    content.name
                );
                Err(Error::new(Kind::NotAcceptable, "not-acceptable", message))
            }
        }
    }

    /// Writes a response's resource in the form that was asked for.
    async fn render(&self, response: Response) -> Result<Response> {
        if !body::is_resource(&response) {
            return Ok(response);
        }
        let mut response = match (self.form, self.is_pretty) {
            (Form::Json, false) => response,
            (Form::Json, true) => body::rewritten(response, body::prettily).await?,
            (Form::Xml, false) => {
                body::rewritten(response, |text| body::in_xml(text, Layout::Compact)).await?
            }
            (Form::Xml, true) => {
                body::rewritten(response, |text| body::in_xml(text, Layout::Indented)).await?
            }
        };
        if let Ok(content_type) = HeaderValue::from_str(&self.content_type) {
            response.headers_mut().insert(CONTENT_TYPE, content_type);
        }
        Ok(response)
    }
}

/// The value of a parameter that stands once.
fn one<'p>(pairs: &'p [(String, String)], name: &str) -> Result<Option<&'p str>> {
    let mut values = pairs.iter().filter(|(own, _)| own == name).map(|(_, value)| value.as_str());
    let first = values.next();
    match values.find(|value| Some(*value) != first) {
        None => Ok(first),
        Some(value) => Err(wrong(name, value, "given once")),
    }
}

/// What the `Accept` headers say, if they say anything.
fn accept(headers: &HeaderMap) -> Option<String> {
    let values: Vec<_> =
        headers.get_all(ACCEPT).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    let accept = values.join(",");
    (!accept.trim().is_empty()).then_some(accept)
}

fn not_acceptable(wanted: &str) -> Error {
    let message = format!(
        "'{wanted}' is not offered; the FHIR face answers application/fhir+json and application/fhir+xml, in FHIR 4.0 and UTF-8."
    );
    Error::new(Kind::NotAcceptable, "not-acceptable", message)
}
