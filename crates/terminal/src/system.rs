//! Errors of the operating system in words.

use attestat_words::text;
use attestat_words::text::Text;
use std::io::{Error, ErrorKind};

/// An error of the operating system: what it means where a person can act on it, and the system's own words.
pub fn system(error: &Error) -> Text {
    let why = error.to_string();
    match error.kind() {
        ErrorKind::NotFound => text!("system-missing", why = why),
        ErrorKind::PermissionDenied => text!("system-denied", why = why),
        ErrorKind::AlreadyExists => text!("system-exists", why = why),
        ErrorKind::IsADirectory => text!("system-folder", why = why),
        ErrorKind::NotADirectory => text!("system-not-a-folder", why = why),
        ErrorKind::ReadOnlyFilesystem => text!("system-read-only", why = why),
        ErrorKind::StorageFull => text!("system-full", why = why),
        ErrorKind::InvalidData => text!("system-not-text", why = why),
        ErrorKind::AddrInUse => text!("system-in-use", why = why),
        ErrorKind::AddrNotAvailable => text!("system-not-here", why = why),
        _ => text!("system-other", why = why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_words::english::english_words;
    use attestat_words::language::Language;

    #[test]
    fn an_error_of_the_system_says_in_russian_what_it_means() {
        let error = Error::from(ErrorKind::NotFound);
        assert_eq!(system(&error).to_string(), error.to_string());
        let russian = system(&error).told(Language::Russian);
        assert!(russian.starts_with("нет такого файла или папки"), "{russian}");
        for kind in [ErrorKind::PermissionDenied, ErrorKind::StorageFull, ErrorKind::TimedOut] {
            let russian = system(&kind.into()).told(Language::Russian);
            assert_eq!(english_words(&russian), [""; 0], "{russian}");
        }
    }
}
