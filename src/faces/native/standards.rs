//! `/standards`: the codes that interfaces and integrations speak of. They are kept as one CodeSystem, so they are
//! read here and written through FHIR.

use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::{Error, Issue, Kind, Result};
use crate::faces::auth::Reading;
use crate::faces::native::Face;
use crate::faces::native::in_path::InPath;
use crate::faces::native::openapi::beside::{Beside, Example};
use crate::faces::native::openapi::parameters;
use crate::faces::native::wire::TranslationBody;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::fhir::{Id, Resource};
use crate::kernel::{Context, Kernel, Key};
use crate::mapping::code_system;
use crate::model::{Localized, Standard};

/// What they are, for the documentation.
const ABOUT: &str =
    "The standards that interfaces and integrations speak, by code. They are written through FHIR.";

/// Serves them.
pub(super) fn add(face: Face) -> Face {
    let example = || {
        StandardBody::of(&Standard {
            code: "fhir-r4".to_owned(),
            name: Localized::new("HL7 FHIR R4"),
            definition: Some("Resources for the exchange of health data, release 4.".to_owned()),
            url: Some("https://hl7.org/fhir/R4/".to_owned()),
        })
    };
    let read = |path, id, summary, answer, parameters| Beside {
        tag: "standards",
        path,
        id,
        summary,
        answer,
        parameters,
    };
    let all = read("/standards", "listStandards", "Lists the standards.", "All standards.", Vec::new());
    let one = read(
        "/standards/{code}",
        "getStandard",
        "Reads a standard.",
        "The standard.",
        vec![parameters::code()],
    );
    let document = face
        .document
        .tag("standards", ABOUT)
        .schema::<StandardsBody>()
        .read(all, Example::of(&StandardsBody { data: vec![example()], next: None }))
        .read(one, Example::of(&example()));
    let routes = face.routes.route("/standards", get(list)).route("/standards/{code}", get(get_one));
    Face { routes, document }
}

/// An interoperability standard.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Standard)]
struct StandardBody {
    /// Its stable code: `fhir-r4`.
    code: String,
    /// Its name.
    name: String,
    /// The name in other languages.
    name_translations: Vec<TranslationBody>,
    /// What it is, in a sentence.
    definition: Option<String>,
    /// Its home page.
    url: Option<String>,
}

impl StandardBody {
    fn of(standard: &Standard) -> Self {
        Self {
            code: standard.code.clone(),
            name: standard.name.text.clone(),
            name_translations: TranslationBody::all(&standard.name),
            definition: standard.definition.clone(),
            url: standard.url.clone(),
        }
    }
}

/// All standards.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StandardPage)]
struct StandardsBody {
    /// The standards.
    data: Vec<StandardBody>,
    /// Always null: the list is one page.
    next: Option<String>,
}

/// `GET /api/v1/standards`.
async fn list(
    State(shared): State<Shared>,
    Reading(context): Reading,
    uri: Uri,
) -> Result<Response, Refusal> {
    let mut asked = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    if let Some((name, _)) = asked.next() {
        let message = format!("The list of standards has no parameter '{name}'; it has none.");
        let issue = Issue::error("unknown-parameter", message).at_parameter(name.as_ref());
        return Err(Error::with(Kind::Invalid, issue).into());
    }
    let standards = all(&shared.kernel, &context).await?;
    let data = standards.iter().map(StandardBody::of).collect();
    Ok(axum::Json(StandardsBody { data, next: None }).into_response())
}

/// `GET /api/v1/standards/{code}`.
async fn get_one(
    State(shared): State<Shared>,
    Reading(context): Reading,
    InPath(code): InPath,
) -> Result<Response, Refusal> {
    let standards = all(&shared.kernel, &context).await?;
    let Some(standard) = standards.iter().find(|standard| standard.code == code) else {
        let message = format!("There is no standard with the code '{code}'; /api/v1/standards lists them.");
        return Err(Error::new(Kind::NotFound, "not-found", message).into());
    };
    Ok(axum::Json(StandardBody::of(standard)).into_response())
}

/// The concepts of the CodeSystem; none when it is not stored.
async fn all(kernel: &Kernel, context: &Context) -> Result<Vec<Standard>> {
    let key = Key::new(code_system::RESOURCE_TYPE, Id::parse(code_system::STANDARDS_ID)?);
    let found = kernel.read_many(context, &[key]).await?;
    match found.first() {
        Some(version) => code_system::read_standards(&Resource::stored(&version.body)?),
        None => Ok(Vec::new()),
    }
}
