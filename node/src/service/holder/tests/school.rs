//! A running node with two registries, and families who speak to it as a wallet does.

use crate::Node;
use crate::machine::config::{Config, RegistryConfig};
use crate::mirror::start::Decisions;
use crate::operator::assembly::Assembly;
use crate::service::holder::HolderService;
use crate::service::listen::{ServeError, Serving};
use attestat_credential::holder::statement::{Act, enrolment, fetch_body, statement};
use attestat_credential::holder::tag::LinkSecret;
use attestat_credential::holder::ticket::{TicketId, TicketSecret};
use attestat_ledger::key::SecretKey;
use attestat_ledger::name::RegistryId;
use attestat_ledger::record::Class;
use attestat_wire::connect::{Address, connect};
use attestat_wire::refusal::Refusal;
use attestat_wire::v1::holder_client::HolderClient;
use attestat_wire::v1::issue_response::Outcome;
use attestat_wire::v1::registrar_client::RegistrarClient;
use attestat_wire::v1::{self, pupil::By};
use std::sync::Arc;
use std::time::Duration;
use tokio_stream::StreamExt as _;
use tonic::transport::Channel;
use zeroize::Zeroizing;

pub(super) const REGISTRIES: [&str; 2] = ["one.example", "two.example"];
/// A name that must not be found in any line of a log.
pub(super) const FAMILY_NAME: &str = "Образцова-Неназываемая";

pub(super) struct Running {
    pub(super) node: Arc<Node>,
    pub(super) address: Address,
    socket: Address,
    assembly: Arc<Assembly>,
    serving: tokio::task::JoinHandle<Result<(), ServeError>>,
    _dir: tempfile::TempDir,
}

/// Change by which a test spoils a good request.
pub(super) type Change<'a, R> = &'a dyn Fn(&mut R);

/// A ticket with the registrar's answer to it.
#[derive(Debug)]
pub(super) struct Ticket {
    pub(super) id: TicketId,
    pub(super) made: v1::MakeTicketResponse,
}

impl Running {
    pub(super) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub(super) async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("n");
        let registry = |id: &str| RegistryConfig {
            id: RegistryId::parse(id).unwrap(),
            generation: std::num::NonZeroU32::MIN,
            name: "School (SAMPLE)".to_owned(),
            organisation: "School (SAMPLE)".to_owned(),
            region: "Sample".to_owned(),
            classes: [Class::Achievement].into(),
        };
        let mut config = Config::new("node.example".to_owned(), REGISTRIES.map(registry).to_vec());
        (config.listen, config.disk_reserve) = (Some("127.0.0.1:0".parse().unwrap()), 1 << 20);
        change(&mut config);
        crate::operator::init::init(&path, &config).unwrap();
        let node = Arc::new(Node::open(&path).unwrap());
        let assembly = Assembly::new(node.clone(), Decisions::default());
        let serving = Serving::new(node.clone()).await.with_registrar(assembly.registrar()).await;
        let serving = serving.with_holder(assembly.holder().unwrap()).await.with_drain(Duration::from_secs(1));
        let bound = serving.bind().await.unwrap();
        let (address, socket) = (bound.address().unwrap().clone(), Address::socket(bound.socket()));
        assembly.begin();
        let running = Self { node, address, socket, assembly, serving: tokio::spawn(bound.run()), _dir: dir };
        // Families are answered before a registry may be written.
        while !REGISTRIES.iter().all(|registry| running.assembly.registrar().office(registry).is_ok()) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        for registry in 0..REGISTRIES.len() {
            let family = Family::new(&running, registry, 1);
            while family.nonce().await.is_err() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
        running
    }

    /// Another service for families over the same registries, without a listener before it.
    pub(super) fn holder(&self) -> HolderService {
        self.assembly.holder().unwrap()
    }

    async fn registrar(&self) -> RegistrarClient<Channel> {
        RegistrarClient::new(connect(&self.socket).await.unwrap())
    }

    /// Issues documents to a pupil, all of them new, and returns their slots.
    pub(super) async fn issue(&self, registry: usize, pupil: u32, places: std::ops::Range<u32>) -> Vec<u32> {
        self.issue_as(registry, pupil, places, Outcome::Issued).await
    }

