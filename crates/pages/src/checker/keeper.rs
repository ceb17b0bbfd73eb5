//! The verifier's trust in a page: where its roster comes from, and what is kept of it for the next time.

use super::served::Served;
use super::update::{Asked, prove, update};
use attestat_checking::trust::covering::Covering;
use attestat_checking::trust::evidence::{file_name, name_of_log};
use attestat_checking::trust::parts::TrustParts;
use attestat_credential::trust::Trust;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::day::Day;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::prefixes::Prefixes;
use attestat_ledger::roster::{PinnedRoster, ToldHash};
use attestat_ledger::sorting;
use attestat_words::text;
use attestat_words::text::Text;
use std::collections::BTreeSet;

/// Digits of a bundle hash that a person is shown.
const VERSION_DIGITS: usize = 16;

/// Origin of the roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// There is none.
    None,
    /// The maker of the page compared its hash and put it in.
    Built,
    /// A person compared its hash on this page.
    Compared,
    /// The host shows it; nobody has compared its hash.
    Shown,
}

/// The trust of the page.
#[derive(Default)]
pub(super) struct Keeper {
    /// The host that serves the page.
    pub(super) host: Option<String>,
    /// The bundle hash of the version of the page that this browser keeps.
    pub(super) kept_version: Option<String>,
    /// True while answers of the host are awaited.
    pub(super) is_fetching: bool,
    /// Remarks on the last update.
    pub(super) remarks: Vec<Text>,
    parts: Option<TrustParts>,
    /// The trust that was put into the page.
    built: Option<TrustParts>,
    is_built: bool,
    served: Served,
    awaited: BTreeSet<String>,
}

impl Keeper {
    /// Begins with what was put into the page, or else with what was kept.
    pub(super) fn begin(host: Option<String>, built: Option<TrustParts>, kept: Option<TrustParts>) -> Self {
        let is_usable = |parts: &TrustParts| parts.shown_by.is_none() && parts.trust().is_ok();
        let same_roster = |one: &TrustParts, other: &TrustParts| {
            let follows = |one: PinnedRoster, other: PinnedRoster| one.roster().version <= other.roster().version;
            one.pinned().ok().zip(other.pinned().ok()).is_some_and(|(one, other)| follows(one, other))
        };
        let (is_built, part_of_the_page) = (built.is_some(), built.clone());
        let kept = kept.filter(is_usable);
        let parts = match (built, kept) {
            // What was kept is as good as what was put in, and newer.
            (Some(built), Some(kept)) if kept.roster != built.roster && !same_roster(&built, &kept) => Some(built),
            (Some(_), Some(kept)) | (None, Some(kept)) => Some(kept),
            (built, None) => built,
        };
        Self { host, parts, built: part_of_the_page, is_built, ..Self::default() }
    }

    /// Origin of the roster.
    pub(super) fn source(&self) -> Source {
        match &self.parts {
            None => Source::None,
            Some(parts) if parts.shown_by.is_some() => Source::Shown,
            Some(_) if self.is_built => Source::Built,
            Some(_) => Source::Compared,
        }
    }

    /// The files of the trust.
    pub(super) const fn parts(&self) -> Option<&TrustParts> {
        self.parts.as_ref()
    }

    /// The part that is kept for the next time: trust whose roster was compared, and nothing else.
    pub(super) fn kept(&self) -> Option<&TrustParts> {
        self.parts.as_ref().filter(|parts| parts.shown_by.is_none())
    }

    /// The trust.
    pub(super) fn trust(&self) -> Option<Trust> {
        self.parts.as_ref()?.trust().ok()
    }

    /// Asks the host for everything anew. Returns the paths to ask for.
    pub(super) fn refresh(&mut self, now: u64) -> Vec<String> {
        self.served.clear();
        self.go_on(now)
    }

    /// Takes in an answer of the host. Returns the paths to ask for next.
    pub(super) fn take(&mut self, path: &str, status: u16, body: &[u8], now: u64) -> Vec<String> {
        self.served.put(path, status, body);
        self.awaited.remove(path);
        if self.awaited.is_empty() && self.is_fetching { self.go_on(now) } else { Vec::new() }
    }

    fn go_on(&mut self, now: u64) -> Vec<String> {
        let Some(host) = self.host.clone() else { return Vec::new() };
        match update(self.kept(), &self.served, &host, (now, Day::of_unix_seconds(now))) {
            Err(Asked) => self.ask(),
            Ok(Ok(updated)) => {
                self.is_fetching = false;
                self.remarks = updated.remarks;
                if self.served.failed() > 0 {
                    self.remarks.push(text!("page-not-all-fetched", n = self.served.failed(), host = host));
                }
                if updated.parts.trust().is_ok() {
                    self.parts = Some(updated.parts);
                }
                Vec::new()
            }
            Ok(Err(why)) => {
                self.is_fetching = false;
                self.remarks = if self.served.is_silent() { self.away(&host) } else { vec![why] };
                Vec::new()
            }
        }
    }

    /// Remarks where the host cannot be asked: what the page rests on instead, and which version of it this is.
    fn away(&self, host: &str) -> Vec<Text> {
        let digits = self.kept_version.as_deref().and_then(|version| version.get(..VERSION_DIGITS));
        let version = digits.map(|digits| text!("page-kept-version", version = digits));
        [text!("page-host-away", host = host)].into_iter().chain(version).collect()
    }

