//! From a webhook that arrives to the live page that is told.

use super::{sender::Sender, webhook};
use anyhow::{Context, Result, bail};
use std::{
    collections::HashMap,
    io::{Read, Write},
    net::TcpStream,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

/// Numbers of the messages begin here, so that no other run has them.
const FIRST: usize = 50_000_000;
/// Connections that the webhooks come over.
const CONNECTIONS: usize = 4;
/// How long the last ones are waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a page saw.
pub struct Seen {
    /// From the first byte of the webhook to the event, shortest first.
    times: Vec<Duration>,
    /// Messages that the page was never told of.
    pub lost: usize,
}

impl Seen {
    /// The time under which this share stayed.
    pub fn percentile(&self, percent: usize) -> Duration {
        let last = self.times.len().saturating_sub(1);
        let index = (self.times.len() * percent / 100).min(last);
        self.times.get(index).copied().unwrap_or_default()
    }
}

/// Sends `pace` webhooks a second for so many seconds, while a page follows the inbox.
pub fn run(addr: &str, cookie: &str, sender: &Sender, pace: usize, seconds: usize) -> Result<Seen> {
    let count = pace * seconds;
    let requests = Arc::new(webhook::requests(sender, FIRST, count));
    let page = open(addr, cookie)?;
    let reader = thread::spawn(move || follow(page, count));
    let began = Instant::now();
    let senders: Vec<_> = (0..CONNECTIONS)
        .map(|lane| {
            let (requests, addr) = (Arc::clone(&requests), addr.to_owned());
            thread::spawn(move || send(&addr, &requests, lane, began, pace))
        })
        .collect();
    let mut sent = HashMap::new();
    for one in senders {
        sent.extend(one.join().expect("the sender does not panic")?);
    }
    let seen = reader.join().expect("the reader does not panic");
    let mut times: Vec<Duration> = seen
        .iter()
        .filter_map(|(number, at)| Some(at.duration_since(*sent.get(number)?)))
        .collect();
    times.sort_unstable();
    Ok(Seen {
        lost: count - times.len(),
        times,
    })
}

fn open(addr: &str, cookie: &str) -> Result<TcpStream> {
    let mut page = TcpStream::connect(addr)?;
    page.set_read_timeout(Some(PATIENCE))?;
    write!(
        page,
        "GET /inbox/live HTTP/1.1\r\nHost: {addr}\r\nCookie: {cookie}\r\n\r\n"
    )?;
    // Answered with its first word, so that nothing is sent before it listens.
    let mut heard = Vec::new();
    while !heard.windows(5).any(|window| window == b": her") {
        let mut buffer = [0; 4096];
        let length = page.read(&mut buffer).context("the live page says nothing")?;
        if length == 0 {
            bail!("the live page ended: {}", String::from_utf8_lossy(&heard));
        }
        heard.extend_from_slice(&buffer[..length]);
    }
    Ok(page)
}

/// When each message was told, by its number.
fn follow(mut page: TcpStream, count: usize) -> HashMap<usize, Instant> {
    let mut seen = HashMap::new();
    let (mut text, mut buffer) = (Vec::new(), vec![0; 64 * 1024]);
    while seen.len() < count {
        let Ok(length @ 1..) = page.read(&mut buffer) else {
            break;
        };
        let at = Instant::now();
        text.extend_from_slice(&buffer[..length]);
        let (numbers, rest) = numbers(&text);
        for number in numbers {
            seen.entry(number).or_insert(at);
        }
        text.drain(..rest);
    }
    seen
}

/// The numbers of the messages in what came, and how much of it has been read. A number that a chunk's border cuts in
/// two waits for its end.
fn numbers(text: &[u8]) -> (Vec<usize>, usize) {
    let (mut found, mut read) = (Vec::new(), 0);
    while let Some(start) = find(&text[read..], webhook::MARK.as_bytes()) {
        let from = read + start + webhook::MARK.len();
        let Some(end) = find(&text[from..], b")") else {
            return (found, read + start);
        };
        let digits = std::str::from_utf8(&text[from..from + end]).unwrap_or_default();
        found.extend(digits.parse::<usize>());
        read = from + end;
    }
    (found, read.max(text.len().saturating_sub(webhook::MARK.len())))
}

fn find(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len()).position(|window| window == word)
}

/// Sends every so-manieth request when its time has come; answers when each was sent.
fn send(
    addr: &str,
    requests: &[Vec<u8>],
    lane: usize,
    began: Instant,
    pace: usize,
) -> Result<HashMap<usize, Instant>> {
    let mut connection = TcpStream::connect(addr)?;
    connection.set_nodelay(true)?;
    connection.set_read_timeout(Some(PATIENCE))?;
    let mut sent = HashMap::new();
    for (n, request) in requests.iter().enumerate().skip(lane).step_by(CONNECTIONS) {
        let micros = u64::try_from(n * 1_000_000 / pace)?;
        let due = began + Duration::from_micros(micros);
        thread::sleep(due.saturating_duration_since(Instant::now()));
        sent.insert(FIRST + n, Instant::now());
        connection.write_all(request)?;
        let mut answer = [0; 4096];
        let length = connection.read(&mut answer)?;
        if !answer[..length].starts_with(b"HTTP/1.1 2") {
            bail!(
                "a webhook was refused: {}",
                String::from_utf8_lossy(&answer[..length])
            );
        }
    }
    Ok(sent)
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn a_number_that_is_cut_in_two_waits_for_its_end() {
        let text = b"data: \"at 5 (7)\" and \"at 5 (50";
        let (found, read) = numbers(text);
        assert_eq!(found, [7]);
        let rest = [&text[read..], b"0)\"".as_slice()].concat();
        assert_eq!(numbers(&rest).0, [500]);
        assert_eq!(numbers(b"nothing").0, Vec::<usize>::new());
    }
}
