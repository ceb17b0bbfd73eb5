//! CRC-32 of the entries of a .zip, eight bytes at a time. The tables are made when they are first needed: those of the
//! libraries are 16 KB that no compression makes smaller, in a module that every visitor of a page loads.

use std::sync::OnceLock;

/// The polynomial 0x04c11db7 with its bits in reverse.
const POLYNOMIAL: u32 = 0xedb8_8320;

/// For each byte its CRC, and the CRC with one to seven zero bytes behind it.
type Tables = [[u32; 256]; 8];

/// CRC-32 of bytes.
pub(super) fn crc(bytes: &[u8]) -> u32 {
    static TABLES: OnceLock<Box<Tables>> = OnceLock::new();
    let [t0, t1, t2, t3, t4, t5, t6, t7] = &**TABLES.get_or_init(tables);
    let (eights, rest) = bytes.as_chunks::<8>();
    let of_eights = eights.iter().fold(u32::MAX, |crc, [a, b, c, d, e, f, g, h]| {
        let [a, b, c, d] = (crc ^ u32::from_le_bytes([*a, *b, *c, *d])).to_le_bytes();
        of(t7, a) ^ of(t6, b) ^ of(t5, c) ^ of(t4, d) ^ of(t3, *e) ^ of(t2, *f) ^ of(t1, *g) ^ of(t0, *h)
    });
    !rest.iter().fold(of_eights, |crc, byte| next(t0, crc, *byte))
}

fn tables() -> Box<Tables> {
    let mut tables = Box::new([[0; 256]; 8]);
    let mut table: [u32; 256] = core::array::from_fn(|byte| {
        let shifted = |crc: u32| if crc & 1 == 1 { (crc >> 1) ^ POLYNOMIAL } else { crc >> 1 };
        (0..8).fold(u32::try_from(byte).unwrap_or_default(), |crc, _| shifted(crc))
    });
    let first = table;
    for place in tables.iter_mut() {
        *place = table;
        table = table.map(|crc| next(&first, crc, 0));
    }
    tables
}

fn next(table: &[u32; 256], crc: u32, byte: u8) -> u32 {
    let [low, ..] = crc.to_le_bytes();
    (crc >> 8) ^ of(table, low ^ byte)
}

fn of(table: &[u32; 256], byte: u8) -> u32 {
    table.get(usize::from(byte)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_check_value_is_that_of_the_catalogue_of_crcs() {
        assert_eq!((crc(b"123456789"), crc(b"")), (0xcbf4_3926, 0));
    }

    proptest! {
        #[test]
        fn bytes_have_the_crc_of_the_library(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            let mut library = flate2::Crc::new();
            library.update(&bytes);
            prop_assert_eq!(crc(&bytes), library.sum());
        }
    }
}
