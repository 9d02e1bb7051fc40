//! The tables of a layout: cells that span columns and rows, and tables that only place things.

use std::collections::BTreeMap;

use super::super::limits;
use super::super::{Block, Cell, Row, Table};
use super::{Frame, Layout};
use crate::error::Result;

/// How many tables may stand within one another.
const MAX_TABLES: usize = 20;
#[derive(Debug, Default)]
pub(super) struct OpenTable {
    table: Table,
    /// The cells that reach down into further rows, by the column in which they begin: how many columns they
    /// span, and the row that they no longer reach.
    reaching: BTreeMap<usize, (u16, usize)>,
    /// The column in which the next cell begins.
    column: usize,
}

impl Layout {
    /// Begins a table.
    pub(in super::super) fn start_table(&mut self) -> Result<()> {
        self.end_paragraph()?;
        limits::check(self.tables.len() + 1, MAX_TABLES, "tables within one another")?;
        self.tables.push(OpenTable::default());
        Ok(())
    }

    /// Begins a row.
    pub(in super::super) fn start_row(&mut self) -> Result<()> {
        self.end_paragraph()?;
        self.part_paragraphs()?;
        if let Some(open) = self.tables.last_mut() {
            open.table.rows.push(Row::default());
            open.column = 0;
        }
        Ok(())
    }

    /// Makes the open row the head of the table.
    pub(in super::super) fn mark_head(&mut self) {
        if let Some(row) = self.tables.last_mut().and_then(|open| open.table.rows.last_mut()) {
            row.is_head = true;
        }
    }

    /// Begins a cell over so many columns and rows.
    pub(in super::super) fn start_cell(&mut self, columns: u16, rows: u16) -> Result<()> {
        self.end_paragraph()?;
        self.fill_from_above()?;
        self.cells.count(1)?;
        let columns = columns.max(1);
        if let Some(open) = self.tables.last_mut() {
            if rows > 1 {
                let end = open.table.rows.len().saturating_sub(1) + usize::from(rows);
                open.reaching.insert(open.column, (columns, end));
            }
            open.column = open.column.saturating_add(usize::from(columns));
            if let Some(row) = open.table.rows.last_mut() {
                row.cells.push(Cell { columns, blocks: Vec::new() });
            }
        }
        self.frames.push(Frame::default());
        Ok(())
    }

    /// Ends the cell.
    pub(in super::super) fn end_cell(&mut self) -> Result<()> {
        self.end_paragraph()?;
        let Some(frame) = self.pop_frame() else { return Ok(()) };
        let row = self.tables.last_mut().and_then(|open| open.table.rows.last_mut());
        if let Some(cell) = row.and_then(|row| row.cells.last_mut()) {
            cell.blocks = frame.blocks;
        }
        Ok(())
    }

    /// Ends the row.
    pub(in super::super) fn end_row(&mut self) -> Result<()> {
        self.fill_from_above()
    }

    /// Ends the table. One that only places things is not a table to a reader.
    pub(in super::super) fn end_table(&mut self) -> Result<()> {
        self.end_paragraph()?;
        let Some(OpenTable { mut table, .. }) = self.tables.pop() else { return Ok(()) };
        table.rows.retain(|row| row.cells.iter().any(|cell| !cell.blocks.is_empty()));
        match table.rows.as_mut_slice() {
            [] => {}
            rows if only_places(rows) => {
                let cells = rows.iter_mut().flat_map(|row| row.cells.drain(..));
                let blocks: Vec<Block> = cells.flat_map(|cell| cell.blocks).collect();
                blocks.into_iter().for_each(|block| self.add_block(block));
            }
            rows => {
                let cells = rows.iter_mut().flat_map(|row| &mut row.cells);
                cells.for_each(|cell| cell.blocks = without_tables(std::mem::take(&mut cell.blocks)));
                self.add_block(Block::Table(table));
            }
        }
        Ok(())
    }

    /// Adds empty cells where cells of rows above reach down.
    fn fill_from_above(&mut self) -> Result<()> {
        let Some(open) = self.tables.last_mut() else { return Ok(()) };
        let index = open.table.rows.len().saturating_sub(1);
        let Some(row) = open.table.rows.last_mut() else { return Ok(()) };
        while let Some(&(columns, _)) = open.reaching.get(&open.column).filter(|&&(_, end)| index < end) {
            self.cells.count(1)?;
            row.cells.push(Cell { columns, blocks: Vec::new() });
            open.column = open.column.saturating_add(usize::from(columns));
        }
        Ok(())
    }

    fn pop_frame(&mut self) -> Option<Frame> {
        if self.frames.len() > 1 { self.frames.pop() } else { None }
    }
}

/// Whether a table has a single cell, or few rows that hold whole parts of the document: chapters, or tables of
/// their own.
fn only_places(rows: &[Row]) -> bool {
    let alone = matches!(rows, [row] if row.cells.len() == 1);
    let mut blocks = rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.blocks);
    let whole = rows.len() <= 2
        && blocks.any(|block| match block {
            Block::Heading { .. } => true,
            Block::Table(table) => table.rows.len() >= 2,
            Block::Paragraph(_) | Block::Item(_) | Block::Rule => false,
        });
    alone || whole
}

/// The blocks of a cell, with those of tables within it in their stead.
fn without_tables(blocks: Vec<Block>) -> Vec<Block> {
    let mut flat = Vec::with_capacity(blocks.len());
    for block in blocks {
        match block {
            // What stands within it has lost its tables before.
            Block::Table(table) => {
                let cells = table.rows.into_iter().flat_map(|row| row.cells);
                flat.extend(cells.flat_map(|cell| cell.blocks));
            }
            other => flat.push(other),
        }
    }
    flat
}
