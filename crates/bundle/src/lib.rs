//! The files of the pages for browsers: as a node serves them, and as one file (docs/spec/web.md).
//!
//! ```text
//! modules (wasm) ─┐
//! shell (js, css) ┼─▶ files with hashed names · a policy        a node
//! page.html ──────┘   one HTML file with everything inside      attestat page checker
//! ```
//!
//! A version of this program always serves the same: whoever has the program has the hash ([`Bundle::hash`]).
#![forbid(unsafe_code)]

mod modules;
mod one_file;
mod page;
mod registrar;
mod served;

pub use one_file::checker_file;
pub use registrar::{RegistrarFiles, registrar};
pub use served::{Bundle, BundleFile, checker};
