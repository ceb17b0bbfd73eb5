//! `roster show`: a roster for people.

use super::ShowArgs;
use super::folder::RosterFolder;
use crate::render::failure::Failure;
use crate::render::output::{Output, Paint};
use attestat_rosters::draft::{RosterDraft, bad_roster};
use attestat_rosters::files::RosterFiles as _;
use attestat_rosters::proposal::Proposal;
use attestat_rosters::show::{as_json, head, signers_of, words};
use attestat_words::text;

/// Shows what `sign` would sign in a folder, with the signatures so far; or the file that is named.
pub(super) fn run(args: &ShowArgs, out: &Output) -> Result<(), Failure> {
    let given = args.folder.as_deref().unwrap_or(&args.roster);
    let folder = RosterFolder::at(given);
    let (path, roster, note, in_force) = if given.is_file() || !folder.draft_path().exists() {
        let path = if given.is_file() { given.to_owned() } else { folder.signed_path() };
        let RosterDraft { note, roster, .. } = RosterFolder::read_file(&path)?;
        (path, roster, note, None)
    } else {
        let Proposal { roster, note, before, .. } = Proposal::read(&folder)?;
        let signed = folder.signed()?.filter(|signed| signed.roster().text() == roster.text()).is_some();
        let in_force = before.filter(|_| !signed).map(|before| before.roster().version);
        (if signed { folder.signed_path() } else { folder.draft_path().to_owned() }, roster, Some(note), in_force)
    };
    let path = path.display().to_string();
    let signed_by = match note {
        Some(note) => signers_of(&note, &roster).map_err(|error| bad_roster(&path, error))?,
        None => Vec::new(),
    };
    let head = out.paint(Paint::Bold, &head(&roster).told(out.language()));
    out.words(&words(&head, &path, &roster, &signed_by, out.language()));
    if let Some(version) = in_force {
        out.remark(&text!("roster-show-in-force", version = version, path = folder.signed_path()));
    }
    out.json("roster-show", as_json(&roster, &signed_by));
    Ok(())
}
