//! Tables of canonical composition, which `build.rs` writes, and the rule for Hangul (The Unicode Standard, 3.12).

use std::sync::OnceLock;

const L: u32 = 0x1100;
const V: u32 = 0x1161;
const T: u32 = 0x11a7;
const S: u32 = 0xac00;
const V_COUNT: u32 = 21;
const T_COUNT: u32 = 28;
const S_COUNT: u32 = 11_172;

/// The tables.
pub(super) struct Tables {
    /// Letters with their parts, in order: the second part is 0 where there is one only.
    letters: Vec<(u32, u32, u32)>,
    /// Pairs of parts with the letter that they make, in order.
    pairs: Vec<(u32, u32, u32)>,
    /// Beginnings of ranges with the class of the characters in them, in order.
    classes: Vec<(u32, u8)>,
}

impl Tables {
    /// The tables, read when they are first needed.
    pub(super) fn get() -> &'static Self {
        static TABLES: OnceLock<Tables> = OnceLock::new();
        TABLES.get_or_init(Self::read)
    }

    fn read() -> Self {
        let mut bytes = include_bytes!(concat!(env!("OUT_DIR"), "/composing.bin")).iter().copied();
        let [letters, firsts, seconds, classes] = core::array::from_fn(|_| column(&mut bytes));
        let (mut known, mut pairs) = (Vec::with_capacity(letters.len()), Vec::new());
        let mut row = (0, 0, 0);
        for ((letter, first), second) in letters.into_iter().zip(firsts).zip(seconds) {
            row = (moved(row.0, letter >> 1), moved(row.1, first), moved(row.2, second));
            known.push(row);
            if letter & 1 == 1 {
                pairs.push((row.1, row.2, row.0));
            }
        }
        pairs.sort_unstable();
        let mut at = 0;
        let classes = classes.as_chunks::<2>().0.iter().map(|[step, class]| {
            at = moved(at, *step);
            (at, u8::try_from(*class).unwrap_or_default())
        });
        Self { letters: known, pairs, classes: classes.collect() }
    }

    /// The class of a character: 0 for those that begin something.
    pub(super) fn class(&self, letter: char) -> u8 {
        let behind = self.classes.partition_point(|(begin, _)| *begin <= u32::from(letter));
        behind.checked_sub(1).and_then(|at| self.classes.get(at)).map_or(0, |(_, class)| *class)
    }

    /// Takes a letter apart as far as it can be.
    pub(super) fn take_apart(&self, letter: char, out: &mut Vec<(u8, char)>) {
        let number = u32::from(letter);
        if let Some(syllable) = number.checked_sub(S).filter(|number| *number < S_COUNT) {
            let parts = [L + syllable / (V_COUNT * T_COUNT), V + syllable / T_COUNT % V_COUNT, T + syllable % T_COUNT];
            let parts = parts.into_iter().filter(|part| *part != T).filter_map(char::from_u32);
            return out.extend(parts.map(|part| (0, part)));
        }
        let found = self.letters.binary_search_by_key(&number, |(letter, ..)| *letter);
        let Some((_, first, second)) = found.ok().and_then(|at| self.letters.get(at)) else {
            return out.push((self.class(letter), letter));
        };
        for part in [*first, *second].into_iter().filter(|part| *part != 0).filter_map(char::from_u32) {
            self.take_apart(part, out);
        }
    }

    /// The letter that two make.
    pub(super) fn join(&self, first: char, second: char) -> Option<char> {
        let (one, other) = (u32::from(first), u32::from(second));
        if let (Some(first), Some(second @ 0..V_COUNT)) = (one.checked_sub(L), other.checked_sub(V))
            && first < S_COUNT / (V_COUNT * T_COUNT)
        {
            return char::from_u32(S + (first * V_COUNT + second) * T_COUNT);
        }
        if let (Some(first @ 0..S_COUNT), Some(second @ 1..T_COUNT)) = (one.checked_sub(S), other.checked_sub(T))
            && first.is_multiple_of(T_COUNT)
        {
            return char::from_u32(one + second);
        }
        let found = self.pairs.binary_search_by_key(&(one, other), |(first, second, _)| (*first, *second)).ok()?;
        self.pairs.get(found).and_then(|(.., letter)| char::from_u32(*letter))
    }
}

fn moved(number: u32, by: i64) -> u32 {
    u32::try_from(i64::from(number) + by).unwrap_or_default()
}

/// Numbers behind their count, as `build.rs` writes them.
fn column(bytes: &mut impl Iterator<Item = u8>) -> Vec<i64> {
    let mut next = || {
        let (mut number, mut shift) = (0_u32, 0);
        for byte in bytes.by_ref() {
            number |= u32::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                break;
            }
        }
        number
    };
    let count = next();
    let signed = |number: u32| if number & 1 == 1 { -i64::from(number >> 1) } else { i64::from(number >> 1) };
    (0..count).map(|_| signed(next())).collect()
}
