//! Reads an expression's text (the grammar of FHIRPath N1).

use std::fmt::Write as _;

use super::function::{self, Function};
use super::item::Item;
use super::kind::Kind;
use super::pattern::{self, Pattern};
use super::quantity::{Quantity, is_calendar_unit};
use super::temporal::Temporal;
use super::term::{Call, Constant, Name, Operator, Term};
use super::token::{Token, tokens};
use crate::error::{Error, Result};

/// The longest text that is read; the longest published expression has a tenth of it.
const LONGEST: usize = 8_192;
/// How deep groups and arguments may nest; published expressions nest seven deep.
const DEEPEST: usize = 32;
/// How many terms may stand inside one another.
const HIGHEST: usize = 128;

/// Reads an expression.
pub(super) fn parse(text: &str) -> Result<Term> {
    let refused = |why: String| {
        let shown: String = text.chars().take(200).collect();
        Error::invalid(
            "invalid-expression",
            format!("'{shown}' is not FHIRPath that is understood here: {why}."),
        )
    };
    if text.len() > LONGEST {
        return Err(refused(format!("it is longer than {LONGEST} bytes")));
    }
    let tokens = tokens(text).map_err(|at| refused(format!("what starts at byte {at} is no word of it")))?;
    let mut reader = Reader { tokens: &tokens, depth: 0, patterns: 0 };
    let term = reader.expression(0).map_err(refused)?;
    if !reader.tokens.is_empty() {
        return Err(refused(format!("it should end before {}", reader.next_shown())));
    }
    if term.height() > HIGHEST {
        return Err(refused(format!("more than {HIGHEST} terms stand inside one another")));
    }
    Ok(term)
}

/// Why a text is not read.
type Read<T> = Result<T, String>;

/// Reads tokens from the front.
struct Reader<'t> {
    tokens: &'t [Token<'t>],
    depth: usize,
    /// How large the programs of all patterns so far are.
    patterns: usize,
}

impl<'t> Reader<'t> {
    /// Terms with operators between them that bind at least this strongly.
    fn expression(&mut self, least: u8) -> Read<Term> {
        let mut left = self.signed()?;
        loop {
            let spelled = match self.tokens.first() {
                Some(Token::Name(name)) => *name,
                Some(Token::Symbol(symbol)) => symbol,
                _ => return Ok(left),
            };
            if matches!(spelled, "is" | "as") {
                if Operator::TYPE < least {
                    return Ok(left);
                }
                self.skip();
                let kind = self.kind()?;
                left = if spelled == "is" {
                    Term::Is(Box::new(left), kind)
                } else {
                    Term::OfType(Box::new(left), kind)
                };
                continue;
            }
            let Some((operator, strength)) =
                Operator::spelled(spelled).filter(|(_, strength)| *strength >= least)
            else {
                return Ok(left);
            };
            self.skip();
            let right = self.expression(strength + 1)?;
            left = Term::Binary(operator, Box::new(left), Box::new(right));
        }
    }

    /// `-a`, `+a`, or a path.
    fn signed(&mut self) -> Read<Term> {
        if self.take("-") {
            return self.deeper(|reader| Ok(Term::Negated(Box::new(reader.signed()?))));
        }
        if self.take("+") {
            return self.deeper(Self::signed);
        }
        let mut term = self.start()?;
        loop {
            if self.take(".") {
                term = match self.tokens.first() {
                    Some(Token::Variable(_)) => return Err("a variable does not follow a dot".to_owned()),
                    _ => self.member(term)?,
                };
            } else if self.take("[") {
                let place = self.deeper(|reader| reader.expression(0))?;
                self.expect("]")?;
                term = Term::Item(Box::new(term), Box::new(place));
            } else {
                return Ok(term);
            }
        }
    }