    /// Asks for documents, which must come to this, and returns their slots.
    pub(super) async fn issue_as(
        &self,
        registry: usize,
        pupil: u32,
        places: std::ops::Range<u32>,
        outcome: Outcome,
    ) -> Vec<u32> {
        let request = |place: u32| v1::IssueRequest {
            drafts: places.len().try_into().unwrap(),
            registry: REGISTRIES[registry].to_owned(),
            draft: draft(pupil, place),
            wait: v1::Level::Local.into(),
            ..Default::default()
        };
        let requests: Vec<_> = places.clone().map(request).collect();
        let answers = self.registrar().await.issue(tokio_stream::iter(requests)).await.unwrap().into_inner();
        let issued: Vec<_> = answers.map(Result::unwrap).collect().await;
        assert!(issued.iter().all(|issued| issued.outcome() == outcome), "{:?}", issued[0].error);
        issued.iter().map(|issued| issued.slot).collect()
    }

    pub(super) async fn revoke(&self, registry: usize, slot: u32) {
        let registry = REGISTRIES[registry].to_owned();
        let request = v1::ChangeStatusRequest { registry, slot, status: 1, reason: 1, wait: v1::Level::Local.into() };
        self.registrar().await.change_status(request).await.unwrap();
    }

    /// Exports documents, or all of a registry.
    pub(super) async fn export(&self, registry: usize, slots: &[u32]) -> usize {
        let request = v1::ExportRequest { registry: REGISTRIES[registry].to_owned(), slots: slots.to_vec() };
        let exported = self.registrar().await.export(request).await.unwrap().into_inner();
        exported.map(Result::unwrap).collect::<Vec<_>>().await.len()
    }

    /// Issues the waiting documents again, at once.
    pub(super) async fn rebind(&self, registry: usize) {
        let request = v1::RunRebindingRequest { registry: REGISTRIES[registry].to_owned() };
        self.registrar().await.run_rebinding(request).await.unwrap();
    }

    pub(super) async fn ticket(&self, registry: usize, pupil: u32) -> Ticket {
        self.try_ticket(registry, pupil, crate::machine::clock::now() + 3600).await.unwrap()
    }

    pub(super) async fn try_ticket(&self, registry: usize, pupil: u32, expires: u64) -> Result<Ticket, Refusal> {
        let mut secret = Zeroizing::new([0; 20]);
        getrandom::fill(&mut secret[..]).unwrap();
        let id = TicketSecret::from_bytes(secret).id();
        let request = v1::MakeTicketRequest {
            registry: REGISTRIES[registry].to_owned(),
            pupil: Some(v1::Pupil { by: Some(By::Reference(reference(pupil))), expected: person(pupil) }),
            ticket_hash: id.stored_hash().to_vec(),
            expires,
            new_pupil: true,
        };
        let made = self.registrar().await.make_ticket(request).await.map_err(Refusal::from)?;
        Ok(Ticket { id, made: made.into_inner() })
    }

    /// A family whose wallet, number `wallet`, is enrolled for a pupil, and the ticket that it used.
    pub(super) async fn enrolled(&self, registry: usize, pupil: u32, wallet: u8) -> (Family, Ticket) {
        let (family, ticket) = (Family::new(self, registry, wallet), self.ticket(registry, pupil).await);
        family.enrol(&ticket).await.unwrap();
        (family, ticket)
    }

    pub(super) async fn stop(self) {
        self.node.shutdown.ask();
        self.serving.await.unwrap().unwrap();
    }
}

pub(super) fn reference(pupil: u32) -> String {
    format!("sample/{pupil}")
}

fn person(pupil: u32) -> Vec<u8> {
    let born = crate::office::sample::born(pupil as usize);
    let person = serde_json::json!({"family_name": FAMILY_NAME, "given_name": "Аграфена", "birth_date": born});
    person.to_string().into_bytes()
}

fn draft(pupil: u32, place: u32) -> Vec<u8> {
    let draft = serde_json::json!({
        "format": "attestat/draft/v1",
        "pupil": serde_json::from_slice::<serde_json::Value>(&person(pupil)).unwrap(),
        "pupil_ref": reference(pupil),
        "document": {"kind": "sport-event", "name": "Первенство (SAMPLE)", "sport": "Бег", "discipline": format!("{place}00 м"),
            "level": "regional", "place": place, "result": "12 с", "date": "2024-05-30", "organiser": "Федерация (SAMPLE)"},
        "basis": {"kind": "agreement", "date": "2024-01-09", "text": "Заявление (SAMPLE)", "by": "both"},
    });
    draft.to_string().into_bytes()
}

/// A wallet as a registry knows it.
pub(super) struct Family {
    pub(super) registry: RegistryId,
    pub(super) key: SecretKey,
    pub(super) link: [u8; 32],
    pub(super) address: Address,
}

