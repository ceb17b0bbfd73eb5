//! Files and inputs that are here, held against those that a receipt records.

use super::CheckArgs;
use super::basis::{Basis, Kind};
use super::finding::{Other, Same, Unchecked};
use super::form::Entry;
use super::read::{Edition, Receipt};
use crate::failure::Failure;
use crate::output::Output;
use crate::request;
use crate::trust::TrustStore;
use crate::verify::{self, Inputs, Recorded};
use attestat_credential::presentation::request::Request;
use attestat_credential::presentation::withdrawal::Withdrawal;
use attestat_credential::trust::Trust;
use attestat_credential::verdict::presentation::Expected;
use attestat_ledger::day::Day;
use attestat_ledger::encoding::parse_hex;
use attestat_ledger::hash::sha256;
use attestat_ledger::roster::{PinnedRoster, RosterHash};
use std::collections::{BTreeSet, HashMap, VecDeque};

/// The code of a file that was another when it was judged than when the heads of all files were read.
const CHANGED: &str = "file-changed";

/// The outcome of the comparison.
#[derive(Debug, Default)]
pub(super) struct Compared {
    /// The files that were named, with what the receipt says of each.
    pub(super) files: Vec<(String, Option<Entry>)>,
    /// Inputs that are as recorded.
    pub(super) same: Vec<Same>,
    /// Inputs that are not as recorded.
    pub(super) other: Vec<Other>,
    /// Inputs that were not looked at.
    pub(super) unchecked: Vec<Unchecked>,
}

/// Compares everything that is given, and gives the verdicts again where nothing is missing.
pub(super) fn compare(receipt: &Receipt, args: &CheckArgs, out: &Output) -> Result<Compared, Failure> {
    let mut compared = Compared::default();
    let inputs = if args.path.is_empty() { None } else { Some(Inputs::collect(&args.path)?) };
    let order = compared.files(receipt, inputs.as_ref());
    let request = args.request.as_deref().map(request::read).transpose()?;
    let is_request_same = compared.request(receipt, request.as_ref().map(|(_, bytes)| bytes.as_slice()));
    if receipt.edition == Edition::First {
        compared.unchecked.push(Unchecked::FirstEdition);
        return Ok(compared);
    }
    let (withdrawals, hashes) = verify::read_withdrawals(&args.withdrawal)?;
    let are_withdrawals_same = compared.withdrawals(receipt, &hashes);
    let trust = compared.trust(receipt, args)?;
    let replayed = receipt.bases.iter().filter(|basis| matches!(basis.kind, Kind::Replayed | Kind::Unreplayed)).count();
    if replayed > 0 {
        compared.unchecked.push(Unchecked::Replayed(replayed));
    }
    let request = request.map(|(request, _)| request);
    match (inputs, order, trust) {
        (Some(inputs), Some(order), Some(trust)) if is_request_same && are_withdrawals_same => {
            let again = Again { receipt, trust, inputs, order, request, withdrawals };
            compared.verdicts(&again, out)?;
        }
        _ => compared.unchecked.push(Unchecked::Verdicts),
    }
    Ok(compared)
}

/// Everything that verdicts rested on, as it is recorded.
struct Again<'a> {
    receipt: &'a Receipt,
    trust: Trust,
    inputs: Inputs,
    order: Vec<usize>,
    request: Option<Request>,
    withdrawals: Vec<Withdrawal>,
}

