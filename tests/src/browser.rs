//! A browser as a node hears one: requests over HTTP/1.1, byte by byte, and answers taken apart.

use crate::school::{School, free_port};
use anyhow::{Context as _, bail};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, SignatureScheme, StreamOwned};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Time that an answer may take.
const PATIENCE: Duration = Duration::from_secs(40);

/// An answer of HTTP.
#[derive(Debug, Clone)]
pub struct HttpAnswer {
    /// Its status.
    pub status: u16,
    /// Its headers, by name in small letters.
    pub headers: BTreeMap<String, String>,
    /// Its body.
    pub body: Vec<u8>,
}

impl HttpAnswer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The body as JSON.
    pub fn json(&self) -> anyhow::Result<serde_json::Value> {
        serde_json::from_slice(&self.body).with_context(|| self.text())
    }

    fn parse(bytes: &[u8]) -> anyhow::Result<Self> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").context("headers")?;
        let (head, rest) = (String::from_utf8(bytes.get(..end).context("head")?.to_vec())?, bytes.get(end + 4..));
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).context("a status line")?.parse()?;
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers: BTreeMap<_, _> = headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
        let body = rest.context("body")?.to_vec();
        let is_chunked = headers.get("transfer-encoding").is_some_and(|value| value == "chunked");
        Ok(Self { status, headers, body: if is_chunked { unchunked(&body)? } else { body } })
    }
}

/// The bytes of a body that came in chunks (RFC 9112 §7.1).
fn unchunked(mut bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = bytes.windows(2).position(|window| window == b"\r\n").context("a chunk's size")?;
        let size = str::from_utf8(bytes.get(..end).context("size")?)?;
        let size = usize::from_str_radix(size, 16)?;
        if size == 0 {
            return Ok(body);
        }
        body.extend(bytes.get(end + 2..end + 2 + size).context("a whole chunk")?);
        bytes = bytes.get(end + 4 + size..).context("the next chunk")?;
    }
}

/// Sends a request and takes its answer; the connection is closed behind it.
pub fn request(
    stream: &mut (impl Read + Write),
    line: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> anyhow::Result<HttpAnswer> {
    let mut text = format!("{line} HTTP/1.1\r\n");
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        text.push_str("Host: 127.0.0.1\r\n");
    }
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() {
        text.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    text.push_str("Connection: close\r\n\r\n");
    stream.write_all(text.as_bytes())?;
    stream.write_all(body)?;
    let mut heard = Vec::new();
    // What came before the end counts, however that came.
    let end = stream.read_to_end(&mut heard);
    HttpAnswer::parse(&heard).with_context(|| format!("{line}: {end:?}"))
}

/// Connects to a port of this machine.
pub fn connected(port: u16) -> anyhow::Result<TcpStream> {
    let stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// Fetches a page.
pub fn get(port: u16, path: &str, headers: &[(&str, &str)]) -> anyhow::Result<HttpAnswer> {
    request(&mut connected(port)?, &format!("GET {path}"), headers, &[])
}

/// Fetches a page until it is as it should be.
pub fn get_until(port: u16, path: &str, is_so: impl Fn(&HttpAnswer) -> bool) -> anyhow::Result<HttpAnswer> {
    let patience = Instant::now() + PATIENCE;
    loop {
        let answer = get(port, path, &[]);
        match answer {
            Ok(answer) if is_so(&answer) => return Ok(answer),
            answer if Instant::now() > patience => bail!("{path} does not come to it: {answer:?}"),
            _ => std::thread::sleep(Duration::from_millis(100)),
        }
    }
}

/// Lets a stopped node listen to browsers on a free port of loopback; returns the port.
pub fn let_listen(school: &School) -> anyhow::Result<u16> {
    let port = free_port()?;
    school.set("web_listen", &format!("\"127.0.0.1:{port}\""))?;
    Ok(port)
}

/// A self-signed certificate for `localhost` and its key, both in PEM.
pub fn made_pair() -> anyhow::Result<[String; 2]> {
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256)?;
    let certificate = rcgen::CertificateParams::new(["localhost".to_owned()])?.self_signed(&key)?;
    Ok([pem("CERTIFICATE", certificate.der()), pem("PRIVATE KEY", &key.serialize_der())])
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = attestat_ledger::encoding::base64(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).filter_map(|line| str::from_utf8(line).ok()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// Fetches a page over TLS from whoever answers; returns the certificate that was shown as well, in PEM.
pub fn get_by_tls(port: u16, path: &str) -> anyhow::Result<(HttpAnswer, String)> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config =
        ClientConfig::builder_with_provider(provider.clone()).with_protocol_versions(&[&rustls::version::TLS13])?;
    let anyone = Arc::new(Anyone(provider.signature_verification_algorithms));
    let config = config.dangerous().with_custom_certificate_verifier(anyone).with_no_client_auth();
    let client = ClientConnection::new(Arc::new(config), ServerName::try_from("localhost")?)?;
    let mut stream = StreamOwned::new(client, connected(port)?);
    let answer = request(&mut stream, &format!("GET {path}"), &[], &[])?;
    let shown = stream.conn.peer_certificates().and_then(<[_]>::first).context("a certificate")?;
    Ok((answer, pem("CERTIFICATE", shown)))
}

/// A verifier for tests that look at a certificate themselves.
#[derive(Debug)]
struct Anyone(WebPkiSupportedAlgorithms);

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Err(rustls::Error::General("TLS 1.3 alone is spoken".to_owned()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls13_signature(message, certificate, signature, &self.0)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_schemes()
    }
}
