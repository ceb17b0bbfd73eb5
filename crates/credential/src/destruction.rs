//! The act of destruction: a registry's signed statement that it has destroyed all that it held on one person. It names
//! nobody.
//!
//! A signed note (C2SP `signed-note`), its key named like the log's: docs/spec/enrolment.md.
//!
//! ```text
//! attestat/act-of-destruction/v1
//! registry school-12.example.org/main
//! act 5f0c1b…                                          16 random bytes
//! day 2026-11-21
//! documents 3
//! accesses 17
//! wallet yes
//!
//! — school-12.example.org/main/1 6k2…
//! ```

use attestat_ledger::day::Day;
use attestat_ledger::encoding::{hex, parse_hex};
use attestat_ledger::key::{PublicKey, SecretKey};
use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::note::{Note, NoteError, SignatureType, VerifierKey};

/// First line of an act.
pub const ACT_HEADER: &str = "attestat/act-of-destruction/v1";

/// Act of destruction: the numbers of what was destroyed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActOfDestruction {
    /// The registry that held it.
    pub registry: RegistryId,
    /// Random identifier of the act.
    pub id: [u8; 16],
    /// The day on which it was destroyed.
    pub day: Day,
    /// Documents, with their salts.
    pub documents: u32,
    /// Entries of the access log.
    pub accesses: u32,
    /// True if the key and the link secret of a wallet were destroyed too.
    pub wallet: bool,
}

/// Reason for which a text is not an act of destruction by this registry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// The text is not a signed note, or not signed with this key.
    #[error("the act of destruction: {0}")]
    Note(#[from] NoteError),
    /// A line is missing, doubled or of another shape.
    #[error("the act of destruction does not have the lines of attestat/act-of-destruction/v1")]
    Shape,
}

impl ActOfDestruction {
    /// Signs the act with the key of the registry's log.
    pub fn sign(&self, origin: &Origin, key: &SecretKey) -> Result<String, ActError> {
        let signer = VerifierKey::new(origin.as_str(), SignatureType::Ed25519, key.public())?;
        let mut note = Note::unsigned(self.text())?;
        note.sign(&signer, key);
        Ok(note.to_string())
    }

    /// Reads an act and checks that `key` of the log at `origin` signed it. It is checked that the act names the
    /// registry of that log. It is not checked that the roster lists the key: that is for the caller.
    pub fn verify(text: &str, origin: &Origin, key: &PublicKey) -> Result<Self, ActError> {
        let signer = VerifierKey::new(origin.as_str(), SignatureType::Ed25519, key.clone())?;
        let note = Note::parse(text.as_bytes())?;
        note.verify(&[signer])?;
        let act = Self::parse(note.text()).filter(|act| act.text() == note.text()).ok_or(ActError::Shape)?;
        if act.registry == *origin.registry() { Ok(act) } else { Err(ActError::Shape) }
    }

    fn text(&self) -> String {
        let Self { registry, id, day, documents, accesses, wallet } = self;
        let (id, wallet) = (hex(id), if *wallet { "yes" } else { "no" });
        format!(
            "{ACT_HEADER}\nregistry {registry}\nact {id}\nday {day}\ndocuments {documents}\naccesses {accesses}\nwallet {wallet}\n"
        )
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        lines.next().filter(|line| *line == ACT_HEADER)?;
        let mut value = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ');
        Some(Self {
            registry: RegistryId::parse(value("registry")?).ok()?,
            id: parse_hex(value("act")?)?,
            day: Day::parse(value("day")?)?,
            documents: value("documents")?.parse().ok()?,
            accesses: value("accesses")?.parse().ok()?,
            wallet: match value("wallet")? {
                "yes" => true,
                "no" => false,
                _ => return None,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use zeroize::Zeroizing;

    fn act() -> ActOfDestruction {
        ActOfDestruction {
            registry: RegistryId::parse("school-12.example/main").unwrap(),
            id: [0x5f; 16],
            day: Day::parse("2026-11-21").unwrap(),
            documents: 3,
            accesses: 17,
            wallet: true,
        }
    }

    #[test]
    fn an_act_is_read_back_and_no_change_of_it_passes() {
        let key = SecretKey::from_seed(&Zeroizing::new([1; 32]));
        let origin = Origin::parse("school-12.example/main/1").unwrap();
        let text = act().sign(&origin, &key).unwrap();
        assert_eq!(ActOfDestruction::verify(&text, &origin, &key.public()), Ok(act()));
        for (from, to) in
            [("documents 3", "documents 2"), ("wallet yes", "wallet no"), ("5f5f", "5e5f"), ("/v1", "/v2")]
        {
            assert!(ActOfDestruction::verify(&text.replacen(from, to, 1), &origin, &key.public()).is_err(), "{from}");
        }
        let stranger = SecretKey::from_seed(&Zeroizing::new([2; 32])).public();
        assert!(ActOfDestruction::verify(&text, &origin, &stranger).is_err());
        // Signed, but not in the one accepted spelling.
        let padded = ActOfDestruction { documents: 3, ..act() }.text().replace("documents 3", "documents 03");
        let signer = VerifierKey::new(origin.as_str(), SignatureType::Ed25519, key.public()).unwrap();
        let mut note = Note::unsigned(padded).unwrap();
        note.sign(&signer, &key);
        assert_eq!(ActOfDestruction::verify(&note.to_string(), &origin, &key.public()), Err(ActError::Shape));
        // Signed by a log of another registry.
        let other = Origin::parse("school-40.example/1").unwrap();
        assert_eq!(
            ActOfDestruction::verify(&act().sign(&other, &key).unwrap(), &other, &key.public()),
            Err(ActError::Shape)
        );
    }
}
