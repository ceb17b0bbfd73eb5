//! Permits for mailboxes on other nodes: a few a day for each holder, signed without seeing the mailbox.

use super::HolderService;
use super::proof::{Caller, parts};
use crate::machine::clock;
use attestat_credential::holder::permit;
use attestat_credential::holder::statement::Act;
use attestat_ledger::day::Day;
use attestat_ledger::name::RegistryId;
use attestat_vault::PupilId;
use attestat_wire::field::Field;
use attestat_wire::refusal::Refusal;
use attestat_wire::v1;
use attestat_words::text;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use tonic::{Code, Status};

/// Permits of one holder in a day.
const PERMITS_A_DAY_MAX: u32 = 8;
/// Days that a permit is good, beside the rest of today: a backup is made at once, and repeated with another.
const PERMIT_DAYS: u64 = 8;
/// Furthest end of a permit that this node takes, in seconds: a day's difference of clocks is allowed.
pub(super) const PERMIT_SECONDS_MAX: u64 = (PERMIT_DAYS + 2) * 24 * 3600;

/// Number of permits that each holder got today; a restart forgets it.
#[derive(Default)]
pub(super) struct Allowance(Mutex<Today>);

#[derive(Default)]
struct Today {
    /// Days since 1970-01-01.
    day: u32,
    permits: BTreeMap<(RegistryId, PupilId), u32>,
}

impl Allowance {
    fn take(&self, registry: &RegistryId, pupil: PupilId, today: Day) -> Result<(), Refusal> {
        let mut allowance = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if allowance.day != today.number() {
            *allowance = Today { day: today.number(), permits: BTreeMap::new() };
        }
        let count = allowance.permits.entry((registry.clone(), pupil)).or_default();
        if *count >= PERMITS_A_DAY_MAX {
            let what = text!("refusal-too-many-permits", most = PERMITS_A_DAY_MAX);
            let todo = text!("refusal-too-many-permits.next");
            return Err(Refusal::new(Code::ResourceExhausted, "too-many-permits", what, todo));
        }
        *count += 1;
        Ok(())
    }
}

/// Signs a commitment.
pub(super) fn permit(
    service: &HolderService,
    caller: Caller,
    request: v1::GetMailboxPermitRequest,
) -> Result<v1::GetMailboxPermitResponse, Status> {
    let commitment: [u8; 32] = Field::new("GetMailboxPermitRequest", "commitment").exactly(&request.commitment)?;
    let proven = parts(service, request.proof)?.prove_act(service, caller, Act::Permit, &commitment)?;
    let (pupil, _) = proven.holder(service, caller)?;
    if let Some(closed) = service.registrar.closed(&proven.office) {
        return Err(closed.into());
    }
    let today = clock::today();
    service.allowance.take(&proven.office.id, pupil, today)?;
    let expires = today.unix_seconds() + (PERMIT_DAYS + 1) * 24 * 3600;
    let signature = proven.office.key.sign(&permit::permit(&proven.office.id, &commitment, expires));
    Ok(v1::GetMailboxPermitResponse { expires, signature: signature.as_bytes().to_vec() })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;
    use attestat_store::memory::{Disk, Memory};
    use attestat_vault::{Vault, VaultKey};
    use std::sync::Arc;
    use zeroize::Zeroizing;

    #[test]
    fn a_holder_gets_a_few_permits_a_day() {
        let engine = Arc::new(Memory::open(&Disk::default()));
        let vault = Vault::open(engine, &VaultKey::from_bytes(Zeroizing::new([1; 32]))).unwrap();
        let id = RegistryId::parse("one.example").unwrap();
        let (allowance, today) = (Allowance::default(), Day::of_unix_seconds(1_700_000_000));
        for _ in 0..PERMITS_A_DAY_MAX {
            allowance.take(&id, vault.pupil(b"one"), today).unwrap();
        }
        assert_eq!(allowance.take(&id, vault.pupil(b"one"), today).unwrap_err().code, "too-many-permits");
        assert!(allowance.take(&id, vault.pupil(b"other"), today).is_ok());
        assert!(allowance.take(&id, vault.pupil(b"one"), today.next()).is_ok());
    }
}
