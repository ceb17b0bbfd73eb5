//! The alphabets in which programs of this country have written names of files: UTF-8, and those of one byte a letter.
//!
//! A library for all alphabets of the world would be more than a third of the page that this engine is built into
//! (docs/decisions/0102-what-a-page-weighs.md); its tables for these four are what the tests hold them against.

/// An alphabet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alphabet {
    /// UTF-8, which everything is taken for that names no other alphabet of these.
    Utf8,
    /// Windows, Russian.
    Windows1251,
    /// Unix and mail, Russian.
    Koi8R,
    /// DOS, Russian, which Windows packs archives in.
    Ibm866,
    /// Windows, western.
    Windows1252,
}

/// Labels of the alphabets other than UTF-8 (WHATWG Encoding, 4.2).
const LABELS: [(&str, Alphabet); 19] = [
    ("cp1251", Alphabet::Windows1251),
    ("windows-1251", Alphabet::Windows1251),
    ("x-cp1251", Alphabet::Windows1251),
    ("cskoi8r", Alphabet::Koi8R),
    ("koi", Alphabet::Koi8R),
    ("koi8", Alphabet::Koi8R),
    ("koi8-r", Alphabet::Koi8R),
    ("koi8_r", Alphabet::Koi8R),
    ("866", Alphabet::Ibm866),
    ("cp866", Alphabet::Ibm866),
    ("csibm866", Alphabet::Ibm866),
    ("ibm866", Alphabet::Ibm866),
    ("ascii", Alphabet::Windows1252),
    ("cp1252", Alphabet::Windows1252),
    ("iso-8859-1", Alphabet::Windows1252),
    ("iso8859-1", Alphabet::Windows1252),
    ("latin1", Alphabet::Windows1252),
    ("us-ascii", Alphabet::Windows1252),
    ("windows-1252", Alphabet::Windows1252),
];

/// The letters of the bytes from 0x80 on.
const WINDOWS_1251: &str = concat!(
    "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\u{98}™љ›њќћџ",
    "\u{a0}ЎўЈ¤Ґ¦§Ё©Є«¬\u{ad}®Ї°±Ііґµ¶·ё№є»јЅѕї",
    "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
);
const KOI8_R: &str = concat!(
    "─│┌┐└┘├┤┬┴┼▀▄█▌▐░▒▓⌠■∙√≈≤≥\u{a0}⌡°²·÷",
    "═║╒ё╓╔╕╖╗╘╙╚╛╜╝╞╟╠╡Ё╢╣╤╥╦╧╨╩╪╫╬©",
    "юабцдефгхийклмнопярстужвьызшэщчъ",
    "ЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ",
);
const IBM_866: &str = concat!(
    "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ",
    "абвгдежзийклмноп░▒▓│┤╡╢╖╕╣║╗╝╜╛┐",
    "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀",
    "рстуфхцчшщъыьэюяЁёЄєЇїЎў°∙·√№¤■\u{a0}",
);
const WINDOWS_1252: &str = concat!(
    "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ",
    "\u{a0}¡¢£¤¥¦§¨©ª«¬\u{ad}®¯°±²³´µ¶·¸¹º»¼½¾¿",
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß",
    "àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ",
);

impl Alphabet {
    /// The alphabet with a label; UTF-8 for every other.
    pub(super) fn named(label: &[u8]) -> Self {
        let label = label.trim_ascii();
        let found = LABELS.iter().find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(label));
        found.map_or(Self::Utf8, |(_, alphabet)| *alphabet)
    }

    /// The text of bytes; what is none in UTF-8 is replaced by a mark.
    pub(super) fn text(self, bytes: &[u8]) -> String {
        let table = match self {
            Self::Utf8 => {
                let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
                return String::from_utf8_lossy(bytes).into_owned();
            }
            Self::Windows1251 => WINDOWS_1251,
            Self::Koi8R => KOI8_R,
            Self::Ibm866 => IBM_866,
            Self::Windows1252 => WINDOWS_1252,
        };
        let letters: Vec<char> = table.chars().collect();
        let letter = |byte: &u8| match byte.checked_sub(0x80) {
            None => char::from(*byte),
            Some(place) => letters.get(usize::from(place)).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
        };
        bytes.iter().map(letter).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{Encoding, IBM866, KOI8_R, WINDOWS_1251, WINDOWS_1252};

    #[test]
    fn every_byte_of_every_alphabet_is_the_letter_of_the_standard() {
        for (alphabet, standard) in [
            (Alphabet::Windows1251, WINDOWS_1251),
            (Alphabet::Koi8R, KOI8_R),
            (Alphabet::Ibm866, IBM866),
            (Alphabet::Windows1252, WINDOWS_1252),
        ] {
            for byte in 0..=u8::MAX {
                let expected = standard.decode_without_bom_handling(&[byte]).0.into_owned();
                assert_eq!(alphabet.text(&[byte]), expected, "{alphabet:?} {byte:#x}");
            }
        }
    }

    #[test]
    fn every_label_is_the_one_of_the_standard() {
        for (label, alphabet) in LABELS {
            let standard = Encoding::for_label(label.as_bytes()).unwrap();
            assert_eq!(Alphabet::named(label.as_bytes()), alphabet);
            assert_eq!(alphabet.text(b"\xc1\xe0"), standard.decode_without_bom_handling(b"\xc1\xe0").0, "{label}");
        }
        assert_eq!(Alphabet::named(b" KOI8-R "), Alphabet::Koi8R);
        assert_eq!(Alphabet::named(b"utf-8"), Alphabet::Utf8);
        assert_eq!(Alphabet::Utf8.text("\u{feff}а\u{301}".as_bytes()), "а\u{301}");
    }
}
