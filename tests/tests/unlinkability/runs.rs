//! Many small runs: corrections, second corrections, re-bindings and revocations, one after the other as in a school
//! year with nothing else in it, and an attacker's view of the log afterwards.

use super::town::{Missing, Town, correction, draft, issue_drafts, much_later, secret};
use attestat_ledger::key::SecretKey;
use attestat_ledger::record::{Class, Content};
use attestat_ledger::status::Reason;
use attestat_node::machine::clock;
use attestat_node::office::issue::DraftOutcome;
use attestat_node::office::rebind;
use attestat_node::office::reissue::{self, ReissueOutcome};
use attestat_node::office::supersede;
use attestat_node::office::supersede::Urgency;
use attestat_node::service::registrar::RegistrarService;
use attestat_vault::Holder;
use attestat_wire::v1;
use attestat_wire::v1::registrar_server::Registrar as _;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use tonic::Request;
use zeroize::Zeroizing;

/// Pupils of a school; each has one document of each list.
const PUPILS: usize = 90;
const LISTS: u32 = 3;
/// Pupils who enrol together.
const ENROLLED: std::ops::Range<usize> = 0..8;

/// A batch that changes statuses: its targets in their order.
pub(crate) struct Run {
    pub(crate) targets: Vec<Target>,
}

/// A target as anyone sees it, and whether it is a document, which only the school knows.
pub(crate) struct Target {
    pub(crate) index: u64,
    /// The batch of its award.
    pub(crate) batch: usize,
    /// True if that batch is one of the public calendar's class lists.
    pub(crate) of_a_list: bool,
    pub(crate) is_real: bool,
}

/// A batch of awards that took the place of others.
pub(crate) struct Padded {
    /// The awards in their order: whether each is in force, and whether it is a document.
    pub(crate) awards: Vec<(bool, bool)>,
}

/// Result of a year.
pub(crate) struct Year {
    pub(crate) runs: Vec<Run>,
    pub(crate) padded: Vec<Padded>,
}

/// Lives through the runs of all registries.
pub(crate) async fn year(missing: Missing) -> Year {
    let folder = tempfile::tempdir().unwrap();
    let town = Town::open(&folder.path().join("town"), missing);
    let mut year = Year { runs: Vec::new(), padded: Vec::new() };
    for registry in 0..town.offices.len() {
        let lists = Office { town: &town, registry }.live(registry as u64 + 1).await;
        read(&town, registry, lists, &mut year);
    }
    town.close().await;
    year
}

struct Office<'a> {
    town: &'a Town,
    registry: usize,
}