    /// What a path starts with.
    fn start(&mut self) -> Read<Term> {
        let Some((token, rest)) = self.tokens.split_first() else {
            return Err("it ends where a term is expected".to_owned());
        };
        match token {
            Token::Name("true") => self.literal(rest, Item::Boolean(true)),
            Token::Name("false") => self.literal(rest, Item::Boolean(false)),
            Token::Text(text) => self.literal(rest, Item::Text(text.clone().into())),
            Token::Moment(written) => {
                let moment =
                    Temporal::literal(written).ok_or_else(|| format!("@{written} is no date or time"))?;
                self.literal(rest, Item::Moment(moment))
            }
            Token::Number(digits) => self.number(rest, digits),
            Token::Constant(name) => {
                self.tokens = rest;
                constant(name)
            }
            Token::Variable(name) => {
                self.tokens = rest;
                Ok(match *name {
                    "index" => Term::Index,
                    "total" => Term::Total,
                    _ => Term::This,
                })
            }
            Token::Symbol("(") => {
                self.tokens = rest;
                let inner = self.deeper(|reader| reader.expression(0))?;
                self.expect(")")?;
                Ok(inner)
            }
            Token::Symbol("{") => {
                self.tokens = rest;
                self.expect("}")?;
                Ok(Term::Nothing)
            }
            Token::Name(name) if starts_with_capital(name) && rest.first() != Some(&Token::Symbol("(")) => {
                Ok(Term::Root(self.kind()?))
            }
            Token::Name(_) | Token::Quoted(_) => self.member(Term::This),
            Token::Symbol(_) => Err(format!("a term is expected where {} stands", self.next_shown())),
        }
    }

