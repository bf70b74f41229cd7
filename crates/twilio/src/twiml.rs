//! The few answers we give to Twilio's webhooks, as XML (`text/xml`).

use std::fmt::Write;

/// `Content-Type` of every answer made here.
pub const CONTENT_TYPE: &str = "text/xml; charset=utf-8";

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;

/// "Thank you, nothing to do."
pub fn empty() -> String {
    format!("{HEAD}<Response/>")
}

/// A sentence, then a recording: how a voice-only number hears Meta's verification code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record<'a> {
    /// Spoken first; nothing when `None`.
    pub say: Option<&'a str>,
    /// BCP 47, such as `nl-NL`; Twilio's own default when `None`.
    pub language: Option<&'a str>,
    /// Called with `RecordingUrl` when the recording ends.
    pub action: Option<&'a str>,
    /// Called with `TranscriptionText` later; asks for a transcription.
    pub transcribe_callback: Option<&'a str>,
    /// Seconds; Twilio transcribes between 2 and 120.
    pub max_length: u32,
    /// Seconds of silence that end it.
    pub timeout: u32,
}

/// Says and records.
pub fn say_and_record(record: &Record<'_>) -> String {
    let mut xml = format!("{HEAD}<Response>");
    if let Some(text) = record.say {
        xml.push_str("<Say");
        attribute(&mut xml, "language", record.language);
        xml.push('>');
        escape(&mut xml, text);
        xml.push_str("</Say>");
    }
    xml.push_str("<Record");
    attribute(&mut xml, "action", record.action);
    if record.max_length > 0 {
        attribute(&mut xml, "maxLength", Some(&record.max_length.to_string()));
    }
    if record.timeout > 0 {
        attribute(&mut xml, "timeout", Some(&record.timeout.to_string()));
    }
    attribute(&mut xml, "playBeep", Some("false"));
    if record.transcribe_callback.is_some() {
        attribute(&mut xml, "transcribe", Some("true"));
        attribute(&mut xml, "transcribeCallback", record.transcribe_callback);
    }
    xml.push_str("/></Response>");
    xml
}

/// Passes the call on to `number` (E.164), showing `caller_id` (E.164, a number of the account).
pub fn dial(number: &str, caller_id: Option<&str>) -> String {
    let mut xml = format!("{HEAD}<Response><Dial");
    attribute(&mut xml, "callerId", caller_id);
    xml.push_str("><Number>");
    escape(&mut xml, number);
    xml.push_str("</Number></Dial></Response>");
    xml
}

fn attribute(xml: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        let _ = write!(xml, " {name}=\"");
        escape(xml, value);
        xml.push('"');
    }
}

/// Escapes for text and attributes alike; what XML 1.0 cannot hold is left out.
fn escape(xml: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            '\'' => xml.push_str("&apos;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(xml, "&#{};", u32::from(c));
            }
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => xml.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_an_empty_response() {
        assert_eq!(empty(), r#"<?xml version="1.0" encoding="UTF-8"?><Response/>"#);
    }

    #[test]
    fn a_recording_names_where_to_report() {
        let xml = say_and_record(&Record {
            say: Some("Één moment & wacht <graag>"),
            language: Some("nl-NL"),
            action: Some("https://portal.example.com/v?a=1&b=2"),
            transcribe_callback: Some("https://portal.example.com/t"),
            max_length: 60,
            timeout: 10,
        });
        assert_eq!(
            xml,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>\
             <Say language=\"nl-NL\">Één moment &amp; wacht &lt;graag&gt;</Say>\
             <Record action=\"https://portal.example.com/v?a=1&amp;b=2\" maxLength=\"60\" timeout=\"10\" \
             playBeep=\"false\" transcribe=\"true\" transcribeCallback=\"https://portal.example.com/t\"/></Response>"
        );
    }

    #[test]
    fn a_plain_recording_asks_for_nothing_else() {
        let xml = say_and_record(&Record::default());
        assert!(
            xml.ends_with("<Response><Record playBeep=\"false\"/></Response>"),
            "{xml}"
        );
    }

    #[test]
    fn a_number_cannot_break_out_of_its_element() {
        let xml = dial("+31\"/><Hangup/>", Some("+31' x=\"\u{0}\u{7}"));
        assert_eq!(xml.matches('<').count(), 7, "{xml}");
        assert!(xml.contains(r#"callerId="+31&apos; x=&quot;""#), "{xml}");
    }
}