impl Office<'_> {
    /// Lives through the year at one registry; returns the size of its log after the class lists.
    async fn live(&self, seed: u64) -> u64 {
        for list in 1..=LISTS {
            let rows = (0..PUPILS).map(|pupil| draft(pupil, list, 1)).collect();
            let issued = issue_drafts(self.office(), rows).await;
            assert!(issued.iter().all(|answer| matches!(answer.outcome, DraftOutcome::Issued(_))));
        }
        let lists = self.town.size(self.registry);
        // Each pupil's document of one list is corrected at most once, and nobody's who enrols.
        let mut dice = 0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed);
        let mut free: Vec<usize> = (ENROLLED.end..PUPILS).collect();
        let mut next = || {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            let pupil = free.swap_remove(usize::try_from(dice % free.len() as u64).unwrap());
            (pupil, 1 + u32::try_from((dice >> 32) % u64::from(LISTS)).unwrap())
        };
        let [first, second, third, fourth, fifth, sixth, seventh] = std::array::from_fn(|_| next());
        self.correct(first, 2).await;
        self.supersede().await;
        let revoked = self.correct(second, 2).await;
        self.supersede().await;
        self.correct(first, 3).await;
        self.supersede().await;
        self.correct(third, 2).await;
        self.correct(fourth, 2).await;
        self.supersede().await;
        self.enrol().await;
        self.supersede().await;
        self.revoke(revoked).await;
        self.correct(fifth, 2).await;
        self.supersede().await;
        self.correct(sixth, 2).await;
        self.supersede().await;
        self.correct(seventh, 2).await;
        self.supersede().await;
        lists
    }

    fn office(&self) -> &std::sync::Arc<attestat_node::office::registry_office::RegistryOffice> {
        &self.town.offices[self.registry]
    }

    /// Corrects the pupil's newest document of a list; returns the new one's slot.
    async fn correct(&self, (pupil, list): (usize, u32), place: u32) -> u32 {
        let office = self.office();
        let held = office.vault.documents_of(&office.id, self.town.pupil(self.registry, pupil)).unwrap();
        let of_list = held.into_iter().filter(|slot| self.town.is_of_kind(self.registry, *slot, list));
        let slot = of_list.max_by_key(|slot| office.vault.placed(&office.id, *slot).unwrap()).unwrap();
        let order = correction(slot, draft(pupil, list, place), Reason::Superseded);
        let answer = reissue::reissue(office, order).await.unwrap();
        let ReissueOutcome::Issued(document) = answer.outcome else { panic!("not issued now") };
        document.slot
    }

    async fn supersede(&self) {
        let ran = supersede::run(self.office(), much_later(clock::now()), Urgency::WhenDue).await.unwrap();
        assert!(ran.changed > 0 && ran.waiting == 0, "{ran:?}");
    }

    /// Families enrol, and all their documents are issued again.
    async fn enrol(&self) {
        let (office, now) = (self.office(), clock::now());
        for pupil in ENROLLED {
            let key = SecretKey::from_seed(&Zeroizing::new(secret(self.registry, pupil, "key")));
            let link = Zeroizing::new(secret(self.registry, pupil, "link"));
            let holder = Holder { key: *key.public().as_bytes(), link, enrolled_at: now };
            let id = self.town.pupil(self.registry, pupil);
            office.vault.enrol(&office.id, id, &holder, None).unwrap();
            office.vault.queue_rebinding(&office.id, id, now).unwrap();
        }
        let ran = rebind::run(office, now, Urgency::WhenDue).await.unwrap();
        assert_eq!(ran.issued, ENROLLED.len() * LISTS as usize);
    }

    /// A registrar revokes a document by hand.
    async fn revoke(&self, slot: u32) {
        let service = RegistrarService::new(self.town.node.clone());
        service.open(self.office().clone());
        let registry = self.office().id.to_string();
        let request = v1::ChangeStatusRequest { registry, slot, status: 1, reason: 1, ..Default::default() };
        service.change_status(Request::new(request)).await.map_err(|error| error.message().to_owned()).unwrap();
    }
}

/// Reads a log as anyone can, and adds the registry's own knowledge.
fn read(town: &Town, registry: usize, lists: u64, year: &mut Year) {
    let office = &town.offices[registry];
    let log = office.own.log();
    let mut ends = Vec::new();
    log.scan_seals(0, &mut |size, _, _| {
        ends.push(size);
        ControlFlow::Continue(())
    })
    .unwrap();
    let batch_of = |index: u64| ends.partition_point(|end| *end <= index);
    let is_real = |slot| office.vault.pupil_of(&office.id, slot).unwrap().is_some();
    let statuses = log.state().statuses.clone();
    let (mut runs, mut batches): (BTreeMap<usize, Run>, BTreeMap<usize, Padded>) = Default::default();
    let mut successors = BTreeSet::new();
    log.scan_records(0, log.state().size(), &mut |record| match record.content {
        Content::Award(award) if award.class == Class::Achievement => {
            let in_force = statuses.get(award.slot) == attestat_ledger::status::Status::Valid;
            let real = is_real(award.slot);
            if record.index >= lists {
                let batch = batches.entry(batch_of(record.index)).or_insert(Padded { awards: Vec::new() });
                batch.awards.push((in_force, real));
                // The attacker knows which batches replace something: they stand between the runs.
                if real {
                    successors.insert(batch_of(record.index));
                }
            }
        }
        Content::Status(change) => {
            let run = runs.entry(batch_of(record.index)).or_insert(Run { targets: Vec::new() });
            run.targets.push(Target {
                index: change.target,
                batch: batch_of(change.target),
                of_a_list: change.target < lists,
                is_real: is_real(change.slot),
            });
        }
        _ => {}
    })
    .unwrap();
    year.runs.extend(runs.into_values());
    year.padded.extend(batches.into_iter().filter(|(at, _)| successors.contains(at)).map(|(_, padded)| padded));
}
