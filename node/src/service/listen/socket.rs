//! The Unix socket of the registrar's tools: its mode and group decide who may connect.

use crate::machine::folder::{FolderError, Layout};
use attestat_wire::connect::Address;
use rustix::process::Gid;
use std::fs::{DirBuilder, Permissions};
use std::os::unix::fs::{DirBuilderExt as _, FileTypeExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use tokio::net::UnixListener;

/// The socket's mode: its owner and its group may connect.
const SOCKET_MODE: u32 = 0o660;
/// Longest path of a Unix socket: 108 bytes with the zero at its end (unix(7)).
const SOCKET_PATH_BYTES_MAX: usize = 107;
/// File in which groups are looked up.
const GROUP_FILE: &str = "/etc/group";

/// Reason for which the Unix socket cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum SocketError {
    /// The path is one that no socket can have.
    #[error(
        "the socket's path {0} is longer than 107 bytes; set a shorter `registrar_socket` in node.toml, such as /run/attestat/node.sock"
    )]
    TooLong(String),
    /// Another process answers there.
    #[error("another process listens on {0}; set another `registrar_socket` in node.toml")]
    InUse(String),
    /// Something that is no socket stands there.
    #[error("{0} exists and is not a socket; move it away or set another `registrar_socket` in node.toml")]
    NotASocket(String),
    /// There is no such group.
    #[error(
        "node.toml: `registrar_group` is {0:?}, and {GROUP_FILE} has no such group; write its number if it comes from elsewhere"
    )]
    NoSuchGroup(String),
    /// The file system refused.
    #[error("the socket {path}: {source}")]
    Io {
        /// The path.
        path: String,
        /// Error of the file system.
        source: std::io::Error,
    },
    /// The group could not be given.
    #[error(
        "the socket {path} cannot be given to the group {group:?}: {source}. The user who runs the node must be a member of it"
    )]
    Group {
        /// The path.
        path: String,
        /// The group.
        group: String,
        /// Error of the file system.
        source: std::io::Error,
    },
}

/// Checks that a socket can be opened at `path` for this group, without opening it.
pub fn check(path: &Path, group: Option<&str>) -> Result<Option<Gid>, SocketError> {
    if path.as_os_str().len() > SOCKET_PATH_BYTES_MAX {
        return Err(SocketError::TooLong(path.display().to_string()));
    }
    group.map(find_group).transpose()
}

/// Opens the socket with mode 0660 and the group, and removes one that a dead process left.
pub(super) fn bind(path: &Path, group: Option<&str>) -> Result<UnixListener, SocketError> {
    let shown = || path.display().to_string();
    let io = |source| SocketError::Io { path: shown(), source };
    let group = group.zip(check(path, group)?);
    remove_stale(path)?;
    // It is made in a folder that nobody else enters and moved out when it is closed to others, so that
    // it is never open to them, not for a moment.
    let nursery = Nursery::make(path).map_err(io)?;
    let made = nursery.0.join(NURSERY_SOCKET);
    let listener = UnixListener::bind(&made).map_err(io)?;
    std::fs::set_permissions(&made, Permissions::from_mode(SOCKET_MODE)).map_err(io)?;
    if let Some((name, gid)) = group {
        let given = rustix::fs::chown(&made, None, Some(gid));
        given.map_err(|error| SocketError::Group { path: shown(), group: name.to_owned(), source: error.into() })?;
    }
    std::fs::rename(&made, path).map_err(io)?;
    Ok(listener)
}

/// Name of a nursery's folder, before random digits.
const NURSERY: &str = ".attestat-node-";
/// The one file that is ever in it.
const NURSERY_SOCKET: &str = "s";

/// A folder of mode 0700 beside the socket, gone when it is dropped. Nothing that is not ours is ever removed:
/// `registrar_socket` may lie in a folder that others use too.
struct Nursery(PathBuf);

