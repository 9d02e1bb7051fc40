//! `Composition/$document`.

use crate::error::{Error, Kind, Result};
use crate::faces::fhir::operation::call::{Call, Target};
use crate::faces::fhir::reply::Reply;
use crate::faces::state::Shared;
use crate::fhir::{Id, Reference};

pub(super) async fn answer(shared: &Shared, call: &Call) -> Result<Reply> {
    let persist = call.input.flag("persist");
    if persist && !call.is_post {
        let message = "Keeping the document changes what is stored: ask for it by POST.";
        return Err(Error::new(Kind::MethodNotAllowed, "method-not-allowed", message));
    }
    let id = composition(shared, call)?;
    let document = shared.kernel.document(&call.context, &id).await?;
    if !persist {
        return Ok(Reply::resource(document));
    }
    let written = shared.kernel.keep_document(&call.context, &document).await?;
    let Some(version) = written.version else {
        return Err(Error::internal("a document", "a commit answered nothing"));
    };
    let location = version.clone();
    Ok(Reply::version(axum::http::StatusCode::OK, version).located(&location))
}

/// The Composition that is meant.
fn composition(shared: &Shared, call: &Call) -> Result<Id> {
    match (&call.target, call.input.text("id")) {
        (Target::Instance(key), None) => Ok(key.id.clone()),
        (Target::Instance(_), Some(_)) => {
            Err(call.input.wrong("id", "The call is on one Composition; leave out 'id'."))
        }
        (_, None) => {
            Err(call.input.wrong("id", "Say which Composition: send 'id', or call it on one resource."))
        }
        (_, Some(text)) => match Reference::parse(text, &shared.fhir_base()) {
            Reference::Local { resource_type, id, .. } if resource_type.name() == "Composition" => Ok(id),
            _ => Id::parse(text).map_err(|_| {
                call.input
                    .wrong("id", format!("'{text}' is neither the id nor the address of a Composition here."))
            }),
        },
    }
}
