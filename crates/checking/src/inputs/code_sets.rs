//! Pictures of codes, put together by the set that each code says it is of: whatever the pictures are called, in whatever
//! order they lie, with other people's among them, several codes in one, and one code in several.
//!
//! Codes of different sets are never put together, and codes of one set only where the whole has the hash that the set is
//! called by. Whoever makes codes under the name of another's set keeps that whole from nobody: both are tried.

use crate::obstacle::{CodesMissing, Obstacle};
use attestat_credential::presentation::packing::{self, PackError, Place};
use attestat_ledger::hash::sha256;
use attestat_ledger::sorting::SharedSort as _;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Most ways to put the codes of one set together that are tried.
const WAYS_MAX: usize = 64;
/// Most pictures that the name of an answer names: it stands in a line of a table, and in the remarks on other files.
const NAMED_MAX: usize = 4;

/// A picture and the codes in it.
pub(super) struct Picture {
    /// Its number among all files.
    pub(super) number: usize,
    /// Its name.
    pub(super) name: String,
    /// SHA-256 of its bytes.
    pub(super) hash: [u8; 32],
    /// The bytes of each code.
    pub(super) codes: Vec<Vec<u8>>,
}

/// Codes that belong together, from one picture or several.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Joined {
    /// The number of the first picture.
    pub(super) first: usize,
    /// The names of the pictures, in the order of their codes.
    pub(super) name: String,
    /// The hash of the picture; of several, that of their hashes in the order of their codes.
    pub(super) hash: [u8; 32],
    /// The codes, or the reason for which they are nothing whole.
    pub(super) codes: Result<Vec<Vec<u8>>, Obstacle>,
}

/// A code and the pictures that show it.
struct Code<'p> {
    bytes: &'p [u8],
    pictures: Vec<&'p Picture>,
}

/// The codes of a set, by their number there: one each, or more where somebody's are under the same name.
type Set<'p> = BTreeMap<u8, Vec<Code<'p>>>;

/// Puts the codes of all pictures together. A picture without a code of a presentation stands for itself.
pub(super) fn join(pictures: &[Picture]) -> Vec<Joined> {
    let mut sets: BTreeMap<([u8; 4], u8), Set<'_>> = BTreeMap::new();
    let mut joined = Vec::new();
    for picture in pictures {
        let mut has_none = true;
        for bytes in &picture.codes {
            let Some(place) = Place::of(bytes) else { continue };
            has_none = false;
            add(sets.entry((place.set, place.count)).or_default(), place.number, bytes, picture);
        }
        if has_none {
            joined.push(named(&[(0, picture)], Ok(picture.codes.clone())));
        }
    }
    joined.extend(sets.iter().flat_map(|((set, count), codes)| of_set(*set, *count, codes)));
    joined
}

fn add<'p>(set: &mut Set<'p>, number: u8, bytes: &'p [u8], picture: &'p Picture) {
    let codes = match set.entry(number) {
        Entry::Vacant(place) => place.insert(Vec::new()),
        Entry::Occupied(place) => place.into_mut(),
    };
    // More are never tried: the last place keeps the pictures that show them.
    let is_full = codes.len() > WAYS_MAX;
    let at = codes.iter().position(|code| code.bytes == bytes).or_else(|| is_full.then_some(WAYS_MAX));
    match at.and_then(|at| codes.get_mut(at)) {
        Some(code) => code.pictures.push(picture),
        None => codes.push(Code { bytes, pictures: vec![picture] }),
    }
}

