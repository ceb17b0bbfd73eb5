//! Settings of the listener for browsers.

use crate::machine::address_range::AddressRange;
use attestat_ledger::section::{Section, SectionError};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use toml_edit::Value;

/// Most networks in one list.
const NETWORKS_MAX: usize = 64;
/// Form of an address to listen on.
const WEB_LISTEN: &str = "an address and a port such as \"127.0.0.1:7480\", or \"\" for none";
/// Rule for addresses that others reach.
const WEB_IN_THE_CLEAR: &str = "an address of this machine alone, such as \"127.0.0.1:7480\", unless `web_certificate` and `web_key` name a certificate, or `trusted_proxies` the proxies in front of it: nothing is sent over a network in the clear";
/// Rule for the two files of a certificate.
const WEB_PAIR: &str =
    "set where the other one of `web_certificate` and `web_key` is: a certificate and its key, both in PEM";
/// Form of a list of networks.
const NETWORKS: &str =
    "a list of at most 64 networks such as [\"10.0.0.0/8\", \"2001:db8::/32\"], without digits behind the network's";

/// Place and neighbours of the listener for browsers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebSettings {
    /// Address at which browsers connect; none serves no page.
    pub listen: Option<SocketAddr>,
    /// Certificate that is shown to them; none speaks without TLS, on loopback or to proxies.
    pub certificate: Option<CertificateFiles>,
    /// Proxies whose word on a client's address is believed.
    pub trusted_proxies: Vec<AddressRange>,
    /// Networks that may read the figures of the operator, beside this machine.
    pub metrics_from: Vec<AddressRange>,
}

/// Files of a certificate, in PEM; relative to the data folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFiles {
    /// The chain, the server's own certificate first.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

impl WebSettings {
    /// The keys that settings have for it.
    pub(super) const KEYS: [&str; 5] = ["web_listen", "web_certificate", "web_key", "trusted_proxies", "metrics_from"];

    /// Reads the settings.
    pub(super) fn read(table: &Section<'_>) -> Result<Self, SectionError> {
        let settings = Self {
            listen: listen(table)?,
            certificate: certificate(table)?,
            trusted_proxies: networks(table, "trusted_proxies")?,
            metrics_from: networks(table, "metrics_from")?,
        };
        match settings.listen {
            Some(address) if settings.is_in_the_clear(address) => Err(table.fault("web_listen", WEB_IN_THE_CLEAR)),
            _ => Ok(settings),
        }
    }

    /// Returns true if anybody on the network could read and change what is sent.
    fn is_in_the_clear(&self, address: SocketAddr) -> bool {
        !address.ip().to_canonical().is_loopback() && self.certificate.is_none() && self.trusted_proxies.is_empty()
    }

    /// The values as a settings file has them.
    pub(super) fn values(&self) -> [(&'static str, Value); 5] {
        let [listen, certificate, key, proxies, metrics] = Self::KEYS;
        let path =
            |path: Option<&PathBuf>| Value::from(path.map(|path| path.display().to_string()).unwrap_or_default());
        let list = |ranges: &[AddressRange]| ranges.iter().map(AddressRange::to_string).collect();
        let files = self.certificate.as_ref();
        [
            (listen, Value::from(self.listen.map(|address| address.to_string()).unwrap_or_default())),
            (certificate, path(files.map(|files| &files.certificate))),
            (key, path(files.map(|files| &files.key))),
            (proxies, list(&self.trusted_proxies)),
            (metrics, list(&self.metrics_from)),
        ]
    }

    /// Returns true if the address is that of a proxy that is believed.
    pub fn is_proxy(&self, address: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|range| range.contains(address))
    }

    /// Returns true if a connection from there is answered at all: without TLS only to proxies, where there are any, and
    /// to this machine.
    pub fn admits(&self, address: IpAddr) -> bool {
        let is_open = self.certificate.is_some() || self.trusted_proxies.is_empty();
        is_open || self.is_proxy(address) || address.to_canonical().is_loopback()
    }
}

fn listen(table: &Section<'_>) -> Result<Option<SocketAddr>, SectionError> {
    let Some(text) = table.text_or_none("web_listen")? else { return Ok(None) };
    text.parse().map(Some).map_err(|_| table.fault("web_listen", WEB_LISTEN))
}

fn certificate(table: &Section<'_>) -> Result<Option<CertificateFiles>, SectionError> {
    match (table.text_or_none("web_certificate")?, table.text_or_none("web_key")?) {
        (Some(certificate), Some(key)) => {
            Ok(Some(CertificateFiles { certificate: certificate.into(), key: key.into() }))
        }
        (None, None) => Ok(None),
        (Some(_), None) => Err(table.fault("web_key", WEB_PAIR)),
        (None, Some(_)) => Err(table.fault("web_certificate", WEB_PAIR)),
    }
}

fn networks(table: &Section<'_>, key: &str) -> Result<Vec<AddressRange>, SectionError> {
    let texts = table.texts_or_none(key)?;
    let ranges: Result<Vec<_>, _> = texts.iter().map(|text| text.parse()).collect();
    ranges.ok().filter(|ranges| ranges.len() <= NETWORKS_MAX).ok_or_else(|| table.fault(key, NETWORKS))
}
