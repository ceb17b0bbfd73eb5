//! Addresses of the listener, and what answers at each.

use crate::web::answer::{Answer, CSS, SVG, TEXT};
use crate::web::problem::{Problem, language_of};
use crate::web::site::Site;
use crate::web::{answer, bundle, client, page, page_gate, trust_files};
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::get;
use std::sync::Arc;

/// All addresses.
pub(super) fn routes(site: &Arc<Site>) -> Router {
    let pages = Router::new()
        .route("/", get(status))
        .route("/status.json", get(status_json))
        .route("/livez", get(alive))
        .route("/style.css", get(style))
        .route("/mark.svg", get(mark))
        .route("/trust/rosters.json", get(trust_files::rosters))
        .route("/trust/rosters/{hash}", get(trust_files::roster))
        .route("/trust/logs.json", get(trust_files::logs))
        .route("/trust/logs/{name}/{what}", get(trust_files::of_log))
        .route("/checker", get(bundle::without_slash))
        .route("/checker/", get(bundle::index))
        .route("/checker/{*path}", get(bundle::below))
        .fallback(not_found)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(site.clone(), page_gate::enter));
    pages.layer(from_fn_with_state(site.clone(), client::identify)).with_state(site.clone())
}

async fn status(State(site): State<Arc<Site>>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let language = language_of(&headers, query.as_deref().unwrap_or_default());
    Answer::page(site.picture().await.page(language)).to(&headers)
}

async fn status_json(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    Answer::public(answer::JSON, site.picture().await.json.clone()).to(&headers)
}

/// The process answers: nothing is looked at.
async fn alive(headers: HeaderMap) -> Response {
    Answer::file(TEXT, "ok\n").kept(answer::Keep::Not).to(&headers)
}

async fn style(headers: HeaderMap) -> Response {
    Answer::file(CSS, page::STYLE).to(&headers)
}

async fn mark(headers: HeaderMap) -> Response {
    Answer::file(SVG, page::MARK).to(&headers)
}

async fn not_found(headers: HeaderMap) -> Response {
    Problem::not_found().told_to(&headers)
}

async fn wrong_method(headers: HeaderMap) -> Response {
    Problem::wrong_method().told_to(&headers)
}
