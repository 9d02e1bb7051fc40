//! Narrative (R4, section 2.4.0.1): well-formed XHTML in one `div`, without anything that acts.
//!
//! Narrative goes into XML as it is and to readers' browsers, so that what is not well-formed would spoil a
//! whole document, and a script would run in the name of the page that shows it.

use std::collections::HashSet;

use super::format::unwritable;
use crate::fhir::xml::is_allowed;

/// What may not stand in a narrative: it acts, loads, or belongs to a whole page.
const FORBIDDEN: [&str; 22] = [
    "applet", "base", "body", "button", "embed", "form", "frame", "frameset", "head", "html", "iframe",
    "input", "link", "math", "meta", "object", "option", "script", "select", "svg", "template", "textarea",
];

/// How an address starts that runs something.
const ACTIVE_SCHEMES: [&str; 3] = ["javascript:", "vbscript:", "data:text/html"];

/// Checks a narrative's `div`. The error says what is wrong.
pub(super) fn check(text: &str) -> Result<(), String> {
    let mut rest = text.trim();
    let mut open: Vec<&str> = Vec::new();
    let mut has_content = false;
    if !starts_with_div(rest) {
        return Err("A narrative is one <div> element of XHTML.".to_owned());
    }
    if let Some(letter) = text.chars().find(|letter| !is_allowed(*letter)) {
        return Err(unwritable(letter));
    }
    while let Some((before, markup)) = rest.split_once('<') {
        check_references(before)?;
        if before.contains("]]>") {
            return Err("A ']]>' in text is written ]]&gt;.".to_owned());
        }
        has_content |= !before.trim().is_empty();
        rest = match markup.strip_prefix("!--") {
            Some(comment) => {
                let (comment, after) = comment.split_once("-->").ok_or("A comment has no end.")?;
                if comment.contains("--") || comment.ends_with('-') {
                    return Err("A comment has no '--' in it.".to_owned());
                }
                after
            }
            None => {
                let (tag, after) = split_tag(markup).ok_or("A tag has no '>'.")?;
                has_content |= tag.starts_with("img");
                check_tag(tag, &mut open)?;
                after
            }
        };
        if open.is_empty() && !rest.is_empty() {
            return Err("Nothing stands after the narrative's <div>.".to_owned());
        }
    }
    if let Some(name) = open.last() {
        return Err(format!("<{name}> has no end."));
    }
    if !has_content {
        return Err("A narrative has some text or an image.".to_owned());
    }
    Ok(())
}

fn starts_with_div(text: &str) -> bool {
    let after = text.strip_prefix("<div").and_then(|rest| rest.chars().next());
    after.is_some_and(|next| next == '>' || next == '/' || next.is_whitespace())
}

/// The tag up to its `>`, which may also stand between quotes, and what follows it.
fn split_tag(markup: &str) -> Option<(&str, &str)> {
    let mut quote = None;
    for (position, letter) in markup.char_indices() {
        match (quote, letter) {
            (None, '>') => return Some((markup.get(..position)?, markup.get(position + 1..)?)),
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            _ => {}
        }
    }
    None
}

fn check_tag<'a>(tag: &'a str, open: &mut Vec<&'a str>) -> Result<(), String> {
    if let Some(name) = tag.strip_prefix('/') {
        let name = name.trim_end();
        return match open.pop() {
            Some(started) if started == name => Ok(()),
            Some(started) => Err(format!("<{started}> ends with </{name}>.")),
            None => Err(format!("</{name}> ends nothing.")),
        };
    }
    let (content, is_whole) = match tag.strip_suffix('/') {
        Some(content) => (content, true),
        None => (tag, false),
    };
    let (name, attributes) = content.split_once(char::is_whitespace).unwrap_or((content, ""));
    if !is_name(name) {
        return Err(format!("'<{}' starts no element; a '<' in text is written &lt;.", shown(name)));
    }
    if FORBIDDEN.iter().any(|forbidden| name.eq_ignore_ascii_case(forbidden)) {
        return Err(format!("<{name}> may not stand in a narrative."));
    }
    check_attributes(attributes)?;
    if !is_whole {
        open.push(name);
    }
    Ok(())
}

fn check_attributes(attributes: &str) -> Result<(), String> {
    let mut rest = attributes.trim_start();
    let mut names = HashSet::new();
    while !rest.is_empty() {
        let quoted = rest.split_once('=').and_then(|(name, value)| {
            let value = value.trim_start();
            let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
            let (value, after) = value.get(1..)?.split_once(quote)?;
            Some((name.trim_end(), value, after))
        });
        let Some((name, value, after)) = quoted else {
            return Err(format!("An attribute is written name=\"value\", not '{}'.", shown(rest)));
        };
        check_attribute(name, value)?;
        if !names.insert(name) {
            return Err(format!("The attribute '{}' stands twice in a tag.", shown(name)));
        }
        rest = after.trim_start();
    }
    Ok(())
}

