//! `attestat-node tls DIR`.

use super::exit::{Exit, Failure};
use super::output::Output;
use attestat_words::text;
use std::path::Path;

pub(crate) fn tell(dir: &Path, out: Output) -> Result<Exit, Failure> {
    let address = attestat_node::operator::address::tell(dir)?;
    let (address, entry) = (address.to_string(), dir.join("entry.toml"));
    out.text(&text!("node-tls-address", address = address, entry = entry))?;
    Ok(Exit::Done)
}