impl Compared {
    /// Looks every file up by its hash, and every listed one among the files. Returns the number of each listed file
    /// among those named, where all are here and no other is.
    fn files(&mut self, receipt: &Receipt, inputs: Option<&Inputs>) -> Option<Vec<usize>> {
        let Some(inputs) = inputs else {
            self.unchecked.push(Unchecked::Files);
            return None;
        };
        let mut places: HashMap<Option<[u8; 32]>, VecDeque<usize>> = HashMap::new();
        for (place, entry) in receipt.files.iter().enumerate() {
            places.entry(entry.hash).or_default().push_back(place);
        }
        let (mut order, mut added) = (vec![None; receipt.files.len()], Vec::new());
        for at in 0..inputs.len() {
            let place = places.get_mut(&inputs.hash(at)).and_then(VecDeque::pop_front);
            let entry = place.and_then(|place| receipt.files.get(place)).cloned();
            match place.and_then(|place| order.get_mut(place)) {
                Some(number) => *number = Some(at),
                None => added.push(Other::FileAdded(inputs.name(at).to_owned())),
            }
            self.files.push((inputs.name(at).to_owned(), entry));
        }
        let missing: Vec<&Entry> =
            receipt.files.iter().zip(&order).filter(|(_, at)| at.is_none()).map(|(entry, _)| entry).collect();
        self.left_alone(receipt, inputs);
        let is_same = missing.is_empty() && added.is_empty();
        self.other.extend(added);
        if inputs.are_searched() {
            self.other.extend(missing.into_iter().cloned().map(Other::FileMissing));
        } else if !missing.is_empty() {
            self.unchecked.push(Unchecked::OtherFiles(missing.len()));
        }
        let unreadable = receipt.files.iter().filter(|entry| entry.hash.is_none()).count();
        if unreadable > 0 {
            self.unchecked.push(Unchecked::Unreadable(unreadable));
        }
        if is_same {
            self.same.push(Same::Files(receipt.files.len() - unreadable));
        }
        let is_read = |entry: &Entry| entry.hash.is_some() && entry.codes != CHANGED;
        (is_same && receipt.files.iter().all(is_read)).then(|| order.into_iter().flatten().collect())
    }

    /// Compares the files that were left alone; the earlier format does not say how many there were.
    fn left_alone(&mut self, receipt: &Receipt, inputs: &Inputs) {
        let now = inputs.left_alone().count;
        match receipt.value("left-alone") {
            Some(then) if inputs.are_searched() && then != now.to_string() => {
                self.unchecked.push(Unchecked::LeftAlone(then.to_owned(), now));
            }
            Some(_) | None => {}
        }
    }

    fn request(&mut self, receipt: &Receipt, given: Option<&[u8]>) -> bool {
        let recorded = receipt.value("request").map(parse_hex::<32>);
        let is_same = recorded == given.map(|bytes| Some(sha256(bytes)));
        match (recorded, given) {
            (None, None) => {}
            (Some(_), Some(_)) if is_same => self.same.push(Same::Request),
            (Some(_), None) => self.unchecked.push(Unchecked::Request),
            _ => self.other.push(Other::Request),
        }
        is_same
    }

    fn withdrawals(&mut self, receipt: &Receipt, given: &[[u8; 32]]) -> bool {
        let recorded = bases(receipt, |kind| kind == Kind::Withdrawal);
        let given: BTreeSet<Basis> = given.iter().map(Basis::withdrawal).collect();
        if recorded == given {
            self.same.push(Same::Withdrawals(recorded.len()));
        } else if given.is_empty() {
            self.unchecked.push(Unchecked::Withdrawals(recorded.len()));
        } else {
            self.differences(&recorded, &given);
        }
        recorded == given
    }

