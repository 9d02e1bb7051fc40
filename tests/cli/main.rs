//! The program as an operator meets it: started as a process, stopped by signals, judged by what it prints and
//! by how it ends.

mod commands;
mod demonstration;
mod exporting;
mod importing;
mod process;
mod stopping;
