//! Addresses of nodes: a place, and the key by which a node is known there.

use super::pin::Pin;
use attestat_words::text;
use attestat_words::text::Text;
use core::fmt;
use core::str::FromStr;
use rustls::pki_types::ServerName;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Longest address in bytes: a host name takes at most 253, a pin 72.
pub const ADDRESS_BYTES_MAX: usize = 512;

/// Reason for which a text is no node's address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// The text is not an address that nodes have.
    #[error(
        "{0:?} is not a node's address; write https://host:port#sha256:… as the node prints it, unix:///path/to/socket or a path that begins with /"
    )]
    Form(String),
    /// The text is an address of the time before TLS.
    #[error("{0:?} asks for a connection in the clear, which no node offers any more; write https://host:port")]
    Plaintext(String),
    /// The part after `#` is not a pin.
    #[error(
        "{0:?}: behind # stands no fingerprint of a key: it is `sha256:` and 64 hex digits; copy the address again as a whole"
    )]
    Pin(String),
}

impl AddressError {
    /// Returns the reason for a person.
    pub fn text(&self) -> Text {
        match self {
            Self::Form(given) => text!("address-form", given = format!("{given:?}")),
            Self::Plaintext(given) => text!("address-plaintext", given = format!("{given:?}")),
            Self::Pin(given) => text!("address-pin", given = format!("{given:?}")),
        }
    }
}

/// `https://host:port#sha256:<64 hex digits>`, the same without the pin, or a Unix socket of this machine.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(pub(super) Place);

/// Place that an address leads to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Place {
    /// TLS over TCP.
    Network {
        /// `host:port`, an IPv6 host in brackets.
        authority: String,
        /// Pin that the certificate's key must have; without one, any key will do.
        pin: Option<Pin>,
    },
    /// A Unix socket.
    Socket(PathBuf),
}

impl Address {
    /// Makes the address of a Unix socket.
    pub fn socket(path: &Path) -> Self {
        Self(Place::Socket(path.to_owned()))
    }

    /// Returns the pin of the key that must answer there; none for a socket and for an address that names no key.
    pub fn pin(&self) -> Option<Pin> {
        match &self.0 {
            Place::Network { pin, .. } => *pin,
            Place::Socket(_) => None,
        }
    }

    /// Returns the same place, known by this key; a socket stays as it is.
    pub fn with_pin(self, pin: Pin) -> Self {
        match self.0 {
            Place::Network { authority, .. } => Self(Place::Network { authority, pin: Some(pin) }),
            place @ Place::Socket(_) => Self(place),
        }
    }

    /// Returns the same place without its pin, for messages to people.
    pub fn location(&self) -> Self {
        match &self.0 {
            Place::Network { authority, .. } => Self(Place::Network { authority: authority.clone(), pin: None }),
            Place::Socket(_) => self.clone(),
        }
    }

    /// Returns true if the place is on a network, and not a socket of this machine.
    pub const fn is_network(&self) -> bool {
        matches!(self.0, Place::Network { .. })
    }

    /// Returns true if any key that answers there would be believed.
    pub fn is_unpinned(&self) -> bool {
        self.is_network() && self.pin().is_none()
    }
}

impl From<SocketAddr> for Address {
    fn from(address: SocketAddr) -> Self {
        Self(Place::Network { authority: address.to_string(), pin: None })
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let shown = || text.chars().take(256).collect::<String>();
        if text.len() > ADDRESS_BYTES_MAX {
            return Err(AddressError::Form(shown()));
        }
        if text.starts_with("http://") {
            return Err(AddressError::Plaintext(shown()));
        }
        if let Some(rest) = text.strip_prefix("https://") {
            let (place, pin) = rest.split_once('#').map_or((rest, None), |(place, pin)| (place, Some(pin)));
            let authority = parse_authority(place).ok_or_else(|| AddressError::Form(shown()))?;
            let pin = pin.map(|pin| Pin::parse(pin).ok_or_else(|| AddressError::Pin(shown()))).transpose()?;
            return Ok(Self(Place::Network { authority, pin }));
        }
        let path = text.strip_prefix("unix://").or(text.strip_prefix("unix:")).unwrap_or(text);
        let is_socket =
            !path.is_empty() && !path.contains('\0') && (path.starts_with('/') || text.starts_with("unix:"));
        if is_socket { Ok(Self(Place::Socket(path.into()))) } else { Err(AddressError::Form(shown())) }
    }
}

