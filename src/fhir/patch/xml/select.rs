//! The XPath that selects a node (RFC 5261, section 4.1), as far as FHIR's XML needs it.
//!
//! `/f:Patient/f:name[2]/f:given[1]/@value`: steps to children by name or `*`, with conditions in brackets, one after
//! the other: a position, `last()`, or what an attribute or a child holds (`@id='a'`, `f:use/@value='official'`,
//! `f:period`), several of them with `and`.

use super::tree::{Child, Element};

/// The most steps and conditions that one selection has.
const MOST_STEPS: usize = 200;

/// A selection that was read.
#[derive(Debug)]
pub(super) struct Selector {
    steps: Vec<Step>,
    /// What is selected at the end of the steps.
    pub(super) target: Target,
}

/// What is selected.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// The element.
    Element,
    /// One of its attributes.
    Attribute(String),
}

/// A step to a child. `*` is its name where any child is meant.
#[derive(Debug)]
struct Step {
    name: String,
    conditions: Vec<Condition>,
}

/// What stands in brackets.
#[derive(Debug)]
enum Condition {
    /// The place among those that are left, from 1.
    Position(usize),
    /// The last of those that are left.
    Last,
    /// All of these hold.
    All(Vec<Test>),
}

/// What an element is asked: whether it has a child by these names, or that child an attribute, and of which value.
#[derive(Debug)]
struct Test {
    names: Vec<String>,
    attribute: Option<String>,
    value: Option<String>,
}

impl Selector {
    /// Reads a selection; the error says what is wrong.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let shown: String = text.chars().take(80).collect();
        let mut reader = Reader { rest: text.trim(), count: 0 };
        let selector = reader.selector().map_err(|expected| {
            let found: String = reader.rest.chars().take(40).collect();
            format!("'{shown}' is not read as a selection: {expected} at '{found}'.")
        })?;
        Ok(selector)
    }

    /// The way to the one node that is selected: places among children, from the root.
    pub(super) fn find(&self, root: &Element) -> Result<Vec<usize>, String> {
        let Some((first, steps)) = self.steps.split_first() else {
            return Err("It selects nothing.".to_owned());
        };
        if first.name != "*" && first.name != root.name {
            return Err(format!(
                "Its selection starts with the resource, '{}', not with '{}'.",
                root.name, first.name
            ));
        }
        let mut found = vec![(Vec::new(), Some(root))];
        if first.leaves(vec![Some(root)]).is_empty() {
            found.clear();
        }
        for step in steps {
            let mut next = Vec::new();
            for (path, element) in found {
                let Some(element) = element else { continue };
                for (index, child) in step.children(element) {
                    let mut path: Vec<usize> = path.clone();
                    path.push(index);
                    next.push((path, child));
                }
            }
            found = next;
        }
        match (found.pop(), found.len()) {
            (Some((path, _)), 0) => Ok(path),
            (None, _) => Err("Its selection finds nothing.".to_owned()),
            (_, others) => Err(format!("Its selection finds {} nodes; it has to find one.", others + 1)),
        }
    }
}

impl Step {
    /// The children that are meant, with their places. A narrative has no element to look into.
    fn children<'e>(&self, element: &'e Element) -> Vec<(usize, Option<&'e Element>)> {
        let named = element.children.iter().enumerate();
        let named = named.filter(|(_, child)| self.name == "*" || child.name() == self.name);
        let (places, elements): (Vec<_>, Vec<_>) = named
            .map(|(place, child)| match child {
                Child::Element(child) => (place, Some(child)),
                Child::Narrative(_) => (place, None),
            })
            .unzip();
        let left = self.leaves(elements.clone());
        left.into_iter().filter_map(|index| Some((*places.get(index)?, *elements.get(index)?))).collect()
    }

    /// Which of the elements its conditions leave.
    fn leaves(&self, elements: Vec<Option<&Element>>) -> Vec<usize> {
        let mut left: Vec<_> = elements.into_iter().enumerate().collect();
        for condition in &self.conditions {
            let count = left.len();
            left = left
                .into_iter()
                .enumerate()
                .filter(|(place, (_, element))| match condition {
                    Condition::Position(number) => place + 1 == *number,
                    Condition::Last => place + 1 == count,
                    Condition::All(tests) => {
                        element.is_some_and(|element| tests.iter().all(|test| test.holds(element)))
                    }
                })
                .map(|(_, one)| one)
                .collect();
        }
        left.into_iter().map(|(index, _)| index).collect()
    }
}

impl Test {
    fn holds(&self, element: &Element) -> bool {
        self.holds_below(element, &self.names)
    }

