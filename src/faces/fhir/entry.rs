//! One entry of a batch or transaction: what it asks for.

use axum::http::StatusCode;
use serde_json::Value;

use crate::error::{At, Error, Issue, Kind, Result};
use crate::faces::fhir::reply::Reply;
use crate::faces::fhir::{change, create, preconditions, search, target, update};
use crate::faces::state::Shared;
use crate::fhir::{Resource, ResourceType};
use crate::kernel::{Context, Entry, Key, Operation};

/// What an entry asks for, and the URL by which others point to its resource.
#[derive(Debug)]
pub(super) struct Ask {
    pub(super) full_url: Option<String>,
    pub(super) asked: Asked,
}

/// What may be asked for.
#[derive(Debug)]
pub(super) enum Asked {
    /// A change.
    Change(Operation),
    /// Something that changes nothing.
    Read(Read),
}

/// What may be read.
#[derive(Debug)]
pub(super) enum Read {
    /// read.
    Present(Key),
    /// vread.
    Past(Key, u64),
    /// search.
    Search(ResourceType, Vec<(String, String)>),
}

/// Reads an entry. Its errors say where in the Bundle they stand.
pub(super) fn ask(entry: &Value, place: usize) -> Result<Ask> {
    let at = |member: &str| format!("Bundle.entry[{place}].{member}");
    let missing = |member: &str| {
        let message = format!("An entry of a batch or transaction needs {member}.");
        Error::with(Kind::Invalid, Issue::error("missing-element", message).at_expression(at(member)))
    };
    let request = entry.get("request").ok_or_else(|| missing("request"))?;
    let member = |name: &str| request.get(name).and_then(Value::as_str);
    let method = member("method").ok_or_else(|| missing("request.method"))?;
    let url = member("url").ok_or_else(|| missing("request.url"))?;
    for unsupported in ["ifNoneExist", "ifModifiedSince", "ifNoneMatch"] {
        if request.get(unsupported).is_some() {
            let message = format!("'{unsupported}' is not offered in Bundles.");
            let issue =
                Issue::error("not-supported", message).at_expression(at(&format!("request.{unsupported}")));
            return Err(Error::with(Kind::Invalid, issue));
        }
    }
    let asked = asked(entry, method, url, member("ifMatch")).map_err(|error| {
        let rewrite = |found: Option<At>| match found {
            Some(At::Parameter(_)) | None => Some(At::Expression(at("request.url"))),
            Some(inside) => Some(inside),
        };
        error.map_places(rewrite)
    })?;
    let full_url = entry.get("fullUrl").and_then(Value::as_str).map(str::to_owned);
    Ok(Ask { full_url, asked })
}

fn asked(entry: &Value, method: &str, url: &str, if_match: Option<&str>) -> Result<Asked> {
    let (path, query) = url.split_once('?').map_or((url, None), |(path, query)| (path, Some(query)));
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let resource = || {
        let value = entry.get("resource").cloned().unwrap_or_default();
        Resource::from_value(value)
    };
    let if_match = if_match.map(preconditions::version_of).transpose()?;
    Ok(match (method, parts.as_slice(), query) {
        ("POST", [name], None) if if_match.is_none() => {
            Asked::Change(Operation::Create(create::of_type(resource()?, ResourceType::parse(name)?)?))
        }
        ("PUT", [name, id], None) => {
            let resource = update::under_its_id(resource()?, &target::key(name, id)?)?;
            Asked::Change(Operation::Update { resource, if_match })
        }
        ("DELETE", [name, id], None) => {
            Asked::Change(Operation::Delete { key: target::key(name, id)?, if_match })
        }
        ("GET", [name, id], None) => Asked::Read(Read::Present(target::key(name, id)?)),
        ("GET", [name, id, "_history", version], None) => {
            let number = version.parse().map_err(|_| not_offered(method, url))?;
            Asked::Read(Read::Past(target::key(name, id)?, number))
        }
        ("GET", [name], query) => {
            let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned();
            Asked::Read(Read::Search(ResourceType::parse(name)?, pairs.collect()))
        }
        _ => return Err(not_offered(method, url)),
    })
}

fn not_offered(method: &str, url: &str) -> Error {
    let message = format!(
        "'{method} {url}' is not offered in Bundles: an entry is POST [type], PUT [type]/[id], DELETE [type]/[id], \
         GET [type]/[id], GET [type]/[id]/_history/[version] or GET [type]?[parameters]."
    );
    Error::invalid("not-supported", message)
}

/// Refuses an entry whose search is not understood.
pub(super) fn check(shared: &Shared, context: &Context, ask: &Ask) -> Result<()> {
    match &ask.asked {
        Asked::Read(Read::Search(resource_type, pairs)) => {
            search::understood(shared, context, *resource_type, pairs).map(|_| ())
        }
        Asked::Read(_) | Asked::Change(_) => Ok(()),
    }
}

/// Carries out an entry of a batch.
pub(super) async fn carry_out(shared: &Shared, context: &Context, ask: Ask, place: usize) -> Result<Reply> {
    let Ask { full_url, asked } = ask;
    match asked {
        Asked::Change(operation) => {
            let at = Some(format!("Bundle.entry[{place}].resource"));
            let entries = vec![Entry { full_url, operation, place: at }];
            let mut written = shared.kernel.transact(context, entries).await?;
            let one = written.pop().ok_or_else(|| Error::internal("batch", "a commit answered nothing"))?;
            Ok(change::reply(one, None))
        }
        Asked::Read(read) => self::read(shared, context, read).await,
    }
}

/// Answers an entry that reads.
pub(super) async fn read(shared: &Shared, context: &Context, read: Read) -> Result<Reply> {
    match read {
        Read::Present(key) => Ok(Reply::version(StatusCode::OK, shared.kernel.read(context, &key).await?)),
        Read::Past(key, number) => {
            Ok(Reply::version(StatusCode::OK, shared.kernel.vread(context, &key, number).await?))
        }
        Read::Search(resource_type, pairs) => search::answer(shared, context, resource_type, pairs).await,
    }
}
