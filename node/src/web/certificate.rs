//! The certificate of the pages: read at the start, and again when its files change.

use crate::Node;
use crate::machine::config::{CertificateFiles, Config};
use crate::machine::fault::blocking;
use crate::machine::folder::Layout;
use crate::machine::keys::{SecretError, check_closed};
use crate::machine::notices::Kind;
use attestat_wire::listen::{CertificateError, WebCertificate};
use attestat_words::text;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use zeroize::Zeroizing;

/// Largest file: a chain of certificates takes some 10 KiB.
const FILE_BYTES_MAX: u64 = 256 << 10;
/// Time between two looks at the files.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Reason for which the files of a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// A file cannot be read.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// Error of the file system.
        source: std::io::Error,
    },
    /// The key can be read by others.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The content cannot be used.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
}

/// Reads the certificate that the settings name; none where they name none. Blocks for disk.
pub(super) fn read(node: &Node) -> Result<Option<WebCertificate>, FilesError> {
    certificate(node.folder.layout(), &node.config)
}

/// Checks the files that the settings name, without serving anything.
pub fn check(layout: &Layout, config: &Config) -> Result<(), FilesError> {
    certificate(layout, config).map(drop)
}

fn certificate(layout: &Layout, config: &Config) -> Result<Option<WebCertificate>, FilesError> {
    let Some(files) = &config.web.certificate else { return Ok(None) };
    let [chain, key] = contents(&paths(layout, files))?;
    Ok(Some(WebCertificate::new(&chain, &key)?))
}

fn paths(layout: &Layout, files: &CertificateFiles) -> [PathBuf; 2] {
    [&files.certificate, &files.key].map(|path| layout.resolve(path))
}

fn contents([chain, key]: &[PathBuf; 2]) -> Result<[Zeroizing<Vec<u8>>; 2], FilesError> {
    check_closed(key)?;
    Ok([content(chain)?, content(key)?])
}

fn content(path: &Path) -> Result<Zeroizing<Vec<u8>>, FilesError> {
    let io = |source| FilesError::Io { path: path.display().to_string(), source };
    let mut bytes = Zeroizing::new(Vec::new());
    std::fs::File::open(path).map_err(io)?.take(FILE_BYTES_MAX).read_to_end(&mut bytes).map_err(io)?;
    Ok(bytes)
}

/// Times at which both files were changed last.
type Changed = [Option<SystemTime>; 2];

fn changed(paths: &[PathBuf; 2]) -> Changed {
    paths.each_ref().map(|path| std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok())
}

/// Looks at the files until the node stops, and shows the new pair when they changed. A pair that cannot be used changes
/// nothing and is told: an authority's program may still be writing it.
pub(super) async fn keep_reading(node: Arc<Node>, certificate: WebCertificate) {
    let Some(files) = &node.config.web.certificate else { return };
    let paths = paths(node.folder.layout(), files);
    let mut seen = changed(&paths);
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            _ = node.shutdown.wait() => return,
        }
        let now = changed(&paths);
        if now == seen {
            continue;
        }
        seen = now;
        let reading = paths.clone();
        let read = blocking(move || contents(&reading)).await;
        match read.and_then(|[chain, key]| Ok(certificate.exchange(&chain, &key)?)) {
            Ok(()) => {
                tracing::info!("the certificate of the pages was read again, and is shown from now on");
                node.notices.clear(Kind::WebCertificate);
            }
            Err(error) => {
                tracing::warn!("the new certificate of the pages is not used: {error}");
                node.notices.raise(Kind::WebCertificate, text!("notice-web-certificate"));
            }
        }
    }
}
