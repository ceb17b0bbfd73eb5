//! The listener for browsers, from the outside: pages in two languages, files that are checked, and whoever may not ask.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::encoding::parse_base64_array;
use attestat_ledger::evidence::StatusFile;
use attestat_ledger::hash::{NodeHash, RootHash};
use attestat_ledger::roster::{PinnedRoster, RosterHash};
use attestat_ledger::tree::verify_consistency;
use attestat_tests::browser::{HttpAnswer, connected, get, get_by_tls, get_until, let_listen, made_pair, request};
use attestat_tests::programs::attestat_node;
use attestat_tests::school::School;
use attestat_tests::town::Town;
use attestat_wire::v1;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

/// Headers of every answer, with their values.
const GUARDS: [(&str, &str); 4] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
];
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
                           frame-ancestors 'none'";

#[track_caller]
fn assert_guarded(path: &str, answer: &HttpAnswer) {
    for (name, value) in GUARDS {
        assert_eq!(answer.header(name), value, "{path}: {name}");
    }
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
    assert!(!policy.contains("unsafe-inline") && !policy.contains("unsafe-eval") && !policy.contains('*'), "{path}");
    for absent in ["set-cookie", "server", "access-control-allow-credentials"] {
        assert_eq!(answer.header(absent), "", "{path}: {absent}");
    }
}

/// A school alone that listens to browsers; its port.
async fn alone(folder: &tempfile::TempDir, more: &[(&str, &str)]) -> (School, u16) {
    let mut school = School::init(&folder.path().join("school"), "alone.example", "Alone (SAMPLE)", &[]).unwrap();
    let port = let_listen(&school).unwrap();
    for (key, value) in more {
        school.set(key, value).unwrap();
    }
    school.start().await.unwrap();
    school.wait_until_it_may_write().await.unwrap();
    (school, port)
}

