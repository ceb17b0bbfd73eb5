//! The files of the pages for browsers.
#![forbid(unsafe_code)]
