//! Six digits out of what a machine wrote down of Meta's voice.

/// The code, if six digits in a row can be made out. Meta says them three times; the one heard most often counts.
pub(super) fn read(text: &str) -> Option<String> {
    let mut heard: Vec<String> = Vec::new();
    let mut run = String::new();
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        match digits(word) {
            Some(digits) => run.push_str(&digits),
            None => end(&mut run, &mut heard),
        }
    }
    end(&mut run, &mut heard);
    let most = heard
        .iter()
        .max_by_key(|code| heard.iter().filter(|other| other == code).count())?;
    Some(most.clone())
}

/// A run of digits is one code, or the same code several times without a word between.
fn end(run: &mut String, heard: &mut Vec<String>) {
    let codes: Vec<&str> = (0..run.len() / 6).map(|at| &run[at * 6..at * 6 + 6]).collect();
    if run.len().is_multiple_of(6) && codes.windows(2).all(|pair| pair[0] == pair[1]) {
        heard.extend(codes.into_iter().map(str::to_owned));
    }
    run.clear();
}

fn digits(word: &str) -> Option<String> {
    if word.bytes().all(|b| b.is_ascii_digit()) {
        return Some(word.to_owned());
    }
    let digit = match word.to_lowercase().as_str() {
        "zero" | "oh" => '0',
        "one" => '1',
        "two" | "too" => '2',
        "three" => '3',
        "four" => '4',
        "five" => '5',
        "six" => '6',
        "seven" => '7',
        "eight" => '8',
        "nine" => '9',
        _ => return None,
    };
    Some(digit.to_string())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_code_is_made_out_however_the_machine_writes_it() {
        for text in [
            "Your WhatsApp code is 1, 2, 3, 4, 5, 6. Your WhatsApp code is 1, 2, 3, 4, 5, 6.",
            "Your WhatsApp code is 1 2 3 4 5 6. Your WhatsApp code is 1 2 3 4 5 6.",
            "Your whatsapp code is 123-456. your WhatsApp code is 123456.",
            "one two three four five six",
            "your code is 123456 123456 123456",
            "123456",
        ] {
            assert_eq!(read(text).as_deref(), Some("123456"), "{text}");
        }
    }

    #[test]
    fn the_code_that_was_heard_most_often_counts() {
        let text = "Your code is 1 2 3 4 5 6. Your code is 1 2 3 4 5 9. Your code is 1 2 3 4 5 6.";
        assert_eq!(read(text).as_deref(), Some("123456"));
    }

    #[test]
    fn what_is_no_code_is_none() {
        for text in [
            "",
            "hangup",
            "12345",
            "your code is 1 2 3 4 5",
            "1234567",
            "123456 654321",
            "please hold",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
