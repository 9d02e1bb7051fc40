//! Parameters that shape the answer: its order, its pages and what comes along.

use std::sync::Arc;

use crate::error::{Issue, Result};
use crate::fhir::ResourceType;
use crate::fhir::subset::{Elements, Subset};
use crate::search::cursor;
use crate::search::parse::{MAX_COUNT, Parsed, Search, contained, include, names, wrong_value};
use crate::search::query::{SortBy, SortKey, Types};

/// The parameters that shape the answer. The form that it is written in is not decided here.
pub(super) const NAMES: [&str; 11] = [
    "_contained",
    "_containedType",
    "_count",
    "_cursor",
    "_elements",
    "_format",
    "_pretty",
    "_sort",
    "_summary",
    "_total",
    "_type",
];

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

    /// Refuses narratives alone beside includes (R4, section 3.1.1.5).
    pub(super) fn mixed_with_includes(&mut self) -> Option<Issue> {
        if self.subset != Some(Subset::Text) || self.query.includes.is_empty() {
            return None;
        }
        self.subset = None;
        self.left_out.push(("_summary".to_owned(), "text".to_owned()));
        Some(wrong_value("_summary", "text", "it does not go together with _include and _revinclude"))
    }
}

impl Search<'_> {
    /// Reads one of [`NAMES`], or what comes along.
    pub(super) fn read_outcome(&self, name: &str, value: &str, parsed: &mut Parsed) -> Result<(), Issue> {
        if include::is_include(name) {
            let include = self.read_include(name, value)?;
            parsed.query.includes.push(include);
            return Ok(());
        }
        if self.pairs.iter().filter(|(other, _)| other == name).count() > 1 {
            let message = format!("'{name}' stands more than once.");
            return Err(Issue::error("invalid-parameter-value", message).at_parameter(name));
        }
        let read = match name {
            "_count" => read_count(value, parsed),
            "_elements" => Elements::read(value, self.scope.each())
                .and_then(|elements| parsed.show(Some(Subset::Elements(elements)))),
            "_sort" => self.read_sort(value).map(|keys| parsed.query.sort = keys),
            "_summary" => read_summary(value, parsed),
            "_total" => read_total(value).map(|wanted| parsed.wants_total = wanted),
            "_contained" => contained::which(value).map(|_| ()),
            "_containedType" => contained::answers_itself(value).map(|_| ()),
            "_type" => self.read_types(value).map(|_| ()),
            _ => Ok(()),
        };
        read.map_err(|reason| wrong_value(name, value, &reason))
    }

    /// Reads `_type=Task,Appointment`.
    pub(super) fn read_types(&self, value: &str) -> Result<Vec<ResourceType>, String> {
        if matches!(&self.all, Types::These(types) if types.len() == 1) {
            return Err("this search is of a single type, so there is none to choose".to_owned());
        }
        let mut types = Vec::new();
        for name in value.split(',') {
            let found = ResourceType::find(name).filter(|one| self.all.contain(*one));
            let found = found
                .ok_or_else(|| format!("'{}' is not a type that is searched here", names::shorten(name)))?;
            if !types.contains(&found) {
                types.push(found);
            }
        }
        Ok(types)
    }

    /// Reads the place where the page starts, once it is known what else the search asks.
    pub(super) fn read_cursor(&self, parsed: &mut Parsed) -> Result<(), Issue> {
        let Some((name, value)) = self.pairs.iter().find(|(name, _)| name == "_cursor") else {
            return Ok(());
        };
        let position = cursor::decode(value, &parsed.search);
        let position =
            position.map_err(|error| Issue::error(error.code(), error.to_string()).at_parameter(name))?;
        parsed.query.after = Some(position);
        Ok(())
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
            code => match self.scope.parameters(self.registry, code).as_slice() {
                [parameter] if parameter.kind.sorts() => SortBy::Parameter(Arc::clone(parameter)),
                _ => return Err(self.unknown_key(code)),
            },
        };
        Ok(SortKey { by, descending })
    }

    fn unknown_key(&self, code: &str) -> String {
        let mut sortable = self.scope.searchable(self.registry);
        // Parameters of one name but of several types have no common order.
        let sorts = |code: &&str| match self.scope.parameters(self.registry, code).as_slice() {
            [parameter] => parameter.kind.sorts(),
            _ => names::EVERYWHERE.contains(code),
        };
        sortable.retain(sorts);
        let suggestion = names::suggestion(code, sortable.iter().copied());
        format!(
            "'{}' is nothing to sort {} by.{suggestion} It is sorted by {}, with '-' before it for the largest first",
            names::shorten(code),
            self.scope.name(),
            sortable.join(", ")
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
