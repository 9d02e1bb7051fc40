//! `relais actions`: the register of action items, as a table.

use std::io::IsTerminal;

use clap::Args;
use jiff::Timestamp;
use relais::app::App;
use relais::config::{Config, Flags};
use relais::error::{Error, Kind, Result};
use relais::kernel::Context;
use relais::telemetry;
use serde_json::Value;

use super::output::print;
use super::runtime;

/// How wide a table is where nobody says how wide the terminal is.
const WIDTH: usize = 100;

/// The arguments of `relais actions`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Only those that are still to be done
    #[arg(long)]
    open: bool,
    /// Only those that are still to be done and whose date has passed
    #[arg(long)]
    overdue: bool,
    /// Only those whose owner's name contains this text
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// Only those that nobody is to do
    #[arg(long, conflicts_with = "owner")]
    unowned: bool,
    /// Only those that came from meetings of this series
    #[arg(long, value_name = "ID")]
    series: Option<String>,
    /// Print a JSON array, each item as the plain JSON interface gives it
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print comma-separated values, with a line of names first
    #[arg(long)]
    csv: bool,
    #[command(flatten)]
    settings: Flags,
}

/// Prints the items in the order of their opening.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    // Whoever may read the file needs no token.
    let config = Config { tokens: Vec::new(), ..Config::load(&arguments.settings)? };
    telemetry::start(&config.log)?;
    let items = runtime()?.block_on(async {
        let app = App::open(&config)?;
        app.prepare(&Context::internal(Timestamp::now().as_microsecond())).await?;
        items(&app, &question(arguments)).await
    })?;
    if arguments.json {
        let json = serde_json::to_string_pretty(&items);
        let json = json.map_err(|error| Error::internal("the items are not JSON", error))?;
        return print(&format!("{json}\n"));
    }
    let rows: Vec<[String; 5]> = items.iter().map(row).collect();
    if arguments.csv {
        return print(&comma_separated(&rows));
    }
    let terminal = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let bold =
        std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    print(&table(&rows, terminal.unwrap_or(WIDTH), bold))
}

/// What the plain JSON interface is asked.
fn question(arguments: &Arguments) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("limit", "1000").append_pair("sort", "opened");
    if arguments.open {
        query.append_pair("status", "open,in_progress,blocked");
    }
    for (name, asked) in [("overdue", arguments.overdue), ("unowned", arguments.unowned)] {
        if asked {
            query.append_pair(name, "true");
        }
    }
    for (name, value) in [("owner_name", &arguments.owner), ("series", &arguments.series)] {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    query.finish()
}

/// Every item, page by page.
async fn items(app: &App, question: &str) -> Result<Vec<Value>> {
    let mut items = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = app.ask(&format!("/api/v1/action-items?{question}{cursor}")).await?;
        if let Some(detail) = page.get("detail").and_then(Value::as_str) {
            return Err(Error::new(Kind::Invalid, "not-found", detail));
        }
        items.extend(page.get("data").and_then(Value::as_array).into_iter().flatten().cloned());
        match page.get("next").and_then(Value::as_str) {
            Some(next) => {
                let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
                cursor = format!("&cursor={next}");
            }
            None => return Ok(items),
        }
    }
}

const NAMES: [&str; 5] = ["due", "status", "owner", "opened", "what"];

fn row(item: &Value) -> [String; 5] {
    let text = |pointer: &str| item.pointer(pointer).and_then(Value::as_str);
    let due = text("/effective_due_on").or(text("/due/on")).or(text("/due/text")).unwrap_or_default();
    let overdue = item.get("overdue").and_then(Value::as_bool) == Some(true);
    let due = if overdue { format!("{due} !") } else { due.to_owned() };
    let [status, owner, opened, what] = ["/status", "/owner/name", "/opened", "/description"]
        .map(|pointer| text(pointer).unwrap_or_default().to_owned());
    [due, status, owner, opened, what]
}

/// The rows as RFC 4180 has them.
fn comma_separated(rows: &[[String; 5]]) -> String {
    let quoted = |text: &str| {
        let plain = !text.contains([',', '"', '\n', '\r']);
        if plain { text.to_owned() } else { format!("\"{}\"", text.replace('"', "\"\"")) }
    };
    let line = |cells: [&str; 5]| cells.map(quoted).join(",") + "\r\n";
    let rows = rows.iter().map(|row| line(row.each_ref().map(String::as_str)));
    std::iter::once(line(NAMES)).chain(rows).collect()
}

/// The rows as a table of a width: what does not fit is cut, the last column last.
fn table(rows: &[[String; 5]], width: usize, bold: bool) -> String {
    if rows.is_empty() {
        return "No action items.\n".to_owned();
    }
    let mut widths = [20, 11, 24, 10]
        .iter()
        .zip(0..)
        .map(|(most, column): (&usize, usize)| {
            let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
            let name = NAMES.get(column).map_or(0, |name| name.len());
            cells.chain([name]).max().unwrap_or(0).min(*most)
        })
        .collect::<Vec<usize>>();
    let used: usize = widths.iter().map(|width| width + 2).sum();
    widths.push(width.saturating_sub(used).max(20));
    let line = |cells: [&str; 5]| {
        let cells = cells.iter().zip(&widths).map(|(cell, width)| {
            let cell = fitted(cell, *width);
            let blank = width - cell.chars().count();
            format!("{cell}{}", " ".repeat(blank))
        });
        cells.collect::<Vec<String>>().join("  ").trim_end().to_owned()
    };
    let head = line(NAMES);
    let head = if bold { format!("\u{1b}[1m{head}\u{1b}[0m\n") } else { format!("{head}\n") };
    let count = if rows.len() == 1 {
        "1 action item.\n".to_owned()
    } else {
        format!("{} action items.\n", rows.len())
    };
    let rows = rows.iter().map(|row| line(row.each_ref().map(String::as_str)) + "\n");
    head + &rows.collect::<String>() + &count
}

fn fitted(text: &str, width: usize) -> String {
    let text = text.replace(['\n', '\r', '\t'], " ");
    if text.chars().count() <= width {
        return text;
    }
    text.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<[String; 5]> {
        let row = |what: &str| ["2026-05-15 !", "open", "Awa", "2026-05-12", what].map(str::to_owned);
        vec![row("Share the \"mapping\", please"), row(&"long ".repeat(40))]
    }

    #[test]
    fn a_table_keeps_to_its_width() {
        let table = table(&rows(), 80, false);
        assert!(table.lines().all(|line| line.chars().count() <= 80), "{table}");
        assert!(table.starts_with("due           status  owner  opened      what\n"), "{table}");
        assert!(table.contains('…') && table.ends_with("2 action items.\n"), "{table}");
    }

    #[test]
    fn values_with_commas_and_quotes_are_quoted() {
        let text = comma_separated(&rows());
        assert!(text.starts_with("due,status,owner,opened,what\r\n"), "{text}");
        assert!(text.contains("2026-05-12,\"Share the \"\"mapping\"\", please\"\r\n"), "{text}");
    }
}
