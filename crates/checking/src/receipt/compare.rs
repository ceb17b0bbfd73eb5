//! Files and inputs that are here, held against those that a receipt records.

use super::basis::{Basis, BasisKind};
use super::finding::{AsRecorded, NotAsRecorded, NotCompared};
use super::form::ReceiptEntry;
use super::read::{Edition, Receipt};
use crate::inputs::Inputs;
use crate::rejudge::{Recorded, judge_again};
use crate::runner::Runner;
use attestat_credential::presentation::request::Request;
use attestat_credential::presentation::withdrawal::Withdrawal;
use attestat_credential::trust::{RosterSource, Trust};
use attestat_credential::verdict::presentation::Expected;
use attestat_ledger::day::Day;
use attestat_ledger::encoding::parse_hex;
use attestat_ledger::hash::sha256;
use attestat_ledger::roster::{PinnedRoster, RosterHash};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The code of a file that was another when it was judged than when the heads of all files were read.
const CHANGED: &str = "file-changed";

/// The outcome of the comparison.
#[derive(Debug, Default)]
pub struct Comparison {
    /// The files that were named, with what the receipt says of each.
    pub files: Vec<(String, Option<ReceiptEntry>)>,
    /// Inputs that are as recorded.
    pub same: Vec<AsRecorded>,
    /// Inputs that are not as recorded.
    pub other: Vec<NotAsRecorded>,
    /// Inputs that were not looked at.
    pub unchecked: Vec<NotCompared>,
}

/// A folder of trust as it was then, as its holder reads it.
pub trait TrustOfThen {
    /// A failure to read it.
    type Error;

    /// The roster with this hash, where it is, was or will be in force there.
    ///
    /// # Errors
    ///
    /// An error of the folder that cannot be read.
    fn roster_with(&self, hash: &RosterHash) -> Result<Option<PinnedRoster>, Self::Error>;

    /// The roster that was in force on a day; none where the folder does not say.
    ///
    /// # Errors
    ///
    /// An error of the folder that cannot be read.
    fn roster_on(&self, day: Day) -> Result<Option<PinnedRoster>, Self::Error>;

    /// Everything that it holds of the logs of a roster.
    ///
    /// # Errors
    ///
    /// An error of the folder that cannot be read.
    fn trust_by(&self, roster: PinnedRoster, max_age_seconds: u64) -> Result<Trust, Self::Error>;
}

/// Everything that is given to be held against a receipt.
pub struct Supplied<'a, F> {
    /// The files, where any were named.
    pub inputs: Option<&'a Inputs>,
    /// The request, with the bytes of its file.
    pub request: Option<&'a (Request, Vec<u8>)>,
    /// The withdrawals.
    pub withdrawals: &'a [Withdrawal],
    /// SHA-256 of the file of each withdrawal.
    pub withdrawal_hashes: &'a [[u8; 32]],
    /// The folder of trust of then.
    pub folder: Option<&'a F>,
}

/// Compares everything that is given, and gives the verdicts again where nothing is missing.
///
/// # Errors
///
/// An error of the folder of trust that cannot be read.
pub fn compare<F: TrustOfThen>(
    receipt: &Receipt,
    given: &Supplied<'_, F>,
    runner: &impl Runner,
) -> Result<Comparison, F::Error> {
    let mut compared = Comparison::default();
    let order = compared.files(receipt, given.inputs);
    let is_request_same = compared.request(receipt, given.request.map(|(_, bytes)| bytes.as_slice()));
    if receipt.edition == Edition::First {
        compared.unchecked.push(NotCompared::FirstEdition);
        return Ok(compared);
    }
    let are_withdrawals_same = compared.withdrawals(receipt, given.withdrawal_hashes);
    let trust = compared.trust(receipt, given.folder)?;
    let replayed =
        receipt.bases.iter().filter(|basis| matches!(basis.kind, BasisKind::Replayed | BasisKind::Unreplayed)).count();
    if replayed > 0 {
        compared.unchecked.push(NotCompared::Replayed(replayed));
    }
    match (given.inputs, order, trust) {
        (Some(inputs), Some(order), Some(trust)) if is_request_same && are_withdrawals_same => {
            let expected = Expected {
                audience: receipt.value("as"),
                request: given.request.map(|(request, _)| request),
                withdrawals: given.withdrawals,
            };
            let recorded = Recorded { trust: &trust, inputs, order: &order, expected, now: receipt.time };
            compared.verdicts(receipt, &recorded, runner);
        }
        _ => compared.unchecked.push(NotCompared::Verdicts),
    }
    Ok(compared)
}

