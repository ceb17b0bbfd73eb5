//! The family's side: keyring, encrypted file, enrolment, disclosure, recovery; bytes in, bytes out.
#![forbid(unsafe_code)]
