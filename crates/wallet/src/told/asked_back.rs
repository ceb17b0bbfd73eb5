//! Questions for words of the recovery sheet, so that nobody goes on without having them on paper.

use attestat_credential::sd_jwt::issue::Dice;
use attestat_words::text;
use attestat_words::text::Text;

/// Number of words that are asked back.
const ASKED: usize = 3;
/// Most times that a word is asked for.
pub const TRIES: usize = 3;

/// Asks for a word; from the second time on, with what was wrong about the answer before.
pub fn question(number: usize, already: usize) -> Text {
    match already {
        0 => text!("words-question", number = number),
        _ => text!("words-question-again", number = number),
    }
}

/// Three different positions, in ascending order.
pub fn positions(count: usize, dice: &mut dyn Dice) -> Vec<usize> {
    let mut chosen = Vec::with_capacity(ASKED);
    while chosen.len() < ASKED.min(count) {
        let mut byte = [0];
        dice.fill(&mut byte);
        let position = usize::from(byte[0]) % count;
        if !chosen.contains(&position) {
            chosen.push(position);
        }
    }
    chosen.sort_unstable();
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_words::language::Language;

    /// Dice that count.
    struct CountingDice(u8);

    impl Dice for CountingDice {
        fn fill(&mut self, bytes: &mut [u8]) {
            for byte in bytes {
                self.0 = self.0.wrapping_mul(5).wrapping_add(3);
                *byte = self.0;
            }
        }
    }

    #[test]
    fn three_different_words_are_asked() {
        for seed in 0..50 {
            let asked = positions(24, &mut CountingDice(seed));
            assert!(asked.len() == 3 && asked.iter().all(|position| *position < 24), "{asked:?}");
            assert!(asked.windows(2).all(|pair| pair[0] < pair[1]), "{asked:?}");
        }
    }

    #[test]
    fn a_wrong_word_is_said_to_be_wrong() {
        for (language, wrong) in [(Language::English, "not word 7"), (Language::Russian, "Это не слово № 7")]
        {
            let question = |already| question(7, already).told(language);
            assert!(!question(0).contains(wrong));
            assert!(question(1).contains(wrong) && question(2).contains("7"));
        }
    }
}
