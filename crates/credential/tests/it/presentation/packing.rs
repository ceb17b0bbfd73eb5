//! QR codes: exact round trips, sizes, and damage.

use std::sync::LazyLock;

use attestat_credential::document::DocumentFile;
use attestat_credential::presentation::packing::{FRAME_BYTES_MAX, PackError, Packed, looks_like, pack, unpack};
use attestat_credential::presentation::selection::Selection;
use attestat_credential::presentation::{Part, Presentation, present};
use attestat_credential::verdict::{Colour, Verifier};
use attestat_ledger::record::{Award, Class, Content};
use proptest::prelude::*;

use super::{SCHOOL_KEY, Scene, terms};
use crate::support::{
    self,
    town::{COSIGNED, NOW, Town, key},
};

/// A certificate with 18 marks in a log of 20,001 records, its checkpoint cosigned four times.
fn certificate() -> (Town, DocumentFile) {
    let mut town = Town::named("edu.example.org/moscow/school-1580", 1);
    let awarded = town.award_to(&key(SCHOOL_KEY).public(), [6; 16], &support::secondary(), 7);
    for number in 0_u32..20_000 {
        let commitment = attestat_ledger::hash::sha256(&number.to_be_bytes());
        let award = Award { class: Class::Certificate, slot: 1_000 + number, tag: [5; 16], commitment };
        town.append(Content::Award(award));
    }
    town.snapshot();
    let file = town.document_by(&awarded, &[40, 41, 42, 43]);
    assert!(file.proof.lines().filter(|line| line.len() == 44).count() > 14, "a path of some fifteen hashes");
    assert_eq!(file.proof.matches("— ").count(), 5, "the log's own signature and four of mirrors");
    (town, file)
}

fn shown(document: &DocumentFile, selection: &Selection) -> Presentation {
    let holder = key(SCHOOL_KEY);
    present(&[Part { document, selection, holder: &holder }], &terms(), Vec::new()).unwrap()
}

/// The bar: three fields with their proof fit three codes, a full certificate at most six.
#[test]
fn three_fields_fit_three_codes_and_a_certificate_six() {
    let (town, file) = certificate();
    let three = shown(&file, &Selection::of(["family_name", "given_name", "blank_number"]));
    let frames = pack(&three).unwrap();
    assert_eq!(frames.len(), 3, "{}", frames[0].len());
    assert!(frames.iter().all(|frame| (500..=FRAME_BYTES_MAX).contains(&frame.len())), "{}", frames[0].len());
    let full = shown(&file, &Selection::Everything);
    let many = pack(&full).unwrap();
    assert!(many.len() <= 6 && many.iter().all(|frame| frame.len() <= FRAME_BYTES_MAX), "{}", many.len());

    // What was scanned verifies, the status coming from the verifier's file.
    let mut trust = town.trust();
    trust.status_files.push(town.status_file(&[40, 41, 42], COSIGNED));
    let mut expected = Scene::new();
    expected.audience = Some(super::UNIVERSITY.to_owned());
    for (frames, made) in [(frames, three), (many, full)] {
        let scanned = unpack(&frames).unwrap();
        assert!(scanned.credentials[0].sd_jwt == made.credentials[0].sd_jwt);
        assert!(scanned.credentials[0].proof == made.credentials[0].proof);
        assert!(scanned.credentials[0].status.is_none());
        let verdict = Verifier::new(&trust).verify_presentation(&scanned, &expected.expected(), NOW);
        assert_eq!(verdict.colour(), Colour::Green, "{:?}", verdict.reasons());
    }
}

#[test]
fn several_documents_and_secrets_come_back_exactly() {
    let mut scene = Scene::new();
    scene.give_secret();
    let mut expected = scene.presentation.clone();
    expected.credentials.iter_mut().for_each(|one| one.status = None);
    let mut frames = pack(&scene.presentation).unwrap();
    assert_eq!(looks_like(&frames[0]), Some(Packed::Presentation));
    assert!(unpack(&frames).unwrap() == expected);
    frames.reverse();
    frames.push(frames[0].clone());
    assert!(unpack(&frames).unwrap() == expected, "in any order, and one read twice");
}

