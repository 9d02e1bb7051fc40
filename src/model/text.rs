//! Texts in several languages.

/// A text and its translations.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Localized {
    /// The text in its first language.
    pub text: String,
    /// The same in other languages.
    pub translations: Vec<Translation>,
}

/// A text in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translation {
    /// The language (BCP 47), such as `fr`.
    pub language: String,
    /// The text.
    pub text: String,
}

impl Localized {
    /// A text without translations.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), translations: Vec::new() }
    }

    /// The text in a language, or in its first where it has no translation into that.
    pub fn in_language(&self, language: Option<&str>) -> &str {
        let translation = self.translations.iter().find(|one| Some(one.language.as_str()) == language);
        translation.map_or(&self.text, |translation| &translation.text)
    }

    /// The same text with one more translation.
    pub fn with(mut self, language: impl Into<String>, text: impl Into<String>) -> Self {
        self.translations.push(Translation { language: language.into(), text: text.into() });
        self
    }
}

impl From<&str> for Localized {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Localized {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}
