//! What a holder and a registry must agree on to the byte: tags, tickets, signed statements and permits
//! (architecture §5, docs/spec/enrolment.md). The wallet makes them, the node checks them.

pub mod permit;
pub mod statement;
pub mod tag;
pub mod ticket;
