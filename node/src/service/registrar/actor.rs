//! Name of the caller on the Unix socket, as a pupil's access log has it for the registrar.

use tonic::Request;
use tonic::transport::server::UdsConnectInfo;

/// File in which user names are looked up.
const PASSWORD_FILE: &str = "/etc/passwd";
/// Longest user name in bytes that is taken (useradd(8)).
const USER_BYTES_MAX: usize = 32;

/// `registrar <user name>`, or the user's number where it has no name; from the socket, not from what
/// the caller says.
pub(crate) fn registrar<T>(request: &Request<T>) -> String {
    let credentials = request.extensions().get::<UdsConnectInfo>().and_then(|info| info.peer_cred);
    let Some(uid) = credentials.map(|credentials| credentials.uid()) else { return "registrar".to_owned() };
    let users = std::fs::read_to_string(PASSWORD_FILE).unwrap_or_default();
    let name = user_in(&users, uid).map_or_else(|| uid.to_string(), str::to_owned);
    format!("registrar {name}")
}

/// The name of a user in the text of a password file: `name:password:uid:…` (passwd(5)).
fn user_in(users: &str, uid: u32) -> Option<&str> {
    let uid = uid.to_string();
    users.lines().find_map(|line| match line.split(':').collect::<Vec<_>>().as_slice() {
        [name, _, number, ..] if *number == uid && !name.is_empty() && name.len() <= USER_BYTES_MAX => Some(*name),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_names_are_found_only_by_the_whole_number() {
        let users = "root:x:0:0::/root:/bin/sh\nanna:x:1007:1007::/:\nivan:x:100:100::/:\n:x:7:7::/:\n";
        assert_eq!(user_in(users, 1007), Some("anna"));
        assert_eq!(user_in(users, 100), Some("ivan"));
        assert_eq!((user_in(users, 7), user_in(users, 10)), (None, None));
        assert_eq!(registrar(&Request::new(())), "registrar", "without a socket nobody is named");
    }
}
