//! Documents and answers that were changed in single ways, and files that are none.

use crate::issued::Issued;
use crate::put::Put;
use attestat_credential::document::DOCUMENT_BYTES_MAX;
use attestat_tests::document::{tampered, without_status};
use serde_json::Value;

/// A document that is in force: the first two of each sheet are not.
const GOOD: usize = 4;

/// Changes a member of a JSON object.
fn with(text: &str, name: &str, value: Value) -> anyhow::Result<String> {
    let mut object: Value = serde_json::from_str(text)?;
    if let Some(object) = object.as_object_mut() {
        object.insert(name.to_owned(), value);
    }
    Ok(object.to_string())
}

/// Takes a member out of a JSON object.
fn without(text: &str, name: &str) -> anyhow::Result<String> {
    let mut object: Value = serde_json::from_str(text)?;
    if let Some(object) = object.as_object_mut() {
        object.remove(name);
    }
    Ok(object.to_string())
}

/// The text of a member of a JSON object.
fn member(text: &str, name: &str) -> anyhow::Result<String> {
    let object: Value = serde_json::from_str(text)?;
    Ok(object.get(name).and_then(Value::as_str).unwrap_or_default().to_owned())
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once('\u{feff}').chain(text.chars()).collect::<String>().encode_utf16().flat_map(unit).collect()
}

/// Documents, each changed in one way.
pub(crate) fn documents(issued: &Issued, files: &mut Put) -> anyhow::Result<()> {
    let (good, other) = (issued.document(GOOD)?, issued.document(GOOD + 1)?);
    for number in [GOOD, GOOD + 2, GOOD + 3, 40, 60, 80, 100] {
        let document = issued.document(number)?;
        files.put(&format!("tampered-{number}.attestat"), tampered(document)?)?;
        files.put(&format!("without-status-{number}.attestat"), without_status(document)?)?;
    }
    for name in ["sd_jwt", "salt", "record", "proof"] {
        files.put(&format!("without-{name}.attestat"), without(good, name)?)?;
        files.put(&format!("another-{name}.attestat"), with(good, name, member(other, name)?.into())?)?;
        files.put(&format!("number-as-{name}.attestat"), with(good, name, 7.into())?)?;
    }
    files.put("status-of-another.attestat", with(good, "status", member(other, "status")?.into())?)?;
    files.put("newer-format.attestat", with(good, "format", "attestat/document/v9".into())?)?;
    files.put("unknown-member.attestat", with(good, "more", "something".into())?)?;
    files.put("twice.attestat", [good, good].concat())?;
    files.put("same-again.attestat", good)?;
    let half: String = good.chars().take(good.len() / 2).collect();
    files.put("cut.attestat", half)?;
    wrappings(good, files)
}

/// One good document as mail programs and editors leave it.
fn wrappings(good: &str, files: &mut Put) -> anyhow::Result<()> {
    files.put("bom.attestat", [b"\xef\xbb\xbf", good.as_bytes()].concat())?;
    files.put("utf-16le.attestat", utf16(good, u16::to_le_bytes))?;
    files.put("utf-16be.attestat", utf16(good, u16::to_be_bytes))?;
    files.put("windows-lines.attestat", good.replace('\n', "\r\n"))?;
    files.put("mail-signature.attestat", format!("{good}\n-- \nС уважением,\nОбразцова (SAMPLE)\n"))?;
    files.put("before-it.attestat", format!("Fwd: document\n\n{good}"))?;
    files.put("zeros-behind.attestat", format!("{good}\0\0\0"))?;
    files.put("broken-lines.attestat", good.replace(',', ",\n   "))?;
    files.put("typographic-quotes.attestat", good.replacen('"', "“", 2))?;
    files.put("nbsp.attestat", good.replacen(':', ":\u{a0}", 3))?;
    files.put("as-text.attestat", serde_json::to_string(good)?)?;
    files.put("base64.attestat", crate::wrapped::base64_lines(good.as_bytes()))?;
    for ending in ["txt", "json", "pdf", "xlsx"] {
        files.put(&format!("good-document.{ending}"), good)?;
    }
    files.put("без-окончания", good)?;
    files.put("имя с пробелами (1).attestat", good)?;
    files.put("<b>mark-up&amp;.attestat", good)?;
    files.put("turned-\u{202e}tatsetta.exe", good)?;
    Ok(())
}

/// Answers of the family, each changed in one way.
pub(crate) fn presentations(issued: &Issued, files: &mut Put) -> anyhow::Result<()> {
    for name in ["answer", "to-the-university", "one-field"] {
        let shown = issued.shown(&format!("{name}.attestat-presentation"))?;
        let half: String = shown.chars().take(shown.len() / 2).collect();
        files.put(&format!("cut-{name}.attestat-presentation"), half)?;
        files.put(&format!("renamed-{name}.attestat"), shown)?;
        files.put(&format!("newer-{name}.attestat-presentation"), shown.replacen("/v1", "/v7", 1))?;
        // One letter in the middle of what was signed.
        let at = shown.len() / 2;
        let spoil = |(place, letter): (usize, char)| match letter {
            'A' if place >= at && place < at + 40 => 'B',
            'a'..='m' if place >= at && place < at + 40 => 'z',
            other => other,
        };
        let spoilt: String = shown.chars().enumerate().map(spoil).collect();
        files.put(&format!("spoilt-{name}.attestat-presentation"), spoilt)?;
        files.put(&format!("utf-16-{name}.attestat-presentation"), utf16(shown, u16::to_le_bytes))?;
    }
    Ok(())
}

/// Files that people send instead.
pub(crate) fn foreign(files: &mut Put) -> anyhow::Result<()> {
    let beginnings: [(&str, &[u8]); 16] = [
        ("scan.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
        ("photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
        ("photo.heif", b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic"),
        ("photo.avif", b"\0\0\0\x1cftypavif\0\0\0\0avifmif1"),
        ("photo.webp", b"RIFF\x24\0\0\0WEBPVP8 "),
        ("photo.gif", b"GIF89a\x01\0\x01\0\0\0\0;"),
        ("photo.bmp", b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0"),
        ("photo.tif", b"II*\0\x08\0\0\0"),
        ("letter.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("packed.rar", b"Rar!\x1a\x07\x01\0"),
        ("packed.7z", b"7z\xbc\xaf\x27\x1c\0\x04"),
        ("page.html", b"<!doctype html><title>SAMPLE</title>"),
        ("table.csv", b"a;b\n1;2\n"),
        ("video.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0"),
        ("empty.attestat", b""),
        ("blanks.attestat", b" \n\t\n"),
    ];
    for (name, begin) in beginnings {
        files.put(name, begin)?;
    }
    for (name, text) in
        [("object", "{}"), ("list", "[]"), ("null", "null"), ("words", "Добрый день!"), ("number", "1e9")]
    {
        files.put(&format!("{name}.attestat"), text)?;
    }
    files.put("deep.attestat", "[".repeat(100_000))?;
    files.put("deep-object.attestat", "{\"a\":".repeat(10_000))?;
    files.put("too-long.attestat", vec![b' '; DOCUMENT_BYTES_MAX.max(4 << 20) + 1])?;
    files.put("bytes.attestat", (0..=255).collect::<Vec<u8>>())
}
