//! Messages between a page and its shell: a header in JSON, and bytes behind it that JSON would only swell.
//!
//! ```text
//! length of the header   u32, little-endian
//! header                 JSON
//! body                   bytes, up to the end of the message
//! ```

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Bytes of the length.
const LENGTH_BYTES: usize = 4;

/// Puts a message together.
pub fn write(header: &impl Serialize, body: &[u8]) -> Vec<u8> {
    // Headers are types of this crate, of which none has a map with keys that are no strings.
    let header = serde_json::to_vec(header).unwrap_or_default();
    let length = u32::try_from(header.len()).unwrap_or_default();
    [&length.to_le_bytes(), header.as_slice(), body].concat()
}

/// Takes a message apart; none where it is not one.
pub fn read<T: DeserializeOwned>(message: &[u8]) -> Option<(T, &[u8])> {
    let (length, rest) = message.split_first_chunk::<LENGTH_BYTES>()?;
    let (header, body) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
    Some((serde_json::from_str(core::str::from_utf8(header).ok()?).ok()?, body))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_message_comes_apart_as_it_was_put_together(header in ".*", body in prop::collection::vec(any::<u8>(), 0..50)) {
            let message = write(&header, &body);
            prop_assert_eq!(read::<String>(&message), Some((header, body.as_slice())));
        }

        #[test]
        fn no_bytes_panic_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..50)) {
            _ = read::<String>(&bytes);
        }
    }

    #[test]
    fn a_message_that_is_cut_short_is_none() {
        let message = write(&"header", b"");
        assert_eq!(read::<String>(&message[..message.len() - 1]), None);
        assert_eq!(read::<String>(&message[..3]), None);
    }
}
