//! Media types: how callers name the forms of resources, and which of several they like best (RFC 9110, section
//! 12.5.1).

/// The forms in which resources are spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::faces::fhir) enum Form {
    /// `application/fhir+json`.
    Json,
    /// `application/fhir+xml`.
    Xml,
}

/// The names of each form, FHIR's own first: a caller who names a general one is answered under that name (R4,
/// section 3.1.0.1.11). The last two are FHIR's before R3, and `_format`'s.
const JSON: [&str; 5] =
    ["application/fhir+json", "application/json", "text/json", "application/json+fhir", "json"];
const XML: [&str; 5] = ["application/fhir+xml", "application/xml", "text/xml", "application/xml+fhir", "xml"];

impl Form {
    /// The names that mean this form.
    pub(super) fn names(self) -> &'static [&'static str] {
        match self {
            Self::Json => &JSON,
            Self::Xml => &XML,
        }
    }

    /// The form that a name means.
    fn named(name: &str) -> Option<Self> {
        [Self::Json, Self::Xml].into_iter().find(|form| form.names().contains(&name))
    }

    /// The name under which an answer goes to a caller who asked for it by `name`.
    pub(super) fn answer(self, name: Option<&str>) -> &'static str {
        let general = self.names().iter().skip(1).take(2);
        general.copied().find(|general| Some(*general) == name).unwrap_or(match self {
            Self::Json => "application/fhir+json",
            Self::Xml => "application/fhir+xml",
        })
    }
}

/// A media type or a range of them, as it stands in a header.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::faces::fhir) struct MediaType {
    /// In small letters and without parameters: `text/xml`, `application/*`.
    pub(super) name: String,
    /// How much it is liked, in thousandths.
    quality: u16,
    /// Whether it names FHIR's version 4.0.
    pub(super) names_version: bool,
    /// Why it is not spoken here, if its parameters say something else than UTF-8 and FHIR 4.0.
    pub(super) refused: Option<&'static str>,
}

impl MediaType {
    /// Reads a media type with its parameters. A blank in the name is a `+` that an address did not escape.
    pub(super) fn parse(text: &str) -> Self {
        let mut parts = text.split(';');
        let name = parts.next().unwrap_or_default().trim().replace(' ', "+").to_ascii_lowercase();
        let mut read = Self { name, quality: 1_000, names_version: false, refused: None };
        for parameter in parts {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let value = value.trim().trim_matches('"');
            match name.trim().to_ascii_lowercase().as_str() {
                "q" => read.quality = thousandths(value),
                "charset" if !matches!(&*value.to_ascii_lowercase(), "utf-8" | "utf8" | "us-ascii") => {
                    read.refused = Some("its text is UTF-8");
                }
                "fhirversion" if matches!(value, "4.0" | "4.0.1") => read.names_version = true,
                "fhirversion" => read.refused = Some("its version of FHIR is 4.0"),
                _ => {}
            }
        }
        read
    }

    /// The form that it means.
    pub(in crate::faces::fhir) fn form(&self) -> Option<Form> {
        Form::named(&self.name)
    }

    /// Whether it is one of FHIR's own types: what is sent under it is meant as a resource.
    pub(in crate::faces::fhir) fn is_fhirs_own(&self) -> bool {
        self.name.contains("fhir")
    }

    /// How exactly it means a name: not at all, as anything, as anything of its kind, or by itself.
    fn exactness(&self, name: &str) -> Option<u8> {
        if self.name == "*/*" || self.name == "*" {
            return Some(0);
        }
        match self.name.strip_suffix("/*") {
            Some(kind) => name.split_once('/').filter(|(own, _)| *own == kind).map(|_| 1),
            None => (self.name == name).then_some(2),
        }
    }
}

/// A quality as thousandths: `0.8` is 800. What is no quality counts as none given.
fn thousandths(text: &str) -> u16 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    match (whole, format!("{fraction:0<3}").get(..3).map(str::parse::<u16>)) {
        ("0", Some(Ok(thousandths))) => thousandths,
        _ => 1_000,
    }
}

