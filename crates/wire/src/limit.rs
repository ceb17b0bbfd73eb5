//! Limits of the size of messages, each with its sum. tonic's own limit of 4 MiB a message stays as it is.

use attestat_ledger::batch::{BATCH_BYTES_MAX, BATCH_RECORDS_MAX};
use attestat_ledger::fork::FORK_BYTES_MAX;
use attestat_ledger::hash::HASH_BYTES;
use attestat_ledger::key::SIGNATURE_BYTES;
use attestat_ledger::note::NOTE_BYTES_MAX;
use attestat_ledger::roster::ROSTER_BYTES_MAX;
use attestat_ledger::tree::PATH_LENGTH_MAX;

/// Largest message that tonic decodes unless it is told otherwise.
pub const MESSAGE_BYTES_MAX: usize = 4 << 20;

/// A field's tag (1 byte below field number 16) and its length or value as a varint (at most 10).
const FIELD_OVERHEAD_BYTES: usize = 11;

/// Largest `SealedBatch`: the bodies, root and seal, and four fields' overhead.
pub const SEALED_BATCH_BYTES_MAX: usize = BATCH_BYTES_MAX + HASH_BYTES + SIGNATURE_BYTES + 4 * FIELD_OVERHEAD_BYTES;
const _: () = assert!(SEALED_BATCH_BYTES_MAX <= MESSAGE_BYTES_MAX, "a full batch is one message");

/// Largest answer with a note and the evidence of a fork.
pub const CHECKPOINT_BYTES_MAX: usize = NOTE_BYTES_MAX + FORK_BYTES_MAX + 2 * FIELD_OVERHEAD_BYTES;
const _: () = assert!(CHECKPOINT_BYTES_MAX <= MESSAGE_BYTES_MAX, "a checkpoint and its fork are one message");

/// Largest consistency proof: its path and two roots, each a field, and the evidence of a fork.
pub const CONSISTENCY_BYTES_MAX: usize =
    (PATH_LENGTH_MAX + 2) * (HASH_BYTES + FIELD_OVERHEAD_BYTES) + FORK_BYTES_MAX + FIELD_OVERHEAD_BYTES;
const _: () = assert!(CONSISTENCY_BYTES_MAX <= MESSAGE_BYTES_MAX, "a consistency proof is one message");

/// Largest roster note: its text, and 100 signature lines of at most 255 + 1 + 96 bytes or so.
pub const ROSTER_NOTE_BYTES_MAX: usize = ROSTER_BYTES_MAX + 100 * 400;
const _: () = assert!(ROSTER_NOTE_BYTES_MAX <= MESSAGE_BYTES_MAX, "a roster is one message");

/// Most digests in one `AnchorRequest`: those of one batch.
pub const ANCHOR_DIGESTS_MAX: usize = BATCH_RECORDS_MAX;

/// Largest draft in one `IssueRequest`; a certificate with 18 marks takes about 4,000 bytes.
pub const DRAFT_BYTES_MAX: usize = 128 << 10;

/// Largest evidence in one `GetStatusEvidenceResponse`, which leaves room for a fork and the overhead.
/// A status file reaches it at some 400,000 documents that are not valid; beyond it the proofs of
/// single slots are served.
pub const STATUS_EVIDENCE_BYTES_MAX: usize = MESSAGE_BYTES_MAX - FORK_BYTES_MAX - 2 * FIELD_OVERHEAD_BYTES;

/// Largest sentence of a refusal in English, of which there are two; the longest that is written is half as long. A
/// letter takes up to three bytes on the way (`%20`).
pub const SENTENCE_BYTES_MAX: usize = 1_280;
/// Largest sentence of a refusal in Russian: a letter takes two bytes, and three bytes take four on the way.
pub const SENTENCE_RU_BYTES_MAX: usize = 2 * SENTENCE_BYTES_MAX;
/// Largest headers that a client of HTTP/2 takes unless it is told otherwise (hyper).
const HEADERS_BYTES_MAX: usize = 16 << 10;
/// Bytes that are left for the names of headers, the code, and 32 bytes that HTTP/2 counts for each.
const OTHER_HEADERS_BYTES: usize = 1 << 10;
const _: () = assert!(
    2 * SENTENCE_BYTES_MAX * 3 + (2 * SENTENCE_RU_BYTES_MAX + 1).div_ceil(3) * 4 + OTHER_HEADERS_BYTES
        <= HEADERS_BYTES_MAX,
    "a refusal in two languages is one block of headers"
);
