//! XML as the few things that FHIR makes of it: elements that open and close, text between them, and narratives.
//!
//! Comments and processing instructions are passed over. A DOCTYPE is refused, and with it every entity but XML's
//! own five, so that no text grows while it is read.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::escape;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, PrefixDeclaration, ResolveResult};
use quick_xml::reader::NsReader;

use super::{FHIR, XHTML};

/// How deep elements may nest in a narrative, and in what is passed over.
const MOST_LEVELS: usize = 256;

/// The namespace in which XML Schema tells where its schemas are.
const SCHEMA_INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Something that keeps a text from being read on, and in which line.
#[derive(Debug)]
pub(in crate::fhir) struct Fault {
    pub(in crate::fhir) code: &'static str,
    pub(in crate::fhir) message: Cow<'static, str>,
    pub(in crate::fhir) line: Option<usize>,
}

/// What comes next.
#[derive(Debug)]
pub(in crate::fhir) enum Token<'i> {
    /// An element opens.
    Open(Tag<'i>),
    /// The innermost open element closes.
    Close,
    /// Text that is more than blanks, and where it stands.
    Text(usize),
    /// The end of the document.
    End,
}

/// The start of an element.
#[derive(Debug)]
pub(in crate::fhir) struct Tag<'i> {
    /// Its namespace.
    pub(in crate::fhir) space: Space,
    /// The byte at which it starts.
    pub(in crate::fhir) offset: usize,
    start: BytesStart<'i>,
}

/// The namespaces that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::fhir) enum Space {
    /// FHIR's.
    Fhir,
    /// XHTML's.
    Xhtml,
    /// None.
    Nowhere,
    /// Another.
    Other,
}

/// An attribute: its name as it is written, and its value with references resolved.
#[derive(Debug)]
pub(in crate::fhir) struct Named<'t> {
    pub(in crate::fhir) name: &'t str,
    pub(in crate::fhir) value: Cow<'t, str>,
}

impl Tag<'_> {
    /// The element's name without prefix.
    pub(in crate::fhir) fn name(&self) -> &str {
        self.start.local_name().into_inner()
    }
}

/// A text, read token by token.
pub(in crate::fhir) struct Tokens<'i> {
    text: &'i str,
    events: NsReader<&'i [u8]>,
    /// Where the present event starts.
    offset: usize,
}

impl<'i> Tokens<'i> {
    /// Starts to read a text, which is UTF-8 with or without a byte order mark.
    pub(in crate::fhir) fn new(bytes: &'i [u8]) -> Result<Self, Fault> {
        let text = std::str::from_utf8(bytes)
            .map_err(|error| invalid("The text is not UTF-8.", line(bytes, error.valid_up_to())))?;
        let forbidden = |byte: u8| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
        if let Some(offset) = text.bytes().position(forbidden) {
            return Err(invalid(
                "XML has no control characters but tabs and line ends.",
                line(bytes, offset),
            ));
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut events = NsReader::from_str(text);
        let config = events.config_mut();
        config.expand_empty_elements = true;
        config.check_comments = true;
        Ok(Self { text, events, offset: 0 })
    }

    /// The next token.
    pub(in crate::fhir) fn next(&mut self) -> Result<Token<'i>, Fault> {
        loop {
            let (space, event) = self.event()?;
            let offset = self.offset;
            return Ok(match event {
                Event::Start(start) => Token::Open(Tag { space, offset, start }),
                Event::End(_) => Token::Close,
                Event::Eof => Token::End,
                Event::Text(text) if is_blank(&text) => continue,
                Event::Comment(_) | Event::PI(_) => continue,
                Event::Decl(declaration) => {
                    self.check_declaration(&declaration)?;
                    continue;
                }
                Event::Text(text) => Token::Text(offset + text.len() - text.trim_start().len()),
                Event::CData(_) | Event::GeneralRef(_) => Token::Text(offset),
                Event::DocType(_) => return Err(self.fault("A resource has no DOCTYPE.", offset)),
                Event::Empty(_) => continue,
            });
        }
    }

