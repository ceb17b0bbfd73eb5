//! Addresses of the listener, and what answers at each.

use crate::machine::fault::blocking;
use crate::web::answer::{Answer, CSS, SVG, TEXT};
use crate::web::client::Client;
use crate::web::metrics::OPEN_METRICS;
use crate::web::problem::{Problem, language_of};
use crate::web::ready::Readiness;
use crate::web::site::Site;
use crate::web::{answer, bundle, client, log_calls, metrics, page, page_gate, trust_files};
use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use std::sync::Arc;

/// All addresses.
pub(super) fn routes(site: &Arc<Site>) -> Router {
    let pages = Router::new()
        .route("/", get(status))
        .route("/status.json", get(status_json))
        .route("/livez", get(alive))
        .route("/readyz", get(ready))
        .route("/metrics", get(figures))
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
    let all = pages.with_state(site.clone()).merge(log_calls::routes(site));
    all.layer(from_fn_with_state(site.clone(), client::identify)).layer(from_fn_with_state(site.clone(), count))
}

/// Counts every request when its answer begins.
async fn count(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    site.requests.count(&path, response.status().as_u16());
    response
}

/// Readiness, with reasons behind `?verbose`. A stranger is not told that there is anything.
async fn ready(
    State(site): State<Arc<Site>>,
    Extension(client): Extension<Client>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    if !client.is_operator {
        return Problem::not_found().told_to(&headers);
    }
    let (node, query) = (site.node.clone(), query.unwrap_or_default());
    let readiness = blocking(move || Readiness::of(&node)).await;
    let is_verbose = query.split('&').any(|part| part == "verbose");
    let text = if is_verbose { readiness.told(language_of(&headers, &query)) } else { readiness.word().to_owned() };
    let answer = Answer::file(TEXT, text).kept(answer::Keep::Not);
    let answer = if readiness.is_ready() { answer } else { answer.with_status(StatusCode::SERVICE_UNAVAILABLE) };
    answer.to(&headers)
}

/// Figures. A stranger is not told that there are any.
async fn figures(State(site): State<Arc<Site>>, Extension(client): Extension<Client>, headers: HeaderMap) -> Response {
    if !client.is_operator {
        return Problem::not_found().told_to(&headers);
    }
    let (picture, node, requests) = (site.picture().await, site.node.clone(), site.requests.clone());
    let figures = blocking(move || metrics::figures(&node, &picture.facts, &requests)).await;
    match figures {
        Ok(text) => Answer::file(OPEN_METRICS, text).kept(answer::Keep::Not).to(&headers),
        Err(_) => Problem::fault().told_to(&headers),
    }
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
