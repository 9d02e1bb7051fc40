//! Parameters that shape the answer: its order, its pages and what comes along.

use std::sync::Arc;

use crate::error::{Issue, Result};
use crate::fhir::ResourceType;
use crate::fhir::subset::{Elements, Subset};
use crate::search::parse::{MAX_COUNT, Parsed, Search, names, wrong_value};
use crate::search::query::{Include, SortBy, SortKey};
use crate::search::{ParameterKind, cursor};

/// The parameters that shape the answer. The form that it is written in is not decided here.
pub(super) const NAMES: [&str; 9] =
    ["_count", "_cursor", "_elements", "_format", "_include", "_pretty", "_sort", "_summary", "_total"];

/// How many keys a search may sort by.
const MOST_SORT_KEYS: usize = 8;

impl Parsed {
    /// Notes which part of each resource is wanted.
    fn show(&mut self, subset: Option<Subset>) -> Result<(), String> {
        if self.subset.is_some() && subset.is_some() {
            return Err("the answer shows one part: it is asked for by _summary or by _elements".to_owned());
        }
        self.subset = subset.or(self.subset.take());
        Ok(())
    }

    /// Refuses includes beside narratives alone (R4, section 3.1.1.5).
    pub(super) fn mixed_with_includes(&self) -> Option<Issue> {
        let mixed = self.subset == Some(Subset::Text) && !self.query.includes.is_empty();
        mixed
            .then(|| wrong_value("_summary", "text", "it does not go together with _include and _revinclude"))
    }
}

impl Search<'_> {
    /// Reads one of [`NAMES`].
    pub(super) fn read_outcome(&self, name: &str, value: &str, parsed: &mut Parsed) -> Result<(), Issue> {
        let repeated = self.pairs.iter().filter(|(other, _)| other == name).count() > 1;
        if repeated && name != "_include" {
            let message = format!("'{name}' stands more than once.");
            return Err(Issue::error("invalid-parameter-value", message).at_parameter(name));
        }
        let read = match name {
            "_count" => read_count(value, parsed),
            "_cursor" => return self.read_cursor(value, parsed),
            "_elements" => Elements::read(value, &[self.resource_type])
                .and_then(|elements| parsed.show(Some(Subset::Elements(elements)))),
            "_include" => self.read_include(value).map(|include| parsed.query.includes.push(include)),
            "_sort" => self.read_sort(value).map(|keys| parsed.query.sort = keys),
            "_summary" => read_summary(value, parsed),
            "_total" => read_total(value).map(|wanted| parsed.wants_total = wanted),
            _ => Ok(()),
        };
        read.map_err(|reason| wrong_value(name, value, &reason))
    }

    fn read_cursor(&self, value: &str, parsed: &mut Parsed) -> Result<(), Issue> {
        match cursor::decode(value, &parsed.search) {
            Ok(position) => {
                parsed.query.after = Some(position);
                Ok(())
            }
            Err(error) => Err(Issue::error(error.code(), error.to_string()).at_parameter("_cursor")),
        }
    }

    fn read_sort(&self, value: &str) -> Result<Vec<SortKey>, String> {
        if value.split(',').count() > MOST_SORT_KEYS {
            return Err(format!("it sorts by at most {MOST_SORT_KEYS} keys"));
        }
        value.split(',').map(|key| self.read_sort_key(key)).collect()
    }

    fn read_sort_key(&self, key: &str) -> Result<SortKey, String> {
        let (code, descending) = match key.strip_prefix('-') {
            Some(code) => (code, true),
            None => (key, false),
        };
        let by = match code {
            "_id" => SortBy::Id,
            "_lastUpdated" => SortBy::LastUpdated,
            code => match self.registry.parameter(self.resource_type, code) {
                Some(parameter) => SortBy::Parameter(Arc::clone(parameter)),
                None => return Err(self.unknown_key(code)),
            },
        };
        Ok(SortKey { by, descending })
    }

    fn unknown_key(&self, code: &str) -> String {
        let searchable = names::searchable(self.registry, self.resource_type);
        let suggestion = names::suggestion(code, searchable.iter().copied());
        format!(
            "'{}' is nothing to sort {} by.{suggestion} It is sorted by {}, with '-' before it for the largest first",
            names::shorten(code),
            self.resource_type,
            searchable.join(", ")
        )
    }

    /// `Task:owner` or `Task:owner:Practitioner`.
    fn read_include(&self, value: &str) -> Result<Include, String> {
        let mut parts = value.split(':');
        let own = self.resource_type;
        let (source, code) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let target = parts.next();
        if source != own.name() || code.is_empty() || parts.next().is_some() {
            return Err(format!("it is written {own}:parameter or {own}:parameter:Target"));
        }
        let parameter = self.registry.parameter(own, code);
        let Some(parameter) = parameter.filter(|parameter| parameter.kind == ParameterKind::Reference) else {
            return Err(self.unknown_include(code));
        };
        let target = target.map(|name| match ResourceType::find(name) {
            Some(target) if parameter.targets.is_empty() || parameter.targets.contains(&target) => Ok(target),
            _ => Err(format!("'{code}' does not point to a '{}'", names::shorten(name))),
        });
        Ok(Include { parameter: Arc::clone(parameter), target: target.transpose()? })
    }

    fn unknown_include(&self, code: &str) -> String {
        let parameters = self.registry.parameters(self.resource_type);
        let references = parameters.filter(|parameter| parameter.kind == ParameterKind::Reference);
        let codes: Vec<_> = references.map(|parameter| parameter.code.as_str()).collect();
        let suggestion = names::suggestion(code, codes.iter().copied());
        format!(
            "'{}' is not a reference parameter of {}.{suggestion} They are {}",
            names::shorten(code),
            self.resource_type,
            codes.join(", ")
        )
    }
}

fn read_count(value: &str, parsed: &mut Parsed) -> Result<(), String> {
    let refused = || format!("it is a whole number from 0 to {MAX_COUNT}");
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let count = value.parse().ok().filter(|count| digits && *count <= MAX_COUNT);
    parsed.query.limit = count.ok_or_else(refused)?;
    parsed.count_only |= parsed.query.limit == 0;
    Ok(())
}

fn read_summary(value: &str, parsed: &mut Parsed) -> Result<(), String> {
    if value == "count" {
        parsed.count_only = true;
        return Ok(());
    }
    let subset = Subset::summary(value).map_err(|_| "it is true, text, data, count or false".to_owned())?;
    parsed.show(subset)
}

fn read_total(value: &str) -> Result<bool, String> {
    match value {
        "none" => Ok(false),
        // No count is cheaper than the true one, so it is the estimate too.
        "accurate" | "estimate" => Ok(true),
        _ => Err("it is none, estimate or accurate".to_owned()),
    }
}
