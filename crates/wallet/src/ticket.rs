//! Tickets, which a school's letter carries so that a family can enrol a wallet.
//!
//! ```text
//! body = version u8 (=1) ‖ length u8 ‖ registry id ‖ length u8 ‖ host:port ‖ pin [32] ‖ expires u64 ‖
//!        roster hash [32] ‖ secret [20] ‖ first 4 bytes of SHA-256("attestat/ticket-text/v1\n" ‖ all before)
//! line = "attestat:ticket:" ‖ base64url(body)             for the QR code, and to copy and paste
//! code = groups of five characters and a check character  for typing, see `code`
//! ```
//!
//! A ticket names the node by its TLS pin and the roster by its hash: whoever has the letter needs to trust
//! nothing that the network says.

mod code;

use attestat_credential::holder::ticket::{TICKET_SECRET_BYTES, TicketSecret};
use attestat_credential::sd_jwt::issue::Dice;
use attestat_ledger::encoding::{base64url, hex, parse_base64url, parse_hex};
use attestat_ledger::hash::sha256;
use attestat_ledger::name::{NameError, RegistryId};
use attestat_ledger::roster::RosterHash;
use zeroize::Zeroizing;

use crate::reader::{FieldError, Reader};

/// First characters of a ticket's line.
pub const TICKET_LINE_PREFIX: &str = "attestat:ticket:";
/// The only version of a ticket's body.
const TICKET_VERSION: u8 = 1;
/// Longest host and port: a DNS name of 253 bytes would fill it.
const AUTHORITY_BYTES_MAX: usize = 255;
/// Length of the sum at the end.
const SUM_BYTES: usize = 4;
/// Longest body: 1 + 1 + 200 + 1 + 255 + 32 + 8 + 32 + 20 + 4.
const BODY_BYTES_MAX: usize = 554;
/// Longest text that is parsed as a ticket: the longest code with line numbers and white space.
const TEXT_BYTES_MAX: usize = 4096;

