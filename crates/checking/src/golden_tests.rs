//! The texts that people read, whole, in both languages: golden files.

use crate::accepted::{EarlierAnswer, SamePart};
use crate::earlier;
use crate::obstacle::{CodesMissing, Obstacle, Unopened};
use crate::pictures::PictureFault;
use attestat_credential::presentation::packing::PackError;
use attestat_credential::verdict::words::Message;
use attestat_words::advice::Door;
use attestat_words::language::Language;
use attestat_words::text;

#[test]
fn obstacles_are_told_as_in_the_golden_files() {
    let all = [
        Obstacle::Unreadable("permission denied".into()),
        Obstacle::TooLong { limit: 1000 },
        Obstacle::Encrypted,
        Obstacle::UnknownPacking,
        Obstacle::DamagedEntry,
        Obstacle::NoCode(PictureFault::NoCode),
        Obstacle::BadFrames(PackError::Missing { count: 3, missing: vec![2] }),
        Obstacle::BadFrames(PackError::Missing { count: 3, missing: vec![2, 3] }),
        Obstacle::BadFrames(PackError::Foreign(1)),
        Obstacle::CodesMissing(CodesMissing {
            set: [0x5f, 0x3a, 0x01, 0xbc],
            count: 4,
            missing: vec![2, 3],
            there: vec![(1, "answers/IMG_0001.jpg".to_owned()), (4, "answers/all.zip/b.png".to_owned())],
        }),
        Obstacle::Unopened(Unopened::TooMuch),
        Obstacle::Unopened(Unopened::TooDeep),
        Obstacle::Unopened(Unopened::NoArchive(text!("zip-twins"))),
    ];
    compare("obstacles", |language| {
        let lines = all.iter().map(|obstacle| {
            let Message { what, next } = obstacle.words();
            format!("{}\n  {}\n  {}\n", obstacle.code(), what.told(language), next.at(Door::Terminal).told(language))
        });
        lines.collect::<String>()
    });
}

#[test]
fn answers_of_earlier_runs_are_told_as_in_the_golden_files() {
    let all = [SamePart::File, SamePart::Answer, SamePart::AnswerToAnother, SamePart::Consent];
    let told = |what: SamePart| EarlierAnswer { what, time: 1_630_508_400, file: [0x2c; 32] };
    compare("earlier", |language| all.iter().map(|what| earlier::words(&told(*what)).told(language) + "\n").collect());
}

/// Holds a text against `golden/NAME.en.txt` and `golden/NAME.ru.txt`.
fn compare(name: &str, told: impl Fn(Language) -> String) {
    for (language, golden) in golden(name) {
        assert_eq!(told(language), golden, "{name}");
    }
}

fn golden(name: &str) -> [(Language, &'static str); 2] {
    let (english, russian) = match name {
        "obstacles" => (include_str!("golden/obstacles.en.txt"), include_str!("golden/obstacles.ru.txt")),
        _ => (include_str!("golden/earlier.en.txt"), include_str!("golden/earlier.ru.txt")),
    };
    [(Language::English, english), (Language::Russian, russian)]
}