impl Comparison {
    /// Looks every file up by its hash, and every listed one among the files. Returns the number of each listed file
    /// among those named, where all are here and no other is.
    fn files(&mut self, receipt: &Receipt, inputs: Option<&Inputs>) -> Option<Vec<usize>> {
        let Some(inputs) = inputs else {
            self.unchecked.push(NotCompared::Files);
            return None;
        };
        let mut places: BTreeMap<Option<[u8; 32]>, VecDeque<usize>> = BTreeMap::new();
        for (place, entry) in receipt.files.iter().enumerate() {
            places.entry(entry.hash).or_default().push_back(place);
        }
        let (mut order, mut added) = (vec![None; receipt.files.len()], Vec::new());
        for at in 0..inputs.len() {
            let place = places.get_mut(&inputs.hash(at)).and_then(VecDeque::pop_front);
            let entry = place.and_then(|place| receipt.files.get(place)).cloned();
            match place.and_then(|place| order.get_mut(place)) {
                Some(number) => *number = Some(at),
                None => added.push(NotAsRecorded::FileAdded(inputs.name(at).to_owned())),
            }
            self.files.push((inputs.name(at).to_owned(), entry));
        }
        let missing: Vec<&ReceiptEntry> =
            receipt.files.iter().zip(&order).filter(|(_, at)| at.is_none()).map(|(entry, _)| entry).collect();
        self.left_alone(receipt, inputs);
        let is_same = missing.is_empty() && added.is_empty();
        self.other.extend(added);
        if inputs.are_searched() {
            self.other.extend(missing.into_iter().cloned().map(NotAsRecorded::FileMissing));
        } else if !missing.is_empty() {
            self.unchecked.push(NotCompared::OtherFiles(missing.len()));
        }
        let unreadable = receipt.files.iter().filter(|entry| entry.hash.is_none()).count();
        if unreadable > 0 {
            self.unchecked.push(NotCompared::Unreadable(unreadable));
        }
        if is_same {
            self.same.push(AsRecorded::Files(receipt.files.len() - unreadable));
        }
        let is_read = |entry: &ReceiptEntry| entry.hash.is_some() && entry.codes != CHANGED;
        (is_same && receipt.files.iter().all(is_read)).then(|| order.into_iter().flatten().collect())
    }

    /// Compares the files that were left alone; the earlier format does not say how many there were.
    fn left_alone(&mut self, receipt: &Receipt, inputs: &Inputs) {
        let now = inputs.left_alone().count;
        match receipt.value("left-alone") {
            Some(then) if inputs.are_searched() && then != now.to_string() => {
                self.unchecked.push(NotCompared::LeftAlone(then.to_owned(), now));
            }
            Some(_) | None => {}
        }
    }

    fn request(&mut self, receipt: &Receipt, given: Option<&[u8]>) -> bool {
        let recorded = receipt.value("request").map(parse_hex::<32>);
        let is_same = recorded == given.map(|bytes| Some(sha256(bytes)));
        match (recorded, given) {
            (None, None) => {}
            (Some(_), Some(_)) if is_same => self.same.push(AsRecorded::Request),
            (Some(_), None) => self.unchecked.push(NotCompared::Request),
            _ => self.other.push(NotAsRecorded::Request),
        }
        is_same
    }

    fn withdrawals(&mut self, receipt: &Receipt, given: &[[u8; 32]]) -> bool {
        let recorded = bases(receipt, |kind| kind == BasisKind::Withdrawal);
        let given: BTreeSet<Basis> = given.iter().map(Basis::withdrawal).collect();
        if recorded == given {
            self.same.push(AsRecorded::Withdrawals(recorded.len()));
        } else if given.is_empty() {
            self.unchecked.push(NotCompared::Withdrawals(recorded.len()));
        } else {
            self.differences(&recorded, &given);
        }
        recorded == given
    }

