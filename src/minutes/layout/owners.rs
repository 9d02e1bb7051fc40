//! Who is to do something, out of the sentence that says it.

use std::sync::LazyLock;

use super::requesters;
use crate::minutes::action::{self, is_known};
use crate::minutes::attendees::looks_like_name;
use crate::minutes::draft::{Confidence, Found};
use crate::minutes::passage::{Passage, Word, fold};
use crate::minutes::pattern::Pattern;
use crate::minutes::word_lists::begins_with_action;

/// What is left of a text, and whom it named.
pub(super) struct Taken {
    pub(super) rest: Passage,
    pub(super) owner: Option<Found<String>>,
    pub(super) requester: Option<Found<String>>,
}

/// Takes the people out of a task's text. `certain` tells that the text stands where only tasks stand.
pub(super) fn take(text: &Passage, people: &[String], certain: bool) -> Taken {
    let (text, requester) = requesters::take(text);
    let found = addressed(&text).or_else(|| labelled(&text)).or_else(|| before_verb(&text, people, certain));
    if let Some((owner, rest)) = found {
        return Taken { rest, owner: Some(owner), requester };
    }
    if let Some((owner, rest)) = before_colon(&text) {
        return Taken { rest, owner: Some(owner), requester };
    }
    let (rest, owner) = action::take_owner(&text, people);
    if let Some(owner) = owner.filter(|_| rest.text().chars().any(char::is_alphanumeric)) {
        return Taken { rest, owner: Some(owner), requester };
    }
    let behind = if certain { behind(&text, people) } else { None };
    match behind {
        Some((owner, rest)) => Taken { rest, owner: Some(owner), requester },
        None => Taken { rest: text, owner: None, requester },
    }
}

/// A sentence of a discussion that says who will do what: the owner and what is to be done.
pub(super) fn promise(sentence: &Passage, people: &[String]) -> Option<Promise> {
    let written = sentence.text();
    if written.trim_end().ends_with('?') {
        return None;
    }
    let words = sentence.words();
    let from = agreed(&words);
    let sentence = match from.checked_sub(1).and_then(|last| words.get(last)) {
        Some(last) => sentence.slice(last.end..written.len()),
        None => sentence.clone(),
    };
    let agreed = from > 0;
    let sentence = sentence.trimmed(&['’', '\'', ',']);
    let (owner, rest, strength) = subject_of(&sentence)?;
    let known = owner.value.split([',', '&']).all(|name| is_party(name, people));
    let believed = match strength {
        Strength::Promise => known || is_full_name(&owner.value),
        Strength::Plan => known || (agreed && is_full_name(&owner.value)),
        Strength::Infinitive => known || agreed && is_full_name(&owner.value),
    };
    believed.then_some(Promise { owner, rest, agreed })
}

/// What somebody will do.
pub(super) struct Promise {
    pub(super) owner: Found<String>,
    pub(super) rest: Passage,
    /// Whether it was agreed by all.
    pub(super) agreed: bool,
}

/// The word after "it was agreed that", "il a été décidé que", where the sentence begins so.
fn agreed(words: &[Word]) -> usize {
    AGREED.iter().filter_map(|pattern| pattern.match_at(words, 0)).max().unwrap_or(0)
}

/// How sure a turn of phrase makes that somebody will act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Strength {
    /// "s’engage à", "agreed to", "se charge de".
    Promise,
    /// "will", "devra", "doit".
    Plan,
    /// "to send".
    Infinitive,
}

/// The name that a sentence begins with, and what its bearer is to do.
fn subject_of(sentence: &Passage) -> Option<(Found<String>, Passage, Strength)> {
    let text = sentence.text();
    let words = sentence.words();
    for at in 1..words.len().min(9) {
        let Some((strength, end)) = verb_at(text, &words, at) else { continue };
        let name = sentence.slice(0..words.get(at)?.start).trimmed(&[',', '(', '\'', '’']);
        let rest = sentence.slice(words.get(end)?.start..text.len());
        if !names_someone(name.text()) || rest.is_empty() {
            return None;
        }
        let owner = Found::new(name.text().to_owned(), name.span(), Confidence::High);
        return Some((owner, rest, strength));
    }
    None
}

