//! The start of a node, and its end.

use super::{open, settings, system};
use crate::operator::run::RunError;
use crate::service::listen::{ServeError, SocketError};
use crate::web::{FilesError, WebError};
use attestat_wire::listen::CertificateError;
use attestat_words::text;
use attestat_words::text::Text;

/// The file of this machine's groups.
const GROUP_FILE: &str = "/etc/group";

/// A reason for which a node did not start, or not end well.
pub fn run(error: &RunError) -> Text {
    match error {
        RunError::Open(error) => open(error),
        RunError::Serve(error) => serve(error),
        RunError::Web(error) => web(error),
        RunError::Refused(refusal) => Text::joined([refusal.what.clone(), " ".into(), refusal.todo.clone()]),
        RunError::System(error) => text!("node-run-system", why = system(error)),
        RunError::Stopped(why) => text!("node-run-stopped", why = why),
    }
}

fn web(error: &WebError) -> Text {
    match error {
        WebError::Listen { address, source } => {
            text!("node-web-listen", address = address.to_string(), why = system(source))
        }
        WebError::Files(error) => certificate(error),
    }
}

/// A reason for which the certificate of the pages cannot be used.
pub fn certificate(error: &FilesError) -> Text {
    match error {
        FilesError::Io { path, source } => text!("node-path", path = path, why = system(source)),
        FilesError::Secret(error) => settings::secret(error),
        FilesError::Certificate(CertificateError::NoCertificate) => text!("node-web-no-certificate"),
        FilesError::Certificate(CertificateError::NoKey) => text!("node-web-no-key"),
        FilesError::Certificate(CertificateError::Pair(why)) => text!("node-web-pair", why = why),
        FilesError::Certificate(CertificateError::Tls(why)) => text!("node-web-tls", why = why),
    }
}

fn serve(error: &ServeError) -> Text {
    match error {
        ServeError::Listen { address, source } => {
            text!("node-serve-listen", address = address.to_string(), why = system(source))
        }
        ServeError::Socket(error) => socket(error),
        ServeError::Folder(error) => settings::folder(error),
        ServeError::Transport(why) => text!("node-serve-ended", why = why.to_string()),
    }
}

/// A reason for which the socket of the registrar's tools cannot be opened.
pub fn socket(error: &SocketError) -> Text {
    match error {
        SocketError::TooLong(path) => text!("node-socket-too-long", path = path),
        SocketError::InUse(path) => text!("node-socket-in-use", path = path),
        SocketError::NotASocket(path) => text!("node-socket-not-a-socket", path = path),
        SocketError::NoSuchGroup(group) => {
            text!("node-socket-no-group", group = format!("{group:?}"), file = GROUP_FILE)
        }
        SocketError::Io { path, source } => text!("node-socket-path", path = path, why = system(source)),
        SocketError::Group { path, group, source } => {
            text!("node-socket-group", path = path, group = format!("{group:?}"), why = system(source))
        }
    }
}
