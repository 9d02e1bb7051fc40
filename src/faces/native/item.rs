//! One thing: made, read, replaced, changed in part, deleted.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use crate::error::{At, Error, Issue, Kind, Result};
use crate::faces::auth::{Reading, Writing};
use crate::faces::native::body;
use crate::faces::native::in_path::{InPath, no_parameters};
use crate::faces::native::resource::Resource;
use crate::faces::payload::Payload;
use crate::faces::reply::Refusal;
use crate::faces::state::Shared;
use crate::fhir::{self, Id, datetime};
use crate::kernel::{Context, Kernel, Key, Outcome, Scope, Version, Written};
use crate::mapping::{self, Mapped};

/// `GET /api/v1/{path}/{id}`.
pub(super) async fn get<R: Resource>(
    State(shared): State<Shared>,
    Reading(context): Reading,
    InPath(id): InPath,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (version, model) = present::<R>(&shared.kernel, &context, &key::<R>(&id)?).await?;
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let etag = etag(version.number);
    // What is computed may have changed although the version has not.
    if !R::COMPUTES && known.is_some_and(|known| known.split(',').any(|one| is_or_any(one, &etag))) {
        return Ok(with_etag(StatusCode::NOT_MODIFIED.into_response(), version.number));
    }
    answer::<R>(&shared.kernel, &context, StatusCode::OK, &version, model).await
}

/// `POST /api/v1/{path}`.
pub(super) async fn create<R: Resource>(
    State(shared): State<Shared>,
    Writing(context): Writing,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    Payload(bytes): Payload,
) -> Result<Response, Refusal> {
    no_parameters(query.as_deref())?;
    create_of::<R>(&shared, &context, body::read(&headers, &bytes)?).await
}

/// Makes a thing of what the wire says of it.
pub(super) async fn create_of<R: Resource>(
    shared: &Shared,
    context: &Context,
    fields: R::Fields,
) -> Result<Response, Refusal> {
    let resource = R::model(fields)?.to_fhir();
    shared.kernel.require_targets(context, &resource).await?;
    let written = shared.kernel.create(context, resource).await.map_err(|error| pointed(error, R::PLACES))?;
    made::<R>(shared, context, written).await
}

