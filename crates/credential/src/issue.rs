//! Turns a draft into a credential: SD-JWT VC, one per document, every personal field disclosable by itself.

use attestat_ledger::day::Day;
use attestat_ledger::encoding::{base64url, parse_base64url};
use attestat_ledger::hash::sha256;
use attestat_ledger::key::{PublicKey, SecretKey};
use attestat_ledger::name::RegistryId;
use attestat_ledger::note::KeyId;
use attestat_ledger::record::Class;
use attestat_words::text;
use attestat_words::text::Text;
use zeroize::Zeroizing;

use crate::commitment::{SALT_BYTES, commitment};
use crate::credential_type::CredentialType;
use crate::draft::claims::{ClaimValue, ClaimVisitor};
use crate::draft::duplicate::DUPLICATE_INSCRIPTION;
use crate::draft::{Document, Draft};
use crate::jws::{self, TokenType};
use crate::kind::mark::SubjectMark;
use crate::replacement::{INSCRIPTION_CLAIM, REPLACES_CLAIM, Replaced, ReplacementKind};
use crate::sd_jwt::disclosure::{DisclosureDigest, HASH_NAME};
use crate::sd_jwt::issue::{Dice, Discloser, write_sorted, write_text};
use crate::status_list::{StatusListReference, status_list_reference};

/// Room for the disclosures of a usual certificate; a longer one grows.
const DISCLOSURES_BYTES: usize = 6 * 1024;

/// Values that a registry adds to a draft.
pub struct IssueContext<'a> {
    /// The registry that issues.
    pub registry: &'a RegistryId,
    /// Note key id of `key` under the log's origin: the `kid`.
    pub key_id: KeyId,
    /// The registry's key in force at the size that the record will make.
    pub key: &'a SecretKey,
    /// The day of issue in the registry's log.
    pub day: Day,
    /// The holder's key for this registry; without one the document is a bearer copy.
    pub holder: Option<&'a PublicKey>,
    /// The slot given to the document: never given before, and drawn in no order.
    pub slot: u32,
    /// A cryptographically secure source of randomness.
    pub dice: &'a mut dyn Dice,
}

/// Reason for which a draft cannot be issued now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub enum IssueError {
    /// The document carries a day that has not come.
    DatedAhead {
        /// The field.
        field: &'static str,
        /// The day of issue in the log.
        day: Day,
    },
    /// A duplicate whose draft is that of an original.
    NotADuplicate,
    /// The dice gave zeros only.
    Dice,
}

impl IssueError {
    /// Returns the reason for a person.
    pub fn text(&self) -> Text {
        match self {
            Self::DatedAhead { field, day } => text!("issue-dated-ahead", field = *field, day = *day),
            Self::NotADuplicate => text!("issue-not-a-duplicate"),
            Self::Dice => text!("issue-dice"),
        }
    }
}

/// An issued credential, with the values that the log and the vault keep of it.
pub struct Issued {
    /// The SD-JWT with all its disclosures, for the holder.
    pub sd_jwt: String,
    /// SHA-256 of the issuer-signed JWT.
    pub jwt_digest: [u8; 32],
    /// Salt of the commitment, for the vault and the holder.
    pub salt: [u8; SALT_BYTES],
    /// The commitment, for the log.
    pub commitment: [u8; 32],
    /// The class of the award.
    pub class: Class,
    /// The slot of the award.
    pub slot: u32,
}

impl core::fmt::Debug for Issued {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Issued(redacted)")
    }
}

/// Issues `draft` as an SD-JWT VC.
pub fn issue(draft: &Draft, context: &mut IssueContext<'_>) -> Result<Issued, IssueError> {
    make(draft, None, context)
}

/// Issues `draft` in the place of another document, which is named inside the new credential only.
pub fn reissue(draft: &Draft, replaced: &Replaced<'_>, context: &mut IssueContext<'_>) -> Result<Issued, IssueError> {
    if replaced.kind == ReplacementKind::Duplicate && !draft.document().is_duplicate() {
        return Err(IssueError::NotADuplicate);
    }
    make(draft, Some(replaced), context)
}

fn make(draft: &Draft, replaced: Option<&Replaced<'_>>, context: &mut IssueContext<'_>) -> Result<Issued, IssueError> {
    check_date(draft.document(), context.day)?;
    let mut salt = [0; SALT_BYTES];
    context.dice.fill(&mut salt);
    if salt == [0; SALT_BYTES] {
        return Err(IssueError::Dice);
    }
    let credential_type = CredentialType::of(draft.document());
    let mut claims =
        Claims { discloser: Discloser::new(context.dice, DISCLOSURES_BYTES), digests: Vec::with_capacity(24) };
    draft.pupil().visit(&mut claims);
    draft.document().visit(&mut claims);
    if draft.document().is_duplicate() {
        claims.text(INSCRIPTION_CLAIM, DUPLICATE_INSCRIPTION);
    }
    if let Some(replaced) = replaced {
        claims.replaces(replaced);
    }
    let Claims { discloser, mut digests } = claims;
    let disclosures = discloser.into_disclosures();

    let payload = payload(context, credential_type, &mut digests);
    let key_id = context.key_id.to_string();
    let mut sd_jwt = jws::sign(TokenType::Credential, Some(&key_id), &payload, context.key);
    let jwt_digest = sha256(sd_jwt.as_bytes());
    sd_jwt.push('~');
    sd_jwt.push_str(&disclosures);
    let commitment = commitment(&salt, &jwt_digest);
    Ok(Issued { sd_jwt, jwt_digest, salt, commitment, class: credential_type.class(), slot: context.slot })
}

