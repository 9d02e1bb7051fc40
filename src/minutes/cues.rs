//! Turns of phrase that tell what kind of thing a sentence says, in French and English.

use std::sync::LazyLock;

use super::passage::{Word, words};
use super::pattern::{Pattern, any_begins, any_stands_in};
use crate::model::discussion::Kind;

/// What a sentence's words tell of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// The sentence is of this kind.
    Is(Kind),
    /// A wish: feedback where people speak of the meeting, a need otherwise.
    Wish,
}

/// What the words of a sentence tell, if they tell anything.
pub(super) fn of_sentence(sentence: &str) -> Option<Cue> {
    let words = words(sentence);
    if sentence.trim_end_matches(['»', '"', ')', ' ']).ends_with('?') || any_begins(&QUESTION_BEGINS, &words)
    {
        return Some(Cue::Is(Kind::Question));
    }
    if any_stands_in(&DECISION, &words) && !any_stands_in(&UNDECIDED, &words) {
        return Some(Cue::Is(Kind::Decision));
    }
    if any_stands_in(&ASKED, &words) {
        return Some(Cue::Is(Kind::Question));
    }
    if any_stands_in(&WISH, &words) {
        return Some(Cue::Wish);
    }
    if is_feedback(&words) {
        return Some(Cue::Is(Kind::Feedback));
    }
    if (any_begins(&NEED_BEGINS, &words) || any_stands_in(&NEED, &words)) && !any_stands_in(&NO_NEED, &words)
    {
        return Some(Cue::Is(Kind::Need));
    }
    if any_stands_in(&PRESENTED, &words) {
        return Some(Cue::Is(Kind::Presentation));
    }
    any_stands_in(&REPORTED, &words).then_some(Cue::Is(Kind::Information))
}

/// Whether a clause says what somebody answered.
pub(super) fn explains(clause: &str) -> bool {
    any_stands_in(&EXPLAINED, &words(clause))
}

/// Whether what follows a question says that nobody could answer it.
pub(super) fn leaves_open(text: &str) -> bool {
    let words = words(text);
    words.len() <= 14 && any_stands_in(&UNANSWERED, &words)
}

/// Whether a paragraph that follows a question begins as an answer does.
pub(super) fn begins_as_answer(text: &str) -> bool {
    any_begins(&ANSWERED, &words(text))
}

/// The kind of everything below a heading within a cell, where the heading tells.
pub(super) fn of_heading(heading: &str) -> Option<Kind> {
    let words = words(heading);
    HEADINGS.iter().find(|(pattern, _)| pattern.match_at(&words, 0).is_some()).map(|&(_, kind)| kind)
}

/// Whether the text is a heading that needs no colon: nothing but the heading's own word.
pub(super) fn is_bare_heading(text: &str) -> bool {
    let words = words(text);
    let known = HEADINGS.iter().map(|(pattern, _)| pattern).chain(NEUTRAL_HEADINGS.iter());
    known.filter_map(|pattern| pattern.match_at(&words, 0)).any(|end| end == words.len())
}

/// A label in front of a sentence ("Décision :", "Q :") that gives its kind: the kind, and the byte after it.
pub(super) fn leading_label(text: &str) -> Option<(Kind, usize)> {
    let colon = text.char_indices().take(30).find(|&(_, c)| c == ':')?.0;
    let label = words(text.get(..colon)?);
    let after = text.get(colon + 1..)?;
    let (_, kind) = LABELS.iter().find(|(pattern, _)| pattern.match_at(&label, 0) == Some(label.len()))?;
    let text_begins = text.len() - after.trim_start().len();
    (after.starts_with(char::is_whitespace) && text_begins < text.len()).then_some((*kind, text_begins))
}

/// Whether the text announces a survey among the members.
pub(super) fn announces_survey(text: &str) -> bool {
    let words = words(text);
    any_stands_in(&SURVEY, &words) && any_stands_in(&SURVEY_VERBS, &words)
}

