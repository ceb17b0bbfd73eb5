//! Parts that the registrar's commands share: the choice of node and registry, and documents written to files.

use crate::net::remote::{Remote, registrar_address};
use crate::render::failure::Failure;
use crate::render::help::Worded;
use crate::render::output::aside_told;
use attestat_credential::credential_type::CredentialType;
use attestat_credential::document::DocumentFile;
use attestat_ledger::encoding::parse_base64url;
use attestat_wire::connect::timely;
use attestat_wire::v1;
use attestat_words::plain::plain;
use attestat_words::text;
use attestat_words::text::Text;

/// Arguments that name a node, and one of its registries.
#[derive(clap::Args)]
pub(crate) struct NodeArgs {
    /// Folder or socket of the school's own running node [default: the variable ATTESTAT_NODE, or the
    /// folder that the command is run in]
    #[arg(long, value_name = "DIR|unix:PATH")]
    pub(crate) node: Option<String>,
    /// Id of the registry, where the node hosts several
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    pub(crate) registry: String,
}

/// The registrar's own node.
pub(crate) struct Desk {
    /// The connection.
    pub(crate) remote: Remote,
    /// The node's description of itself.
    pub(crate) node: v1::GetNodeResponse,
    /// The registry that is worked for; empty for the only one.
    pub(crate) registry: String,
}

impl Desk {
    /// Connects to the node.
    pub(crate) async fn open(args: &NodeArgs) -> Result<Self, Failure> {
        let remote = Remote::connect(&registrar_address(args.node.as_deref())?).await?;
        let mut registrar = remote.registrar();
        let node = remote.answer(registrar.get_node(timely(v1::GetNodeRequest {}))).await?;
        // What will go wrong with what is issued now, before anything is done.
        for v1::Notice { code, words, words_ru } in &node.notices {
            let words = Text::sent(&plain(words), &plain(words_ru));
            aside_told(&text!("node-notice", code = plain(code), words = words));
        }
        let node = seen_from(node, &args.registry);
        Ok(Self { remote, node, registry: args.registry.clone() })
    }
}

/// The node's description of itself, as it is for one of its registries. A node of an earlier version describes its
/// first one only.
fn seen_from(node: v1::GetNodeResponse, registry: &str) -> v1::GetNodeResponse {
    let hosted = node.hosted.iter().find(|hosted| hosted.id == registry || registry.is_empty());
    let has_cosigners = hosted.map_or(node.has_cosigners, |hosted| hosted.has_cosigners);
    v1::GetNodeResponse { has_cosigners, ..node }
}

/// The type of a document, from the open part of its credential.
pub(crate) fn type_word(document: &[u8]) -> String {
    let vct = || {
        let file = DocumentFile::parse(document).ok()?;
        let payload = parse_base64url(file.sd_jwt.split('~').next()?.split('.').nth(1)?)?;
        let payload: serde_json::Value = serde_json::from_slice(&payload).ok()?;
        Some(payload.get("vct")?.as_str()?.to_owned())
    };
    let known = vct().and_then(|vct| CredentialType::from_vct(&vct));
    known.map_or_else(|| "document".to_owned(), CredentialType::file_word)
}

/// A document's id on the command line: its slot in the registry's status lists.
pub(crate) fn parse_slot(text: &str) -> Result<u32, Worded> {
    text.parse().map_err(|_| Worded(text!("value-document")))
}

#[cfg(test)]
mod gone;
#[cfg(test)]
mod russian;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cosigners_are_those_of_the_registry_that_is_worked_for() {
        let hosted = |id: &str, has_cosigners| v1::HostedRegistry { id: id.to_owned(), has_cosigners };
        let hosted = vec![hosted("one.example", true), hosted("two.example", false)];
        let node = v1::GetNodeResponse { has_cosigners: true, hosted, ..Default::default() };
        for (registry, expected) in [("one.example", true), ("two.example", false), ("", true), ("three.example", true)]
        {
            assert_eq!(seen_from(node.clone(), registry).has_cosigners, expected, "{registry}");
        }
        let earlier = v1::GetNodeResponse { has_cosigners: true, ..Default::default() };
        assert!(seen_from(earlier, "two.example").has_cosigners);
    }
}
