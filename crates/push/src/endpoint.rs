use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// The longest address that is kept. Characters; those of today's services have about 200.
const LONGEST: usize = 2_000;

/// How far messages may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The public internet.
    Public,
    /// And this machine: for the demo and for tests, whose push service is a listener of their own.
    Loopback,
}

/// The address is none that we would write to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the address is not one of a push service on the public internet")]
pub struct NotReachable;

/// Where a browser's push service takes messages for it. Whoever knows it can try to send: it is not logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint(Url);

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Endpoint({})", self.origin())
    }
}

impl Endpoint {
    /// Reads an address that a browser handed in: https, a name and not a number, the usual port, nobody's password.
    /// What the name stands for is looked at when it is called.
    pub fn parse(text: &str, reach: Reach) -> Result<Self, NotReachable> {
        if text.len() > LONGEST {
            return Err(NotReachable);
        }
        let url = Url::parse(text).map_err(|_| NotReachable)?;
        let plain = url.username().is_empty() && url.password().is_none();
        let public = url.scheme() == "https"
            && url.port().is_none()
            && matches!(url.host(), Some(Host::Domain(name)) if name.contains('.'));
        let near = match url.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            _ => false,
        };
        let reached = public || reach == Reach::Loopback && near && matches!(url.scheme(), "http" | "https");
        if plain && reached {
            Ok(Self(url))
        } else {
            Err(NotReachable)
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The push service: scheme and host.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    pub(crate) fn url(&self) -> Url {
        self.0.clone()
    }
}

/// Whether a message may be sent to that address. A name may stand for anything, so this is asked of what it was
/// found to stand for, at the moment of the call.
pub(crate) fn may_go_to(ip: IpAddr, reach: Reach) -> bool {
    let ip = ip.to_canonical();
    let public = match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    };
    public || reach == Reach::Loopback && ip.is_loopback()
}

/// IANA's registry of special addresses, read as *not reachable from everywhere*.
fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(a == 0
        || ip.is_loopback()
        || ip.is_private()
        || ip.is_link_local()
        || ip.is_documentation()
        || ip.is_multicast()
        || a >= 240
        || a == 100 && (64..128).contains(&b)
        || (a, b, c) == (192, 0, 0)
        || (a, b, c) == (192, 88, 99)
        || a == 198 && (b == 18 || b == 19))
}

/// Of the addresses that are given out at all, those that hold no IPv4 address and are no example.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    let given_out = (0x2000..0x4000).contains(&a);
    let reserved = a == 0x2001 && b < 0x200;
    let example = (a, b) == (0x2001, 0x0db8) || a == 0x3fff && b < 0x1000;
    given_out && !reserved && !example && a != 0x2002
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ok(text: &str, reach: Reach) -> bool {
        Endpoint::parse(text, reach).is_ok()
    }

    #[test]
    fn the_services_of_the_browsers_are_reached() {
        for good in [
            "https://fcm.googleapis.com/fcm/send/abc:APA91b",
            "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
            "https://web.push.apple.com/QGu",
            "https://wns2-par02p.notify.windows.com/w/?token=abc",
        ] {
            assert!(ok(good, Reach::Public), "{good}");
        }
    }

    #[test]
    fn nothing_inside_the_house_is_reached() {
        for bad in [
            "http://fcm.googleapis.com/fcm/send/abc",
            "https://localhost/x",
            "https://postgres/x",
            "https://127.0.0.1/x",
            "https://10.0.0.1/x",
            "https://169.254.169.254/latest/meta-data",
            "https://2130706433/x",
            "https://[::1]/x",
            "https://[::ffff:10.0.0.1]/x",
            "https://93.184.215.14/x",
            "https://push.example.net:8443/x",
            "https://me:secret@push.example.net/x",
            "ftp://push.example.net/x",
            "file:///etc/passwd",
            "nonsense",
            "",
        ] {
            assert!(!ok(bad, Reach::Public), "{bad}");
        }
        assert!(!ok(
            &format!("https://push.example.net/{}", "x".repeat(LONGEST)),
            Reach::Public
        ));
    }

    #[test]
    fn the_demo_may_reach_its_own_machine_and_no_other_inside() {
        assert!(ok("http://127.0.0.1:9/push/abc", Reach::Loopback));
        assert!(ok("https://fcm.googleapis.com/x", Reach::Loopback));
        assert!(!ok("http://10.0.0.1:9/x", Reach::Loopback));
        assert!(!ok("http://169.254.169.254/x", Reach::Loopback));
    }

    #[test]
    fn a_name_that_stands_for_an_inner_address_is_not_called() {
        let far = |text: &str| may_go_to(text.parse().expect("an address"), Reach::Public);
        for good in ["142.250.1.1", "2a00:1450:4001:800::200a", "2600::1"] {
            assert!(far(good), "{good}");
        }
        for bad in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.0.0.8",
            "192.168.1.1",
            "198.18.0.1",
            "203.0.113.7",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:192.168.1.1",
            "64:ff9b::a00:1",
            "2001:db8::1",
            "2002:a00:1::1",
            "fc00::1",
            "fe80::1",
            "ff02::1",
        ] {
            assert!(!far(bad), "{bad}");
        }
        let near = |text: &str| may_go_to(text.parse().expect("an address"), Reach::Loopback);
        assert!(near("127.0.0.1") && !near("10.1.2.3"));
    }
}
