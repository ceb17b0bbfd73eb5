//! Messages that parse come back as they were; a message with one fault is refused by the field's name.

use attestat_ledger::batch::{BATCH_BYTES_MAX, BATCH_RECORDS_MAX, Bodies, SealedBatch};
use attestat_ledger::hash::{NodeHash, RootHash};
use attestat_ledger::key::Signature;
use attestat_wire::field::{Field, path_bytes};
use attestat_wire::limit::{SEALED_BATCH_BYTES_MAX, SENTENCE_RU_BYTES_MAX};
use attestat_wire::refusal::{self, Refusal};
use attestat_wire::v1;
use attestat_words::language::Language;
use proptest::prelude::*;
use prost::Message as _;
use tonic::metadata::MetadataValue;
use tonic::{Code, Status};

/// Decodes as a peer would.
fn decode(bytes: &[u8]) -> Option<v1::SealedBatch> {
    v1::SealedBatch::decode(bytes).ok()
}

fn batch(bodies: &[Vec<u8>]) -> SealedBatch {
    let mut all = Bodies::default();
    bodies.iter().for_each(|body| all.push(body));
    let root = RootHash::from_bytes([7; 32]);
    SealedBatch { first: 42, bodies: all, root, seal: Signature::from_bytes([9; 64]) }
}

proptest! {
    #[test]
    fn a_batch_is_unchanged_by_a_round_trip_through_its_message(bodies in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..640), 1..40)) {
        let sent = batch(&bodies);
        let bytes = v1::SealedBatch::from(sent.clone()).encode_to_vec();
        let received = SealedBatch::try_from(decode(&bytes).unwrap()).unwrap();
        prop_assert_eq!(received, sent);
    }

    #[test]
    fn a_batch_message_with_a_flipped_bit_is_refused_or_another_batch(at in any::<prop::sample::Index>(), bit in 0..8u8) {
        let sent = batch(&[vec![1; 99], vec![2; 99]]);
        let mut bytes = v1::SealedBatch::from(sent.clone()).encode_to_vec();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let read = decode(&bytes).and_then(|message| SealedBatch::try_from(message).ok());
        prop_assert_ne!(read, Some(sent));
    }

    #[test]
    fn arbitrary_bytes_do_not_panic_the_message_reader(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Some(message) = decode(&bytes) {
            let _ = SealedBatch::try_from(message);
        }
        let text = String::from_utf8_lossy(&bytes);
        let field = Field::new("Test", "field");
        let _ = (field.origin(&text), field.checkpoint(&text), field.fork(&text), field.registry(&text));
    }
}

/// One row: the fault, what it is done to, and the field that must be named.
#[test]
fn a_faulty_field_is_refused_with_its_name() {
    let good = || v1::SealedBatch::from(batch(&[vec![1; 10]]));
    let rows: [(&str, v1::SealedBatch, &str); 6] = [
        ("no bodies", v1::SealedBatch { bodies: vec![], ..good() }, "bodies"),
        ("a torn body", v1::SealedBatch { bodies: vec![0, 9, 1], ..good() }, "bodies"),
        ("too many bodies", v1::SealedBatch { bodies: vec![0; 2 * (BATCH_RECORDS_MAX + 1)], ..good() }, "bodies"),
        ("too many bytes", v1::SealedBatch { bodies: vec![0; BATCH_BYTES_MAX + 1], ..good() }, "bodies"),
        ("a short root", v1::SealedBatch { root: vec![1; 31], ..good() }, "root"),
        ("a long seal", v1::SealedBatch { seal: vec![1; 65], ..good() }, "seal"),
    ];
    for (fault, message, field) in rows {
        let error = SealedBatch::try_from(message).expect_err(fault);
        assert_eq!((error.message, error.field), ("SealedBatch", field), "{fault}");
    }
}

#[test]
fn the_largest_batch_has_the_size_of_its_limit() {
    let message =
        v1::SealedBatch { first: u64::MAX, bodies: vec![0; BATCH_BYTES_MAX], root: vec![0; 32], seal: vec![0; 64] };
    let length = message.encode_to_vec().len();
    assert!(length <= SEALED_BATCH_BYTES_MAX && length + 44 >= SEALED_BATCH_BYTES_MAX, "{length}");
}

#[test]
fn a_proof_path_survives_a_round_trip_and_is_bounded() {
    let field = Field::new("GetConsistencyProofResponse", "path");
    let path = vec![NodeHash::from_bytes([3; 32]); 64];
    assert_eq!(field.path(&path_bytes(&path)).unwrap(), path);
    assert!(field.path(&vec![vec![0; 32]; 65]).is_err());
    assert!(field.path(&[vec![0; 33]]).is_err());
}