/// The turn of phrase at this word that says that the one before it will act, and the word after it.
fn verb_at(text: &str, words: &[Word], at: usize) -> Option<(Strength, usize)> {
    let longest =
        |patterns: &[Pattern]| patterns.iter().filter_map(|pattern| pattern.match_at(words, at)).max();
    if let Some(end) = longest(&PROMISES) {
        return Some((Strength::Promise, end));
    }
    if let Some(end) = longest(&PLANS) {
        let passive = words
            .get(end)
            .is_some_and(|word| matches!(word.folded.as_str(), "be" | "etre" | "have" | "not" | "need"));
        return (!passive).then_some((Strength::Plan, end));
    }
    let word = words.get(at)?;
    if word.folded == "to" {
        let verb = words.get(at + 1)?;
        let small = text.get(verb.start..).is_some_and(|rest| rest.starts_with(char::is_lowercase));
        let article = matches!(
            verb.folded.as_str(),
            "the" | "a" | "an" | "all" | "be" | "our" | "their" | "its" | "this" | "that"
        );
        return (small && !article).then_some((Strength::Infinitive, at + 1));
    }
    // "Awa enverra la note": the future of a verb.
    let written = text.get(word.start..word.end)?;
    let future = (written.ends_with("era")
        || written.ends_with("ira")
        || written.ends_with("dra")
        || written.ends_with("eront")
        || written.ends_with("iront")
        || written.ends_with("rra"))
        && written.len() >= 5
        && written.starts_with(char::is_lowercase)
        && !matches!(
            word.folded.as_str(),
            "sera"
                | "seront"
                | "aura"
                | "auront"
                | "pourra"
                | "pourront"
                | "faudra"
                | "tiendra"
                | "permettra"
                | "opera"
                | "camera"
        );
    (future && names_someone(text.get(..word.start)?.trim())).then_some((Strength::Plan, at))
}

/// A name with `@`, in front or at the end, or in parentheses.
fn addressed(text: &Passage) -> Option<(Found<String>, Passage)> {
    let written = text.text();
    let at = written.find('@').filter(|at| {
        let before = written.get(..*at).and_then(|before| before.chars().next_back());
        before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | ','))
    })?;
    let after = written.get(at + 1..)?;
    let mut end = 0;
    for (index, word) in after.split(' ').enumerate() {
        let bare = word.trim_end_matches([',', ':', ';', ')', ']', '.']);
        let named = bare.starts_with(char::is_uppercase) || (index == 0 && !bare.is_empty());
        if !named || index > 2 || (index > 0 && begins_with_action(bare)) {
            break;
        }
        end += bare.len() + usize::from(index > 0);
        if bare.len() < word.len() {
            break;
        }
    }
    let name = text.slice(at + 1..at + 1 + end);
    let mut rest = text.slice(0..at).trimmed(&['(', '[', '-', '–', '—', ':', ',']);
    rest.append(&text.slice(at + 1 + end..written.len()).trimmed(&[',', ':', ')', ']', '-', '–', '—']));
    let owner = Found::sure(name.text().to_owned(), name.span());
    (!name.is_empty() && !rest.is_empty()).then_some((owner, rest))
}

/// `… Owner: Awa Diop`, `(responsable : Awa, échéance : 3 mai)`: the owner, and the text before the labels.
fn labelled(text: &Passage) -> Option<(Found<String>, Passage)> {
    let written = text.text();
    let words = text.words();
    for (at, word) in words.iter().enumerate().skip(1) {
        let Some(end) = OWNER_LABELS.iter().filter_map(|label| label.match_at(&words, at)).max() else {
            continue;
        };
        let after = words.get(end - 1)?.end;
        let rest = written.get(after..)?;
        if !rest.trim_start().starts_with([':', '=']) {
            continue;
        }
        let from = after + rest.find([':', '='])? + 1;
        let value = written.get(from..)?;
        let until =
            value.find([',', ';', ')', ']', '|', '\n']).or_else(|| value.find(". ")).unwrap_or(value.len());
        let name = text.slice(from..from + until).trimmed(&['.', '-', '–', '*']);
        let mut left = text.slice(0..word.start).trimmed(&['(', '[', '-', '–', '—', ',', ';', '|', '.', '*']);
        if left.is_empty() {
            left = text.slice(from + until..written.len()).trimmed(&[',', ';', ')', ']', '|', '.']);
        }
        if !name.is_empty() && !left.is_empty() {
            return Some((Found::sure(name.text().to_owned(), name.span()), left));
        }
    }
    None
}

/// `Awa + Issa : relire la note`.
fn before_colon(text: &Passage) -> Option<(Found<String>, Passage)> {
    let written = text.text();
    let colon = written.find(':').filter(|at| *at <= 60)?;
    let name = text.slice(0..colon);
    let several = name.text().contains([',', '+', '&', '/'])
        || name.text().contains(" et ")
        || name.text().contains(" and ");
    let rest = text.slice(colon + 1..written.len());
    let named = several && names_someone(name.text()) && !begins_with_action(name.text()) && !rest.is_empty();
    named.then(|| (Found::sure(name.text().to_owned(), name.span()), rest))
}

/// `Awa to send …`, `Awa will send …`, in a text that is a task.
fn before_verb(text: &Passage, people: &[String], certain: bool) -> Option<(Found<String>, Passage)> {
    if begins_with_action(text.text()) {
        return None;
    }
    let (owner, rest, _) = subject_of(text)?;
    let known = owner.value.split([',', '&']).all(|name| is_party(name, people));
    (certain || known || is_full_name(&owner.value)).then_some((owner, rest))
}

