//! An index row, asked for as a client would ask.

use relais::fhir::datetime::format_instant;
use relais::search::{Facet, IndexRow, IndexValue, Parameter, ParameterKind, Words};

/// Name and value pairs of a search.
pub(crate) type Pairs = Vec<(String, String)>;

const UCUM: &str = "http://unitsofmeasure.org";

/// Searches that must each find what has this row.
pub(crate) fn searches(row: &IndexRow) -> Vec<Pairs> {
    let parameter = &row.parameter;
    let code = parameter.asked_as();
    let facet = Facet::ALL.into_iter().find(|facet| parameter.code == format!("{code}:{}", facet.name()));
    let name = match facet {
        None | Some(Facet::Canonical) => code.to_owned(),
        Some(facet) => format!("{code}:{}", facet.name()),
    };
    let one = |value: String| vec![(name.clone(), value)];
    match &row.value {
        IndexValue::Words(words) => words_of(words).map(one).collect(),
        IndexValue::Composite(values) => composite(parameter, values).map(one).into_iter().collect(),
        IndexValue::Text { folded, exact } => match (parameter.kind, facet) {
            (ParameterKind::Sound, _) => vec![one(escaped(exact))],
            (_, Some(_)) => vec![one(escaped(folded))],
            _ => vec![one(escaped(exact)), vec![(format!("{name}:exact"), escaped(exact))]],
        },
        IndexValue::Token { system: Some(system), code } if facet == Some(Facet::OfType) => {
            let (system, kind) = system.rsplit_once('|').unwrap();
            vec![one([system, kind, code].map(escaped).join("|"))]
        }
        IndexValue::Date { low, high } => vec![dates(&name, *low, *high)],
        value => match values(value, facet).as_slice() {
            [] => vec![vec![(format!("{name}:missing"), "false".to_owned())]],
            values => vec![values.iter().map(|value| (name.clone(), value.clone())).collect()],
        },
    }
}

/// Values that hold together of a single value; none of one that only says that there is something.
fn values(value: &IndexValue, facet: Option<Facet>) -> Vec<String> {
    match value {
        IndexValue::Token { system: None, code } if code.is_empty() => Vec::new(),
        IndexValue::Token { system, code } => {
            vec![format!("{}|{}", escaped(system.as_deref().unwrap_or_default()), escaped(code))]
        }
        IndexValue::Number { low, high } => numbers(*low, *high, ""),
        IndexValue::Quantity { low, high, code: Some(code), .. } if facet == Some(Facet::Canonical) => {
            numbers(*low, *high, &format!("|{UCUM}|{}", escaped(code)))
        }
        IndexValue::Quantity { low, high, system, code, unit } => {
            let unit = match (system.as_deref(), code.as_deref().or(unit.as_deref())) {
                // A unit of UCUM has a row of its own in base units.
                (None | Some(UCUM), Some(unit)) => format!("||{}", escaped(unit)),
                (Some(system), Some(unit)) => format!("|{}|{}", escaped(system), escaped(unit)),
                (_, None) => String::new(),
            };
            numbers(*low, *high, &unit)
        }
        IndexValue::Reference { target, .. } if target.is_empty() => Vec::new(),
        // Chains lead to what is contained; by itself nobody can name it.
        IndexValue::Reference { resource_type, target }
            if !matches!(*resource_type, "" | "canonical") && target.contains('#') =>
        {
            Vec::new()
        }
        IndexValue::Reference { resource_type: "" | "canonical", target } => vec![escaped(target)],
        IndexValue::Reference { resource_type, target } => vec![format!("{resource_type}/{target}")],
        IndexValue::Uri(uri) => vec![escaped(uri)],
        IndexValue::Position { latitude, longitude } => vec![format!("{latitude}|{longitude}|1|m")],
        IndexValue::Text { exact, .. } => vec![escaped(exact)],
        IndexValue::Date { low, high } => {
            dates("", *low, *high).into_iter().map(|(_, value)| value).collect()
        }
        IndexValue::Words(_) | IndexValue::Composite(_) => panic!("{value:?} is no single value"),
    }
}

/// The value that all of these components are of one element, if each can be asked for in one value.
fn composite(parameter: &Parameter, of: &[(u8, IndexValue)]) -> Option<String> {
    let of_component = |place: usize| {
        let slot = u8::try_from(2 * place).unwrap();
        let written = of.iter().find(|(own, _)| *own == slot).map(|(_, value)| values(value, None));
        let base = of.iter().find(|(own, _)| *own == slot + 1);
        let value = base.map(|(_, value)| values(value, Some(Facet::Canonical))).or(written)?;
        value.first().cloned()
    };
    let parts: Option<Vec<_>> = (0..parameter.components().len()).map(of_component).collect();
    Some(parts?.join("$"))
}

/// A number by itself, a range by its ends.
fn numbers(low: f64, high: f64, unit: &str) -> Vec<String> {
    if low == high {
        return vec![format!("{low}{unit}")];
    }
    let from = (low > f64::MIN).then(|| format!("ge{low}{unit}"));
    let to = (high < f64::MAX).then(|| format!("le{high}{unit}"));
    from.into_iter().chain(to).collect()
}

/// An interval by what it lies between; an end that is open is not asked for.
fn dates(name: &str, low: i64, high: i64) -> Pairs {
    let microsecond = |prefix: &str, at: i64| format!("{prefix}{}", format_instant(at));
    let after = (low > i64::MIN).then(|| microsecond("sa", low - 1));
    let before = (high < i64::MAX).then(|| microsecond("eb", high));
    let ends = [after, before].into_iter().flatten();
    ends.filter(|end| !end.contains("+")).map(|end| (name.to_owned(), end)).collect()
}

/// A few words by how their stems start: a stem that is stemmed again may become another one.
fn words_of(words: &Words) -> impl Iterator<Item = String> {
    let stems = words.english.iter().filter(|stem| stem.as_str() != Words::BREAK);
    stems.step_by(7).take(3).map(|stem| format!("{stem}*"))
}

fn escaped(text: impl AsRef<str>) -> String {
    let mut escaped = String::new();
    for letter in text.as_ref().chars() {
        if ",|$\\".contains(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}
