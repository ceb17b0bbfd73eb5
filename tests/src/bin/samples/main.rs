//! Files of every kind for the pages' tests in a browser: `samples FOLDER`.
//!
//! ```text
//! five schools on loopback ─▶ documents, answers of a family, trust ─▶ each spoilt, wrapped, packed in single ways
//! ```
//!
//! In the folder are afterwards `trust/`; `files/`, every one of them named to the page; `folder/`, which is searched;
//! the university's requests, a withdrawal, films of codes for a camera, and two archives of many documents. Everything is SAMPLE data.

mod issued;
mod pictures;
mod put;
mod spoilt;
mod video;
mod wrapped;

use anyhow::Context as _;
use issued::Issued;
use put::Put;
use std::path::PathBuf;

/// Documents in the archives of many.
const MANY: [(&str, usize); 2] = [("many.zip", 1_000), ("very-many.zip", 10_000)];

fn main() -> anyhow::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).context("the folder to write")?);
    std::fs::create_dir_all(folder.join("files"))?;
    let issued = tokio::runtime::Runtime::new()?.block_on(Issued::by_schools(&folder))?;
    let mut files = Put::into(&folder.join("files"));
    for (name, bytes) in issued.all() {
        files.put(name, bytes)?;
    }
    spoilt::documents(&issued, &mut files)?;
    spoilt::presentations(&issued, &mut files)?;
    spoilt::foreign(&mut files)?;
    pictures::codes(&issued, &mut files)?;
    wrapped::archives(&issued, &mut files)?;
    wrapped::letters(&issued, &mut files)?;
    wrapped::folder(&issued, &mut Put::into(&folder.join("folder")))?;
    video::films(&issued, &folder)?;
    for (name, count) in MANY {
        std::fs::write(folder.join(name), wrapped::many(&issued, count)?)?;
    }
    Ok(())
}