#[test]
fn a_refusal_keeps_its_code_and_both_sentences_through_a_status() {
    let refusal =
        Refusal::new(Code::Unavailable, refusal::READ_ONLY, "Это чтение.\nOnly reads.".into(), "Wait.".into());
    let status = Status::from(refusal.clone());
    assert_eq!(status.message().lines().count(), 2);
    let headers = {
        let mut map = tonic::metadata::MetadataMap::new().into_headers();
        status.add_header(&mut map).unwrap();
        map
    };
    let received = Refusal::from(Status::from_header_map(&headers).unwrap());
    assert_eq!(received, refusal);
    assert!(received.is_temporary());
    assert_eq!(received.to_string(), "Это чтение. Only reads. Wait.");
}

const RUSSIAN_KEY: &str = "attestat-message-ru-bin";

/// docs/spec/wire.md, "Refusals": the two lines of each language, and the code.
#[test]
fn a_refusal_is_a_status_with_the_same_lines_in_russian_beside_it() {
    let status = Status::from(Refusal::unknown_log("school.example/1"));
    assert_eq!((status.code(), status.metadata().len()), (Code::NotFound, 2));
    assert_eq!(status.metadata().get("attestat-code").unwrap(), "unknown-log");
    assert_eq!(
        status.message(),
        "This node keeps no log \"school.example/1\".\nList its logs with `attestat log ls`, or ask another node."
    );
    let russian = status.metadata().get_bin(RUSSIAN_KEY).unwrap().to_bytes().unwrap();
    assert_eq!(
        std::str::from_utf8(&russian).unwrap(),
        "На этом узле нет журнала \"school.example/1\".\nПосмотрите, какие журналы на нём есть (`attestat log ls`), или обратитесь к другому узлу."
    );
    let refusal = Refusal::from(status);
    assert_eq!(refusal.to_string(), Refusal::unknown_log("school.example/1").to_string());
    assert_eq!(
        (refusal.what.told(Language::Russian) + "\n" + &refusal.todo.told(Language::Russian)).as_bytes(),
        russian
    );
}

#[test]
fn a_refusal_without_its_russian_lines_is_shown_as_it_came() {
    let sent = || {
        let mut status = Status::not_found("Nothing is there.\nAsk later.");
        status.metadata_mut().insert("attestat-code", "no-head".parse().unwrap());
        status
    };
    let shown = |status| {
        let refusal = Refusal::from(status);
        assert_eq!((refusal.to_string().as_str(), refusal.code.as_str()), ("Nothing is there. Ask later.", "no-head"));
        [refusal.what, refusal.todo].map(|text| text.told(Language::Russian))
    };
    assert_eq!(shown(sent()), ["Nothing is there.", "Ask later."]);
    let with = |bytes: &[u8]| {
        let mut status = sent();
        status.metadata_mut().insert_bin(RUSSIAN_KEY, MetadataValue::from_bytes(bytes));
        shown(status)
    };
    assert_eq!(with("Там ничего нет.\nСпросите позже.".as_bytes()), ["Там ничего нет.", "Спросите позже."]);
    let most = SENTENCE_RU_BYTES_MAX;
    let two = |what: usize, todo: usize| with(format!("{}\n{}", "a".repeat(what), "b".repeat(todo)).as_bytes());
    assert_eq!(two(most, most), ["a".repeat(most), "b".repeat(most)]);
    for rejected in [
        two(most, most + 3),
        with(b""),
        with(b"\xd0\n\xd0"),
        with("Только одно предложение.".as_bytes()),
        with("\nСпросите позже.".as_bytes()),
    ] {
        assert_eq!(rejected, ["Nothing is there.", "Ask later."]);
    }
    // No control of lines goes from either language into the other one's lines.
    assert_eq!(with("а\nб\nв\rг".as_bytes()), ["а", "б в г"]);
}

#[test]
fn a_status_of_another_program_becomes_a_refusal_of_two_sentences() {
    let refusal = Refusal::from(Status::unimplemented("no such method"));
    assert_eq!(refusal.code, refusal::FOREIGN);
    assert!(!refusal.what.is_empty() && !refusal.todo.is_empty());
    let lost = Refusal::from(Status::unavailable("tcp connect error"));
    assert_eq!(lost.code, refusal::UNREACHABLE);
    for refusal in [refusal, lost] {
        for text in [refusal.what, refusal.todo] {
            assert!(text.told(Language::Russian).contains(|letter| ('а'..='я').contains(&letter)), "{text}");
        }
    }
}
