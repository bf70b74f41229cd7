//! A closed-loop HTTP load: each connection sends its next request when the last one is answered.
//!
//! One thread and one poll for all connections, so that the generator takes little of the machine that it
//! shares with the server.

use anyhow::{Context, Result, bail};
use mio::{Events, Interest, Poll, Token, net::TcpStream};
use std::{
    io::{ErrorKind, Read, Write},
    time::{Duration, Instant},
};

/// What a load met.
pub struct Load {
    /// Each request, from its first byte sent to its last byte answered, shortest first.
    times: Vec<Duration>,
    /// From the first request to the last answer.
    pub took: Duration,
    /// Answers other than 2xx.
    pub refused: usize,
}

impl Load {
    /// The time under which this share of the requests stayed.
    pub fn percentile(&self, percent: usize) -> Duration {
        let last = self.times.len().saturating_sub(1);
        self.times
            .get((self.times.len() * percent / 100).min(last))
            .copied()
            .unwrap_or_default()
    }
}

struct Connection {
    stream: TcpStream,
    sent: Instant,
    answer: Vec<u8>,
    /// The rest of a request that did not fit into the socket.
    rest: Vec<u8>,
    busy: bool,
}

/// Sends every request once over `connections` kept-alive connections.
pub fn run(addr: &str, requests: &[Vec<u8>], connections: usize) -> Result<Load> {
    let mut poll = Poll::new()?;
    let mut open = connect(&poll, addr, connections)?;
    let mut queue = requests.iter();
    let start = Instant::now();
    for connection in &mut open {
        send(connection, queue.next())?;
    }
    let mut load = Load {
        times: Vec::with_capacity(requests.len()),
        took: Duration::ZERO,
        refused: 0,
    };
    let mut events = Events::with_capacity(connections);
    while load.times.len() < requests.len() {
        poll.poll(&mut events, Some(Duration::from_secs(30)))?;
        if events.is_empty() {
            bail!("no answer for 30 seconds after {} requests", load.times.len());
        }
        for event in &events {
            let connection = &mut open[event.token().0];
            flush(connection)?;
            read(connection)?;
            while connection.busy
                && let Some((status, length)) = answered(&connection.answer)
            {
                load.times.push(connection.sent.elapsed());
                load.refused += usize::from(!(200..300).contains(&status));
                connection.answer.drain(..length);
                connection.busy = false;
                send(connection, queue.next())?;
            }
        }
    }
    load.took = start.elapsed();
    load.times.sort_unstable();
    Ok(load)
}

fn connect(poll: &Poll, addr: &str, connections: usize) -> Result<Vec<Connection>> {
    let mut open = Vec::with_capacity(connections);
    for number in 0..connections {
        // Connected before it is watched, so that the first request has somewhere to go.
        let stream =
            std::net::TcpStream::connect(addr).with_context(|| format!("{addr} takes no connection"))?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        let mut stream = TcpStream::from_std(stream);
        poll.registry().register(
            &mut stream,
            Token(number),
            Interest::READABLE | Interest::WRITABLE,
        )?;
        open.push(Connection {
            stream,
            sent: Instant::now(),
            answer: Vec::new(),
            rest: Vec::new(),
            busy: false,
        });
    }
    Ok(open)
}

fn send(connection: &mut Connection, request: Option<&Vec<u8>>) -> Result<()> {
    let Some(request) = request else { return Ok(()) };
    connection.sent = Instant::now();
    connection.busy = true;
    connection.rest.clone_from(request);
    flush(connection)
}

fn flush(connection: &mut Connection) -> Result<()> {
    while !connection.rest.is_empty() {
        match connection.stream.write(&connection.rest) {
            Ok(written) => drop(connection.rest.drain(..written)),
            Err(error) if error.kind() == ErrorKind::WouldBlock => break,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn read(connection: &mut Connection) -> Result<()> {
    let mut buffer = [0; 8192];
    loop {
        match connection.stream.read(&mut buffer) {
            Ok(0) => bail!("the server closed a connection"),
            Ok(length) => connection.answer.extend_from_slice(&buffer[..length]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(error.into()),
        }
    }
}

/// The status of a whole answer and its length in bytes; `None` while it is not whole.
fn answered(bytes: &[u8]) -> Option<(u16, usize)> {
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&bytes[..head]).ok()?;
    let status = text.split(' ').nth(1)?.parse().ok()?;
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse::<usize>().ok())?
    });
    let whole = head + length.unwrap_or_default();
    (bytes.len() >= whole).then_some((status, whole))
}

#[cfg(test)]
mod tests {
    use super::{answered, run};
    use std::{
        io::{Read, Write},
        net::TcpListener,
    };

    #[test]
    fn every_request_is_sent_once_and_a_refusal_is_counted() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap().to_string();
        let server = std::thread::spawn(move || {
            let clients: Vec<_> = (0..2).map(|_| listener.accept().unwrap().0).collect();
            let answer = |mut client: std::net::TcpStream| {
                let mut heard = Vec::new();
                let mut buffer = [0; 64];
                while let Ok(length @ 1..) = client.read(&mut buffer) {
                    heard.extend_from_slice(&buffer[..length]);
                    let status = if buffer[..length].contains(&b'7') {
                        "403 no"
                    } else {
                        "200 yes"
                    };
                    write!(client, "HTTP/1.1 {status}\r\nContent-Length: 2\r\n\r\nok").unwrap();
                }
                heard
            };
            let threads: Vec<_> = clients
                .into_iter()
                .map(|client| std::thread::spawn(move || answer(client)))
                .collect();
            threads
                .into_iter()
                .flat_map(|thread| thread.join().unwrap())
                .collect::<Vec<u8>>()
        });
        let requests: Vec<Vec<u8>> = (b'0'..=b'9').map(|digit| vec![digit]).collect();

        let load = run(&addr, &requests, 2).unwrap();

        let mut heard = server.join().unwrap();
        heard.sort_unstable();
        assert_eq!(heard, b"0123456789");
        assert_eq!((load.times.len(), load.refused), (10, 1));
        assert!(load.percentile(50) <= load.percentile(99));
    }

    #[test]
    fn an_answer_is_whole_with_its_last_byte() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n<Response/>";
        assert_eq!(answered(&answer[..answer.len() - 1]), None);
        assert_eq!(answered(answer), Some((200, answer.len())));
        assert_eq!(answered(b"HTTP/1.1 204 No Content\r\n\r\nHTTP"), Some((204, 27)));
    }
}
