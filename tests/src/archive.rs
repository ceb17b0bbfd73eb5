//! Zip archives written by hand (APPNOTE.TXT 6.3.10), so that they can be wrong in single ways.

use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::Write as _;

/// Version that deflate needs.
const VERSION: u16 = 20;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// General purpose flag of an entry under a password.
pub const ENCRYPTED: u16 = 1;
/// General purpose flag of a name in UTF-8.
const UTF8: u16 = 1 << 11;

/// An archive that grows.
#[derive(Default)]
pub struct Archive {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
}

impl Archive {
    /// Adds a file with its name in UTF-8, packed.
    pub fn file(&mut self, name: &str, bytes: impl AsRef<[u8]>) -> anyhow::Result<()> {
        let mut packer = DeflateEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(bytes.as_ref())?;
        let packed = packer.finish()?;
        self.entry(name.as_bytes(), UTF8, DEFLATED, bytes.as_ref(), &packed)
    }

    /// Adds a file as it is, with a name of any bytes and these flags.
    pub fn stored(&mut self, name: &[u8], flags: u16, bytes: &[u8]) -> anyhow::Result<()> {
        self.entry(name, flags, STORED, bytes, bytes)
    }

    fn entry(&mut self, name: &[u8], flags: u16, method: u16, whole: &[u8], packed: &[u8]) -> anyhow::Result<()> {
        let place = u32::try_from(self.bytes.len())?;
        let shared = shared(name, flags, method, whole, packed)?;
        self.bytes.extend([b"PK\x03\x04", shared.as_slice(), name, packed].concat());
        self.list(name, &shared, place);
        Ok(())
    }

    /// Names the entry that was added last once more, in the same place.
    pub fn overlap(&mut self, name: &[u8], bytes: &[u8]) -> anyhow::Result<()> {
        let shared = shared(name, UTF8, STORED, bytes, bytes)?;
        self.list(name, &shared, 0);
        Ok(())
    }

    fn list(&mut self, name: &[u8], shared: &[u8], place: u32) {
        let made_by = VERSION.to_le_bytes();
        // No comment, disk 0, no attributes.
        let rest = [&[0; 10][..], &place.to_le_bytes()].concat();
        self.directory.extend([b"PK\x01\x02", &made_by[..], shared, &rest, name].concat());
        self.count += 1;
    }

    /// The whole archive.
    pub fn finish(self) -> anyhow::Result<Vec<u8>> {
        let count = self.count.to_le_bytes();
        let length = u32::try_from(self.directory.len())?.to_le_bytes();
        let place = u32::try_from(self.bytes.len())?.to_le_bytes();
        let end = [b"PK\x05\x06", &[0; 4][..], &count, &count, &length, &place, &[0; 2]].concat();
        Ok([self.bytes, self.directory, end].concat())
    }
}

/// The fields that stand before an entry and in the directory alike.
fn shared(name: &[u8], flags: u16, method: u16, whole: &[u8], packed: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut sum = flate2::Crc::new();
    sum.update(whole);
    let (version, flags, method) = (VERSION.to_le_bytes(), flags.to_le_bytes(), method.to_le_bytes());
    // 1980-01-01, 00:00.
    let time = [0, 0, 0x21, 0];
    let lengths = [u32::try_from(packed.len())?, u32::try_from(whole.len())?].map(u32::to_le_bytes).concat();
    let names = [u16::try_from(name.len())?, 0].map(u16::to_le_bytes).concat();
    Ok([&version[..], &flags, &method, &time, &sum.sum().to_le_bytes(), &lengths, &names].concat())
}
