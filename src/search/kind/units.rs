//! Units of UCUM in base units, through a library that is made for hostile input: it bounds nesting and reports
//! what overflows.

use octofhir_ucum::get_canonical_units;

/// The code system of UCUM's units.
pub(super) const UCUM: &str = "http://unitsofmeasure.org";

/// How long a unit may be; what is longer is compared as written.
const LONGEST: usize = 100;

/// How a unit becomes base units.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unit {
    /// The base units, such as `g.m-3`.
    pub(super) code: String,
    factor: f64,
    offset: f64,
}

/// What a unit is in base units. None for what is no unit of UCUM, or has no linear relation to base units
/// (`dB`, `[pH]`).
pub(super) fn base(unit: &str) -> Option<Unit> {
    if unit.len() > LONGEST {
        return None;
    }
    let canonical = get_canonical_units(unit).ok()?;
    let (factor, offset) = (canonical.factor.to_f64(), canonical.offset.to_f64());
    let usable = factor.is_finite() && factor > 0.0 && offset.is_finite();
    usable.then_some(Unit { code: canonical.unit, factor, offset })
}

impl Unit {
    /// A number of this unit as a number of base units, to twelve digits: what is the same stays the same
    /// whichever unit it was written in. Open ends stay open.
    pub(super) fn convert(&self, number: f64) -> f64 {
        if number == f64::MIN || number == f64::MAX {
            return number;
        }
        rounded(number * self.factor + self.offset).clamp(f64::MIN, f64::MAX)
    }
}

fn rounded(number: f64) -> f64 {
    format!("{number:.11e}").parse().unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(number: f64, unit: &str, expected: Option<(f64, &str)>) {
        let converted = base(unit).map(|base| (base.convert(number), base.code));
        assert_eq!(converted, expected.map(|(number, code)| (number, code.to_owned())), "{number} {unit}");
    }

    #[test]
    fn units_become_base_units() {
        check(5000.0, "mg", Some((5.0, "g")));
        check(5.4, "mg", Some((0.0054, "g")));
        check(120.0, "mm[Hg]", Some((15_998_640.0, "g.m-1.s-2")));
        check(37.0, "Cel", Some((310.15, "K")));
        check(98.6, "[degF]", Some((310.15, "K")));
        check(80.0, "/min", Some((1.333_333_333_33, "s-1")));
        check(7.0, "%", Some((0.07, "1")));
        check(3.0, "{score}", Some((3.0, "1")));
        check(1.0, "[pH]", None);
        check(1.0, "no-unit", None);
        check(1.0, &"(".repeat(1000), None);
        check(f64::MAX, "mg", Some((f64::MAX, "g")));
        check(1e308, "Gg", Some((f64::MAX, "g")));
    }

    proptest! {
        #[test]
        fn no_unit_makes_it_panic(unit in "[ -~é]{0,30}|[a-zA-Z0-9./*^()\\[\\]{}'-]{0,40}") {
            if let Some(base) = base(&unit) {
                prop_assert!(base.convert(1e300).is_finite());
            }
        }
    }
}