/// The day that a credential is dated (`iat`), as its issuer reads it back: nothing is verified.
pub fn dated(sd_jwt: &str) -> Option<Day> {
    let jwt = sd_jwt.split('~').next()?;
    let payload = Zeroizing::new(parse_base64url(jwt.split('.').nth(1)?)?);
    let claims: serde_json::Value = serde_json::from_slice(&payload).ok()?;
    claims.get("iat")?.as_u64().map(Day::of_unix_seconds)
}

/// A document dated more than a day ahead of the log is a slip; one day is the width of the time zones.
fn check_date(document: &Document, day: Day) -> Result<(), IssueError> {
    let (date, field) = document.date();
    match Day::parse(&date.iso()) {
        Some(date) if date > day.next() => Err(IssueError::DatedAhead { field, day }),
        _ => Ok(()),
    }
}

/// The open claims and the digests of the others, as JSON.
fn payload(
    context: &IssueContext<'_>,
    credential_type: CredentialType,
    digests: &mut [DisclosureDigest],
) -> Zeroizing<Vec<u8>> {
    // Registry ids, types and base64url need no escapes in JSON.
    let issuer = context.registry.issuer();
    let StatusListReference { list_uri, index } = status_list_reference(context.registry, context.slot);
    let issued = context.day.unix_seconds();
    let mut out = Vec::with_capacity(2 * 1024);
    out.extend_from_slice(format!(r#"{{"iss":"{issuer}","vct":"{}","iat":{issued}"#, credential_type.vct()).as_bytes());
    if let Some(holder) = context.holder {
        let x = base64url(holder.as_bytes());
        out.extend_from_slice(format!(r#","cnf":{{"jwk":{{"kty":"OKP","crv":"Ed25519","x":"{x}"}}}}"#).as_bytes());
    }
    out.extend_from_slice(
        format!(r#","status":{{"status_list":{{"idx":{index},"uri":"{list_uri}"}}}},"_sd":"#).as_bytes(),
    );
    write_sorted(digests, &mut out);
    out.extend_from_slice(format!(r#","_sd_alg":"{HASH_NAME}"}}"#).as_bytes());
    Zeroizing::new(out)
}

/// Makes every field that it visits selectively disclosable.
struct Claims<'d> {
    discloser: Discloser<'d>,
    digests: Vec<DisclosureDigest>,
}

impl ClaimVisitor for Claims<'_> {
    fn claim(&mut self, name: &'static str, value: ClaimValue<'_>) {
        let digest = match value {
            ClaimValue::Text(text) => self.discloser.property(name, |out| write_text(text, out)),
            ClaimValue::Date(date) => self.discloser.property(name, |out| write_text(&date.iso(), out)),
            ClaimValue::Number(number) => {
                self.discloser.property(name, |out| out.extend_from_slice(number.to_string().as_bytes()))
            }
            ClaimValue::Lines(lines) => self.discloser.property(name, |out| {
                write_list(lines, out, |line, out| write_text(line.expose(), out));
            }),
            ClaimValue::Marks(marks) => self.marks(name, marks),
        };
        self.digests.push(digest);
    }
}

impl Claims<'_> {
    /// Discloses the replaced document as one disclosure: it is shown whole or not at all.
    fn replaces(&mut self, replaced: &Replaced<'_>) {
        self.digests.push(self.discloser.property(REPLACES_CLAIM, |out| replaced.write(out)));
    }

    /// Discloses marks recursively: each line is disclosable by itself, and the list too, so that its length stays
    /// hidden.
    fn marks(&mut self, name: &'static str, marks: &[SubjectMark]) -> DisclosureDigest {
        let lines: Vec<DisclosureDigest> =
            marks.iter().map(|line| self.discloser.element(|out| write_mark(line, out))).collect();
        self.discloser.property(name, |out| {
            write_list(&lines, out, |line, out| {
                out.extend_from_slice(br#"{"...":""#);
                out.extend_from_slice(line.as_bytes());
                out.extend_from_slice(br#""}"#);
            });
        })
    }
}

fn write_mark(line: &SubjectMark, out: &mut Vec<u8>) {
    out.extend_from_slice(br#"{"subject":"#);
    write_text(line.subject.expose(), out);
    out.extend_from_slice(format!(r#","mark":{},"word":"{}"}}"#, line.mark.digit(), line.mark.word()).as_bytes());
}

fn write_list<T>(items: &[T], out: &mut Vec<u8>, write: impl Fn(&T, &mut Vec<u8>)) {
    out.push(b'[');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        write(item, out);
    }
    out.push(b']');
}
