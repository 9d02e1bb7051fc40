//! `CodeSystem/$lookup` and `$subsumes` (R4, sections 4.8.16.1 and 4.8.16.3).

use serde_json::{Value, json};

use super::code_system::{CodeSystem, Concept, Designation, Direction, is_same_language};
use super::expansion::designation;
use super::filter::unsupported;
use super::{Named, unknown_code};
use crate::error::Result;
use crate::kernel::{Context, Kernel, Scope};

/// A code to look up.
#[derive(Debug, Clone)]
pub struct Lookup {
    /// Where.
    pub system: Named,
    /// The code.
    pub code: String,
    /// The language of its name.
    pub language: Option<String>,
    /// The properties that are wanted; all when there are none.
    pub properties: Vec<String>,
}

/// What there is to know about a code.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The code system's name.
    pub name: String,
    /// The code system's version.
    pub version: Option<String>,
    /// The concept's name.
    pub display: String,
    /// Its further names, as resources write them.
    pub designations: Vec<Value>,
    /// Its properties: code, member and value.
    pub properties: Vec<(String, String, Value)>,
}

impl Kernel {
    /// What a code system says about a code.
    pub async fn look_up_code(&self, context: &Context, lookup: &Lookup) -> Result<Found> {
        context.caller.require(Scope::Read)?;
        let system = self.code_system(&lookup.system).await?;
        let concept = system.concept(&lookup.code).ok_or_else(|| unknown_code(&system, &lookup.code))?;
        let wants = |code: &str| {
            lookup.properties.is_empty() || lookup.properties.iter().any(|wanted| wanted == code)
        };
        let designations: &[Designation] = if wants("designation") { &concept.designations } else { &[] };
        let mut properties = properties(&system, concept);
        properties.retain(|(code, _, _)| wants(code));
        Ok(Found {
            name: system.name.clone(),
            version: system.version.clone(),
            display: display(&system, concept, lookup.language.as_deref()),
            designations: designations.iter().map(designation).collect(),
            properties,
        })
    }

    /// How two codes of a system lie to each other: `equivalent`, `subsumes`, `subsumed-by` or `not-subsumed`.
    pub async fn subsumption(
        &self,
        context: &Context,
        system: &Named,
        left: &str,
        right: &str,
    ) -> Result<&'static str> {
        context.caller.require(Scope::Read)?;
        subsumption(&*self.code_system(system).await?, left, right)
    }
}

pub(super) fn subsumption(system: &CodeSystem, left: &str, right: &str) -> Result<&'static str> {
    let find = |code: &str| system.find(code).ok_or_else(|| unknown_code(system, code));
    let (left, right) = (find(left)?, find(right)?);
    if left == right {
        return Ok("equivalent");
    }
    if let Some(meaning) = system.meaning.as_deref().filter(|meaning| *meaning != "is-a") {
        let message = format!(
            "The hierarchy of {} means '{meaning}', which says nothing about what subsumes what.",
            system.url
        );
        return Err(unsupported(message));
    }
    let (below_left, below_right) =
        (system.closure(left, Direction::Below), system.closure(right, Direction::Below));
    Ok(match (below_left.contains(&right), below_right.contains(&left)) {
        // Only a hierarchy that runs in a circle puts each below the other.
        (true, true) => "equivalent",
        (true, false) => "subsumes",
        (false, true) => "subsumed-by",
        (false, false) => "not-subsumed",
    })
}

/// A concept's name in a language, or its usual one, or its code.
pub(super) fn display(system: &CodeSystem, concept: &Concept, language: Option<&str>) -> String {
    let is_own =
        |language: &str| system.language.as_deref().is_some_and(|own| is_same_language(own, language));
    let translated = language.filter(|language| !is_own(language)).and_then(|language| {
        concept.designations.iter().find(|one| one.is_in(language)).map(|one| one.value.clone())
    });
    translated.or_else(|| concept.display.clone()).unwrap_or_else(|| concept.code.clone())
}

fn properties(system: &CodeSystem, concept: &Concept) -> Vec<(String, String, Value)> {
    let mut properties = Vec::new();
    let mut put = |code: &str, member: &str, value: Value| {
        properties.push((code.to_owned(), member.to_owned(), value));
    };
    if let Some(definition) = &concept.definition {
        put("definition", "valueString", definition.as_str().into());
    }
    put("inactive", "valueBoolean", json!(concept.is_inactive()));
    for (code, places) in [("parent", &concept.parents), ("child", &concept.children)] {
        for one in places.iter().filter_map(|place| system.concepts.get(*place)) {
            put(code, "valueCode", one.code.as_str().into());
        }
    }
    for property in &concept.properties {
        if !matches!(property.code.as_str(), "inactive" | "parent" | "child") {
            put(&property.code, &property.member, property.value.clone());
        }
    }
    properties
}
