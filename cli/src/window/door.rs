//! The door of the page: it lets windows in that were opened by the address that this program printed.
//!
//! Other users of the machine, pages in other tabs and programs at other ports reach the same port. What tells the right window
//! from them: a ticket in the part of the first address that no browser sends (behind `#`), good once and for a while; for
//! it the window is given a secret, which it keeps in memory and shows in a header with everything that it asks. A header of that name
//! is sent by no form and no picture, and by no script of another origin without this program's leave, which nobody gets. `Host` has to be this
//! page's own name, so that a stranger's name for 127.0.0.1 (DNS rebinding) opens nothing.

use attestat_ledger::encoding::base64url;
use attestat_ledger::hash::sha256;
use axum::http::{HeaderMap, Method, header};
use std::sync::Mutex;
use std::time::{Duration, Instant};
use zeroize::Zeroizing;

/// Bytes of a ticket and of a secret.
const SECRET_BYTES: usize = 32;
/// Time for which a ticket is good.
const TICKET_AGE: Duration = Duration::from_secs(600);
/// Most tickets that are out, and most windows that are in.
const WINDOWS_MAX: usize = 16;
/// Header in which a window shows its secret.
pub(crate) const WINDOW: &str = "attestat-window";

/// The door of a page at one port.
pub(crate) struct Door {
    port: u16,
    inside: Mutex<Inside>,
}

/// Hashes of what is out: a copy of this memory opens nothing.
#[derive(Default)]
struct Inside {
    tickets: Vec<([u8; 32], Instant)>,
    windows: Vec<[u8; 32]>,
}

/// Reason for which nobody is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The request came by another name, or from another page.
    Elsewhere,
    /// The window has no secret, or one of another run.
    Stranger,
}

impl Door {
    /// The door of the page at this port.
    pub(crate) fn at(port: u16) -> Self {
        Self { port, inside: Mutex::default() }
    }

    /// The address of the page, with a ticket that is good once.
    pub(crate) fn address(&self, ticket: &str) -> String {
        format!("{}/#{ticket}", self.origin())
    }

    /// The page's origin.
    fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// A new ticket.
    pub(crate) fn ticket(&self) -> Result<Zeroizing<String>, getrandom::Error> {
        let ticket = drawn()?;
        let mut inside = self.inside();
        if inside.tickets.len() >= WINDOWS_MAX {
            inside.tickets.remove(0);
        }
        inside.tickets.push((sha256(ticket.as_bytes()), Instant::now()));
        Ok(ticket)
    }

    /// The secret of a new window, for a ticket, which is worth nothing afterwards. The window that came first goes where
    /// there are too many.
    pub(crate) fn enter(&self, ticket: &str) -> Result<Zeroizing<String>, Refused> {
        let hash = sha256(ticket.as_bytes());
        let mut inside = self.inside();
        inside.tickets.retain(|(_, since)| since.elapsed() < TICKET_AGE);
        let at = inside.tickets.iter().position(|(known, _)| *known == hash).ok_or(Refused::Stranger)?;
        inside.tickets.remove(at);
        let secret = drawn().map_err(|_| Refused::Stranger)?;
        if inside.windows.len() >= WINDOWS_MAX {
            inside.windows.remove(0);
        }
        inside.windows.push(sha256(secret.as_bytes()));
        Ok(secret)
    }

    /// Checks that a request came by the page's own name, and, unless it only loads the page, from the page itself.
    pub(crate) fn check_place(&self, method: &Method, headers: &HeaderMap) -> Result<(), Refused> {
        let host = format!("localhost:{}", self.port);
        let is = |name, value: &str| headers.get(name).is_some_and(|found| found.as_bytes() == value.as_bytes());
        let site = headers.get("sec-fetch-site").map(|site| site.as_bytes());
        let is_own_site = match *method {
            // The address was typed or opened by a program, or the page loads what belongs to it.
            Method::GET => site.is_none_or(|site| [&b"none"[..], b"same-origin"].contains(&site)),
            _ => site.is_none_or(|site| site == b"same-origin") && is(header::ORIGIN, &self.origin()),
        };
        if is(header::HOST, &host) && is_own_site { Ok(()) } else { Err(Refused::Elsewhere) }
    }

