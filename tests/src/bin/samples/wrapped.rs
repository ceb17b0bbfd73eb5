//! Documents in archives, in letters, and in a folder.

use crate::issued::Issued;
use crate::put::Put;
use anyhow::Context as _;
use attestat_tests::archive::{Archive, ENCRYPTED};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// «Образцов.attestat» as archivers of Windows write it, in code page 866.
const CP866: &[u8] = b"\x8e\xa1\xe0\xa0\xa7\xe6\xae\xa2.attestat";
/// Characters of a line in a letter.
const LINE: usize = 76;
/// A document that is in force.
const GOOD: usize = 4;

/// Base64 in lines, as letters have it.
pub(crate) fn base64_lines(bytes: &[u8]) -> String {
    let text = STANDARD.encode(bytes);
    let lines = text.as_bytes().chunks(LINE).map(|line| String::from_utf8_lossy(line).into_owned());
    lines.collect::<Vec<_>>().join("\r\n")
}

fn zip(files: &[(&str, &[u8])]) -> anyhow::Result<Vec<u8>> {
    let mut archive = Archive::default();
    files.iter().try_for_each(|(name, bytes)| archive.file(name, bytes))?;
    archive.finish()
}

/// Archives, each unusual in one way.
pub(crate) fn archives(issued: &Issued, files: &mut Put) -> anyhow::Result<()> {
    let good = issued.document(GOOD)?.as_bytes();
    let answer = issued.shown("answer.attestat-presentation")?.as_bytes();
    let two = zip(&[("класс/a.attestat", good), ("answer.attestat-presentation", answer), ("readme.txt", b"hello")])?;
    files.put("two.zip", &two)?;
    files.put("archive-without-ending", &two)?;
    files.put("cut.zip", two.get(..two.len() / 2).unwrap_or_default())?;
    files.put("empty.zip", zip(&[])?)?;
    files.put("nothing-of-ours.zip", zip(&[("a.txt", b"a"), ("b/c.docx", b"PK")])?)?;
    let mut inner = two;
    for depth in 1..=5 {
        inner = zip(&[(&format!("inner-{depth}.zip"), &inner), ("beside.attestat", good)])?;
        files.put(&format!("archives-in-archives-{depth}.zip"), &inner)?;
    }
    files.put("letter.docx", zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")])?)?;
    let codes: Vec<(&str, &[u8])> =
        issued.codes.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    files.put("codes.zip", zip(&codes)?)?;
    let (_, some) = codes.split_first().context("codes")?;
    files.put("codes-but-one.zip", zip(some)?)?;
    wrong(good, files)
}

fn wrong(good: &[u8], files: &mut Put) -> anyhow::Result<()> {
    let mut encrypted = Archive::default();
    encrypted.stored(b"secret.attestat", ENCRYPTED, good)?;
    files.put("encrypted.zip", encrypted.finish()?)?;
    let mut cp866 = Archive::default();
    cp866.stored(CP866, 0, good)?;
    files.put("cp866.zip", cp866.finish()?)?;
    let mut overlapping = Archive::default();
    overlapping.stored(b"one.attestat", 0, good)?;
    overlapping.overlap(b"two.attestat", good)?;
    files.put("overlapping.zip", overlapping.finish()?)?;
    let mut twice = Archive::default();
    twice.file("same.attestat", good)?;
    twice.file("same.attestat", b"{}")?;
    files.put("one-name-twice.zip", twice.finish()?)?;
    let mut climbing = Archive::default();
    climbing.file("../../outside.attestat", good)?;
    files.put("climbing.zip", climbing.finish()?)?;
    let mut damaged = zip(&[("damaged.attestat", good)])?;
    if let Some(byte) = damaged.get_mut(200) {
        *byte ^= 0x55;
    }
    files.put("damaged.zip", damaged)
}

/// Letters with documents in them.
pub(crate) fn letters(issued: &Issued, files: &mut Put) -> anyhow::Result<()> {
    let good = issued.document(GOOD)?.as_bytes();
    let answer = issued.shown("answer.attestat-presentation")?.as_bytes();
    let archive = zip(&[("a.attestat", good), ("b.attestat-presentation", answer)])?;
    files.put("one.eml", letter(&[("doc.attestat", good)]))?;
    files.put(
        "several.eml",
        letter(&[("doc.attestat", good), ("all.zip", &archive), ("photo.heic", b"\0\0\0\x18ftypheic")]),
    )?;
    let inner = letter(&[("answer.attestat-presentation", answer)]);
    files.put("forwarded.eml", letter(&[("letter.eml", inner.as_bytes())]))?;
    files.put("without-attachment.eml", letter(&[]))?;
    files.put("not-a-letter.eml", good)?;
    files
        .put("letters.zip", zip(&[("1.eml", inner.as_bytes()), ("2.eml", letter(&[("d.attestat", good)]).as_bytes())])?)
}

/// A letter with attachments, as mail programs write it.
fn letter(attached: &[(&str, &[u8])]) -> String {
    let mut text = "From: Family <family@example.org>\r\nTo: admissions@university.example\r\n\
         Subject: =?utf-8?B?0JTQvtC60YPQvNC10L3RgtGL?=\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"=_sample\"\r\n\r\n\
         --=_sample\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSAMPLE\r\n"
        .to_owned();
    for (name, bytes) in attached {
        text.push_str(&format!(
            "--=_sample\r\nContent-Type: application/octet-stream; name=\"{name}\"\r\n\
             Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\n{}\r\n",
            base64_lines(bytes)
        ));
    }
    text.push_str("--=_sample--\r\n");
    text
}

/// A folder that is searched: what is neither a document nor a picture is left alone in it.
pub(crate) fn folder(issued: &Issued, files: &mut Put) -> anyhow::Result<()> {
    for (name, bytes) in issued.all() {
        files.put(&format!("{}/{name}", if name.contains("certificate") { "11А" } else { "11Б" }), bytes)?;
    }
    files.put("notes.txt", "SAMPLE")?;
    files.put("list.xlsx", "PK")?;
    files.put("11А/more.zip", zip(&[("one.attestat", issued.document(GOOD)?.as_bytes())])?)
}

/// An archive of so many documents and answers: those that there are, again and again.
pub(crate) fn many(issued: &Issued, count: usize) -> anyhow::Result<Vec<u8>> {
    let mut archive = Archive::default();
    let answers = issued.answers.iter().chain(&issued.documents).cycle();
    for (number, (name, bytes)) in answers.take(count).enumerate() {
        archive.file(&format!("{:02}/{number:05}-{name}", number / 1000), bytes)?;
    }
    archive.finish()
}
