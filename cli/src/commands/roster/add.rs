//! `roster add`: entry files into the next version.

use super::AddArgs;
use super::change::finish;
use super::folder::RosterFolder;
use crate::files::disk;
use crate::machine::clock;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::roster::ROSTER_BYTES_MAX;
use attestat_rosters::entry::{self, Entry};
use attestat_rosters::working::Working;
use attestat_wire::connect::Address;
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::json;

/// Takes the entries in; before the first signature into version 1, afterwards into the next version.
pub(super) fn run(args: &AddArgs, out: &Output) -> Result<(), Failure> {
    let folder = RosterFolder::at(&args.roster);
    let working = Working::open(folder.clone(), clock::today())?;
    let mut roster = working.roster.clone();
    let (mut ids, mut kept) = (Vec::new(), Vec::new());
    for path in &args.entry {
        let name = path.display().to_string();
        let entry = entry::parse(&disk::read_text(path, ROSTER_BYTES_MAX)?, &roster, &name)?;
        check_addresses(&entry, &name)?;
        ids.push(entry.registry.id.to_string());
        kept.extend(entry::merge(&mut roster, entry)?);
    }
    let done = working.put(roster, args.quorum)?;
    kept.iter().for_each(|kept| out.remark(kept));
    let mut said = finish(&done, &folder, &text!("roster-nothing-to-add"), out);
    if let Some(said) = said.as_object_mut() {
        said.insert("entries".to_owned(), json!(ids));
        said.insert("kept".to_owned(), json!(kept.iter().map(Text::to_string).collect::<Vec<_>>()));
    }
    out.json("roster-add", said);
    Ok(())
}

/// Checks that each address of an entry names the key that must answer there; an empty address is allowed too.
fn check_addresses(entry: &Entry, name: &str) -> Result<(), Failure> {
    for url in entry.addresses().filter(|url| !url.is_empty()) {
        let fault = match url.parse::<Address>() {
            Ok(address) if address.pin().is_some() => continue,
            Ok(address) => text!("roster-entry-no-pin", address = address.to_string()),
            Err(error) => error.to_string().into(),
        };
        return Err(entry::bad_address(name, fault).into());
    }
    Ok(())
}
