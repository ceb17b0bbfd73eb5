//! Answers as they come: in pictures of codes, attached to letters, in archives inside archives.

use super::*;
use crate::commands::code::Code;
use attestat_checking::inputs::{Content, Inputs, Limits};
use attestat_checking::obstacle::{Obstacle, Unopened};
use attestat_codes::Grey;
use attestat_credential::presentation::packing::pack;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use std::io::Write as _;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A letter with these files attached.
fn letter(attached: &[(&str, &[u8])]) -> Vec<u8> {
    let part = |(name, bytes): &(&str, &[u8])| {
        format!(
            "--part\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\
             Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n{}\r\n",
            STANDARD.encode(bytes)
        )
    };
    let parts: String = attached.iter().map(part).collect();
    let head = "From: a@family.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=part\r\n\r\n";
    format!("{head}--part\r\nContent-Type: text/plain\r\n\r\nGood day\r\n{parts}--part--\r\n").into_bytes()
}

/// Pictures under one another, each in the middle of its line.
fn sheet(frames: &[&Vec<u8>]) -> Vec<u8> {
    let drawn = |frame: &&Vec<u8>| Grey::decode(&Code::of(frame).unwrap().png().unwrap()).unwrap();
    let all: Vec<Grey> = frames.iter().map(drawn).collect();
    let width = all.iter().map(Grey::width).max().unwrap();
    let mut rows: Vec<Vec<u8>> = Vec::new();
    for one in &all {
        let margin = (width - one.width()) / 2;
        for row in one.pixels().chunks(one.width()) {
            let right = vec![255; width - margin - row.len()];
            rows.push([&vec![255; margin], row, &right].concat());
        }
    }
    png(width, &rows)
}

/// A PNG in grey (ISO/IEC 15948).
fn png(width: usize, rows: &[Vec<u8>]) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    rows.iter().for_each(|row| packed.write_all(&[&[0], row.as_slice()].concat()).unwrap());
    let side = |side: usize| u32::try_from(side).unwrap().to_be_bytes();
    let header = [&side(width)[..], &side(rows.len()), &[8, 0, 0, 0, 0]].concat();
    let chunk = |kind: &[u8], bytes: &[u8]| {
        let (named, mut crc) = ([kind, bytes].concat(), Crc::new());
        crc.update(&named);
        [&side(bytes.len())[..], &named, &crc.sum().to_be_bytes()].concat()
    };
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &header),
        chunk(b"IDAT", &packed.finish().unwrap()),
        chunk(b"IEND", b""),
    ]
    .concat()
}

/// The verdicts of a run: each file's name below the place, its colour and the codes of the reasons.
fn said(place: &Place, words: &[&str]) -> Vec<(String, String, String)> {
    place.verify(&[words, &["--as", UNIVERSITY, "--json-lines", "{}/said.jsonl"]].concat());
    let folder = format!("{}/", place.folder.path().display());
    let one = |line: &str| {
        let object: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap().replace(&folder, "");
        let reasons: Vec<&str> = object["reasons"].as_array().unwrap().iter().filter_map(|one| one.as_str()).collect();
        (text(&object["file"]), text(&object["colour"]), reasons.join(" "))
    };
    read(&place.path("said.jsonl")).lines().map(one).collect()
}

fn row(name: &str, colour: &str, reasons: &str) -> (String, String, String) {
    (name.to_owned(), colour.to_owned(), reasons.to_owned())
}

/// Three families' answers, each in codes; the third shows a revoked document.
fn families() -> (MemoryLog, Vec<Vec<Vec<u8>>>) {
    let (log, documents) = documents(3, Held::ByKey);
    let answer = |number: u8| {
        let terms = terms(UNIVERSITY, number);
        let fields = ["family_name", "given_name", "patronymic", "birth_date", "marks", "school_name", "head"];
        pack(&presented_with(&documents, &[number.into()], &terms, &fields, Vec::new())).unwrap()
    };
    (log, [0, 1, 2].map(answer).to_vec())
}

