//! One entry of a batch or transaction: what it asks for (R4, section 3.1.0.11).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;

use crate::error::{At, Error, Issue, Kind, Result};
use crate::faces::fhir::bundled::{self, Read};
use crate::faces::fhir::format::without_format;
use crate::faces::fhir::operation::{Call, Input};
use crate::faces::fhir::{create, delete, patch, preconditions, target, update};
use crate::faces::state::Shared;
use crate::fhir::patch::Patch;
use crate::fhir::{Resource, ResourceType};
use crate::kernel::operations::Action;
use crate::kernel::{Condition, Context, Key, Operation};

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
    /// An operation that changes something, by itself.
    Call(Box<Call>),
}

/// The conditions that a request may state.
const CONDITIONS: [&str; 4] = ["ifNoneMatch", "ifModifiedSince", "ifMatch", "ifNoneExist"];

/// An entry's request, taken apart.
struct Request<'a> {
    shared: &'a Shared,
    context: &'a Context,
    entry: &'a Value,
    request: &'a Value,
    method: &'a str,
    url: &'a str,
    /// Where the entry stands.
    at: String,
    /// The URL's path below the base.
    path: Vec<&'a str>,
    /// The URL's parameters; none when it has no `?`.
    parameters: Option<Vec<(String, String)>>,
}

/// Reads an entry. Its errors say where in the Bundle they stand.
pub(super) fn ask(shared: &Shared, context: &Context, entry: &Value, place: usize) -> Result<Ask> {
    let at = |member: &str| match member {
        "" => format!("Bundle.entry[{place}]"),
        member => format!("Bundle.entry[{place}].{member}"),
    };
    bundled::known(entry, "Bundle.entry", &at(""))?;
    let request = entry.get("request").ok_or_else(|| missing(&at("request")))?;
    bundled::known(request, "Bundle.entry.request", &at("request"))?;
    let text = |name: &str| match request.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(wrong_type(&at(&format!("request.{name}")))),
    };
    for condition in CONDITIONS {
        text(condition)?;
    }
    let method = text("method")?.ok_or_else(|| missing(&at("request.method")))?;
    let url = text("url")?.ok_or_else(|| missing(&at("request.url")))?;
    let full_url = match entry.get("fullUrl") {
        None => None,
        Some(Value::String(url)) => Some(url.clone()),
        Some(_) => return Err(wrong_type(&at("fullUrl"))),
    };
    let base = shared.fhir_base();
    let in_url = |error: Error| error.map_places(|_| Some(At::Expression(at("request.url"))));
    let relative = target::below(url, &base).map_err(in_url)?;
    let (path, query) =
        relative.split_once('?').map_or((relative, None), |(path, query)| (path, Some(query)));
    let request = Request {
        shared,
        context,
        entry,
        request,
        method,
        url,
        at: at(""),
        path: path.trim_matches('/').split('/').collect(),
        parameters: query.map(|query| form_urlencoded::parse(query.as_bytes()).into_owned().collect()),
    };
    let asked = request.asked().map_err(|error| in_entry(error, place, ".request.url"))?;
    Ok(Ask { full_url, asked })
}

/// Says of an error where in the Bundle it stands; one without a place stands at `otherwise` within the entry. A
/// parameter stands in the entry's URL, unless it is one of its conditions.
pub(super) fn in_entry(error: Error, place: usize, otherwise: &str) -> Error {
    error.map_places(|found| {
        let within = match found {
            None => otherwise.to_owned(),
            Some(At::Parameter(name)) if CONDITIONS.contains(&name.as_str()) => format!(".request.{name}"),
            Some(At::Parameter(_)) => ".request.url".to_owned(),
            Some(At::Expression(whole)) if whole.starts_with("Bundle.entry[") => {
                return Some(At::Expression(whole));
            }
            Some(At::Expression(inside)) => match inside.split_once('.') {
                Some((_, inside)) => format!(".resource.{inside}"),
                None => ".resource".to_owned(),
            },
            pointer => return pointer,
        };
        Some(At::Expression(format!("Bundle.entry[{place}]{within}")))
    })
}

fn missing(expression: &str) -> Error {
    let message = format!("An entry of a batch or transaction needs '{expression}'.");
    Error::with(Kind::Invalid, Issue::error("missing-element", message).at_expression(expression))
}

fn wrong_type(expression: &str) -> Error {
    Error::with(Kind::Invalid, Issue::error("wrong-type", "This is a text.").at_expression(expression))
}

