//! The wallet file: altered byte by byte it is refused, never half-read, and each refusal says what to do.

use attestat_wallet::file::{Cost, Header, Lock, OpenError, Passphrase, PassphraseError, open, reopen, seal};
use attestat_wallet::wallet::Wallet;
use zeroize::Zeroizing;

use crate::support::{dice, portfolio, wallet};

/// The least that is accepted: these tests are about the file, not about guessing.
fn cheap() -> Cost {
    Cost::new(8 * 1024, 1).unwrap()
}

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(Zeroizing::new(text.to_owned()))
}

fn sealed(wallet: &mut Wallet) -> (Vec<u8>, Lock) {
    let mut lock = Lock::new(&passphrase("мост ромашка трамвай"), cheap(), &mut dice(1)).unwrap();
    (seal(wallet, &mut lock, &mut dice(2)).unwrap(), lock)
}

fn resum(file: &mut Vec<u8>) {
    file.truncate(file.len() - 32);
    let sum = attestat_ledger::hash::sha256(file);
    file.extend_from_slice(&sum);
}

#[test]
fn a_wallet_comes_back_with_everything_in_it() {
    let (mut wallet, certificate, prize) = portfolio();
    wallet.exclude(&prize).unwrap();
    let (file, _) = sealed(&mut wallet);
    let opened = open(&file, &passphrase("мост ромашка трамвай")).unwrap();
    assert_eq!(opened.wallet.label(), "Образцова Ника");
    assert!(opened.wallet.mnemonic().expose_words().eq(wallet.mnemonic().expose_words()));
    assert!(opened.wallet.documents().eq(wallet.documents()));
    assert!(opened.wallet.enrolments().eq(wallet.enrolments()));
    assert!(opened.wallet.document(&certificate).unwrap().included);
    assert!(!opened.wallet.document(&prize).unwrap().included);
    assert!(!file.windows(8).any(|window| window == "Образ".as_bytes().get(..8).unwrap()));
}

#[test]
fn generations_count_up_and_nonces_do_not_repeat() {
    let mut wallet = wallet();
    let mut lock = Lock::new(&passphrase("abc"), cheap(), &mut dice(1)).unwrap();
    let mut randomness = dice(2);
    let files: Vec<Vec<u8>> = (0..3).map(|_| seal(&mut wallet, &mut lock, &mut randomness).unwrap()).collect();
    let generations: Vec<u64> = files.iter().map(|file| Header::read(file).unwrap().generation()).collect();
    assert_eq!(generations, [1, 2, 3]);
    assert_ne!(files[0][87..111], files[1][87..111], "nonce and length");
    let mut opened = open(&files[2], &passphrase("abc")).unwrap();
    assert_eq!(opened.lock.generation(), 3);
    let next = seal(&mut opened.wallet, &mut opened.lock, &mut randomness).unwrap();
    assert_eq!(Header::read(&next).unwrap().generation(), 4);
    assert_eq!(reopen(&next, &opened.lock).unwrap().label(), wallet.label());
    let mut renewed = opened.lock.renew(&passphrase("another one"), cheap(), &mut dice(9)).unwrap();
    let changed = seal(&mut wallet, &mut renewed, &mut randomness).unwrap();
    assert!(matches!(open(&changed, &passphrase("abc")), Err(OpenError::WrongPassphrase)));
    assert!(open(&changed, &passphrase("another one")).is_ok());
    assert!(matches!(reopen(&changed, &opened.lock), Err(OpenError::WrongPassphrase)));
}

#[test]
fn every_prefix_is_told_to_be_cut_off() {
    let (file, _) = sealed(&mut wallet());
    assert!(matches!(Header::read(b""), Err(OpenError::NotAWallet)));
    for end in 1..file.len() {
        let error = Header::read(&file[..end]).unwrap_err();
        assert!(matches!(error, OpenError::Truncated { found, .. } if found == end), "{end}: {error}");
    }
    assert!(Header::read(&file[..50]).unwrap_err().to_string().contains("previous generation"));
}

