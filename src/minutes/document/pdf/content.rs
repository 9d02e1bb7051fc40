//! What a page shows: runs of text, and the lines that are drawn, each at its place. Points count from the lower
//! left corner.

use std::collections::HashMap;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::super::limits::Limit;
use super::fonts::Font;
use super::matrix::Matrix;
use super::{MAX_STREAM, damaged};
use crate::error::Result;

/// How deep forms may stand within one another.
const MAX_FORMS: usize = 10;
/// How deep the graphics state may be saved.
const MAX_SAVED: usize = 200;
/// How many drawn lines of a page are kept.
const MAX_DRAWN: usize = 5_000;
/// How many bytes of content count as one operation, beside the operations themselves.
const BYTES_PER_STEP: usize = 100;
/// What reading a font counts as.
const FONT_STEPS: usize = 2_000;
/// What is thinner is a line, not an area.
const THIN: f32 = 3.0;

/// A run of text on one line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) x0: f32,
    pub(super) x1: f32,
    /// Its base line.
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) is_bold: bool,
}

/// A drawn line, across or down the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Drawn {
    pub(super) is_across: bool,
    /// Where it lies: `y` if it goes across, else `x`.
    pub(super) at: f32,
    pub(super) from: f32,
    pub(super) to: f32,
}

/// What a page shows.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) runs: Vec<Run>,
    pub(super) drawn: Vec<Drawn>,
    pub(super) has_pictures: bool,
}

/// Fonts that have been read, by where they stand in memory.
pub(super) type Fonts<'a> = HashMap<usize, Font<'a>>;

/// Reads a page.
pub(super) fn read<'a>(
    document: &'a Document,
    page: ObjectId,
    fonts: &mut Fonts<'a>,
    budget: &mut Limit,
) -> Result<Shown> {
    let content = document.get_page_content_with_limit(page, MAX_STREAM).map_err(|error| damaged(&error))?;
    let (direct, referred) = document.get_page_resources(page).unwrap_or_default();
    let referred = referred.iter().filter_map(|&id| document.get_dictionary(id).ok());
    let resources: Vec<&Dictionary> = direct.into_iter().chain(referred).collect();
    let mut reader = Reader { document, shown: Shown::default(), fonts, budget };
    reader.content(&content, &resources, State::new(rotation(document, page)), 0)?;
    Ok(reader.shown)
}

/// The turn that a page is shown with.
fn rotation(document: &Document, page: ObjectId) -> Matrix {
    let turned = document.get_dictionary(page).and_then(|page| page.get_deref(b"Rotate", document));
    match turned.and_then(Object::as_i64).unwrap_or(0).rem_euclid(360) {
        90 => Matrix([0.0, -1.0, 1.0, 0.0, 0.0, 0.0]),
        180 => Matrix([-1.0, 0.0, 0.0, -1.0, 0.0, 0.0]),
        270 => Matrix([0.0, 1.0, -1.0, 0.0, 0.0, 0.0]),
        _ => Matrix::IDENTITY,
    }
}

struct Reader<'a, 'b> {
    document: &'a Document,
    shown: Shown,
    fonts: &'b mut Fonts<'a>,
    budget: &'b mut Limit,
}

#[derive(Clone)]
struct State {
    /// From the page's units to what is shown.
    place: Matrix,
    line: Matrix,
    text: Matrix,
    font: Option<Vec<u8>>,
    size: f32,
    letter_space: f32,
    word_space: f32,
    stretch: f32,
    leading: f32,
    rise: f32,
}

