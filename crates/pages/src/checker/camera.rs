//! The camera of a page: begun by a person, and released once an answer is whole and wherever the person goes on.

use super::event::Effect;
use super::scanning::{ScannedFile, Scanning};
use super::state::Checker;
use attestat_words::text;
use attestat_words::text::Text;

/// Word of the shell for a camera that was stopped because the page was left.
const LEFT: &str = "left";

impl Checker {
    pub(super) fn begin_scanning(&mut self) {
        self.scanning = Some(Scanning::default());
        self.effects.push(Effect::Camera { is_on: true });
        self.effects.push(Effect::Focus { id: "scan-title".to_owned() });
    }

    /// Stops the camera; the first screen is shown again.
    pub(super) fn end_scanning(&mut self) {
        if self.scanning.take().is_some() {
            self.effects.push(Effect::Camera { is_on: false });
            self.effects.push(Effect::Focus { id: "choose-title".to_owned() });
        }
    }

    pub(super) fn see_camera(&mut self) {
        if let Some(scanning) = &mut self.scanning {
            scanning.is_looking = true;
        }
    }

    /// Takes in the codes of a picture of the camera. A picture that comes after the camera was stopped is nothing.
    pub(super) fn see(&mut self, codes: &[Vec<u8>]) {
        let Some(file) = self.scanning.as_mut().and_then(|scanning| scanning.take(codes)) else { return };
        self.end_scanning();
        let ScannedFile { name, text } = file.clone();
        self.scanned = Some(file);
        self.effects.push(Effect::Give { name, text });
    }

    /// Says why there is no camera, and what to do instead.
    pub(super) fn lose_camera(&mut self, why: &str) {
        if self.scanning.is_none() {
            return;
        }
        self.end_scanning();
        if why != LEFT {
            self.say(true, reason(why, self.keeper.host.is_none()));
        }
    }
}

/// The reason for which there is no camera, by the browser's name for it (W3C, Media Capture and Streams, `getUserMedia`).
fn reason(why: &str, is_from_disk: bool) -> Text {
    match why {
        "NotAllowedError" | "SecurityError" if is_from_disk => text!("page-camera-refused-to-file"),
        "NotAllowedError" | "SecurityError" => text!("page-camera-refused"),
        "NotFoundError" | "OverconstrainedError" => text!("page-camera-none"),
        "NotReadableError" | "AbortError" => text!("page-camera-in-use"),
        "ended" => text!("page-camera-ended"),
        _ => text!("page-camera-failed", why = why),
    }
}
