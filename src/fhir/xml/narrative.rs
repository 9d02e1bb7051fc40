//! Narratives on their way into XML: the text of a `div`, which must not spoil the document around it.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use super::XHTML;
use super::tokens::{binds_xhtml, character};
use super::write::{escape, is_allowed};

/// A narrative as XML has it: to the letter, with the declaration of XHTML's namespace if it lacks that. What is
/// no well-formed `div`, which the validator does not let pass, becomes the text of one.
pub(super) fn written(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    match declares_xhtml(text) {
        Some(true) => Cow::Borrowed(text),
        Some(false) => {
            let rest = text.strip_prefix("<div").unwrap_or(text);
            Cow::Owned(format!("<div xmlns=\"{XHTML}\"{rest}"))
        }
        None => {
            let mut written = format!("<div xmlns=\"{XHTML}\">");
            escape(&mut written, text);
            written.push_str("</div>");
            Cow::Owned(written)
        }
    }
}

/// Whether a `div` declares XHTML's namespace; `None` when it declares another, or is not well-formed.
fn declares_xhtml(text: &str) -> Option<bool> {
    if !text.chars().all(is_allowed) {
        return None;
    }
    let mut events = NsReader::from_str(text);
    let config = events.config_mut();
    config.expand_empty_elements = true;
    config.check_comments = true;
    let mut declared = None;
    let mut levels = 0_usize;
    loop {
        let (space, event) = events.read_resolved_event().ok()?;
        if matches!(space, ResolveResult::Unknown(_)) {
            return None;
        }
        match event {
            Event::Start(start) => {
                if declared.is_none() {
                    declared = Some(declaration(&start)?);
                } else if levels == 0 {
                    return None;
                }
                levels += 1;
                check_tag(&events, &start)?;
            }
            Event::End(_) => levels = levels.checked_sub(1)?,
            Event::Eof => return declared.filter(|_| levels == 0),
            _ if levels == 0 => return None,
            Event::Text(text) if text.contains("]]>") => return None,
            Event::GeneralRef(reference) => {
                character(&reference)?;
            }
            Event::Text(_) | Event::CData(_) | Event::Comment(_) => {}
            Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Empty(_) => return None,
        }
    }
}

/// Whether the outermost tag is a `div` that declares XHTML's namespace; `None` when it is something else.
fn declaration(start: &BytesStart<'_>) -> Option<bool> {
    if start.name().0 != "div" {
        return None;
    }
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        if attribute.key.0 == "xmlns" {
            return binds_xhtml(&attribute).then_some(true);
        }
    }
    Some(false)
}

/// Whether a tag's names and attributes are well-formed.
fn check_tag(events: &NsReader<&[u8]>, start: &BytesStart<'_>) -> Option<()> {
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_alphabetic() || first == '_')
            && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.' | ':'))
    };
    let mut is_right = is_name(start.name().0);
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let (space, _) = events.resolver().resolve_attribute(attribute.key);
        is_right &= is_name(attribute.key.0)
            && !matches!(space, ResolveResult::Unknown(_))
            && !attribute.value.contains('<')
            && attribute.normalized_value(XmlVersion::Implicit1_0).is_ok();
    }
    is_right.then_some(())
}