#[test]
fn pictures_in_a_folder_are_put_together_by_their_sets_whatever_they_are_called() {
    let (log, families) = families();
    let place = Place::new(Some(log));
    let [one, two, three] = families.as_slice() else { panic!("three families") };
    assert!(families.iter().all(|frames| frames.len() == 2 || frames.len() == 3), "{}", one.len());
    let last = |frames: &[Vec<u8>]| sheet(&[frames.last().unwrap()]);
    place.put("IMG_0003.png", &sheet(&[&one[0]]));
    place.put("z.png", &sheet(&[&two[0], &one[1]]));
    place.put("copy of z.png", &sheet(&[&one[1]]));
    place.put("a.png", &last(two));
    place.put("m.png", &last(one));
    place.put("three.png", &sheet(&three.iter().collect::<Vec<_>>()));
    if let [_, middle, _] = two.as_slice() {
        place.put("n.png", &sheet(&[middle]));
    }
    let found = said(&place, &["{}/files"]);
    let (names, colours): (Vec<&str>, Vec<&str>) =
        found.iter().map(|(name, colour, _)| (name.as_str(), colour.as_str())).unzip();
    assert_eq!(colours, ["green", "green", "red"], "{found:?}");
    assert!(names[0].starts_with("files/IMG_0003.png + ") && names[0].contains("files/copy of z.png"), "{names:?}");
    assert!(names[1].starts_with("files/z.png + ") && names[1].ends_with("files/a.png"), "{names:?}");
    assert_eq!(found[2], row("files/three.png", "red", "revoked"));

    std::fs::remove_file(place.files().join("m.png")).unwrap();
    let found = said(&place, &["{}/files"]);
    assert_eq!(found[0].2, if one.len() == 2 { "" } else { "codes-incomplete" });
    let object: serde_json::Value =
        serde_json::from_str(read(&place.path("said.jsonl")).lines().next().unwrap()).unwrap();
    let error = object["error"].as_str().unwrap();
    assert!(error.contains("are in no picture: 3. There are: 1 –"), "{error}");
    assert!(object["sha256"].is_string(), "{object}");
}

#[test]
fn pictures_of_one_answer_are_found_in_a_letter_and_an_archive_too() {
    let (log, families) = families();
    let place = Place::new(Some(log));
    let pictures: Vec<Vec<u8>> = families[0].iter().map(|frame| sheet(&[frame])).collect();
    let attached: Vec<(String, &[u8])> =
        pictures.iter().zip(0..).map(|(one, at)| (format!("{at}.png"), one.as_slice())).collect();
    let attached: Vec<(&str, &[u8])> = attached.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    place.put("first.eml", &letter(&attached[..1]));
    place.put("second.zip", &zipped(&attached[1..]));
    let found = said(&place, &["{}/files"]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].0.starts_with("files/first.eml/0.png + files/second.zip/1.png"), "{found:?}");
    assert_eq!(found[0].1, "green");
}

#[test]
fn letters_and_archives_are_opened_inside_one_another_and_what_is_left_alone_is_named() {
    let (log, documents) = documents(3, Held::ByKey);
    let place = Place::new(Some(log));
    let answer = |number: u8| presented(&documents, &[number.into()], &terms(UNIVERSITY, number)).to_json();
    let (one, two) = (answer(0), answer(1));
    let forwarded = letter(&[("../one.attestat", one.as_bytes()), ("scan.pdf", b"%PDF-1.7")]);
    let inner = zipped(&[("two.attestat", two.as_bytes()), ("__MACOSX/._two.attestat", b"")]);
    place
        .put("all.ZIP", &zipped(&[("a/letter.eml", &forwarded), ("inner.zip", &inner), ("broken.zip", b"PK\x03\x04")]));
    place.put("empty.eml", b"Subject: nothing\r\n\r\nGood day\r\n");
    let found = said(&place, &["{}/files"]);
    assert_eq!(
        found,
        [
            row("files/all.ZIP/a/letter.eml/../one.attestat", "green", ""),
            row("files/all.ZIP/broken.zip", "grey", "archive-not-opened"),
            row("files/all.ZIP/inner.zip/two.attestat", "green", ""),
        ]
    );
    let inputs = collect::collect(&[place.files()]).unwrap();
    let left = inputs.left_alone().names.join("\n").replace(&format!("{}/", place.files().display()), "");
    assert_eq!(left, "all.ZIP/a/letter.eml/scan.pdf\nall.ZIP/inner.zip/__MACOSX/._two.attestat\nempty.eml");
    // Named, they are the same.
    assert_eq!(said(&place, &["{}/files/all.ZIP"]).len(), 3);
}

