//! `ConceptMap/$translate` (R4, section 4.10.12.1).

use std::collections::HashSet;
use std::sync::Arc;

use super::concept_map::{ConceptMap, Match, Translation};
use super::resolve::{Content, split};
use super::{Named, Terminology, unknown, versioned};
use crate::error::Result;
use crate::kernel::{Context, Kernel, Scope};

/// How many maps are asked on behalf of one another.
const MOST_MAPS: usize = 100;

/// A concept to translate, and how.
#[derive(Debug, Clone, Default)]
pub struct Translate {
    /// The map; all that fit when none is named.
    pub map: Option<Named>,
    /// The concepts; what any of them leads to is found.
    pub concepts: Vec<Concept>,
    /// The value set that the concept was chosen from.
    pub source: Option<String>,
    /// The value set that the answer is wanted from.
    pub target: Option<String>,
    /// The code system that the answer is wanted from.
    pub target_system: Option<String>,
    /// Whether what leads to the concept is wanted instead.
    pub reverse: bool,
}

/// A concept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concept {
    /// Its system; where a map is named it may be left open.
    pub system: Option<String>,
    /// Its code.
    pub code: String,
}

/// What concepts lead to.
#[derive(Debug, Default)]
pub struct Translated {
    /// Each concept found; those that say that nothing fits included.
    pub matches: Vec<Match>,
    /// What was left out, or why nothing was found.
    pub message: Option<String>,
}

impl Translated {
    /// Whether something fits.
    pub fn result(&self) -> bool {
        self.matches.iter().any(|one| !matches!(one.equivalence.as_str(), "unmatched" | "disjoint"))
    }
}

impl Kernel {
    /// What the maps make of a concept.
    pub async fn translate(&self, context: &Context, wanted: &Translate) -> Result<Translated> {
        context.caller.require(Scope::Read)?;
        let mut open = self.maps(wanted).await?;
        let mut asked: HashSet<String> = open.iter().map(|map| map.url.clone()).collect();
        let mut translated = Translated::default();
        let mut left_out = false;
        while let Some(map) = open.pop() {
            for concept in &wanted.concepts {
                let found = wanted.ask(&map, concept);
                left_out |= found.left_out;
                for one in found.matches {
                    if !translated.matches.contains(&one) {
                        translated.matches.push(one);
                    }
                }
                for url in found.elsewhere {
                    let other = self.by_canonical::<ConceptMap>(&url, None).await?;
                    open.extend(
                        other.filter(|other| asked.len() < MOST_MAPS && asked.insert(other.url.clone())),
                    );
                }
            }
        }
        translated.message = match (translated.matches.is_empty(), left_out) {
            (_, true) => Some("What depends on the value of other elements is left out.".to_owned()),
            (true, _) => Some("No map that is held here says what this is.".to_owned()),
            _ => None,
        };
        Ok(translated)
    }

    /// The maps to ask.
    async fn maps(&self, wanted: &Translate) -> Result<Vec<Arc<ConceptMap>>> {
        let (found, name) = match &wanted.map {
            Some(Named::Id(id)) => (self.by_id(id).await?, id.to_string()),
            Some(Named::Given(resource)) => return Ok(vec![Arc::new(ConceptMap::read(resource))]),
            Some(Named::Url(url, version)) => {
                (self.by_canonical(url, version.as_deref()).await?, versioned(url, version.as_deref()))
            }
            None => return self.fitting_maps(wanted).await,
        };
        found.map(|map| vec![map]).ok_or_else(|| unknown("concept map", &name))
    }

    /// Every map that starts (in reverse: ends) with the code systems of the concepts.
    async fn fitting_maps(&self, wanted: &Translate) -> Result<Vec<Arc<ConceptMap>>> {
        let parameter = if wanted.reverse { "target-system" } else { "source-system" };
        let systems: Vec<String> = wanted.concepts.iter().filter_map(|one| one.system.clone()).collect();
        let versions = self.with_value(ConceptMap::TYPE, parameter, &systems).await?;
        let cache = |terminology: &Terminology, version| ConceptMap::cache(terminology).read(version);
        let maps: Vec<Arc<ConceptMap>> =
            versions.iter().map(|version| cache(&self.terminology, version)).collect::<Result<_>>()?;
        // The first in the order of making is asked first: the list is worked off from its end.
        Ok(maps.into_iter().rev().filter(|map| wanted.fits(map)).collect())
    }
}

impl Translate {
    fn ask(&self, map: &ConceptMap, concept: &Concept) -> Translation {
        let wanted =
            |system: Option<&str>| self.target_system.is_none() || self.target_system.as_deref() == system;
        let system = concept.system.as_deref();
        match self.reverse {
            false => map.translate(system, &concept.code, wanted),
            true => map.reverse(system, &concept.code, wanted),
        }
    }

    /// Whether a map goes from and to the value sets that are wanted.
    fn fits(&self, map: &ConceptMap) -> bool {
        let (from, to) = match self.reverse {
            false => (&map.source, &map.target),
            true => (&map.target, &map.source),
        };
        let is = |wanted: &Option<String>, own: &Option<String>| {
            wanted
                .as_deref()
                .is_none_or(|wanted| own.as_deref().map(|own| split(own).0) == Some(split(wanted).0))
        };
        is(&self.source, from) && is(&self.target, to)
    }
}