impl State {
    fn new(place: Matrix) -> Self {
        Self {
            place,
            line: Matrix::IDENTITY,
            text: Matrix::IDENTITY,
            font: None,
            size: 0.0,
            letter_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }

    fn next_line(&mut self, x: f32, y: f32) {
        self.line = Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(&self.line);
        self.text = self.line;
    }
}

/// The path that is being drawn.
#[derive(Default)]
struct Path {
    lines: Vec<((f32, f32), (f32, f32))>,
    boxes: Vec<((f32, f32), (f32, f32))>,
    at: Option<(f32, f32)>,
    begin: Option<(f32, f32)>,
}

impl<'a> Reader<'a, '_> {
    fn content(
        &mut self,
        content: &[u8],
        resources: &[&'a Dictionary],
        state: State,
        depth: usize,
    ) -> Result<()> {
        // Unpacking costs too, whatever stands in the bytes.
        self.budget.count(content.len() / BYTES_PER_STEP)?;
        let mut state = state;
        let mut saved: Vec<State> = Vec::new();
        let mut path = Path::default();
        for operation in Content::decode_iter(content) {
            // What follows a broken operation cannot be told.
            let Ok(Operation { operator, operands }) = operation else { break };
            self.budget.count(1)?;
            match operator.as_str() {
                "q" if saved.len() < MAX_SAVED => saved.push(state.clone()),
                "Q" => state = saved.pop().unwrap_or(state),
                "cm" => {
                    if let Some(matrix) = Matrix::read(&operands) {
                        state.place = matrix.then(&state.place);
                    }
                }
                "Do" => self.object(&operands, resources, &state, depth)?,
                "BI" | "EI" => self.shown.has_pictures = true,
                "Tj" | "TJ" | "'" | "\"" => {
                    self.show(&operator, &operands, resources, &mut state)?;
                }
                other => {
                    set_text(other, &operands, &mut state);
                    self.draw(other, &operands, &mut path, &state);
                }
            }
        }
        Ok(())
    }

    /// A form is read in its place; a picture is only noted.
    fn object(
        &mut self,
        operands: &[Object],
        resources: &[&'a Dictionary],
        state: &State,
        depth: usize,
    ) -> Result<()> {
        let Some(name) = operands.first().and_then(|name| name.as_name().ok()) else { return Ok(()) };
        let object = self.resource(resources, b"XObject", name);
        let Some(stream) = object.and_then(|object| object.as_stream().ok()) else { return Ok(()) };
        let kind = stream.dict.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
        if kind == b"Image" {
            self.shown.has_pictures = true;
        }
        if kind != b"Form" || depth >= MAX_FORMS {
            return Ok(());
        }
        let content = stream.get_plain_content_with_limit(MAX_STREAM).map_err(|error| damaged(&error))?;
        let matrix = stream.dict.get_deref(b"Matrix", self.document).and_then(Object::as_array);
        let mut inner = state.clone();
        if let Some(matrix) = matrix.ok().and_then(|matrix| Matrix::read(matrix)) {
            inner.place = matrix.then(&inner.place);
        }
        let own = stream.dict.get_deref(b"Resources", self.document).and_then(Object::as_dict).ok();
        match own {
            Some(own) => self.content(&content, &[own], inner, depth + 1),
            None => self.content(&content, resources, inner, depth + 1),
        }
    }

    fn resource(&self, resources: &[&'a Dictionary], kind: &[u8], name: &[u8]) -> Option<&'a Object> {
        resources.iter().find_map(|resources| {
            let kind = resources.get_deref(kind, self.document).ok()?.as_dict().ok()?;
            kind.get_deref(name, self.document).ok()
        })
    }

    fn show(
        &mut self,
        operator: &str,
        operands: &[Object],
        resources: &[&'a Dictionary],
        state: &mut State,
    ) -> Result<()> {
        if matches!(operator, "'" | "\"") {
            let leading = state.leading;
            state.next_line(0.0, -leading);
        }
        let name = state.font.as_deref().unwrap_or_default();
        let font = self.resource(resources, b"Font", name).and_then(|font| font.as_dict().ok());
        let (Some(font), Some(last)) = (font, operands.last()) else { return Ok(()) };
        let key = std::ptr::from_ref(font).addr();
        if !self.fonts.contains_key(&key) {
            self.budget.count(FONT_STEPS)?;
            self.fonts.insert(key, Font::read(font, self.document));
        }
        let Some(font) = self.fonts.get(&key) else { return Ok(()) };
        let parts = last.as_array().map_or(std::slice::from_ref(last), Vec::as_slice);
        for part in parts {
            match part.as_float() {
                Ok(back) => {
                    let x = -back / 1000.0 * state.size * state.stretch;
                    state.text = Matrix([1.0, 0.0, 0.0, 1.0, x, 0.0]).then(&state.text);
                }
                Err(_) => self.shown.runs.extend(run(part, font, state)),
            }
        }
        Ok(())
    }

    fn draw(&mut self, operator: &str, operands: &[Object], path: &mut Path, state: &State) {
        let numbers: Vec<f32> = operands.iter().filter_map(|number| number.as_float().ok()).collect();
        let point = |x: f32, y: f32| state.place.apply(x, y);
        match (operator, numbers.as_slice()) {
            ("m", &[x, y]) => {
                path.at = Some(point(x, y));
                path.begin = path.at;
            }
            ("l", &[x, y]) => {
                let to = point(x, y);
                path.lines.extend(path.at.map(|from| (from, to)).filter(|_| path.lines.len() < MAX_DRAWN));
                path.at = Some(to);
            }
            ("c" | "v" | "y", &[.., x, y]) => path.at = Some(point(x, y)),
            ("h", _) => {
                path.lines.extend(path.at.zip(path.begin).filter(|_| path.lines.len() < MAX_DRAWN));
                path.at = path.begin;
            }
            ("re", &[x, y, width, height]) if path.boxes.len() < MAX_DRAWN => {
                path.boxes.push((point(x, y), point(x + width, y + height)));
            }
            ("S" | "s" | "B" | "B*" | "b" | "b*", _) => self.keep(std::mem::take(path), true),
            ("f" | "F" | "f*", _) => self.keep(std::mem::take(path), false),
            ("n", _) => *path = Path::default(),
            _ => {}
        }
    }

    /// Keeps the lines of a path that has been drawn. Of what is filled only what is thin is a line.
    fn keep(&mut self, path: Path, is_stroked: bool) {
        if is_stroked {
            path.lines.iter().for_each(|&(from, to)| self.line(from, to));
        }
        for ((x0, y0), (x1, y1)) in path.boxes {
            if (y1 - y0).abs() <= THIN || (x1 - x0).abs() <= THIN {
                let (x, y) = (f32::midpoint(x0, x1), f32::midpoint(y0, y1));
                let is_across = (x1 - x0).abs() > (y1 - y0).abs();
                self.line(
                    if is_across { (x0, y) } else { (x, y0) },
                    if is_across { (x1, y) } else { (x, y1) },
                );
            } else if is_stroked {
                self.line((x0, y0), (x1, y0));
                self.line((x0, y1), (x1, y1));
                self.line((x0, y0), (x0, y1));
                self.line((x1, y0), (x1, y1));
            }
        }
    }

    fn line(&mut self, from: (f32, f32), to: (f32, f32)) {
        let (wide, high) = ((to.0 - from.0).abs(), (to.1 - from.1).abs());
        let drawn = if high <= THIN && wide > THIN {
            Drawn {
                is_across: true,
                at: f32::midpoint(from.1, to.1),
                from: from.0.min(to.0),
                to: from.0.max(to.0),
            }
        } else if wide <= THIN && high > THIN {
            Drawn {
                is_across: false,
                at: f32::midpoint(from.0, to.0),
                from: from.1.min(to.1),
                to: from.1.max(to.1),
            }
        } else {
            return;
        };
        if self.shown.drawn.len() < MAX_DRAWN && drawn.at.is_finite() && (drawn.to - drawn.from).is_finite() {
            self.shown.drawn.push(drawn);
        }
    }
}

/// The run that a string shows, and the move to where the next one begins. Text that does not run from left to
/// right, which stands in margins and across pages, is none.
fn run(string: &Object, font: &Font<'_>, state: &mut State) -> Option<Run> {
    let shown = font.show(string.as_str().ok()?);
    let spaces = shown.codes as f32 * state.letter_space + shown.blanks as f32 * state.word_space;
    let width = (shown.width * state.size + spaces) * state.stretch;
    let whole = state.text.then(&state.place);
    let (x0, y) = whole.apply(0.0, state.rise);
    let (x1, y1) = whole.apply(width, state.rise);
    state.text = Matrix([1.0, 0.0, 0.0, 1.0, width, 0.0]).then(&state.text);
    let size = (state.size * whole.height()).abs();
    let finite = [x0, x1, y, size].iter().all(|number| number.is_finite() && number.abs() < 1.0e6);
    let level = x1 > x0 && (y1 - y).abs() <= (x1 - x0) * 0.2;
    let run = Run { text: shown.text, x0, x1, y, size, is_bold: font.is_bold };
    (finite && level && size > 0.1 && !run.text.is_empty()).then_some(run)
}

/// The operators that place text.
fn set_text(operator: &str, operands: &[Object], state: &mut State) {
    let numbers: Vec<f32> = operands.iter().filter_map(|number| number.as_float().ok()).collect();
    match (operator, numbers.as_slice()) {
        ("BT", _) => {
            state.line = Matrix::IDENTITY;
            state.text = Matrix::IDENTITY;
        }
        ("Tf", &[size]) => {
            state.font = operands.first().and_then(|name| name.as_name().ok()).map(<[u8]>::to_vec);
            state.size = size;
        }
        ("Td", &[x, y]) => state.next_line(x, y),
        ("TD", &[x, y]) => {
            state.leading = -y;
            state.next_line(x, y);
        }
        ("Tm", _) => {
            if let Some(matrix) = Matrix::read(operands) {
                state.line = matrix;
                state.text = matrix;
            }
        }
        ("T*", _) => {
            let leading = state.leading;
            state.next_line(0.0, -leading);
        }
        ("Tc", &[space]) => state.letter_space = space,
        ("Tw", &[space]) => state.word_space = space,
        ("Tz", &[percent]) => state.stretch = percent / 100.0,
        ("TL", &[leading]) => state.leading = leading,
        ("Ts", &[rise]) => state.rise = rise,
        _ => {}
    }
}
