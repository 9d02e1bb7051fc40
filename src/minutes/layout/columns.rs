//! What the tables of minutes are, by the heads of their columns and by where they stand.

use std::sync::LazyLock;

use super::titles::Kind as Part;
use crate::minutes::document::{Block, Cell, Row, Table};
use crate::minutes::passage::{Passage, words};
use crate::minutes::pattern::Pattern;
use crate::minutes::vocabulary::{self, label_at};
use crate::model::discussion;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Number,
    Subject,
    Discussion,
    Decision,
    Question,
    Answer,
    Action,
    Owner,
    Requester,
    Due,
    Status,
    Since,
    Comment,
    Name,
    Organization,
    Function,
    Presence,
    Length,
    Hours,
    Presenter,
    Other,
}

/// What a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Labels with their values.
    Grid,
    People,
    Agenda,
    /// Subjects with what was said, decided and is to be done.
    Subjects,
    Actions,
    Decisions,
    Questions,
    /// Nothing that is known.
    Plain,
}

/// A table with what its columns hold.
pub(super) struct Headed<'a> {
    pub(super) kind: Kind,
    pub(super) columns: Vec<Column>,
    /// The rows below the head.
    pub(super) rows: &'a [Row],
}

impl<'a> Headed<'a> {
    /// The texts of a row's cells in the columns of this kind, as one passage.
    pub(super) fn text(&self, row: &Row, column: Column) -> Passage {
        let mut whole = Passage::default();
        for (_, cell) in self.cells(row).filter(|(of, _)| *of == column) {
            whole.append_paragraph(&text(cell));
        }
        whole
    }

    /// A row's cells with their columns; a cell that spans several counts for the first of them.
    pub(super) fn cells<'r>(&'r self, row: &'r Row) -> impl Iterator<Item = (Column, &'r Cell)> {
        let mut at = 0_usize;
        row.cells.iter().map(move |cell| {
            let column = self.columns.get(at).copied().unwrap_or(Column::Other);
            at += usize::from(cell.columns.max(1));
            (column, cell)
        })
    }

    /// Whether there is such a column.
    pub(super) fn has(&self, column: Column) -> bool {
        self.columns.contains(&column)
    }
}

/// What the cell says, with a new line between its blocks.
pub(super) fn text(cell: &Cell) -> Passage {
    let mut whole = Passage::default();
    for block in &cell.blocks {
        match block {
            Block::Heading { text, .. } => whole.append_paragraph(text),
            Block::Paragraph(lines) => {
                let mut paragraph = Passage::default();
                lines.iter().for_each(|line| paragraph.append(line));
                whole.append_paragraph(&paragraph);
            }
            Block::Item(item) => whole.append_paragraph(&item.text),
            Block::Table(_) | Block::Rule => {}
        }
    }
    whole
}

/// Tells what a table is that stands in this part of the minutes.
pub(super) fn tell<'a>(table: &'a Table, part: Part) -> Headed<'a> {
    if is_grid(table) {
        return Headed { kind: Kind::Grid, columns: Vec::new(), rows: &table.rows };
    }
    let heads = table.rows.iter().take_while(|row| row.is_head).count().max(1);
    // A table may have a title above its head, in one wide cell.
    let wide = table.rows.first().is_some_and(|row| row.cells.len() == 1) && table.rows.len() > 1;
    for head in if wide { vec![2, 1] } else { vec![heads, 1] } {
        let Some(row) = head.checked_sub(1).and_then(|at| table.rows.get(at)) else { continue };
        let columns = columns_of(row);
        let told = columns.iter().filter(|column| **column != Column::Other).count();
        let named = row.cells.iter().filter(|cell| !text(cell).is_empty()).count();
        let marked = row.is_head && told >= 1;
        if told >= 2 && told * 2 >= named || marked && part.holds_actions() {
            let columns = in_part(columns, part);
            let rows = table.rows.get(head..).unwrap_or_default();
            return Headed { kind: kind(&columns, part), columns, rows };
        }
    }
    let kind = if labels(table) >= 2 { Kind::Grid } else { Kind::Plain };
    Headed { kind, columns: Vec::new(), rows: &table.rows }
}

