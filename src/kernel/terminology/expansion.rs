//! `ValueSet/$expand` (R4, section 4.9.18.1).

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::code_system::Designation;
use super::library::Versions;
use super::resolve::split;
use super::set::{Member, Set, too_costly};
use super::value_set::ValueSet;
use super::{Named, filter};
use crate::error::Result;
use crate::fhir::{Id, datetime};
use crate::kernel::{Context, Kernel, Scope};
use crate::search::fold;

/// How many concepts an answer holds at most; `count` and `offset` lead through more.
const MOST_CONCEPTS: usize = 10_000;

/// What a caller wants of an expansion.
#[derive(Debug, Clone, Default)]
pub struct Expansion {
    /// Words that a concept's names contain.
    pub filter: Option<String>,
    /// Where the page starts.
    pub offset: usize,
    /// How many concepts the page holds.
    pub count: Option<usize>,
    /// Whether further names are shown.
    pub include_designations: bool,
    /// Which ones: languages, or uses as `system|code`; all when there are none.
    pub designations: Vec<String>,
    /// Whether the definition is shown.
    pub include_definition: bool,
    /// Whether what is no longer to be used is left out.
    pub active_only: bool,
    /// Whether concepts stand below those that are more general. Pages are always flat.
    pub nested: bool,
    /// Whether what is no choice for a user is left out.
    pub exclude_not_for_ui: bool,
    /// The language of the names.
    pub language: Option<String>,
    /// Code systems, with or without version, that are left out.
    pub exclude_systems: Vec<String>,
    /// Which versions of code systems are wanted.
    pub versions: Versions,
    /// The caller's own parameters, to be repeated in the answer: name, member, value.
    pub said: Vec<(String, String, Value)>,
}

impl Kernel {
    /// The ValueSet resource with its expansion.
    pub async fn expand(&self, context: &Context, named: &Named, wanted: &Expansion) -> Result<Value> {
        context.caller.require(Scope::Read)?;
        let value_set = self.value_set(named).await?;
        let set = self.set_of(&value_set, wanted.versions.clone()).await?;
        let members: Vec<&Member> = set.members.iter().filter(|member| wanted.shows(member)).collect();
        let total = members.len();
        let page = wanted.page(members)?;
        let contains = match wanted.nested && wanted.count.is_none() && wanted.offset == 0 {
            true => wanted.nest(&page),
            false => page.iter().map(|member| Value::Object(wanted.render(member))).collect(),
        };
        Ok(wanted.answer(&value_set, &set, total, contains, context.now))
    }
}

impl Expansion {
    /// Whether a member is wanted.
    fn shows(&self, member: &Member) -> bool {
        let is_excluded = self.exclude_systems.iter().any(|canonical| {
            let (url, version) = split(canonical);
            let own = member.concept.as_ref().and_then(|(system, _)| system.version.as_deref());
            member.system.as_deref() == Some(url) && (version.is_none() || version == own)
        });
        let is_hidden =
            (self.active_only && member.is_inactive()) || (self.exclude_not_for_ui && member.is_abstract());
        !is_excluded && !is_hidden && self.filter.as_deref().is_none_or(|words| is_called(member, words))
    }

