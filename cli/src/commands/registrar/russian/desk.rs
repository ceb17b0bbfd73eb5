//! A node that answers every question of a registrar.

use super::*;

/// Answers that differ from test to test; the rest is the same always.
#[derive(Default, Clone)]
pub(super) struct Answers {
    pub(super) node: v1::GetNodeResponse,
    /// For the rows of a sheet; rows behind the last are as the last.
    pub(super) rows: Vec<v1::IssueResponse>,
    pub(super) reissued: v1::ReissueResponse,
    pub(super) changed: Option<Refusal>,
    pub(super) erased: v1::ErasePupilResponse,
}

pub(super) struct Desk(pub(super) Answers);

type Stream1<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

pub(super) fn one_by_one<T: Send + 'static>(answers: Vec<T>) -> Response<Stream1<T>> {
    Response::new(Box::pin(tokio_stream::iter(answers.into_iter().map(Ok))))
}

pub(super) fn pupil(reference: &str, slots: &[u32], enrolled: bool) -> v1::DescribedPupil {
    let (person, reference, slots) = (PERSON.into(), reference.to_owned(), slots.to_vec());
    v1::DescribedPupil { known: true, person, reference, slots, enrolled }
}

pub(super) fn documents() -> Vec<v1::DescribedDocument> {
    let held = |slot, status, replaced_by, kind: &str| v1::DescribedDocument {
        slot,
        issued: true,
        status,
        person: PERSON.into(),
        kind: kind.to_owned(),
        title: "Физика\nregional\nwinner".to_owned(),
        date: "2024-06-12".to_owned(),
        number: "26-1".to_owned(),
        replaced_by,
    };
    let unknown = v1::DescribedDocument { slot: 11, issued: true, ..Default::default() };
    vec![held(7, 0, 0, "gto"), held(8, 1, 9, "olympiad"), held(9, 2, 0, "basic"), unknown]
}

#[tonic::async_trait]
impl Registrar for Desk {
    type IssueStream = Stream1<v1::IssueResponse>;
    type AnchorStream = Stream1<v1::AnchorResponse>;
    type ExportStream = Stream1<v1::ExportResponse>;

    async fn get_node(&self, _: Request<v1::GetNodeRequest>) -> Result<Response<v1::GetNodeResponse>, Status> {
        Ok(Response::new(self.0.node.clone()))
    }

    async fn issue(&self, rows: Request<Streaming<v1::IssueRequest>>) -> Result<Response<Self::IssueStream>, Status> {
        let rows: Vec<_> = rows.into_inner().collect().await;
        let answer = |position: usize| {
            let answer = self.0.rows.get(position).or(self.0.rows.last()).cloned().unwrap_or_default();
            v1::IssueResponse { position: position as u64, ..answer }
        };
        Ok(one_by_one((0..rows.len()).map(answer).collect()))
    }

    async fn describe(&self, _: Request<v1::DescribeRequest>) -> Result<Response<v1::DescribeResponse>, Status> {
        let same_person = vec![pupil("18", &[12], false), pupil("", &[13, 14], false)];
        let pupil = Some(pupil("17", &[7, 8], true));
        Ok(Response::new(v1::DescribeResponse { documents: documents(), pupil, same_person }))
    }

    async fn merge_pupils(
        &self,
        _: Request<v1::MergePupilsRequest>,
    ) -> Result<Response<v1::MergePupilsResponse>, Status> {
        let (keep, join) = (Some(pupil("17", &[7], true)), Some(pupil("", &[8, 9], false)));
        let merged = v1::MergePupilsResponse { keep, join, documents: 2, rebinding: true, ticket_ended: true };
        Ok(Response::new(merged))
    }

    async fn anchor(&self, _: Request<Streaming<v1::AnchorRequest>>) -> Result<Response<Self::AnchorStream>, Status> {
        Ok(one_by_one(Vec::new()))
    }

    async fn change_status(
        &self,
        _: Request<v1::ChangeStatusRequest>,
    ) -> Result<Response<v1::ChangeStatusResponse>, Status> {
        if let Some(refusal) = self.0.changed.clone() {
            return Err(refusal.into());
        }
        let level = v1::Level::Witnessed.into();
        Ok(Response::new(v1::ChangeStatusResponse { index: 40, level, successor_unknown: true }))
    }

    async fn export(&self, _: Request<v1::ExportRequest>) -> Result<Response<Self::ExportStream>, Status> {
        let file = |slot, status, replaced_by| v1::ExportResponse {
            slot,
            document: b"{}".to_vec(),
            status,
            replaced_by,
            unconfirmed: true,
            successor_unknown: true,
            ..Default::default()
        };
        let left = |slot, why: LeftOut| v1::ExportResponse { slot, left_out: why.into(), ..Default::default() };
        let files = [file(7, 0, 0), file(8, 1, 9), file(9, 2, 0)];
        let left = [left(10, LeftOut::Prepared), left(11, LeftOut::Unreadable)];
        Ok(one_by_one(files.into_iter().chain(left).collect()))
    }

    async fn reissue(&self, _: Request<v1::ReissueRequest>) -> Result<Response<v1::ReissueResponse>, Status> {
        Ok(Response::new(self.0.reissued.clone()))
    }

    async fn make_ticket(&self, _: Request<v1::MakeTicketRequest>) -> Result<Response<v1::MakeTicketResponse>, Status> {
        Ok(Response::new(v1::MakeTicketResponse {
            address: format!("https://127.0.0.1:7400#sha256:{}", "ab".repeat(32)),
            registry_name: "Школа".to_owned(),
            roster_hash: vec![7; 32],
            registry: "school-12.example".to_owned(),
            documents: 2,
            enrolled: true,
            ended: 1_800_000_000,
        }))
    }

    async fn run_rebinding(
        &self,
        _: Request<v1::RunRebindingRequest>,
    ) -> Result<Response<v1::RunRebindingResponse>, Status> {
        Ok(Response::new(v1::RunRebindingResponse { issued: 1, waiting: 2, revoked: 3, revoked_later: 4 }))
    }

    async fn erase_pupil(&self, _: Request<v1::ErasePupilRequest>) -> Result<Response<v1::ErasePupilResponse>, Status> {
        Ok(Response::new(self.0.erased.clone()))
    }
}
