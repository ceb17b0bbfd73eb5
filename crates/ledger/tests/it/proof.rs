//! tlog-proofs against the published encodings.

use crate::vectors;
use attestat_ledger::hash::NodeHash;
use attestat_ledger::proof::{EXTRA_BYTES_MAX, TlogProof, TlogProofError};

#[test]
fn the_published_tlog_proofs_are_read_and_written_to_the_same_bytes() {
    let vector = vectors::tlog_proof();
    let texts = vectors::strings(&vector["valid"]);
    let proofs: Vec<TlogProof> = texts.iter().map(|text| TlogProof::parse(text).unwrap()).collect();
    for (proof, text) in proofs.iter().zip(&texts) {
        assert_eq!(proof.to_string(), *text);
    }
    assert_eq!((proofs[0].index, proofs[0].path.len(), proofs[0].checkpoint.as_str()), (5, 2, "test checkpoint\n"));
    assert_eq!((proofs[1].extra.as_deref(), proofs[1].index), (Some(b"extra information".as_slice()), 10));
    assert_eq!((proofs[2].path.len(), proofs[2].extra.as_deref()), (0, None));
}

#[test]
fn the_published_malformed_tlog_proofs_are_refused() {
    for text in vectors::strings(&vectors::tlog_proof()["invalid"]) {
        assert!(TlogProof::parse(text).is_err(), "{text:?}");
    }
}

#[test]
fn tlog_proofs_that_are_too_long_or_not_canonical_are_refused() {
    let proof = |hashes: usize, extra: Option<usize>| TlogProof {
        extra: extra.map(|length| vec![7; length]),
        index: u64::MAX,
        path: vec![NodeHash::from_bytes([7; 32]); hashes],
        checkpoint: "checkpoint\n".to_owned(),
    };
    let longest = proof(64, Some(EXTRA_BYTES_MAX));
    assert_eq!(TlogProof::parse(&longest.to_string()), Ok(longest));
    assert_eq!(TlogProof::parse(&proof(65, None).to_string()), Err(TlogProofError::TooLong));
    assert_eq!(TlogProof::parse(&proof(0, Some(EXTRA_BYTES_MAX + 1)).to_string()), Err(TlogProofError::Line(2)));
    let rows = [
        ("c2sp.org/tlog-proof@v1\nindex 00\n\nc\n", TlogProofError::Line(2), "a leading zero"),
        ("c2sp.org/tlog-proof@v1\nindex 18446744073709551616\n\nc\n", TlogProofError::Line(2), "beyond 64 bits"),
        ("c2sp.org/tlog-proof@v1\nindex 0\nextra AAAA\n\nc\n", TlogProofError::Line(3), "extra after the index"),
        ("c2sp.org/tlog-proof@v1\nindex 0\n\n", TlogProofError::NoCheckpoint, "no checkpoint"),
        ("c2sp.org/tlog-proof@v1\nindex 0\n", TlogProofError::NoCheckpoint, "no empty line"),
        ("c2sp.org/tlog-proof@v1\r\nindex 0\n\nc\n", TlogProofError::Header, "a carriage return"),
        ("c2sp.org/tlog-proof@v2\nindex 0\n\nc\n", TlogProofError::Header, "another version"),
        ("", TlogProofError::NoCheckpoint, "nothing"),
    ];
    for (text, error, why) in rows {
        assert_eq!(TlogProof::parse(text), Err(error), "{why}");
    }
}
