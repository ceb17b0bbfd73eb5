//! `attestat-node init DIR --id REGISTRY --name NAME`.

use super::exit::{Exit, Failure};
use super::output;
use attestat_ledger::name::RegistryId;
use attestat_ledger::record::Class;
use attestat_node::machine::config::{Config, LISTEN_DEFAULT, RegistryConfig, parse_class};
use attestat_node::operator::init::MadeNode;
use attestat_wire::connect::Address;
use clap::Args;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

#[derive(Args)]
pub(crate) struct InitArguments {
    /// The data folder to make; it must not exist
    dir: PathBuf,
    /// Id of the registry, such as school-12.example.org: a name that is yours; it never changes
    #[arg(long, value_name = "REGISTRY", value_parser = |text: &str| RegistryId::parse(text))]
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
    #[arg(long, value_name = "ADDRESS", default_value_t = LISTEN_DEFAULT)]
    listen: SocketAddr,
    /// Where others reach that, as families and the roster are told, such as
    /// https://node.school-12.example:7400 [default: https://<listen>]
    #[arg(long)]
    url: Option<Address>,
}

fn class(word: &str) -> Result<Class, String> {
    parse_class(word).ok_or_else(|| "write achievement, certificate or digest".to_owned())
}

pub(crate) fn init(arguments: InitArguments) -> Result<Exit, Failure> {
    let config = config(&arguments);
    // The settings are written as they will be read, so that no other command refuses them later.
    let config = Config::parse(&config.to_toml()).map_err(|error| Failure::new(Exit::Usage, error.to_string()))?;
    if config.public_location().is_none() {
        let why = format!(
            "nobody can connect to {}: say with --url https://host:port how others reach this node",
            arguments.listen
        );
        return Err(Failure::new(Exit::Usage, why));
    }
    let made = attestat_node::operator::init::init(&arguments.dir, &config)
        .map_err(|error| Failure::from(error).into_usage())?;
    output::line(&told(&arguments.dir.display().to_string(), &made))?;
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

fn told(dir: &str, made: &MadeNode) -> String {
    format!(
        "Made the registry {origin} in {dir}
  log key     {log}
  mirror key  {mirror}
  address     {address}

Keep safe, and apart from each other:
  {dir}/keys/vault.key   opens the vault; a backup of the vault is worthless without it
  {dir}/keys/*.pem       sign as the registry and as its mirror, and answer in the node's place
Never restore {dir}/ledger or {dir}/guard from a copy: a log is recovered from its mirrors.

Next:
  1. Hand {dir}/entry.toml to your consortium; it gives you a signed roster and the roster's hash.
     To try it alone, be your own: attestat roster init consortium --name pilot.example
                                   attestat roster add {dir}/entry.toml --roster consortium
                                   attestat roster sign --roster consortium
  2. Put the roster in force:      attestat-node pin {dir} roster.note --hash HASH
  3. Run the node:                 attestat-node run {dir}",
        origin = made.origin,
        log = attestat_ledger::encoding::hex(made.log_key.as_bytes()),
        mirror = made.mirror_key,
        address = made.address.as_ref().map(Address::to_string).unwrap_or_default(),
    )
}