/// Parses `host:port` into lower case; a slash after it is left out.
fn parse_authority(text: &str) -> Option<String> {
    let text = text.strip_suffix('/').unwrap_or(text);
    let (host, port) = text.rsplit_once(':')?;
    let port: u16 = port.bytes().all(|byte| byte.is_ascii_digit()).then(|| port.parse().ok())??;
    server_name(host)?;
    Some(format!("{}:{port}", host.to_ascii_lowercase()))
}

/// Returns the name that a handshake asks for: a host name, an IPv4 address, or an IPv6 address in brackets.
fn server_name(host: &str) -> Option<ServerName<'static>> {
    let name = match host.strip_prefix('[') {
        Some(rest) => ServerName::IpAddress(rest.strip_suffix(']')?.parse::<std::net::Ipv6Addr>().ok()?.into()),
        None => ServerName::try_from(host).ok()?.to_owned(),
    };
    // An IPv6 address without brackets could not be told from a host with a port.
    (host.starts_with('[') || !host.contains(':')).then_some(name)
}

/// Returns the name that a handshake with this authority asks for.
pub(super) fn name_of(authority: &str) -> Option<ServerName<'static>> {
    server_name(authority.rsplit_once(':')?.0)
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::Network { authority, pin: None } => write!(f, "https://{authority}"),
            Place::Network { authority, pin: Some(pin) } => write!(f, "https://{authority}#{pin}"),
            Place::Socket(path) => write!(f, "unix://{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIN: &str = "sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    #[test]
    fn an_address_is_parsed_and_written_back() {
        for (text, written) in [
            ("https://127.0.0.1:7400".to_owned(), None),
            (format!("https://127.0.0.1:7400#{PIN}"), None),
            (format!("https://[::1]:7400#{PIN}"), None),
            ("https://School-12.example:443/".to_owned(), Some("https://school-12.example:443")),
            ("unix:///run/a.sock".to_owned(), None),
            ("/run/a.sock".to_owned(), Some("unix:///run/a.sock")),
            ("unix:/run/a.sock".to_owned(), Some("unix:///run/a.sock")),
        ] {
            let address: Address = text.parse().unwrap();
            assert_eq!(address.to_string(), written.unwrap_or(&text));
            assert_eq!(address.to_string().parse::<Address>().unwrap(), address);
        }
    }

    #[test]
    fn a_pin_can_be_added_to_and_removed_from_an_address() {
        let bare: Address = "https://a.example:1".parse().unwrap();
        let pinned: Address = format!("https://a.example:1#{PIN}").parse().unwrap();
        assert!(bare.is_unpinned() && !pinned.is_unpinned());
        assert_eq!((bare.clone().with_pin(pinned.pin().unwrap()), pinned.location()), (pinned.clone(), bare));
        let socket = Address::socket(Path::new("/run/a.sock"));
        assert!(!socket.is_unpinned() && !socket.is_network());
        assert_eq!(socket.clone().with_pin(pinned.pin().unwrap()), socket);
        let listen: SocketAddr = "[::1]:7400".parse().unwrap();
        assert_eq!(Address::from(listen).to_string(), "https://[::1]:7400");
    }

    #[test]
    fn a_text_that_is_no_address_is_refused_with_the_expected_form() {
        let (short, upper, other) = (&PIN[..70], PIN.to_uppercase(), PIN.replace("sha256", "sha1"));
        for (text, needle) in [
            (String::new(), "https://host:port"),
            ("school.example:7400".to_owned(), "https://host:port"),
            ("ftp://a:1".to_owned(), "https://host:port"),
            ("https://a".to_owned(), "https://host:port"),
            ("https://a:".to_owned(), "https://host:port"),
            ("https://a:+1".to_owned(), "https://host:port"),
            ("https://a:70000".to_owned(), "https://host:port"),
            ("https://:1".to_owned(), "https://host:port"),
            ("https://::1:1".to_owned(), "https://host:port"),
            ("https://me@a:1".to_owned(), "https://host:port"),
            ("https://a:1/path".to_owned(), "https://host:port"),
            ("https://школа.рф:1".to_owned(), "https://host:port"),
            ("unix:".to_owned(), "https://host:port"),
            (format!("https://{}:1", "a".repeat(600)), "https://host:port"),
            ("http://127.0.0.1:7400".to_owned(), "in the clear"),
            ("https://a:1#".to_owned(), "64 hex digits"),
            (format!("https://a:1#{short}"), "64 hex digits"),
            (format!("https://a:1#{upper}"), "64 hex digits"),
            (format!("https://a:1#{other}"), "64 hex digits"),
            (format!("https://a:1#{PIN}#"), "64 hex digits"),
        ] {
            let error = text.parse::<Address>().expect_err(&text).to_string();
            assert!(error.contains(needle), "{text}: {error}");
        }
    }
}
