//! A roster of schools 0..n, each with a registry of its own and a mirror that cosigns the others.

use attestat_ledger::encoding::base64;
use attestat_ledger::key::SecretKey;
use attestat_ledger::name::Origin;
use attestat_ledger::note::{SignatureType, VerifierKey};
use attestat_ledger::roster::Roster;
use std::fmt::Write as _;
use std::sync::Arc;
use zeroize::Zeroizing;

/// 2026-09-01T08:00:00Z in Unix seconds.
pub(crate) const SCHOOL_STARTS: u64 = 1_788_249_600;

pub(crate) fn secret(number: u8) -> SecretKey {
    SecretKey::from_seed(&Zeroizing::new([number; 32]))
}

/// Number of the key with which school `school` seals.
pub(crate) fn log_secret(school: u8) -> SecretKey {
    secret(100 + school)
}

pub(crate) fn mirror_secret(school: u8) -> SecretKey {
    secret(150 + school)
}

pub(crate) fn origin(school: u8) -> Origin {
    Origin::parse(&format!("school-{school}.example/1")).unwrap()
}

pub(crate) fn mirror_name(school: u8) -> String {
    format!("school-{school}.example/m1")
}

pub(crate) fn mirror_key(school: u8) -> VerifierKey {
    VerifierKey::new(&mirror_name(school), SignatureType::CosignatureV1, mirror_secret(school).public()).unwrap()
}

/// The roster's text; `quorum` is the name of its quorum, of which `mirrors` is `needed` of all.
pub(crate) fn text(schools: u8, needed: usize, quorum: &str) -> String {
    let governor = VerifierKey::new("governor.example", SignatureType::Ed25519, secret(99).public()).unwrap();
    let names: Vec<String> = (0..schools).map(mirror_name).collect();
    let mut text = format!(
        "format = \"attestat/roster/v1\"\nversion = 1\nissued = \"2026-09-01\"\nexpires = \"2027-08-31\"\n\
         threshold = 1\ngovernors = [\"{governor}\"]\n\
         quorum = \"\"\"\ngroup mirrors {needed} {}\nquorum {quorum}\n\"\"\"\n",
        names.join(" ")
    );
    for school in 0..schools {
        let key = base64(log_secret(school).public().as_bytes());
        write!(
            text,
            "[[registry]]\nid = \"school-{school}.example\"\nname = \"School {school}\"\n\
             organisation = \"org-{school}\"\nregion = \"Ural\"\nclasses = [\"achievement\"]\nstate = \"active\"\n\
             [[registry.log]]\norigin = \"{}\"\n[[registry.log.key]]\nkey = \"{key}\"\nfrom_size = 1\n\
             [[cosigner]]\nkey = \"{}\"\norganisation = \"org-{school}\"\nkind = \"mirror\"\n",
            origin(school),
            mirror_key(school),
        )
        .unwrap();
    }
    text
}

pub(crate) fn roster(schools: u8, needed: usize) -> Arc<Roster> {
    Arc::new(Roster::parse(&text(schools, needed, "mirrors")).unwrap())
}
