//! Attestat credentials: SD-JWT VC, the document types, the document file, the presentation, and the verdict.
//!
//! This crate does no I/O, knows no clock and throws no dice: bytes, the time and randomness come from
//! the caller. It builds for `wasm32-unknown-unknown` with no imports.
#![forbid(unsafe_code)]

pub mod commitment;
pub mod credential_type;
pub mod destruction;
pub mod document;
pub mod draft;
mod faults;
pub mod field_names;
pub mod holder;
pub mod issue;
pub mod json;
pub mod jws;
pub mod kind;
pub mod presentation;
pub mod replacement;
pub mod sd_jwt;
pub mod status_list;
pub mod trust;
mod type_metadata;
pub mod verdict;