impl Nursery {
    fn make(path: &Path) -> std::io::Result<Self> {
        remove_left_nurseries(path);
        let random = getrandom::u64().map_err(|error| std::io::Error::other(error.to_string()))?;
        let folder = path.with_file_name(format!("{NURSERY}{random:016x}"));
        DirBuilder::new().mode(0o700).create(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Nursery {
    fn drop(&mut self) {
        remove_nursery(&self.0);
    }
}

/// Removes nurseries that a crash left. The data folder's lock is ours, so that no other process of this node uses one;
/// a node with another data folder and a socket in the same folder makes its own again when it is told so.
fn remove_left_nurseries(path: &Path) {
    let Some(entries) = path.parent().and_then(|folder| std::fs::read_dir(folder).ok()) else { return };
    let left = entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(NURSERY));
    left.for_each(|entry| remove_nursery(&entry.path()));
}

/// Removes a nursery with the socket that may be in it; a folder with anything else in it stays.
fn remove_nursery(folder: &Path) {
    let socket = folder.join(NURSERY_SOCKET);
    if std::fs::symlink_metadata(&socket).is_ok_and(|found| found.file_type().is_socket()) {
        let _ = std::fs::remove_file(&socket);
    }
    let _ = std::fs::remove_dir(folder);
}

fn remove_stale(path: &Path) -> Result<(), SocketError> {
    let shown = || path.display().to_string();
    let Ok(metadata) = std::fs::symlink_metadata(path) else { return Ok(()) };
    if !metadata.file_type().is_socket() {
        return Err(SocketError::NotASocket(shown()));
    }
    if std::os::unix::net::UnixStream::connect(path).is_ok() {
        return Err(SocketError::InUse(shown()));
    }
    std::fs::remove_file(path).map_err(|source| SocketError::Io { path: shown(), source })
}

/// The group of a name or a number.
fn find_group(name: &str) -> Result<Gid, SocketError> {
    if let Ok(number) = name.parse() {
        return Ok(Gid::from_raw(number));
    }
    let groups = std::fs::read_to_string(GROUP_FILE).unwrap_or_default();
    group_in(&groups, name).ok_or_else(|| SocketError::NoSuchGroup(name.to_owned()))
}

/// The number of a group in the text of a group file: `name:password:number:members` (group(5)).
fn group_in(groups: &str, name: &str) -> Option<Gid> {
    let fields = groups.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let number = fields.filter_map(|fields| match fields.as_slice() {
        [found, _, number, ..] if *found == name => number.parse().ok(),
        _ => None,
    });
    number.map(Gid::from_raw).next()
}

/// Writes the address at which the node listens to `run/address`, with its pin, for tools on this machine: with port 0
/// in the settings nobody else can know.
pub(super) fn note_address(layout: &Layout, address: Option<&Address>) -> Result<(), FolderError> {
    let path = layout.address();
    let text = address.map(|address| format!("{address}\n")).unwrap_or_default();
    crate::machine::replace::replace(&path, text.as_bytes()).map_err(|error| FolderError::io(&path, error))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;

    #[tokio::test]
    async fn the_socket_is_closed_to_others_and_a_stale_one_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("node.sock");
        let first = bind(&path, None).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o660);
        assert!(matches!(bind(&path, None), Err(SocketError::InUse(_))));
        drop(first);
        let own = rustix::process::getgid().as_raw().to_string();
        bind(&path, Some(&own)).unwrap();
        std::fs::remove_file(&path).unwrap();
        std::fs::write(&path, "a file").unwrap();
        assert!(matches!(bind(&path, None), Err(SocketError::NotASocket(_))));
        let long = dir.path().join("x".repeat(110));
        assert!(matches!(bind(&long, None), Err(SocketError::TooLong(_))));
        let nowhere = dir.path().join("other.sock");
        assert!(matches!(bind(&nowhere, Some("no-such-group-here")), Err(SocketError::NoSuchGroup(_))));
    }

    #[tokio::test]
    async fn opening_a_socket_removes_no_foreign_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("node.sock");
        let others = [".new/letter.txt", ".attestat-node-0123/letter.txt"].map(|name| dir.path().join(name));
        for other in &others {
            std::fs::create_dir(other.parent().unwrap()).unwrap();
            std::fs::write(other, "of somebody else").unwrap();
        }
        let left = dir.path().join(format!("{NURSERY}left"));
        std::fs::create_dir(&left).unwrap();
        drop(UnixListener::bind(left.join(NURSERY_SOCKET)).unwrap());
        let _open = bind(&path, None).unwrap();
        assert!(others.iter().all(|other| other.is_file()), "files of others stay");
        assert!(!left.exists(), "what a crash left goes");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 3, "the socket and the folders of others");
    }

    #[test]
    fn user_groups_are_found_only_by_their_whole_name() {
        let groups = "root:x:0:\nregistrars:x:1007:anna,ivan\nregistrar:x:1008:\n";
        assert_eq!(group_in(groups, "registrar"), Some(Gid::from_raw(1008)));
        assert_eq!(group_in(groups, "registrars"), Some(Gid::from_raw(1007)));
        assert_eq!(group_in(groups, "registra"), None);
        assert_eq!(find_group("1009").unwrap(), Gid::from_raw(1009));
    }
}