    /// Compares a folder of trust with what is recorded of it. Returns what it holds of that, where it is the same.
    fn trust(&mut self, receipt: &Receipt, args: &CheckArgs) -> Result<Option<Trust>, Failure> {
        let Some(folder) = args.trust.as_deref() else {
            self.unchecked.push(Unchecked::Trust);
            return Ok(None);
        };
        if !folder.is_dir() {
            let what = format!("There is no folder {}", folder.display());
            let todo = "Name the copy of the folder of trust that you kept with the receipt.";
            return Err(Failure::usage("no-such-folder", what, todo));
        }
        let store = TrustStore::at(Some(folder))?;
        let hash = receipt.value("roster").and_then(|value| value.split_once(' ')).map_or("", |(_, hash)| hash);
        let roster = RosterHash::parse(hash).map(|hash| store.roster_with(&hash)).transpose()?.flatten();
        let Some(roster) = roster else {
            self.other.push(Other::Roster(hash.to_owned()));
            return Ok(None);
        };
        if !self.roster(receipt, &roster, &store)? {
            return Ok(None);
        }
        let mut trust = verify::held_by(roster, &store, receipt.max_age_seconds)?;
        // What the run found was kept after it had been recorded.
        let found = bases(receipt, |kind| kind == Kind::Found);
        trust.forks.retain(|fork| !found.contains(&Basis::found(fork)));
        let recorded = bases(receipt, Kind::is_held);
        let here: BTreeSet<Basis> = Basis::held(&trust).into_iter().collect();
        if recorded == here {
            self.same.push(Same::Trust(recorded.len()));
            return Ok(Some(trust));
        }
        self.differences(&recorded, &here);
        Ok(None)
    }

    /// Compares the recorded roster with the one that was in force in the folder at the moment of the verdicts.
    fn roster(&mut self, receipt: &Receipt, recorded: &PinnedRoster, store: &TrustStore) -> Result<bool, Failure> {
        let (recorded, then) = (recorded.roster(), store.roster_on(Day::of_unix_seconds(receipt.time))?);
        match then.as_ref().map(PinnedRoster::roster) {
            Some(then) if then.hash() == recorded.hash() => return Ok(true),
            Some(then) => self.other.push(Other::NotInForce { recorded: recorded.version, in_force: then.version }),
            None => self.unchecked.push(Unchecked::Roster(recorded.version)),
        }
        Ok(false)
    }

    /// Names what is another, missing or new; the newer one of something that changed is not new.
    fn differences(&mut self, recorded: &BTreeSet<Basis>, here: &BTreeSet<Basis>) {
        let added: Vec<&Basis> = here.difference(recorded).collect();
        let mut replaced = BTreeSet::new();
        for gone in recorded.difference(here) {
            match added.iter().find(|new| gone.is_another_of(new) && !replaced.contains(*new)) {
                Some(new) => {
                    replaced.insert(*new);
                    self.other.push(Other::Changed(gone.clone()));
                }
                None => self.other.push(Other::Missing(gone.clone())),
            }
        }
        self.other.extend(added.into_iter().filter(|new| !replaced.contains(new)).cloned().map(Other::Added));
    }

    fn verdicts(&mut self, again: &Again<'_>, out: &Output) -> Result<(), Failure> {
        let receipt = again.receipt;
        let expected = Expected {
            audience: receipt.value("as"),
            request: again.request.as_ref(),
            withdrawals: &again.withdrawals,
        };
        let recorded =
            Recorded { trust: &again.trust, inputs: &again.inputs, order: &again.order, expected, now: receipt.time };
        let given = verify::again(&recorded, out)?;
        let (found, made) = (bases(receipt, |kind| kind == Kind::Found), given.found.into_iter().collect());
        if found != made {
            // Evidence that is recorded as found and is not made again may have been held: no verdict is given without it.
            self.differences(&found, &made);
            self.unchecked.push(Unchecked::Verdicts);
            return Ok(());
        }
        let before = self.other.len();
        for ((recorded, given), number) in receipt.files.iter().zip(given.entries).zip(&again.order) {
            if *recorded != given {
                let name = again.inputs.name(*number).to_owned();
                self.other.push(Other::Verdict { name, recorded: recorded.clone(), given });
            }
        }
        if self.other.len() == before {
            self.same.push(Same::Verdicts(receipt.files.len()));
        }
        Ok(())
    }
}

/// Lines of some kinds in a receipt, each once: the same withdrawal given twice is one.
fn bases(receipt: &Receipt, is_wanted: impl Fn(Kind) -> bool) -> BTreeSet<Basis> {
    receipt.bases.iter().filter(|basis| is_wanted(basis.kind)).cloned().collect()
}
