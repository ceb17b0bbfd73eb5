//! Sinks that a body is written to: a vector, or a number that only counts its bytes.

use attestat_ledger::encoding::put_prefixed;

/// Takes a body as it is written.
pub(super) trait Sink {
    /// Takes some bytes.
    fn bytes(&mut self, bytes: &[u8]);
    /// Takes `lp(bytes)`.
    fn prefixed(&mut self, bytes: &[u8]);
}

impl Sink for Vec<u8> {
    fn bytes(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }

    fn prefixed(&mut self, bytes: &[u8]) {
        put_prefixed(self, bytes);
    }
}

/// Number of bytes that were taken.
pub(super) struct ByteCount(pub(super) usize);

impl Sink for ByteCount {
    fn bytes(&mut self, bytes: &[u8]) {
        self.0 += bytes.len();
    }

    fn prefixed(&mut self, bytes: &[u8]) {
        // lp(x) = u16 length ‖ x
        self.0 += size_of::<u16>() + bytes.len();
    }
}

/// Writes `lp(text)`.
pub(super) fn put_text<S: Sink>(out: &mut S, text: &str) {
    out.prefixed(text.as_bytes());
}

/// Writes `count u32`; counts are bounded by the limits of what is counted.
pub(super) fn put_count<S: Sink>(out: &mut S, count: usize) {
    let count = u32::try_from(count).expect("counts are bounded by their limits");
    out.bytes(&count.to_be_bytes());
}
