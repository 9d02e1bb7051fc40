//! Full text (R4's `_text` and `_content`): words in any form that English or French gives them.
//!
//! A text is kept as the stems of its words, once by each language, because a text does not say which it is in.
//! Accents are dropped before the stem is made, so that a search finds a word however it is accented.

use rust_stemmers::{Algorithm, Stemmer};

use crate::search::fold;
use crate::search::index::Words;
use crate::search::kind::written;

/// How long a word may be; what is longer is cut, on both sides alike.
const LONGEST: usize = 64;

/// How many words a search may have.
const MOST_WORDS: usize = 32;

/// How deep the parentheses of a search may nest.
const DEEPEST: usize = 8;

/// What is asked of a text.
#[derive(Debug, Clone, PartialEq)]
pub enum WordsTest {
    /// All of these hold.
    All(Vec<WordsTest>),
    /// One of these holds.
    Any(Vec<WordsTest>),
    /// These words stand one after the other: their stems by both languages.
    Phrase(Words),
    /// A word starts with this.
    Start(String),
}

/// The stems of many texts, one after the other.
pub(in crate::search) struct Collector {
    english: Stemmer,
    french: Stemmer,
    words: Words,
}

impl Collector {
    /// One that holds no words yet.
    pub(in crate::search) fn new() -> Self {
        Self {
            english: Stemmer::create(Algorithm::English),
            french: Stemmer::create(Algorithm::French),
            words: Words::default(),
        }
    }

    /// Adds a text that does not belong to those before.
    pub(in crate::search) fn add(&mut self, text: &str) {
        let start = self.words.english.len();
        if start > 0 {
            self.push(Words::BREAK.to_owned(), Words::BREAK.to_owned());
        }
        let folded = fold(text);
        for word in words(&folded) {
            let word = cut(word);
            self.push(self.english.stem(word).into_owned(), self.french.stem(&unaccented(word)).into_owned());
        }
        if self.words.english.len() <= start + 1 && start > 0 {
            // A text without words leaves no trace.
            self.words.english.truncate(start);
            self.words.french.truncate(start);
        }
    }

    /// What was collected; none when there was no word.
    pub(in crate::search) fn finish(self) -> Option<Words> {
        (!self.words.english.is_empty()).then_some(self.words)
    }

    fn push(&mut self, english: String, french: String) {
        self.words.english.push(english);
        self.words.french.push(french);
    }
}

impl WordsTest {
    /// Reads words, all of which must be there; `OR` between them, `"a phrase"`, `start*` and parentheses are
    /// understood. Refusals are sentences for the caller.
    pub fn read(text: &str) -> Result<Self, String> {
        let plain = written::unescape(text);
        let tokens = tokens(&plain)?;
        let mut reader = Reader { tokens: &tokens, depth: 0 };
        let test = reader.either()?;
        if reader.tokens.is_empty() { Ok(test) } else { Err(FORM.to_owned()) }
    }

    /// Whether texts hold what is asked.
    pub(in crate::search) fn holds(&self, texts: &[&Words]) -> bool {
        match self {
            Self::All(tests) => tests.iter().all(|test| test.holds(texts)),
            Self::Any(tests) => tests.iter().any(|test| test.holds(texts)),
            Self::Phrase(phrase) => texts.iter().any(|text| {
                contains(&text.english, &phrase.english) || contains(&text.french, &phrase.french)
            }),
            Self::Start(start) => texts.iter().any(|text| {
                text.english.iter().chain(&text.french).any(|word| word.starts_with(start.as_str()))
            }),
        }
    }
}

const FORM: &str =
    "words are written one after the other, with OR, \"a phrase\", start* and parentheses where wanted";

/// What the words of a search are written in.
#[derive(Debug, Clone, PartialEq)]
enum Token {
    Open,
    Close,
    Or,
    And,
    Test(WordsTest),
}