/// Whether every row begins with a label of the header: "Title" and "Date" head columns of other tables too, but
/// not one row after the other. A row alone is a grid where its labels and values take turns.
fn is_grid(table: &Table) -> bool {
    let written = || table.rows.iter().filter(|row| row.cells.iter().any(|cell| !text(cell).is_empty()));
    let begins = written().all(|row| row.cells.first().is_some_and(is_label));
    let values = || table.rows.iter().flat_map(|row| row.cells.iter().skip(1).step_by(2));
    begins && (written().count() >= 2 || labels(table) >= 2 && !values().any(is_label))
}

/// How many labels of a header the table has.
fn labels(table: &Table) -> usize {
    table.rows.iter().flat_map(|row| row.cells.iter().step_by(2)).filter(|cell| is_label(cell)).count()
}

/// Whether a cell holds a label of the header and nothing else.
fn is_label(cell: &Cell) -> bool {
    let whole = text(cell);
    let words = whole.words();
    label_at(&words, 0).is_some_and(|(_, _, end)| end == words.len())
        || super::titles::told(whole.trimmed(&[':']).text()).is_some_and(|kind| {
            matches!(kind, Part::Field(_) | Part::People(_) | Part::NextMeeting | Part::Agenda)
        })
}

fn columns_of(head: &Row) -> Vec<Column> {
    let mut columns = Vec::new();
    for cell in &head.cells {
        let column = column(text(cell).text());
        columns.push(column);
        let more = usize::from(cell.columns.max(1)) - 1;
        columns.extend(std::iter::repeat_n(Column::Other, more.min(64)));
    }
    columns
}

fn column(head: &str) -> Column {
    let trimmed = head.trim();
    if matches!(trimmed, "#" | "N°" | "№") {
        return Column::Number;
    }
    let bare = head.split(" (").next().unwrap_or(head);
    let words = words(bare);
    let whole = |pattern: &Pattern| pattern.match_at(&words, 0) == Some(words.len());
    if let Some((column, _)) = COLUMNS.iter().find(|(_, patterns)| patterns.iter().any(whole)) {
        return *column;
    }
    match vocabulary::column_at(&words, 0).filter(|(_, end)| *end == words.len()) {
        Some((vocabulary::Column::Number, _)) => Column::Number,
        Some((vocabulary::Column::Subject, _)) => Column::Subject,
        Some((vocabulary::Column::Discussion, _)) => Column::Discussion,
        Some((vocabulary::Column::NextStep, _)) => Column::Action,
        Some((vocabulary::Column::Owner, _)) => Column::Owner,
        Some((vocabulary::Column::Due, _)) => Column::Due,
        None => Column::Other,
    }
}

/// What the same words mean in this part: "Who" among attendees is a name, "Point" among open points is what
/// is to be done.
fn in_part(mut columns: Vec<Column>, part: Part) -> Vec<Column> {
    let has = |columns: &[Column], column| columns.contains(&column);
    let mut change = |from, to| {
        if let Some(column) = columns.iter_mut().find(|column| **column == from) {
            *column = to;
        }
    };
    match part {
        Part::People(_) => {
            change(Column::Owner, Column::Name);
            change(Column::Status, Column::Presence);
        }
        Part::Actions | Part::PreviousActions | Part::OpenPoints | Part::ClosedPoints => {
            change(Column::Name, Column::Owner);
            change(Column::Presenter, Column::Owner);
        }
        Part::Agenda => {
            change(Column::Owner, Column::Presenter);
            change(Column::Action, Column::Subject);
        }
        _ => {}
    }
    if part.holds_actions() && !has(&columns, Column::Action) {
        let text = [Column::Subject, Column::Question, Column::Other]
            .into_iter()
            .find_map(|from| columns.iter().position(|column| *column == from));
        if let Some(column) = text.and_then(|at| columns.get_mut(at)) {
            *column = Column::Action;
        }
    }
    columns
}