    /// Compares a folder of trust with what is recorded of it. Returns what it holds of that, where it is the same.
    fn trust<F: TrustOfThen>(&mut self, receipt: &Receipt, folder: Option<&F>) -> Result<Option<Trust>, F::Error> {
        if let RosterSource::Shown { by } = receipt.roster_from() {
            self.unchecked.push(NotCompared::Pin(by));
        }
        let Some(folder) = folder else {
            self.unchecked.push(NotCompared::Trust);
            return Ok(None);
        };
        let hash = receipt.value("roster").and_then(|value| value.split_once(' ')).map_or("", |(_, hash)| hash);
        let roster = RosterHash::parse(hash).map(|hash| folder.roster_with(&hash)).transpose()?.flatten();
        let Some(roster) = roster else {
            self.other.push(NotAsRecorded::Roster(hash.to_owned()));
            return Ok(None);
        };
        if !self.roster(receipt, &roster, folder)? {
            return Ok(None);
        }
        let mut trust = folder.trust_by(roster, receipt.max_age_seconds)?;
        trust.roster_from = receipt.roster_from();
        // What the run found was kept after it had been recorded.
        let found = bases(receipt, |kind| kind == BasisKind::Found);
        trust.forks.retain(|fork| !found.contains(&Basis::found(fork)));
        let recorded = bases(receipt, BasisKind::is_held);
        let here: BTreeSet<Basis> = Basis::held(&trust).into_iter().collect();
        if recorded == here {
            self.same.push(AsRecorded::Trust(recorded.len()));
            return Ok(Some(trust));
        }
        self.differences(&recorded, &here);
        Ok(None)
    }

    /// Compares the recorded roster with the one that was in force in the folder at the moment of the verdicts.
    fn roster<F: TrustOfThen>(
        &mut self,
        receipt: &Receipt,
        recorded: &PinnedRoster,
        folder: &F,
    ) -> Result<bool, F::Error> {
        let (recorded, then) = (recorded.roster(), folder.roster_on(Day::of_unix_seconds(receipt.time))?);
        match then.as_ref().map(PinnedRoster::roster) {
            Some(then) if then.hash() == recorded.hash() => return Ok(true),
            Some(then) => {
                self.other.push(NotAsRecorded::NotInForce { recorded: recorded.version, in_force: then.version })
            }
            None => self.unchecked.push(NotCompared::Roster(recorded.version)),
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
                    self.other.push(NotAsRecorded::Changed(gone.clone()));
                }
                None => self.other.push(NotAsRecorded::Missing(gone.clone())),
            }
        }
        self.other.extend(added.into_iter().filter(|new| !replaced.contains(new)).cloned().map(NotAsRecorded::Added));
    }

    fn verdicts(&mut self, receipt: &Receipt, of_then: &Recorded<'_>, runner: &impl Runner) {
        let given = judge_again(of_then, runner);
        let (found, made) = (bases(receipt, |kind| kind == BasisKind::Found), given.found.into_iter().collect());
        if found != made {
            // Evidence that is recorded as found and is not made again may have been held: no verdict is given without it.
            self.differences(&found, &made);
            self.unchecked.push(NotCompared::Verdicts);
            return;
        }
        let before = self.other.len();
        for ((recorded, given), number) in receipt.files.iter().zip(given.entries).zip(of_then.order) {
            if *recorded != given {
                let name = of_then.inputs.name(*number).to_owned();
                self.other.push(NotAsRecorded::Verdict { name, recorded: recorded.clone(), given });
            }
        }
        if self.other.len() == before {
            self.same.push(AsRecorded::Verdicts(receipt.files.len()));
        }
    }
}

/// Lines of some kinds in a receipt, each once: the same withdrawal given twice is one.
fn bases(receipt: &Receipt, is_wanted: impl Fn(BasisKind) -> bool) -> BTreeSet<Basis> {
    receipt.bases.iter().filter(|basis| is_wanted(basis.kind)).cloned().collect()
}
