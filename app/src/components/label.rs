use domain::conversation::{Colour, Label};

/// The classes of a label's word in its colour.
pub fn label_class(colour: Colour) -> String {
    ["label-dot colour-", colour.as_str()].concat()
}

/// What is shown of labels, as one text.
pub fn labels_key<'a>(labels: impl IntoIterator<Item = &'a Label>) -> String {
    let mut key = String::new();
    for label in labels {
        for part in [label.id.as_str(), &label.name, label.colour.as_str()] {
            key.push('\n');
            key.push_str(part);
        }
    }
    key
}
