//! `$validate-code` of value sets and code systems (R4, sections 4.9.18.2 and 4.8.16.2).

use super::code_system::Designation;
use super::library::Versions;
use super::lookup::display;
use super::{Named, unknown};
use crate::error::Result;
use crate::kernel::{Context, Kernel, Scope};

/// Whether one of some codes is right.
#[derive(Debug, Clone)]
pub struct Question {
    /// The codes; one that is right suffices.
    pub asked: Vec<Asked>,
    /// Whether a concept that only groups others may be used.
    pub allows_abstract: bool,
    /// The language of names.
    pub language: Option<String>,
}

/// A code that is asked about.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Its system.
    pub system: Option<String>,
    /// Its system's version.
    pub version: Option<String>,
    /// The code.
    pub code: String,
    /// The name that it is given.
    pub display: Option<String>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Whether the code is right.
    pub result: bool,
    /// What is wrong, or worth to be known.
    pub message: Option<String>,
    /// The right name.
    pub display: Option<String>,
}

/// What is known of a concept that an answer needs.
struct Known<'a> {
    display: Option<String>,
    usual: Option<&'a str>,
    designations: Vec<&'a Designation>,
    is_abstract: bool,
    is_inactive: bool,
}

impl Kernel {
    /// Whether a value set holds one of the codes.
    pub async fn is_in_value_set(
        &self,
        context: &Context,
        named: &Named,
        question: &Question,
    ) -> Result<Judgement> {
        context.caller.require(Scope::Read)?;
        let value_set = self.value_set(named).await?;
        let mut versions = Versions::default();
        for asked in &question.asked {
            versions.default.extend(asked.system.clone().zip(asked.version.clone()));
        }
        let set = self.set_of(&value_set, versions).await?;
        let place = match value_set.url.as_str() {
            "" => "The value set".to_owned(),
            url => format!("The value set {url}"),
        };
        Ok(question.judge(&place, |asked| {
            let member = set.find(asked.system.as_deref(), &asked.code)?;
            Some(Known {
                display: member.display(question.language.as_deref()).map(str::to_owned),
                usual: member.display(None),
                designations: member.designations().collect(),
                is_abstract: member.is_abstract(),
                is_inactive: member.is_inactive(),
            })
        }))
    }

    /// Whether a code system has one of the codes.
    pub async fn is_in_code_system(
        &self,
        context: &Context,
        named: &Named,
        question: &Question,
    ) -> Result<Judgement> {
        context.caller.require(Scope::Read)?;
        let system = self.code_system(named).await?;
        if !matches!(system.content.as_str(), "complete" | "fragment") {
            return Err(unknown("code system", &system.url));
        }
        Ok(question.judge(&format!("The code system {}", system.url), |asked| {
            if asked.system.as_ref().is_some_and(|own| *own != system.url) {
                return None;
            }
            let concept = system.concept(&asked.code)?;
            Some(Known {
                display: Some(display(&system, concept, question.language.as_deref())),
                usual: concept.display.as_deref(),
                designations: concept.designations.iter().collect(),
                is_abstract: concept.is_abstract(),
                is_inactive: concept.is_inactive(),
            })
        }))
    }
}

impl Question {
    /// Judges the codes in turn: the first that is right decides, otherwise the first that is known.
    fn judge<'a>(&self, place: &str, find: impl Fn(&Asked) -> Option<Known<'a>>) -> Judgement {
        let mut wrong: Option<Judgement> = None;
        for asked in &self.asked {
            let judgement = match find(asked) {
                None => Judgement { result: false, message: Some(absent(place, asked)), display: None },
                Some(known) => self.judge_known(asked, known),
            };
            if judgement.result {
                return judgement;
            }
            if wrong.as_ref().is_none_or(|earlier| earlier.display.is_none()) {
                wrong = Some(judgement);
            }
        }
        let nothing = Judgement {
            result: false,
            message: Some("There is no code to look at.".to_owned()),
            display: None,
        };
        wrong.unwrap_or(nothing)
    }

    fn judge_known(&self, asked: &Asked, known: Known<'_>) -> Judgement {
        let code = &asked.code;
        let names = || known.usual.into_iter().chain(known.designations.iter().map(|one| one.value.as_str()));
        let is_name = |text: &str| names().any(|name| name.to_lowercase() == text.to_lowercase());
        let (result, message) = if known.is_abstract && !self.allows_abstract {
            (false, Some(format!("'{code}' only groups other concepts and is no choice itself.")))
        } else if let Some(wrong) = asked.display.as_deref().filter(|text| !is_name(text)) {
            let right: Vec<String> = names().map(|name| format!("'{name}'")).collect();
            (false, Some(format!("'{wrong}' is not a name of '{code}'; it is called {}.", right.join(", "))))
        } else if known.is_inactive {
            (true, Some(format!("'{code}' is no longer to be used.")))
        } else {
            (true, None)
        };
        Judgement { result, message, display: known.display }
    }
}

fn absent(place: &str, asked: &Asked) -> String {
    let system = asked.system.as_ref().map(|system| format!(" of {system}")).unwrap_or_default();
    format!("{place} does not have the code '{}'{system}.", asked.code)
}
