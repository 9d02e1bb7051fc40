//! A call of an operation, read from a request: which operation, on what, by whom, with which parameters.

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::Method;
use axum::http::header::IF_MATCH;
use serde::Deserialize;

use crate::error::{Error, Kind, Result};
use crate::faces::auth::{Reading, Writing};
use crate::faces::fhir::format::{parameters, without_format};
use crate::faces::fhir::operation::input::Input;
use crate::faces::fhir::{preconditions, target};
use crate::faces::payload::Payload;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::fhir::{Resource, ResourceType};
use crate::kernel::operations::{self, Action, Definition, Level};
use crate::kernel::{Context, Key};

/// A call that was understood, by a caller who may make it.
#[derive(Debug)]
pub(in crate::faces::fhir) struct Call {
    /// The operation.
    pub(in crate::faces::fhir) definition: &'static Definition,
    /// Who calls.
    pub(in crate::faces::fhir) context: Context,
    /// What it is called on.
    pub(in crate::faces::fhir) target: Target,
    /// What it is given.
    pub(in crate::faces::fhir) input: Input,
    /// Whether it is called by POST.
    pub(in crate::faces::fhir) is_post: bool,
    /// The ETag of the version that it expects, as the caller wrote it.
    pub(in crate::faces::fhir) if_match: Option<String>,
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
        let is_post = parts.method == Method::POST;
        let (target, definition) = Self::meant(&named.operation, &named.path(), is_post)?;
        let context = match definition.affects_state {
            true => Writing::of(&parts, shared)?.0,
            false => reader,
        };
        let pairs = without_format(parameters(&parts.uri));
        let if_match = preconditions::text(&parts.headers, &IF_MATCH)?.map(str::to_owned);
        let Payload(body) = Payload::from_request(Request::from_parts(parts, body), shared).await?;
        let body = match is_post && !body.is_empty() {
            true => Some(Resource::parse(&body)?),
            false => None,
        };
        let input = Input::read(definition, &pairs, body)?;
        Ok(Self { definition, context, target, input, is_post, if_match })
    }
}

impl Call {
    /// What the path of a call means: `$code` on what the parts before it name. GET is refused for what changes
    /// something.
    pub(in crate::faces::fhir) fn meant(
        operation: &str,
        path: &[&str],
        is_post: bool,
    ) -> Result<(Target, &'static Definition)> {
        let target = Target::of(path)?;
        let definition = find(operation.strip_prefix('$').unwrap_or(operation), &target)?;
        by_allowed_method(definition, is_post)?;
        Ok((target, definition))
    }

    /// Whether what is stored may be another afterwards.
    pub(in crate::faces::fhir) fn changes_something(&self) -> bool {
        let keeps_document = self.definition.action == Action::Document && self.input.flag("persist");
        self.definition.affects_state || keeps_document
    }
}

/// Refuses GET for what changes something.
fn by_allowed_method(definition: &Definition, is_post: bool) -> Result<()> {
    if is_post || !definition.affects_state {
        return Ok(());
    }
    let message = format!("${} changes what is stored, so it is called by POST.", definition.code);
    Err(Error::new(Kind::MethodNotAllowed, "method-not-allowed", message))
}

impl Named {
    /// The parts of the path below the base, without the operation.
    fn path(&self) -> Vec<&str> {
        let version = self.version.as_deref().map(|version| ["_history", version]);
        let parts = [self.r#type.as_deref(), self.id.as_deref()].into_iter().flatten();
        parts.chain(version.into_iter().flatten()).collect()
    }
}

impl Target {
    /// What a path below the base names.
    fn of(path: &[&str]) -> Result<Self> {
        Ok(match path {
            [] => Self::System,
            [name] => Self::Type(target::type_named(name)?),
            [name, id] => Self::Instance(target::key(name, id)?),
            [name, id, "_history", version] => {
                Self::Version(target::key(name, id)?, target::version(version)?)
            }
            _ => {
                let message = "An operation is called on the base, [type], [type]/[id] or \
                               [type]/[id]/_history/[version].";
                return Err(Error::new(Kind::NotFound, "unknown-address", message));
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
    pub(in crate::faces::fhir) fn key(&self) -> Option<&Key> {
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
