//! Codes are read from pictures as people hand them in: 540 drawn from seeds, and those of the trial.
#![expect(
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests fail loudly, and pixels are small numbers"
)]

mod effect;

use attestat_codes::{CODE_BYTES_MAX, Code, Grey, codes_in, read};
use effect::{Dice, Effect, Picture};

/// Pictures of each effect and of each pair of effects.
const OF_EACH: u64 = 12;

/// Every effect alone and every pair.
fn kinds() -> Vec<Vec<Effect>> {
    let rest = |at: usize| Effect::ALL[at + 1..].iter();
    let pairs = (0..Effect::ALL.len()).flat_map(|at| rest(at).map(move |second| vec![Effect::ALL[at], *second]));
    Effect::ALL.iter().map(|effect| vec![*effect]).chain(pairs).collect()
}

/// Returns true if the code in a picture of this seed is read, and nothing else is.
fn is_read(effects: &[Effect], seed: u64) -> bool {
    let mut dice = Dice::new(seed);
    let length = dice.between(60.0, CODE_BYTES_MAX as f32 + 1.0) as usize;
    let bytes: Vec<u8> = (0..length).map(|_| dice.bits() as u8).collect();
    let code = Code::of(&bytes).unwrap();
    let mut picture = Picture::of(&Grey::decode(&code.png().unwrap()).unwrap(), code.columns());
    for effect in effects {
        picture = effect.on(&picture, &mut dice);
    }
    let found = if effects.contains(&Effect::Jpeg) {
        read(&picture.jpeg(dice.between(60.0, 95.0) as u8)).unwrap_or_default()
    } else {
        codes_in(picture.grey())
    };
    assert!(found.iter().all(|found| *found == bytes), "{effects:?} {seed}: read what was not written");
    !found.is_empty()
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test uses all cores")]
fn at_least_99_percent_of_500_distorted_pictures_are_read() {
    let kinds = kinds();
    let pictures: Vec<(&[Effect], u64)> = (0..)
        .zip(&kinds)
        .flat_map(|(kind, effects)| (0..OF_EACH).map(move |one| (effects.as_slice(), kind * 1_000 + one)))
        .collect();
    assert!(pictures.len() >= 500);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let lost: Vec<(&[Effect], u64)> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..cores)
            .map(|core| {
                let mine = pictures.iter().skip(core).step_by(cores);
                scope
                    .spawn(move || mine.filter(|(effects, seed)| !is_read(effects, *seed)).copied().collect::<Vec<_>>())
            })
            .collect();
        running.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let all = pictures.len();
    assert!(lost.len() * 100 <= all, "{} of {all} pictures are not read: {lost:?}", lost.len());
}

/// A presentation of an earlier version in one code of version 39, inverted, turned by 1° and 3° and three times as large.
#[test]
fn inverted_turned_and_enlarged_pictures_are_read() {
    let original = read(include_bytes!("trial/original.png")).unwrap();
    assert!(original.len() == 1 && original[0].starts_with(b"ATP\x01") && original[0].len() > CODE_BYTES_MAX);
    for (name, picture) in [
        ("inverted", include_bytes!("trial/inverted.png").as_slice()),
        ("turned by 1°", include_bytes!("trial/rot-1.png")),
        ("turned by 3°", include_bytes!("trial/rot-3.png")),
        ("three times as large", include_bytes!("trial/up-3.png")),
    ] {
        assert_eq!(read(picture).as_ref(), Ok(&original), "{name}");
    }
}

/// Pictures from strangers: whatever looks like the corner of a code in thousands of places costs a moment and no more.
#[test]
fn a_picture_full_of_corners_holds_no_code() {
    let corner = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"];
    let side = 1_800;
    let is_dark =
        |x: usize, y: usize| corner.get(y / 2 % 9).and_then(|row| row.as_bytes().get(x / 2 % 9)) == Some(&b'1');
    let pixels = (0..side * side).map(|at| if is_dark(at % side, at / side) { 0 } else { 255 }).collect();
    assert!(codes_in(Grey::new(side, side, pixels).unwrap()).is_empty());
}