#[test]
fn every_flipped_bit_is_found_without_a_passphrase() {
    let (file, _) = sealed(&mut wallet());
    for at in 0..file.len() {
        let mut damaged = file.clone();
        damaged[at] ^= 1 << (at % 8);
        assert!(Header::read(&damaged).is_err(), "byte {at}");
    }
    let mut longer = file.clone();
    longer.push(0);
    assert!(matches!(Header::read(&longer), Err(OpenError::Damaged)));
}

#[test]
fn what_was_altered_on_purpose_is_told_from_a_wrong_passphrase() {
    let (file, lock) = sealed(&mut wallet());
    assert!(matches!(open(&file, &passphrase("мост ромашка трамвая")), Err(OpenError::WrongPassphrase)));
    // Generation, nonce, length and every part of the ciphertext, with the sum made to fit.
    for at in (79..107).chain([111, file.len() - 33]) {
        let mut altered = file.clone();
        altered[at] ^= 1;
        resum(&mut altered);
        assert!(matches!(reopen(&altered, &lock), Err(OpenError::Altered)), "byte {at}");
    }
    let mut altered = file.clone();
    altered[120] ^= 1;
    resum(&mut altered);
    let error = open(&altered, &passphrase("мост ромашка трамвай")).unwrap_err();
    assert!(matches!(error, OpenError::Altered) && error.to_string().contains("previous generation"));
}

#[test]
fn a_header_cannot_ask_for_more_than_is_bearable() {
    let (file, _) = sealed(&mut wallet());
    for (memory, passes) in [(u32::MAX, 1), (1 << 20, 32), (8192, u32::MAX), (0, 0), (8191, 1), (8192, 0), (1 << 20, 9)]
    {
        let mut asking = file.clone();
        asking[19..23].copy_from_slice(&u32::to_be_bytes(memory));
        asking[23..27].copy_from_slice(&u32::to_be_bytes(passes));
        resum(&mut asking);
        assert!(matches!(Header::read(&asking), Err(OpenError::Cost(_))), "{memory} {passes}");
        assert!(Cost::new(memory, passes).is_err());
    }
    assert!(Cost::new(1 << 20, 8).is_ok());
    let everyday = Cost::EVERYDAY;
    assert_eq!(Cost::new(everyday.memory_kib(), everyday.passes()), Ok(everyday));
    assert_eq!((everyday.memory_kib(), everyday.passes()), (131_072, 5), "cheaper is a decision, not a slip");
}

#[test]
fn other_files_and_later_versions_are_told_apart() {
    assert!(matches!(Header::read(b"{\"format\": \"attestat/document/v1\"}"), Err(OpenError::NotAWallet)));
    assert!(matches!(Header::read(b"attestat/wallet/v2\nwhatever"), Err(OpenError::Newer)));
}

#[test]
fn a_passphrase_is_the_same_on_every_keyboard() {
    let composed = passphrase("й ё é"); // one character each
    let (file, _) = {
        let mut lock = Lock::new(&composed, cheap(), &mut dice(1)).unwrap();
        (seal(&mut wallet(), &mut lock, &mut dice(2)).unwrap(), lock)
    };
    assert!(open(&file, &passphrase("и\u{306} е\u{308} e\u{301}")).is_ok());
    let chosen = |text: &str| Passphrase::chosen(Zeroizing::new(text.to_owned())).map(|_| ());
    assert_eq!(chosen("short"), Err(PassphraseError::TooShort(5)));
    assert_eq!(chosen("aaaaaaaaaaaab"), Err(PassphraseError::TooPlain(2)));
    assert_eq!(chosen("мост ромашка"), Ok(()));
    assert_eq!(format!("{composed:?}"), "Passphrase(redacted)");
}

#[test]
fn dead_dice_write_nothing() {
    let nothing = &mut |_: &mut [u8]| {};
    assert!(Lock::new(&passphrase("abc"), cheap(), nothing).is_err());
    let (_, mut lock) = sealed(&mut wallet());
    assert!(seal(&mut wallet(), &mut lock, nothing).is_err());
    assert_eq!(lock.generation(), 1);
}
