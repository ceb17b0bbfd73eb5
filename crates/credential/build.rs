//! Writes the tables of Unicode's canonical composition in a form a quarter as large as that of the library, for modules that a
//! browser loads. `src/draft/composing/tables.rs` reads them.

#![expect(clippy::disallowed_methods, reason = "a build script writes what it makes")]

use std::collections::BTreeMap;
use std::iter::once;
use std::path::Path;
use std::{env, fs};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::{canonical_combining_class, compose, decompose_canonical};

/// Syllables of Hangul, which are composed by a rule.
const HANGUL: core::ops::RangeInclusive<char> = '\u{ac00}'..='\u{d7a3}';

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let letters = || ('\0'..=char::MAX).filter(|letter| !HANGUL.contains(letter));
    // Of several letters with the same parts the one that stays as it is begins others: K, and not the sign for kelvin.
    let mut whole: BTreeMap<Vec<char>, char> = BTreeMap::new();
    for letter in letters() {
        if once(letter).nfc().eq(once(letter)) {
            whole.insert(parts(letter), letter);
        } else {
            whole.entry(parts(letter)).or_insert(letter);
        }
    }
    let mut columns = [Vec::new(), Vec::new(), Vec::new()];
    let mut before = [0; 3];
    for letter in letters() {
        let (first, second) = match parts(letter).as_slice() {
            [same] if *same == letter => continue,
            [other] => (*other, None),
            [begin @ .., last] => (*whole.get(begin).expect("its beginning is a letter"), Some(*last)),
            [] => unreachable!("every letter has a part"),
        };
        let composes = second.is_some_and(|second| compose(first, second) == Some(letter));
        let row = [u32::from(letter), u32::from(first), second.map_or(0, u32::from)];
        for ((column, number), before) in columns.iter_mut().zip(row).zip(&mut before) {
            column.push(i64::from(number) - i64::from(*before));
            *before = number;
        }
        let last = columns[0].last_mut().expect("it was pushed above");
        *last = *last * 2 + i64::from(composes);
    }
    let mut classes: Vec<i64> = Vec::new();
    let (mut at, mut known) = (0, 0);
    for letter in '\0'..=char::MAX {
        let class = i64::from(canonical_combining_class(letter));
        if class != known {
            classes.extend([i64::from(u32::from(letter)) - at, class]);
            (at, known) = (i64::from(u32::from(letter)), class);
        }
    }
    let [letters, firsts, seconds] = columns;
    let written: Vec<u8> = [letters, firsts, seconds, classes].iter().flat_map(|column| numbers(column)).collect();
    let out = env::var_os("OUT_DIR").expect("cargo names the folder");
    fs::write(Path::new(&out).join("composing.bin"), written).expect("the output folder can be written");
}

/// The letter with all its accents apart.
fn parts(letter: char) -> Vec<char> {
    let mut parts = Vec::new();
    decompose_canonical(letter, |part| parts.push(part));
    parts
}

/// Numbers behind their count, each in groups of seven bits with the lowest first; the sign is the lowest bit.
fn numbers(column: &[i64]) -> Vec<u8> {
    let signed = column.iter().map(|number| (number.unsigned_abs() << 1) | u64::from(*number < 0));
    let mut bytes = Vec::new();
    for mut number in [column.len() as u64].into_iter().chain(signed) {
        loop {
            let low = u8::try_from(number & 0x7f).expect("it has seven bits");
            number >>= 7;
            bytes.push(low | u8::from(number > 0) << 7);
            if number == 0 {
                break;
            }
        }
    }
    bytes
}
