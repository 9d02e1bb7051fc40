//! Which of the points and actions of an earlier import those of a document are.

use std::collections::{BTreeMap, HashMap, VecDeque};

use crate::minutes::alike::{Gist, MUCH_THE_SAME};
use crate::minutes::draft::Language;
use crate::minutes::passage::fold;

/// A stem that so many items share tells none of them apart, and looking at all of them would take long.
const COMMON: usize = 64;

/// Something that a document says, by what it can be known again.
#[derive(Debug, Clone)]
pub(super) struct Item {
    topic: String,
    words: String,
    gist: Gist,
}

impl Item {
    /// A text under a topic.
    pub(super) fn new(topic: &str, text: &str, language: Language) -> Self {
        Self { topic: fold(topic), words: fold(text), gist: Gist::of(text, language) }
    }
}

/// For each new item the place of the old one that it is: one of the same words under the same topic, or else of
/// the same words, or else one under the same topic with much the same words. Each is taken once; of equals the
/// first.
pub(super) fn pair(old: &[Item], new: &[Item]) -> Vec<Option<usize>> {
    let mut pairs = vec![None; new.len()];
    let mut taken = vec![false; old.len()];
    by_words(old, new, &mut pairs, &mut taken, |item| (item.topic.as_str(), item.words.as_str()));
    by_words(old, new, &mut pairs, &mut taken, |item| ("", item.words.as_str()));
    for (_, at_new, at_old) in alike(old, new, &pairs, &taken) {
        if let (Some(pair @ None), Some(taken @ false)) = (pairs.get_mut(at_new), taken.get_mut(at_old)) {
            (*pair, *taken) = (Some(at_old), true);
        }
    }
    pairs
}

fn by_words<'a>(
    old: &'a [Item],
    new: &'a [Item],
    pairs: &mut [Option<usize>],
    taken: &mut [bool],
    key: impl Fn(&'a Item) -> (&'a str, &'a str),
) {
    let mut waiting: HashMap<_, VecDeque<usize>> = HashMap::new();
    for (place, item) in
        old.iter().enumerate().filter(|(place, _)| !taken.get(*place).copied().unwrap_or(true))
    {
        waiting.entry(key(item)).or_default().push_back(place);
    }
    for (pair, item) in pairs.iter_mut().zip(new).filter(|(pair, _)| pair.is_none()) {
        *pair = waiting.get_mut(&key(item)).and_then(VecDeque::pop_front);
        if let Some(taken) = pair.and_then(|place| taken.get_mut(place)) {
            *taken = true;
        }
    }
}

/// The pairs that are left and much the same, the likest first, then in the order of the document.
fn alike(
    old: &[Item],
    new: &[Item],
    pairs: &[Option<usize>],
    taken: &[bool],
) -> Vec<(std::cmp::Reverse<u32>, usize, usize)> {
    let mut with_stem: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    let left = old.iter().zip(taken).enumerate().filter(|(_, (_, taken))| !**taken);
    for (place, (item, _)) in left {
        for stem in item.gist.stems() {
            with_stem.entry((item.topic.as_str(), stem)).or_default().push(place);
        }
    }
    let mut found = Vec::new();
    let left = new.iter().zip(pairs).enumerate().filter(|(_, (_, pair))| pair.is_none());
    for (at_new, (item, _)) in left {
        let lists = item.gist.stems().filter_map(|stem| with_stem.get(&(item.topic.as_str(), stem)));
        let mut near: Vec<usize> = lists.filter(|places| places.len() <= COMMON).flatten().copied().collect();
        near.sort_unstable();
        near.dedup();
        for at_old in near {
            let likeness = old.get(at_old).map_or(0, |other| item.gist.likeness(&other.gist));
            if likeness >= MUCH_THE_SAME {
                found.push((std::cmp::Reverse(likeness), at_new, at_old));
            }
        }
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(old: &[(&str, &str)], new: &[(&str, &str)], expected: &[Option<usize>]) {
        let items = |texts: &[(&str, &str)]| -> Vec<Item> {
            texts.iter().map(|(topic, text)| Item::new(topic, text, Language::English)).collect()
        };
        assert_eq!(pair(&items(old), &items(new)), expected, "{new:?}");
    }

    #[test]
    fn each_item_is_known_again_once() {
        let old = [
            ("Registry", "The pilot has begun."),
            ("Registry", "Thanks to all."),
            ("Training", "Thanks to all."),
            ("Training", "Forty nurses were trained in two districts."),
        ];
        check(&old, &old, &[Some(0), Some(1), Some(2), Some(3)]);
        check(&old, &[("Training", "Thanks, to ALL"), ("Registry", "Thanks to all.")], &[Some(2), Some(1)]);
        check(
            &old,
            &[("Any", "thanks to all"), ("Any", "thanks to all"), ("Any", "thanks to all")],
            &[Some(1), Some(2), None],
        );
        check(&old, &[("Training", "Forty-two nurses were trained in three districts.")], &[Some(3)]);
        check(&old, &[("Registry", "Forty-two nurses were trained in three districts.")], &[None]);
        check(&old, &[("Training", "The laptops have arrived.")], &[None]);
    }

    #[test]
    fn the_likest_pair_is_made_first() {
        let old = [
            ("T", "Send the budget to the ministry"),
            ("T", "Send the final budget to the ministry of health"),
        ];
        let new =
            [("T", "Send the final budget to the health ministry"), ("T", "Send the budget to a ministry")];
        check(&old, &new, &[Some(1), Some(0)]);
    }
}