/// `… - Awa`, `… (Awa)`, `… -> Awa` at the end of what is certainly a task.
fn behind(text: &Passage, people: &[String]) -> Option<(Found<String>, Passage)> {
    let written = text.text().trim_end_matches(['.', ' ']);
    if let Some(body) = written.strip_suffix([')', ']'])
        && let Some(at) = body.rfind(['(', '['])
    {
        let inner = text.slice(at + 1..body.len());
        let upto = inner.text().find([',', ';']).unwrap_or(inner.text().len());
        let name = inner.slice(0..upto);
        let acronym = !name.text().chars().any(char::is_lowercase);
        let named = names_someone(name.text()) && (!acronym || is_known(name.text(), people));
        return named.then(|| (found(&name), text.slice(0..at)));
    }
    for mark in [" => ", " -> ", "->", " - ", " – ", " — ", " / ", " | ", ", "] {
        let Some(at) = written.rfind(mark) else { continue };
        let tail = written.get(at + mark.len()..).unwrap_or_default();
        let length = tail.find([',', ';']).unwrap_or(tail.len());
        let name = text.slice(at + mark.len()..at + mark.len() + length);
        let few = name.text().split_whitespace().count() <= 4;
        let sure = mark != ", " && mark != " / " || is_known(name.text(), people);
        if few && sure && names_someone(name.text()) {
            return Some((found(&name), text.slice(0..at)));
        }
    }
    None
}

fn found(name: &Passage) -> Found<String> {
    Found::new(name.text().to_owned(), name.span(), Confidence::Medium)
}

/// Whether the text names one or several people or organisations.
pub(super) fn names_someone(text: &str) -> bool {
    let plain = text
        .replace(" + ", ",")
        .replace(" et ", ",")
        .replace(" and ", ",")
        .replace(" & ", ",")
        .replace(" / ", ",");
    let nobody = matches!(
        fold(text).as_str(),
        "it" | "we"
            | "they"
            | "this"
            | "that"
            | "nous"
            | "il"
            | "elle"
            | "on"
            | "ils"
            | "elles"
            | "he"
            | "she"
            | "you"
            | "i"
    );
    let parts: Vec<&str> = plain.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let named = |part: &&str| {
        let part = part
            .trim_start_matches("the ")
            .trim_start_matches("The ")
            .trim_start_matches("le ")
            .trim_start_matches("la ");
        looks_like_name(part) || looks_like_name(part.trim_start_matches("L’").trim_start_matches("L'"))
    };
    !nobody && !parts.is_empty() && parts.len() <= 5 && parts.iter().all(named)
}

fn is_full_name(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let capitals = words.iter().filter(|word| word.starts_with(char::is_uppercase)).count();
    capitals >= 2
        && !matches!(
            fold(words.first().copied().unwrap_or_default()).as_str(),
            "the" | "le" | "la" | "les" | "this" | "a"
        )
}

/// Whether the header names this party, whole or in part, with or without a title of courtesy.
fn is_party(name: &str, people: &[String]) -> bool {
    let folded = fold(name);
    let courtesy = ["mr ", "mrs ", "ms ", "dr ", "m ", "mme ", "mlle ", "prof ", "the ", "le ", "la ", "l "];
    let bare = courtesy.iter().find_map(|title| folded.strip_prefix(title)).unwrap_or(&folded);
    let each = bare.split(" et ").flat_map(|part| part.split(" and "));
    each.into_iter().all(|one| is_known(one, people))
}

static AGREED: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    Pattern::all(&[
        "it was|is then? agreed|decided|resolved|noted? that",
        "we agreed|decided that",
        "the group|meeting|team agreed|decided that",
        "il a ete|est decide|convenu|retenu|arrete|acte que|qu",
        "les participants ont decide|convenu que|qu",
    ])
});

static PROMISES: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    Pattern::all(&[
        "s engage|engagent a",
        "s est|sont engage|engagee|engages a",
        "se charge|chargent|chargera de|d",
        "s occupe|occupera|occupent de|d",
        "est|sont|a ete charge|chargee|charges de|d",
        "accepte|a accepte de|d",
        "prend|prendra en charge",
        "propose de|d se charger de",
        "agrees|agreed|offers|offered|promised|promises|volunteered|volunteers|undertakes|undertook|commits|committed to",
        "is|are|was|were asked|tasked|requested to",
        "takes|took it? upon on? to",
        "will take care of",
        "took|takes the action to",
    ])
});

static PLANS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    Pattern::all(&[
        "will|shall",
        "ll",
        "doit|doivent|devra|devront",
        "va|vont",
        "is|are to",
        "must",
        "should",
    ])
});

static OWNER_LABELS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    Pattern::all(&[
        "responsable|responsables|resp|porteur|porteuse",
        "owner|owners|who|qui|assignee|lead",
        "assigned to",
        "action by",
        "attribue a",
    ])
});
