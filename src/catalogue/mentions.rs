//! The names by which a text may mention something of the catalogue.

use super::assemble::country_id;
use super::wire::{CountriesIn, CountryIn, ObservatoriesIn, OrganizationsIn, PlatformsIn, StandardsIn};
use crate::model::{Kind, Ref};

/// A name by which a text may mention something of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The name.
    pub name: String,
    /// What is meant: `platform`, `observatory`, `organization`, `country` or `standard`.
    pub thing: &'static str,
    /// Its id; a standard's is its code.
    pub id: String,
}

impl Mention {
    /// What a thing that the text is about would point to. Standards are concepts, to which nothing points.
    pub fn target(&self) -> Option<Ref> {
        let kind = match self.thing {
            "platform" => Kind::Platform,
            "observatory" | "organization" => Kind::Organization,
            "country" => Kind::Country,
            _ => return None,
        };
        Some(Ref::new(kind, self.id.as_str()))
    }
}

/// All names. Where one name means several things, the first counts; platforms come first.
pub(super) fn of(
    platforms: &PlatformsIn,
    observatories: &ObservatoriesIn,
    organizations: &OrganizationsIn,
    standards: &StandardsIn,
    countries: &CountriesIn,
) -> Vec<Mention> {
    let mut all = Vec::new();
    for row in &platforms.platform {
        add(&mut all, "platform", &row.id, [&row.name].into_iter().chain(&row.aliases));
    }
    for row in &observatories.observatory {
        add(&mut all, "observatory", &row.id, [&row.en, &row.fr].into_iter().chain(&row.aliases));
    }
    for row in &organizations.organization {
        add(&mut all, "organization", &row.id, [&row.en, &row.fr].into_iter().chain(&row.aliases));
    }
    for row in &standards.standard {
        add(&mut all, "standard", &row.code, [&row.en, &row.fr].into_iter().chain(&row.aliases));
    }
    for row in &countries.countries {
        add(&mut all, "country", &country_id(&row.code), names(row));
    }
    all
}

fn names(row: &CountryIn) -> impl Iterator<Item = &String> {
    let all = [&row.en, &row.fr].into_iter().chain(&row.aliases);
    all.filter(|name| !row.not_mentioned.contains(name))
}

fn add<'a>(all: &mut Vec<Mention>, thing: &'static str, id: &str, names: impl Iterator<Item = &'a String>) {
    for name in names {
        if all.iter().all(|mention| mention.name != *name) {
            all.push(Mention { name: name.clone(), thing, id: id.to_owned() });
        }
    }
}
