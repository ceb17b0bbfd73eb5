//! The 24 words of a child, and the seed that they stand for (BIP-39, English list, empty passphrase).
//!
//! ```text
//! seed = PBKDF2-HMAC-SHA-512(words joined by spaces, salt "mnemonic", 2048 rounds)    64 bytes
//! ```
//!
//! One seed per child, never per family: siblings stay unlinkable, and the wallet of one child can be handed over
//! alone.

use attestat_credential::sd_jwt::issue::Dice;
use bip39::Language;
use zeroize::{Zeroize as _, Zeroizing};

/// Number of words.
pub const WORDS: usize = 24;
/// Length of the randomness behind the words in bytes: 256 bits, to which the words add 8 bits of check.
pub const ENTROPY_BYTES: usize = 32;
/// Length of a seed in bytes.
pub const SEED_BYTES: usize = 64;
/// Longest text that is parsed as words: 24 words of 8 letters, numbered, with generous space between them.
const TEXT_BYTES_MAX: usize = 2048;
/// Most characters of a wrong word that are repeated to the person who typed it.
const ECHO_CHARACTERS: usize = 16;

/// Reason for which a text is not a child's 24 words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MnemonicError {
    /// The text has another number of words.
    #[error("there are {0} words; the recovery sheet has 24. Compare line by line: one may be missing or typed twice")]
    Count(usize),
    /// The text is far longer than any 24 words.
    #[error("the text is {0} bytes long, which 24 words never are; give the words of the recovery sheet only")]
    TooLong(usize),
    /// A word that is not on the list.
    #[error(
        "word {position} (\"{found}\") is not on the list; did you mean \"{nearest}\"? Look at word {position} on the sheet"
    )]
    UnknownWord {
        /// Place of the word, counted from 1.
        position: usize,
        /// The word as typed, cut after 16 characters.
        found: String,
        /// The nearest word of the list.
        nearest: &'static str,
    },
    /// Every word is on the list, but their checksum does not fit.
    #[error(
        "all 24 words are on the list, but they do not fit together: two may be swapped, or one may be another \
         word of the list. Compare each with its number on the sheet"
    )]
    Checksum,
    /// The dice gave zeros only.
    #[error("the source of randomness gives zeros: make no wallet here, and repair the machine's random generator")]
    DeadDice,
}

/// The 24 words: no `Clone`, no `Display`, wiped when dropped.
pub struct Mnemonic(bip39::Mnemonic);

impl Mnemonic {
    /// Draws 24 new words.
    pub fn generate(dice: &mut dyn Dice) -> Result<Self, MnemonicError> {
        let mut entropy = Zeroizing::new([0; ENTROPY_BYTES]);
        dice.fill(&mut entropy[..]);
        if entropy.iter().all(|byte| *byte == 0) {
            return Err(MnemonicError::DeadDice);
        }
        Ok(Self::from_entropy(&entropy))
    }

    /// Reads 24 words as a person types them off the sheet: any case and spacing, with or without numbers.
    pub fn parse(text: &str) -> Result<Self, MnemonicError> {
        if text.len() > TEXT_BYTES_MAX {
            return Err(MnemonicError::TooLong(text.len()));
        }
        let mut words = Zeroizing::new(String::with_capacity(TEXT_BYTES_MAX));
        let mut count = 0;
        for word in typed_words(text) {
            count += 1;
            let separator = if words.is_empty() { "" } else { " " };
            words.push_str(separator);
            words.extend(word.chars().flat_map(char::to_lowercase));
        }
        if count != WORDS {
            return Err(MnemonicError::Count(count));
        }
        match bip39::Mnemonic::parse_in_normalized(Language::English, &words) {
            Ok(mnemonic) => Ok(Self(mnemonic)),
            Err(bip39::Error::UnknownWord(at)) => Err(unknown_word(&words, at)),
            Err(_) => Err(MnemonicError::Checksum),
        }
    }

    /// The words in order: for the recovery sheet, and for nothing else.
    pub fn expose_words(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.0.words()
    }

    /// Seed from which the keys are derived.
    pub fn seed(&self) -> Seed {
        Seed(Zeroizing::new(self.0.to_seed_normalized("")))
    }

    pub(crate) fn from_entropy(entropy: &[u8; ENTROPY_BYTES]) -> Self {
        Self(bip39::Mnemonic::from_entropy_in(Language::English, entropy).expect("32 bytes make 24 words"))
    }

    pub(crate) fn expose_entropy(&self) -> Zeroizing<[u8; ENTROPY_BYTES]> {
        let (mut padded, _) = self.0.to_entropy_array();
        let entropy = padded.first_chunk().copied().unwrap_or_default();
        padded.zeroize();
        Zeroizing::new(entropy)
    }
}

impl core::fmt::Debug for Mnemonic {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Mnemonic(redacted)")
    }
}

/// Words between spaces, without the numbers of the sheet (`7`, `7.` or `7.word`).
fn typed_words(text: &str) -> impl Iterator<Item = &str> {
    // Some editors begin a file with U+FEFF.
    let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | ':' | ',' | ';' | '\u{feff}');
    text.split_whitespace().map(move |word| word.trim_matches(number)).filter(|word| !word.is_empty())
}

fn unknown_word(words: &str, at: usize) -> MnemonicError {
    let word = words.split(' ').nth(at).unwrap_or_default();
    let found = word.chars().take(ECHO_CHARACTERS).collect();
    let list = Language::English.word_list().iter().copied();
    let nearest = list.min_by_key(|known| strsim::damerau_levenshtein(known, word)).unwrap_or_default();
    MnemonicError::UnknownWord { position: at + 1, found, nearest }
}

/// The 64 bytes from which every key of a child is derived: no `Clone`, no `Display`, wiped when dropped.
pub struct Seed(Zeroizing<[u8; SEED_BYTES]>);

impl Seed {
    /// The 64 bytes, for the derivation of keys.
    pub fn expose(&self) -> &[u8; SEED_BYTES] {
        &self.0
    }
}

impl core::fmt::Debug for Seed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Seed(redacted)")
    }
}