#[test]
fn archives_inside_archives_end_somewhere_and_spoil_nothing_beside_them() {
    let (log, documents) = documents(3, Held::ByKey);
    let place = Place::new(Some(log));
    let answer = presented(&documents, &[0], &terms(UNIVERSITY, 0)).to_json();
    let mut deep = zipped(&[("one.attestat", answer.as_bytes())]);
    for _ in 0..6 {
        deep = zipped(&[("in.zip", &deep)]);
    }
    let large = vec![b' '; (64 << 20) + 1];
    let many: Vec<String> = (0..40_000).map(|at| format!("{at}.txt")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    let many = zipped(&many);
    place.put("a.zip", &deep);
    place.put("b.zip", &zipped(&[("large.zip", &large), ("one.attestat", answer.as_bytes())]));
    place.put("c.zip", &zipped(&[("1.zip", &many), ("2.zip", &many), ("one.attestat", answer.as_bytes())]));
    let found = said(&place, &["{}/files"]);
    assert_eq!(
        found,
        [
            row("files/a.zip/in.zip/in.zip/in.zip/in.zip", "grey", "archive-not-opened"),
            row("files/b.zip/large.zip", "grey", "archive-not-opened"),
            row("files/b.zip/one.attestat", "green", ""),
            row("files/c.zip/2.zip", "grey", "archive-not-opened"),
            row("files/c.zip/one.attestat", "green", ""),
        ]
    );
}

fn names(place: &Place, inputs: &Inputs) -> Vec<String> {
    let folder = format!("{}/", place.files().display());
    (0..inputs.len()).map(|at| inputs.name(at).replace(&folder, "")).collect()
}

/// Sixteen small letters would end a run over everybody's answers otherwise.
#[test]
fn the_archive_that_brings_most_files_is_shut_in_a_full_run_and_its_neighbours_are_judged() {
    let place = Place::new(None);
    let packed = |count: u8| {
        let names: Vec<String> = (0..count).map(|at| format!("{at}.attestat")).collect();
        zipped(&names.iter().map(|name| (name.as_str(), b"{}".as_slice())).collect::<Vec<_>>())
    };
    place.put("a.zip", &packed(3));
    place.put("b.zip", &zipped(&[("in.zip", &packed(5)), ("1.attestat", b"{}")]));
    place.put("c.attestat", b"{}");
    place.put("d.eml", &letter(&[("1.attestat", b"{}"), ("2.attestat", b"{}")]));
    place.put("e.attestat", b"{}");
    let within = |files| collect::collect_within(&[place.files()], Limits { files, ..Limits::default() });
    assert_eq!(within(13).unwrap().len(), 13);
    let inputs = within(12).unwrap();
    let beside = ["c.attestat", "d.eml/1.attestat", "d.eml/2.attestat", "e.attestat"];
    let expected = [&["a.zip/0.attestat", "a.zip/1.attestat", "a.zip/2.attestat", "b.zip"], &beside[..]].concat();
    assert_eq!(names(&place, &inputs), expected);
    assert_eq!(inputs.open(3).err(), Some(Obstacle::Unopened(Unopened::TooMuch)));
    assert!(inputs.open(0).is_ok() && inputs.open(7).is_ok());
    // As many as are needed are shut; only what lies on the disk itself ends a run.
    assert_eq!(names(&place, &within(5).unwrap()), ["a.zip", "b.zip", "c.attestat", "d.eml", "e.attestat"]);
    assert_eq!(within(4).err().unwrap().code, "too-many");
}

#[test]
fn the_archive_that_brings_most_codes_is_grey_in_a_full_run() {
    let (_, families) = families();
    let place = Place::new(None);
    let pictures: Vec<Vec<u8>> = families[0].iter().map(|frame| sheet(&[frame])).collect();
    let many: Vec<(String, &[u8])> =
        pictures.iter().zip(0..).map(|(one, at)| (format!("{at}.png"), one.as_slice())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    place.put("a.zip", &zipped(&[&many[..], &[("z.attestat", b"{}")]].concat()));
    place.put("b.png", &sheet(&[&families[1][0]]));
    let bytes = families[0].iter().chain(&families[1][..1]).map(Vec::len).sum::<usize>();
    let within = |code_bytes| collect::collect_within(&[place.files()], Limits { code_bytes, ..Limits::default() });
    assert_eq!(within(bytes).unwrap().len(), 3);
    let inputs = within(bytes - 1).unwrap();
    assert_eq!(inputs.len(), many.len() + 2);
    for at in 0..many.len() {
        let content = inputs.open(at).unwrap().content;
        assert!(matches!(content, Content::Nothing(Obstacle::Unopened(Unopened::TooMuch))), "{at}");
    }
    assert!(matches!(inputs.open(many.len()).unwrap().content, Content::File(_)));
    assert!(matches!(inputs.open(many.len() + 1).unwrap().content, Content::Nothing(Obstacle::CodesMissing(_))));
    assert_eq!(within(families[1][0].len() - 1).err().unwrap().code, "too-many");
}

/// Whoever waits for a pipe waits for ever.
#[test]
fn a_pipe_is_never_waited_for() {
    let place = Place::new(None);
    place.put("a.attestat", b"{}");
    let pipes = ["p.attestat", "p.zip", "p.eml", "p.png"].map(|name| place.files().join(name));
    for pipe in &pipes {
        let mode = rustix::fs::Mode::from_raw_mode(0o600);
        rustix::fs::mknodat(rustix::fs::CWD, pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    }
    let collected = |given: Vec<PathBuf>| {
        let (done, wait) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let found = collect::collect(&given).map(|inputs| (inputs.len(), inputs.left_alone().count));
            done.send(found.map_err(|failure| failure.code))
        });
        wait.recv_timeout(std::time::Duration::from_secs(60)).expect("somebody waits for the pipe")
    };
    assert_eq!(collected(vec![place.files()]), Ok((1, 4)));
    for pipe in pipes {
        assert_eq!(collected(vec![pipe]), Err("no-file".into()));
    }
}

/// Numbers of entries are of the archive that was looked at.
#[test]
fn an_archive_that_changes_between_looking_and_reading_is_told() {
    let (_, documents) = documents(3, Held::ByBearer);
    let place = Place::new(None);
    let document = documents[0].to_json();
    place.put("a.zip", &zipped(&[("one.attestat", document.as_bytes())]));
    let open = |inputs: &Inputs| inputs.open(0).err();
    let inputs = collect::collect(&[place.files()]).unwrap();
    assert_eq!(open(&inputs), None);
    let others: Vec<Vec<u8>> = (0..16).map(|_| zipped(&[("one.attestat", document.as_bytes())])).collect();
    others.iter().enumerate().for_each(|(at, bytes)| place.put(&format!("b{at}.zip"), bytes));
    let inputs = collect::collect(&[place.files()]).unwrap();
    place.put("a.zip", &zipped(&[("another.attestat", b"{}")]));
    assert_eq!(open(&inputs), Some(Obstacle::Changed));
}
