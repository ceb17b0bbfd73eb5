//! Colours with a meaning, and the escapes by which a terminal shows them.

/// A colour with a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// All is well.
    Green,
    /// Something is old, unknown or not checked.
    Amber,
    /// Do not rely on it.
    Red,
    /// Cannot be read; or a remark.
    Grey,
    /// A heading.
    Bold,
}

/// Ends a painted text.
pub const UNPAINTED: &str = "\u{1b}[0m";

impl Paint {
    /// Every one of them.
    pub const ALL: [Self; 5] = [Self::Green, Self::Amber, Self::Red, Self::Grey, Self::Bold];

    /// The escape that begins it (ECMA-48, 8.3.117).
    pub fn escape(self) -> String {
        format!("\u{1b}[{}m", self.code())
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Green => "32",
            Self::Amber => "33",
            Self::Red => "31",
            Self::Grey => "90",
            Self::Bold => "1",
        }
    }

    /// Paints a text.
    pub fn on(self, text: &str) -> String {
        format!("{}{text}{UNPAINTED}", self.escape())
    }
}