    /// Passes over the rest of the element that was opened last.
    pub(in crate::fhir) fn skip(&mut self) -> Result<(), Fault> {
        let mut levels = 1;
        while levels > 0 {
            match self.next()? {
                Token::Open(tag) => {
                    levels += 1;
                    if levels > MOST_LEVELS {
                        return Err(self.too_deep(tag.offset));
                    }
                }
                Token::Close => levels -= 1,
                Token::Text(_) => {}
                Token::End => return Err(self.ends_early()),
            }
        }
        Ok(())
    }

    /// The text of the narrative that was opened last, to the letter, as JSON has it: the `div` declares XHTML's
    /// namespace itself, no element has a prefix, and no text stands in CDATA.
    pub(in crate::fhir) fn narrative(&mut self, tag: &Tag<'i>) -> Result<String, Fault> {
        let opening = self.slice(tag.offset);
        let mut text = without_prefix(opening, &tag.start).into_owned();
        if !tag.start.attributes().flatten().any(|attribute| binds_xhtml(&attribute)) {
            text.insert_str("<div".len(), &format!(" xmlns=\"{XHTML}\""));
        }
        let mut levels = 1;
        while levels > 0 {
            let (space, event) = self.event()?;
            let slice = self.slice(self.offset);
            match event {
                Event::Start(start) => {
                    levels += 1;
                    if levels > MOST_LEVELS {
                        return Err(self.too_deep(self.offset));
                    }
                    match space {
                        Space::Xhtml => text.push_str(&without_prefix(slice, &start)),
                        _ => text.push_str(slice),
                    }
                }
                Event::End(end) => {
                    levels -= 1;
                    match end.name().prefix() {
                        Some(_) if space == Space::Xhtml && !slice.is_empty() => {
                            text.push_str(&format!("</{}>", end.local_name().into_inner()));
                        }
                        _ => text.push_str(slice),
                    }
                }
                Event::CData(content) => text.push_str(&escape::partial_escape(content.into_inner())),
                Event::DocType(_) => return Err(self.fault("A resource has no DOCTYPE.", self.offset)),
                Event::Eof => return Err(self.ends_early()),
                _ => text.push_str(slice),
            }
        }
        Ok(text)
    }

    /// The text of the element that was opened last, with references resolved. It has no elements.
    pub(in crate::fhir) fn text(&mut self) -> Result<String, Fault> {
        let mut text = String::new();
        loop {
            let (_, event) = self.event()?;
            match event {
                Event::End(_) => return Ok(text),
                Event::Text(part) => text.push_str(&part),
                Event::CData(part) => text.push_str(&part),
                Event::GeneralRef(reference) => match character(&reference) {
                    Some(letter) => text.push(letter),
                    None => return Err(self.fault("XML has no such entity of its own.", self.offset)),
                },
                Event::Comment(_) | Event::PI(_) => {}
                Event::Eof => return Err(self.ends_early()),
                _ => return Err(self.fault("Text stands here, and no element.", self.offset)),
            }
        }
    }

