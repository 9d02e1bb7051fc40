//! Results as a table (RFC 4180): a row for each option of each question, and one for a question that has none.

use super::{QuestionResultBody, ResultsBody};

const HEAD: [&str; 12] = [
    "question_id",
    "question",
    "kind",
    "answered",
    "responses",
    "option_id",
    "option",
    "count",
    "of",
    "percent",
    "mean",
    "median",
];

/// The table of results.
pub(super) fn of(results: &ResultsBody) -> String {
    let mut table = String::new();
    write(&mut table, &HEAD.map(str::to_owned));
    for question in &results.questions {
        rows(&mut table, question);
    }
    table
}

fn rows(table: &mut String, question: &QuestionResultBody) {
    let shown = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
    let row = |id: &str, text: &str, [count, of, percent]: [String; 3]| {
        [
            question.id.clone(),
            question.text.clone(),
            question.kind.0.code().to_owned(),
            question.answered.count.to_string(),
            question.answered.of.to_string(),
            id.to_owned(),
            text.to_owned(),
            count,
            of,
            percent,
            shown(question.mean),
            shown(question.median),
        ]
    };
    if question.options.is_empty() {
        write(table, &row("", "", Default::default()));
    }
    for option in &question.options {
        let share = &option.chosen;
        let counted = [share.count.to_string(), share.of.to_string(), shown(share.percent)];
        write(table, &row(&option.id, option.text.as_deref().unwrap_or_default(), counted));
    }
}

fn write(table: &mut String, cells: &[String; 12]) {
    let line: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    table.push_str(&line.join(","));
    table.push_str("\r\n");
}

/// A cell, in quotes where it needs them. What a spreadsheet would take for a formula gets a quote before it.
fn quoted(cell: &str) -> String {
    let is_number = cell.parse::<f64>().is_ok();
    let formula = !is_number && cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_cell_is_quoted_where_it_could_be_misread() {
        let check = |cell: &str, expected: &str| assert_eq!(quoted(cell), expected);
        check("Guides", "Guides");
        check("oui, \"bien sûr\"", "\"oui, \"\"bien sûr\"\"\"");
        check("=1+1", "'=1+1");
        check("-2", "-2");
        check("deux\nlignes", "\"deux\nlignes\"");
    }
}
