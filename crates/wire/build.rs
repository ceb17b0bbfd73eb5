//! Compiles `proto/attestat/v1` with protox, so that no `protoc` is needed.

use std::path::Path;

const FILES: [&str; 4] =
    ["attestat/v1/holder.proto", "attestat/v1/log.proto", "attestat/v1/peering.proto", "attestat/v1/registrar.proto"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new("../../proto");
    for file in FILES {
        println!("cargo::rerun-if-changed={}", root.join(file).display());
    }
    let descriptors = protox::compile(FILES, [root])?;
    tonic_prost_build::configure().compile_fds(descriptors)?;
    Ok(())
}
