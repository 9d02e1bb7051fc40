//! Labels of time zones. A label keeps its words; an offset is given only where the label has one meaning, and
//! an IANA zone only where the text names the place.

use jiff::tz::TimeZone;

use super::draft::Zone;
use super::passage::{Word, words};

/// The zone whose label begins at this byte, but for spaces and an opening parenthesis, and the byte after it.
pub(super) fn label_at(text: &str, at: usize) -> Option<(Zone, usize)> {
    let rest = text.get(at..)?;
    let label = rest.trim_start_matches([' ', '(', ',']);
    let begin = at + (rest.len() - label.len());
    let (zone, length) = named_place(label).or_else(|| offset(label)).or_else(|| abbreviation(label))?;
    let after = begin + length;
    // A parenthesis that was opened before the label belongs to it.
    let closed = text.get(at..begin).is_some_and(|gap| gap.contains('('))
        && text.get(after..).is_some_and(|rest| rest.starts_with(')'));
    Some((zone, after + usize::from(closed)))
}

/// `Africa/Dakar`, `heure de Dakar`, `Dakar time`.
fn named_place(label: &str) -> Option<(Zone, usize)> {
    let iana: String =
        label.chars().take_while(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '_')).collect();
    if iana.contains('/') && TimeZone::get(&iana).is_ok() {
        let length = iana.len();
        return Some((Zone { label: iana.clone(), offset_minutes: None, iana: Some(iana) }, length));
    }
    let words: Vec<Word> = words(label).into_iter().take(4).collect();
    let folded: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
    let (city, last) = match folded.as_slice() {
        ["heure", "de" | "du" | "d", city, ..] => (*city, 2),
        ["heure", "locale", "de", city] => (*city, 3),
        [city, "time", ..] => (*city, 1),
        [city, "local", "time", ..] => (*city, 2),
        _ => return None,
    };
    let (_, iana) = CITIES.iter().find(|(known, _)| *known == city)?;
    let length = words.get(last)?.end;
    let zone =
        Zone { label: label.get(..length)?.to_owned(), offset_minutes: None, iana: Some((*iana).to_owned()) };
    Some((zone, length))
}

/// `UTC+2`, `GMT-03:30`, `UTC`, `GMT`, `TU`.
fn offset(label: &str) -> Option<(Zone, usize)> {
    let name = ["UTC", "GMT", "TU"].into_iter().find(|name| label.starts_with(name))?;
    let rest = label.get(name.len()..)?;
    if rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    let (minutes, used) = signed_minutes(rest).unwrap_or((0, 0));
    let length = name.len() + used;
    let written = label.get(..length)?;
    Some((Zone { label: written.to_owned(), offset_minutes: Some(minutes), iana: None }, length))
}

/// Reads `+2`, ` + 2`, `-03:30`, `+0530`.
fn signed_minutes(text: &str) -> Option<(i32, usize)> {
    let trimmed = text.trim_start_matches(' ');
    let sign = trimmed.chars().next()?;
    let factor = match sign {
        '+' => 1,
        '-' | '−' | '–' => -1,
        _ => return None,
    };
    let rest = trimmed.get(sign.len_utf8()..)?.trim_start_matches(' ');
    let number: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == ':').collect();
    let number = number.trim_end_matches(':');
    let (hours, minutes) = match number.split_once(':') {
        Some((hours, minutes)) => (hours, minutes),
        None if number.len() == 4 => number.split_at_checked(2)?,
        None => (number, "0"),
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let used = text.len() - rest.len() + number.len();
    (hours <= 14 && minutes <= 59).then_some((factor * (hours * 60 + minutes), used))
}

fn abbreviation(label: &str) -> Option<(Zone, usize)> {
    let written: String = label.chars().take_while(char::is_ascii_alphanumeric).collect();
    let (_, offset) = ABBREVIATIONS.iter().find(|(known, _)| *known == written)?;
    let length = written.len();
    Some((Zone { label: written, offset_minutes: *offset, iana: None }, length))
}

/// What the label alone tells: minutes east of UTC, or nothing where several zones share it.
const ABBREVIATIONS: [(&str, Option<i32>); 23] = [
    ("CEST", Some(120)),
    ("CET", Some(60)),
    ("HAEC", Some(120)),
    ("HNEC", Some(60)),
    ("WEST", Some(60)),
    ("WET", Some(0)),
    ("EEST", Some(180)),
    ("EET", Some(120)),
    ("EAT", Some(180)),
    ("WAT", Some(60)),
    ("CAT", Some(120)),
    ("SAST", Some(120)),
    ("NPT", Some(345)),
    ("EST", Some(-300)),
    ("EDT", Some(-240)),
    ("PST", Some(-480)),
    ("PDT", Some(-420)),
    ("AOE", Some(-720)),
    ("Z", Some(0)),
    // India, Ireland, Israel; Britain, Bangladesh; America, China, Cuba; Arabia, the Atlantic.
    ("IST", None),
    ("BST", None),
    ("CST", None),
    ("AST", None),
];

const CITIES: [(&str, &str); 30] = [
    ("abidjan", "Africa/Abidjan"),
    ("accra", "Africa/Accra"),
    ("antananarivo", "Indian/Antananarivo"),
    ("bamako", "Africa/Bamako"),
    ("bangui", "Africa/Bangui"),
    ("banjul", "Africa/Banjul"),
    ("berlin", "Europe/Berlin"),
    ("berne", "Europe/Zurich"),
    ("bruxelles", "Europe/Brussels"),
    ("bujumbura", "Africa/Bujumbura"),
    ("conakry", "Africa/Conakry"),
    ("cotonou", "Africa/Porto-Novo"),
    ("dakar", "Africa/Dakar"),
    ("douala", "Africa/Douala"),
    ("geneva", "Europe/Zurich"),
    ("geneve", "Europe/Zurich"),
    ("kathmandu", "Asia/Kathmandu"),
    ("katmandou", "Asia/Kathmandu"),
    ("kigali", "Africa/Kigali"),
    ("kinshasa", "Africa/Kinshasa"),
    ("libreville", "Africa/Libreville"),
    ("lome", "Africa/Lome"),
    ("london", "Europe/London"),
    ("nairobi", "Africa/Nairobi"),
    ("ndjamena", "Africa/Ndjamena"),
    ("niamey", "Africa/Niamey"),
    ("nouakchott", "Africa/Nouakchott"),
    ("ouagadougou", "Africa/Ouagadougou"),
    ("paris", "Europe/Paris"),
    ("yaounde", "Africa/Douala"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(&str, Option<i32>, Option<&str>)>) {
        let found = label_at(text, 0).map(|(zone, _)| zone);
        let seen =
            found.as_ref().map(|zone| (zone.label.as_str(), zone.offset_minutes, zone.iana.as_deref()));
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn a_label_gives_what_it_tells_and_no_more() {
        check("     CEST", Some(("CEST", Some(120), None)));
        check("(GMT)", Some(("GMT", Some(0), None)));
        check("UTC+02:00", Some(("UTC+02:00", Some(120), None)));
        check("GMT - 3", Some(("GMT - 3", Some(-180), None)));
        check("IST", Some(("IST", None, None)));
        check("heure de Dakar", Some(("heure de Dakar", None, Some("Africa/Dakar"))));
        check("Nairobi time", Some(("Nairobi time", None, Some("Africa/Nairobi"))));
        check("Africa/Banjul.", Some(("Africa/Banjul", None, Some("Africa/Banjul"))));
        check("et la suite", None);
        check("GMTX", None);
    }
}
