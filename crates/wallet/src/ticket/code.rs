//! A code that people type: Crockford's base32 in groups of five characters and one check character.
//!
//! ```text
//! alphabet  0123456789ABCDEFGHJKMNPQRSTVWXYZ       I and L are read as 1, O as 0, small letters as large,
//!                                                  Cyrillic letters that look like one of these as that one
//! check     = α·v₀ + α²·v₁ + α³·v₂ + α⁴·v₃ + α⁵·v₄ + (group number from 0, mod 32)
//!             in GF(32) with x⁵ + x³ + 1 (BIP-173), α = x, addition = exclusive or
//! ```
//!
//! Any one wrong character in a group, any two swapped in it, and any group in its neighbour's place are detected, and
//! the error names the group. The bytes are filled up with zero bits to whole groups.

use zeroize::Zeroizing;

use super::{BODY_BYTES_MAX, TicketError};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of a Russian keyboard that look like characters of the alphabet.
const LOOK_ALIKES: [(char, char); 13] = [
    ('А', 'A'),
    ('В', 'B'),
    ('Е', 'E'),
    ('З', '3'),
    ('К', 'K'),
    ('М', 'M'),
    ('Н', 'H'),
    ('О', 'O'),
    ('Р', 'P'),
    ('С', 'C'),
    ('Т', 'T'),
    ('У', 'Y'),
    ('Х', 'X'),
];

/// Characters of a group that carry the code.
const GROUP_DATA: usize = 5;
/// Characters of a group.
const GROUP_CHARACTERS: usize = GROUP_DATA + 1;
/// Most groups: 25 bits each.
const GROUPS_MAX: usize = (BODY_BYTES_MAX * 8).div_ceil(GROUP_DATA * 5);

/// Writes bytes as groups of six characters.
pub(super) fn encode(bytes: &[u8]) -> Vec<Zeroizing<String>> {
    let mut values = Zeroizing::new(Vec::with_capacity(bytes.len() * 2));
    let (mut held, mut bits) = (0_u16, 0_u32);
    for byte in bytes {
        held = held << 8 | u16::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            values.push(low_five(held >> bits));
        }
    }
    if bits > 0 {
        values.push(low_five(held << (5 - bits)));
    }
    let whole_groups = values.len().next_multiple_of(GROUP_DATA);
    values.resize(whole_groups, 0);
    let group = |(number, values): (usize, &[u8])| {
        let values = values.iter().copied().chain([check(number, values)]);
        Zeroizing::new(values.map(character).collect())
    };
    values.chunks(GROUP_DATA).enumerate().map(group).collect()
}

/// Reads groups as a person types them; returns the bytes without the zero bits that filled the last group.
pub(super) fn decode(text: &str) -> Result<Zeroizing<Vec<u8>>, TicketError> {
    let mut out = Zeroizing::new(Vec::with_capacity(BODY_BYTES_MAX + GROUP_DATA));
    let (mut held, mut bits) = (0_u16, 0_u32);
    for (number, group) in groups(text)?.iter().enumerate() {
        for value in values(number, group)? {
            held = held << 5 | u16::from(value);
            bits += 5;
            if bits >= 8 {
                bits -= 8;
                out.push(u8::try_from(held >> bits & 0xFF).unwrap_or_default());
            }
        }
    }
    trim_filling(&mut out);
    refuse_half(&out)?;
    Ok(out)
}

/// Refuses a code whose end was not typed; the error says how many groups were typed.
fn refuse_half(out: &[u8]) -> Result<(), TicketError> {
    let groups = |bytes: usize| (bytes * 8).div_ceil(GROUP_DATA * 5);
    let whole = whole_length(out).filter(|whole| *whole <= BODY_BYTES_MAX);
    match whole {
        Some(whole) if out.len() < whole => Err(TicketError::Half { groups: groups(out.len()), of: groups(whole) }),
        _ => Ok(()),
    }
}

/// Length of a body: version, two texts with their lengths, and 96 bytes more; none before both lengths are read.
fn whole_length(out: &[u8]) -> Option<usize> {
    let registry = usize::from(*out.get(1)?);
    let authority = usize::from(*out.get(2 + registry)?);
    Some(3 + registry + authority + 96)
}

/// Splits a code into groups of six characters: at the spaces, or by count where it is written in one piece.
fn groups(text: &str) -> Result<Vec<Zeroizing<Vec<char>>>, TicketError> {
    let is_line_number = |word: &&str| word.ends_with(['.', ':', ')']);
    let words = text.split(|c: char| c.is_whitespace() || c == '-').filter(|word| !word.is_empty());
    let words: Vec<&str> = words.filter(|word| !is_line_number(word)).collect();
    let groups: Vec<Zeroizing<Vec<char>>> = match words.as_slice() {
        [whole] => {
            let characters = Zeroizing::new(whole.chars().collect::<Vec<char>>());
            characters.chunks(GROUP_CHARACTERS).map(|group| Zeroizing::new(group.to_vec())).collect()
        }
        apart => apart.iter().map(|word| Zeroizing::new(word.chars().collect())).collect(),
    };
    if groups.len() > GROUPS_MAX {
        return Err(TicketError::TooLong(text.len()));
    }
    match groups.iter().position(|group| group.len() != GROUP_CHARACTERS) {
        Some(at) => {
            let characters = groups.get(at).map_or(0, |group| group.len());
            Err(TicketError::GroupLength { group: at + 1, characters })
        }
        None => Ok(groups),
    }
}

/// The five values of a group whose check character fits.
fn values(number: usize, group: &[char]) -> Result<[u8; GROUP_DATA], TicketError> {
    let mut values = Zeroizing::new([0; GROUP_CHARACTERS]);
    for (value, character) in values.iter_mut().zip(group) {
        *value = value_of(*character).ok_or(TicketError::Character(number + 1))?;
    }
    let [data @ .., found] = *values;
    if check(number, &data) == found { Ok(data) } else { Err(TicketError::Group(number + 1)) }
}

/// `α·v₀ + … + α⁵·v₄ + group number` in GF(32).
fn check(number: usize, values: &[u8]) -> u8 {
    let place = u8::try_from(number % 32).unwrap_or_default();
    let sum = values.iter().rev().fold(0, |sum, value| double(sum ^ value));
    sum ^ place
}

/// Multiplies by α = x in GF(32) with x⁵ + x³ + 1.
fn double(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 32 == 0 { doubled } else { doubled ^ 0b10_1001 }
}

fn character(value: u8) -> char {
    char::from(ALPHABET.get(usize::from(value)).copied().unwrap_or(b'0'))
}

fn value_of(character: char) -> Option<u8> {
    let typed = character.to_uppercase().next().unwrap_or(character);
    let latin = LOOK_ALIKES.iter().find(|(cyrillic, _)| *cyrillic == typed).map_or(typed, |(_, latin)| *latin);
    let character = match latin {
        'I' | 'L' => '1',
        'O' => '0',
        other => other,
    };
    let at = ALPHABET.iter().position(|known| char::from(*known) == character)?;
    u8::try_from(at).ok()
}

fn low_five(value: u16) -> u8 {
    u8::try_from(value & 31).unwrap_or_default()
}

/// Removes the bytes that only fill the last group: fewer than 25 bits, all zero. A body ends in a sum, whose own zero
/// bytes must stay, so that its length decides.
fn trim_filling(out: &mut Vec<u8>) {
    let whole = whole_length(out).unwrap_or(99);
    let filling = out.get(whole..).unwrap_or_default();
    if filling.len() <= 3 && filling.iter().all(|byte| *byte == 0) {
        out.truncate(whole);
    }
}