/// Earlier versions filled the largest codes there are.
#[test]
fn codes_of_earlier_versions_are_read() {
    let (_, file) = certificate();
    let full = shown(&file, &Selection::Everything);
    let frames = pack(&full).unwrap();
    let whole: Vec<u8> = frames.iter().flat_map(|frame| &frame[10..]).copied().collect();
    let parts: Vec<&[u8]> = whole.chunks(2_943).collect();
    let count = u8::try_from(parts.len()).unwrap();
    let dense: Vec<Vec<u8>> =
        (0..count).zip(parts).map(|(number, part)| [&frames[0][..8], &[number, count], part].concat()).collect();
    assert!(dense.len() < frames.len() && dense[0].len() == 2_953);
    assert!(unpack(&dense).unwrap().credentials[0].sd_jwt == full.credentials[0].sd_jwt);
}

#[test]
fn all_codes_that_are_missing_are_named() {
    let words = |missing: &[usize]| PackError::Missing { count: 4, missing: missing.to_vec() }.to_string();
    assert_eq!(words(&[2]), "of 4 QR codes number 2 is missing: scan it too");
    assert_eq!(words(&[2, 3]), "of 4 QR codes the numbers 2, 3 are missing: scan them too");
}

#[test]
fn frames_that_do_not_belong_together_are_told_apart() {
    let (_, file) = certificate();
    let full = pack(&shown(&file, &Selection::Everything)).unwrap();
    let other = pack(&shown(&file, &Selection::of(["family_name"]))).unwrap();
    assert!(full.len() > 1);
    let refused = |frames: &[Vec<u8>]| unpack(frames).err().unwrap();
    assert_eq!(refused(&[]), PackError::Nothing);
    assert_eq!(refused(&full[..1]), PackError::Missing { count: full.len(), missing: (2..=full.len()).collect() });
    assert_eq!(refused(&[full[0].clone(), other[0].clone()]), PackError::Mixed(2));
    assert_eq!(refused(&[b"https://example.org".to_vec()]), PackError::Foreign(1));
    let change = |at: usize, to: u8| {
        let mut frames = full.clone();
        frames[0][at] = to;
        unpack(&frames).err().unwrap()
    };
    assert_eq!(change(2, b'R'), PackError::OtherKind(1));
    assert_eq!(change(3, 2), PackError::Newer(1));
    assert_eq!(change(8, 77), PackError::Damaged);
    assert_eq!(change(100, 0xee), PackError::Damaged);
}

/// A stream that would unfold to far more than any presentation holds.
#[test]
fn a_bomb_is_refused_before_it_unfolds() {
    use std::io::Write as _;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&vec![0; 16 << 20]).unwrap();
    let compressed = encoder.finish().unwrap();
    let whole = [u32::try_from(compressed.len()).unwrap().to_be_bytes().as_slice(), &compressed].concat();
    let set = &attestat_ledger::hash::sha256(&whole)[..4];
    let parts: Vec<&[u8]> = whole.chunks(2_900).collect();
    let count = u8::try_from(parts.len()).unwrap();
    let frame = |(part, number): (&&[u8], u8)| [b"ATP\x01", set, &[number, count], part].concat();
    let frames: Vec<Vec<u8>> = parts.iter().zip(0_u8..).map(frame).collect();
    assert_eq!(unpack(&frames).err().unwrap(), PackError::TooLarge);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is changed in a code, it does not come out as another presentation.
    #[test]
    fn damaged_codes_never_panic(at in 0_usize..3_000, byte in any::<u8>(), cut in 0_usize..3_000) {
        static FRAMES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| pack(&Scene::new().presentation).unwrap());
        let frames = FRAMES.clone();
        let mut changed = frames.clone();
        let at = at % changed[0].len();
        changed[0][at] = byte;
        prop_assert!(unpack(&changed).is_err() || changed == frames);
        changed[0].truncate(cut);
        prop_assert!(unpack(&changed).is_err() || changed == frames);
    }

    /// Streams of any content, properly framed.
    #[test]
    fn any_content_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let set = &attestat_ledger::hash::sha256(&bytes)[..4];
        let frame = [b"ATP\x01", set, &[0, 1], &bytes].concat();
        prop_assert!(unpack(&[frame]).is_err());
    }

    /// A proper stream of texts with any content.
    #[test]
    fn any_texts_never_panic(texts in proptest::collection::vec(any::<u8>(), 0..200), rest in proptest::collection::vec(any::<u8>(), 0..200)) {
        use std::io::Write as _;
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(&texts).unwrap();
        let compressed = encoder.finish().unwrap();
        let whole = [u32::try_from(compressed.len()).unwrap().to_be_bytes().as_slice(), &compressed, &rest].concat();
        let set = &attestat_ledger::hash::sha256(&whole)[..4];
        prop_assert!(unpack(&[[b"ATP\x01", set, &[0, 1], &whole].concat()]).is_err());
    }
}
