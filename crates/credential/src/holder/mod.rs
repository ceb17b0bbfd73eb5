//! What a holder and a registry must agree on to the byte: tags, tickets and signed statements
//! (architecture §5, docs/spec/enrolment.md). The wallet makes them, the node checks them.

pub mod statement;
pub mod tag;
pub mod ticket;
