//! The catalogue's files as they are written. An unknown field is an error, so that a slip of the pen is
//! found by the tests.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CountriesIn {
    pub(super) countries: Vec<CountryIn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CountryIn {
    pub(super) code: String,
    pub(super) en: String,
    pub(super) fr: String,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    /// Names that are too common as other words to be taken for the country in a text.
    #[serde(default)]
    pub(super) not_mentioned: Vec<String>,
}

/// Sources by their keys.
pub(super) type SourcesIn = BTreeMap<String, SourceIn>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceIn {
    pub(super) text: String,
    pub(super) url: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ComponentsIn {
    pub(super) component: Vec<ConceptIn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StandardsIn {
    pub(super) standard: Vec<ConceptIn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConceptIn {
    pub(super) code: String,
    pub(super) en: String,
    pub(super) fr: String,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    pub(super) definition: Option<String>,
    pub(super) url: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OrganizationsIn {
    pub(super) organization: Vec<OrganizationIn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OrganizationIn {
    pub(super) id: String,
    pub(super) en: String,
    pub(super) fr: String,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    pub(super) part_of: Option<String>,
    pub(super) url: Option<String>,
    pub(super) sources: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ObservatoriesIn {
    pub(super) observatory: Vec<ObservatoryIn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ObservatoryIn {
    pub(super) id: String,
    pub(super) en: String,
    pub(super) fr: String,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    pub(super) coverage: String,
    pub(super) part_of: Option<String>,
    pub(super) url: Option<String>,
    pub(super) sources: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlatformsIn {
    pub(super) platform: Vec<PlatformIn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlatformIn {
    pub(super) id: String,
    pub(super) name: String,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    pub(super) component: String,
    pub(super) manufacturer: Option<String>,
    pub(super) url: Option<String>,
    pub(super) description: DescriptionIn,
    pub(super) sources: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DescriptionIn {
    pub(super) en: String,
    pub(super) fr: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeploymentsIn {
    pub(super) deployment: Vec<DeploymentIn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeploymentIn {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) platform: String,
    pub(super) country: String,
    pub(super) owner: Option<String>,
    pub(super) status: String,
    #[serde(default)]
    pub(super) notes: Vec<String>,
    pub(super) sources: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InterfacesIn {
    pub(super) interface: Vec<InterfaceIn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InterfaceIn {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) status: String,
    pub(super) connection: String,
    pub(super) standards: Vec<String>,
    #[serde(default)]
    pub(super) media_types: Vec<String>,
    pub(super) address: String,
    pub(super) managed_by: Option<String>,
    pub(super) deployment: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IntegrationsIn {
    pub(super) integration: Vec<IntegrationIn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IntegrationIn {
    pub(super) id: String,
    pub(super) from: String,
    pub(super) to: Option<String>,
    pub(super) to_name: Option<String>,
    #[serde(default)]
    pub(super) intermediaries: Vec<String>,
    #[serde(default)]
    pub(super) standards: Vec<String>,
    pub(super) status: String,
    pub(super) as_of: Option<String>,
    #[serde(default)]
    pub(super) countries: Vec<String>,
    #[serde(default)]
    pub(super) notes: Vec<String>,
    pub(super) sources: Vec<String>,
}
