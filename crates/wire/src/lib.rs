//! The network contract of Attestat: the only crate that sees protobuf and gRPC.
//!
//! The messages of `proto/attestat/v1` stand in [`v1`], and their contents become values of the ledger here:
//! [`batch`] for sealed batches, [`field`] for everything that is one field. A message that does not parse is a
//! [`field::FieldError`], which names the message and the field; the answer of a node instead of a result is a
//! [`refusal::Refusal`]. [`connect`] and [`listen`] hold the limits that both ends of a connection keep to.
//!
//! There is no policy here: nothing retries, nothing is logged, and no check of a signature is made.

#[expect(missing_docs, reason = "generated from proto/attestat/v1, which holds the comments")]
#[allow(clippy::all, clippy::pedantic, clippy::nursery, rustdoc::all, reason = "generated from proto/attestat/v1")]
#[allow(clippy::indexing_slicing, clippy::disallowed_methods, reason = "generated from proto/attestat/v1")]
pub mod v1 {
    tonic::include_proto!("attestat.v1");
}

pub mod batch;
pub mod connect;
pub mod field;
pub mod limit;
pub mod listen;
pub mod refusal;
