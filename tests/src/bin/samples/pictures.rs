//! Codes in pictures: photographed, incomplete, damaged.

use crate::issued::Issued;
use crate::put::Put;
use anyhow::Context as _;
use attestat_codes::{Code, Grey};
use attestat_tests::page::repository;
use jpeg_encoder::{ColorType, Encoder};

/// Quality of a picture that a messenger has packed again.
const QUALITY: u8 = 70;

/// The codes of the answers in other pictures than they were drawn in.
pub(crate) fn codes(issued: &Issued, files: &mut Put) -> anyhow::Result<()> {
    let of = |name: &str| -> Vec<&[u8]> {
        let begin = format!("{name}.");
        let codes = issued.codes.iter().filter(|(known, _)| known.starts_with(&begin));
        codes.map(|(_, bytes)| bytes.as_slice()).collect()
    };
    for (number, code) in (1..).zip(of("one-field")) {
        files.put(&format!("photo-{number}.jpg"), jpeg(&Grey::decode(code)?, |pixel| pixel)?)?;
        files.put(&format!("dim-{number}.jpeg"), jpeg(&Grey::decode(code)?, |pixel| 60 + pixel / 3)?)?;
        files.put(&format!("inverted-{number}.jpg"), jpeg(&Grey::decode(code)?, |pixel| 255 - pixel)?)?;
        files.put(&format!("cut-{number}.png"), code.get(..code.len() / 2).unwrap_or_default())?;
    }
    let code = *of("one-field").first().context("a code")?;
    files.put("code-named-text.txt", code)?;
    let grey = Grey::decode(code)?;
    let blank = Grey::new(grey.width(), grey.height(), vec![230; grey.pixels().len()]).context("a picture")?;
    files.put("no-code.jpg", jpeg(&blank, |pixel| pixel)?)?;
    files.put("other-code.png", Code::of(b"https://university.example/")?.png()?)?;
    files.put("words-code.png", Code::of("Просто слова (SAMPLE)".as_bytes())?.png()?)?;
    // A code of an answer that was photographed in earlier trials, of a consortium that nobody here knows.
    let trial = repository().join("crates/codes/tests/pictures/trial");
    for name in ["original", "inverted", "rot-1", "rot-3", "up-3"] {
        files.put(&format!("trial-{name}.png"), std::fs::read(trial.join(format!("{name}.png")))?)?;
    }
    files.put("not-a-picture.png", b"\x89PNG\r\n\x1a\n")?;
    files.put("not-a-picture.jpg", b"\xff\xd8\xff\xe0")?;
    Ok(())
}

fn jpeg(grey: &Grey, light: fn(u8) -> u8) -> anyhow::Result<Vec<u8>> {
    let pixels: Vec<u8> = grey.pixels().iter().copied().map(light).collect();
    let mut file = Vec::new();
    let (width, height) = (u16::try_from(grey.width())?, u16::try_from(grey.height())?);
    Encoder::new(&mut file, QUALITY).encode(&pixels, width, height, ColorType::Luma)?;
    Ok(file)
}
