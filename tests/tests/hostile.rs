//! Messages that no honest program sends: a node answers each with a refusal, and goes on.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use attestat_tests::school::School;
use attestat_tests::town::Town;
use attestat_wire::connect::Address;
use attestat_wire::v1;
use tonic::Code;
use tonic::codec::{BufferSettings, Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::transport::Channel;

/// Every method that a stranger or the school's own tools can call, and whether it streams requests.
const PUBLIC: [&str; 20] = [
    "Log/ListLogs",
    "Log/GetCheckpoint",
    "Log/StreamBatches",
    "Log/GetInclusionProof",
    "Log/GetConsistencyProof",
    "Log/GetStatusEvidence",
    "Log/FindTags",
    "Log/GetRoster",
    "Holder/GetNonce",
    "Holder/Enrol",
    "Holder/FetchDocuments",
    "Holder/GetHoldings",
    "Holder/GetMailboxPermit",
    "Holder/PutMailbox",
    "Holder/GetMailbox",
    "Holder/DropMailbox",
    "Peering/OfferCheckpoint",
    "Peering/SubmitCosignature",
    "Peering/ReportFork",
    "Peering/GetNewestSeen",
];
/// Method that reads nothing and may write.
const WITHOUT_INPUT: &str = "Registrar/RunRebinding";
/// Methods of the registrar, but for [`WITHOUT_INPUT`].
const REGISTRARS: [&str; 10] = [
    "Registrar/Issue",
    "Registrar/Anchor",
    "Registrar/ChangeStatus",
    "Registrar/Export",
    "Registrar/Reissue",
    "Registrar/MakeTicket",
    "Registrar/ErasePupil",
    "Registrar/Describe",
    "Registrar/MergePupils",
    "Registrar/GetNode",
];

#[test]
fn every_method_of_the_contract_is_tried() {
    let mut methods = std::collections::BTreeSet::new();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../proto/attestat/v1");
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let mut service = "";
        for line in text.lines().map(str::trim) {
            let name = |rest: &'static str| line.strip_prefix(rest).and_then(|rest| rest.split([' ', '(']).next());
            service = name("service ").unwrap_or(service);
            methods.extend(name("rpc ").map(|method| format!("{service}/{method}")));
        }
    }
    let tried = PUBLIC.iter().chain(&REGISTRARS).chain([&WITHOUT_INPUT]).map(|method| (*method).to_owned()).collect();
    assert_eq!(methods, tried);
}

/// Bytes as they are, in place of messages.
#[derive(Debug, Clone, Copy, Default)]
struct Raw;

impl Codec for Raw {
    type Encode = Vec<u8>;
    type Decode = Vec<u8>;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Vec<u8>;
    type Error = tonic::Status;

    fn encode(&mut self, item: Vec<u8>, buffer: &mut EncodeBuf<'_>) -> Result<(), tonic::Status> {
        bytes::BufMut::put_slice(buffer, &item);
        Ok(())
    }

    fn buffer_settings(&self) -> BufferSettings {
        BufferSettings::default()
    }
}

impl Decoder for Raw {
    type Item = Vec<u8>;
    type Error = tonic::Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, tonic::Status> {
        let length = bytes::Buf::remaining(buffer);
        Ok(Some(bytes::Buf::copy_to_bytes(buffer, length).to_vec()))
    }

    fn buffer_settings(&self) -> BufferSettings {
        BufferSettings::default()
    }
}

/// Calls a method with these messages; returns the number of answers, or the refusal.
async fn call(channel: &Channel, method: &str, messages: Vec<Vec<u8>>) -> Result<usize, tonic::Status> {
    let mut grpc = tonic::client::Grpc::new(channel.clone());
    grpc.ready().await.map_err(|error| tonic::Status::unavailable(error.to_string()))?;
    let path = format!("/attestat.v1.{method}").parse().unwrap();
    let request = tonic::Request::new(tokio_stream::iter(messages));
    let mut answers = grpc.streaming(request, path, Raw).await?.into_inner();
    let mut count = 0;
    while answers.message().await?.is_some() {
        count += 1;
    }
    Ok(count)
}

/// SplitMix64: the same bytes in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn bytes(&mut self, most: u64) -> Vec<u8> {
        let length = self.roll() % (most + 1);
        (0..length).map(|_| self.roll().to_le_bytes()[0]).collect()
    }

    /// A message with fields of every wire type, with numbers and texts that are like those expected.
    fn message(&mut self, texts: &[Vec<u8>]) -> Vec<u8> {
        let mut message = Vec::new();
        for field in 1..=6_u8 {
            match self.roll() % 4 {
                0 => {
                    message.push(field << 3);
                    message.extend([0xFF; 9]);
                    message.push(1);
                }
                1 => {
                    message.push(field << 3);
                    message.push(self.roll().to_le_bytes()[0] & 0x7F);
                }
                2 => {
                    let text = match usize::try_from(self.roll()).unwrap() % (texts.len() + 1) {
                        at if at < texts.len() => self.spoilt(&texts[at]),
                        _ => self.bytes(100),
                    };
                    message.push(field << 3 | 2);
                    put_varint(&mut message, text.len());
                    message.extend(text);
                }
                _ => {}
            }
        }
        message
    }

    /// The same bytes, but for one.
    fn spoilt(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        let at = usize::try_from(self.roll()).unwrap() % bytes.len().max(1);
        match (self.roll() % 3, bytes.get_mut(at)) {
            (0, Some(byte)) => *byte = byte.wrapping_add(1) & 0x7F,
            (1, Some(_)) => bytes.truncate(at),
            _ => {}
        }
        bytes
    }
}

