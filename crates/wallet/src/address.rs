//! Addresses of nodes, as far as a wallet compares them: one place by its host and port, one key by its pin.
//!
//! Nothing is connected to here. A text that is no address of a network stands for itself.

use attestat_ledger::encoding::{hex, parse_hex};

/// Length of a pin: SHA-256 of the key that must answer.
const PIN_BYTES: usize = 32;

/// The address of a node. Two texts that lead to one place under one key are equal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeAddress {
    /// `https://host:port` in lower case, or the path of a socket.
    place: String,
    pin: Option<[u8; PIN_BYTES]>,
}

impl NodeAddress {
    /// Parses `https://host:port`, with or without `#sha256:<64 hex digits>`, or the path of a socket.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(path) = text.strip_prefix("unix://").or(text.strip_prefix("unix:")) {
            return Some(Self { place: format!("unix://{path}"), pin: None });
        }
        let rest = text.strip_prefix("https://")?;
        let (authority, pin) = match rest.split_once('#') {
            Some((authority, pin)) => (authority, Some(parse_hex(pin.strip_prefix("sha256:")?)?)),
            None => (rest, None),
        };
        let authority = authority.strip_suffix('/').unwrap_or(authority);
        let (host, port) = authority.rsplit_once(':')?;
        let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':' | b'[' | b']');
        let is_host = !host.is_empty() && host.bytes().all(plain) && (host.starts_with('[') || !host.contains(':'));
        let place = format!("https://{}:{port}", host.to_ascii_lowercase());
        (is_port && is_host).then_some(Self { place, pin })
    }

    /// Returns true if both are at one place, whichever keys answer there.
    pub fn is_at(&self, other: &Self) -> bool {
        self.place == other.place
    }

    /// Returns true if both name one key.
    pub fn has_key_of(&self, other: &Self) -> bool {
        self.pin.is_some() && self.pin == other.pin
    }

    /// The place without its pin, for messages to people.
    pub fn place(&self) -> &str {
        &self.place
    }
}

impl core::fmt::Display for NodeAddress {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match &self.pin {
            Some(pin) => write!(f, "{}#sha256:{}", self.place, hex(pin)),
            None => f.write_str(&self.place),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_place_under_one_key_is_one_address() {
        let pin = "ab".repeat(32);
        let parse = |text: &str| NodeAddress::parse(text).unwrap();
        let whole = parse(&format!("https://School-12.example:7400/#sha256:{pin}"));
        assert_eq!(whole, parse(&format!("https://school-12.example:7400#sha256:{pin}")));
        assert_eq!(whole.to_string(), format!("https://school-12.example:7400#sha256:{pin}"));
        let bare = parse("https://school-12.example:7400");
        assert!(whole.is_at(&bare) && whole != bare && !whole.has_key_of(&bare) && !bare.has_key_of(&bare));
        let moved = parse(&format!("https://other.example:7400#sha256:{pin}"));
        assert!(!whole.is_at(&moved) && whole.has_key_of(&moved));
        assert_eq!(parse("unix:/run/a.sock").place(), "unix:///run/a.sock");
    }

    #[test]
    fn a_text_that_is_no_address_is_refused() {
        let short = format!("https://a:1#sha256:{}", "ab".repeat(31));
        for text in ["", "a:1", "http://a:1", "https://a", "https://a:", "https://a:70000", "https://me@a:1", &short] {
            assert_eq!(NodeAddress::parse(text), None, "{text}");
        }
    }
}
