//! Codes in the command line: pictures of them on the disk.

mod files;

pub(crate) use attestat_codes::{Code, CodeError, IMAGE_BYTES_MAX, PAPER_COLUMNS, is_image, read};
pub(crate) use files::{Content, read_content, refuse_any_there, unusable, write_all};

const _: () = assert!(
    attestat_credential::presentation::packing::FRAME_BYTES_MAX <= attestat_codes::CODE_BYTES_MAX,
    "every frame goes into one code"
);