impl Request<'_> {
    fn asked(&self) -> Result<Asked> {
        match (self.method, self.path.as_slice()) {
            (_, [target @ .., name]) if name.starts_with('$') => self.call(name, target),
            // It is no type, as which it would be refused below.
            (_, [.., "metadata"]) => Err(not_offered(self.method, self.url)),
            ("GET" | "HEAD", _) => self.read().map(Asked::Read),
            ("POST", [.., "_search"]) => self.search_by_post().map(Asked::Read),
            _ => self.change().map(Asked::Change),
        }
    }

    fn change(&self) -> Result<Operation> {
        Ok(match (self.method, self.path.as_slice(), self.parameters.is_some()) {
            ("POST", [name], false) => self.create(ResourceType::parse(name)?)?,
            ("PUT", [name, id], false) => self.update(&target::key(name, id)?)?,
            ("PUT", [name], true) => self.update_where(ResourceType::parse(name)?)?,
            ("PATCH", [name, id], false) => {
                self.only(&["ifMatch"])?;
                let (key, if_match) = (target::key(name, id)?, self.if_match()?);
                Operation::Patch { key, patch: self.patch()?, if_match }
            }
            ("PATCH", [name], true) => {
                self.only(&["ifMatch"])?;
                let (condition, if_match) = (self.in_address(ResourceType::parse(name)?)?, self.if_match()?);
                Operation::PatchWhere { condition, patch: self.patch()?, if_match }
            }
            ("DELETE", [name, id], false) => {
                self.only(&["ifMatch"])?;
                Operation::Delete { key: target::key(name, id)?, if_match: self.if_match()? }
            }
            ("DELETE", [name], true) => {
                self.only(&["ifMatch"])?;
                let (kind, if_match) = (ResourceType::parse(name)?, self.if_match()?);
                let (condition, most) =
                    delete::understood(self.shared, self.context, kind, self.parameters(), if_match)?;
                Operation::DeleteWhere { condition: self.stands(condition, "url"), most, if_match }
            }
            _ => return Err(not_offered(self.method, self.url)),
        })
    }

    fn create(&self, resource_type: ResourceType) -> Result<Operation> {
        self.only(&["ifNoneExist"])?;
        let resource = create::of_type(self.resource()?, resource_type)?;
        let Some(criteria) = self.text("ifNoneExist") else {
            return Ok(Operation::Create(resource));
        };
        let pairs: Vec<_> = form_urlencoded::parse(criteria.as_bytes()).into_owned().collect();
        let condition = self.shared.kernel.condition(self.context, resource_type, &pairs);
        let at = || Some(At::Parameter("ifNoneExist".to_owned()));
        let condition = condition.map_err(|error| error.map_places(|_| at()))?;
        Ok(Operation::CreateUnless { resource, condition: self.stands(condition, "ifNoneExist") })
    }

    fn update(&self, key: &Key) -> Result<Operation> {
        self.only(&["ifMatch", "ifNoneMatch"])?;
        let resource = update::under_its_id(self.resource()?, key)?;
        match (self.text("ifNoneMatch"), self.if_match()?) {
            (None, if_match) => Ok(Operation::Update { resource, if_match }),
            (Some("*"), None) => Ok(Operation::Make(resource)),
            (Some("*"), Some(_)) => Err(update::contradicting()),
            (Some(other), _) => Err(preconditions::not_a_star(other, "ifNoneMatch")),
        }
    }

    fn update_where(&self, resource_type: ResourceType) -> Result<Operation> {
        self.only(&["ifMatch"])?;
        let condition = self.in_address(resource_type)?;
        let resource = create::of_type(self.resource()?, resource_type)?;
        Ok(Operation::UpdateWhere { resource, condition, if_match: self.if_match()? })
    }

    /// A patch as a Bundle holds it: a Binary with the patch's text, or Parameters.
    fn patch(&self) -> Result<Patch> {
        let resource = self.resource()?;
        if resource.resource_type().name() != "Binary" {
            return patch::of_parameters(resource);
        }
        let (media_type, body) = binary(&resource)?;
        patch::read(&media_type, &body).map_err(|error| {
            let member = if error.kind() == Kind::UnsupportedMediaType { "contentType" } else { "data" };
            error.map_places(|_| Some(At::Expression(format!("Binary.{member}"))))
        })
    }

    /// A call of an operation: by POST with what it takes as the entry's resource, or by GET.
    fn call(&self, name: &str, target: &[&str]) -> Result<Asked> {
        let is_post = match self.method {
            "POST" => true,
            "GET" => false,
            _ => return Err(not_offered(self.method, self.url)),
        };
        let (target, definition) = Call::meant(name, target, is_post)?;
        let understood = if definition.action == Action::Validate { &["ifMatch"][..] } else { &[] };
        self.only(understood)?;
        let body = match self.entry.get("resource") {
            Some(_) if is_post => Some(self.resource()?),
            Some(_) => return Err(self.sends_none()),
            None => None,
        };
        let input = Input::read(definition, &without_format(self.parameters()), body)?;
        let (context, if_match) = (self.context.clone(), self.text("ifMatch").map(str::to_owned));
        let call = Box::new(Call { definition, context, target, input, is_post, if_match });
        Ok(if call.changes_something() { Asked::Call(call) } else { Asked::Read(Read::call(call)) })
    }

    fn sends_none(&self) -> Error {
        let message = format!("A {} sends no resource.", self.method);
        let issue = Issue::error("unknown-element", message).at_expression("resource");
        Error::with(Kind::Invalid, issue)
    }

    fn read(&self) -> Result<Read> {
        self.only(&["ifNoneMatch", "ifModifiedSince"])?;
        if self.entry.get("resource").is_some() {
            return Err(self.sends_none());
        }
        let unless = preconditions::Unless {
            etags: self.text("ifNoneMatch").map(str::to_owned),
            since: self.text("ifModifiedSince").map(preconditions::instant).transpose()?,
        };
        let parameters = self.parameters();
        Read::of(&self.path, parameters, unless, self.method == "HEAD")
            .unwrap_or_else(|| Err(not_offered(self.method, self.url)))
    }

    /// A search by POST: the URL's parameters, and those of a form in a Binary.
    fn search_by_post(&self) -> Result<Read> {
        self.only(&[])?;
        let mut parameters = self.parameters();
        if self.entry.get("resource").is_some() {
            let resource = self.resource()?;
            let (media_type, form) = binary(&create::of_type(resource, ResourceType::parse("Binary")?)?)?;
            if media_type != "application/x-www-form-urlencoded" {
                let message = "A search's form is a Binary of the type application/x-www-form-urlencoded.";
                let issue = Issue::error("invalid-value", message).at_expression("Binary.contentType");
                return Err(Error::with(Kind::Invalid, issue));
            }
            parameters.extend(form_urlencoded::parse(&form).into_owned());
        }
        let area = self.path.split_last().and_then(|(_, area)| target::area(area));
        let area = area.unwrap_or_else(|| Err(not_offered(self.method, self.url)))?;
        Ok(Read::search(area, parameters))
    }

    /// Refuses the conditions that mean nothing here: to ignore one would be to do something else than was asked.
    fn only(&self, understood: &[&str]) -> Result<()> {
        let stated = |name: &&&str| self.request.get(**name).is_some() && !understood.contains(*name);
        let Some(name) = CONDITIONS.iter().find(stated) else {
            return Ok(());
        };
        let message = format!("'{name}' is not offered for {} {}.", self.method, self.url);
        Err(Error::with(Kind::Invalid, Issue::error("not-supported", message).at_parameter(*name)))
    }

    fn resource(&self) -> Result<Resource> {
        match self.entry.get("resource") {
            Some(resource) => Resource::from_value(resource.clone()),
            None => {
                let message = format!("'{} {}' needs a resource.", self.method, self.url);
                Err(Error::with(
                    Kind::Invalid,
                    Issue::error("missing-element", message).at_expression("resource"),
                ))
            }
        }
    }

    fn in_address(&self, resource_type: ResourceType) -> Result<Condition> {
        let condition =
            preconditions::in_address(self.shared, self.context, resource_type, self.parameters())?;
        Ok(self.stands(condition, "url"))
    }

    /// A condition that stands in this member of the request.
    fn stands(&self, condition: Condition, member: &str) -> Condition {
        condition.at(At::Expression(format!("{}.request.{member}", self.at)))
    }

    fn parameters(&self) -> Vec<(String, String)> {
        self.parameters.clone().unwrap_or_default()
    }

    fn if_match(&self) -> Result<Option<u64>> {
        let etag = self.text("ifMatch").map(preconditions::version_of).transpose();
        etag.map_err(|error| error.map_places(|_| Some(At::Parameter("ifMatch".to_owned()))))
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.request.get(name).and_then(Value::as_str)
    }
}

