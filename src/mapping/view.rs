//! Reading FHIR, leniently: what is not there, or not what it should be, reads as nothing.

use serde_json::{Map, Value};

use crate::fhir::Resource;
use crate::mapping::canonical::extension;
use crate::mapping::draft::is_blank;
use crate::mapping::reference;
use crate::model::{Link, Localized, Moment, Ref, Translation, When};

/// A look at a resource or an element, or at nothing.
#[derive(Clone, Copy)]
pub(super) struct View<'a>(Option<&'a Map<String, Value>>);

impl<'a> View<'a> {
    /// A look at a whole resource.
    pub(super) fn of(resource: &'a Resource) -> Self {
        Self(Some(resource.json()))
    }

    /// Whether there is anything to see.
    pub(super) fn exists(self) -> bool {
        self.0.is_some()
    }

    /// The element of this name; the first, where there are several.
    pub(super) fn at(self, name: &str) -> Self {
        self.each(name).next().unwrap_or(Self(None))
    }

    /// The elements of this name.
    pub(super) fn each(self, name: &str) -> impl Iterator<Item = View<'a>> {
        self.values(name).filter_map(Value::as_object).map(|object| View(Some(object)))
    }

    /// The text of this name, to borrow.
    pub(super) fn word(self, name: &str) -> Option<&'a str> {
        self.values(name).next()?.as_str().filter(|text| !is_blank(text))
    }

    /// The text of this name.
    pub(super) fn text(self, name: &str) -> Option<String> {
        self.word(name).map(str::to_owned)
    }

    /// The texts of this name.
    pub(super) fn texts(self, name: &str) -> Vec<String> {
        let texts = self.values(name).filter_map(Value::as_str).filter(|text| !is_blank(text));
        texts.map(str::to_owned).collect()
    }

    /// The text of this name with its translations.
    pub(super) fn localized(self, name: &str) -> Localized {
        let beside = self.at(&format!("_{name}"));
        let translations = beside.extensions(extension::TRANSLATION).filter_map(|translation| {
            let language = translation.extension("lang").text("valueCode")?;
            Some(Translation { language, text: translation.extension("content").text("valueString")? })
        });
        Localized { text: self.text(name).unwrap_or_default(), translations: translations.collect() }
    }

    /// The whole number of this name, not below zero.
    pub(super) fn number(self, name: &str) -> Option<u32> {
        let number = self.values(name).next()?;
        number.as_u64().and_then(|number| u32::try_from(number).ok())
    }

    /// The whole number of this name, which may be below zero.
    pub(super) fn integer(self, name: &str) -> Option<i32> {
        let number = self.values(name).next()?;
        number.as_i64().and_then(|number| i32::try_from(number).ok())
    }

    /// The truth value of this name.
    pub(super) fn flag(self, name: &str) -> Option<bool> {
        self.values(name).next()?.as_bool()
    }

    /// The date or time of this name.
    pub(super) fn when(self, name: &str) -> Option<When> {
        When::parse(self.word(name)?).ok()
    }

    /// The instant of this name.
    pub(super) fn moment(self, name: &str) -> Option<Moment> {
        Moment::parse(self.word(name)?).ok()
    }

    /// What the Reference of this name points to.
    pub(super) fn target(self, name: &str) -> Option<Ref> {
        self.at(name).pointed()
    }

    /// What the References of this name point to.
    pub(super) fn targets(self, name: &str) -> Vec<Ref> {
        self.each(name).filter_map(Self::pointed).collect()
    }

    /// What the Reference of this name points to or says.
    pub(super) fn link(self, name: &str) -> Option<Link> {
        self.at(name).linked()
    }

    /// What the References of this name point to or say.
    pub(super) fn links(self, name: &str) -> Vec<Link> {
        self.each(name).filter_map(Self::linked).collect()
    }

    /// The code of a system in the Coding that this looks at, or in the CodeableConcept's codings.
    pub(super) fn code(self, system: &str) -> Option<&'a str> {
        std::iter::once(self)
            .chain(self.each("coding"))
            .filter(|coding| coding.word("system") == Some(system))
            .find_map(|coding| coding.word("code"))
    }

    /// The extension of this address; the first, where there are several.
    pub(super) fn extension(self, url: &str) -> Self {
        self.extensions(url).next().unwrap_or(Self(None))
    }

    /// The extensions of this address.
    pub(super) fn extensions(self, url: &str) -> impl Iterator<Item = View<'a>> {
        self.each("extension").filter(move |extension| extension.word("url") == Some(url))
    }

    /// What the extensions of this address point to or say.
    pub(super) fn extension_links(self, url: &str) -> Vec<Link> {
        self.extensions(url).filter_map(|extension| extension.link("valueReference")).collect()
    }

    /// What the extensions of this address point to.
    pub(super) fn extension_targets(self, url: &str) -> Vec<Ref> {
        self.extensions(url).filter_map(|extension| extension.target("valueReference")).collect()
    }

    /// What this Reference points to.
    fn pointed(self) -> Option<Ref> {
        self.word("reference").map(reference::read)
    }

    /// What this Reference points to or says.
    fn linked(self) -> Option<Link> {
        Link::of(self.pointed(), self.text("display"))
    }

    /// The values of this name: a list's items, or the one value.
    fn values(self, name: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
        let value = self.0.and_then(|object| object.get(name));
        match value {
            Some(Value::Array(items)) => items.as_slice(),
            Some(value) => std::slice::from_ref(value),
            None => &[],
        }
        .iter()
    }
}