    /// A tag's attributes without the declarations of namespaces and of schemas' places.
    pub(in crate::fhir) fn attributes<'t>(&self, tag: &'t Tag<'i>) -> Result<Vec<Named<'t>>, Fault> {
        let mut named = Vec::new();
        for attribute in tag.start.attributes() {
            let attribute = attribute.map_err(|error| self.fault(format!("{error}."), tag.offset))?;
            let key = attribute.key;
            if key.as_namespace_binding().is_some() || self.is_schema_place(&attribute) {
                continue;
            }
            if attribute.value.contains('<') {
                return Err(self.fault("A '<' in an attribute is written &lt;.", tag.offset));
            }
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| self.fault(format!("The value of '{}': {error}.", key.0), tag.offset))?;
            named.push(Named { name: key.0, value });
        }
        Ok(named)
    }

    /// The line of a byte, counted from 1; none where the text is on one line.
    pub(in crate::fhir) fn line(&self, offset: usize) -> Option<usize> {
        line(self.text.as_bytes(), offset)
    }

    /// That the text ends while elements are open.
    pub(in crate::fhir) fn ends_early(&self) -> Fault {
        self.fault("The text ends before its elements do.", self.text.len())
    }

    fn event(&mut self) -> Result<(Space, Event<'i>), Fault> {
        self.offset = self.position();
        match self.events.read_resolved_event() {
            Ok((ResolveResult::Unknown(prefix), event)) if is_element(&event) => {
                let message = format!("The prefix '{prefix}' is not declared.");
                Err(self.fault(message, self.offset))
            }
            Ok((ResolveResult::Bound(Namespace(FHIR)), event)) => Ok((Space::Fhir, event)),
            Ok((ResolveResult::Bound(Namespace(XHTML)), event)) => Ok((Space::Xhtml, event)),
            Ok((ResolveResult::Unbound, event)) => Ok((Space::Nowhere, event)),
            Ok((_, event)) => Ok((Space::Other, event)),
            Err(error) => {
                let offset = usize::try_from(self.events.error_position()).unwrap_or(self.offset);
                Err(self.fault(format!("{error}."), offset.max(self.offset)))
            }
        }
    }

    /// That the text cannot be read on at a byte.
    pub(in crate::fhir) fn fault(&self, message: impl Into<Cow<'static, str>>, offset: usize) -> Fault {
        invalid(message, self.line(offset))
    }

    /// That elements nest deeper than is read.
    pub(in crate::fhir) fn too_deep(&self, offset: usize) -> Fault {
        Fault { code: "too-deep", ..self.fault("Elements nest too deep; no more levels are read.", offset) }
    }

    /// The text from a byte to the end of the present event.
    fn slice(&self, from: usize) -> &'i str {
        self.text.get(from..self.position()).unwrap_or_default()
    }

    fn position(&self) -> usize {
        usize::try_from(self.events.buffer_position()).unwrap_or(usize::MAX)
    }

    fn is_schema_place(&self, attribute: &Attribute<'_>) -> bool {
        let (space, name) = self.events.resolver().resolve_attribute(attribute.key);
        space == ResolveResult::Bound(Namespace(SCHEMA_INSTANCE))
            && matches!(name.into_inner(), "schemaLocation" | "noNamespaceSchemaLocation")
    }

    fn check_declaration(&self, declaration: &BytesDecl<'_>) -> Result<(), Fault> {
        if self.offset != 0 {
            return Err(self.fault("The XML declaration stands at the very beginning.", self.offset));
        }
        match declaration.encoding() {
            None => Ok(()),
            Some(Ok(encoding)) if matches!(&*encoding.to_ascii_lowercase(), "utf-8" | "us-ascii") => Ok(()),
            Some(_) => Err(self.fault("The text is UTF-8, and so is what its XML declaration names.", 0)),
        }
    }
}

/// Whether an attribute declares XHTML's namespace for names without prefix.
pub(super) fn binds_xhtml(attribute: &Attribute<'_>) -> bool {
    attribute.key.as_namespace_binding() == Some(PrefixDeclaration::Default) && attribute.value == XHTML
}

/// A start tag's text with the prefix of its name left out.
fn without_prefix<'t>(text: &'t str, start: &BytesStart<'_>) -> Cow<'t, str> {
    let name = start.name();
    match (name.prefix(), text.get(1 + name.0.len()..)) {
        (Some(_), Some(rest)) => Cow::Owned(format!("<{}{rest}", name.local_name().into_inner())),
        _ => Cow::Borrowed(text),
    }
}

/// The character that a reference means, if it is one of XML's own.
pub(super) fn character(reference: &BytesRef<'_>) -> Option<char> {
    match &**reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    }
}

fn is_element(event: &Event<'_>) -> bool {
    matches!(event, Event::Start(_) | Event::End(_))
}

fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
}

/// The line of a byte, counted from 1; none where the text is on one line.
fn line(text: &[u8], offset: usize) -> Option<usize> {
    let (before, after) = text.split_at_checked(offset).unwrap_or((text, &[]));
    let lines = before.iter().filter(|byte| **byte == b'\n').count();
    (lines > 0 || after.contains(&b'\n')).then_some(1 + lines)
}

fn invalid(message: impl Into<Cow<'static, str>>, line: Option<usize>) -> Fault {
    Fault { code: "invalid-xml", message: message.into(), line }
}
