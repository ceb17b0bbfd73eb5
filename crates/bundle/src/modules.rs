//! The modules, as `make pages` built them.

include!(concat!(env!("OUT_DIR"), "/modules.rs"));

/// The modules.
pub(crate) struct Modules {
    /// The pages.
    pub(crate) page: &'static [u8],
    /// The reader of codes.
    pub(crate) codes: &'static [u8],
}

/// The modules; none where the program was built without them.
pub(crate) fn modules() -> Option<Modules> {
    Some(Modules { page: MODULE?, codes: CODES? })
}