/// A town of three whose first node listens to browsers, with a class issued; the port.
async fn town() -> (Town, u16) {
    let mut town = Town::found(3).unwrap();
    let port = let_listen(&town.schools[0]).unwrap();
    attestat_tests::town::start(&mut town.schools).await.unwrap();
    let (_, said) = town.issue(0, 0, 3, &[]).unwrap();
    said.expect_code(0).unwrap();
    town.settle().await.unwrap();
    (town, port)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_status_page_says_in_two_languages_that_all_logs_agree() {
    let (mut town, port) = town().await;
    let counted = |answer: &HttpAnswer| {
        answer.json().is_ok_and(|json| {
            let logs = json["logs"].as_array().cloned().unwrap_or_default();
            let all_counted = logs.iter().all(|log| log["over_time"]["counted_records"] == log["size_records"]);
            json["summary"]["weight"] == "calm" && all_counted
        })
    };
    let status = get_until(port, "/status.json", counted).unwrap();
    assert_guarded("/status.json", &status);
    let json = status.json().unwrap();
    assert_eq!(
        (json["format"].as_str(), json["roster"]["hash"].as_str()),
        (Some("attestat/status/v1"), Some(town.hash.as_str()))
    );
    assert_eq!(json["logs"].as_array().unwrap().len(), 3);
    for log in json["logs"].as_array().unwrap() {
        assert_eq!(
            (log["state"].as_str(), log["head"]["size_records"].clone()),
            (Some("followed"), log["size_records"].clone())
        );
        assert_eq!(log["head"]["cosigners"], 2);
        assert!(log["head"]["age_seconds"].as_u64().unwrap() < 3600);
    }

    let english = get(port, "/", &[("Accept-Language", "en-GB,en;q=0.8")]).unwrap();
    let russian = get(port, "/", &[("Accept-Language", "ru,en;q=0.8")]).unwrap();
    for (answer, words) in
        [(&english, "All 3 logs agree, newest confirmation"), (&russian, "Расхождений нет, журналов: 3.")]
    {
        assert_eq!((answer.status, answer.header("content-type")), (200, "text/html; charset=utf-8"));
        assert_eq!(answer.header("content-security-policy"), PAGE_POLICY);
        assert_eq!(answer.header("vary"), "Accept-Language");
        assert!(answer.text().contains(words), "{}", answer.text());
        for text in ["School 0 (SAMPLE)", "school-2.example/1", "<svg", "<table>"] {
            assert!(answer.text().contains(text), "{text}");
        }
        let shown: String = answer.text().replace("<wbr>", "");
        assert!(shown.contains(&town.hash), "the whole hash of the roster");
        assert_guarded("/", answer);
    }
    assert!(english.text().contains("lang=\"en\"") && russian.text().contains("<html lang=\"ru\""));
    let asked = get(port, "/?lang=ru", &[("Accept-Language", "en")]).unwrap();
    assert!(asked.text().contains("Расхождений нет"));
    // Nobody who is in a document is on a page.
    for path in ["/", "/status.json", "/trust/logs.json", "/trust/rosters.json"] {
        let text = get(port, path, &[]).unwrap().text();
        for personal in ["Petrov", "Петров", "2008-", "vault", "disk"] {
            assert!(!text.contains(personal), "{personal} in {path}");
        }
    }
    attestat_tests::town::stop(&mut town.schools).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_checker_fetches_is_checked_and_is_what_log_gives() {
    let (mut town, port) = town().await;
    let list = get(port, "/trust/rosters.json", &[]).unwrap();
    assert_eq!(
        (list.header("access-control-allow-origin"), list.header("access-control-allow-credentials")),
        ("*", "")
    );
    let rosters = list.json().unwrap();
    assert_eq!(rosters["newest_hash"], town.hash.as_str());
    let version = &rosters["versions"][0];
    let hash = RosterHash::parse(&town.hash).unwrap();
    let pinned = PinnedRoster::pin(version["note"].as_str().unwrap().as_bytes(), hash).unwrap();
    let note = get(port, version["path"].as_str().unwrap(), &[]).unwrap();
    assert_eq!(note.text(), version["note"].as_str().unwrap());
    assert!(note.header("cache-control").contains("immutable"));

    let logs = get_until(port, "/trust/logs.json", |answer| {
        answer.json().is_ok_and(|json| json["logs"][1]["head"].is_string())
    })
    .unwrap();
    for log in logs.json().unwrap()["logs"].as_array().unwrap() {
        let path = |what: &str| log[&format!("{what}_path")].as_str().unwrap().to_owned();
        let fetch = |what: &str| get(port, &path(what), &[]).unwrap();
        let origin = log["origin"].as_str().unwrap().parse::<String>().unwrap();
        let origin = attestat_ledger::name::Origin::parse(&origin).unwrap();
        let head = CheckpointNote::parse(&fetch("head").body).unwrap();
        let size = head.checkpoint().size;
        let key = pinned.roster().key_at(&origin, size).unwrap();
        head.verify_log(key).unwrap();
        let (registry, _) = pinned.roster().log(&origin).unwrap();
        assert!(pinned.roster().judge(registry, head.note()).unwrap().reached, "{origin}");
        assert_eq!(
            StatusFile::parse(&fetch("status").text()).unwrap().anchor().checkpoint().checkpoint().origin,
            origin
        );
        assert_eq!((fetch("forks").status, fetch("forks").text()), (200, String::new()));

        let proof = get(port, &format!("{}?from=1&to={size}", path("proof")), &[]).unwrap().text();
        let lines: Vec<&str> = proof.lines().collect();
        assert_eq!(&lines[..2], ["attestat/consistency/v1", origin.as_str()]);
        let root = |line: &str, size: u64| {
            let (given, root) = line.split_once(' ').unwrap();
            assert_eq!(given, size.to_string());
            RootHash::from_bytes(parse_base64_array(root).unwrap())
        };
        let (old, new) = (root(lines[2], 1), root(lines[3], size));
        assert_eq!(new, head.checkpoint().root);
        let hashes: Vec<NodeHash> =
            lines[4..].iter().map(|line| NodeHash::from_bytes(parse_base64_array(line).unwrap())).collect();
        verify_consistency(1, &old, size, &new, &hashes).unwrap();
    }
    for (path, status, code) in [
        ("/trust/logs/school-0.example_1/proof", 400, "bad-message"),
        ("/trust/logs/school-0.example_1/proof?from=5&to=x", 400, "bad-message"),
        ("/trust/logs/school-0.example_1/proof?from=2&to=1", 404, "out-of-range"),
        ("/trust/logs/school-0.example_1/proof?from=0&to=99999999999999999999", 400, "bad-message"),
        ("/trust/logs/school-9.example_1/head", 404, "unknown-log"),
        ("/trust/logs/..%2f..%2fkeys/head", 404, "unknown-log"),
        ("/trust/logs/school-0.example_1/keys", 404, "not-found"),
        ("/trust/rosters/0a", 404, "not-found"),
        ("/trust/rosters/..%2fnode.toml", 404, "not-found"),
        ("/checker/..%2f..%2fnode.toml", 404, "not-found"),
        ("/keys/tls.key.pem", 404, "not-found"),
    ] {
        let answer = get(port, path, &[("Accept-Language", "ru")]).unwrap();
        assert_eq!((answer.status, answer.header("attestat-code")), (status, code), "{path}");
        assert!(
            answer.text().lines().count() == 2 && answer.text().contains(|letter| ('а'..='я').contains(&letter)),
            "{path}"
        );
        assert_guarded(path, &answer);
    }
    attestat_tests::town::stop(&mut town.schools).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_are_told_apart_by_their_tags_and_only_read() {
    let folder = tempfile::tempdir().unwrap();
    let (mut school, port) = alone(&folder, &[]).await;
    for path in ["/style.css", "/mark.svg", "/trust/rosters.json", "/checker/"] {
        let first = get(port, path, &[]).unwrap();
        let tag = first.header("etag").to_owned();
        assert!(
            first.status == 200
                && tag.starts_with('"')
                && first.body.len().to_string() == first.header("content-length"),
            "{path}"
        );
        let again = get(port, path, &[("If-None-Match", &tag)]).unwrap();
        assert_eq!((again.status, again.header("etag"), again.body.len()), (304, tag.as_str(), 0), "{path}");
        let head = request(&mut connected(port).unwrap(), &format!("HEAD {path}"), &[], &[]).unwrap();
        assert_eq!((head.status, head.header("etag"), head.body.len()), (200, tag.as_str(), 0), "{path}");
        assert_eq!(head.header("content-length"), first.header("content-length"), "{path}");
        let posted =
            request(&mut connected(port).unwrap(), &format!("POST {path}"), &[("Accept", "text/html")], b"x").unwrap();
        assert_eq!((posted.status, posted.header("allow")), (405, "GET, HEAD"), "{path}");
        assert!(posted.text().contains("<h1>This address is read"), "{}", posted.text());
        assert_guarded(path, &posted);
    }
    let moved = get(port, "/checker?lang=ru", &[]).unwrap();
    assert_eq!((moved.status, moved.header("location")), (308, "/checker/?lang=ru"));
    let checker = get(port, "/checker/?lang=ru", &[]).unwrap();
    let words = if attestat_bundle::checker().is_some() {
        ["Страница проверяет документы школ прямо в этом браузере", "checker."]
    } else {
        ["Эта программа собрана без страниц проверки", "<code>make</code>"]
    };
    assert!(words.iter().all(|words| checker.text().contains(words)), "{}", checker.text());
    assert_eq!(get(port, "/livez", &[]).unwrap().text(), "ok\n");
    let missing = get(port, "/nothing", &[("Accept", "text/html"), ("Accept-Language", "ru")]).unwrap();
    assert!(missing.status == 404 && missing.text().contains("По этому адресу ничего нет"));
    assert_eq!(school.stop().unwrap(), 0);
}

/// The camera is the checker's alone. What a browser keeps of the checker, it keeps by a worker that asks its node alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_checker_alone_may_ask_for_a_camera_and_keeps_its_files_by_a_worker_that_asks_its_node_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (mut school, port) = alone(&folder, &[]).await;
    for path in ["/", "/status.json", "/trust/logs.json", "/style.css", "/nothing", "/livez"] {
        let permissions = get(port, path, &[]).unwrap().header("permissions-policy").to_owned();
        assert_eq!(permissions, "camera=(), geolocation=(), microphone=()", "{path}");
    }
    if let Some(bundle) = attestat_bundle::checker() {
        for file in bundle.files.iter().chain([&bundle.service]) {
            let path = format!("/checker/{}", file.path);
            let answer = get(port, &path, &[]).unwrap();
            assert_eq!((answer.status, answer.body.as_slice()), (200, file.bytes.as_ref()), "{path}");
            assert_eq!(answer.header("permissions-policy"), "camera=(self), geolocation=(), microphone=()", "{path}");
            for (name, value) in GUARDS {
                assert_eq!(answer.header(name), value, "{path}: {name}");
            }
        }
        let worker = get(port, "/checker/service.js", &[]).unwrap();
        assert_eq!(
            worker.header("content-security-policy"),
            "default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        );
        assert_eq!(worker.header("content-type"), "text/javascript; charset=utf-8");
        // A browser asks for it anew, and gives it no more than its own folder.
        assert_eq!((worker.header("cache-control"), worker.header("service-worker-allowed")), ("no-cache", ""));
        let hash = attestat_ledger::encoding::hex(&bundle.hash());
        assert!(worker.text().contains(&format!("'checker-{hash}'")), "{}", worker.text());
        assert!(!worker.text().contains("/trust") && !worker.text().contains("http"), "{}", worker.text());
        let page = get(port, "/checker/", &[]).unwrap();
        assert!(page.header("content-security-policy").contains("worker-src 'self'"));
        assert!(page.text().contains("\"service\":\"service.js\""), "{}", page.text());
    }
    assert_eq!(school.stop().unwrap(), 0);
}

/// Whoever sends headers slowly, or too many of them, or reads nothing, stands in nobody's way.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_and_wordy_clients_stand_in_nobodys_way() {
    let folder = tempfile::tempdir().unwrap();
    let (mut school, port) = alone(&folder, &[]).await;
    let silent: Vec<_> = (0..200).map(|_| connected(port).unwrap()).collect();
    assert_eq!(get(port, "/livez", &[]).unwrap().status, 200, "who says nothing holds no place");
    drop(silent);
    let mut begun: Vec<_> = (0..20).map(|_| connected(port).unwrap()).collect();
    begun.iter_mut().for_each(|stream| stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n").unwrap());
    assert_eq!(get(port, "/livez", &[]).unwrap().status, 200);
    let wide = "a".repeat(40_000);
    let answer = get(port, "/livez", &[("X-Wide", &wide)]).map_or(431, |answer| answer.status);
    assert!((400..500).contains(&answer), "{answer}");
    let many: Vec<(String, String)> = (0..200).map(|number| (format!("X-{number}"), "a".to_owned())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = get(port, "/livez", &many).map_or(431, |answer| answer.status);
    assert!((400..500).contains(&answer), "{answer}");
    // Headers that do not end are waited for no longer than 20 seconds.
    let mut heard = Vec::new();
    begun[0].set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    begun[0].read_to_end(&mut heard).unwrap();
    assert_eq!(school.stop().unwrap(), 0);
}

/// The status of a call: in the trailers, which are the last message, or in the headers where there is no other.
fn grpc_status(answer: &HttpAnswer) -> String {
    let (text, header) = (answer.text(), answer.header("grpc-status"));
    let trailer = text.rsplit_once("grpc-status:").map(|(_, rest)| rest.split('\r').next().unwrap());
    trailer.unwrap_or(header).trim().to_owned()
}

/// A client behind a proxy is counted by its own network, and a proxy that names nobody is told so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_a_proxy_the_clients_network_counts() {
    let folder = tempfile::tempdir().unwrap();
    let more = [("trusted_proxies", "[\"127.0.0.0/8\"]"), ("metrics_from", "[\"203.0.113.0/24\"]")];
    let (mut school, port) = alone(&folder, &more).await;
    let nobody = get(port, "/livez", &[]).unwrap();
    assert_eq!((nobody.status, nobody.header("attestat-code")), (400, "not-forwarded"));
    let from = |address: &str, path: &str| get(port, path, &[("X-Forwarded-For", address)]).unwrap().status;
    assert_eq!(from("198.51.100.1", "/"), 200);
    assert_eq!((from("203.0.113.7", "/metrics"), from("198.51.100.1", "/metrics")), (200, 404));
    assert_eq!(from("203.0.113.7, 198.51.100.1", "/metrics"), 404, "what a client wrote itself counts for nothing");
    assert_eq!(from("127.0.0.1", "/metrics"), 404, "a proxy on this machine carries strangers");
    // One network takes all of its places; another one is answered all the same.
    let hold = |address: &str| {
        let mut stream = connected(port).unwrap();
        let text = format!(
            "POST /attestat.v1.Log/ListLogs HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: {address}\r\n\
                            Content-Type: application/grpc-web+proto\r\nContent-Length: 5\r\n\r\n"
        );
        stream.write_all(text.as_bytes()).unwrap();
        stream
    };
    let held: Vec<_> = (0..16).map(|_| hold("198.51.100.1")).collect();
    let listed = |address: &str| {
        let headers = [("X-Forwarded-For", address), ("Content-Type", "application/grpc-web+proto")];
        let answer =
            request(&mut connected(port).unwrap(), "POST /attestat.v1.Log/ListLogs", &headers, &[0; 5]).unwrap();
        grpc_status(&answer)
    };
    let busy = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        listed("198.51.100.1") == "8"
    });
    assert!(busy, "the places of one network are not taken");
    assert_eq!(listed("198.51.100.2"), "0");
    drop(held);
    assert_eq!(school.stop().unwrap(), 0);
}

/// The operator's figures are for this machine, name nobody, and nobody is told that they are there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_operators_figures_name_nobody_and_are_not_for_strangers() {
    let (mut town, port) = town().await;
    let ready = get_until(port, "/readyz?verbose", |answer| answer.status == 200).unwrap();
    for line in ["[+] disk", "[+] vault", "[+] queues", "[+] peers", "[+] logs", "[+] certificate"] {
        assert!(ready.text().contains(line), "{}", ready.text());
    }
    assert_eq!(get(port, "/readyz", &[]).unwrap().text(), "ready\n");
    let metrics = get(port, "/metrics", &[]).unwrap();
    assert_eq!(metrics.header("content-type"), "application/openmetrics-text; version=1.0.0; charset=utf-8");
    let text = metrics.text();
    assert!(text.ends_with("# EOF\n"), "{text}");
    for name in ["attestat_log_records{log=\"school-1.example/1\"}", "attestat_web_requests_total{", "attestat_notice{"]
    {
        assert!(text.contains(name), "{name} in {text}");
    }
    for personal in ["127.0.0.1", "Petrov", "Петров", "pupil", "document", "slot", "::1", "name="] {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
    for path in ["/readyz", "/readyz?verbose", "/metrics"] {
        let rebound = get(port, path, &[("Host", "evil.example")]).unwrap();
        let unknown = get(port, "/nothing-here", &[("Host", "evil.example")]).unwrap();
        assert_eq!((rebound.status, rebound.text()), (404, unknown.text()), "{path}");
        let own = get(port, path, &[]).unwrap();
        assert_eq!(own.header("access-control-allow-origin"), "", "{path}");
    }
    attestat_tests::town::stop(&mut town.schools).unwrap();
    // A node whose registry may not be written yet is not ready, and says why; strangers are told that it reads only.
    town.schools[0].start().await.unwrap();
    let waiting = get_until(port, "/readyz?verbose", |answer| answer.status == 503).unwrap();
    assert!(waiting.text().contains("[-] logs: school-0.example/1 is read only"), "{}", waiting.text());
    let status = get(port, "/status.json", &[]).unwrap().json().unwrap();
    assert_eq!(status["concerns"][0]["code"], "read-only");
    town.schools[0].stop().unwrap();
}

/// A call of `Log` as a browser frames it: five bytes before each message, the trailers as a last one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn log_is_answered_as_grpc_web_and_nothing_else_is() {
    let folder = tempfile::tempdir().unwrap();
    let (mut school, port) = alone(&folder, &[]).await;
    let call = |method: &str, headers: &[(&str, &str)], message: &[u8]| {
        let length = u32::try_from(message.len()).unwrap().to_be_bytes();
        let framed = [&[0][..], &length, message].concat();
        let headers = [&[("Content-Type", "application/grpc-web+proto"), ("X-Grpc-Web", "1")], headers].concat();
        request(&mut connected(port).unwrap(), &format!("POST /attestat.v1.{method}"), &headers, &framed).unwrap()
    };
    let asked =
        prost::Message::encode_to_vec(&v1::GetCheckpointRequest { origin: school.origin().to_string(), which: 0 });
    let answer = call("Log/GetCheckpoint", &[("Origin", "https://checker.example")], &asked);
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/grpc-web+proto"));
    assert_eq!(
        (answer.header("access-control-allow-origin"), answer.header("access-control-allow-credentials")),
        ("*", "")
    );
    assert!(answer.header("access-control-expose-headers").contains("attestat-code"));
    let length = u32::from_be_bytes(answer.body[1..5].try_into().unwrap()) as usize;
    let message: v1::GetCheckpointResponse = prost::Message::decode(&answer.body[5..5 + length]).unwrap();
    assert_eq!(message, school.head(&school.origin(), v1::get_checkpoint_request::Which::Published).await.unwrap());
    assert_eq!(grpc_status(&answer), "0");

    let unknown =
        prost::Message::encode_to_vec(&v1::GetCheckpointRequest { origin: "b.example/1".to_owned(), which: 0 });
    let refused = call("Log/GetCheckpoint", &[], &unknown);
    assert!(refused.header("attestat-code") == "unknown-log" || refused.text().contains("attestat-code:unknown-log"));
    for method in ["Holder/GetNonce", "Peering/Offer", "Registrar/List"] {
        assert_eq!(call(method, &[], &[]).status, 404, "{method}");
    }
    let native = request(
        &mut connected(port).unwrap(),
        "POST /attestat.v1.Log/ListLogs",
        &[("Content-Type", "application/grpc")],
        &[0; 5],
    );
    assert_eq!(native.unwrap().status, 415);
    let preflight = [
        ("Origin", "null"),
        ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Headers", "content-type,x-grpc-web"),
    ];
    let allowed = request(&mut connected(port).unwrap(), "OPTIONS /attestat.v1.Log/ListLogs", &preflight, &[]).unwrap();
    assert_eq!((allowed.status, allowed.header("access-control-allow-methods")), (204, "POST"));
    assert!(allowed.header("access-control-allow-headers").contains("x-grpc-web"));
    assert_eq!(school.stop().unwrap(), 0);
}

