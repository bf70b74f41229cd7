use serde_json::json;

use crate::server::{answer, creds, pairs, start};

#[tokio::test]
async fn an_indicator_names_the_message_and_the_channel() {
    let server = start([
        answer(200, json!({"success": true})),
        answer(200, json!({"success": false})),
    ])
    .await;
    let sid = format!("SM{}", "5".repeat(32));
    for shown in [true, false] {
        let answer = server
            .client
            .show_typing(&creds(), &sid.parse().expect("sid"))
            .await;
        assert_eq!(answer.expect("an answer"), shown);
    }
    let heard = server.heard().remove(0);
    assert_eq!(heard.line(), "POST /v2/Indicators/Typing.json");
    assert_eq!(heard.content_type, "application/x-www-form-urlencoded");
    assert_eq!(
        heard.form(),
        pairs(&[("messageId", &sid), ("channel", "whatsapp")])
    );
}
