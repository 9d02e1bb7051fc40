//! From the files to the things that they tell of, with every key between them looked up.

use serde::de::DeserializeOwned;

use super::wire::{
    ComponentsIn, ConceptIn, CountriesIn, CountryIn, DeploymentIn, DeploymentsIn, IntegrationIn,
    IntegrationsIn, InterfaceIn, InterfacesIn, ObservatoriesIn, ObservatoryIn, OrganizationIn,
    OrganizationsIn, PlatformIn, PlatformsIn, SourcesIn, StandardsIn,
};
use super::{Catalogue, mentions};
use crate::error::{Error, Result};
use crate::model::platform::{Component, ComponentName};
use crate::model::{
    Country, Deployment, Integration, Interface, Kind, Link, Localized, Observatory, Organization, Platform,
    Ref, Standard, When, deployment, integration, interface, observatory,
};

/// Reads one embedded file.
macro_rules! file {
    ($name:literal) => {
        read($name, include_str!(concat!("../../fixtures/catalogue/", $name)))?
    };
}

/// The whole catalogue.
pub(super) fn catalogue() -> Result<Catalogue> {
    let countries: CountriesIn = file!("countries.toml");
    let organizations: OrganizationsIn = file!("organizations.toml");
    let observatories: ObservatoriesIn = file!("observatories.toml");
    let components: ComponentsIn = file!("components.toml");
    let standards: StandardsIn = file!("standards.toml");
    let platforms: PlatformsIn = file!("platforms.toml");
    let deployments: DeploymentsIn = file!("deployments.toml");
    let interfaces: InterfacesIn = file!("interfaces.toml");
    let integrations: IntegrationsIn = file!("integrations.toml");
    let keys = Keys {
        sources: file!("sources.toml"),
        platforms: &platforms.platform,
        observatories: &observatories.observatory,
    };
    Ok(Catalogue {
        mentions: mentions::of(&platforms, &observatories, &organizations, &standards, &countries),
        countries: countries.countries.iter().map(country).collect(),
        organizations: all(&organizations.organization, |organization| keys.organization(organization))?,
        observatories: all(&observatories.observatory, |observatory| keys.observatory(observatory))?,
        components: all(&components.component, component)?,
        standards: standards.standard.iter().map(standard).collect(),
        platforms: all(&platforms.platform, |platform| keys.platform(platform))?,
        deployments: all(&deployments.deployment, |deployment| keys.deployment(deployment))?,
        interfaces: all(&interfaces.interface, interface)?,
        integrations: all(&integrations.integration, |integration| keys.integration(integration))?,
    })
}

/// The id of a country's resource.
pub(super) fn country_id(code: &str) -> String {
    format!("country-{}", code.to_ascii_lowercase())
}

fn read<T: DeserializeOwned>(name: &str, text: &str) -> Result<T> {
    toml::from_str(text).map_err(|error| Error::internal(format!("the catalogue's {name}"), error))
}

fn all<In, Out>(rows: &[In], make: impl Fn(&In) -> Result<Out>) -> Result<Vec<Out>> {
    rows.iter().map(make).collect()
}

/// The error for a word that the catalogue's files should not hold.
fn unknown(what: &str, word: &str) -> Error {
    Error::internal("the catalogue", format!("'{word}' is no {what}"))
}

fn both(en: &str, fr: &str) -> Localized {
    let name = Localized::new(en);
    if en == fr { name } else { name.with("fr", fr) }
}

fn country(row: &CountryIn) -> Country {
    Country {
        id: Some(country_id(&row.code)),
        iso_code: row.code.clone(),
        name: both(&row.en, &row.fr),
        aliases: row.aliases.clone(),
    }
}

fn component(row: &ConceptIn) -> Result<ComponentName> {
    Ok(ComponentName {
        component: Component::parse(&row.code).ok_or_else(|| unknown("component", &row.code))?,
        name: both(&row.en, &row.fr),
        definition: row.definition.clone(),
    })
}

fn standard(row: &ConceptIn) -> Standard {
    Standard {
        code: row.code.clone(),
        name: both(&row.en, &row.fr),
        definition: row.definition.clone(),
        url: row.url.clone(),
    }
}

fn interface(row: &InterfaceIn) -> Result<Interface> {
    Ok(Interface {
        id: Some(row.id.clone()),
        name: Some(row.name.clone()),
        status: interface::Status::parse(&row.status).ok_or_else(|| unknown("status", &row.status))?,
        connection: row.connection.clone(),
        standards: row.standards.clone(),
        media_types: row.media_types.clone(),
        address: row.address.clone(),
        managed_by: row.managed_by.as_deref().map(organization_link),
        deployment: row.deployment.as_deref().map(|id| Ref::new(Kind::Deployment, id)),
        last_probe: None,
    })
}

