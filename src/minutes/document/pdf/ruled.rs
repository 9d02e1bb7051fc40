//! Tables with drawn lines: the grid that the lines make, and which of its cells are one.

use super::content::Drawn;

/// How far lines that meet may miss one another.
const NEAR: f32 = 3.0;
/// More lines than these are a drawing.
const MAX_LINES: usize = 1_000;

/// A grid of drawn lines.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Grid {
    /// Where columns begin and end, from left to right.
    pub(super) xs: Vec<f32>,
    /// Where rows begin and end, from top to bottom.
    pub(super) ys: Vec<f32>,
    drawn: Vec<Drawn>,
}

/// A place in a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) row: usize,
    pub(super) column: usize,
}

impl Grid {
    /// The cell of the grid in which a point lies.
    pub(super) fn place(&self, x: f32, y: f32) -> Option<Place> {
        let column =
            self.xs.windows(2).position(|pair| matches!(pair, [left, right] if *left <= x && x < *right))?;
        let row =
            self.ys.windows(2).position(|pair| matches!(pair, [top, bottom] if *bottom <= y && y < *top))?;
        Some(Place { row, column })
    }

    /// How many columns and rows there are.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.xs.len().saturating_sub(1), self.ys.len().saturating_sub(1))
    }

    /// Where it begins and ends, from top to bottom.
    pub(super) fn height(&self) -> (f32, f32) {
        (self.ys.first().copied().unwrap_or(0.0), self.ys.last().copied().unwrap_or(0.0))
    }

    /// Whether a line is drawn on the left of a cell.
    pub(super) fn is_parted_left(&self, place: Place) -> bool {
        let middle = middle(&self.ys, place.row);
        self.is_drawn(false, self.xs.get(place.column).copied(), middle)
    }

    /// Whether a line is drawn above a cell.
    pub(super) fn is_parted_above(&self, place: Place) -> bool {
        let middle = middle(&self.xs, place.column);
        self.is_drawn(true, self.ys.get(place.row).copied(), middle)
    }

    fn is_drawn(&self, is_across: bool, at: Option<f32>, middle: Option<f32>) -> bool {
        let (Some(at), Some(middle)) = (at, middle) else { return true };
        self.drawn.iter().any(|line| {
            line.is_across == is_across
                && (line.at - at).abs() <= NEAR
                && line.from - NEAR <= middle
                && middle <= line.to + NEAR
        })
    }
}

fn middle(edges: &[f32], index: usize) -> Option<f32> {
    Some(f32::midpoint(*edges.get(index)?, *edges.get(index + 1)?))
}

/// The grids of a page, from top to bottom. A frame around text is none.
pub(super) fn grids(drawn: Vec<Drawn>) -> Vec<Grid> {
    let drawn = joined(drawn);
    if drawn.len() > MAX_LINES {
        return Vec::new();
    }
    let mut groups: Vec<Vec<Drawn>> = Vec::new();
    for line in &drawn {
        let (touching, mut apart): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.iter().any(|other| touch(line, other)));
        let mut merged: Vec<Drawn> = touching.into_iter().flatten().collect();
        merged.push(*line);
        apart.push(merged);
        groups = apart;
    }
    let mut grids: Vec<Grid> = groups.into_iter().filter_map(grid).collect();
    grids.sort_by(|one, other| other.height().0.total_cmp(&one.height().0));
    grids
}

/// Lines that go on from one another, as those around each cell do, are one.
fn joined(mut drawn: Vec<Drawn>) -> Vec<Drawn> {
    drawn.sort_by(|one, other| {
        let places = one.at.total_cmp(&other.at).then(one.from.total_cmp(&other.from));
        one.is_across.cmp(&other.is_across).then(places)
    });
    let mut joined: Vec<Drawn> = Vec::new();
    for line in drawn {
        match joined.last_mut() {
            Some(last)
                if last.is_across == line.is_across
                    && (last.at - line.at).abs() <= 0.5
                    && line.from <= last.to + NEAR =>
            {
                last.to = last.to.max(line.to);
            }
            _ => joined.push(line),
        }
    }
    joined
}

fn grid(drawn: Vec<Drawn>) -> Option<Grid> {
    let edges = |is_across: bool| {
        let mut edges: Vec<f32> =
            drawn.iter().filter(|line| line.is_across == is_across).map(|line| line.at).collect();
        edges.sort_by(f32::total_cmp);
        edges.dedup_by(|next, last| (*next - *last).abs() <= NEAR);
        edges
    };
    let (xs, mut ys) = (edges(false), edges(true));
    ys.reverse();
    let cells = xs.len().saturating_sub(1) * ys.len().saturating_sub(1);
    (xs.len() >= 3 && cells >= 2).then_some(Grid { xs, ys, drawn })
}

fn touch(one: &Drawn, other: &Drawn) -> bool {
    let within = |at: f32, line: &Drawn| line.from - NEAR <= at && at <= line.to + NEAR;
    if one.is_across == other.is_across {
        (one.at - other.at).abs() <= NEAR && one.from - NEAR <= other.to && other.from - NEAR <= one.to
    } else {
        within(one.at, other) && within(other.at, one)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn across(at: f32, from: f32, to: f32) -> Drawn {
        Drawn { is_across: true, at, from, to }
    }

    fn down(at: f32, from: f32, to: f32) -> Drawn {
        Drawn { is_across: false, at, from, to }
    }

    #[test]
    fn lines_that_touch_make_a_grid() {
        let drawn = [
            across(100.0, 0.0, 90.0),
            across(80.0, 0.0, 90.5),
            across(60.0, 30.0, 90.0),
            across(40.0, 0.0, 90.0),
            down(0.0, 40.0, 100.0),
            down(30.0, 40.0, 59.0),
            down(30.1, 60.0, 80.0),
            down(90.0, 40.0, 100.0),
            across(10.0, 0.0, 90.0),
        ];
        let grids = grids(drawn.to_vec());
        let [grid] = grids.as_slice() else { panic!("{grids:?}") };
        assert_eq!((&grid.xs, &grid.ys), (&vec![0.0, 30.0, 90.0], &vec![100.0, 80.0, 60.0, 40.0]));
        assert_eq!(grid.place(40.0, 50.0), Some(Place { row: 2, column: 1 }));
        assert_eq!(grid.place(40.0, 20.0), None);
        assert!(!grid.is_parted_left(Place { row: 0, column: 1 }));
        assert!(grid.is_parted_left(Place { row: 1, column: 1 }));
        assert!(!grid.is_parted_above(Place { row: 2, column: 0 }));
        assert!(grid.is_parted_above(Place { row: 2, column: 1 }));
    }
}
