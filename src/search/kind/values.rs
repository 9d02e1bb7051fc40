//! What is asked of a parameter, read from the value and the modifier of a search.

use std::sync::Arc;

use crate::fhir::ResourceType;
use crate::search::kind::{
    Facet, composite, date, number, quantity, reference, sound, text, token, uri, written,
};
use crate::search::query::{
    Coded, Criterion, DateTest, Direction, NearTest, QuantityTest, SystemTest, Test, TextMatch, TokenTest,
    UriTest, WordsTest,
};
use crate::search::{Parameter, ParameterKind, Settings, fold};

/// How many values one parameter may choose from.
const MOST_CHOICES: usize = 200;

/// What must be known to read the values of a search.
#[derive(Debug, Clone, Copy)]
pub(in crate::search) struct Values<'a> {
    /// The server's base and zone.
    pub(in crate::search) settings: &'a Settings,
    /// The present, in microseconds since 1970 UTC, which `ap` measures the distance of a date from.
    pub(in crate::search) now: i64,
}

/// Values as they are written are refused with a sentence that says what would be right.
type Read<T> = Result<T, String>;

impl Values<'_> {
    /// Reads a value of a parameter, `modifier` being one that the parameter takes.
    pub(in crate::search) fn read(
        self,
        parameter: &Arc<Parameter>,
        modifier: Option<&str>,
        value: &str,
    ) -> Read<Criterion> {
        let negated = matches!(modifier, Some("not" | "not-in"));
        let test = if modifier == Some("missing") {
            missing(parameter, value)?
        } else {
            match parameter.kind {
                ParameterKind::Token => self.token(parameter, modifier, value)?,
                ParameterKind::Reference => self.reference(parameter, modifier, value)?,
                _ => self.plain(parameter, modifier, value)?,
            }
        };
        Ok(Criterion { test, negated })
    }

    /// Reads dates.
    pub(in crate::search) fn dates(self, value: &str) -> Read<Vec<DateTest>> {
        choices(value, |one| date::read(one, &self.settings.zone, self.now))
    }

    /// Kinds whose values are read in the same way whatever the modifier, or with few.
    fn plain(self, parameter: &Arc<Parameter>, modifier: Option<&str>, value: &str) -> Read<Test> {
        let own = Arc::clone(parameter);
        Ok(match parameter.kind {
            ParameterKind::Text => {
                let how = match modifier {
                    Some("exact") => TextMatch::Exact,
                    Some("contains") => TextMatch::Within,
                    _ => TextMatch::Start,
                };
                Test::Text(own, choices(value, |one| text::read(one, how))?)
            }
            ParameterKind::Sound => Test::Text(own, choices(value, sound::read)?.concat()),
            ParameterKind::Date => Test::Date(own, self.dates(value)?),
            ParameterKind::Number => Test::Number(own, choices(value, number::read)?),
            ParameterKind::Quantity => quantities(parameter, choices(value, quantity::read)?),
            ParameterKind::Uri => Test::Uri(own, addresses(modifier, value)?),
            ParameterKind::Position => Test::Near(own, choices(value, NearTest::read)?),
            ParameterKind::Narrative | ParameterKind::Content => {
                Test::Words(own, choices(value, WordsTest::read)?)
            }
            ParameterKind::Composite => {
                let read = |one: &str| composite::read(self, parameter, one);
                Test::Composite(own, choices(value, read)?.concat())
            }
            ParameterKind::Token | ParameterKind::Reference => {
                return Err("it cannot be read".to_owned());
            }
        })
    }

    fn token(self, parameter: &Arc<Parameter>, modifier: Option<&str>, value: &str) -> Read<Test> {
        let own = Arc::clone(parameter);
        Ok(match modifier {
            Some("text") => {
                let tests = choices(value, |one| text::read(one, TextMatch::Start))?;
                Test::Text(facet(parameter, Facet::Text)?, tests)
            }
            Some("of-type") => {
                Test::Token(facet(parameter, Facet::OfType)?, choices(value, token::read_of_type)?)
            }
            Some("code-text") => Test::CodeText(own, choices(value, code_text)?),
            Some("in" | "not-in") => Test::Coded(own, Coded::InValueSet(choices(value, value_set)?)),
            Some(way @ ("above" | "below")) => {
                let tests = choices(value, token::read)?;
                let way = direction(way);
                match media_types(&tests).filter(|_| way == Direction::Below) {
                    Some(starts) => Test::CodeText(own, starts),
                    None if tests.iter().any(|test| test.code.is_none()) => {
                        return Err(
                            "after ':above' and ':below' it is written code or system|code".to_owned()
                        );
                    }
                    None => Test::Coded(own, Coded::Related(tests, way)),
                }
            }
            _ => {
                let tests = choices(value, token::read)?;
                Test::Token(own, tests.into_iter().flat_map(|test| in_any_case(parameter, test)).collect())
            }
        })
    }

    fn reference(self, parameter: &Arc<Parameter>, modifier: Option<&str>, value: &str) -> Read<Test> {
        let own = Arc::clone(parameter);
        let base = &self.settings.base;
        Ok(match modifier {
            Some("identifier") => {
                Test::Token(facet(parameter, Facet::Identifier)?, choices(value, token::read)?)
            }
            Some(way @ ("above" | "below")) => {
                if way == "below"
                    && let Ok(tests) = choices(value, reference::read_below)
                {
                    return Ok(Test::Reference(own, tests));
                }
                let tests = choices(value, |one| reference::read(one, None, base))?;
                Test::Hierarchy(own, tests, direction(way))
            }
            modifier => {
                let only = modifier.and_then(ResourceType::find);
                Test::Reference(own, choices(value, |one| reference::read(one, only, base))?)
            }
        })
    }
}