fn organization_ref(id: &str) -> Ref {
    Ref::new(Kind::Organization, id)
}

fn organization_link(id: &str) -> Link {
    Link::to(organization_ref(id))
}

/// What the rows' keys are looked up in.
struct Keys<'a> {
    sources: SourcesIn,
    platforms: &'a [PlatformIn],
    observatories: &'a [ObservatoryIn],
}

impl Keys<'_> {
    fn organization(&self, row: &OrganizationIn) -> Result<Organization> {
        Ok(Organization {
            id: Some(row.id.clone()),
            name: both(&row.en, &row.fr),
            aliases: row.aliases.clone(),
            part_of: row.part_of.as_deref().map(organization_ref),
            url: row.url.clone(),
            sources: self.sources(&row.sources)?,
        })
    }

    fn observatory(&self, row: &ObservatoryIn) -> Result<Observatory> {
        let coverage = observatory::Coverage::parse(&row.coverage);
        Ok(Observatory {
            id: Some(row.id.clone()),
            name: both(&row.en, &row.fr),
            aliases: row.aliases.clone(),
            coverage: coverage.ok_or_else(|| unknown("coverage", &row.coverage))?,
            country: None,
            part_of: row.part_of.as_deref().map(organization_ref),
            url: row.url.clone(),
            sources: self.sources(&row.sources)?,
        })
    }

    fn platform(&self, row: &PlatformIn) -> Result<Platform> {
        let component = Component::parse(&row.component);
        Ok(Platform {
            id: Some(row.id.clone()),
            name: row.name.clone(),
            aliases: row.aliases.clone(),
            component: Some(component.ok_or_else(|| unknown("component", &row.component))?),
            description: Some(both(&row.description.en, &row.description.fr)),
            versions: Vec::new(),
            manufacturer: row.manufacturer.as_deref().map(organization_link),
            url: row.url.clone(),
            sources: self.sources(&row.sources)?,
        })
    }

    fn deployment(&self, row: &DeploymentIn) -> Result<Deployment> {
        let status = deployment::Status::parse(&row.status);
        Ok(Deployment {
            id: Some(row.id.clone()),
            name: Some(row.name.clone()),
            platform: Some(Ref::new(Kind::Platform, row.platform.as_str())),
            version: None,
            owner: row.owner.as_deref().map(organization_link),
            country: Some(Ref::new(Kind::Country, country_id(&row.country))),
            url: None,
            status: status.ok_or_else(|| unknown("status", &row.status))?,
            notes: row.notes.clone(),
            sources: self.sources(&row.sources)?,
        })
    }

    fn integration(&self, row: &IntegrationIn) -> Result<Integration> {
        let to = match (&row.to, &row.to_name) {
            (Some(id), _) => self.end(id)?,
            (None, Some(name)) => Link::named(name.as_str()),
            (None, None) => return Err(unknown("end of an integration", &row.id)),
        };
        let status = integration::Status::parse(&row.status).ok_or_else(|| unknown("status", &row.status))?;
        let countries = row.countries.iter().map(|code| Ref::new(Kind::Country, country_id(code)));
        Ok(Integration {
            id: Some(row.id.clone()),
            intermediaries: all(&row.intermediaries, |id| self.end(id))?,
            standards: row.standards.clone(),
            as_of: row.as_of.as_deref().map(When::parse).transpose()?,
            countries: countries.collect(),
            notes: row.notes.clone(),
            sources: self.sources(&row.sources)?,
            ..Integration::new(self.end(&row.from)?, to, status)
        })
    }

    /// The platform or observatory of an id, with its name for those who read only the link.
    fn end(&self, id: &String) -> Result<Link> {
        let platform = self.platforms.iter().find(|platform| platform.id == *id);
        if let Some(platform) = platform {
            return Ok(Link::to_named(Ref::new(Kind::Platform, id.as_str()), platform.name.as_str()));
        }
        let observatory = self.observatories.iter().find(|observatory| observatory.id == *id);
        let observatory = observatory.ok_or_else(|| unknown("platform or observatory", id))?;
        Ok(Link::to_named(organization_ref(id), observatory.en.as_str()))
    }

    /// The sources of these keys: the page where there is one, and always its name.
    fn sources(&self, keys: &[String]) -> Result<Vec<Link>> {
        all(keys, |key| {
            let source = self.sources.get(key).ok_or_else(|| unknown("source", key))?;
            let page = source.url.as_deref().map(Ref::elsewhere);
            Ok(match page {
                Some(page) => Link::to_named(page, source.text.as_str()),
                None => Link::named(source.text.as_str()),
            })
        })
    }
}
