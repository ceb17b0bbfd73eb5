#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use super::*;

fn settings() -> Config {
    let registry = RegistryConfig {
        id: RegistryId::parse("school-12.example/main").unwrap(),
        generation: NonZeroU32::MIN,
        name: "Школа «№ 12» \\ \"the\" first".to_owned(),
        organisation: "School 12".to_owned(),
        region: String::new(),
        classes: [Class::Achievement, Class::Certificate, Class::Digest].into(),
    };
    Config::new("node.school-12.example".to_owned(), vec![registry])
}

#[test]
fn written_settings_are_read_back_with_every_value() {
    let default = settings();
    assert_eq!(Config::parse(&default.to_toml()).unwrap(), default);
    let other = Config {
        listen: None,
        registrar_group: Some("registrars".to_owned()),
        public_url: Some("https://node.school-12.example:7400".parse().unwrap()),
        web: WebSettings {
            listen: Some("192.0.2.1:443".parse().unwrap()),
            certificate: Some(CertificateFiles { certificate: "web/chain.pem".into(), key: "/etc/web.key".into() }),
            trusted_proxies: vec!["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()],
            metrics_from: vec!["192.0.2.0/24".parse().unwrap()],
        },
        peers: vec![
            format!("https://127.0.0.1:7500#sha256:{}", "0a".repeat(32)).parse().unwrap(),
            "unix:///run/other.sock".parse().unwrap(),
        ],
        roster_hash: Some(RosterHash([7; 32])),
        registrar_socket: PathBuf::from("/run/\"attestat\"/node.sock"),
        roster: PathBuf::from("C:\\roster.note"),
        cosign_every: Duration::from_secs(61),
        snapshot_every: Duration::from_secs(62),
        pull_every: Duration::from_secs(63),
        cover: Cover { delay: Duration::from_secs(64), company: 65, patience: Duration::from_secs(66), floor: 67 },
        records_ahead: [(Origin::parse("school-13.example/1").unwrap(), 88)].into(),
        disk_reserve: 3 << 20,
        mailbox_room: 5 << 20,
        ..settings()
    };
    assert_eq!(Config::parse(&other.to_toml()).unwrap(), other);
}

#[test]
fn settings_with_a_name_alone_take_every_default() {
    let config = Config::parse("name = \"a.example\"\n").unwrap();
    assert_eq!(config, Config::new("a.example".to_owned(), Vec::new()));
    assert_eq!(config.mirror_name(), "a.example/m1");
}

#[test]
fn refusals_name_the_key_and_what_to_write() {
    let registry = "name=\"a\"\n[[registry]]\nid=\"b\"\nname=\"B\"\n";
    for (text, needle) in [
        ("nmae = \"a\"", "did you mean `name`?"),
        ("name = \"a\"\nrosterhash = \"\"", "did you mean `roster_hash`?"),
        ("name = \"a\"\nzzz = 1", "unknown key \"zzz\""),
        ("", "`name` must be a text"),
        ("name = \"A b\"", "`name` must be lower-case words"),
        ("name = \"a\"\nlisten = \"localhost\"", "`listen` must be an address and a port"),
        ("name = \"a\"\npublic_url = \"b.example\"", "`public_url` must be https://host:port"),
        ("name = \"a\"\npublic_url = \"unix:///b\"", "`public_url` must be https://host:port"),
        (&pinned_public_url(), "`public_url` must be https://b:1 alone"),
        ("name = \"a\"\nweb_listen = \"localhost\"", "`web_listen` must be an address and a port"),
        ("name = \"a\"\nweb_listen = \"0.0.0.0:80\"", "`trusted_proxies` the proxies in front of it"),
        ("name = \"a\"\nweb_listen = \"[::]:80\"", "in the clear"),
        ("name = \"a\"\nweb_certificate = \"a.pem\"", "`web_key` must be set where the other one"),
        ("name = \"a\"\nweb_key = \"a.pem\"", "`web_certificate` must be set where the other one"),
        ("name = \"a\"\ntrusted_proxies = [\"10.1.0.0/8\"]", "`trusted_proxies` must be a list of at most 64"),
        ("name = \"a\"\nmetrics_from = \"10.0.0.0/8\"", "`metrics_from` must be a list of texts"),
        ("name = \"a\"\npeers = [\"http://b:1\"]", "in the clear"),
        ("name = \"a\"\npeers = [\"https://b\"]", "https://host:port"),
        ("name = \"a\"\nroster_hash = \"77\"", "64 hex digits"),
        ("name = \"a\"\npull_seconds = 0", "from 1 to"),
        ("name = \"a\"\ncosign_seconds = -5", "`cosign_seconds` must be a whole number"),
        ("name = \"a\"\nregistry = 5", "[[registry]]"),
        (&format!("{registry}classes=[\"diploma\"]"), "registry 1: `classes` must be"),
        (&format!("{registry}clases=[]"), "registry 1: unknown key \"clases\"; did you mean `classes`?"),
        (&format!("{registry}[[registry]]\nid=\"b\"\nname=\"C\"\n"), "b is there twice"),
        ("name = ", "not TOML"),
    ] {
        let error = Config::parse(text).expect_err(text).to_string();
        assert!(error.contains(needle), "{text}: {error}");
    }
}

fn pinned_public_url() -> String {
    format!("name = \"a\"\npublic_url = \"https://b:1#sha256:{}\"", "0a".repeat(32))
}

#[test]
fn settings_of_the_version_before_tls_are_read() {
    for before in ["true", "false"] {
        let text = format!("name = \"a\"\nlisten = \"[::1]:7400\"\nallow_plaintext_beyond_loopback = {before}");
        let config = Config::parse(&text).unwrap();
        assert!(!config.to_toml().contains("plaintext"));
    }
}

#[test]
fn the_public_address_is_that_of_the_settings_or_where_the_node_listens() {
    for (text, told) in [
        ("", Some("https://127.0.0.1:7400")),
        ("listen = \"192.0.2.7:443\"", Some("https://192.0.2.7:443")),
        ("listen = \"0.0.0.0:7400\"", None),
        ("listen = \"[::]:7400\"", None),
        ("listen = \"127.0.0.1:0\"", None),
        ("listen = \"\"", None),
        ("listen = \"0.0.0.0:7400\"\npublic_url = \"https://a.example:7400\"", Some("https://a.example:7400")),
    ] {
        let config = Config::parse(&format!("name = \"a\"\n{text}")).unwrap();
        assert_eq!(config.public_location().map(|address| address.to_string()).as_deref(), told, "{text}");
    }
}

#[test]
fn browsers_are_answered_without_tls_only_where_nobody_listens_in() {
    let web = |text: &str| Config::parse(&format!("name = \"a\"\n{text}")).unwrap().web;
    let admitted = |web: &WebSettings| {
        ["127.0.0.1", "::1", "10.0.0.7", "192.0.2.7"].map(|address| web.admits(address.parse().unwrap()))
    };
    assert_eq!(web("").listen, None);
    assert_eq!(admitted(&web("web_listen = \"127.0.0.1:7480\"")), [true; 4]);
    let proxied = web("web_listen = \"0.0.0.0:7480\"\ntrusted_proxies = [\"10.0.0.0/24\"]");
    assert_eq!(admitted(&proxied), [true, true, true, false]);
    let encrypted = "web_listen = \"0.0.0.0:443\"\nweb_certificate = \"a.pem\"\nweb_key = \"b.pem\"";
    assert_eq!(admitted(&web(encrypted)), [true; 4]);
    assert_eq!(admitted(&web(&format!("{encrypted}\ntrusted_proxies = [\"10.0.0.0/24\"]"))), [true; 4]);
}

/// Every single change of a valid file is read or refused in words, and never panics.
#[test]
fn single_changes_of_a_file_are_read_or_refused_in_words() {
    let valid = settings().to_toml();
    let mut refused = 0;
    for at in (0..valid.len()).filter(|at| valid.is_char_boundary(*at)) {
        let (before, after) = valid.split_at(at);
        let mut rest = after.chars();
        rest.next();
        for put in ["", "\"", "=", "[", "\u{0}", "9", "ё", "\n"] {
            if let Err(error) = Config::parse(&format!("{before}{put}{}", rest.as_str())) {
                assert!(error.to_string().starts_with("node.toml"), "{error}");
                refused += 1;
            }
        }
        if Config::parse(before).is_err() {
            refused += 1;
        }
    }
    assert!(refused > 1000, "{refused}");
}

#[test]
fn pinning_changes_the_hash_of_the_settings_and_nothing_else() {
    let hash = RosterHash([0xab; 32]);
    let before = Config::new("a.example".to_owned(), Vec::new());
    let text = Config::with_roster_hash(&before.to_toml(), &hash).unwrap();
    let after = Config { roster_hash: Some(hash), ..before.clone() };
    assert_eq!(text, after.to_toml());
    assert_eq!(Config::with_roster_hash(&text, &RosterHash([0; 32])).unwrap().len(), text.len());
    let short = Config::with_roster_hash("name = \"a.example\"\n", &hash).unwrap();
    assert_eq!(Config::parse(&short).unwrap(), after);
}
