//! How wide the letters of the standard fonts are, which a PDF need not say.

use unicode_normalization::UnicodeNormalization;

/// The widths of the letters from blank to tilde, in thousandths of the size, from the metrics of the fonts.
type Widths = [u16; 95];

const HELVETICA: Widths = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

const HELVETICA_BOLD: Widths = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278,
    556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584,
    556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556,
    333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];

const TIMES: Widths = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500,
    500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611, 556, 722, 722, 333,
    389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469,
    500, 333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389,
    278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
];

/// The width of a code in windows-1252, in a font of this name in lower case.
pub(super) fn width(font: &str, code: u32) -> f32 {
    if font.contains("courier") || font.contains("mono") {
        return 600.0;
    }
    let widths = match (font.contains("times") || font.contains("serif"), font.contains("bold")) {
        (true, _) => &TIMES,
        (false, true) => &HELVETICA_BOLD,
        (false, false) => &HELVETICA,
    };
    match code {
        0x91 | 0x92 | 0xb7 => 222.0,
        0x95 => 350.0,
        0x85 | 0x97 => 1000.0,
        _ => {
            // A letter with an accent is as wide as without.
            let letter = char::from_u32(code).unwrap_or('n').nfd().next().unwrap_or('n');
            let index = u32::from(letter).checked_sub(32).and_then(|index| usize::try_from(index).ok());
            f32::from(index.and_then(|index| widths.get(index)).copied().unwrap_or(556))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_the_width_of_their_font() {
        let check = |font: &str, text: &str, expected: f32| {
            let seen: f32 = text.chars().map(|letter| width(font, u32::from(letter))).sum();
            assert!((seen - expected).abs() < 0.1, "{font} {text}: {seen}");
        };
        check("helvetica", "Réseau", 722.0 + 556.0 + 500.0 + 556.0 * 3.0);
        check("helvetica-bold", "du", 1222.0);
        check("times-roman", "a b", 444.0 + 250.0 + 500.0);
        check("courier", "i", 600.0);
        check("helvetica", "~", 584.0);
    }
}
