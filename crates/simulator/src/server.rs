//! The one HTTP server: memory, scripted faults of the wire, and the way to each API.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::connect_info::{ConnectInfo, Connected};
use axum::extract::{Request, State as Shared};
use axum::response::Response;
use axum::serve::{IncomingStream, Listener};
use http_body_util::{BodyExt as _, Limited};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use crate::heard::Heard;
use crate::http::{Answer, Params, Req, basic};
use crate::world::World;
use crate::{control, meta, phone, twilio};

/// A buyer's video, written as base64.
const MAX_BODY: usize = 24 << 20;
/// Longer bodies are files: of those the memory keeps the beginning.
const MOST_OF_A_BODY: usize = 64 << 10;
/// A demo that runs for weeks must not grow for weeks.
const MOST_REMEMBERED: usize = 50_000;

/// A connection that can be cut from inside a handler, before a byte of the answer is written.
pub struct Wire {
    stream: TcpStream,
    cut: Cut,
}

#[derive(Clone, Debug, Default)]
pub struct Cut(Arc<AtomicBool>);

pub struct Door(pub TcpListener);

impl Listener for Door {
    type Io = Wire;
    type Addr = Cut;

    async fn accept(&mut self) -> (Wire, Cut) {
        let (stream, _) = Listener::accept(&mut self.0).await;
        // Small answers, asked for one after the other: waiting to fill a packet only slows tests.
        let _ = stream.set_nodelay(true);
        let cut = Cut::default();
        (
            Wire {
                stream,
                cut: cut.clone(),
            },
            cut,
        )
    }

    fn local_addr(&self) -> io::Result<Cut> {
        Ok(Cut::default())
    }
}

impl Connected<IncomingStream<'_, Door>> for Cut {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        stream.remote_addr().clone()
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        if self.cut.0.load(Ordering::SeqCst) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

pub async fn serve(world: Arc<World>, listener: TcpListener) {
    let mut stopping = world.stopping.subscribe();
    let router = Router::new().fallback(enter).with_state(world);
    let service = router.into_make_service_with_connect_info::<Cut>();
    let stop = async move {
        let _ = stopping.wait_for(|stop| *stop).await;
    };
    if let Err(error) = axum::serve(Door(listener), service)
        .with_graceful_shutdown(stop)
        .await
    {
        tracing::error!(%error, "the simulator's server ended");
    }
}

async fn enter(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: Request,
) -> Response {
    let Some(mut req) = read(request).await else {
        return Answer::text(413, "text/plain", "too large").into_response();
    };
    let (passed, call, account) = pass(&world, &mut req).await;
    let (answer, is_cut) = match passed {
        Passed::Answered(answer) => (answer, false),
        Passed::Cut => (Answer::empty(500), true),
    };
    remember(
        &world,
        &req,
        call,
        account,
        if is_cut { 0 } else { answer.status },
    );
    if is_cut {
        cut.0.store(true, Ordering::SeqCst);
    }
    answer.into_response()
}

pub enum Passed {
    Answered(Answer),
    /// The work is done, and nobody will be told.
    Cut,
}

/// Finds the API by the first parts of the path.
async fn pass(world: &Arc<World>, req: &mut Req) -> (Passed, &'static str, Option<String>) {
    let parts: Vec<String> = req
        .path
        .split('/')
        .filter(|part| !part.is_empty())
        .map(decode)
        .collect();
    let first: Vec<&str> = parts.iter().take(2).map(String::as_str).collect();
    let (api, skip) = match first.as_slice() {
        ["twilio", name] => (twilio::Api::named(name), 2),
        // The links inside 2010 answers are relative to the host, so they come back without a prefix.
        ["2010-04-01", ..] => (Some(twilio::Api::Core), 0),
        _ => (None, 0),
    };
    if let Some(api) = api {
        req.parts = parts[skip..].to_vec();
        if let Some(last) = req.parts.last_mut() {
            last.truncate(last.strip_suffix(".json").unwrap_or(last).len());
        }
        return twilio::answer(world, api, req).await;
    }
    let answer = match first.as_slice() {
        ["storage", token] => twilio::media::storage(world, req, token),
        ["meta", "graph"] => {
            req.parts = parts[2..].to_vec();
            meta::graph::answer(world, req)
        }
        ["phone", ..] => {
            req.parts = parts[1..].to_vec();
            phone::answer(world, req)
        }
        ["meta", ..] => {
            req.parts = parts[1..].to_vec();
            meta::pages::answer(world, req).await
        }
        _ => {
            req.parts = parts;
            control::answer(world, req).await
        }
    };
    (Passed::Answered(answer), "", None)
}

fn decode(part: &str) -> String {
    // `+` is itself in a path, so the form decoder must not see it.
    let text = format!("p={}", part.replace('+', "%2B"));
    Params::parse(text.as_bytes())
        .get("p")
        .unwrap_or_default()
        .to_owned()
}

async fn read(request: Request<Body>) -> Option<Req> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, MAX_BODY)
        .collect()
        .await
        .ok()?
        .to_bytes()
        .to_vec();
    let header = |name: &str| {
        head.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    let authorization = header("authorization");
    let query_text = head.uri.query().map(str::to_owned);
    Some(Req {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: Params::parse(query_text.as_deref().unwrap_or_default().as_bytes()),
        query_text,
        parts: Vec::new(),
        basic: basic(authorization),
        bearer: authorization.strip_prefix("Bearer ").map(str::to_owned),
        content_type: header("content-type").to_owned(),
        body,
    })
}

fn remember(world: &World, req: &Req, call: &str, account: Option<String>, status: u16) {
    // The pages look every second; that is not part of the story.
    const UNHEARD: [&str; 4] = ["/control/state", "/favicon.ico", "/phone", "/phone/api/look"];
    if UNHEARD.contains(&req.path.as_str())
        || req.path.starts_with("/control/assets")
        || req.path.starts_with("/phone/assets")
    {
        return;
    }
    tracing::debug!(method = req.method, path = req.path, status, "simulator");
    let heard = Heard {
        at: world.clock.now(),
        method: req.method.clone(),
        path: req.path.clone(),
        query: req.query_text.clone(),
        call: call.to_owned(),
        account,
        body: String::from_utf8_lossy(&req.body[..req.body.len().min(MOST_OF_A_BODY)]).into_owned(),
        status,
    };
    let mut memory = world
        .heard
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    if memory.len() >= MOST_REMEMBERED {
        memory.drain(..MOST_REMEMBERED / 2);
    }
    memory.push(heard);
}

/// Real time, because it is the other side's patience that is tried.
pub async fn slowly(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}
