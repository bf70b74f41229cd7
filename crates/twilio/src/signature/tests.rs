use proptest::prelude::*;

use super::*;

const URL: &str = "https://portal.example.com/webhooks/twilio/inbound?t=1";
const SIGNATURE: &str = "tojaNTidPgHiXttTTvsF/1xHCF8=";
const SIGNATURE_443: &str = "/KdYNu+lCmNyRj5XWi6WA35BA0g=";
const SIGNATURE_SHARED: &str = "jg8aVc9FJkshe0aBDpSRxQGWrzKEo9bc9AipLKZBwUY=";
const JSON_URL: &str = "https://portal.example.com/webhooks/twilio/json?bodySHA256=015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862";
const JSON_SIGNATURE: &str = "AouU2ml0P0KTX/u+EHveA9mtPOA=";

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn form() -> Vec<(String, String)> {
    pairs(&[
        ("To", "whatsapp:+3197010200000"),
        ("Body", "Hallo"),
        ("From", "whatsapp:+31612345678"),
        ("NumMedia", "0"),
        ("MessageSid", "SM00000000000000000000000000000001"),
    ])
}

fn token(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

#[test]
fn the_official_form_vector_is_reproduced() {
    assert_eq!(sign("12345", URL, &form()), SIGNATURE);
    assert_eq!(
        sign("12345", &URL.replace(".com/", ".com:443/"), &form()),
        SIGNATURE_443
    );
    assert_eq!(sign_shared_key("12345", URL, &form()), SIGNATURE_SHARED);
    assert_eq!(sign("12345", JSON_URL, &[]), JSON_SIGNATURE);
}

#[test]
fn a_port_that_only_one_side_wrote_makes_no_difference() {
    let token = token("12345");
    let with_port = URL.replace(".com/", ".com:443/");
    for url in [URL, &with_port] {
        for header in [SIGNATURE, SIGNATURE_443] {
            assert!(verify(&[&token], url, &form(), header), "{url} {header}");
        }
    }
    let plain = "http://127.0.0.1:3000/x";
    assert!(verify(
        &[&token],
        plain,
        &[],
        &sign("12345", "http://127.0.0.1/x", &[])
    ));
    assert!(verify(
        &[&token],
        "http://h/x",
        &[],
        &sign("12345", "http://h:80/x", &[])
    ));
    assert!(!verify(
        &[&token],
        "http://h/x",
        &[],
        &sign("12345", "http://h:443/x", &[])
    ));
    assert!(!verify(
        &[&token],
        "https://h/x",
        &[],
        &sign("12345", "http://h/x", &[])
    ));
}

#[test]
fn the_port_is_found_beside_user_names_and_ipv6() {
    for (with, without) in [
        ("https://u:p@h:443/a:b?c:d", "https://u:p@h/a:b?c:d"),
        ("https://[::1]:443/a", "https://[::1]/a"),
        ("https://h:443?x=1", "https://h?x=1"),
        ("https://h:443", "https://h"),
        ("http://h:80/", "http://h/"),
    ] {
        let token = token("k");
        assert!(verify(&[&token], with, &[], &sign("k", without, &[])), "{with}");
        assert!(
            verify(&[&token], without, &[], &sign("k", with, &[])),
            "{without}"
        );
    }
}

#[test]
fn the_token_before_still_counts_and_a_foreign_one_never() {
    let (new, old, foreign) = (token("new"), token("12345"), token("54321"));
    assert!(verify(&[&new, &old], URL, &form(), SIGNATURE));
    assert!(!verify(&[&new, &foreign], URL, &form(), SIGNATURE));
    assert!(!verify(&[], URL, &form(), SIGNATURE));
}

#[test]
fn whatever_is_changed_breaks_the_signature() {
    let token = token("12345");
    let refuses = |url: &str, params: &[(String, String)], header: &str| {
        assert!(
            !verify(&[&token], url, params, header),
            "{url} {params:?} {header:?}"
        );
    };
    refuses(&URL.replace("t=1", "t=2"), &form(), SIGNATURE);
    refuses(&URL.replace("https", "http"), &form(), SIGNATURE);
    for at in 0..form().len() {
        let mut params = form();
        params[at].1.push('x');
        refuses(URL, &params, SIGNATURE);
        let mut params = form();
        params.remove(at);
        refuses(URL, &params, SIGNATURE);
    }
    let mut more = form();
    more.extend(pairs(&[("Extra", "")]));
    refuses(URL, &more, SIGNATURE);
    for header in [
        "",
        " ",
        "=",
        "tojaNTidPgHiXttTTvsF",
        "tojaNTidPgHiXttTTvsF/1xHCF9=",
        SIGNATURE_SHARED,
        "é",
        &"A".repeat(500),
    ] {
        refuses(URL, &form(), header);
    }
}

#[test]
fn the_fragment_with_connection_overrides_is_not_signed() {
    let token = token("12345");
    assert_eq!(sign("12345", &format!("{URL}#rc=3&rp=all"), &form()), SIGNATURE);
    assert!(verify(&[&token], &format!("{URL}#rc=3"), &form(), SIGNATURE));
}

#[test]
fn a_json_body_is_bound_by_its_hash() {
    let token = token("12345");
    assert!(verify_json(&[&token], JSON_URL, br#"{"a":1}"#, JSON_SIGNATURE));
    assert!(!verify_json(&[&token], JSON_URL, br#"{"a":2}"#, JSON_SIGNATURE));
    assert!(!verify_json(&[&token], JSON_URL, br#"{"a": 1}"#, JSON_SIGNATURE));
    let without = "https://portal.example.com/webhooks/twilio/json";
    assert!(!verify_json(
        &[&token],
        without,
        br#"{"a":1}"#,
        &sign("12345", without, &[])
    ));
    let empty = format!("{without}?bodySHA256=");
    assert!(!verify_json(&[&token], &empty, b"", &sign("12345", &empty, &[])));
    assert_eq!(
        JSON_URL.rsplit('=').next(),
        Some(hash_of_body(br#"{"a":1}"#).as_str())
    );
}

#[test]
fn shared_keys_and_tokens_are_not_mixed() {
    let key = token("12345");
    assert!(verify_shared_key(&[&key], URL, &form(), SIGNATURE_SHARED));
    assert!(!verify_shared_key(&[&key], URL, &form(), SIGNATURE));
    assert!(!verify(&[&key], URL, &form(), SIGNATURE_SHARED));
}

#[test]
fn the_settings_header_names_key_and_algorithm() {
    assert_eq!(
        Settings::parse("key=webhooks_sharedkey_1, algorithm=HMAC_SHA256"),
        Some(Settings {
            key: Some("webhooks_sharedkey_1"),
            sha256: true
        })
    );
    assert_eq!(
        Settings::parse("algorithm=HMAC_SHA1"),
        Some(Settings {
            key: None,
            sha256: false
        })
    );
    assert_eq!(Settings::parse("key=a,algorithm=MD5"), None);
}

/// The rule in the words of Twilio's documentation, slow and plain.
fn by_the_book(token: &str, url: &str, params: &[(String, String)]) -> String {
    use std::collections::{BTreeMap, BTreeSet};
    let mut unique: BTreeMap<Vec<char>, BTreeSet<Vec<char>>> = BTreeMap::new();
    for (name, value) in params {
        unique
            .entry(name.chars().collect())
            .or_default()
            .insert(value.chars().collect());
    }
    let mut text = url.to_owned();
    for (name, values) in unique {
        for value in values {
            text.extend(&name);
            text.extend(value);
        }
    }
    let mut mac = Hmac::<Sha1>::new_from_slice(token.as_bytes()).expect("any key");
    mac.update(text.as_bytes());
    BASE64_STANDARD.encode(mac.finalize().into_bytes())
}

fn field() -> impl Strategy<Value = (String, String)> {
    // Few names, so that they repeat; values with nothing, emoji and separators.
    (
        "[A-C]?[a-b]?|🚗|\u{e9}|\u{ffff}",
        "[a-c]{0,2}|🚗💬|whatsapp:\\+31[0-9]{9}|a=b&c|\u{10000}|\\PC*",
    )
}

proptest! {
    #[test]
    fn repeated_empty_and_emoji_params_follow_the_book(
        params in prop::collection::vec(field(), 0..12),
        token_text in "\\PC{0,80}",
    ) {
        let signature = sign(&token_text, URL, &params);
        prop_assert_eq!(&signature, &by_the_book(&token_text, URL, &params));
        prop_assert!(verify(&[&token(&token_text)], URL, &params, &signature));
    }

    #[test]
    fn neither_order_nor_repetition_matters(
        params in prop::collection::vec(field(), 0..12).prop_shuffle(),
        again in any::<prop::sample::Index>(),
    ) {
        let mut other = params.clone();
        other.reverse();
        if !params.is_empty() {
            other.push(again.get(&params).clone());
        }
        prop_assert_eq!(sign("12345", URL, &params), sign("12345", URL, &other));
    }

    #[test]
    fn a_form_survives_its_own_encoding(params in prop::collection::vec(field(), 0..12)) {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&params).finish();
        prop_assert_eq!(crate::form::parse(body.as_bytes()), params);
    }

    #[test]
    fn no_address_or_header_makes_it_panic(url in "\\PC*", header in "\\PC*") {
        let token = token("12345");
        prop_assert!(!verify(&[&token], &url, &[], &header));
        let json = verify_json(&[&token], &url, b"{}", &header);
        prop_assert!(!json);
    }
}
