//! What several things have in common on the wire: links, names in languages, places in a source.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{At, Error, Issue, Kind as ErrorKind, Result};
use crate::faces::native::spelled::Word;
use crate::fhir::Id;
use crate::mapping::reference as fhir;
use crate::model::{Kind, Link, Localized, Ref, SourceSpan, Translation};

type KindWord = Word<Kind>;

/// Points to something, or only says its name.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = Link)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkBody {
    /// What kind of thing it is; null when only the name is known.
    #[serde(default)]
    kind: Option<KindWord>,
    /// Its id; for `elsewhere` its address. Null when only the name is known.
    #[serde(default)]
    id: Option<String>,
    /// Its name, as the source writes it.
    #[serde(default)]
    name: Option<String>,
}

impl LinkBody {
    /// A link on the wire.
    pub(super) fn of(link: &Link) -> Self {
        let target = link.target();
        Self {
            kind: target.map(|target| Word(target.kind)),
            id: target.map(|target| target.id.clone()),
            name: link.name().map(str::to_owned),
        }
    }

    /// Links on the wire.
    pub(super) fn all(links: &[Link]) -> Vec<Self> {
        links.iter().map(Self::of).collect()
    }

    /// The link; `at` is its JSON pointer.
    pub(super) fn link(self, at: &str) -> Result<Link> {
        let target = match (self.kind, self.id) {
            (Some(Word(kind)), Some(id)) => Some(reference(kind, id, &format!("{at}/id"))?),
            (None, None) => None,
            (Some(_), None) => return Err(missing(at, "id", "the id of what 'kind' names")),
            (None, Some(_)) => return Err(missing(at, "kind", "the kind of what 'id' names")),
        };
        Link::of(target, self.name.filter(|name| !name.is_empty()))
            .ok_or_else(|| missing(at, "name", "a kind and an id, or at least a name"))
    }

    /// The links; `at` is their list's JSON pointer.
    pub(super) fn links(bodies: Vec<Self>, at: &str) -> Result<Vec<Link>> {
        bodies.into_iter().enumerate().map(|(place, body)| body.link(&format!("{at}/{place}"))).collect()
    }

    /// The link, if there is one.
    pub(super) fn optional(body: Option<Self>, at: &str) -> Result<Option<Link>> {
        body.map(|body| body.link(at)).transpose()
    }
}

/// Points to something.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = Reference)]
#[serde(deny_unknown_fields)]
pub(super) struct RefBody {
    /// What kind of thing it is.
    kind: KindWord,
    /// Its id; for `elsewhere` its address.
    id: String,
}

impl RefBody {
    /// References on the wire.
    pub(super) fn all(references: &[Ref]) -> Vec<Self> {
        references.iter().map(|one| Self { kind: Word(one.kind), id: one.id.clone() }).collect()
    }

    /// The references; `at` is their list's JSON pointer.
    pub(super) fn references(bodies: Vec<Self>, at: &str) -> Result<Vec<Ref>> {
        let read =
            |(place, body): (usize, Self)| reference(body.kind.0, body.id, &format!("{at}/{place}/id"));
        bodies.into_iter().enumerate().map(read).collect()
    }
}

/// The id of a reference to a thing of a kind, if there is one. What FHIR lets point to a thing of another kind,
/// or elsewhere, shows its whole FHIR address, so that nothing is lost.
pub(super) fn id_of(kind: Kind, reference: Option<&Ref>) -> Option<String> {
    reference.map(|target| if target.kind == kind { target.id.clone() } else { fhir::write(target) })
}

/// The ids of references to things of a kind.
pub(super) fn ids_of(kind: Kind, references: &[Ref]) -> Vec<String> {
    references.iter().filter_map(|reference| id_of(kind, Some(reference))).collect()
}

/// A reference to a thing of a kind, if there is an id; `at` is its JSON pointer.
pub(super) fn optional_reference(kind: Kind, id: Option<String>, at: &str) -> Result<Option<Ref>> {
    let address = |text: &str| text.contains(['/', ':', '#']);
    match id {
        Some(text) if address(&text) => Ok(Some(fhir::read(&text))),
        Some(id) => reference(kind, id, at).map(Some),
        None => Ok(None),
    }
}