/// `PUT /api/v1/{path}/{id}`: replaces what the API can write; what others wrote beside it through FHIR stays.
/// Makes the thing when there is none.
pub(super) async fn replace<R: Resource>(
    State(shared): State<Shared>,
    Writing(context): Writing,
    InPath(id): InPath,
    headers: HeaderMap,
    Payload(bytes): Payload,
) -> Result<Response, Refusal> {
    let key = key::<R>(&id)?;
    let model = R::model(body::read(&headers, &bytes)?)?;
    match present::<R>(&shared.kernel, &context, &key).await {
        Ok((version, _)) => {
            let expected = if_match(&headers, &version)?;
            put::<R>(&shared, &context, &version, model, expected).await
        }
        Err(error)
            if matches!(error.kind(), Kind::NotFound | Kind::Gone) && error.code() != "other-thing" =>
        {
            if headers.contains_key(header::IF_MATCH) {
                return Err(error.into());
            }
            let fresh = identified(model, &key).to_fhir();
            shared.kernel.require_targets(&context, &fresh).await?;
            let written = shared.kernel.make(&context, fresh).await;
            let written = written.map_err(|error| pointed(error, R::PLACES))?;
            made::<R>(&shared, &context, written).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `PATCH /api/v1/{path}/{id}`: a JSON Merge Patch (RFC 7396) of what the API can write.
pub(super) async fn patch<R: Resource>(
    State(shared): State<Shared>,
    Writing(context): Writing,
    InPath(id): InPath,
    headers: HeaderMap,
    Payload(bytes): Payload,
) -> Result<Response, Refusal> {
    let patch = body::merge_patch(&headers, &bytes)?;
    let (version, model) = present::<R>(&shared.kernel, &context, &key::<R>(&id)?).await?;
    let expected = if_match(&headers, &version)?;
    let mut fields = value(&R::fields(&model))?;
    body::merge(&mut fields, patch);
    let model = R::model(body::fields(fields)?)?;
    put::<R>(&shared, &context, &version, model, expected).await
}

/// `DELETE /api/v1/{path}/{id}`.
pub(super) async fn delete<R: Resource>(
    State(shared): State<Shared>,
    Writing(context): Writing,
    InPath(id): InPath,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (version, _) = present::<R>(&shared.kernel, &context, &key::<R>(&id)?).await?;
    let expected = if_match(&headers, &version)?;
    shared.kernel.delete(&context, version.key, Some(expected)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The things that versions hold. A resource of the right type that is no such thing is left out: others may
/// keep what they like through FHIR.
pub(super) fn models<R: Resource>(versions: &[Version]) -> Vec<(&Version, R::Model)> {
    let read = |version: &Version| thing::<R>(version).ok().flatten();
    versions.iter().filter_map(|version| Some((version, read(version)?))).collect()
}

/// A thing on the wire: its id, its fields, what is computed, and its version.
pub(super) fn render<R: Resource>(
    version: &Version,
    model: &R::Model,
    computed: &R::Computed,
) -> Result<Value> {
    let mut members = Map::new();
    members.insert("id".to_owned(), version.key.id.to_string().into());
    for part in [value(&R::fields(model))?, value(computed)?] {
        if let Value::Object(part) = part {
            members.extend(part);
        }
    }
    members.insert("version".to_owned(), version.number.into());
    members.insert("updated_at".to_owned(), datetime::format_instant(version.at).into());
    Ok(Value::Object(members))
}

async fn put<R: Resource>(
    shared: &Shared,
    context: &Context,
    stored: &Version,
    model: R::Model,
    expected: u64,
) -> Result<Response, Refusal> {
    let written = lay_over(shared, context, stored, model, expected).await;
    let written = written.map_err(|error| pointed(error, R::PLACES))?;
    made::<R>(shared, context, written).await
}

/// Writes a thing over a stored version, which must still be the present one.
pub(super) async fn lay_over<M: Mapped + Send>(
    shared: &Shared,
    context: &Context,
    stored: &Version,
    model: M,
    expected: u64,
) -> Result<Written> {
    if !context.caller.sees_all_of(M::RESOURCE_TYPE) {
        // What was hidden from the caller would be lost.
        context.caller.require(Scope::Personal)?;
    }
    let fresh = identified(model, &stored.key);
    shared.kernel.require_targets(context, &fresh.to_fhir()).await?;
    let whole = mapping::overlay(&fhir::Resource::stored(&stored.body)?, &fresh);
    shared.kernel.update(context, whole, Some(expected)).await
}

/// Says of an error about elements of a resource where these stand on the wire.
pub(super) fn pointed(error: Error, places: &[(&str, &str)]) -> Error {
    error.map_places(|at| match &at {
        Some(At::Expression(expression)) => {
            let (element, indexes) = without_indexes(expression);
            let place = places.iter().find(|(known, _)| *known == element);
            let pointer = place.map(|(_, pointer)| At::Pointer(with_indexes(pointer, &indexes)));
            pointer.or_else(|| at.clone())
        }
        _ => at,
    })
}

/// An expression with `#` for each place in a list, and the places.
fn without_indexes(expression: &str) -> (String, Vec<&str>) {
    let mut indexes = Vec::new();
    let mut pieces = expression.split('[');
    let mut element = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (index, rest) = piece.split_once(']').unwrap_or((piece, ""));
        indexes.push(index);
        element.push_str("[#]");
        element.push_str(rest);
    }
    (element, indexes)
}

/// A pointer with places instead of each `#`, in order.
fn with_indexes(pointer: &str, indexes: &[&str]) -> String {
    indexes.iter().fold(pointer.to_owned(), |pointer, index| pointer.replacen('#', index, 1))
}

/// The answer to a change.
async fn made<R: Resource>(
    shared: &Shared,
    context: &Context,
    written: Written,
) -> Result<Response, Refusal> {
    let version = written.version.ok_or_else(|| Error::internal("write", "a change has no version"))?;
    let model = R::Model::from_fhir(&fhir::Resource::stored(&version.body)?)?;
    let status = if written.outcome == Outcome::Created { StatusCode::CREATED } else { StatusCode::OK };
    let mut response = answer::<R>(&shared.kernel, context, status, &version, model).await?;
    if written.outcome == Outcome::Created {
        let place = format!("{}/api/v1/{}/{}", shared.base_url, R::PATH, version.key.id);
        insert(&mut response, header::LOCATION, &place);
    }
    Ok(response)
}

/// A thing as the answer.
pub(super) async fn answer<R: Resource>(
    kernel: &Kernel,
    context: &Context,
    status: StatusCode,
    version: &Version,
    model: R::Model,
) -> Result<Response, Refusal> {
    let models = [model];
    let computed = R::compute(kernel, context, &models).await?;
    let ([model], Some(computed)) = (&models, computed.first()) else {
        return Err(Error::internal("compute", "nothing was worked out for a thing").into());
    };
    let response = (status, axum::Json(render::<R>(version, model, computed)?)).into_response();
    Ok(with_etag(response, version.number))
}

/// The key of a thing.
pub(super) fn key<R: Resource>(id: &str) -> Result<Key> {
    Ok(Key::new(R::Model::RESOURCE_TYPE, Id::parse(id)?))
}

/// The thing as it is now. A resource of that id that is another thing is not found here.
pub(super) async fn present<R: Resource>(
    kernel: &Kernel,
    context: &Context,
    key: &Key,
) -> Result<(Version, R::Model)> {
    let version = kernel.read(context, key).await.map_err(|error| named::<R>(error, key))?;
    let model = thing::<R>(&version)?.ok_or_else(|| other::<R>(key))?;
    Ok((version, model))
}

/// The thing that a version holds; `None` when it holds another.
pub(super) fn thing<R: Resource>(version: &Version) -> Result<Option<R::Model>> {
    let resource = fhir::Resource::stored(&version.body)?;
    Ok(R::Model::from_fhir(&resource).ok().filter(|model| R::admits(&resource, model)))
}

/// The error for an id under which something else is kept.
pub(super) fn other<R: Resource>(key: &Key) -> Error {
    let message = format!("'{}' is the id of something else than {}.", key.id, R::ONE);
    Error::new(Kind::NotFound, "other-thing", message)
}

/// Says in the native face's words that something is not there.
pub(super) fn named<R: Resource>(error: Error, key: &Key) -> Error {
    let message = match error.kind() {
        Kind::NotFound => format!("There is no {} with the id '{}'.", bare(R::ONE), key.id),
        Kind::Gone => format!("The {} '{}' has been deleted.", bare(R::ONE), key.id),
        _ => return error,
    };
    Error::new(error.kind(), error.code(), message)
}

fn bare(one: &str) -> &str {
    one.split_once(' ').map_or(one, |(_, noun)| noun)
}

fn identified<M: Mapped>(mut model: M, key: &Key) -> M {
    model.set_id(key.id.to_string());
    model
}

/// The version that `If-Match` names, which must be the present one.
pub(super) fn if_match(headers: &HeaderMap, version: &Version) -> Result<u64> {
    let present = etag(version.number);
    let Some(value) = headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok()) else {
        let message =
            format!("Say which version you change: send 'If-Match: {present}', the ETag that you read.");
        let issue = Issue::error("if-match-required", message).at_parameter("If-Match");
        return Err(Error::with(Kind::PreconditionRequired, issue));
    };
    if value.split(',').any(|one| matches!(one.trim(), "*") || one.trim() == present) {
        return Ok(version.number);
    }
    let message =
        format!("It has changed since: it is at {present} by now. Read it again and repeat the change.");
    let issue = Issue::error("stale", message).at_parameter("If-Match");
    Err(Error::with(Kind::PreconditionFailed, issue))
}

/// Whether a condition's member is the wildcard or this ETag, by the weak comparison that `If-None-Match` asks
/// for (RFC 9110, section 13.1.2).
pub(super) fn is_or_any(member: &str, etag: &str) -> bool {
    let member = member.trim();
    member == "*" || member.strip_prefix("W/").unwrap_or(member) == etag
}

/// A strong ETag (RFC 9110, section 8.8.3).
fn etag(number: u64) -> String {
    format!("\"{number}\"")
}

fn with_etag(mut response: Response, number: u64) -> Response {
    insert(&mut response, header::ETAG, &etag(number));
    response
}

fn insert(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// A part of an answer as JSON.
pub(super) fn value<T: serde::Serialize>(part: &T) -> Result<Value> {
    serde_json::to_value(part).map_err(|error| Error::internal("a thing cannot be written", error))
}