    /// Checks that a request came from a window that is in.
    pub(crate) fn check_window(&self, headers: &HeaderMap) -> Result<(), Refused> {
        let shown = headers.get(WINDOW).map(|secret| sha256(secret.as_bytes()));
        // Hashes are compared: how far they agree says nothing of a secret.
        let is_in = shown.is_some_and(|shown| self.inside().windows.contains(&shown));
        if is_in { Ok(()) } else { Err(Refused::Stranger) }
    }

    fn inside(&self) -> std::sync::MutexGuard<'_, Inside> {
        // Nothing panics while it is held.
        self.inside.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn drawn() -> Result<Zeroizing<String>, getrandom::Error> {
    let mut bytes = Zeroizing::new([0; SECRET_BYTES]);
    getrandom::fill(bytes.as_mut_slice())?;
    Ok(Zeroizing::new(base64url(bytes.as_slice())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| ((*name).parse().unwrap(), HeaderValue::from_str(value).unwrap())).collect()
    }

    #[test]
    fn a_ticket_is_good_once_and_its_secret_opens_until_the_end() {
        let door = Door::at(7481);
        let ticket = door.ticket().unwrap();
        assert_eq!(door.address(&ticket), format!("http://localhost:7481/#{}", ticket.as_str()));
        let secret = door.enter(&ticket).unwrap();
        assert_eq!(door.enter(&ticket).unwrap_err(), Refused::Stranger, "a second time");
        for _ in 0..3 {
            door.check_window(&headers(&[(WINDOW, &secret)])).unwrap();
        }
        for wrong in ["", &ticket, &secret[1..], &format!("{}x", secret.as_str())] {
            assert_eq!(door.check_window(&headers(&[(WINDOW, wrong)])), Err(Refused::Stranger), "{wrong}");
        }
        assert_eq!(door.check_window(&HeaderMap::new()), Err(Refused::Stranger));
        assert_eq!(Door::at(7481).check_window(&headers(&[(WINDOW, &secret)])), Err(Refused::Stranger), "another run");
    }

    #[test]
    fn tickets_and_windows_do_not_grow_without_end() {
        let door = Door::at(1);
        let first = door.ticket().unwrap();
        let secrets: Vec<_> = (0..=WINDOWS_MAX).map(|_| door.enter(&door.ticket().unwrap()).unwrap()).collect();
        assert_eq!(door.check_window(&headers(&[(WINDOW, &secrets[0])])), Err(Refused::Stranger), "the first is out");
        door.check_window(&headers(&[(WINDOW, secrets.last().unwrap())])).unwrap();
        (0..WINDOWS_MAX).for_each(|_| _ = door.ticket().unwrap());
        assert_eq!(door.enter(&first).unwrap_err(), Refused::Stranger);
    }

    #[test]
    fn only_the_page_itself_is_heard() {
        let door = Door::at(7481);
        let (host, origin) = (("host", "localhost:7481"), ("origin", "http://localhost:7481"));
        let own = ("sec-fetch-site", "same-origin");
        door.check_place(&Method::GET, &headers(&[host])).unwrap();
        door.check_place(&Method::GET, &headers(&[host, ("sec-fetch-site", "none")])).unwrap();
        door.check_place(&Method::POST, &headers(&[host, origin, own])).unwrap();
        // Browsers of before 2023 do not send the last of them.
        door.check_place(&Method::POST, &headers(&[host, origin])).unwrap();
        type Headers<'a> = &'a [(&'static str, &'a str)];
        let refused: [(&str, Method, Headers<'_>); 9] = [
            ("no name", Method::GET, &[]),
            ("a stranger's name for this machine", Method::GET, &[("host", "evil.example:7481")]),
            ("an address", Method::GET, &[("host", "127.0.0.1:7481")]),
            ("another port", Method::GET, &[("host", "localhost:7482")]),
            ("a picture in another page", Method::GET, &[host, ("sec-fetch-site", "cross-site")]),
            ("a page at another port", Method::GET, &[host, ("sec-fetch-site", "same-site")]),
            ("a form of a file", Method::POST, &[host, ("origin", "null")]),
            ("a form at another port", Method::POST, &[host, ("origin", "http://localhost:7482"), own]),
            ("a request without an origin", Method::POST, &[host, own]),
        ];
        for (who, method, pairs) in refused {
            assert_eq!(door.check_place(&method, &headers(pairs)), Err(Refused::Elsewhere), "{who}");
        }
    }
}
