//! Where a place lies (R4's special parameter for positions): within a distance along the earth's surface.
//!
//! The distance is compared as that of a straight line through the earth, which needs no trigonometry where rows
//! are compared and is as exact near the poles as at the date line.

use serde_json::Value;

use crate::search::IndexValue;
use crate::search::kind::{Emit, units, written};

/// The mean radius of the earth, in metres.
const RADIUS: f64 = 6_371_008.8;

/// What is near where no distance is said, in metres.
const NEAR: f64 = 50_000.0;

/// A place that was asked for, and how far from it a match may lie.
#[derive(Debug, Clone, PartialEq)]
pub struct NearTest {
    /// The place, as a point on the sphere whose radius is 1.
    pub centre: [f64; 3],
    /// The square of the greatest distance, straight through that sphere.
    pub reach: f64,
    /// The degrees of latitude that a match lies between.
    pub latitudes: (f64, f64),
}

impl NearTest {
    fn new(latitude: f64, longitude: f64, metres: f64) -> Self {
        let angle = (metres / RADIUS).min(std::f64::consts::PI);
        let chord = 2.0 * (angle / 2.0).sin();
        // A little wider than the distance: this only bounds what is looked at.
        let degrees = angle.to_degrees() + 1e-9;
        Self {
            centre: point_on_sphere(latitude, longitude),
            reach: chord * chord,
            latitudes: (latitude - degrees, latitude + degrees),
        }
    }

    /// Reads `latitude|longitude`, with `|distance` and `|unit` where wanted; refusals are sentences for the caller.
    /// The unit is `km` unless another length of UCUM, or `mi`, is said; without a distance it is 50 km.
    pub fn read(text: &str) -> Result<Self, String> {
        let parts: Vec<_> = written::split(text, '|').into_iter().map(written::unescape).collect();
        let (place, distance, unit) = match parts.as_slice() {
            [latitude, longitude] => ((latitude, longitude), "", ""),
            [latitude, longitude, distance] => ((latitude, longitude), distance.as_str(), ""),
            [latitude, longitude, distance, unit] => {
                ((latitude, longitude), distance.as_str(), unit.as_str())
            }
            _ => return Err(FORM.to_owned()),
        };
        let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
        let (latitude, longitude) = number(place.0).zip(number(place.1)).ok_or(FORM)?;
        if !is_place(latitude, longitude) {
            return Err("a latitude is between -90 and 90, a longitude between -180 and 180".to_owned());
        }
        if distance.is_empty() {
            return Ok(Self::new(latitude, longitude, NEAR));
        }
        let distance = number(distance).filter(|distance| *distance >= 0.0).ok_or(FORM)?;
        let unit = match unit {
            "" => "km",
            "mi" => "[mi_i]",
            unit => unit,
        };
        let metre = units::base(unit).filter(|base| base.code == "m");
        let metre = metre.ok_or("a distance is in km, in mi, or in another length of UCUM")?;
        Ok(Self::new(latitude, longitude, metre.convert(distance)))
    }

    /// Whether a place lies within the distance.
    pub fn reaches(&self, latitude: f64, longitude: f64) -> bool {
        let [x, y, z] = point_on_sphere(latitude, longitude);
        let [centre_x, centre_y, centre_z] = self.centre;
        let (x, y, z) = (x - centre_x, y - centre_y, z - centre_z);
        let within = self.latitudes.0 <= latitude && latitude <= self.latitudes.1;
        within && x * x + y * y + z * z <= self.reach
    }
}

/// A place as a point on the sphere whose radius is 1.
pub fn point_on_sphere(latitude: f64, longitude: f64) -> [f64; 3] {
    let (latitude, longitude) = (latitude.to_radians(), longitude.to_radians());
    [latitude.cos() * longitude.cos(), latitude.cos() * longitude.sin(), latitude.sin()]
}

/// Indexes an element with `latitude` and `longitude`, if that is a place on the earth.
pub(super) fn index(value: &Value, emit: &mut Emit<'_>) {
    let degrees = |member: &str| value.get(member).and_then(Value::as_f64);
    if let (Some(latitude), Some(longitude)) = (degrees("latitude"), degrees("longitude"))
        && is_place(latitude, longitude)
    {
        emit(None, IndexValue::Position { latitude, longitude });
    }
}

const FORM: &str = "a place is written latitude|longitude|distance|unit, such as 48.85|2.35|10|km; the last two may be left out";

fn is_place(latitude: f64, longitude: f64) -> bool {
    (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// Paris, and places whose distance from it is known.
    fn check(asked: &str, latitude: f64, longitude: f64, expected: bool) {
        assert_eq!(
            NearTest::read(asked).unwrap().reaches(latitude, longitude),
            expected,
            "{asked}: {latitude} {longitude}"
        );
    }

    #[test]
    fn distances_are_those_along_the_earth() {
        let (london, banjul) = ((51.5074, -0.1278), (13.4549, -16.5790));
        check("48.8566|2.3522|340|km", london.0, london.1, false);
        check("48.8566|2.3522|345|km", london.0, london.1, true);
        check("48.8566|2.3522|345", london.0, london.1, true);
        check("48.8566|2.3522|212|mi", london.0, london.1, false);
        check("48.8566|2.3522|214|mi", london.0, london.1, true);
        check("48.8566|2.3522|345000|m", london.0, london.1, true);
        check("48.8566|2.3522", london.0, london.1, false);
        check("48.8566|2.3522", 48.80, 2.0, true);
        check("48.8566|2.3522|20000", banjul.0, banjul.1, true);
        check("0|0|0|km", 0.0, 0.0, true);
        check("0|0|1|m", 0.0, 0.000_02, false);
        check("0|0|3|m", 0.0, 0.000_02, true);
    }

    #[test]
    fn the_date_line_and_the_poles_are_no_edges() {
        check("0|179.9|30", 0.0, -179.9, true);
        check("0|-180|1", 0.0, 180.0, true);
        check("90|0|200", 89.0, 180.0, true);
        check("89|0|230", 89.0, 180.0, true);
        check("89|0|200", 89.0, 180.0, false);
    }

    #[test]
    fn a_place_is_on_the_earth() {
        for wrong in ["", "48", "91|0", "0|181", "a|b", "0|0|-1", "0|0|x", "0|0|1|kg", "0|0|1|km|x", "NaN|0"]
        {
            assert!(NearTest::read(wrong).is_err(), "{wrong}");
        }
        let indexed = |value: Value| {
            let mut rows = 0;
            index(&value, &mut |_, _| rows += 1);
            rows
        };
        assert_eq!(indexed(json!({"latitude": 48.8, "longitude": 2.3})), 1);
        assert_eq!(indexed(json!({"latitude": 148.8, "longitude": 2.3})), 0);
        assert_eq!(indexed(json!({"latitude": 48.8})), 0);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "[-0-9.|a-z]{0,20}|.{0,20}") {
            let _ = NearTest::read(&text);
        }
    }
}
