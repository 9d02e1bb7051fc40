//! Places on a page, moved and turned.

use lopdf::Object;

/// How places are moved: `x' = ax + cy + e`, `y' = bx + dy + f`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix(pub(super) [f32; 6]);

impl Matrix {
    pub(super) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// A matrix of six numbers.
    pub(super) fn read(numbers: &[Object]) -> Option<Self> {
        let mut matrix = [0.0; 6];
        for (index, place) in matrix.iter_mut().enumerate() {
            *place = numbers.get(index)?.as_float().ok()?;
        }
        Some(Self(matrix))
    }

    /// This move, and then the other.
    pub(super) fn then(&self, other: &Self) -> Self {
        let Self([a, b, c, d, e, f]) = *self;
        let Self([p, q, r, s, t, u]) = *other;
        Self([
            a * p + b * r,
            a * q + b * s,
            c * p + d * r,
            c * q + d * s,
            e * p + f * r + t,
            e * q + f * s + u,
        ])
    }

    /// Where a place is moved to.
    pub(super) fn apply(&self, x: f32, y: f32) -> (f32, f32) {
        let Self([a, b, c, d, e, f]) = *self;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// How much higher things become.
    pub(super) fn height(&self) -> f32 {
        let Self([_, _, c, d, _, _]) = *self;
        c.hypot(d)
    }
}