/// The answers of the codes of one set: one as a rule.
fn of_set(set: [u8; 4], count: u8, codes: &Set<'_>) -> Vec<Joined> {
    let missing: Vec<u8> = (0..count).filter(|number| !codes.contains_key(number)).map(|number| number + 1).collect();
    let all: Vec<(u8, &Code<'_>)> =
        codes.iter().flat_map(|(number, codes)| codes.iter().map(|code| (*number, code))).collect();
    if !missing.is_empty() {
        let first = |(number, codes): (&u8, &Vec<Code<'_>>)| {
            let picture = codes.first().and_then(|code| code.pictures.first());
            (number + 1, picture.map(|picture| picture.name.clone()).unwrap_or_default())
        };
        let there = codes.iter().map(first).collect();
        let lack = CodesMissing { set, count, missing, there };
        return vec![named(&shown_by(&all), Err(Obstacle::CodesMissing(lack)))];
    }
    let mut joined = Vec::new();
    let mut left = all;
    for way in ways(codes) {
        let bytes: Vec<Vec<u8>> = way.iter().map(|(_, code)| code.bytes.to_vec()).collect();
        if packing::fit(&bytes) {
            left.retain(|(number, code)| !way.iter().any(|(at, used)| at == number && used.bytes == code.bytes));
            joined.push(named(&shown_by(&way), Ok(bytes)));
        }
    }
    if !left.is_empty() {
        joined.push(named(&shown_by(&left), Err(Obstacle::BadFrames(PackError::Damaged))));
    }
    joined
}

/// Every way to take one code of each number; none where there are too many.
fn ways<'s, 'p>(set: &'s Set<'p>) -> Vec<Vec<(u8, &'s Code<'p>)>> {
    let count = set.values().fold(1, |ways: usize, codes| ways.saturating_mul(codes.len()));
    if count > WAYS_MAX {
        return Vec::new();
    }
    set.iter().fold(vec![Vec::new()], |ways, (number, codes)| {
        let longer =
            |way: Vec<(u8, &'s Code<'p>)>| codes.iter().map(move |code| [way.clone(), vec![(*number, code)]].concat());
        ways.into_iter().flat_map(longer).collect()
    })
}

/// The pictures that show codes, each once, with the lowest number that it shows.
fn shown_by<'p>(codes: &[(u8, &Code<'p>)]) -> Vec<(u8, &'p Picture)> {
    let mut lowest: BTreeMap<usize, (u8, &Picture)> = BTreeMap::new();
    for (number, code) in codes {
        for picture in &code.pictures {
            lowest.entry(picture.number).or_insert((*number, picture));
        }
    }
    lowest.into_values().collect()
}

