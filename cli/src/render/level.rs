//! Levels that a record must have reached before a command ends (docs/spec/wire.md).

use crate::render::exit::Exit;
use crate::render::failure::Failure;
use attestat_wire::refusal;
use attestat_wire::v1;
use attestat_words::text;
use attestat_words::text::Text;

/// A level to wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Wait {
    /// Durable on the node
    Local,
    /// Confirmed by a quorum of other organisations
    Witnessed,
    /// Also held and served by those that confirmed it
    Mirrored,
}

impl Wait {
    /// The level as it travels.
    pub(crate) const fn level(self) -> v1::Level {
        match self {
            Self::Local => v1::Level::Local,
            Self::Witnessed => v1::Level::Witnessed,
            Self::Mirrored => v1::Level::Mirrored,
        }
    }

    /// The wanted level, or the default: `witnessed` where the roster names cosigners, else `local`.
    pub(crate) fn or_default(given: Option<Self>, node: &v1::GetNodeResponse) -> Self {
        given.unwrap_or(if node.has_cosigners { Self::Witnessed } else { Self::Local })
    }

    /// The wanted level, or the default; refuses to wait for others where the roster names none.
    pub(crate) fn wanted(given: Option<Self>, node: &v1::GetNodeResponse) -> Result<Self, Failure> {
        match given {
            Some(wait @ (Self::Witnessed | Self::Mirrored)) if !node.has_cosigners => {
                let what = text!("level-nobody", wanted = told(wait.level()));
                Err(Failure::usage("no-cosigners", what, text!("level-nobody.next")))
            }
            given => Ok(Self::or_default(given, node)),
        }
    }

    /// The level that was reached: where the roster names no cosigner, nobody else has seen anything,
    /// whatever is asked for.
    pub(crate) fn reached(told: v1::Level, node: &v1::GetNodeResponse) -> v1::Level {
        if node.has_cosigners || told == v1::Level::Unspecified { told } else { v1::Level::Local }
    }

    /// Fails when less was reached than was waited for. The record is in the log all the same.
    pub(crate) fn check(self, reached: v1::Level) -> Result<(), Failure> {
        if reached as i32 >= self.level() as i32 {
            return Ok(());
        }
        let what = text!("level-not-reached", wanted = told(self.level()), reached = told(reached));
        let todo = text!("level-not-reached.next");
        Err(Failure::new(Exit::Unreachable, refusal::LEVEL_NOT_REACHED, what, todo))
    }
}

/// A level in words.
pub(crate) fn told(level: v1::Level) -> Text {
    match level {
        v1::Level::Unspecified => text!("level-unknown"),
        v1::Level::Local => text!("level-local"),
        v1::Level::Witnessed => text!("level-witnessed"),
        v1::Level::Mirrored => text!("level-mirrored"),
    }
}

/// The word of a level, for programs.
pub(crate) const fn word(level: v1::Level) -> &'static str {
    match level {
        v1::Level::Unspecified => "unknown",
        v1::Level::Local => "local",
        v1::Level::Witnessed => "witnessed",
        v1::Level::Mirrored => "mirrored",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_words::language::Language;

    #[test]
    fn less_than_was_waited_for_is_said() {
        let levels = [v1::Level::Local, v1::Level::Witnessed, v1::Level::Mirrored];
        for (at, wait) in [Wait::Local, Wait::Witnessed, Wait::Mirrored].into_iter().enumerate() {
            for (reached_at, reached) in levels.into_iter().enumerate() {
                assert_eq!(wait.check(reached).is_ok(), reached_at >= at);
            }
            assert_eq!(wait.check(v1::Level::Unspecified).unwrap_err().exit, Exit::Unreachable);
        }
    }

    #[test]
    fn the_command_that_finishes_it_is_named() {
        for (language, again) in [(Language::English, "the same command again"), (Language::Russian, "ту же команду")]
        {
            let failure = Wait::Witnessed.check(v1::Level::Local).unwrap_err();
            assert!(failure.todo.told(language).contains(again), "{failure}");
        }
    }

    #[test]
    fn nobody_is_waited_for_where_there_is_nobody() {
        let node = |has_cosigners| v1::GetNodeResponse { has_cosigners, ..Default::default() };
        for wait in [Wait::Witnessed, Wait::Mirrored] {
            let refused = Wait::wanted(Some(wait), &node(false)).unwrap_err();
            assert_eq!((refused.code.as_str(), refused.exit), ("no-cosigners", Exit::Usage));
            assert_eq!(Wait::wanted(Some(wait), &node(true)).unwrap(), wait);
        }
        for wait in [Some(Wait::Local), None] {
            assert_eq!(Wait::wanted(wait, &node(false)).unwrap(), Wait::Local);
        }
    }

    #[test]
    fn the_default_is_witnessed_only_where_somebody_can_witness() {
        let node = |has_cosigners| v1::GetNodeResponse { has_cosigners, ..Default::default() };
        assert_eq!(Wait::or_default(None, &node(true)), Wait::Witnessed);
        assert_eq!(Wait::or_default(None, &node(false)), Wait::Local);
        assert_eq!(Wait::or_default(Some(Wait::Mirrored), &node(false)), Wait::Mirrored);
        assert_eq!(Wait::reached(v1::Level::Mirrored, &node(false)), v1::Level::Local);
        assert_eq!(Wait::reached(v1::Level::Mirrored, &node(true)), v1::Level::Mirrored);
    }
}