    /// Whether it holds of the element itself, or of something below it that the names lead to.
    fn holds_below(&self, element: &Element, names: &[String]) -> bool {
        let Some((name, rest)) = names.split_first() else {
            return self.holds_at(element);
        };
        element.children.iter().any(|child| match child {
            _ if name != "*" && child.name() != name => false,
            Child::Element(child) => self.holds_below(child, rest),
            Child::Narrative(_) => rest.is_empty() && self.attribute.is_none(),
        })
    }

    fn holds_at(&self, element: &Element) -> bool {
        match &self.attribute {
            None => self.value.is_none(),
            Some(name) => match (element.attribute(name), &self.value) {
                (found, None) => found.is_some(),
                (found, Some(value)) => found == Some(value),
            },
        }
    }
}

/// A text that is read from its start. Errors say what was expected.
struct Reader<'t> {
    rest: &'t str,
    count: usize,
}

impl Reader<'_> {
    fn selector(&mut self) -> Result<Selector, &'static str> {
        self.take("/");
        let mut steps = Vec::new();
        loop {
            if !steps.is_empty() && self.take("@") {
                let target = Target::Attribute(self.name()?);
                return self.end(Selector { steps, target });
            }
            let name = self.name()?;
            if self.rest.starts_with('(') {
                return Err(
                    "the name of an element or an attribute was expected (FHIR's values are attributes, such as @value)",
                );
            }
            let conditions = self.conditions()?;
            self.count += 1;
            steps.push(Step { name, conditions });
            if self.count > MOST_STEPS {
                return Err("fewer steps were expected");
            }
            if !self.take("/") {
                return self.end(Selector { steps, target: Target::Element });
            }
        }
    }

    fn end(&self, selector: Selector) -> Result<Selector, &'static str> {
        if self.rest.is_empty() { Ok(selector) } else { Err("'/', '[' or the end was expected") }
    }

    /// A name, of which the prefix does not count, or `*`.
    fn name(&mut self) -> Result<String, &'static str> {
        if self.take("*") {
            return Ok("*".to_owned());
        }
        let mut name = self.word()?;
        if self.rest.starts_with(':') && !self.rest.starts_with("::") {
            self.take(":");
            name = self.word()?;
        }
        Ok(name)
    }

    fn word(&mut self) -> Result<String, &'static str> {
        let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
        let end = self.rest.find(|letter| !is_part(letter)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        if !word.starts_with(|first: char| first.is_alphabetic() || first == '_') {
            return Err("a name was expected");
        }
        self.rest = rest;
        Ok(word.to_owned())
    }

    fn conditions(&mut self) -> Result<Vec<Condition>, &'static str> {
        let mut conditions = Vec::new();
        while self.take("[") {
            self.count += 1;
            self.blanks();
            let digits = self.rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(self.rest.len());
            let condition = if let Some(number) = self.rest.get(..digits).filter(|digits| !digits.is_empty())
            {
                let number = number.parse().map_err(|_| "a smaller number was expected")?;
                self.rest = self.rest.get(digits..).unwrap_or_default();
                Condition::Position(number)
            } else if self.take("last()") {
                Condition::Last
            } else {
                Condition::All(self.tests()?)
            };
            self.blanks();
            if !self.take("]") {
                return Err("']' was expected");
            }
            conditions.push(condition);
        }
        Ok(conditions)
    }

    fn tests(&mut self) -> Result<Vec<Test>, &'static str> {
        let mut tests = vec![self.test()?];
        loop {
            self.blanks();
            if !self.take("and ") {
                return Ok(tests);
            }
            self.blanks();
            tests.push(self.test()?);
            self.count += 1;
            if self.count > MOST_STEPS {
                return Err("fewer conditions were expected");
            }
        }
    }

    fn test(&mut self) -> Result<Test, &'static str> {
        let mut names = Vec::new();
        let mut attribute = None;
        loop {
            if self.take("@") {
                attribute = Some(self.name()?);
                break;
            }
            names.push(self.name()?);
            if !self.take("/") {
                break;
            }
        }
        self.blanks();
        let value = match self.take("=") {
            true if attribute.is_none() => return Err("'/@value' was expected before '='"),
            true => Some(self.literal()?),
            false => None,
        };
        Ok(Test { names, attribute, value })
    }

    /// A text in quotes.
    fn literal(&mut self) -> Result<String, &'static str> {
        self.blanks();
        for quote in ["'", "\""] {
            if self.take(quote) {
                let (text, rest) =
                    self.rest.split_once(quote).ok_or("the end of a text in quotes was expected")?;
                let text = text.to_owned();
                self.rest = rest;
                return Ok(text);
            }
        }
        Err("a text in quotes was expected")
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, expected: &str) -> bool {
        match self.rest.strip_prefix(expected) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }
}