/// Codes with the pictures that they are from. Neither names nor copies of a picture change the hash.
fn named(pictures: &[(u8, &Picture)], codes: Result<Vec<Vec<u8>>, Obstacle>) -> Joined {
    let mut pictures = pictures.to_vec();
    pictures.put_in_order_by_key(|(number, picture)| (*number, picture.number));
    let mut names: Vec<String> = pictures.iter().take(NAMED_MAX).map(|(_, picture)| picture.name.clone()).collect();
    names.extend(pictures.len().checked_sub(NAMED_MAX).filter(|more| *more > 0).map(|more| format!("… ({more})")));
    let name = names.join(" + ");
    let first = pictures.iter().map(|(_, picture)| picture.number).min().unwrap_or_default();
    pictures.put_in_order_by_key(|(number, picture)| (*number, picture.hash));
    let mut hashes: Vec<[u8; 32]> = pictures.iter().map(|(_, picture)| picture.hash).collect();
    hashes.dedup();
    let hash = match hashes.as_slice() {
        [one] => *one,
        many => sha256(&many.concat()),
    };
    Joined { first, name, hash, codes }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The codes of a whole, cut into this many.
    fn codes(whole: &[u8], count: u8) -> Vec<Vec<u8>> {
        let set = sha256(whole);
        let parts = whole.chunks(whole.len().div_ceil(count.into()));
        (0..count).zip(parts).map(|(number, part)| [b"ATP\x01", &set[..4], &[number, count], part].concat()).collect()
    }

    fn picture(number: usize, name: &str, codes: &[&Vec<u8>]) -> Picture {
        let codes: Vec<Vec<u8>> = codes.iter().copied().cloned().collect();
        Picture { number, name: name.to_owned(), hash: sha256(&codes.concat()), codes }
    }

    fn names(joined: &[Joined]) -> Vec<&str> {
        joined.iter().map(|one| one.name.as_str()).collect()
    }

    #[test]
    fn codes_of_many_answers_are_put_together_by_their_sets() {
        let (one, two) = (codes(b"the answer of one family", 3), codes(b"that of another", 2));
        let address = b"https://school.example".to_vec();
        let all = [
            picture(0, "c", &[&one[2], &address]),
            picture(1, "a", &[&two[1], &one[0]]),
            picture(2, "b", &[&two[0]]),
            picture(3, "d", &[&one[1]]),
            picture(4, "again", &[&one[1]]),
            picture(5, "address", &[&address]),
        ];
        let mut joined = join(&all);
        joined.sort_by_key(|joined| joined.first);
        assert_eq!(names(&joined), ["a + d + again + c", "b + a", "address"]);
        assert_eq!(joined[0].codes.as_ref().unwrap(), &one);
        assert_eq!(joined[1].codes.as_ref().unwrap(), &two);
        assert_eq!(joined[2].codes.as_ref().unwrap(), &[address]);
    }

    /// Receipts find an answer again by its hash.
    #[test]
    fn the_hash_of_an_answer_depends_on_no_name_order_or_copy_of_its_pictures() {
        let one = codes(b"the answer of one family", 3);
        let hash = |all: &[Picture]| join(all)[0].hash;
        let (a, b, c) = (picture(0, "a", &[&one[0]]), picture(1, "b", &[&one[1]]), picture(2, "c", &[&one[2]]));
        let expected = sha256(&[a.hash, b.hash, c.hash].concat());
        assert_eq!(hash(&[a, b, c]), expected);
        let turned = [picture(0, "x", &[&one[2]]), picture(1, "y", &[&one[0]]), picture(2, "z", &[&one[1]])];
        assert_eq!(hash(&turned), expected);
        let [x, y, z] = turned;
        assert_eq!(hash(&[x, y, z, picture(3, "copy", &[&one[1]])]), expected);
        let whole = picture(0, "all", &[&one[0], &one[1], &one[2]]);
        assert_eq!((hash(std::slice::from_ref(&whole)), whole.hash), (whole.hash, sha256(&one.concat())));
    }

    #[test]
    fn codes_that_are_missing_are_named_with_the_files_of_the_others() {
        let one = codes(b"the answer of one family", 4);
        let joined = join(&[picture(0, "first", &[&one[3]]), picture(1, "second", &[&one[1]])]);
        let lack = CodesMissing {
            set: *one[0][4..].first_chunk().unwrap(),
            count: 4,
            missing: vec![1, 3],
            there: vec![(2, "second".to_owned()), (4, "first".to_owned())],
        };
        assert_eq!(joined[0].codes, Err(Obstacle::CodesMissing(lack)));
        assert_eq!(names(&joined), ["second + first"]);
    }

    #[test]
    fn codes_of_different_sets_are_never_put_together_and_a_strangers_code_hides_no_answer() {
        let (one, two) = (codes(b"the answer of one family", 2), codes(b"that of another family", 2));
        // The second half of another's answer, under the name of this set.
        let stranger = [&one[1][..10], &two[1][10..]].concat();
        let joined = join(&[picture(0, "a", &[&one[0]]), picture(1, "b", &[&stranger])]);
        assert_eq!(
            joined.iter().map(|one| &one.codes).collect::<Vec<_>>(),
            [&Err(Obstacle::BadFrames(PackError::Damaged))]
        );
        let joined = join(&[picture(0, "a", &[&one[0]]), picture(1, "b", &[&stranger]), picture(2, "c", &[&one[1]])]);
        assert_eq!(names(&joined), ["a + c", "b"]);
        assert_eq!(joined[0].codes.as_ref().unwrap(), &one);
        assert_eq!(joined[1].codes, Err(Obstacle::BadFrames(PackError::Damaged)));
        let joined = join(&[picture(0, "a", &[&one[0]]), picture(1, "b", &[&two[1]])]);
        assert!(joined.len() == 2 && joined.iter().all(|one| one.codes.is_err()), "each lacks a code");
    }

    #[test]
    fn a_set_with_too_many_codes_is_not_tried() {
        let one = codes(b"the answer of one family", 2);
        let strangers: Vec<Vec<u8>> = (0..1000_u32).map(|at| [&one[1][..10], &at.to_be_bytes()].concat()).collect();
        let pictures = |(at, code): (usize, &Vec<u8>)| picture(at, &at.to_string(), &[code]);
        let all: Vec<Picture> = one[..1].iter().chain(&strangers).enumerate().map(pictures).collect();
        let joined = join(&all);
        assert_eq!(joined.len(), 1);
        assert_eq!(joined[0].codes, Err(Obstacle::BadFrames(PackError::Damaged)));
        assert_eq!(joined[0].name, "0 + 1 + 2 + 3 + … (997)");
    }
}
