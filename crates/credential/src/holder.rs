//! Formats on which a holder and a registry must agree to the byte: tags, tickets, signed statements and permits
//! (docs/spec/enrolment.md; tags: docs/spec/wallet.md). The wallet makes them, the node checks them.

pub mod permit;
pub mod statement;
pub mod tag;
pub mod ticket;