    fn page<'a>(&self, members: Vec<&'a Member>) -> Result<Vec<&'a Member>> {
        let limit = self.count.unwrap_or(MOST_CONCEPTS);
        let left = members.len().saturating_sub(self.offset);
        if self.count.is_none() && left > MOST_CONCEPTS {
            let message = format!(
                "The expansion has {} concepts, and an answer holds {MOST_CONCEPTS}: ask for a page with 'count' and 'offset', or for less with 'filter'.",
                members.len()
            );
            return Err(too_costly(message));
        }
        if limit > MOST_CONCEPTS {
            return Err(filter::unsupported(format!("A page holds at most {MOST_CONCEPTS} concepts.")));
        }
        Ok(members.into_iter().skip(self.offset).take(limit).collect())
    }

    /// A member as `expansion.contains` shows it.
    fn render(&self, member: &Member) -> Map<String, Value> {
        let mut shown = Map::new();
        let mut put = |name: &str, value: Option<Value>| {
            shown.extend(value.map(|value| (name.to_owned(), value)));
        };
        put("system", member.system.as_deref().map(Value::from));
        put("abstract", member.is_abstract().then_some(Value::Bool(true)));
        put("inactive", member.is_inactive().then_some(Value::Bool(true)));
        put(
            "version",
            member.concept.as_ref().and_then(|(system, _)| system.version.as_deref()).map(Value::from),
        );
        put("code", Some(Value::from(member.code.as_str())));
        put("display", member.display(self.language.as_deref()).map(Value::from));
        if self.include_designations {
            let designations = member.designations().filter(|one| self.shows_designation(one));
            let designations: Vec<Value> = designations.map(designation).collect();
            put("designation", Some(designations).filter(|list| !list.is_empty()).map(Value::Array));
        }
        shown
    }

    fn shows_designation(&self, designation: &Designation) -> bool {
        let usage = |name: &str| designation.usage.as_ref()?.get(name)?.as_str();
        let fits = |token: &String| match token.split_once('|') {
            Some(("urn:ietf:bcp:47", language)) => designation.is_in(language),
            Some((system, code)) => usage("system") == Some(system) && usage("code") == Some(code),
            None => designation.is_in(token) || usage("code") == Some(token),
        };
        self.designations.is_empty() || self.designations.iter().any(fits)
    }

    /// The members with each below the nearest that is more general, where that is among them too.
    fn nest(&self, members: &[&Member]) -> Vec<Value> {
        let places: HashMap<(Option<&str>, &str), usize> = members
            .iter()
            .enumerate()
            .map(|(place, member)| ((member.system.as_deref(), member.code.as_str()), place))
            .collect();
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); members.len()];
        let mut roots = Vec::new();
        for (place, member) in members.iter().enumerate() {
            match parent(member, &places).and_then(|parent| children.get_mut(parent)) {
                Some(siblings) => siblings.push(place),
                None => roots.push(place),
            }
        }
        let mut shown = HashSet::new();
        let mut nested: Vec<Value> =
            roots.iter().filter_map(|root| self.below(*root, members, &children, &mut shown)).collect();
        // A hierarchy that runs in a circle has no top: its members are shown side by side.
        for (place, member) in members.iter().enumerate() {
            if !shown.contains(&place) {
                nested.push(Value::Object(self.render(member)));
            }
        }
        nested
    }

    fn below(
        &self,
        place: usize,
        members: &[&Member],
        children: &[Vec<usize>],
        shown: &mut HashSet<usize>,
    ) -> Option<Value> {
        if !shown.insert(place) {
            return None;
        }
        let mut rendered = self.render(members.get(place)?);
        let within = children.get(place).into_iter().flatten();
        let within: Vec<Value> =
            within.filter_map(|child| self.below(*child, members, children, shown)).collect();
        if !within.is_empty() {
            rendered.insert("contains".to_owned(), Value::Array(within));
        }
        Some(Value::Object(rendered))
    }

    fn answer(&self, value_set: &ValueSet, set: &Set, total: usize, contains: Vec<Value>, now: i64) -> Value {
        let mut parameters: Vec<Value> =
            self.said.iter().map(|(name, member, value)| json!({ "name": name, member: value })).collect();
        let mut used = HashSet::new();
        for (system, _) in set.members.iter().filter_map(|member| member.concept.as_ref()) {
            if used.insert(&system.url) {
                parameters.push(json!({ "name": "used-codesystem", "valueUri": system.canonical() }));
                if system.content == "fragment" {
                    parameters.push(json!({ "name": "fragment", "valueUri": system.canonical() }));
                }
            }
        }
        let mut expansion = Map::new();
        expansion.insert("identifier".to_owned(), format!("urn:uuid:{}", Id::fresh()).into());
        expansion.insert("timestamp".to_owned(), datetime::format_instant(now).into());
        expansion.insert("total".to_owned(), total.into());
        if self.offset > 0 || self.count.is_some() {
            expansion.insert("offset".to_owned(), self.offset.into());
        }
        for (name, list) in [("parameter", parameters), ("contains", contains)] {
            if !list.is_empty() {
                expansion.insert(name.to_owned(), Value::Array(list));
            }
        }
        let mut answer = value_set.head.clone();
        answer.remove("meta");
        if let Some(compose) = value_set.compose.as_ref().filter(|_| self.include_definition) {
            answer.insert("compose".to_owned(), compose.clone());
        }
        answer.insert("expansion".to_owned(), Value::Object(expansion));
        Value::Object(answer)
    }
}

/// A further name as resources write it.
pub(super) fn designation(designation: &Designation) -> Value {
    let mut shown = Map::new();
    shown.extend(designation.language.clone().map(|language| ("language".to_owned(), Value::from(language))));
    shown.extend(designation.usage.clone().map(|usage| ("use".to_owned(), usage)));
    shown.insert("value".to_owned(), Value::from(designation.value.clone()));
    Value::Object(shown)
}

/// Whether every word stands in one of the member's names, or is how its code begins.
fn is_called(member: &Member, words: &str) -> bool {
    let names: Vec<String> = member
        .display(None)
        .into_iter()
        .chain(member.designations().map(|one| one.value.as_str()))
        .map(fold)
        .collect();
    let code = fold(&member.code);
    let stands = |word: &str| code.starts_with(word) || names.iter().any(|name| name.contains(word));
    fold(words).split_whitespace().all(stands)
}

/// The place of the nearest more general member.
fn parent(member: &Member, places: &HashMap<(Option<&str>, &str), usize>) -> Option<usize> {
    let (system, own) = member.concept.as_ref()?;
    let mut seen = HashSet::from([*own]);
    let mut level: Vec<usize> = system.concepts.get(*own)?.parents.clone();
    while !level.is_empty() {
        let mut above = Vec::new();
        for place in level {
            let Some(concept) = system.concepts.get(place).filter(|_| seen.insert(place)) else { continue };
            if let Some(found) = places.get(&(member.system.as_deref(), concept.code.as_str())) {
                return Some(*found);
            }
            above.extend(concept.parents.iter().copied());
        }
        level = above;
    }
    None
}
