//! `attestat-node tls DIR`.

use super::exit::{Exit, Failure};
use super::output;
use std::path::Path;

pub(crate) fn tell(dir: &Path) -> Result<Exit, Failure> {
    let address = attestat_node::operator::address::tell(dir)?;
    output::line(&format!(
        "Others reach this node, and know it by its key, at\n  {address}\nIt stands in {entry} too. If the roster says another one, hand that file in again: attestat roster add {entry}",
        entry = dir.join("entry.toml").display(),
    ))?;
    Ok(Exit::Done)
}