/// A certificate is exchanged while the node runs; a pair that does not belong together changes nothing, and is told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_is_read_again_when_it_changes() {
    let folder = tempfile::tempdir().unwrap();
    let mut school = School::init(&folder.path().join("school"), "alone.example", "Alone (SAMPLE)", &[]).unwrap();
    let port = let_listen(&school).unwrap();
    let web = school.folder.join("web");
    std::fs::create_dir(&web).unwrap();
    let (chain, key) = (web.join("chain.pem"), web.join("key.pem"));
    let put = |[certificate, secret]: &[String; 2]| {
        std::fs::write(&key, secret).unwrap();
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
        std::fs::write(&chain, certificate).unwrap();
    };
    let (first, second) = (made_pair().unwrap(), made_pair().unwrap());
    school.set("web_certificate", "\"web/chain.pem\"").unwrap();
    school.set("web_key", "\"web/key.pem\"").unwrap();
    let checked = attestat_node(&["config", "check", school.dir()]).unwrap();
    let told = checked.stdout + &checked.stderr;
    assert!(told.contains("certificate of the pages") && told.contains("web/key.pem is missing"), "{told}");
    put(&first);
    school.start().await.unwrap();
    school.wait_until_it_may_write().await.unwrap();
    let (answer, shown) = get_by_tls(port, "/livez").unwrap();
    assert_eq!((answer.status, &shown), (200, &first[0]));
    assert!(get(port, "/livez", &[]).is_err(), "nothing is said in the clear");

    put(&[second[0].clone(), first[1].clone()]);
    school.wait_for_line(&["the new certificate of the pages is not used"]).await.unwrap();
    assert_eq!(get_by_tls(port, "/livez").unwrap().1, first[0]);
    let ready = get_by_tls(port, "/readyz?verbose").unwrap().0.text();
    assert!(ready.contains("[!] certificate"), "{ready}");
    put(&second);
    school.wait_for_line(&["the certificate of the pages was read again"]).await.unwrap();
    assert_eq!(get_by_tls(port, "/livez").unwrap().1, second[0]);
    assert_eq!(school.stop().unwrap(), 0);
}

/// A service manager hears that the node is ready, alive, and stopping.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_manager_hears_of_the_node() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notify");
    let manager = std::os::unix::net::UnixDatagram::bind(&path).unwrap();
    manager.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
    let mut school = School::init(&folder.path().join("school"), "alone.example", "Alone (SAMPLE)", &[]).unwrap();
    school.environment =
        vec![("NOTIFY_SOCKET", path.to_str().unwrap().to_owned()), ("WATCHDOG_USEC", "400000".to_owned())];
    let hear = || {
        let mut word = [0; 64];
        let length = manager.recv(&mut word).unwrap();
        String::from_utf8(word[..length].to_vec()).unwrap()
    };
    school.start().await.unwrap();
    assert_eq!(hear(), "READY=1\n");
    assert_eq!([hear(), hear()], ["WATCHDOG=1\n", "WATCHDOG=1\n"]);
    assert_eq!(school.stop().unwrap(), 0);
    let last = std::iter::from_fn(|| Some(hear())).find(|word| word != "WATCHDOG=1\n");
    assert_eq!(last.as_deref(), Some("STOPPING=1\n"));
}
