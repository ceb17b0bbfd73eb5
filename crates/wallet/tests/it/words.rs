//! BIP-39: the published vectors, and what a person types wrong.

use attestat_wallet::seed::{Mnemonic, MnemonicError};
use serde_json::Value;

use crate::support::{WORDS, dice};

#[test]
fn entropy_makes_the_words_of_the_published_vectors() {
    let vectors: Vec<Value> = serde_json::from_str(include_str!("vectors/bip39.json")).unwrap();
    assert_eq!(vectors.len(), 8);
    for vector in &vectors {
        let hex = vector["entropy"].as_str().unwrap();
        let entropy: Vec<u8> = (0..32).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect();
        let words = vector["words"].as_str().unwrap();
        let made = Mnemonic::generate(&mut |bytes: &mut [u8]| bytes.copy_from_slice(&entropy));
        if entropy.iter().all(|byte| *byte == 0) {
            assert_eq!(made.unwrap_err(), MnemonicError::DeadDice);
        } else {
            assert_eq!(made.unwrap().expose_words().collect::<Vec<_>>().join(" "), words);
        }
        let seed = *Mnemonic::parse(words).unwrap().seed().expose();
        let again = bip39::Mnemonic::parse_in_normalized(bip39::Language::English, words).unwrap();
        assert_eq!(seed, again.to_seed_normalized(""));
        let with_passphrase = attestat_ledger::encoding::hex(&again.to_seed_normalized("TREZOR"));
        assert_eq!(with_passphrase, vector["seed_with_passphrase_TREZOR"]);
    }
}

#[test]
fn the_seed_has_an_empty_passphrase() {
    let vector: Value = serde_json::from_str(include_str!("vectors/keys.json")).unwrap();
    assert_eq!(vector["words"], WORDS);
    let seed = Mnemonic::parse(WORDS).unwrap().seed();
    assert_eq!(attestat_ledger::encoding::hex(seed.expose()), vector["seed"]);
}

#[test]
fn words_are_read_as_people_type_them() {
    let seed = |text: &str| *Mnemonic::parse(text).unwrap().seed().expose();
    let numbered: String =
        WORDS.split_whitespace().enumerate().map(|(at, word)| format!("{:>4}. {word}\r\n", at + 1)).collect();
    let glued: String = WORDS.split_whitespace().enumerate().map(|(at, word)| format!("{}.{word} ", at + 1)).collect();
    let bom = include_str!("vectors/bom.words").to_owned();
    assert!(bom.starts_with('\u{feff}'));
    assert_eq!(Mnemonic::parse(&bom).map(|_| ()), Mnemonic::parse(bom.trim_start_matches('\u{feff}')).map(|_| ()));
    for typed in [WORDS.to_uppercase(), numbered, glued, WORDS.replace(' ', "\t\n "), format!("\u{feff}{WORDS}")] {
        assert_eq!(seed(&typed), seed(WORDS), "{typed}");
    }
}

#[test]
fn a_wrong_word_is_named_with_its_nearest() {
    for (typed, position, nearest) in [
        (WORDS.replace("survey", "servey"), 6, "survey"),
        (WORDS.replace("void", "vоid"), 1, "void"), // a Cyrillic о
        (WORDS.replace("unfold", "unfolt"), 24, "unfold"),
        (WORDS.replace("point", "pointtttttttttttttttttt"), 19, "point"),
    ] {
        let error = Mnemonic::parse(&typed).unwrap_err();
        let MnemonicError::UnknownWord { position: at, ref found, nearest: near } = error else { panic!("{error}") };
        assert_eq!((at, near), (position, nearest));
        assert!(found.chars().count() <= 16);
        assert!(error.to_string().contains(nearest), "{error}");
    }
    let fewer = WORDS.rsplit_once(' ').unwrap().0;
    assert_eq!(Mnemonic::parse(fewer).unwrap_err(), MnemonicError::Count(23));
    assert_eq!(Mnemonic::parse("").unwrap_err(), MnemonicError::Count(0));
    assert_eq!(Mnemonic::parse(&WORDS.repeat(20)).unwrap_err(), MnemonicError::TooLong(WORDS.len() * 20));
    let swapped = WORDS.replace("void come", "come void");
    let error = Mnemonic::parse(&swapped).unwrap_err();
    assert_eq!(error, MnemonicError::Checksum);
    assert!(error.to_string().contains("swapped"));
}

#[test]
fn other_dice_other_words_and_none_are_shown() {
    let words = |seed| Mnemonic::generate(&mut dice(seed)).unwrap();
    assert_ne!(words(1).expose_words().collect::<Vec<_>>(), words(2).expose_words().collect::<Vec<_>>());
    assert_eq!(format!("{:?} {:?}", words(1), words(1).seed()), "Mnemonic(redacted) Seed(redacted)");
}
