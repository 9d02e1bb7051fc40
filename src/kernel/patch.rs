//! patch (R4, section 3.1.0.6): a change that says only what changes, applied to the present version.

use crate::error::{Error, Kind, Result};
use crate::fhir::patch::Patch;
use crate::fhir::{Resource, validate};
use crate::kernel::intent::Step;
use crate::kernel::rewire::Wiring;
use crate::kernel::{Context, Kernel, read};
use crate::store::Version;

impl Kernel {
    /// What a patch makes of the present version: as valid as any other content.
    pub(super) fn patched(
        context: &Context,
        step: &Step<'_>,
        patch: &Patch,
        latest: Option<&Version>,
        wiring: &Wiring,
    ) -> Result<Resource> {
        let present = match latest {
            None => return Err(step.intent.located(read::not_found(&step.key))),
            Some(version) if version.is_deleted() => return Err(step.intent.located(read::gone(&step.key))),
            Some(version) => version,
        };
        // A patch can test and copy what it finds, and so tell what the caller may not see.
        Self::require_whole(&context.caller, present).map_err(|error| step.intent.located(error))?;
        let mut patched = patch
            .apply(&Resource::stored(&present.body)?)
            .map_err(|error| step.intent.located_in_patch(error))?;
        wiring.rewire(&mut patched, step.intent.full_url.as_deref());
        match Error::from_issues(Kind::Unprocessable, validate::validate(&patched)) {
            None => Ok(patched),
            Some(error) => Err(step.intent.located_in_patch(error)),
        }
    }
}
