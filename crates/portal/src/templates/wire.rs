//! Our shapes in Twilio's words, and back.

use domain::{
    Timestamp,
    template::{Button, ButtonKind, Line, Shape},
};
use store::templates::Template;
use twilio::{
    Action, ActionKind, Approval, CallToAction, Card, ContentType, ContentTypes, ListItem, ListPicker,
    MediaContent, NewContent, QuickReply, Text,
};

/// What a template is called at Twilio: by this it is found when the answer to making it was lost. Buyers do not see it.
pub(super) fn friendly_name(row: &Template) -> String {
    format!("{} {} {}", row.name, row.language, row.id)
}

/// What is made at Twilio; `None` for a template that was not written here.
pub(super) fn new_content(row: &Template) -> Option<NewContent> {
    Some(NewContent {
        friendly_name: Some(friendly_name(row)),
        language: row.language.clone(),
        variables: row.samples.iter().cloned().collect(),
        types: content_type(row.shape.as_ref()?).into(),
    })
}

fn content_type(shape: &Shape) -> ContentType {
    let actions = |buttons: &[Button]| {
        buttons
            .iter()
            .enumerate()
            .map(|(at, button)| action(at, button))
            .collect()
    };
    match shape.clone() {
        Shape::Text { body } => ContentType::Text(Text { body }),
        Shape::Media { body, url } => ContentType::Media(MediaContent {
            body: Some(body).filter(|body| !body.is_empty()),
            media: vec![url],
        }),
        Shape::QuickReply { body, .. } => ContentType::QuickReply(QuickReply {
            body,
            actions: actions(&shape.buttons()),
        }),
        Shape::CallToAction { body, buttons } => ContentType::CallToAction(CallToAction {
            body,
            actions: actions(&buttons),
        }),
        Shape::List { body, button, lines } => {
            let item = |(at, line): (usize, Line)| ListItem {
                id: format!("line_{}", at + 1),
                item: line.title,
                description: Some(line.detail).filter(|detail| !detail.is_empty()),
            };
            ContentType::ListPicker(ListPicker {
                body,
                button,
                items: lines.into_iter().enumerate().map(item).collect(),
            })
        }
        Shape::Card {
            title,
            subtitle,
            picture,
            buttons,
        } => ContentType::Card(Card {
            title,
            subtitle: Some(subtitle).filter(|text| !text.is_empty()),
            media: Some(picture).filter(|url| !url.is_empty()).into_iter().collect(),
            actions: actions(&buttons),
        }),
    }
}

fn action(at: usize, button: &Button) -> Action {
    match button.kind {
        ButtonKind::Reply => Action::reply(&button.title, format!("button_{}", at + 1)),
        ButtonKind::Url => Action::url(&button.title, &button.target),
        ButtonKind::Phone => Action::phone(&button.title, &button.target),
    }
}

/// The shape of a template that was made elsewhere, if it is one of ours, and Twilio's name of its kind.
pub(super) fn shape(types: &ContentTypes) -> (Option<Shape>, String) {
    let known = types.known();
    let Some(richest) = known.first() else {
        return (None, types.names().next().unwrap_or_default().to_owned());
    };
    let shape = match richest.clone() {
        ContentType::Text(Text { body }) => Some(Shape::Text { body }),
        ContentType::Media(MediaContent { body, media }) => Some(Shape::Media {
            body: body.unwrap_or_default(),
            url: media.into_iter().next().unwrap_or_default(),
        }),
        ContentType::QuickReply(QuickReply { body, actions }) => Some(Shape::QuickReply {
            body,
            buttons: actions.into_iter().map(|action| action.title).collect(),
        }),
        ContentType::CallToAction(CallToAction { body, actions }) => {
            buttons(actions).map(|buttons| Shape::CallToAction { body, buttons })
        }
        ContentType::ListPicker(ListPicker { body, button, items }) => Some(Shape::List {
            body,
            button,
            lines: items.into_iter().map(line).collect(),
        }),
        ContentType::Card(card) => buttons(card.actions).map(|buttons| Shape::Card {
            title: card.title,
            subtitle: card.subtitle.unwrap_or_default(),
            picture: card.media.into_iter().next().unwrap_or_default(),
            buttons,
        }),
        ContentType::Location(_) => None,
    };
    let kind = shape
        .as_ref()
        .map_or(richest.name(), |shape| shape.kind())
        .to_owned();
    (shape, kind)
}

fn line(item: ListItem) -> Line {
    Line {
        title: item.item,
        detail: item.description.unwrap_or_default(),
    }
}

/// `None` if one of them does what no button of ours does.
fn buttons(actions: Vec<Action>) -> Option<Vec<Button>> {
    let button = |action: Action| {
        let (kind, target) = match action.kind {
            ActionKind::QuickReply => (ButtonKind::Reply, String::new()),
            ActionKind::Url => (ButtonKind::Url, action.url?),
            ActionKind::PhoneNumber => (ButtonKind::Phone, action.phone?),
            _ => return None,
        };
        Some(Button {
            kind,
            title: action.title,
            target,
        })
    };
    actions.into_iter().map(button).collect()
}

/// Stores in a row what Twilio says of it now.
pub(super) fn note(row: &mut Template, said: &Approval, now: Timestamp) {
    row.status = Some(said.status.as_str().to_owned());
    row.reason.clone_from(&said.rejection_reason);
    row.meta_category = said
        .category
        .as_ref()
        .map(|category| category.as_str().to_owned());
    row.synced_at = Some(now);
    if said.status != twilio::ApprovalStatus::Unsubmitted {
        row.submitted_at = row.submitted_at.or(Some(now));
    }
}
