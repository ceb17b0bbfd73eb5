//! The basis on which a document is recorded. The basis stays in the vault; no credential carries it.

use super::problem::Problem;
use super::text::{Date, Text, redacted_debug};
use super::words::AgreedBy;

/// Age from which a pupil agrees together with a guardian.
pub const PUPIL_AGREES_FROM: u32 = 14;
/// Age from which a pupil agrees alone.
pub const ADULT_FROM: u32 = 18;

/// A recorded agreement that an achievement be registered.
#[derive(Clone, PartialEq, Eq)]
pub struct Agreement {
    /// Day on which it was given.
    pub date: Date,
    /// Description of the agreement: the paper, its number and where it is kept.
    pub text: Text<300>,
    /// Person or persons that gave it.
    pub by: AgreedBy,
}

impl Agreement {
    /// Checks who agreed against the pupil's age on that day: the guardian below 14, both from 14 to
    /// 17, the pupil from 18.
    pub(super) fn fits(&self, birth_date: Date) -> Result<(), Problem> {
        let (needed, says) = match birth_date.age_on(self.date) {
            ..PUPIL_AGREES_FROM => (AgreedBy::Guardian, "below 14 the guardian agrees (guardian)"),
            PUPIL_AGREES_FROM..ADULT_FROM => (AgreedBy::Both, "from 14 to 17 guardian and pupil both agree (both)"),
            ADULT_FROM.. => (AgreedBy::Pupil, "from 18 the pupil agrees (pupil)"),
        };
        // A signature more than needed does no harm: both contains either.
        if self.by == needed || self.by == AgreedBy::Both {
            Ok(())
        } else {
            Err(Problem::WrongPersonAgreed { needed: says })
        }
    }
}

/// Legal basis on which a document may be recorded.
#[derive(Clone, PartialEq, Eq)]
pub enum Basis {
    /// The family's agreement: needed for an achievement.
    Agreement(Agreement),
    /// The law or order on which a certificate is issued.
    Law(Text<300>),
}

redacted_debug!(Agreement, Basis);