fn check_attribute(name: &str, value: &str) -> Result<(), String> {
    // A prefix that nothing declares would spoil the document around it; XML itself declares these.
    let bare = name.strip_prefix("xml:").or(name.strip_prefix("xmlns:")).unwrap_or(name);
    if !is_name(bare) {
        return Err(format!("'{}' is no attribute's name.", shown(name)));
    }
    if name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on")) {
        return Err(format!("The attribute '{}' acts on an event; a narrative does not.", shown(name)));
    }
    if name == "xmlns" && value != "http://www.w3.org/1999/xhtml" {
        return Err(format!("'{}' is not XHTML's namespace.", shown(value)));
    }
    if value.contains('<') {
        return Err("A '<' in an attribute is written &lt;.".to_owned());
    }
    check_references(value)?;
    if is_active(value) {
        return Err(format!("The address '{}' acts; a narrative does not.", shown(value)));
    }
    Ok(())
}

/// Whether this is the name of an element or an attribute, without prefix.
fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// Whether an address runs something. Browsers resolve character references in a scheme, and skip blanks
/// and control characters.
fn is_active(value: &str) -> bool {
    let plain = |letter: &char| !letter.is_whitespace() && !letter.is_control();
    let start: String = resolved(value).chars().filter(plain).take(16).collect();
    let start = start.to_ascii_lowercase();
    ACTIVE_SCHEMES.iter().any(|scheme| start.starts_with(scheme))
}

/// The text with its numeric character references resolved.
fn resolved(text: &str) -> String {
    let mut parts = text.split('&');
    let mut resolved = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let number = part.split_once(';').and_then(|(name, rest)| Some((character(name)?, rest)));
        match number {
            Some((letter, rest)) => {
                resolved.push(letter);
                resolved.push_str(rest);
            }
            None => resolved.push_str(part),
        }
    }
    resolved
}

/// Checks that each `&` starts one of XML's own references; it knows no others, such as `&nbsp;`.
fn check_references(text: &str) -> Result<(), String> {
    for part in text.split('&').skip(1) {
        let name = part.split_once(';').map_or("", |(name, _)| name);
        let is_known = matches!(name, "amp" | "lt" | "gt" | "quot" | "apos");
        if !is_known && character(name).is_none() {
            let message = format!(
                "'&{}' is no reference of XML; write the character itself, or &amp; for '&'.",
                shown(part)
            );
            return Err(message);
        }
    }
    Ok(())
}

/// The character that a numeric reference (`#160`, `#xA0`) means, if XML may hold it.
fn character(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let number = match digits.strip_prefix('x') {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => digits.parse().ok()?,
    };
    char::from_u32(number).filter(|letter| is_allowed(*letter))
}

fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_formed_narrative_passes() {
        for inner in [
            "text",
            "a <b>b</b> <br/> <br />",
            "<img src=\"#p\" alt='a > b'/>",
            "<!-- <b> --> &amp; &#160; &#xA0;",
            "<a href=\"https://a.test/?a=1&amp;b=2\">x</a>",
            "<p style=\"color: red\">x</p>",
        ] {
            let text = format!("<div xmlns=\"http://www.w3.org/1999/xhtml\">{inner}</div>");
            assert_eq!(check(&text), Ok(()), "{inner}");
        }
    }

    #[test]
    fn what_is_not_well_formed_or_acts_is_refused() {
        for text in [
            "text",
            "<p>x</p>",
            "<divx>x</divx>",
            "<div/>",
            "<div> </div>",
            "<div>x",
            "<div>x</div>y",
            "<div>x</div><div>y</div>",
            "<div><b>x</div></b>",
            "<div>a < b</div>",
            "<div>a & b</div>",
            "<div>&nbsp;</div>",
            "<div>&#0;</div>",
            "<div>&#xFFFF;</div>",
            "<div><p>x</p>\u{c}</div>",
            "<div title=\"\u{1}\">x</div>",
            "<div>x\u{ffff}</div>",
            "<div><p class=x>x</p></div>",
            "<div><p hidden>x</p></div>",
            "<div><script>x</script></div>",
            "<div><SCRIPT>x</SCRIPT></div>",
            "<div><p onclick=\"x\">x</p></div>",
            "<div><p a=\"b\"onclick=\"x\">x</p></div>",
            "<div><a href=\"javascript:x\">x</a></div>",
            "<div><a href=\" Java\tScript:x\">x</a></div>",
            "<div><a href=\"&#106;avascript:x\">x</a></div>",
            "<div><iframe src=\"x\"/>x</div>",
            "<div><![CDATA[x]]></div>",
            "<div><?x?>x</div>",
            "<div <b>x</b></div>",
            "<div>a ]]> b</div>",
            "<div>x<!-- -- --></div>",
            "<div>x<!-- ---></div>",
            "<div><o:p>x</o:p></div>",
            "<div><p id=\"1\" id=\"2\">x</p></div>",
            "<div><p o:id=\"1\">x</p></div>",
            "<div><p a&b=\"1\">x</p></div>",
            "<div xmlns=\"urn:x\">x</div>",
        ] {
            assert!(check(text).is_err(), "{text}");
        }
    }
}
