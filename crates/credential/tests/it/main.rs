//! Tests of the crate from outside, in one binary.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests fail loudly")]

mod document_file;
mod drafts;
mod frozen_kinds;
mod issuing;
mod own_types;
mod presentation;
mod replacing;
mod rfc9901_rules;
mod rfc9901_vectors;
mod spec_page;
mod status_list;
mod support;
mod verdict;
