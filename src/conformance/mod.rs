//! What relais agrees on with others, as FHIR's own conformance resources: profiles with snapshots, extensions,
//! code systems, value sets, search parameters, operations, and a CapabilityStatement of what another server
//! has to do. They are put together from what the program works with, and from `fixtures/ig/*.toml`.
//!
//! It does not know how resources are stored; [`load`] hands them to the kernel.

mod artifact;
mod element;
mod extension;
mod load;
mod operation;
mod profile;
mod requirements;
mod search_parameter;
mod snapshot;
mod terminology;
mod thing;
mod wire;

use crate::error::Result;
use crate::fhir::Resource;

pub use load::load;

/// Every conformance resource, each under a readable id that never changes.
pub fn resources() -> Result<Vec<Resource>> {
    let written = wire::read()?;
    let mut all = terminology::code_systems();
    all.extend(terminology::value_sets(&all));
    all.extend(extension::definitions(&written.extensions)?);
    all.extend(profile::definitions(&written)?);
    all.extend(search_parameter::definitions());
    all.extend(operation::definitions());
    all.push(requirements::statement());
    Ok(all)
}