/// Feedback speaks of this meeting and says how it was.
fn is_feedback(words: &[Word]) -> bool {
    any_stands_in(&FEEDBACK, words)
        || (any_stands_in(&THIS_MEETING, words) && any_stands_in(&JUDGEMENT, words))
}

macro_rules! patterns {
    ($($name:ident = [$($text:literal),+ $(,)?];)+) => {
        $(static $name: LazyLock<Vec<Pattern>> = LazyLock::new(|| Pattern::all(&[$($text),+]));)+
    };
}

patterns! {
    QUESTION_BEGINS = ["est ce que|qu"];
    ASKED = [
        "a|ont demande si|s|comment|pourquoi|quand|quel*|ou",
        "s est|sont interroge*",
        "la question se|s est pose*",
        "asked whether|if|how|when|why|what|which|who|where",
        "was|were asked whether|if|how|when|why|what|which|who|where",
        "demande|demandent|demandait|demanda si|comment|pourquoi|quand|quel*|ou|qui",
        "question was raised",
        "wondered whether|if|how",
    ];
    DECISION = [
        "a|ont|est|sont ete? finalement? retenu|retenue|retenus|retenues|adopte*|approuve*|enterine*|decide|decidee",
        "a|ont ete acte*|valide*|accepte*|convenu*|arrete*",
        "il est|a ete? convenu|decide|acte|arrete",
        "est convenu|convenue|acte|actee",
        "participants|membres|groupe|communaute|assemblee|on|nous ont|a|avons? decide*|convien*|convenu*|adopte*|retien*",
        "d un commun accord",
        "was|were|been|is agreed|decided|adopted|approved|endorsed|resolved|retained",
        "was|were|been accepted",
        "group|members|meeting|participants|community|team|we has|have? agreed|decided|resolved|approved|endorsed",
        "agreed to|that|on",
        "agreed by all|everyone|everybody",
        "we all? agree|agreed|decide|decided|validate|validated",
        "on|nous valide|valident|validons|retient|retenons|adopte",
        "s accorde|accordent|est|sont accorde|accordent|accordee|accordes pour|sur|a",
        "decision prise|was taken",
    ];
    UNDECIDED = [
        "pas encore",
        "reste a",
        "not yet",
        "no decision|agreement|conclusion",
        "aucune decision|conclusion",
        "still to be",
        "to be decided|agreed|approved",
    ];
    WISH = [
        "il serait bon|utile|souhaitable|interessant|preferable|opportun|judicieux",
        "it would be good|useful|helpful|nice|better|valuable",
        "a l avenir il faudrait",
        "next time we should|could",
    ];
    FEEDBACK = [
        "participants|membres ont|se apprecie*|sont? felicite*|rejouis*|salue*",
        "participants|members appreciated|enjoyed|welcomed|thanked",
        "satisfaction des participants|membres",
    ];
    THIS_MEETING = [
        "cette session|seance|reunion|rencontre",
        "la session|seance|rencontre du|de|a|etait|fut",
        "la reunion a|etait|fut",
        "this session|meeting|call",
        "the meeting had|has been",
        "la reunion|seance|rencontre a ete",
        "the session|meeting was|of",
        "today s? session|meeting",
    ];
    JUDGEMENT = [
        "interessant*|enrichissant*|utile*|instructi*|fructueu*|constructi*|appreci*|riche*|productive",
        "trop long*|court*|technique*|rapide*",
        "interesting|useful|helpful|instructive|fruitful|constructive|productive|valuable|rich|appreciated",
        "too long|short|technical|fast|early|late",
    ];
    NEED_BEGINS = [
        "necessite que|qu|de|d",
        "besoin de|d|que|qu|exprime*|d",
        "need to|for",
        "un besoin",
    ];
    NEED = [
        "il faut|faudra|faudrait",
        "il est necessaire|indispensable|essentiel|imperatif|urgent de|d|que|qu",
        "a|ont|avons|aurait|auraient|aura|auront besoin de|d|que|qu",
        "il y a un? besoin",
        "souhaite|souhaitent|souhaiteraient|souhaiterait|aimeraient|aimerait",
        "doivent|doit pouvoir",
        "needs|need to",
        "there is a? need",
        "is|are needed|required",
        "it is necessary|essential|important|vital to|that",
        "would like|wish|wishes|need|want a|an|to|that|more|another",
        "need|needs a|an",
        "need|needs some|more|help|support|training|faster|better",
        "reclame|reclament|voudrait|voudraient|demandent un|une|des|plus",
        "want|wants a|an|to",
        "must be able",
    ];
    UNANSWERED = [
        "could|can not|cannot be answered|said|clarified|settled",
        "couldn t be answered",
        "not be answered",
        "was|is|were|remains|remain left? open|unanswered",
        "left open",
        "a voir|clarifier|verifier|approfondir|discuter|preciser",
        "pas de reponse",
        "sans reponse",
        "reste|restent ouvert|ouverte|ouvertes|posee",
        "en suspens",
        "to be discussed|clarified|checked|seen|decided",
        "no answer|reply|conclusion|one|decision",
        "nobody|personne knows|sait|ne",
        "n a pas pu",
        "on ne sait",
    ];
    NO_NEED = ["il faut compter|noter|rappeler|savoir|preciser|souligner", "needs|need not"];
    REPORTED = [
        "signale|rappelle|informe|precise|indique|annonce|ajoute|note|signalent|rappellent que|qu",
        "reported|noted|mentioned|informed|announced|recalled|added|said that|on",
    ];
    EXPLAINED = ["explained|answered|replied|responded|said|clarified", "repond|repondu|explique|precise|repondent"];
    PRESENTED = [
        "a|ont presente|montre|expose le|la|les|l|un|une|son|sa|ses|leur|leurs",
        "presente|presentent|expose|montre le|la|les|l|un|une|son|sa|ses|leur|leurs",
        "a|ont fait|donne une presentation|demonstration|demo",
        "presented|demonstrated the|a|an|its|their|how|his|her",
        "gave a|an presentation|demo|demonstration|overview",
    ];
    ANSWERED = [
        "oui|non|yes",
        "no not|but|for",
        "no",
        "reponse|r|answer",
        "il a ete|lui? repondu|ete repondu|precise que",
        "the answer",
    ];
    NEUTRAL_HEADINGS = ["echanges", "discussion|discussions", "debat|debats", "questions reponses", "questions and answers", "exchanges"];
    SURVEY = ["enquete|enquetes", "sondage", "questionnaire", "survey|surveys", "poll"];
    SURVEY_VERBS = [
        "permettra|permettront|sera|seront|va|vont",
        "lance*|diffuse*|partage*|envoye*|prepare*",
        "collecter|recueillir|remplir|repondre",
        "will|launched|sent|shared|circulated|prepared|collect|gather|fill|answer",
    ];
}