    fn literal(&mut self, rest: &'t [Token<'t>], item: Item<'static>) -> Read<Term> {
        self.tokens = rest;
        Ok(Term::Literal(item))
    }

    /// A number, or a quantity where a unit follows.
    fn number(&mut self, rest: &'t [Token<'t>], digits: &str) -> Read<Term> {
        let too_long = |_: rust_decimal::Error| format!("{digits} has too many digits");
        let after = rest.get(1..).unwrap_or_default();
        match rest.first() {
            Some(Token::Text(unit)) => {
                let value = digits.parse().map_err(too_long)?;
                return self.literal(after, Item::Quantity(Quantity::with_unit(value, unit)));
            }
            Some(Token::Name(unit)) if is_calendar_unit(unit) => {
                let value = digits.parse().map_err(too_long)?;
                return self.literal(after, Item::Quantity(Quantity::calendar(value, unit)));
            }
            _ => {}
        }
        if digits.contains('.') {
            return self.literal(rest, Item::Decimal(digits.parse().map_err(too_long)?));
        }
        let value = digits.parse().map_err(|_| format!("{digits} has too many digits"))?;
        self.literal(rest, Item::Integer(value))
    }

    /// What follows a dot: an element, or a function with its arguments.
    fn member(&mut self, of: Term) -> Read<Term> {
        let Some((token, rest)) = self.tokens.split_first() else {
            return Err("it ends where a name is expected".to_owned());
        };
        let (name, rest) = match token {
            Token::Name(name) => (*name, rest),
            Token::Quoted(name) => (name.as_str(), rest),
            _ => return Err(format!("a name is expected where {} stands", self.next_shown())),
        };
        self.tokens = rest;
        if !self.take("(") {
            return Ok(Term::Child(Box::new(of), Name::of(name)));
        }
        self.deeper(|reader| reader.call(of, name))
    }

    /// A function's arguments, after the opening of their parenthesis.
    fn call(&mut self, of: Term, name: &str) -> Read<Term> {
        let of = Box::new(of);
        if matches!(name, "is" | "as" | "ofType") {
            let kind = self.kind()?;
            self.expect(")")?;
            return Ok(if name == "is" { Term::Is(of, kind) } else { Term::OfType(of, kind) });
        }
        let mut arguments = Vec::new();
        if !self.take(")") {
            arguments.push(self.expression(0)?);
            while self.take(",") {
                arguments.push(self.expression(0)?);
            }
            self.expect(")")?;
        }
        let count = arguments.len();
        match (name, arguments.pop()) {
            ("where", Some(condition)) if count == 1 => Ok(Term::Where(of, Box::new(condition))),
            ("select", Some(projection)) if count == 1 => Ok(Term::Select(of, Box::new(projection))),
            ("all", Some(condition)) if count == 1 => Ok(Term::All(of, Box::new(condition))),
            ("exists", Some(condition)) if count == 1 => {
                Ok(Term::Exists(Box::new(Term::Where(of, Box::new(condition)))))
            }
            ("exists", None) => Ok(Term::Exists(of)),
            ("empty", None) => Ok(Term::Empty(of)),
            ("first", None) => Ok(Term::First(of)),
            ("not", None) => Ok(Term::Not(of)),
            ("where" | "select" | "all" | "exists" | "empty" | "first" | "not", _) => {
                Err(wrong_count(name, count))
            }
            (_, last) => {
                arguments.extend(last);
                let function =
                    function::named(name).ok_or_else(|| format!("there is no function '{name}'"))?;
                self.called(*of, function, arguments)
            }
        }
    }

    /// A type's name, with or without `FHIR.` or `System.` before it.
    fn kind(&mut self) -> Read<Kind> {
        let first = self.name()?;
        let qualified = matches!(self.tokens, [Token::Symbol("."), Token::Name(_) | Token::Quoted(_), ..]);
        if matches!(first.as_str(), "FHIR" | "System") && qualified {
            self.skip();
            let name = self.name()?;
            return Kind::qualified(&first, &name).ok_or_else(|| format!("there is no type {first}.{name}"));
        }
        Kind::named(&first).ok_or_else(|| format!("there is no type '{first}'"))
    }

    fn name(&mut self) -> Read<String> {
        let name = match self.tokens.first() {
            Some(Token::Name(name)) => (*name).to_owned(),
            Some(Token::Quoted(name)) => name.clone(),
            _ => return Err(format!("a type's name is expected where {} stands", self.next_shown())),
        };
        self.skip();
        Ok(name)
    }

    /// A call, once the number of its arguments is right. A pattern that is written as a literal is compiled now.
    fn called(&mut self, of: Term, function: &'static Function, arguments: Vec<Term>) -> Read<Term> {
        if !function.arguments.contains(&arguments.len()) {
            return Err(wrong_count(function.name, arguments.len()));
        }
        let pattern = match arguments.first() {
            Some(Term::Literal(Item::Text(pattern))) if function.takes_pattern => {
                Some(Pattern::compile(function.name, pattern)?)
            }
            _ => None,
        };
        self.patterns += pattern.as_ref().map_or(0, |pattern| pattern.size);
        if self.patterns > pattern::LARGEST {
            return Err("its patterns are too large together".to_owned());
        }
        Ok(Term::Call(Box::new(Call { of, function, arguments, pattern })))
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("it nests deeper than {DEEPEST} levels"));
        }
        let inner = read(self)?;
        self.depth -= 1;
        Ok(inner)
    }

    fn skip(&mut self) {
        self.tokens = self.tokens.get(1..).unwrap_or_default();
    }

    fn take(&mut self, symbol: &'static str) -> bool {
        let found = self.tokens.first() == Some(&Token::Symbol(symbol));
        if found {
            self.skip();
        }
        found
    }

    fn expect(&mut self, symbol: &'static str) -> Read<()> {
        if self.take(symbol) {
            Ok(())
        } else {
            Err(format!("'{symbol}' is expected where {} stands", self.next_shown()))
        }
    }

    fn next_shown(&self) -> String {
        match self.tokens.first() {
            None => "its end".to_owned(),
            Some(Token::Name(text) | Token::Number(text)) => format!("'{text}'"),
            Some(Token::Text(text)) => format!("the text '{text}'"),
            Some(Token::Quoted(text)) => format!("`{text}`"),
            Some(Token::Moment(text)) => format!("@{text}"),
            Some(Token::Constant(text)) => format!("%{text}"),
            Some(Token::Variable(text)) => format!("${text}"),
            Some(Token::Symbol(text)) => format!("'{text}'"),
        }
    }
}

fn starts_with_capital(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
}

fn constant(name: &str) -> Read<Term> {
    let text = |text: String| Ok(Term::Literal(Item::Text(text.into())));
    match name {
        "resource" => Ok(Term::Constant(Constant::Resource)),
        "rootResource" => Ok(Term::Constant(Constant::RootResource)),
        "context" => Ok(Term::Constant(Constant::Context)),
        "ucum" => text("http://unitsofmeasure.org".to_owned()),
        "sct" => text("http://snomed.info/sct".to_owned()),
        "loinc" => text("http://loinc.org".to_owned()),
        _ => {
            let mut address = "http://hl7.org/fhir/".to_owned();
            let known = [("vs-", "ValueSet/"), ("ext-", "StructureDefinition/")];
            let (folder, rest) = known
                .into_iter()
                .find_map(|(prefix, folder)| Some((folder, name.strip_prefix(prefix)?)))
                .ok_or_else(|| format!("nothing is known as %{name}"))?;
            let _ = write!(address, "{folder}{rest}");
            text(address)
        }
    }
}

fn wrong_count(name: &str, count: usize) -> String {
    format!("{name}() does not take {count} argument{}", if count == 1 { "" } else { "s" })
}
