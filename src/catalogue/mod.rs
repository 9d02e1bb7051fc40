//! The ecosystem's seed: the platforms that the community connects, who makes them, where they run, what they
//! speak and how they are linked. It is written in `fixtures/catalogue/*.toml` and embedded in the binary.
//!
//! It does not know how resources are stored; whoever loads it writes what [`Catalogue::resources`] gives.

mod assemble;
mod mentions;
mod seed;
#[cfg(test)]
mod tests;
mod wire;

pub use mentions::Mention;

use crate::error::Result;
use crate::fhir::Resource;
use crate::mapping::{Mapped, code_system};
use crate::model::platform::ComponentName;
use crate::model::{
    Country, Deployment, Integration, Interface, Observatory, Organization, Platform, Standard,
};

/// Everything that the seed tells. Each thing has a readable id that never changes: `openimis`,
/// `country-npl`.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalogue {
    /// The countries and territories of ISO 3166-1.
    pub countries: Vec<Country>,
    /// Who makes, runs or hosts the platforms.
    pub organizations: Vec<Organization>,
    /// Health observatories.
    pub observatories: Vec<Observatory>,
    /// The places of the OpenHIE architecture.
    pub components: Vec<ComponentName>,
    /// What platforms speak.
    pub standards: Vec<Standard>,
    /// Software products.
    pub platforms: Vec<Platform>,
    /// Where they run.
    pub deployments: Vec<Deployment>,
    /// What answers where.
    pub interfaces: Vec<Interface>,
    /// How they are linked.
    pub integrations: Vec<Integration>,
    mentions: Vec<Mention>,
}

impl Catalogue {
    /// The names by which a text may mention something of the catalogue.
    pub fn mentions(&self) -> &[Mention] {
        &self.mentions
    }

    /// Everything as resources with ids, and the code systems that the catalogue keeps. What is pointed to comes before what points to it.
    pub fn resources(&self) -> Vec<Resource> {
        let mut all =
            vec![code_system::components(&self.components), code_system::standards(&self.standards)];
        all.extend(self.countries.iter().map(Mapped::to_fhir));
        all.extend(self.organizations.iter().map(Mapped::to_fhir));
        all.extend(self.observatories.iter().map(Mapped::to_fhir));
        all.extend(self.platforms.iter().map(Mapped::to_fhir));
        all.extend(self.deployments.iter().map(Mapped::to_fhir));
        all.extend(self.interfaces.iter().map(Mapped::to_fhir));
        all.extend(self.integrations.iter().map(Mapped::to_fhir));
        all
    }
}

/// Reads the embedded files. They are the program's own, so an error in them is a fault of ours; a test reads
/// them at each change.
pub fn load() -> Result<Catalogue> {
    assemble::catalogue()
}
