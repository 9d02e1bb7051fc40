//! Software products, and their places in the OpenHIE architecture.

use crate::model::code::coded;
use crate::model::{Link, Localized};

/// A software product.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Platform {
    /// Its id, once it is stored.
    pub id: Option<String>,
    /// Its name.
    pub name: String,
    /// Other spellings that texts use: `DHIS 2`.
    pub aliases: Vec<String>,
    /// Its place in the OpenHIE architecture.
    pub component: Option<Component>,
    /// What it is, in a sentence.
    pub description: Option<Localized>,
    /// The versions that are spoken of.
    pub versions: Vec<String>,
    /// Who makes it: an organisation, or only its name.
    pub manufacturer: Option<Link>,
    /// Its home page.
    pub url: Option<String>,
    /// Where this is known from.
    pub sources: Vec<Link>,
}

coded! {
    /// A place in the OpenHIE architecture (4.0), and what stands beside it.
    pub enum Component {
        /// Client Registry.
        ClientRegistry = "client-registry",
        /// Facility Registry.
        FacilityRegistry = "facility-registry",
        /// Finance and Insurance Service.
        FinanceAndInsurance = "finance-and-insurance-service",
        /// Health Management Information System.
        HealthManagementInformation = "health-management-information-system",
        /// Health Worker Registry.
        HealthWorkerRegistry = "health-worker-registry",
        /// Interoperability Layer.
        InteroperabilityLayer = "interoperability-layer",
        /// Logistics Management Information System.
        LogisticsManagementInformation = "logistics-management-information-system",
        /// Product Catalogue.
        ProductCatalogue = "product-catalogue",
        /// Shared Health Record.
        SharedHealthRecord = "shared-health-record",
        /// Terminology Service.
        TerminologyService = "terminology-service",
        /// A point-of-care system, which the architecture connects.
        PointOfCare = "point-of-care",
        /// The architecture itself, as a whole.
        Architecture = "architecture",
        /// A system that stands outside.
        External = "external",
    }
}

/// What a component is called, and what it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComponentName {
    /// The component.
    pub component: Component,
    /// Its name.
    pub name: Localized,
    /// What it does, in a sentence.
    pub definition: Option<String>,
}