    fn ask(&mut self) -> Vec<String> {
        let asked = self.served.take_asked();
        self.awaited.extend(asked.iter().cloned());
        self.is_fetching = !asked.is_empty();
        asked
    }

    /// Compares a hash that a person has from elsewhere with the roster's own.
    pub(super) fn compare(&mut self, told: &str) -> Result<(), Text> {
        let told = ToldHash::parse(told.trim()).ok_or_else(|| text!("page-no-hash"))?;
        let parts = self.parts.as_mut().ok_or_else(|| text!("page-no-roster"))?;
        let is_same = parts.pinned().is_ok_and(|pinned| told.is(&pinned.roster().hash()));
        if !is_same {
            return Err(text!("page-another-hash"));
        }
        parts.shown_by = None;
        Ok(())
    }

    /// Forgets the roster that a person chose or compared: the one that was put into the page is in force again, or the host is
    /// asked for its own.
    pub(super) fn forget(&mut self, now: u64) -> Vec<String> {
        self.parts.clone_from(&self.built);
        self.is_built = self.built.is_some();
        self.refresh(now)
    }

    /// Takes a roster from a file, whose hash nobody has compared yet.
    pub(super) fn take_roster(&mut self, note: &str, file: &str) -> Result<(), Text> {
        let parts = TrustParts::of_roster(note.to_owned(), Some(file.to_owned()));
        parts.pinned()?;
        self.parts = Some(parts);
        self.is_built = false;
        Ok(())
    }

    /// Takes a file of a folder of trust, by its content. A file that does not hold changes nothing.
    pub(super) fn take_part(&mut self, name: &str, text: &str) -> Result<(), Text> {
        let Some(parts) = &self.parts else { return Err(text!("page-no-roster")) };
        let mut more = parts.clone();
        let of_log = |kept: &String, origin: &str| kept.lines().next() == Some(origin);
        let origin = text.lines().next().unwrap_or_default();
        match name.rsplit_once('.').map(|(_, ending)| ending) {
            Some("fork") => more.forks.push((last(name).to_owned(), text.to_owned())),
            Some("status") => more.status_files.push(text.to_owned()),
            Some("prefixes") => more.prefixes.push(text.to_owned()),
            _ => {
                more.heads.retain(|kept| !of_log(kept, origin));
                more.heads.push(text.to_owned());
            }
        }
        more.trust()?;
        self.parts = Some(more);
        Ok(())
    }

    /// The proofs that documents need, where the host can give them: `Err` with the paths to ask for first.
    pub(super) fn cover(&mut self, uncovered: &BTreeSet<String>) -> Result<(), Vec<String>> {
        let (Some(host), Some(trust)) = (self.host.clone(), self.trust()) else { return Ok(()) };
        let notes: Vec<CheckpointNote> =
            uncovered.iter().filter_map(|text| CheckpointNote::parse(text.as_bytes()).ok()).collect();
        let roster = trust.roster.roster();
        let origins = sorting::set(notes.iter().map(|note| note.checkpoint().origin.clone()));
        let (mut all, mut is_whole): (Vec<(Prefixes, Vec<ForkEvidence>)>, bool) = (Vec::new(), true);
        for origin in &origins {
            let wanted: Vec<&CheckpointNote> =
                notes.iter().filter(|note| note.checkpoint().origin == *origin).collect();
            let kept = trust.prefixes.iter().find(|prefixes| prefixes.origin() == origin).cloned();
            let anchors = trust.status_files.iter().map(|file| file.anchor().checkpoint());
            let heads = trust.heads.iter().chain(anchors).filter(|head| head.checkpoint().origin == *origin).cloned();
            let Some(mut covering) = Covering::begin(origin, roster, &wanted, kept, heads) else { continue };
            let (head, name) = (covering.head().clone(), name_of_log(origin));
            for smaller in covering.missing() {
                match prove(&self.served, &name, (smaller.size, smaller.root), (head.size, head.root), &host) {
                    Ok(answer) => _ = covering.take(&smaller, answer),
                    Err(Asked) => is_whole = false,
                }
            }
            let covered = covering.finish();
            all.extend(covered.prefixes.map(|prefixes| (prefixes, covered.forks)));
        }
        if !is_whole {
            return Err(self.ask());
        }
        self.is_fetching = false;
        if let Some(parts) = &mut self.parts {
            for (prefixes, forks) in all {
                let origin = prefixes.origin().clone();
                let is_of = |text: &String| Prefixes::parse(text).is_ok_and(|kept| *kept.origin() == origin);
                parts.prefixes.retain(|kept| !is_of(kept));
                parts.prefixes.push(prefixes.to_string());
                parts.forks.extend(forks.iter().map(|fork| (file_name(fork), fork.to_string())));
            }
        }
        Ok(())
    }

    /// Takes in an answer while proofs are fetched; returns true once all of them are there.
    pub(super) fn take_proof(&mut self, path: &str, status: u16, body: &[u8]) -> bool {
        self.served.put(path, status, body);
        self.awaited.remove(path);
        self.awaited.is_empty()
    }
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
