//! Keys that no two papers of a school share: a blank, a number in the registration book, a pupil's one original.
//!
//! The import of a spreadsheet (within one sheet) and the node (across sheets and years) use the same keys, so that
//! both keep the same rules. Every part is folded first ([`super::folding`]). The hashes are of low entropy: they
//! belong in the vault, and there under its key.

use attestat_ledger::encoding::put_prefixed;
use attestat_ledger::hash::sha256;
use attestat_ledger::name::RegistryId;

use super::achievement::AchievementFields;
use super::certificate::{Certificate, Copy};
use super::folding::{folded, folded_number};
use super::identity::{number, title};
use super::words::{ContestRole, DocumentKind};
use super::{Document, Draft};

/// Rule that two papers with the same key would break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PaperRule {
    /// The paper of a pupil as a whole: kind, title, day and number.
    Request,
    /// A pupil's one original certificate of a kind.
    Original,
    /// The blank of a title sheet.
    Blank,
    /// The blank of a supplement. A supplement and a title sheet never have the same number.
    Supplement,
    /// The number in the registration book of a kind and year.
    Registration,
    /// The number of a paper that belongs to one person.
    Number,
    /// A participant's number in the GTO complex: it belongs to one pupil, and stands on any number of papers.
    Participant,
}

impl PaperRule {
    /// Returns true if a pupil's duplicate may have the same key as another paper of the same pupil: it may repeat a
    /// blank that was not lost, and stands in the book under the number of the original. A participant's number is the
    /// pupil's own on every paper.
    pub const fn is_shared_by(self, duplicate: Duplicate) -> bool {
        match (self, duplicate) {
            (Self::Participant, _) => true,
            (Self::Blank | Self::Supplement | Self::Registration | Self::Number, Duplicate::Yes) => true,
            (Self::Request | Self::Original, _) | (_, Duplicate::No) => false,
        }
    }
}

/// Says that a paper carries the word «дубликат», or that it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duplicate {
    /// The paper is a duplicate.
    Yes,
    /// The paper is an original.
    No,
}

/// Key that only one paper of a school may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PaperKey {
    /// Rule by which the key is unique.
    pub rule: PaperRule,
    /// `SHA-256("attestat/paper/v1\n" ‖ lp(school) ‖ lp(rule) ‖ lp(part)…)`.
    pub hash: [u8; 32],
}

impl Draft {
    /// Returns the keys that only this paper may have, the most telling first. `pupil` names the pupil, in the same way
    /// for all papers that are compared.
    pub fn paper_keys(&self, school: &RegistryId, pupil: &[u8]) -> Vec<PaperKey> {
        let kind = self.document().kind();
        let key = |rule, word: &str, parts: &[&[u8]]| {
            let mut text = b"attestat/paper/v1\n".to_vec();
            put_prefixed(&mut text, school.as_str().as_bytes());
            put_prefixed(&mut text, word.as_bytes());
            parts.iter().for_each(|part| put_prefixed(&mut text, part));
            PaperKey { rule, hash: sha256(&text) }
        };
        let day = self.document().date().0.iso();
        let (title, number) = (folded(&title(self.document())), folded_number(number(self.document())));
        let request = [pupil, kind.word().as_bytes(), title.as_bytes(), day.as_bytes(), number.as_bytes()];
        let mut keys = vec![key(PaperRule::Request, "request", &request)];
        match self.document() {
            Document::Basic(certificate) | Document::Secondary(certificate) => {
                keys.extend(of_certificate(certificate, kind, pupil, &key));
            }
            Document::Achievement(achievement) => keys.extend(of_achievement(achievement.fields(), &number, &key)),
        }
        keys
    }

    /// Says whether the paper is a duplicate.
    pub fn duplicate(&self) -> Duplicate {
        if self.document().is_duplicate() { Duplicate::Yes } else { Duplicate::No }
    }
}

type MakeKey<'a> = dyn Fn(PaperRule, &str, &[&[u8]]) -> PaperKey + 'a;

fn of_certificate(certificate: &Certificate, kind: DocumentKind, pupil: &[u8], key: &MakeKey<'_>) -> Vec<PaperKey> {
    let fields = certificate.fields();
    let kind = kind.word().as_bytes();
    let blank = |rule, number: &str| key(rule, "blank", &[folded_number(number).as_bytes()]);
    let year = fields.issue_date.year().number().to_string();
    let registration = folded_number(fields.registration_number.expose());
    let mut keys = vec![blank(PaperRule::Blank, fields.blank_number.expose())];
    keys.extend(fields.supplement_number.as_ref().map(|number| blank(PaperRule::Supplement, number.expose())));
    if fields.copy == Copy::Original {
        keys.push(key(PaperRule::Original, "original", &[pupil, kind]));
    }
    keys.push(key(PaperRule::Registration, "registration", &[kind, year.as_bytes(), registration.as_bytes()]));
    keys
}

/// Keys of an achievement. The number of a team's diploma or of an order stands on many papers; the number of a badge,
/// a school of arts, an olympiad or a contest that was entered alone belongs to one person.
fn of_achievement(fields: &AchievementFields, number: &str, key: &MakeKey<'_>) -> Vec<PaperKey> {
    if number.is_empty() {
        return Vec::new();
    }
    let number = number.as_bytes();
    let of_event = |word: &str, name: &str, date: super::text::Date| {
        let year = date.year().number().to_string();
        vec![key(PaperRule::Number, word, &[folded(name).as_bytes(), year.as_bytes(), number])]
    };
    match fields {
        AchievementFields::Gto(gto) => {
            let uin = gto.uin.as_ref().map(|uin| key(PaperRule::Participant, "uin", &[uin.expose().as_bytes()]));
            [key(PaperRule::Number, "gto", &[number])].into_iter().chain(uin).collect()
        }
        AchievementFields::ArtsSchool(school) => {
            vec![key(PaperRule::Number, "arts-school", &[folded(school.organisation.expose()).as_bytes(), number])]
        }
        AchievementFields::Olympiad(olympiad) => of_event("olympiad", olympiad.name.expose(), olympiad.date),
        AchievementFields::Contest(contest) if contest.role == ContestRole::Individual => {
            of_event("contest", contest.name.expose(), contest.date)
        }
        AchievementFields::Contest(_) | AchievementFields::SportRank(_) | AchievementFields::SportEvent(_) => {
            Vec::new()
        }
    }
}