fn kind(columns: &[Column], part: Part) -> Kind {
    let has = |column| columns.contains(&column);
    let any = |of: &[Column]| of.iter().any(|column| has(*column));
    if has(Column::Name) && !any(&[Column::Action, Column::Discussion]) {
        return Kind::People;
    }
    if part == Part::Agenda && any(&[Column::Subject, Column::Discussion]) {
        return Kind::Agenda;
    }
    let said = any(&[Column::Discussion, Column::Decision]);
    if has(Column::Action) && !said {
        let subjects = has(Column::Subject) && !any(&[Column::Owner, Column::Due, Column::Status]);
        return if subjects { Kind::Subjects } else { Kind::Actions };
    }
    if has(Column::Question) && has(Column::Answer) {
        return Kind::Questions;
    }
    let decisions = part == Part::Points(discussion::Kind::Decision);
    if has(Column::Decision) && !any(&[Column::Discussion, Column::Action, Column::Subject])
        || decisions && !any(&[Column::Discussion, Column::Action])
    {
        return Kind::Decisions;
    }
    if said && any(&[Column::Subject, Column::Number, Column::Action, Column::Presenter, Column::Length]) {
        return Kind::Subjects;
    }
    if has(Column::Subject) && any(&[Column::Hours, Column::Length, Column::Presenter]) {
        return Kind::Agenda;
    }
    if has(Column::Subject) && any(&[Column::Due, Column::Status]) {
        return Kind::Actions;
    }
    Kind::Plain
}

static COLUMNS: LazyLock<Vec<(Column, Vec<Pattern>)>> = LazyLock::new(|| {
    let table: [(Column, &[&str]); 19] = [
        (Column::Number, &["id|ref|reference|nr|no|n|num|numero|number|code|ai"]),
        (Column::Decision, &["decision|decisions taken|prise|prises?", "conclusion|conclusions|resolution"]),
        (Column::Question, &["question|questions"]),
        (Column::Answer, &["answer|answers|reponse|reponses"]),
        (
            Column::Action,
            &[
                "action|actions required|points|description|requises|decidees|a? mener|suivre|realiser?",
                "tache|taches|task|tasks|todo|what|quoi",
                "to do",
                "description de l action",
                "suites? a donner",
                "decision et action",
            ],
        ),
        (
            Column::Requester,
            &["demandeur|demandeuse|requester|requestor", "requested|raised|asked by", "demande par"],
        ),
        (
            Column::Due,
            &[
                "by when",
                "pour quand|le",
                "due|deadline|echeance|delai|delais|echeances",
                "due by|on|date",
                "date limite|cible|prevue|butoir|due",
                "target date?",
                "d? ici? quand",
            ],
        ),
        (
            Column::Status,
            &[
                "status|statut|etat|progress|state|avancement|done",
                "etat d? avancement?",
                "fait",
                "current status",
            ],
        ),
        (
            Column::Since,
            &[
                "since|opened|depuis|raised|origin|origine|created|ouvert|opening",
                "date? opened|raised|ouverture|created",
                "date d ouverture|origine",
                "ouvert le",
                "first raised",
                "depuis le",
            ],
        ),
        (
            Column::Comment,
            &[
                "comment|comments|commentaire|commentaires|remark|remarks|remarque|remarques|observation|observations",
            ],
        ),
        (
            Column::Name,
            &[
                "name|names|nom|noms|participant|participants|attendee|attendees|membre|member|personne|person",
                "nom et prenom|prenoms",
                "prenom et nom",
                "nom prenom|prenoms",
                "noms et prenoms",
                "full name",
            ],
        ),
        (
            Column::Organization,
            &[
                "organisation|organization|organisme|structure|institution|affiliation|company|entite|org|pays|country",
            ],
        ),
        (
            Column::Function,
            &["fonction|function|role|titre|title|poste|position", "email|mail|e? mail", "contact"],
        ),
        (
            Column::Presence,
            &["presence|present|attendance|attended|presente|signature|emargement|statut", "present absent"],
        ),
        (Column::Length, &["duration|duree|minutes|min|length|temps|time? allotted", "duree prevue"]),
        (Column::Hours, &["time|heure|heures|horaire|horaires|hours|hour|slot"]),
        (
            Column::Presenter,
            &[
                "presenter|presentateur|speaker|intervenant|intervenante|intervenants|lead|orateur|animateur|presented by",
            ],
        ),
        (
            Column::Discussion,
            &[
                "discussion|discussions|notes|echanges|summary|resume|minutes|debats|points cles",
                "key points",
            ],
        ),
        (
            Column::Owner,
            &[
                "owner|owners|responsable|responsables|who|qui|porteur|porteurs|assignee|lead|pilote|charge|by|par",
                "assigned to",
                "action by",
                "en charge",
                "responsible person|party?",
                "person|personne responsible|responsable",
            ],
        ),
    ];
    table.into_iter().map(|(column, texts)| (column, Pattern::all(texts))).collect()
});
