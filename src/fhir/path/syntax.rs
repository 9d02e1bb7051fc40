//! Reads an expression's text.

use serde_json::Value;

use crate::error::{Error, Result};
use crate::fhir::path::expression::{Expression, Step};

/// How deep parentheses may nest; published expressions nest once.
const DEEPEST: usize = 16;

/// Reads an expression over resources of the type named `root`.
pub(super) fn parse(root: &str, text: &str) -> Result<Expression> {
    let refused = || {
        let message = format!("'{text}' is not an expression that search parameters may use.");
        Error::invalid("invalid-expression", message)
    };
    let tokens = tokens(text).ok_or_else(refused)?;
    let mut reader = Reader { root, tokens: &tokens, depth: 0 };
    let expression = reader.conjunction().ok_or_else(refused)?;
    if reader.tokens.is_empty() { Ok(expression) } else { Err(refused()) }
}

/// Reads tokens from the front. Each rule of the grammar is one method, the loosest binding first; `None`
/// means that the text does not follow the rule.
struct Reader<'t> {
    root: &'t str,
    tokens: &'t [Token<'t>],
    depth: usize,
}

impl<'t> Reader<'t> {
    /// `a and b`
    fn conjunction(&mut self) -> Option<Expression> {
        let mut left = self.comparison()?;
        while self.take(Token::Name("and")) {
            left = Expression::And(Box::new(left), Box::new(self.comparison()?));
        }
        Some(left)
    }

    /// `a = b`, `a != b`
    fn comparison(&mut self) -> Option<Expression> {
        let left = self.union()?;
        let equal = self.take(Token::Symbol("="));
        if !equal && !self.take(Token::Symbol("!=")) {
            return Some(left);
        }
        Some(Expression::Compare { left: Box::new(left), right: Box::new(self.union()?), equal })
    }

    /// `a | b`
    fn union(&mut self) -> Option<Expression> {
        let first = self.typed()?;
        let mut branches = vec![first];
        while self.take(Token::Symbol("|")) {
            branches.push(self.typed()?);
        }
        if branches.len() == 1 { branches.pop() } else { Some(Expression::Union(branches)) }
    }

    /// `a as T`
    fn typed(&mut self) -> Option<Expression> {
        let expression = self.invocation()?;
        if !self.take(Token::Name("as")) {
            return Some(expression);
        }
        Some(expression.then(Step::As(self.name()?.to_owned())))
    }

    /// `a.b`, `a.f()`, `a[1]`
    fn invocation(&mut self) -> Option<Expression> {
        let mut expression = self.term()?;
        loop {
            if self.take(Token::Symbol(".")) {
                let name = self.name()?;
                expression = self.member(expression, name)?;
            } else if self.take(Token::Symbol("[")) {
                let Some((Token::Index(place), rest)) = self.tokens.split_first() else { return None };
                self.tokens = rest;
                self.expect("]")?;
                expression = expression.item(*place)?;
            } else {
                return Some(expression);
            }
        }
    }

    /// A literal, a group, the root type, or the first member of a path.
    fn term(&mut self) -> Option<Expression> {
        let (token, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        match token {
            Token::Text(text) => Some(Expression::Literal(Value::from(*text))),
            Token::Name("true") => Some(Expression::Literal(Value::Bool(true))),
            Token::Name("false") => Some(Expression::Literal(Value::Bool(false))),
            Token::Symbol("(") => self.group(),
            Token::Name(name) if self.names_a_type(name) => {
                let same = *name == self.root || matches!(*name, "Resource" | "DomainResource");
                Some(if same { Expression::itself() } else { Expression::nothing() })
            }
            Token::Name(name) => self.member(Expression::itself(), name),
            _ => None,
        }
    }

    /// The rest of `(a)`, after its opening.
    fn group(&mut self) -> Option<Expression> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let inner = self.conjunction()?;
        self.depth -= 1;
        self.expect(")")?;
        Some(inner)
    }

    /// What follows a dot: an element, or a function with its arguments.
    fn member(&mut self, of: Expression, name: &str) -> Option<Expression> {
        if !self.take(Token::Symbol("(")) {
            return Some(of.then(Step::child(name)));
        }
        match name {
            "where" => Some(of.then(Step::Where(self.group()?))),
            "as" | "ofType" => {
                let step = Step::As(self.name()?.to_owned());
                self.expect(")")?;
                Some(of.then(step))
            }
            "exists" => {
                self.expect(")")?;
                Some(Expression::Exists(Box::new(of)))
            }
            "resolve" => {
                // A reference is never followed: the type that it names answers the only question asked.
                self.expect(")")?;
                if !self.take(Token::Name("is")) {
                    return None;
                }
                Some(Expression::RefersTo(Box::new(of), self.name()?.to_owned()))
            }
            _ => None,
        }
    }

    /// Types start with a capital letter, elements never do.
    fn names_a_type(&self, name: &str) -> bool {
        name.starts_with(|first: char| first.is_ascii_uppercase())
    }

    fn name(&mut self) -> Option<&'t str> {
        let (Token::Name(name), rest) = self.tokens.split_first()? else { return None };
        self.tokens = rest;
        Some(name)
    }

    fn take(&mut self, token: Token<'_>) -> bool {
        match self.tokens.split_first() {
            Some((first, rest)) if *first == token => {
                self.tokens = rest;
                true
            }
            _ => false,
        }
    }

    fn expect(&mut self, symbol: &'static str) -> Option<()> {
        self.take(Token::Symbol(symbol)).then_some(())
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token<'t> {
    Name(&'t str),
    Text(&'t str),
    Index(usize),
    Symbol(&'static str),
}

fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = if first == '\'' {
            let (inside, after) = rest.get(1..)?.split_once('\'')?;
            (Token::Text(inside), after)
        } else if first.is_ascii_alphabetic() {
            let (name, after) = split_while(rest, |c| c.is_ascii_alphanumeric() || c == '_');
            (Token::Name(name), after)
        } else if first.is_ascii_digit() {
            let (digits, after) = split_while(rest, |c| c.is_ascii_digit());
            (Token::Index(digits.parse().ok()?), after)
        } else {
            let symbols = ["!=", "=", "|", ".", "(", ")", "[", "]"];
            let symbol = symbols.into_iter().find(|symbol| rest.starts_with(symbol))?;
            (Token::Symbol(symbol), rest.strip_prefix(symbol)?)
        };
        tokens.push(token);
        rest = after.trim_start();
    }
    Some(tokens)
}

fn split_while(text: &str, keep: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c| !keep(c)).unwrap_or(text.len());
    text.split_at(end)
}