impl Family {
    /// Wallet `number` at registry `registry`; its keys there are its own.
    pub(super) fn new(school: &Running, registry: usize, number: u8) -> Self {
        let tag = number.wrapping_add(100 * u8::try_from(registry).unwrap());
        Self {
            registry: RegistryId::parse(REGISTRIES[registry]).unwrap(),
            key: SecretKey::from_seed(&Zeroizing::new([tag; 32])),
            link: [tag ^ 0x55; 32],
            address: school.address.clone(),
        }
    }

    pub(super) async fn client(&self) -> HolderClient<Channel> {
        let channel = connect(&self.address).await.unwrap();
        HolderClient::new(channel).max_encoding_message_size(8 << 20)
    }

    pub(super) async fn nonce(&self) -> Result<[u8; 32], Refusal> {
        let request = v1::GetNonceRequest { registry: self.registry.to_string() };
        let nonce = self.client().await.get_nonce(request).await.map_err(Refusal::from)?;
        Ok(nonce.into_inner().nonce.try_into().unwrap())
    }

    /// A proof over a nonce that is given.
    pub(super) fn proof_over(&self, nonce: [u8; 32], act: Act, body: &[u8]) -> v1::Proof {
        let message = statement(act, &self.registry, &nonce, &self.key.public(), body);
        self.proof_of(nonce, &message)
    }

    pub(super) fn proof_of(&self, nonce: [u8; 32], message: &[u8]) -> v1::Proof {
        v1::Proof {
            registry: self.registry.to_string(),
            nonce: nonce.to_vec(),
            key: self.key.public().as_bytes().to_vec(),
            signature: self.key.sign(message).as_bytes().to_vec(),
        }
    }

    pub(super) async fn proof(&self, act: Act, body: &[u8]) -> v1::Proof {
        self.proof_over(self.nonce().await.unwrap(), act, body)
    }

    pub(super) async fn enrol_request(&self, ticket: &TicketId) -> v1::EnrolRequest {
        let nonce = self.nonce().await.unwrap();
        let link = LinkSecret::from_bytes(Zeroizing::new(self.link));
        let message = enrolment(&self.registry, &nonce, ticket, &self.key.public(), &link);
        v1::EnrolRequest {
            proof: Some(self.proof_of(nonce, &message)),
            ticket_id: ticket.as_bytes().to_vec(),
            link_secret: self.link.to_vec(),
        }
    }

    pub(super) async fn enrol(&self, ticket: &Ticket) -> Result<v1::EnrolResponse, Refusal> {
        let request = self.enrol_request(&ticket.id).await;
        Ok(self.client().await.enrol(request).await.map_err(Refusal::from)?.into_inner())
    }

    pub(super) async fn fetch(&self, known: &[u32]) -> Result<Vec<v1::FetchDocumentsResponse>, Refusal> {
        let proof = Some(self.proof(Act::Fetch, &fetch_body(known)).await);
        self.fetch_by(v1::FetchDocumentsRequest { proof, known_slots: known.to_vec() }).await
    }

    pub(super) async fn fetch_by(
        &self,
        request: v1::FetchDocumentsRequest,
    ) -> Result<Vec<v1::FetchDocumentsResponse>, Refusal> {
        let answers = self.client().await.fetch_documents(request).await.map_err(Refusal::from)?;
        let answers: Result<Vec<_>, _> = answers.into_inner().collect().await;
        Ok(answers?)
    }

    pub(super) async fn holdings(&self) -> Result<v1::GetHoldingsResponse, Refusal> {
        let proof = Some(self.proof(Act::Holdings, b"").await);
        self.holdings_by(proof).await
    }

    pub(super) async fn holdings_by(&self, proof: Option<v1::Proof>) -> Result<v1::GetHoldingsResponse, Refusal> {
        let answer = self.client().await.get_holdings(v1::GetHoldingsRequest { proof }).await;
        Ok(answer.map_err(Refusal::from)?.into_inner())
    }
}

/// The documents of a delivery by slot, and its last message.
pub(super) fn fetched(
    mut answers: Vec<v1::FetchDocumentsResponse>,
) -> (Vec<(u32, Vec<u8>)>, v1::FetchDocumentsResponse) {
    let last = answers.pop().unwrap();
    assert!(last.document.is_empty(), "the last message holds no document");
    (answers.into_iter().map(|answer| (answer.slot, answer.document)).collect(), last)
}
