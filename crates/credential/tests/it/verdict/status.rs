//! Status: which evidence condemns, which acquits, and which does not count.

use attestat_credential::verdict::{CheckName, Colour};
use attestat_ledger::status::Status;

use super::{DAY, check};
use crate::support::town::{COSIGNED, NOW, Town, key};

#[test]
fn status() {
    check(&[
        ("no status evidence", |c| c.file.status = None, Colour::Amber, CheckName::Status, "status-missing"),
        (
            "only a status file",
            |c| {
                c.file.status = None;
                c.trust.status_files.push(c.town.status_file(&[40, 41], COSIGNED));
            },
            Colour::Green,
            CheckName::Status,
            "",
        ),
        ("revoked", |c| c.status(Status::Revoked, &[40, 41], COSIGNED), Colour::Red, CheckName::Status, "revoked"),
        (
            "suspended",
            |c| c.status(Status::Suspended, &[40, 41], COSIGNED),
            Colour::Red,
            CheckName::Status,
            "suspended",
        ),
        (
            "revoked, and nobody confirmed it yet",
            |c| c.status(Status::Revoked, &[], COSIGNED),
            Colour::Red,
            CheckName::Status,
            "revoked",
        ),
        (
            "suspended, then reinstated",
            |c| {
                c.status(Status::Suspended, &[40, 41], COSIGNED);
                c.status(Status::Valid, &[40, 41], COSIGNED);
            },
            Colour::Green,
            CheckName::Status,
            "",
        ),
        (
            "suspended, and nobody confirmed the reinstatement yet",
            |c| {
                c.status(Status::Suspended, &[40, 41], COSIGNED);
                c.status(Status::Valid, &[40], COSIGNED);
            },
            Colour::Red,
            CheckName::Status,
            "suspended",
        ),
        (
            "revoked, and the holder kept the old evidence",
            |c| {
                let old = c.file.status.clone();
                c.status(Status::Revoked, &[40, 41], COSIGNED);
                c.file.status = old;
            },
            Colour::Red,
            CheckName::Status,
            "revoked",
        ),
        (
            "revoked by a stolen key, beyond the cut",
            |c| {
                c.cut(5, c.town.root(5));
                c.status(Status::Revoked, &[40, 41], COSIGNED);
            },
            Colour::Green,
            CheckName::Status,
            "",
        ),
        ("evidence of last month", |c| c.now += 30 * DAY, Colour::Amber, CheckName::Status, "status-old"),
        ("a verifier in a hurry", |c| c.trust.max_age_seconds = 60, Colour::Amber, CheckName::Status, "status-old"),
        (
            "evidence of tomorrow",
            |c| c.file.status = Some(c.town.status_proof(7, &[40, 41], NOW + DAY).to_string()),
            Colour::Amber,
            CheckName::Status,
            "status-from-the-future",
        ),
        (
            "evidence below the quorum",
            |c| c.file.status = Some(c.town.status_proof(7, &[40], COSIGNED).to_string()),
            Colour::Amber,
            CheckName::Status,
            "status-unusable",
        ),
        (
            "evidence about another document",
            |c| c.file.status = Some(c.town.status_proof(9, &[40, 41], COSIGNED).to_string()),
            Colour::Amber,
            CheckName::Status,
            "status-unusable",
        ),
        (
            "evidence of another registry",
            |c| {
                let mut other = Town::named("school-13.example", 13);
                for _ in 0..9 {
                    other.snapshot();
                }
                c.file.status = Some(other.status_proof(7, &[40, 41], COSIGNED).to_string());
            },
            Colour::Amber,
            CheckName::Status,
            "status-unusable",
        ),
        (
            "evidence from before the document",
            |c| {
                let mut town = Town::new();
                town.snapshot();
                c.file.status = Some(town.status_proof(7, &[40, 41], COSIGNED).to_string());
            },
            Colour::Amber,
            CheckName::Status,
            "status-unusable",
        ),
        (
            "evidence that the registry did not sign",
            |c| {
                let town = Town { key: key(77), bodies: c.town.bodies.clone(), ..Town::new() };
                c.file.status = Some(town.status_proof(7, &[40, 41], COSIGNED).to_string());
            },
            Colour::Amber,
            CheckName::Status,
            "status-unusable",
        ),
        (
            "evidence that is not evidence",
            |c| c.file.status = Some("attestat/status-proof/v1\n\n".to_owned()),
            Colour::Amber,
            CheckName::Status,
            "status-unusable",
        ),
    ]);
}
