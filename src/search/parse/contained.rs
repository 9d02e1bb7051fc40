//! `_contained` and `_containedType` (R4, "Searching Contained Resources"): whether contained resources match, and
//! whether then they are the answer or what contains them.

use crate::error::Issue;
use crate::search::Area;
use crate::search::parse::{Parsed, Search};
use crate::search::query::{Belonging, Criterion, Holding, SortBy, Standing, Test, Types};

/// The parameter that says whether contained resources match.
const WHICH: &str = "_contained";

/// The parameter that says what is answered when they do.
const ANSWERED: &str = "_containedType";

/// Reads a value of `_contained`: where matches stand, those that stand alone unless it says otherwise.
pub(super) fn which(value: &str) -> Result<Standing, String> {
    match value {
        "false" => Ok(Standing::Alone),
        "true" => Ok(Standing::Contained),
        "both" => Ok(Standing::Either),
        _ => Err("it is false, true or both".to_owned()),
    }
}

/// Reads a value of `_containedType`: whether the contained resource itself is the answer.
pub(super) fn answers_itself(value: &str) -> Result<bool, String> {
    match value {
        "container" => Ok(false),
        "contained" => Ok(true),
        _ => Err("it is container or contained".to_owned()),
    }
}

/// Whether the parameter is one of the two.
pub(super) fn is_about_contained(name: &str) -> bool {
    [WHICH, ANSWERED].contains(&name)
}

impl Search<'_> {
    /// Turns a search of resources into one of contained resources, or of what contains them, where that is asked.
    pub(super) fn look_within(&self, area: &Area, parsed: &mut Parsed) -> Result<(), Issue> {
        let value = |wanted: &str| {
            let pair = self.pairs.iter().find(|(name, _)| name == wanted);
            pair.filter(|pair| !parsed.leaves_out(pair)).map(|(_, value)| value.as_str())
        };
        let standing = value(WHICH).and_then(|value| which(value).ok()).unwrap_or(Standing::Alone);
        let itself = value(ANSWERED).and_then(|value| answers_itself(value).ok()).unwrap_or(false);
        if standing == Standing::Alone {
            return Ok(());
        }
        if let Some(reason) = refusal(area, itself, parsed) {
            let about = self.pairs.iter().filter(|(name, _)| is_about_contained(name));
            parsed.left_out.extend(about.cloned());
            return Err(Issue::error("not-supported", reason).at_parameter(WHICH));
        }
        if itself {
            parsed.query.standing = standing;
            return Ok(());
        }
        // What contains a resource of these types may be of any.
        let types = std::mem::replace(&mut parsed.query.types, Types::Every);
        let criteria = std::mem::take(&mut parsed.query.criteria);
        let held = Test::Holds(Holding { types: types.clone(), criteria: criteria.clone() });
        let test = if standing == Standing::Either {
            let mut alone = vec![plain(one_of(&types))];
            alone.extend(criteria);
            Test::Either(vec![plain(Test::All(alone)), plain(held)])
        } else {
            held
        };
        parsed.query.criteria = vec![plain(test)];
        Ok(())
    }
}

/// Why contained resources are not searched so.
fn refusal(area: &Area, itself: bool, parsed: &Parsed) -> Option<&'static str> {
    let by_row = |by: &SortBy| matches!(by, SortBy::Id | SortBy::LastUpdated);
    if matches!(area, Area::Compartment { .. }) {
        Some(
            "'_contained' is not offered in compartments: what contains a resource need not belong to the \
             compartment that the resource belongs to. Search the type.",
        )
    } else if !parsed.query.includes.is_empty() {
        Some(
            "'_contained' does not go together with _include and _revinclude. Ask for what is to come along by a \
             second search.",
        )
    } else if !itself && !parsed.query.sort.iter().all(|key| by_row(&key.by)) {
        Some(
            "What contains the matches may be of any type, so that it is sorted by _id and _lastUpdated only. Say \
             _containedType=contained to sort the contained resources themselves.",
        )
    } else {
        None
    }
}

/// To be of one of these types.
fn one_of(types: &Types) -> Test {
    match types {
        Types::Every => Test::All(Vec::new()),
        Types::These(types) => {
            let of = |of| plain(Test::Member(Belonging { parameters: Vec::new(), of, ids: None }));
            Test::Either(types.iter().copied().map(of).collect())
        }
    }
}

fn plain(test: Test) -> Criterion {
    Criterion { test, negated: false }
}