/// Reads each of the values between commas; one refusal refuses them all.
pub(in crate::search) fn choices<T>(value: &str, read: impl Fn(&str) -> Read<T>) -> Read<Vec<T>> {
    let parts = written::split(value, ',');
    if parts.len() > MOST_CHOICES {
        return Err(format!("it chooses from more than {MOST_CHOICES} values"));
    }
    let read = |part: &&str| {
        if part.is_empty() { Err("a value is empty".to_owned()) } else { read(part) }
    };
    parts.iter().map(read).collect()
}

/// A test of quantities: those in units of UCUM look at another parameter than those as written.
fn quantities(parameter: &Arc<Parameter>, asked: Vec<quantity::Asked>) -> Test {
    let (mut written, mut canonical): (Vec<QuantityTest>, Vec<QuantityTest>) = (Vec::new(), Vec::new());
    for one in asked {
        match one {
            quantity::Asked::AsWritten(test) => written.push(test),
            quantity::Asked::Canonical(test) => canonical.push(test),
        }
    }
    let as_written = |tests| Test::Quantity(Arc::clone(parameter), tests);
    match parameter.facet(Facet::Canonical) {
        Some(base) if written.is_empty() => Test::Quantity(Arc::clone(base), canonical),
        Some(base) if !canonical.is_empty() => Test::Either(
            [as_written(written), Test::Quantity(Arc::clone(base), canonical)]
                .map(|test| Criterion { test, negated: false })
                .into(),
        ),
        _ => as_written(written),
    }
}

fn missing(parameter: &Arc<Parameter>, value: &str) -> Read<Test> {
    match value {
        "true" => Ok(Test::Missing(Arc::clone(parameter), true)),
        "false" => Ok(Test::Missing(Arc::clone(parameter), false)),
        _ => Err("after ':missing' it is true or false".to_owned()),
    }
}

fn facet(parameter: &Parameter, facet: Facet) -> Read<Arc<Parameter>> {
    let found = parameter.facet(facet).map(Arc::clone);
    found.ok_or_else(|| format!("'{}' cannot be asked for by ':{}'", parameter.code, facet.name()))
}

fn addresses(modifier: Option<&str>, value: &str) -> Read<Vec<UriTest>> {
    match modifier {
        Some("below") => choices(value, uri::read_below),
        Some("above") => Ok(choices(value, uri::read_above)?.concat()),
        _ => choices(value, uri::read),
    }
}

fn direction(modifier: &str) -> Direction {
    if modifier == "above" { Direction::Above } else { Direction::Below }
}

fn code_text(value: &str) -> Read<String> {
    let start = fold(&written::unescape(value));
    if start.is_empty() { Err("a code has at least one character".to_owned()) } else { Ok(start) }
}

fn value_set(value: &str) -> Read<String> {
    let name = written::unescape(value);
    let fits = name.contains(':') || name.starts_with("ValueSet/");
    let wrong = "a value set is named by its canonical address or as ValueSet/id";
    if fits && !name.contains(char::is_whitespace) { Ok(name) } else { Err(wrong.to_owned()) }
}

/// The starts of the media types that all of these are, if they are: `text/xml` has `text/xml; charset=UTF-8`
/// below it (R4, section 3.1.1.4.10.1).
fn media_types(tests: &[TokenTest]) -> Option<Vec<String>> {
    let media_type = |test: &TokenTest| {
        let code = test.code.as_deref().filter(|_| test.system == SystemTest::Any)?;
        let (kind, subtype) = code.split_once('/')?;
        let plain = |part: &str| !part.is_empty() && !part.contains(['/', ' ', ':']);
        (plain(kind) && plain(subtype)).then(|| code.to_ascii_lowercase())
    };
    tests.iter().map(media_type).collect()
}

/// The test itself and, where the parameter leads to strings, the one for their index, which has lost the case
/// of its letters.
fn in_any_case(parameter: &Parameter, test: TokenTest) -> impl Iterator<Item = TokenTest> {
    let small = test.code.as_ref().map(|code| code.to_lowercase());
    let other = parameter.ignores_case() && small != test.code;
    let folded = other.then(|| TokenTest { system: test.system.clone(), code: small });
    std::iter::once(test).chain(folded)
}
