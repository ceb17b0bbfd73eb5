//! Two streams side by side: texts, which compress, and bytes, which do not.

use super::PackError;

/// Writes both streams.
#[derive(Default)]
pub(super) struct Writer {
    pub(super) texts: Vec<u8>,
    pub(super) bytes: Vec<u8>,
}

impl Writer {
    /// A number, seven bits to the byte, the lowest first (LEB128).
    pub(super) fn number(&mut self, mut number: u64) {
        loop {
            let low = u8::try_from(number & 0x7f).unwrap_or_default();
            number >>= 7;
            if number == 0 {
                self.texts.push(low);
                return;
            }
            self.texts.push(low | 0x80);
        }
    }

    pub(super) fn count(&mut self, count: usize) {
        self.number(u64::try_from(count).unwrap_or(u64::MAX));
    }

    /// A text with its length before it.
    pub(super) fn text(&mut self, text: &[u8]) {
        self.count(text.len());
        self.texts.extend_from_slice(text);
    }

    /// Bytes whose number the reader knows.
    pub(super) fn exact(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Bytes with their number before them, among the texts.
    pub(super) fn counted(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.exact(bytes);
    }
}

/// Reads both streams; nothing is allocated beyond what is there.
pub(super) struct Reader<'a> {
    pub(super) texts: &'a [u8],
    pub(super) bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    /// A number in its shortest form.
    pub(super) fn number(&mut self) -> Result<u64, PackError> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.texts.split_first().ok_or(PackError::Damaged)?;
            self.texts = rest;
            let low = u64::from(byte & 0x7f);
            if low << shift >> shift != low || (*byte == 0 && shift > 0) {
                return Err(PackError::Damaged);
            }
            number |= low << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(PackError::Damaged)
    }

    /// A count of at most `limit`.
    pub(super) fn count(&mut self, limit: usize) -> Result<usize, PackError> {
        usize::try_from(self.number()?).ok().filter(|count| *count <= limit).ok_or(PackError::Damaged)
    }

    pub(super) fn text(&mut self) -> Result<&'a [u8], PackError> {
        let length = self.count(self.texts.len())?;
        let (text, rest) = self.texts.split_at_checked(length).ok_or(PackError::Damaged)?;
        self.texts = rest;
        Ok(text)
    }

    pub(super) fn utf8(&mut self) -> Result<&'a str, PackError> {
        core::str::from_utf8(self.text()?).map_err(|_| PackError::Damaged)
    }

    pub(super) fn exact<const N: usize>(&mut self) -> Result<[u8; N], PackError> {
        let (chunk, rest) = self.bytes.split_first_chunk::<N>().ok_or(PackError::Damaged)?;
        self.bytes = rest;
        Ok(*chunk)
    }

    pub(super) fn counted(&mut self) -> Result<&'a [u8], PackError> {
        let length = self.count(self.bytes.len())?;
        let (chunk, rest) = self.bytes.split_at_checked(length).ok_or(PackError::Damaged)?;
        self.bytes = rest;
        Ok(chunk)
    }
}
