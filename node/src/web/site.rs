//! The pages of a node with what they share: a picture of the facts that is made anew every other second, however many ask.

use crate::Node;
use crate::machine::fault::blocking;
use crate::service::gate::Places;
use crate::web::counts::RecordCounts;
use crate::web::facts::Facts;
use crate::web::metrics::RequestCounts;
use crate::web::summary;
use crate::web::{page, page_gate, status_json};
use attestat_words::language::Language;
use axum::body::Bytes;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// Time for which a picture is shown.
const PICTURE_AGE: Duration = Duration::from_secs(2);

/// The pages of a node.
pub(crate) struct Site {
    /// The node.
    pub(crate) node: Arc<Node>,
    /// Counts of its logs.
    pub(crate) counts: RecordCounts,
    /// Requests that were answered.
    pub(super) requests: RequestCounts,
    /// Places behind the gate.
    pub(super) places: Arc<Places>,
    picture: Mutex<Option<(Instant, Arc<Picture>)>>,
}

/// The facts of one moment in every form in which they are shown.
pub(crate) struct Picture {
    /// The facts.
    pub(crate) facts: Facts,
    /// The page in each language.
    pages: [Bytes; 2],
    /// For programs.
    pub(crate) json: Bytes,
}

impl Picture {
    fn draw(facts: Facts) -> Self {
        let concerns = summary::concerns(&facts);
        let headline = summary::headline(&facts, &concerns);
        let pages = Language::ALL.map(|language| page::status(language, &facts, &concerns, &headline).into());
        let json = status_json::of(&facts, &concerns, &headline).into();
        Self { facts, pages, json }
    }

    /// The page in a language.
    pub(crate) fn page(&self, language: Language) -> Bytes {
        let [english, russian] = &self.pages;
        language.of(english, russian).clone()
    }
}

impl Site {
    pub(super) fn new(node: Arc<Node>) -> Arc<Self> {
        let (counts, requests) = (RecordCounts::default(), RequestCounts::default());
        Arc::new(Self { node, counts, requests, places: page_gate::places(), picture: Mutex::default() })
    }

    /// The facts as of now, or of two seconds ago.
    pub(crate) async fn picture(&self) -> Arc<Picture> {
        let mut held = self.picture.lock().await;
        if let Some((drawn, picture)) = &*held
            && drawn.elapsed() < PICTURE_AGE
        {
            return picture.clone();
        }
        let (node, counts) = (self.node.clone(), self.counts.clone());
        let picture = blocking(move || Arc::new(Picture::draw(Facts::gather(&node, &counts)))).await;
        *held = Some((Instant::now(), picture.clone()));
        picture
    }
}
