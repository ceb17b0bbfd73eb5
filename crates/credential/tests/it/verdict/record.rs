//! Binding of a document to its record.

use attestat_credential::verdict::{CheckName, Colour};
use attestat_ledger::checkpoint::{CheckpointNote, log_key_id};
use attestat_ledger::encoding::base64url;
use attestat_ledger::record::{Award, Class, Content, Record};

use super::{Case, check};
use crate::support::{
    self,
    town::{Town, key},
};

#[test]
fn what_binds_the_document_to_its_record() {
    check(&[
        ("another salt", |c| c.file.salt[0] ^= 1, Colour::Red, CheckName::Record, "commitment-mismatch"),
        (
            "the record of another document",
            |c| {
                let index = c.awarded.index + 1;
                let checkpoint = CheckpointNote::parse(c.proof().checkpoint.as_bytes()).unwrap();
                c.file.record = c.town.bodies[index].clone();
                c.file.proof = c.town.proof(index, &checkpoint).to_string();
            },
            Colour::Red,
            CheckName::Record,
            "commitment-mismatch",
        ),
        (
            "the record of a snapshot",
            |c| {
                c.file.record = c.town.bodies[4].clone();
                c.proof_with(|proof| proof.index = 4);
            },
            Colour::Red,
            CheckName::Record,
            "not-an-award",
        ),
        (
            "another index in the proof",
            |c| c.proof_with(|p| p.index = 1),
            Colour::Red,
            CheckName::Record,
            "index-mismatch",
        ),
        (
            "another index in the record",
            |c| {
                let mut record = Record::parse(&c.file.record).unwrap();
                record.index += 1;
                c.file.record = record.body();
                c.proof_with(|proof| proof.index += 1);
            },
            Colour::Red,
            CheckName::Inclusion,
            "not-included",
        ),
        (
            "another slot in the record",
            |c| rewrite(c, |content| award(content).slot += 1),
            Colour::Red,
            CheckName::Record,
            "slot-mismatch",
        ),
        (
            "another class in the record",
            |c| rewrite(c, |content| award(content).class = Class::Achievement),
            Colour::Red,
            CheckName::Record,
            "class-mismatch",
        ),
        (
            "another tag in the record",
            |c| rewrite(c, |content| award(content).tag[0] ^= 1),
            Colour::Red,
            CheckName::Inclusion,
            "not-included",
        ),
        ("a shorter path", |c| c.proof_with(|p| p.path.truncate(1)), Colour::Red, CheckName::Inclusion, "not-included"),
        (
            "a path turned over",
            |c| c.proof_with(|p| p.path.reverse()),
            Colour::Red,
            CheckName::Inclusion,
            "not-included",
        ),
        (
            "a field of another document",
            |c| {
                let mut other = Town::new();
                let foreign = other.award(&support::basic(), 3).sd_jwt;
                c.file.sd_jwt += &format!("{}~", foreign.split('~').nth(1).unwrap());
            },
            Colour::Red,
            CheckName::Disclosures,
            "disclosures-wrong",
        ),
        (
            "a signature by another key",
            |c| {
                let mut town = Town { key: key(3), ..Town::new() };
                let id = log_key_id(&c.town.origin, &key(1).public()).to_string();
                let forged = town.award(&support::secondary(), 7).sd_jwt;
                let header = base64url(format!(r#"{{"alg":"EdDSA","typ":"dc+sd-jwt","kid":"{id}"}}"#).as_bytes());
                let (_, rest) = forged.split_once('.').unwrap();
                c.file.sd_jwt = format!("{header}.{rest}");
            },
            Colour::Red,
            CheckName::Signature,
            "signature-wrong",
        ),
    ]);
}

fn award(content: &mut Content) -> &mut Award {
    let Content::Award(award) = content else { panic!("an award") };
    award
}

/// Changes the record and leaves everything else as it is.
fn rewrite(case: &mut Case, change: impl FnOnce(&mut Content)) {
    let mut record = Record::parse(&case.file.record).unwrap();
    change(&mut record.content);
    case.file.record = record.body();
}
