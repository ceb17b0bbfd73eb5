//! Audits: logs replayed from their first record, copies compared with each other and with what is kept, and the report.

pub mod copy;
pub mod findings;
pub mod kept;
pub mod memory;
pub mod replay;
pub mod report;
