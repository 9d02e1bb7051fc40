//! The words of the layout. They are among those that the reader of minutes knows; a test holds them to that.

use crate::minutes::draft::Language;
use crate::model::action_item::Status;
use crate::model::discussion;
use jiff::civil::Date;

/// A word of the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Title,
    Date,
    Location,
    Hours,
    Organiser,
    MeetingType,
    Facilitator,
    Rapporteur,
    DistributionList,
    Theme,
    Attendees,
    Excused,
    Absent,
    /// Who was invited, where nobody has said who came.
    Invited,
    Agenda,
    NextMeeting,
    Number,
    Subject,
    Discussion,
    NextStep,
    Owner,
    Requester,
    Due,
    Status,
    Exchanges,
    Invitation,
    OtherSubjects,
}

/// The word in a language.
pub(super) fn word(label: Label, language: Language) -> &'static str {
    let (french, english) = match label {
        Label::Title => ("Titre", "Title"),
        Label::Date | Label::Due => ("Date", "Date"),
        Label::Location => ("Lieu", "Location"),
        Label::Hours => ("Heure", "Time"),
        Label::Organiser => ("Réunion organisée par", "Meeting called by"),
        Label::MeetingType => ("Type de réunion", "Type of meeting"),
        Label::Facilitator => ("Facilitateur", "Facilitator"),
        Label::Rapporteur => ("Rapporteur", "Note taker"),
        Label::DistributionList => ("Liste de distribution", "Distribution list"),
        Label::Theme => ("Thème", "Theme"),
        Label::Attendees => ("Participants", "Attendees"),
        Label::Excused => ("Excusés", "Excused"),
        Label::Absent => ("Absents", "Absent"),
        Label::Invited => ("Invités", "Invited"),
        Label::Agenda => ("Agenda", "Agenda"),
        Label::NextMeeting => ("Prochaine réunion", "Next meeting"),
        Label::Number => ("#", "#"),
        Label::Subject => ("Sujet", "Subject"),
        Label::Discussion => ("Discussion", "Discussion"),
        Label::NextStep => ("Prochaine étape", "Next step"),
        Label::Owner => ("Responsable", "Owner"),
        Label::Requester => ("Demandeur", "Requester"),
        Label::Status => ("Statut", "Status"),
        Label::Exchanges => ("Échanges", "Discussion"),
        Label::Invitation => ("invitation", "invitation"),
        Label::OtherSubjects => ("Divers", "Any other business"),
    };
    match language {
        Language::French => french,
        Language::English => english,
    }
}

/// The word for a kind of saying, as it stands in front of what was said.
pub(super) fn kind(kind: discussion::Kind, language: Language) -> &'static str {
    use discussion::Kind;
    let (french, english) = match kind {
        Kind::Presentation => ("Présentation", "Presentation"),
        Kind::Question => ("Question", "Question"),
        Kind::Answer => ("Réponse", "Answer"),
        Kind::Decision => ("Décision", "Decision"),
        Kind::Need => ("Besoin", "Need"),
        Kind::Feedback => ("Retour", "Feedback"),
        Kind::Information => ("Information", "Information"),
    };
    match language {
        Language::French => french,
        Language::English => english,
    }
}

/// The word for how far an action item is.
pub(super) fn status(status: Status, language: Language) -> &'static str {
    let (french, english) = match status {
        Status::Open => ("Ouvert", "Open"),
        Status::InProgress => ("En cours", "In progress"),
        Status::Blocked => ("Bloqué", "Blocked"),
        Status::Done => ("Fait", "Done"),
        Status::Cancelled => ("Annulé", "Cancelled"),
    };
    match language {
        Language::French => french,
        Language::English => english,
    }
}

/// A day with its month in letters, which can be read in one way only.
pub(super) fn day(day: Date, language: Language) -> String {
    const FRENCH: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    const ENGLISH: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = usize::try_from(day.month() - 1).unwrap_or_default();
    let (number, months) = match (language, day.day()) {
        (Language::French, 1) => ("1er".to_owned(), FRENCH),
        (Language::French, number) => (number.to_string(), FRENCH),
        (Language::English, number) => (number.to_string(), ENGLISH),
    };
    format!("{number} {} {}", months.get(month).copied().unwrap_or_default(), day.year())
}