/// The media type and the content of a Binary.
fn binary(binary: &Resource) -> Result<(String, Vec<u8>)> {
    let wrong = |name: &str, message: &str| {
        let issue = Issue::error("invalid-value", message).at_expression(format!("Binary.{name}"));
        Error::with(Kind::Invalid, issue)
    };
    let text = |name: &str| binary.json().get(name).and_then(Value::as_str);
    let media_type =
        text("contentType").ok_or_else(|| wrong("contentType", "The Binary says what it holds."))?;
    let data = text("data").ok_or_else(|| wrong("data", "The Binary holds the patch or form as base64."))?;
    let compact: String = data.split_ascii_whitespace().collect();
    let data = BASE64.decode(compact).map_err(|_| wrong("data", "The data is not base64."))?;
    Ok((media_type.to_owned(), data))
}

fn not_offered(method: &str, url: &str) -> Error {
    let message = format!(
        "'{method} {url}' is not offered in Bundles: an entry is POST [type], _search, [type]/_search or [type]/[id]/[type]/_search, \
         PUT, PATCH or DELETE [type]/[id] or [type]?[criteria], or GET or HEAD of [type]/[id], \
         [type]/[id]/_history/[version], ?[parameters], [type]?[parameters], [type]/[id]/[type]?[parameters], _history, [type]/_history or [type]/[id]/_history, \
         or GET or POST of an operation."
    );
    Error::invalid("not-supported", message)
}
