//! `attestat-node init DIR --id REGISTRY --name NAME`.

use super::exit::{Exit, Failure};
use super::output::Output;
use attestat_ledger::name::RegistryId;
use attestat_ledger::record::Class;
use attestat_node::machine::config::{Config, LISTEN_DEFAULT, RegistryConfig, parse_class};
use attestat_node::operator::init::MadeNode;
use attestat_node::operator::told;
use attestat_terminal::help::Worded;
use attestat_wire::connect::{Address, AddressError};
use attestat_words::text;
use attestat_words::text::Text;
use clap::Args;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(crate) struct InitArguments {
    /// The data folder to make; it must not exist
    dir: PathBuf,
    /// Id of the registry, such as school-12.example.org: a name that is yours; it never changes
    #[arg(long, value_name = "REGISTRY", value_parser = id)]
    id: RegistryId,
    /// The school's name, as verifiers will read it
    #[arg(long)]
    name: String,
    /// The organisation that runs the node; mirrors of the same organisation do not count for its logs
    /// [default: the name]
    #[arg(long)]
    organisation: Option<String>,
    /// The school's region
    #[arg(long, default_value = "", hide_default_value = true)]
    region: String,
    /// What it issues: achievement, certificate or digest; may be given more than once [default: all three]
    #[arg(long = "class", value_name = "CLASS", value_parser = class)]
    classes: Vec<Class>,
    /// Name of the node [default: the id]
    #[arg(long, value_name = "NAME")]
    node_name: Option<String>,
    /// Where peers, families, verifiers and auditors connect, by TLS; 0.0.0.0:7400 listens to the world
    #[arg(long, value_name = "ADDRESS", default_value_t = LISTEN_DEFAULT, value_parser = listen)]
    listen: SocketAddr,
    /// Where others reach that, as families and the roster are told, such as
    /// https://node.school-12.example:7400 [default: https://<listen>]
    #[arg(long, value_parser = url)]
    url: Option<Address>,
}

fn id(text: &str) -> Result<RegistryId, Worded> {
    RegistryId::parse(text).map_err(|why| Worded(text!("node-line-id", why = why.to_string())))
}

fn listen(text: &str) -> Result<SocketAddr, Worded> {
    text.parse().map_err(|why: std::net::AddrParseError| Worded(text!("node-line-listen", why = why.to_string())))
}

fn url(text: &str) -> Result<Address, Worded> {
    text.parse().map_err(|why: AddressError| Worded(text!("node-line-url", why = why.text())))
}

fn class(word: &str) -> Result<Class, Worded> {
    parse_class(word).ok_or_else(|| Worded(text!("node-line-class")))
}

pub(crate) fn init(arguments: InitArguments, out: Output) -> Result<Exit, Failure> {
    let config = config(&arguments);
    // The settings are written as they will be read, so that no other command refuses them later.
    let config =
        Config::parse(&config.to_toml()).map_err(|error| Failure::new(Exit::Usage, told::settings::config(&error)))?;
    if config.public_location().is_none() {
        let why = text!("node-init-unreachable", listen = arguments.listen.to_string());
        return Err(Failure::new(Exit::Usage, why));
    }
    let made = attestat_node::operator::init::init(&arguments.dir, &config)
        .map_err(|error| Failure::from(error).into_usage())?;
    out.text(&instructions(&arguments.dir, &made))?;
    Ok(Exit::Done)
}

fn config(arguments: &InitArguments) -> Config {
    let all = [Class::Achievement, Class::Certificate, Class::Digest];
    let classes = if arguments.classes.is_empty() { all.to_vec() } else { arguments.classes.clone() };
    let registry = RegistryConfig {
        id: arguments.id.clone(),
        generation: NonZeroU32::MIN,
        name: arguments.name.clone(),
        organisation: arguments.organisation.clone().unwrap_or_else(|| arguments.name.clone()),
        region: arguments.region.clone(),
        classes: classes.into_iter().collect(),
    };
    let name = arguments.node_name.clone().unwrap_or_else(|| arguments.id.to_string());
    let mut config = Config::new(name, vec![registry]);
    config.listen = Some(arguments.listen);
    config.public_url = arguments.url.clone();
    config
}

/// The node that was made, with the next steps.
fn instructions(dir: &Path, made: &MadeNode) -> Text {
    text!(
        "node-init-made",
        dir = dir,
        log = made.origin.to_string(),
        key = attestat_ledger::encoding::hex(made.log_key.as_bytes()),
        mirror = made.mirror_key.to_string(),
        address = made.address.as_ref().map(Address::to_string).unwrap_or_default(),
    )
}
