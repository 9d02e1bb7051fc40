//! The words and signs that an expression is written in (FHIRPath N1, section 10).

/// A word or sign of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'t> {
    /// A name, or a keyword: both are told apart by where they stand.
    Name(&'t str),
    /// A name between back quotes, which is never a keyword.
    Quoted(String),
    /// A text between quotes, its escapes resolved.
    Text(String),
    /// Digits, with a fraction where one is written.
    Number(&'t str),
    /// A date or time without its `@`.
    Moment(&'t str),
    /// `%resource`: what the environment supplies.
    Constant(String),
    /// `$this`, `$index`, `$total`.
    Variable(&'t str),
    /// Everything else.
    Symbol(&'static str),
}

/// Longer ones first, so that `<=` is not read as `<`.
const SYMBOLS: [&str; 24] = [
    "!=", "!~", "<=", ">=", "=", "~", "<", ">", "|", "&", "+", "-", "*", "/", ".", ",", "(", ")", "[", "]",
    "{", "}", "$", "!",
];

/// The tokens of a text. An error is the place, in bytes, of what is no token.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, usize> {
    let mut tokens = Vec::new();
    let mut rest = skip_blank(text).ok_or(text.len())?;
    while let Some(first) = rest.chars().next() {
        let here = text.len() - rest.len();
        let (token, after) = token(rest, first).ok_or(here)?;
        tokens.push(token);
        rest = skip_blank(after).ok_or(here)?;
    }
    Ok(tokens)
}

fn token(rest: &str, first: char) -> Option<(Token<'_>, &str)> {
    match first {
        '\'' => quoted(rest, '\'').map(|(text, after)| (Token::Text(text), after)),
        '`' => quoted(rest, '`').map(|(text, after)| (Token::Quoted(text), after)),
        '%' => constant(rest.get(1..)?),
        '@' => {
            let (written, after) = moment(rest.get(1..)?)?;
            Some((Token::Moment(written), after))
        }
        '$' => {
            let (name, after) = split_while(rest.get(1..)?, is_name_letter);
            matches!(name, "this" | "index" | "total").then_some((Token::Variable(name), after))
        }
        _ if first.is_ascii_alphabetic() || first == '_' => {
            let (name, after) = split_while(rest, is_name_letter);
            Some((Token::Name(name), after))
        }
        _ if first.is_ascii_digit() => Some(number(rest)),
        _ => {
            let symbol = SYMBOLS.into_iter().find(|symbol| rest.starts_with(symbol))?;
            Some((Token::Symbol(symbol), rest.strip_prefix(symbol)?))
        }
    }
}

/// What follows blanks and comments; none where a comment has no end.
fn skip_blank(text: &str) -> Option<&str> {
    let mut rest = text.trim_start();
    loop {
        if let Some(comment) = rest.strip_prefix("//") {
            rest = comment.split_once('\n').map_or("", |(_, after)| after).trim_start();
        } else if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/")?.1.trim_start();
        } else {
            return Some(rest);
        }
    }
}

/// `%name`, `%'name'`, `` %`name` ``.
fn constant(rest: &str) -> Option<(Token<'_>, &str)> {
    let (name, after) = match rest.chars().next()? {
        quote @ ('\'' | '`' | '"') => quoted(rest, quote)?,
        _ => {
            // Older expressions write %vs-name without quotes.
            let (name, after) = split_while(rest, |letter| is_name_letter(letter) || letter == '-');
            (name.to_owned(), after)
        }
    };
    (!name.is_empty()).then_some((Token::Constant(name), after))
}

/// The text up to the closing quote, its escapes resolved.
fn quoted(rest: &str, quote: char) -> Option<(String, &str)> {
    let inside = rest.get(quote.len_utf8()..)?;
    let mut text = String::new();
    let mut letters = inside.char_indices();
    while let Some((at, letter)) = letters.next() {
        if letter == quote {
            return Some((text, inside.get(at + quote.len_utf8()..)?));
        }
        if letter != '\\' {
            text.push(letter);
            continue;
        }
        let (_, escaped) = letters.next()?;
        text.push(match escaped {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'f' => '\u{c}',
            'u' => {
                let code: String = letters.by_ref().take(4).map(|(_, digit)| digit).collect();
                if code.len() != 4 {
                    return None;
                }
                char::from_u32(u32::from_str_radix(&code, 16).ok()?)?
            }
            '\\' | '/' | '\'' | '"' | '`' => escaped,
            _ => return None,
        });
    }
    None
}

/// Digits with an optional fraction: a dot belongs to the number only before another digit.
fn number(rest: &str) -> (Token<'_>, &str) {
    let (whole, after) = split_while(rest, |letter| letter.is_ascii_digit());
    let fraction =
        after.strip_prefix('.').map_or("", |after| split_while(after, |letter| letter.is_ascii_digit()).0);
    let length = if fraction.is_empty() { whole.len() } else { whole.len() + 1 + fraction.len() };
    let (number, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
    (Token::Number(number), after)
}

/// The characters of a date or time: `2014-01-25T14:30:14.559+02:00`, `T14:30`.
fn moment(rest: &str) -> Option<(&str, &str)> {
    let in_date = |letter: char| letter.is_ascii_digit() || letter == '-';
    let (date, after) = split_while(rest, in_date);
    let Some(clock) = after.strip_prefix('T') else {
        return (!date.is_empty()).then_some((date, after));
    };
    let (whole, mut tail) = split_while(clock, |letter| letter.is_ascii_digit() || letter == ':');
    if let Some(fraction) =
        tail.strip_prefix('.').filter(|next| next.starts_with(|next: char| next.is_ascii_digit()))
    {
        tail = split_while(fraction, |letter| letter.is_ascii_digit()).1;
    }
    if let Some(after) = tail.strip_prefix('Z') {
        tail = after;
    } else if let Some(offset) =
        tail.strip_prefix(['+', '-']).filter(|_| !date.is_empty() && !whole.is_empty())
    {
        // An offset is two digits, a colon, two digits; `@T10:00 - 1 hour` has a blank before its sign.
        if offset.get(2..3) == Some(":") {
            tail = offset.get(5..)?;
        }
    }
    rest.split_at_checked(rest.len() - tail.len())
}

fn is_name_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

fn split_while(text: &str, keep: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|letter| !keep(letter)).unwrap_or(text.len());
    text.split_at(end)
}