/// Reads tokens from the front: `a b OR (c "d e")`.
struct Reader<'t> {
    tokens: &'t [Token],
    depth: usize,
}

impl Reader<'_> {
    fn either(&mut self) -> Result<WordsTest, String> {
        let mut choices = vec![self.every()?];
        while self.take(&Token::Or) {
            choices.push(self.every()?);
        }
        Ok(one_or(choices, WordsTest::Any))
    }

    fn every(&mut self) -> Result<WordsTest, String> {
        let mut tests = vec![self.single()?];
        loop {
            let joined = self.take(&Token::And);
            if !joined && !matches!(self.tokens.first(), Some(Token::Open | Token::Test(_))) {
                return Ok(one_or(tests, WordsTest::All));
            }
            tests.push(self.single()?);
        }
    }

    fn single(&mut self) -> Result<WordsTest, String> {
        let (first, rest) = self.tokens.split_first().ok_or(FORM)?;
        self.tokens = rest;
        match first {
            Token::Test(test) => Ok(test.clone()),
            Token::Open if self.depth < DEEPEST => {
                self.depth += 1;
                let inner = self.either()?;
                self.depth -= 1;
                if self.take(&Token::Close) { Ok(inner) } else { Err(FORM.to_owned()) }
            }
            Token::Open => Err(format!("parentheses nest at most {DEEPEST} deep")),
            Token::Close | Token::Or | Token::And => Err(FORM.to_owned()),
        }
    }

    fn take(&mut self, token: &Token) -> bool {
        match self.tokens.split_first() {
            Some((first, rest)) if first == token => {
                self.tokens = rest;
                true
            }
            _ => false,
        }
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let after = rest.get(first.len_utf8()..).unwrap_or_default();
        rest = match first {
            '(' => {
                tokens.push(Token::Open);
                after
            }
            ')' => {
                tokens.push(Token::Close);
                after
            }
            '"' => {
                let (phrase, after) = after.split_once('"').ok_or("a quotation mark has no second one")?;
                tokens.push(Token::Test(phrase_of(phrase)?));
                after
            }
            _ => {
                let end = rest.find(|letter: char| letter.is_whitespace() || "()\"".contains(letter));
                let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
                tokens.push(word_of(word)?);
                after
            }
        }
        .trim_start();
    }
    let asked = tokens.iter().filter(|token| matches!(token, Token::Test(_))).count();
    match asked {
        0 => Err("it has at least one word".to_owned()),
        1..=MOST_WORDS => Ok(tokens),
        _ => Err(format!("it has more than {MOST_WORDS} words and phrases")),
    }
}

fn word_of(word: &str) -> Result<Token, String> {
    match word {
        "OR" | "or" => return Ok(Token::Or),
        "AND" | "and" => return Ok(Token::And),
        _ => {}
    }
    let Some(start) = word.strip_suffix('*') else { return phrase_of(word).map(Token::Test) };
    let folded = fold(start);
    let mut parts: Vec<_> = words(&folded).collect();
    let last = parts.pop().ok_or("there is no word before the *")?;
    let mut tests = parts.into_iter().map(phrase_of).collect::<Result<Vec<_>, _>>()?;
    tests.push(WordsTest::Start(cut(last).to_owned()));
    Ok(Token::Test(one_or(tests, WordsTest::All)))
}

fn phrase_of(text: &str) -> Result<WordsTest, String> {
    let mut collector = Collector::new();
    collector.add(text);
    let phrase = collector.finish().ok_or_else(|| format!("'{text}' has no word"))?;
    if phrase.english.len() > MOST_WORDS {
        return Err(format!("a phrase has at most {MOST_WORDS} words"));
    }
    Ok(WordsTest::Phrase(phrase))
}

fn one_or(mut tests: Vec<WordsTest>, several: impl Fn(Vec<WordsTest>) -> WordsTest) -> WordsTest {
    match (tests.pop(), tests.is_empty()) {
        (Some(one), true) => one,
        (last, _) => {
            tests.extend(last);
            several(tests)
        }
    }
}

fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn cut(word: &str) -> &str {
    match word.char_indices().nth(LONGEST) {
        Some((end, _)) => word.get(..end).unwrap_or(word),
        None => word,
    }
}

/// A word as the French stemmer takes it without accents: `decidee`, once `décidée`, as `decide`.
fn unaccented(word: &str) -> String {
    match word.strip_suffix("ees") {
        Some(stem) if stem.len() > 2 => format!("{stem}es"),
        _ => match word.strip_suffix("ee") {
            Some(stem) if stem.len() > 2 => format!("{stem}e"),
            _ => word.to_owned(),
        },
    }
}

fn contains(text: &[String], phrase: &[String]) -> bool {
    !phrase.is_empty() && text.windows(phrase.len()).any(|window| window == phrase)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(texts: &[&str], cases: &[(&str, bool)]) {
        let mut collector = Collector::new();
        texts.iter().for_each(|text| collector.add(text));
        let words = collector.finish().unwrap_or_default();
        for (asked, found) in cases {
            let test = WordsTest::read(asked).unwrap_or_else(|reason| panic!("{asked}: {reason}"));
            assert_eq!(test.holds(&[&words]), *found, "{asked} in {texts:?}: {words:?}");
        }
    }

    #[test]
    fn a_word_is_found_in_every_form() {
        check(
            &["Les décisions ont été prises à la réunion de l’équipe."],
            &[
                ("décision", true),
                ("DECISION", true),
                ("réunions", true),
                ("equipes", true),
                ("prise", true),
                ("absent", false),
            ],
        );
        check(&["La question est décidée."], &[("décidé", true), ("decidees", true), ("décider", true)]);
        check(
            &["The committees were meeting about decided matters"],
            &[
                ("committee", true),
                ("meetings", true),
                ("decide", true),
                ("mattering", true),
                ("meat", false),
            ],
        );
    }

    #[test]
    fn words_phrases_and_starts_combine() {
        check(
            &["bone metastases of the liver", "no other findings"],
            &[
                ("(bone OR skin) and metastasis", true),
                ("skin OR liver", true),
                ("skin liver", false),
                ("bone liver", true),
                ("\"bone metastases\"", true),
                ("\"metastases bone\"", false),
                ("\"liver no\"", false),
                ("meta*", true),
                ("tases*", false),
                ("(skin OR (bone liver)) find*", true),
                ("l'liver", false),
            ],
        );
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for wrong in ["", " ", "OR", "a OR", "(a", "a)", "\"a", "\"\"", "*", "-", "a AND", "() a"] {
            assert!(WordsTest::read(wrong).is_err(), "{wrong}");
        }
        assert!(WordsTest::read(&"(".repeat(100)).is_err());
        assert!(WordsTest::read(&format!("{}a{}", "(".repeat(20), ")".repeat(20))).is_err());
        assert!(WordsTest::read(&"a ".repeat(100)).is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,60}|[a-c()\"* OR]{0,40}") {
            let mut collector = Collector::new();
            collector.add(&text);
            let words = collector.finish().unwrap_or_default();
            if let Ok(test) = WordsTest::read(&text) {
                let _ = test.holds(&[&words]);
            }
        }

        #[test]
        fn every_word_of_a_text_finds_it(text in "[a-zéèàç]{1,12}( [a-zéèàç]{1,12}){0,5}") {
            let mut collector = Collector::new();
            collector.add(&text);
            let words = collector.finish().unwrap();
            for word in text.split(' ').filter(|word| !["or", "and"].contains(word)) {
                prop_assert!(WordsTest::read(word).unwrap().holds(&[&words]), "{}", word);
            }
            let phrase = format!("\"{text}\"");
            prop_assert!(WordsTest::read(&phrase).unwrap().holds(&[&words]));
        }
    }
}