static HEADINGS: LazyLock<Vec<(Pattern, Kind)>> = LazyLock::new(|| {
    let table = [
        ("presentation|presentations|demonstration|demo|expose", Kind::Presentation),
        ("decision|decisions", Kind::Decision),
        ("besoin|besoins exprimes?", Kind::Need),
        ("needs", Kind::Need),
        ("retour|retours", Kind::Feedback),
        ("evaluation de la reunion|seance|session", Kind::Feedback),
        ("feedback", Kind::Feedback),
        ("information|informations|annonces|announcements|news", Kind::Information),
    ];
    table.into_iter().map(|(text, kind)| (Pattern::new(text), kind)).collect()
});

static LABELS: LazyLock<Vec<(Pattern, Kind)>> = LazyLock::new(|| {
    let table = [
        ("decision|decisions|agreed|decided", Kind::Decision),
        ("question|questions|q", Kind::Question),
        ("question|questions laissee|laissees|restee|restees? en|ouverte|ouvertes? suspens?", Kind::Question),
        ("open question|questions", Kind::Question),
        ("reponse|reponses|r|answer|answers|a", Kind::Answer),
        ("besoin|besoins|need|needs", Kind::Need),
        ("retour|retours|feedback", Kind::Feedback),
        ("info|information|informations|note", Kind::Information),
        ("pour information", Kind::Information),
        ("presentation", Kind::Presentation),
    ];
    table.into_iter().map(|(text, kind)| (Pattern::new(text), kind)).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sentence: &str, expected: Option<Cue>) {
        assert_eq!(of_sentence(sentence), expected, "{sentence}");
    }

    #[test]
    fn french_sentences_tell_their_kind() {
        use Cue::{Is, Wish};
        check("Est-ce qu’il pourrait être utilisé dans le paiement ?", Some(Is(Kind::Question)));
        check("Binta a demandé si le serveur tiendra.", Some(Is(Kind::Question)));
        check("La proposition d’inviter quelqu’un a été retenue", Some(Is(Kind::Decision)));
        check("Il est convenu de reporter le test.", Some(Is(Kind::Decision)));
        check("La proposition n’a pas encore été validée.", None);
        check("Le modèle doit être validé par le ministère.", None);
        check("Nécessité que les plateformes soient reliées", Some(Is(Kind::Need)));
        check("Ce passage n’est pas nécessaire mais c’est préférable", None);
        check("Il faut former les agents.", Some(Is(Kind::Need)));
        check("Une enquête permettra de collecter les besoins de la communauté", None);
        check("varie en fonction des besoins à couvrir", None);
        check("Cette session du 13 avril 2021 était intéressante", Some(Is(Kind::Feedback)));
        check("Mais il serait bon à l’avenir que les participants soient associés", Some(Wish));
        check("L’équipe a présenté le tableau de bord.", Some(Is(Kind::Presentation)));
        check("Le DHIS2 est déployé dans 14 districts.", None);
        check("Il faut compter de 3 jours à deux semaines.", None);
    }

    #[test]
    fn english_sentences_tell_their_kind() {
        use Cue::{Is, Wish};
        check("Can the claims be sent twice?", Some(Is(Kind::Question)));
        check("Two sites asked whether the queue survives a restart.", Some(Is(Kind::Question)));
        check("It was agreed to test with one district.", Some(Is(Kind::Decision)));
        check("The group agreed on a shared glossary.", Some(Is(Kind::Decision)));
        check("The date is still to be agreed upon and was not yet decided.", None);
        check("Sites need to see rejected claims.", Some(Is(Kind::Need)));
        check("There is a need for offline registration.", Some(Is(Kind::Need)));
        check("This session was useful to newcomers.", Some(Is(Kind::Feedback)));
        check("It would be good to hear from the clinics.", Some(Wish));
        check("Amani presented the mediator.", Some(Is(Kind::Presentation)));
        check("The mediator runs in two districts.", None);
    }

    #[test]
    fn headings_and_labels_give_kinds() {
        assert_eq!(of_heading("Présentation sur l’interopérabilité"), Some(Kind::Presentation));
        assert_eq!(of_heading("Echanges"), None);
        assert!(is_bare_heading("Échanges") && !is_bare_heading("Échanges sur les leçons"));
        assert_eq!(leading_label("Décision : tester"), Some((Kind::Decision, "Décision : ".len())));
        assert_eq!(leading_label("Information: see"), Some((Kind::Information, "Information: ".len())));
        assert_eq!(leading_label("Note technique : voir"), None);
        assert!(announces_survey("Une enquête permettra de collecter les besoins"));
        assert!(!announces_survey("L’enquête de 2019"));
    }
}
