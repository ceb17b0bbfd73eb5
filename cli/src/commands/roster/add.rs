//! `roster add`: entry files into the next version.

use super::AddArgs;
use super::entry;
use super::folder::RosterFolder;
use super::working::Working;
use crate::files::disk;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::roster::ROSTER_BYTES_MAX;
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::json;

/// Takes the entries in; before the first signature into version 1, afterwards into the next version.
pub(super) fn run(args: &AddArgs, out: &Output) -> Result<(), Failure> {
    let folder = RosterFolder::at(&args.roster);
    let working = Working::open(folder.clone())?;
    let mut roster = working.roster.clone();
    let (mut ids, mut kept) = (Vec::new(), Vec::new());
    for path in &args.entry {
        let entry = entry::parse(&disk::read_text(path, ROSTER_BYTES_MAX)?, &roster, path)?;
        ids.push(entry.registry.id.to_string());
        kept.extend(entry::merge(&mut roster, entry)?);
    }
    let done = working.put(roster, args.quorum)?;
    kept.iter().for_each(|kept| out.remark(&kept.told(out.language())));
    done.tell(&folder, &text!("roster-nothing-to-add"), out);
    let mut said = done.as_json(&folder);
    if let Some(said) = said.as_object_mut() {
        said.insert("entries".to_owned(), json!(ids));
        said.insert("kept".to_owned(), json!(kept.iter().map(Text::to_string).collect::<Vec<_>>()));
    }
    out.json("roster-add", said);
    Ok(())
}
