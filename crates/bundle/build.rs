//! Embeds the modules for browsers where `make pages` has put them, in `pages` of the target folder. Nothing is built or
//! fetched here: without them the programs are built all the same, and say that they have no pages.

#![expect(clippy::disallowed_methods, reason = "a build script writes what it makes")]

use std::path::{Path, PathBuf};
use std::{env, fs};

/// The modules, by their names in the source.
const MODULES: [(&str, &str); 2] = [("MODULE", "attestat_web.wasm"), ("CODES", "attestat_web_codes.wasm")];

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names the folder"));
    // target/<profile>/build/<package>/out
    let pages = out.ancestors().nth(4).expect("the folder lies in the target folder").join("pages");
    // A folder that is not there would count as changed in every build.
    fs::create_dir_all(&pages).expect("the target folder can be written");
    println!("cargo:rerun-if-changed={}", pages.display());
    println!("cargo:rerun-if-changed=build.rs");
    let modules = MODULES.map(|(name, file)| constant(name, &pages.join(file)));
    fs::write(out.join("modules.rs"), modules.concat()).expect("the output folder can be written");
}

fn constant(name: &str, file: &Path) -> String {
    let value = if file.is_file() { format!("Some(include_bytes!({file:?}))") } else { "None".to_owned() };
    format!("const {name}: Option<&[u8]> = {value};\n")
}
