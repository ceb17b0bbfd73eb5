//! Events that the shell tells the page, and effects that the page asks of the shell.
//!
//! What the module reads is an object with one field, whose name says what it is: with that name among the fields, it would
//! have to be read into a tree first, by code of some 80 KB.

use crate::engine::FileInfo;
use crate::engine::message::{Command, Reply, Tongue};
use attestat_checking::trust::parts::TrustParts;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something that happened, with the moment at which it did.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Happened {
    /// Unix seconds.
    pub now: u64,
    /// The event.
    pub event: Event,
}

/// Things that were put into the page when it was made.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Built {
    /// The trust of a consortium, whose roster hash the maker of the page has compared.
    pub trust: Option<TrustParts>,
}

/// Something that happened.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// The page was opened.
    Started {
        /// The host that serves it; none where it lies in a file.
        host: Option<String>,
        /// The first language of the browser that the page speaks.
        tongue: Tongue,
        /// Number of processor cores.
        cores: usize,
        /// True if the browser can be asked for a camera.
        #[serde(default)]
        has_camera: bool,
        /// Text that the page kept the last time.
        stored: Option<String>,
        /// Things that were put into the page when it was made.
        built: Built,
        /// The bundle hash of the version that this browser keeps, in hex; none where it keeps none.
        #[serde(default)]
        kept_version: Option<String>,
    },
    /// A person used something on the page.
    Acted {
        /// The thing that was used.
        action: String,
        /// The one of several.
        #[serde(default)]
        value: String,
        /// The fields of its form.
        #[serde(default)]
        fields: BTreeMap<String, String>,
    },
    /// A person chose files.
    Chosen {
        /// The files.
        files: Vec<FileInfo>,
    },
    /// A small file was read whole; its bytes are the body.
    Read {
        /// The number of the file.
        file: u32,
        /// False if it could not be read.
        is_good: bool,
    },
    /// An answer of the host came; its bytes are the body.
    Fetched {
        /// The path that was asked for.
        path: String,
        /// The status code; 0 where there was no answer.
        status: u16,
    },
    /// A worker answered.
    Replied {
        /// The number of the worker.
        worker: usize,
        /// The answer.
        reply: Box<Reply>,
    },
    /// A worker ended although nobody ended it.
    Died {
        /// The number of the worker.
        worker: usize,
        /// Words of the browser.
        why: String,
    },
    /// The camera gives pictures.
    CameraBegan,
    /// Codes were seen in a picture of the camera.
    Seen {
        /// The bytes of each.
        codes: Vec<Vec<u8>>,
    },
    /// There is no camera, or no longer; everything of it is released.
    CameraFailed {
        /// The browser's name for the reason.
        why: String,
    },
    /// Random bytes came; they are the body.
    Random,
    /// Codes were drawn.
    Drawn {
        /// Each as SVG.
        pictures: Vec<String>,
    },
}

/// Something that the shell does for the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "kebab-case")]
pub enum Effect {
    /// End all workers and start so many.
    Workers {
        /// Their number.
        count: usize,
    },
    /// Give a worker its work.
    Post {
        /// The number of the worker.
        worker: usize,
        /// The work.
        command: Box<Command>,
    },
    /// Ask the host that serves the page for a path.
    Fetch {
        /// The path.
        path: String,
    },
    /// Read a small file whole.
    Read {
        /// The number of the file.
        file: u32,
    },
    /// Keep this for the next time, in place of what was kept.
    Store {
        /// The text.
        text: String,
    },
    /// Take a text as if a person had chosen it as a file.
    Give {
        /// Its name.
        name: String,
        /// The text.
        text: String,
    },
    /// Give a person a file.
    Save {
        /// Its name.
        name: String,
        /// Its media type.
        media_type: String,
        /// Its text.
        text: String,
    },
    /// Look for codes before the camera, or stop and release it. Its picture is shown in the element `camera`.
    Camera {
        /// True if it looks.
        is_on: bool,
    },
    /// Draw codes.
    Draw {
        /// The bytes of each.
        frames: Vec<Vec<u8>>,
    },
    /// Ask for so many random bytes.
    Random {
        /// Number of bytes.
        length: usize,
    },
    /// Bring an element into view and give it the focus.
    Focus {
        /// The id of the element.
        id: String,
    },
    /// Ask before the page is left, or do not ask any more.
    Guard {
        /// True if something would be lost.
        is_on: bool,
    },
    /// Print the page.
    Print,
}

/// Outcome of an event: the view where it has changed, and the effects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The page as HTML.
    pub view: String,
    /// The title of the window.
    pub title: String,
    /// The language of the page, as HTML names it.
    pub language: String,
    /// The effects, in order.
    pub effects: Vec<Effect>,
}
