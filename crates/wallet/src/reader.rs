//! Reader of the fields of the wallet's own formats, from the front of bytes; every refusal names the field.

/// Reason for which bytes do not have the expected fields. Never repeats the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FieldError {
    /// The bytes end inside a field.
    #[error("the bytes end inside the field `{0}`")]
    Truncated(&'static str),
    /// A field has a value that its type does not allow.
    #[error("the field `{0}` has a value that does not exist")]
    BadValue(&'static str),
    /// A field announces more than is allowed.
    #[error("the field `{field}` says {count}; at most {limit} are allowed")]
    TooMany {
        /// The field.
        field: &'static str,
        /// Number in the field.
        count: usize,
        /// Greatest number that is allowed.
        limit: usize,
    },
    /// Bytes follow the last field.
    #[error("{0} bytes follow the last field")]
    Trailing(usize),
}

/// Bytes that are left to read.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn take(&mut self, length: usize, field: &'static str) -> Result<&'a [u8], FieldError> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(FieldError::Truncated(field))?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self, field: &'static str) -> Result<[u8; N], FieldError> {
        let (taken, rest) = self.0.split_first_chunk::<N>().ok_or(FieldError::Truncated(field))?;
        self.0 = rest;
        Ok(*taken)
    }

    pub(crate) fn byte(&mut self, field: &'static str) -> Result<u8, FieldError> {
        self.array::<1>(field).map(|[byte]| byte)
    }

    pub(crate) fn u16(&mut self, field: &'static str) -> Result<u16, FieldError> {
        self.array(field).map(u16::from_be_bytes)
    }

    pub(crate) fn u32(&mut self, field: &'static str) -> Result<u32, FieldError> {
        self.array(field).map(u32::from_be_bytes)
    }

    pub(crate) fn u64(&mut self, field: &'static str) -> Result<u64, FieldError> {
        self.array(field).map(u64::from_be_bytes)
    }

    /// Reads the number of items that follow, each of at least one byte: never more than there are bytes.
    pub(crate) fn count(&mut self, field: &'static str, limit: usize) -> Result<usize, FieldError> {
        let count = usize::try_from(self.u32(field)?).unwrap_or(usize::MAX);
        if count > limit {
            return Err(FieldError::TooMany { field, count, limit });
        }
        if count > self.0.len() { Err(FieldError::Truncated(field)) } else { Ok(count) }
    }

    /// `lp(text)`, at most `limit` bytes.
    pub(crate) fn text(&mut self, field: &'static str, limit: usize) -> Result<&'a str, FieldError> {
        let count = usize::from(self.u16(field)?);
        if count > limit {
            return Err(FieldError::TooMany { field, count, limit });
        }
        core::str::from_utf8(self.take(count, field)?).map_err(|_| FieldError::BadValue(field))
    }

    /// A byte that is 0 or 1.
    pub(crate) fn flag(&mut self, field: &'static str) -> Result<bool, FieldError> {
        match self.byte(field)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(FieldError::BadValue(field)),
        }
    }

    pub(crate) fn end(&self) -> Result<(), FieldError> {
        if self.0.is_empty() { Ok(()) } else { Err(FieldError::Trailing(self.0.len())) }
    }
}
