//! A call of an operation, read from a request: which operation, on what, by whom, with which parameters.

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::{HeaderMap, Method};
use serde::Deserialize;

use crate::error::{Error, Kind, Result};
use crate::faces::auth::{Reading, Writing};
use crate::faces::fhir::format::{parameters, without_format};
use crate::faces::fhir::operation::input::Input;
use crate::faces::fhir::target;
use crate::faces::payload::Payload;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::fhir::{Resource, ResourceType};
use crate::kernel::operations::{self, Definition, Level};
use crate::kernel::{Context, Key};

/// A call that was understood, by a caller who may make it.
#[derive(Debug)]
pub(in crate::faces::fhir) struct Call {
    /// The operation.
    pub(super) definition: &'static Definition,
    /// Who calls.
    pub(super) context: Context,
    /// What it is called on.
    pub(super) target: Target,
    /// What it is given.
    pub(super) input: Input,
    /// Whether it is called by POST.
    pub(super) is_post: bool,
    /// The request's headers, for conditions and preferences.
    pub(super) headers: HeaderMap,
}

/// What an operation is called on.
#[derive(Debug, Clone)]
pub(in crate::faces::fhir) enum Target {
    /// The whole server.
    System,
    /// A type.
    Type(ResourceType),
    /// A resource.
    Instance(Key),
    /// A version of a resource.
    Version(Key, u64),
}

/// A path's parts as text.
#[derive(Debug, Deserialize)]
struct Named {
    operation: String,
    r#type: Option<String>,
    id: Option<String>,
    version: Option<String>,
}

impl FromRequest<Shared> for Call {
    type Rejection = Refusal;

    async fn from_request(request: Request, shared: &Shared) -> Result<Self, Refusal> {
        let (mut parts, body) = request.into_parts();
        let Reading(reader) = Reading::of(&parts, shared)?;
        let Path(named) = Path::<Named>::from_request_parts(&mut parts, shared).await.map_err(|_| {
            Error::new(Kind::NotFound, "unknown-address", "The address is not readable as UTF-8.")
        })?;
        let target = Target::of(&named)?;
        let definition = find(&named.operation, &target)?;
        let context = match definition.affects_state {
            true => Writing::of(&parts, shared)?.0,
            false => reader,
        };
        if definition.affects_state && parts.method != Method::POST {
            let message = format!("${} changes what is stored, so it is called by POST.", definition.code);
            return Err(Error::new(Kind::MethodNotAllowed, "method-not-allowed", message).into());
        }
        let pairs = without_format(parameters(&parts.uri));
        let (method, headers) = (parts.method.clone(), parts.headers.clone());
        let Payload(body) = Payload::from_request(Request::from_parts(parts, body), shared).await?;
        let body = match method == Method::POST && !body.is_empty() {
            true => Some(Resource::parse(&body)?),
            false => None,
        };
        let input = Input::read(definition, &pairs, body)?;
        Ok(Self { definition, context, target, input, is_post: method == Method::POST, headers })
    }
}

impl Target {
    fn of(named: &Named) -> Result<Self> {
        Ok(match (&named.r#type, &named.id, &named.version) {
            (None, _, _) => Self::System,
            (Some(name), None, _) => Self::Type(target::type_named(name)?),
            (Some(name), Some(id), None) => Self::Instance(target::key(name, id)?),
            (Some(name), Some(id), Some(version)) => {
                Self::Version(target::key(name, id)?, target::version(version)?)
            }
        })
    }

    /// The level at which the call stands.
    pub(super) fn level(&self) -> Level {
        match self {
            Self::System => Level::System,
            Self::Type(resource_type) => Level::Type(*resource_type),
            Self::Instance(key) => Level::Instance(key.resource_type),
            Self::Version(key, _) => Level::Version(key.resource_type),
        }
    }

    /// The resource that the call is on, if it is on one.
    pub(super) fn key(&self) -> Option<&Key> {
        match self {
            Self::System | Self::Type(_) => None,
            Self::Instance(key) | Self::Version(key, _) => Some(key),
        }
    }
}

/// The operation of a name at a level; an unknown one is refused with those that there are.
fn find(code: &str, target: &Target) -> Result<&'static Definition> {
    let level = target.level();
    operations::find(code, level).ok_or_else(|| {
        let shown: String = code.chars().take(80).collect();
        let mut offered: Vec<String> =
            operations::offered(level).map(|definition| format!("${}", definition.code)).collect();
        offered.sort_unstable();
        let place = match target {
            Target::System => "the whole server".to_owned(),
            Target::Type(resource_type) => format!("the type {resource_type}"),
            Target::Instance(key) => format!("an instance of {}", key.resource_type),
            Target::Version(key, _) => format!("a version of an instance of {}", key.resource_type),
        };
        let message =
            format!("There is no operation '${shown}' on {place}; there are {}.", offered.join(", "));
        Error::new(Kind::NotFound, "unknown-operation", message)
    })
}
