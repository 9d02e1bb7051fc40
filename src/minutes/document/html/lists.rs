//! The lists that are open while HTML is read.

use super::super::Mark;

/// The open lists, from the outermost.
#[derive(Debug, Default)]
pub(super) struct Lists {
    open: Vec<List>,
}

#[derive(Debug)]
struct List {
    /// The next number, in a list that counts.
    next: Option<u32>,
    /// Whether its entries are boxes.
    boxes: bool,
    /// Whether an entry is open.
    entry: bool,
    /// Whether no tag began it, but an entry that stood alone.
    implied: bool,
}

impl Lists {
    /// How many lists are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Begins a list, counting from a number or not.
    pub(super) fn start(&mut self, next: Option<u32>, boxes: bool) {
        self.open.pop_if(|list| list.implied && !list.entry);
        self.open.push(List { next, boxes, entry: false, implied: false });
    }

    /// Ends a list. Says whether an entry was open in it.
    pub(super) fn end(&mut self) -> bool {
        self.open.pop().is_some_and(|list| list.entry)
    }

    /// Begins an entry, at the number that is given: how deep it stands, and its mark.
    pub(super) fn start_entry(&mut self, number: Option<u32>) -> (usize, Mark) {
        if self.open.is_empty() {
            self.open.push(List { next: None, boxes: false, entry: false, implied: true });
        }
        let depth = self.open.len().saturating_sub(1);
        let Some(list) = self.open.last_mut() else { return (0, Mark::Bullet) };
        list.entry = true;
        let mark = match list.next {
            Some(next) => {
                let number = number.unwrap_or(next);
                list.next = Some(number.saturating_add(1));
                Mark::Number(number.to_string())
            }
            None if list.boxes => Mark::Box { ticked: false },
            None => Mark::Bullet,
        };
        (depth, mark)
    }

    /// Ends the open entry of the innermost list. Says whether there was one.
    pub(super) fn end_entry(&mut self) -> bool {
        self.open.last_mut().is_some_and(|list| std::mem::take(&mut list.entry))
    }
}
