//! Lists of words that tell what a line is: what begins an action, what cannot end a sentence, what says
//! nothing of a subject.

use super::passage::words;

/// Whether the text begins with what somebody is to do: a French infinitive or an English imperative.
pub(super) fn begins_with_action(text: &str) -> bool {
    let Some(first) = words(text).into_iter().next() else {
        return false;
    };
    let capital = text.get(first.start..).is_some_and(|text| text.starts_with(char::is_uppercase));
    let word = first.folded.as_str();
    // "André" folds to "andre"; an infinitive has no accent at its end.
    let written = text.get(first.start..first.end).unwrap_or_default();
    let infinitive = ["er", "ir", "re"].iter().any(|ending| written.ends_with(ending))
        && word.len() >= 4
        && !stands_in(NO_INFINITIVES, word);
    capital && (infinitive || stands_in(IMPERATIVES, word))
}

/// Words that end as infinitives do and are none, first names among them.
const NO_INFINITIVES: &str = "\
    premier dernier atelier janvier fevrier fichier dossier calendrier membre autre notre votre \
    titre centre cadre chiffre ordre nombre hier quatre entre contre lettre ministere papier \
    chantier courrier metier septembre octobre novembre decembre oeuvre registre parametre \
    september october november december secretaire mandataire partenaire questionnaire annuaire prestataire particulier financier \
    server user after over their esther olivier xavier roger didier gauthier pierre alexandre \
    alexander jennifer peter walter kader abdelkader nasser yasser samir amir bachir bashir claire \
    gregoire hilaire isidore";

const IMPERATIVES: &str = "\
    add agree analyse analyze arrange ask assess book check circulate collect complete compile \
    confirm contact coordinate create define deploy develop document draft email explore finalise \
    finalize follow identify install invite link map organise organize plan prepare present propose \
    provide publish record report review run schedule send set share submit test update write";

/// Words that a cell does not end with: what follows them belongs to the same sentence.
pub(super) fn is_connector(folded: &str) -> bool {
    const CONNECTORS: &str = "\
        a au aux de du des d le la les l un une et ou avec par pour en dans sur sous leur leurs son sa \
        ses notre que qu the an of to and or with for in on by from";
    stands_in(CONNECTORS, folded)
}

/// The folded words of stop lists: words that say nothing of a title's subject.
pub(super) fn is_function_word(folded: &str) -> bool {
    const FUNCTION_WORDS: &str = "est sont ete etre qui cette this that was were been will";
    folded.len() < 3 || is_connector(folded) || stands_in(FUNCTION_WORDS, folded)
}

/// Whether a list of words, parted by blanks, holds the word.
fn stands_in(list: &str, word: &str) -> bool {
    list.split(' ').any(|listed| listed == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_begin_with_a_verb() {
        let check = |text: &str, expected: bool| assert_eq!(begins_with_action(text), expected, "{text}");
        check("Inviter openHIE", true);
        check("Transmettre la note", true);
        check("Share the draft", true);
        check("inviter", false);
        check("Atelier de formation", false);
        check("OpenHIE à présenter", false);
        check("André Kodjo", false);
        check("Esther Obwolo", false);
    }
}
