//! Codes before a camera: films as a browser plays them in the place of a camera (YUV4MPEG2, as Chromium reads it).

use crate::issued::Issued;
use anyhow::{Context as _, ensure};
use attestat_codes::Grey;
use std::path::Path;

const WIDTH: usize = 1280;
const HEIGHT: usize = 960;
/// Lightness of the table on which the codes lie.
const TABLE: u8 = 200;
/// A colour without colour, in both planes.
const NO_COLOUR: u8 = 128;
/// Each picture stays for half a second.
const HEADER: &str = "YUV4MPEG2 W1280 H960 F2:1 Ip A1:1 C420jpeg\n";

/// Films of the codes of one answer: all of them, one after the other, and the first alone.
pub(crate) fn films(issued: &Issued, folder: &Path) -> anyhow::Result<()> {
    let codes = issued.codes.iter().filter(|(name, _)| name.starts_with("answer."));
    let pictures = codes.map(|(_, bytes)| Ok(Grey::decode(bytes)?)).collect::<anyhow::Result<Vec<_>>>()?;
    ensure!(pictures.len() > 1, "an answer of several codes");
    std::fs::write(folder.join("codes.y4m"), film(&pictures)?)?;
    Ok(std::fs::write(folder.join("first-code.y4m"), film(pictures.get(..1).context("a code")?)?)?)
}

fn film(pictures: &[Grey]) -> anyhow::Result<Vec<u8>> {
    let mut bytes = HEADER.as_bytes().to_vec();
    for picture in pictures {
        bytes.extend(b"FRAME\n");
        bytes.extend(on_a_table(picture)?);
        bytes.extend([NO_COLOUR; WIDTH * HEIGHT / 2]);
    }
    Ok(bytes)
}

/// The picture in the middle of a table.
fn on_a_table(picture: &Grey) -> anyhow::Result<Vec<u8>> {
    let (width, height) = (picture.width(), picture.height());
    ensure!(width <= WIDTH && height <= HEIGHT, "{width} × {height} pixels are too many for a film");
    let (left, top) = ((WIDTH - width) / 2, (HEIGHT - height) / 2);
    let mut table = vec![TABLE; WIDTH * HEIGHT];
    for (row, pixels) in table.chunks_exact_mut(WIDTH).skip(top).zip(picture.pixels().chunks_exact(width)) {
        row.get_mut(left..left + width).context("a row")?.copy_from_slice(pixels);
    }
    Ok(table)
}
