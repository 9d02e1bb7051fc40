//! Links in a narrative: `<a href="…">` and `<img src="…">`.

/// The narrative with each linked address replaced where there is another for it; none when there is nothing to
/// replace. Text, comments and other attributes stay as they are.
pub(super) fn replace(text: &str, other: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut replaced = String::new();
    let mut done = 0;
    let mut position = 0;
    while let Some(found) = text.get(position..).and_then(|rest| rest.find('<')) {
        let start = position + found + 1;
        let Some(tag) = text.get(start..) else { break };
        if tag.starts_with("!--") {
            position = start + tag.find("-->").unwrap_or(tag.len());
            continue;
        }
        let end = start + end_of_tag(tag);
        if let Some((from, to)) = linked(tag.get(..end - start).unwrap_or_default()) {
            let (from, to) = (start + from, start + to);
            let address = text.get(from..to).unwrap_or_default().replace("&amp;", "&");
            if let Some(other) = other(&address) {
                replaced.push_str(text.get(done..from).unwrap_or_default());
                replaced.push_str(&other.replace('&', "&amp;"));
                done = to;
            }
        }
        position = end;
    }
    if done == 0 {
        return None;
    }
    replaced.push_str(text.get(done..).unwrap_or_default());
    Some(replaced)
}

/// Where a tag ends: at its `>`, which may also stand between quotes.
fn end_of_tag(tag: &str) -> usize {
    let mut quote = None;
    for (position, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return position,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// Where in a tag's text the address stands that it links to.
fn linked(tag: &str) -> Option<(usize, usize)> {
    let name_end = tag.find(|letter: char| letter.is_whitespace() || letter == '/')?;
    let attribute = match tag.get(..name_end)? {
        "a" => "href",
        "img" => "src",
        _ => return None,
    };
    let mut position = name_end;
    loop {
        let rest = tag.get(position..)?;
        let (before, value) = rest.split_once('=')?;
        let quote = value.trim_start().chars().next().filter(|first| matches!(first, '"' | '\''))?;
        let opening = position + before.len() + 1 + value.find(quote)? + 1;
        let length = tag.get(opening..)?.find(quote)?;
        if before.trim().trim_start_matches('/') == attribute {
            return Some((opening, opening + length));
        }
        position = opening + length + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_links_is_replaced() {
        let check = |text: &str, expected: Option<&str>| {
            let replaced = replace(text, |address| (address == "urn:a&b").then(|| "Task/1&2".to_owned()));
            assert_eq!(replaced.as_deref(), expected, "{text}");
        };
        check("<div>urn:a&amp;b</div>", None);
        check("<div><a href=\"urn:a&amp;b\">x</a></div>", Some("<div><a href=\"Task/1&amp;2\">x</a></div>"));
        check(
            "<div><a class='a>b' href = 'urn:a&amp;b'/></div>",
            Some("<div><a class='a>b' href = 'Task/1&amp;2'/></div>"),
        );
        check(
            "<div><img alt=\"x\" src=\"urn:a&amp;b\"/><img src=\"y\"/></div>",
            Some("<div><img alt=\"x\" src=\"Task/1&amp;2\"/><img src=\"y\"/></div>"),
        );
        check("<div><a title=\"urn:a&amp;b\">x</a><p href=\"urn:a&amp;b\"/></div>", None);
        check("<div><!-- <a href=\"urn:a&amp;b\"> --></div>", None);
        check("<div><a href=\"urn:other\"/></div>", None);
        for broken in
            ["<", "<a", "<a href", "<a href=", "<a href=\"", "<a href=\"urn:a&amp;b", "<!--", "é<a é='"]
        {
            check(broken, None);
        }
    }
}