/// References to things of a kind; `at` is their list's JSON pointer.
pub(super) fn references(kind: Kind, ids: Vec<String>, at: &str) -> Result<Vec<Ref>> {
    let read = |(place, id)| optional_reference(kind, Some(id), &format!("{at}/{place}"));
    ids.into_iter().enumerate().filter_map(|one| read(one).transpose()).collect()
}

fn reference(kind: Kind, id: String, at: &str) -> Result<Ref> {
    if kind != Kind::Elsewhere {
        Id::parse(&id).map_err(|error| error.map_places(|_| Some(At::Pointer(at.to_owned()))))?;
    }
    Ok(Ref::new(kind, id))
}

fn missing(at: &str, member: &str, what: &str) -> Error {
    let message = format!("'{member}' is missing: a link has {what}.");
    Error::with(
        ErrorKind::Invalid,
        Issue::error("missing-field", message).at_pointer(format!("{at}/{member}")),
    )
}

/// Refuses a text that is empty; `at` is its JSON pointer.
pub(super) fn filled(text: String, at: &str) -> Result<String> {
    if text.trim().is_empty() {
        let issue = Issue::error("empty", "This text may not be empty.").at_pointer(at);
        return Err(Error::with(ErrorKind::Invalid, issue));
    }
    Ok(text)
}

/// A text that may be left out. An empty one counts as left out.
pub(super) fn optional(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

/// The same texts, unless one is empty; `at` is their list's JSON pointer.
pub(super) fn all_filled(texts: Vec<String>, at: &str) -> Result<Vec<String>> {
    texts.into_iter().enumerate().map(|(place, text)| filled(text, &format!("{at}/{place}"))).collect()
}

/// A text in another language.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = Translation)]
#[serde(deny_unknown_fields)]
pub(super) struct TranslationBody {
    /// The language (BCP 47): `fr`.
    #[schema(min_length = 2)]
    language: String,
    /// The text in it.
    #[schema(min_length = 1)]
    text: String,
}

impl TranslationBody {
    /// The translations of a text on the wire.
    pub(super) fn all(text: &Localized) -> Vec<Self> {
        let body = |one: &Translation| Self { language: one.language.clone(), text: one.text.clone() };
        text.translations.iter().map(body).collect()
    }

    /// A text with its translations; `at` is the text's JSON pointer, and theirs is that with `_translations`.
    pub(super) fn localized(text: String, translations: Vec<Self>, at: &str) -> Result<Localized> {
        let mut localized = Localized::new(filled(text, at)?);
        for (place, Self { language, text }) in translations.into_iter().enumerate() {
            let at = format!("{at}_translations/{place}");
            localized = localized
                .with(filled(language, &format!("{at}/language"))?, filled(text, &format!("{at}/text"))?);
        }
        Ok(localized)
    }
}

/// Where a source document speaks of something.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = SourceSpan)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceBody {
    /// The document.
    #[serde(default)]
    document_id: Option<String>,
    /// The first line, from 1.
    #[schema(minimum = 1)]
    first_line: u32,
    /// The last line.
    #[schema(minimum = 1)]
    last_line: u32,
}

impl SourceBody {
    /// A span on the wire.
    pub(super) fn of(span: &Option<SourceSpan>) -> Option<Self> {
        span.as_ref().map(|span| Self {
            document_id: id_of(Kind::SourceDocument, span.document.as_ref()),
            first_line: span.first_line,
            last_line: span.last_line,
        })
    }

    /// The span.
    pub(super) fn span(body: Option<Self>) -> Result<Option<SourceSpan>> {
        let Some(Self { document_id, first_line, last_line }) = body else {
            return Ok(None);
        };
        let document = optional_reference(Kind::SourceDocument, document_id, "/source/document_id")?;
        Ok(Some(SourceSpan { document, first_line, last_line }))
    }
}