/// The lengths here are below 2^14.
fn put_varint(out: &mut Vec<u8>, value: usize) {
    let [low, high] = u16::try_from(value & 0x7F | (value & 0x3F80) << 1).unwrap().to_le_bytes();
    if high == 0 { out.push(low) } else { out.extend([low | 0x80, high]) }
}

/// Contents of the fields of honest messages, to be spoilt in one place.
async fn texts(school: &School) -> Vec<Vec<u8>> {
    let origin = school.origin();
    let head = school.head(&origin, v1::get_checkpoint_request::Which::Newest).await.unwrap().note;
    let fork = format!("attestat/fork/v1\nprefix {}\n\n{head}\n--\n{head}", "A".repeat(43) + "=");
    vec![origin.to_string().into_bytes(), head.into_bytes(), fork.into_bytes(), b"{\"kind\":\"gto\"}".to_vec()]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_message_makes_a_node_panic_or_stop() {
    let town = Town::running(3).await.unwrap();
    town.issue(0, 1, 3, &["--wait", "witnessed"]).unwrap().1.expect_code(0).unwrap();
    let (school, other) = (&town.schools[0], &town.schools[1]);
    let mut material = texts(school).await;
    material.extend(texts(other).await);
    let public = attestat_wire::connect::connect(&school.address()).await.unwrap();
    let socket = attestat_wire::connect::connect(&Address::socket(&school.socket())).await.unwrap();
    let size = school.size().await.unwrap();
    let mut dice = Dice(20_211);
    let (mut answered, mut refused) = (0, 0);
    for (channel, methods) in [(&public, &PUBLIC[..]), (&socket, &REGISTRARS[..])] {
        for method in methods {
            for round in 0..60 {
                let message = if round % 3 == 0 { dice.bytes(300) } else { dice.message(&material) };
                match call(channel, method, vec![message]).await {
                    Ok(_) => answered += 1,
                    Err(status) => {
                        refused += 1;
                        assert!(
                            !matches!(
                                status.code(),
                                Code::Unknown | Code::Unavailable | Code::DataLoss | Code::Unimplemented
                            ),
                            "{method}: {status:?}"
                        );
                    }
                }
            }
            call(channel, method, Vec::new()).await.ok();
        }
    }
    assert!(answered > 50 && refused > 300, "{answered} answered, {refused} refused: both kinds were tried");
    for school in &town.schools {
        assert!(!school.log().contains("panicked"), "{}", school.log());
    }
    // Nothing of it got into a log, and everything goes on.
    assert_eq!(school.size().await.unwrap(), size);
    town.issue(0, 50, 2, &["--wait", "witnessed"]).unwrap().1.expect_code(0).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_names_the_message_the_field_and_what_to_do() {
    let town = Town::running(2).await.unwrap();
    let mut log = town.schools[0].log_client().await.unwrap();
    let request = v1::GetCheckpointRequest { origin: "NOT AN ORIGIN".to_owned(), which: 0 };
    let refusal = attestat_wire::refusal::Refusal::from(log.get_checkpoint(request).await.unwrap_err());
    assert_eq!(refusal.code, "bad-message");
    assert!(
        refusal.what.to_string().contains("`origin` of GetCheckpointRequest") && !refusal.todo.is_empty(),
        "{refusal:?}"
    );
    let request = v1::StreamBatchesRequest { origin: town.schools[0].origin().to_string(), from_index: u64::MAX };
    let refusal = attestat_wire::refusal::Refusal::from(log.stream_batches(request).await.unwrap_err());
    assert_eq!(refusal.code, "out-of-range");
    let request = v1::GetConsistencyProofRequest {
        origin: town.schools[0].origin().to_string(),
        old_size: u64::MAX,
        new_size: u64::MAX,
    };
    let refusal = attestat_wire::refusal::Refusal::from(log.get_consistency_proof(request).await.unwrap_err());
    assert_eq!(refusal.code, "out-of-range");
    let request = v1::GetCheckpointRequest { origin: "elsewhere.example/1".to_owned(), which: 0 };
    let refusal = attestat_wire::refusal::Refusal::from(log.get_checkpoint(request).await.unwrap_err());
    assert_eq!(refusal.code, "unknown-log");
}