/// What a caller accepts, in its own order.
#[derive(Debug)]
pub(super) struct Accepted(Vec<MediaType>);

impl Accepted {
    /// Reads an `Accept` header or a `_format` parameter.
    pub(super) fn parse(text: &str) -> Self {
        let types = text.split(',').filter(|one| !one.trim().is_empty()).map(MediaType::parse);
        Self(types.collect())
    }

    /// Which of several offers, each under one or more names, the caller likes best, and which of its media types
    /// says so. Of those that it likes alike it is the one that it names most exactly, then the one that it names
    /// first, then the one that is offered first.
    pub(super) fn best(&self, offers: &[&[&str]]) -> Option<(usize, &MediaType)> {
        let liked = offers.iter().enumerate().filter_map(|(offer, names)| {
            let (exactness, place, wanted) = self.most_exact(names)?;
            let rank = (wanted.quality, exactness, usize::MAX - place, usize::MAX - offer);
            (wanted.quality > 0).then_some((rank, (offer, wanted)))
        });
        liked.max_by_key(|(rank, _)| *rank).map(|(_, best)| best)
    }

    /// The media type that means one of the names most exactly; of several the best liked, then the first.
    fn most_exact(&self, names: &[&str]) -> Option<(u8, usize, &MediaType)> {
        let spoken = self.0.iter().enumerate().filter(|(_, one)| one.refused.is_none());
        let meant = spoken.filter_map(|(place, one)| {
            let exactness = names.iter().filter_map(|name| one.exactness(name)).max()?;
            Some((exactness, place, one))
        });
        meant.max_by_key(|(exactness, place, one)| (*exactness, one.quality, usize::MAX - place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(accept: &str, expected: Option<&str>) {
        let accepted = Accepted::parse(accept);
        let best = accepted.best(&[&JSON, &XML]).map(|(offer, wanted)| {
            let form = if offer == 0 { Form::Json } else { Form::Xml };
            form.answer(Some(&wanted.name))
        });
        assert_eq!(best, expected, "{accept}");
    }

    #[test]
    fn the_best_liked_form_is_chosen() {
        let (json, xml) = (Some("application/fhir+json"), Some("application/fhir+xml"));
        for (accept, expected) in [
            ("application/fhir+json", json),
            ("application/fhir+xml", xml),
            ("Application/FHIR+XML; charset=UTF-8; fhirVersion=4.0", xml),
            ("application/xml+fhir", xml),
            ("json", json),
            ("xml", xml),
            ("application/fhir xml", xml),
            ("text/xml", Some("text/xml")),
            ("application/json", Some("application/json")),
            ("*/*", json),
            ("application/*", json),
            ("text/html, application/fhir+xml;q=0.9, */*;q=0.8", xml),
            ("application/fhir+xml;q=0.5, application/fhir+json;q=0.9", json),
            ("application/fhir+xml, application/fhir+json", xml),
            ("application/fhir+json, application/fhir+xml", json),
            ("application/fhir+xml;q=0.9, application/fhir+json;q=0.91", json),
            ("application/fhir+xml, */*", xml),
            ("application/fhir+json;q=0, */*", xml),
            ("application/fhir+xml;q=0", None),
            ("text/html", None),
            ("image/*", None),
            ("application/fhir+turtle", None),
            ("application/fhir+json; fhirVersion=3.0", None),
            ("application/fhir+json; fhirVersion=3.0, application/fhir+xml; fhirVersion=4.0", xml),
            ("application/fhir+json; charset=latin1", None),
            ("", None),
        ] {
            check(accept, expected);
        }
    }

    #[test]
    fn a_quality_is_a_number_up_to_one() {
        for (text, expected) in
            [("1", 1_000), ("0", 0), ("0.8", 800), ("0.801", 801), ("0.", 0), ("1.000", 1_000), ("x", 1_000)]
        {
            assert_eq!(thousandths(text), expected, "{text}");
        }
    }
}
