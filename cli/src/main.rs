//! attestat: the tool of registrar, verifier, auditor and consortium.
#![forbid(unsafe_code)]

#[allow(dead_code, unused_imports, reason = "the command `issue` begins to use it when it lands")]
mod import;

fn main() {}
