//! The files of the registrar's page, whose program runs on the registrar's own machine: no module belongs to it.

use crate::page::{MORPH, STYLE};

const PAGE: &str = include_str!("../../web/shell/registrar.html");
const WINDOW: &str = include_str!("../../web/shell/registrar.js");

/// The files of the registrar's page.
#[derive(Debug, Clone)]
pub struct RegistrarFiles {
    /// The page itself.
    pub page: &'static str,
    /// Its script.
    pub script: String,
    /// Its look.
    pub style: &'static str,
}

/// The files of the registrar's page.
pub fn registrar() -> RegistrarFiles {
    RegistrarFiles { page: PAGE, script: [MORPH, WINDOW].join("\n"), style: STYLE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_asks_nobody_but_its_program_and_has_no_code_in_it() {
        for part in [PAGE, WINDOW] {
            assert!(!part.contains("http://") && !part.contains("https://"), "{part}");
        }
        let has_handler =
            PAGE.split(" on").skip(1).any(|rest| rest.split_once('=').is_some_and(|(name, _)| !name.contains(' ')));
        assert!(!PAGE.contains("style=") && !PAGE.contains("<style") && !has_handler, "{PAGE}");
        assert_eq!(PAGE.matches("<script").count(), 1, "{PAGE}");
    }
}