/// Reason for which a text is not a ticket, or a ticket cannot be made. Never repeats the text, which is a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TicketError {
    /// The text is too long for a ticket.
    #[error("the text is {0} bytes long, which no ticket is; give the code or the line of the school's letter only")]
    TooLong(usize),
    /// A group of a typed code has another length.
    #[error("group {group} of the code has {characters} characters; each has 6. Compare it with the letter")]
    GroupLength {
        /// Place of the group, counted from 1.
        group: usize,
        /// Its characters.
        characters: usize,
    },
    /// A character that codes do not have.
    #[error("group {0} of the code has a character that codes do not use (they have digits and letters, never U)")]
    Character(usize),
    /// A group's check character does not fit.
    #[error("group {0} of the code is mistyped, or a group before it is missing. Compare it with the letter")]
    Group(usize),
    /// The end of the code is missing.
    #[error("only {groups} of the code's {of} groups are there; type all of them")]
    Half {
        /// Groups that were typed.
        groups: usize,
        /// Groups of the whole code.
        of: usize,
    },
    /// The line is not base64url, or its end is missing.
    #[error("the ticket's line is not whole; copy all of it, from \"attestat:ticket:\" to the end")]
    Line,
    /// Every group fits, but the sum over the whole does not.
    #[error("the ticket is not whole, or a part of it was changed; copy it again, or ask the school for a new letter")]
    Sum,
    /// The fields do not fit into the ticket.
    #[error("the ticket is not whole ({0}); copy it again, or ask the school for a new letter")]
    Field(#[from] FieldError),
    /// The ticket has a newer format.
    #[error("the ticket has version {0}, which is newer than this program; upgrade it")]
    Version(u8),
    /// The registry id is not valid.
    #[error("the ticket names no registry: {0}")]
    Registry(#[from] NameError),
    /// The address is not valid.
    #[error("{0:?} cannot stand in a ticket; write https://host:port#sha256:<64 hex digits>, as the node says it")]
    Address(String),
    /// The dice gave zeros only.
    #[error("the source of randomness gives zeros: make no ticket here, and repair the machine's random generator")]
    DeadDice,
}

/// A one-time invitation of one child's wallet: no `Clone`, no `Display`.
pub struct Ticket {
    registry: RegistryId,
    authority: String,
    pin: [u8; 32],
    expires: u64,
    roster: RosterHash,
    secret: TicketSecret,
}

impl Ticket {
    /// Makes a ticket to the node at `address` (`https://host:port#sha256:<64 hex>`), with a new secret.
    pub fn draw(
        registry: RegistryId,
        address: &str,
        expires: u64,
        roster: RosterHash,
        dice: &mut dyn Dice,
    ) -> Result<Self, TicketError> {
        let mut secret = Zeroizing::new([0; TICKET_SECRET_BYTES]);
        dice.fill(&mut secret[..]);
        if secret.iter().all(|byte| *byte == 0) {
            return Err(TicketError::DeadDice);
        }
        Self::with_secret(registry, address, expires, roster, TicketSecret::from_bytes(secret))
    }

    /// Makes a ticket with a secret whose hash the node has noted already; the node's answer gave the address.
    pub fn with_secret(
        registry: RegistryId,
        address: &str,
        expires: u64,
        roster: RosterHash,
        secret: TicketSecret,
    ) -> Result<Self, TicketError> {
        let (authority, pin) =
            pinned(address).ok_or_else(|| TicketError::Address(address.chars().take(256).collect()))?;
        Ok(Self { registry, authority: authority.to_owned(), pin, expires, roster, secret })
    }

    /// Parses a ticket's line or its typed code.
    pub fn parse(text: &str) -> Result<Self, TicketError> {
        if text.len() > TEXT_BYTES_MAX {
            return Err(TicketError::TooLong(text.len()));
        }
        let text = text.trim();
        match text.get(..TICKET_LINE_PREFIX.len()) {
            Some(prefix) if prefix.eq_ignore_ascii_case(TICKET_LINE_PREFIX) => {
                let rest = text.get(TICKET_LINE_PREFIX.len()..).unwrap_or_default();
                let body = Zeroizing::new(parse_base64url(rest).ok_or(TicketError::Line)?);
                Self::from_body(&body)
            }
            _ => Self::from_body(code::decode(text)?.as_slice()),
        }
    }

    /// One line for the QR code: a secret.
    pub fn to_line(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{TICKET_LINE_PREFIX}{}", *Zeroizing::new(base64url(&self.body()))))
    }

    /// Groups of six characters for typing, in order: a secret.
    pub fn to_groups(&self) -> Vec<Zeroizing<String>> {
        code::encode(&self.body())
    }

    /// The registry that the child is enrolled at.
    pub fn registry(&self) -> &RegistryId {
        &self.registry
    }

    /// The node's address with its pin, `https://host:port#sha256:<64 hex>`.
    pub fn address(&self) -> String {
        format!("https://{}#sha256:{}", self.authority, hex(&self.pin))
    }

    /// End of the ticket, in Unix seconds.
    pub fn expires(&self) -> u64 {
        self.expires
    }

    /// Hash of the roster that the school uses.
    pub fn roster(&self) -> RosterHash {
        self.roster
    }

    /// The secret that is redeemed.
    pub fn secret(&self) -> &TicketSecret {
        &self.secret
    }

    fn body(&self) -> Zeroizing<Vec<u8>> {
        let mut out = Zeroizing::new(Vec::with_capacity(BODY_BYTES_MAX));
        out.push(TICKET_VERSION);
        for text in [self.registry.as_str(), &self.authority] {
            out.push(u8::try_from(text.len()).expect("a registry id has at most 200 bytes, an authority 255"));
            out.extend_from_slice(text.as_bytes());
        }
        out.extend_from_slice(&self.pin);
        out.extend_from_slice(&self.expires.to_be_bytes());
        out.extend_from_slice(&self.roster.0);
        out.extend_from_slice(self.secret.expose());
        let sum = sum(&out);
        out.extend_from_slice(&sum);
        out
    }

    /// Parses a body; a code may end in up to three zero bytes more, which fill its last group.
    fn from_body(body: &[u8]) -> Result<Self, TicketError> {
        let mut fields = Reader(body);
        let version = fields.byte("version")?;
        if version != TICKET_VERSION {
            return Err(TicketError::Version(version));
        }
        let registry = short_text(&mut fields, "registry")?;
        let authority = short_text(&mut fields, "host and port")?;
        let pin = fields.array("pin")?;
        let expires = fields.u64("expires")?;
        let roster = RosterHash(fields.array("roster hash")?);
        let secret = TicketSecret::from_bytes(Zeroizing::new(fields.array("secret")?));
        let covered = body.get(..body.len() - fields.0.len()).unwrap_or_default();
        if fields.array::<SUM_BYTES>("sum")? != sum(covered) {
            return Err(TicketError::Sum);
        }
        fields.end()?;
        if !is_authority(authority) {
            return Err(TicketError::Address(format!("https://{authority}")));
        }
        let registry = RegistryId::parse(registry)?;
        Ok(Self { registry, authority: authority.to_owned(), pin, expires, roster, secret })
    }
}

impl core::fmt::Debug for Ticket {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Ticket(redacted)")
    }
}

fn short_text<'a>(fields: &mut Reader<'a>, field: &'static str) -> Result<&'a str, FieldError> {
    let length = usize::from(fields.byte(field)?);
    core::str::from_utf8(fields.take(length, field)?).map_err(|_| FieldError::BadValue(field))
}

/// First 4 bytes of `SHA-256("attestat/ticket-text/v1\n" ‖ body before the sum)`: they detect slips, and no attacker.
fn sum(covered: &[u8]) -> [u8; SUM_BYTES] {
    let text = Zeroizing::new([b"attestat/ticket-text/v1\n", covered].concat());
    sha256(&text).first_chunk().copied().unwrap_or_default()
}

/// Takes `https://host:port#sha256:<64 hex>` apart.
fn pinned(address: &str) -> Option<(&str, [u8; 32])> {
    let (authority, pin) = address.strip_prefix("https://")?.split_once("#sha256:")?;
    Some((authority.strip_suffix('/').unwrap_or(authority), parse_hex(pin)?)).filter(|(name, _)| is_authority(name))
}

fn is_authority(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':' | b'[' | b']');
    !text.is_empty() && text.len() <= AUTHORITY_BYTES_MAX && text.bytes().all(plain)
}
