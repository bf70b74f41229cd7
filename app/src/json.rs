//! Reads JSON into the words of `domain`, light on WASM.
//!
//! `serde_json` compiles its whole parser anew into every type that is read from it, three to nine kilobytes each, which
//! was a seventh of all WASM. Here the parsing is done by functions that no type is compiled into, and a fault has no
//! words: whoever reads an answer of our own server needs to know only that it is not what was expected.

use std::borrow::Cow;

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, Expected, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};

/// Reads a whole text; `None` if it is not JSON of that type.
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    let mut reader = Reader { text, at: 0 };
    let value = T::deserialize(&mut reader).ok()?;
    reader.space();
    (reader.at == text.len()).then_some(value)
}

/// Not what was expected.
#[derive(Debug)]
pub struct Unreadable;

type Result<T> = std::result::Result<T, Unreadable>;

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("unreadable")
    }
}
impl std::error::Error for Unreadable {}

// All of them, so that nobody prepares words that nobody reads.
impl Error for Unreadable {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }
    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }
    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self
    }
    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }
    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }
    fn missing_field(_: &'static str) -> Self {
        Self
    }
    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

/// A text and how far it was read.
struct Reader<'de> {
    text: &'de str,
    at: usize,
}

/// How deep lists and objects may lie in each other.
const DEEPEST: usize = 64;

impl<'de> Reader<'de> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline(never)]
    fn space(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// The next byte after space, not taken yet.
    #[inline(never)]
    fn peek(&mut self) -> Result<u8> {
        self.space();
        self.byte().ok_or(Unreadable)
    }

    #[inline(never)]
    fn take(&mut self, wanted: u8) -> Result<()> {
        if self.peek()? == wanted {
            self.at += 1;
            Ok(())
        } else {
            Err(Unreadable)
        }
    }

    /// Whether the next thing is this word, and takes it.
    #[inline(never)]
    fn word(&mut self, word: &str) -> bool {
        self.space();
        let is = self.text[self.at..].starts_with(word);
        if is {
            self.at += word.len();
        }
        is
    }

    /// Goes to the next element of a list or object that ends with `end`; answers whether there is one.
    #[inline(never)]
    fn element(&mut self, first: &mut bool, end: u8) -> Result<bool> {
        if self.peek()? == end {
            self.at += 1;
            return Ok(false);
        }
        if std::mem::replace(first, false) {
            return Ok(true);
        }
        self.take(b',')?;
        // No comma before the end.
        if self.peek()? == end {
            Err(Unreadable)
        } else {
            Ok(true)
        }
    }

    /// A number as it is written.
    #[inline(never)]
    fn number(&mut self) -> Result<&'de str> {
        self.space();
        let start = self.at;
        while matches!(self.byte(), Some(b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')) {
            self.at += 1;
        }
        if self.at == start {
            Err(Unreadable)
        } else {
            Ok(&self.text[start..self.at])
        }
    }

    #[inline(never)]
    fn integer(&mut self) -> Result<i64> {
        self.number()?.parse().map_err(|_| Unreadable)
    }

    #[inline(never)]
    fn natural(&mut self) -> Result<u64> {
        self.number()?.parse().map_err(|_| Unreadable)
    }

    /// A text between quotes; borrowed where nothing in it is escaped.
    #[inline(never)]
    fn string(&mut self) -> Result<Cow<'de, str>> {
        self.take(b'"')?;
        let start = self.at;
        let mut read = String::new();
        let mut from = start;
        loop {
            match self.byte().ok_or(Unreadable)? {
                b'"' => {
                    let rest = &self.text[from..self.at];
                    self.at += 1;
                    if from == start {
                        return Ok(Cow::Borrowed(rest));
                    }
                    read.push_str(rest);
                    return Ok(Cow::Owned(read));
                }
                b'\\' => {
                    read.push_str(&self.text[from..self.at]);
                    self.at += 1;
                    read.push(self.escaped()?);
                    from = self.at;
                }
                0..0x20 => return Err(Unreadable),
                _ => self.at += 1,
            }
        }
    }

    fn escaped(&mut self) -> Result<char> {
        let byte = self.byte().ok_or(Unreadable)?;
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.hex()?;
                if !(0xd800..0xdc00).contains(&first) {
                    return char::from_u32(first).ok_or(Unreadable);
                }
                // The second half of a character beyond the first 65,536.
                if self.byte() != Some(b'\\') || self.text.as_bytes().get(self.at + 1) != Some(&b'u') {
                    return Err(Unreadable);
                }
                self.at += 2;
                let second = self.hex()?.checked_sub(0xdc00).filter(|low| *low < 0x400);
                let code = 0x10000 + ((first - 0xd800) << 10) + second.ok_or(Unreadable)?;
                char::from_u32(code).ok_or(Unreadable)?
            }
            _ => return Err(Unreadable),
        })
    }

    fn hex(&mut self) -> Result<u32> {
        let digits = self.text.get(self.at..self.at + 4).ok_or(Unreadable)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Unreadable);
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).map_err(|_| Unreadable)
    }

    /// Goes past a value, whatever it is.
    #[inline(never)]
    fn skip(&mut self, depth: usize) -> Result<()> {
        if depth > DEEPEST {
            return Err(Unreadable);
        }
        match self.peek()? {
            b'"' => self.string().map(drop),
            open @ (b'[' | b'{') => {
                self.at += 1;
                let (end, mut first) = (if open == b'[' { b']' } else { b'}' }, true);
                while self.element(&mut first, end)? {
                    if open == b'{' {
                        self.string()?;
                        self.take(b':')?;
                    }
                    self.skip(depth + 1)?;
                }
                Ok(())
            }
            _ if ["null", "true", "false"].iter().any(|word| self.word(word)) => Ok(()),
            _ => self.number().map(drop),
        }
    }
}

/// Whole numbers, which all fit into one of the two that are read.
macro_rules! whole {
    ($($name:ident => $read:ident, $visit:ident;)*) => {
        $(fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
            visitor.$visit(self.$read()?)
        })*
    };
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Unreadable;

    /// Types that take whatever comes are not sent to browsers.
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value> {
        Err(Unreadable)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.word("true") {
            visitor.visit_bool(true)
        } else if self.word("false") {
            visitor.visit_bool(false)
        } else {
            Err(Unreadable)
        }
    }

    whole! {
        deserialize_i8 => integer, visit_i64;
        deserialize_i16 => integer, visit_i64;
        deserialize_i32 => integer, visit_i64;
        deserialize_i64 => integer, visit_i64;
        deserialize_u8 => natural, visit_u64;
        deserialize_u16 => natural, visit_u64;
        deserialize_u32 => natural, visit_u64;
        deserialize_u64 => natural, visit_u64;
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_f64(self.number()?.parse().map_err(|_| Unreadable)?)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.string()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, _: V) -> Result<V::Value> {
        Err(Unreadable)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, _: V) -> Result<V::Value> {
        Err(Unreadable)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.word("null") {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.word("null") {
            visitor.visit_unit()
        } else {
            Err(Unreadable)
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.take(b'[')?;
        let mut parts = Parts::of(self, b']');
        let value = visitor.visit_seq(&mut parts)?;
        parts.close()?;
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.take(b'{')?;
        let mut parts = Parts::of(self, b'}');
        let value = visitor.visit_map(&mut parts)?;
        parts.close()?;
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        if self.peek()? == b'"' {
            return visitor.visit_enum(Variant {
                reader: self,
                is_bare: true,
            });
        }
        self.take(b'{')?;
        let value = visitor.visit_enum(Variant {
            reader: &mut *self,
            is_bare: false,
        })?;
        self.take(b'}')?;
        Ok(value)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.skip(0)?;
        visitor.visit_unit()
    }
}

/// The elements of a list or an object.
struct Parts<'a, 'de> {
    reader: &'a mut Reader<'de>,
    end: u8,
    is_first: bool,
    is_over: bool,
}

impl<'a, 'de> Parts<'a, 'de> {
    fn of(reader: &'a mut Reader<'de>, end: u8) -> Self {
        Self {
            reader,
            end,
            is_first: true,
            is_over: false,
        }
    }

    #[inline(never)]
    fn next(&mut self) -> Result<bool> {
        let more = self.reader.element(&mut self.is_first, self.end)?;
        self.is_over = !more;
        Ok(more)
    }

    /// Whoever knows how many there are does not ask for one more: then the end was not taken yet.
    fn close(mut self) -> Result<()> {
        if self.is_over || !self.next()? {
            Ok(())
        } else {
            Err(Unreadable)
        }
    }
}

impl<'de> SeqAccess<'de> for Parts<'_, 'de> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        if self.next()? {
            seed.deserialize(&mut *self.reader).map(Some)
        } else {
            Ok(None)
        }
    }
}

impl<'de> MapAccess<'de> for Parts<'_, 'de> {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        if self.next()? {
            seed.deserialize(&mut *self.reader).map(Some)
        } else {
            Ok(None)
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value> {
        self.reader.take(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

/// One of several: its name alone, or its name and what belongs to it.
struct Variant<'a, 'de> {
    reader: &'a mut Reader<'de>,
    is_bare: bool,
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Unreadable;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self)> {
        let name = seed.deserialize(&mut *self.reader)?;
        if !self.is_bare {
            self.reader.take(b':')?;
        }
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Unreadable;

    fn unit_variant(self) -> Result<()> {
        if self.is_bare { Ok(()) } else { Err(Unreadable) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value> {
        if self.is_bare {
            Err(Unreadable)
        } else {
            seed.deserialize(self.reader)
        }
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value> {
        if self.is_bare {
            Err(Unreadable)
        } else {
            self.reader.deserialize_seq(visitor)
        }
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value> {
        if self.is_bare {
            Err(Unreadable)
        } else {
            self.reader.deserialize_map(visitor)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Serialize};

    use super::read;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Shape {
        Dot,
        Line(i64),
        Box { wide: u8, high: u16 },
        Pair(u32, String),
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Thing {
        name: String,
        number: Option<i64>,
        is_new: bool,
        shapes: Vec<Shape>,
        pairs: Vec<(String, bool)>,
        named: BTreeMap<String, u64>,
        #[serde(default)]
        absent: Vec<String>,
        unit: (),
    }

    fn thing(name: &str) -> Thing {
        Thing {
            name: name.to_owned(),
            number: Some(-7),
            is_new: true,
            shapes: vec![
                Shape::Dot,
                Shape::Line(3),
                Shape::Box { wide: 1, high: 2 },
                Shape::Pair(4, "five".into()),
            ],
            pairs: vec![("a".into(), false), ("b".into(), true)],
            named: [("one".to_owned(), 1), (name.to_owned(), u64::MAX)].into(),
            absent: Vec::new(),
            unit: (),
        }
    }

    #[test]
    fn what_was_written_is_read_back_whatever_it_says() {
        for name in [
            "",
            "plain",
            "\"quoted\" \\ and\nbroken\t\u{8}\u{c}\r/",
            "é 漢字 🚗 \u{1}",
            "{[,:]}",
        ] {
            let thing = thing(name);
            for text in [
                serde_json::to_string(&thing),
                serde_json::to_string_pretty(&thing),
            ] {
                assert_eq!(
                    read::<Thing>(&text.expect("JSON")),
                    Some(thing_again(&thing)),
                    "{name:?}"
                );
            }
        }
    }

    fn thing_again(thing: &Thing) -> Thing {
        serde_json::from_value(serde_json::to_value(thing).expect("a value")).expect("the same")
    }

    #[test]
    fn it_agrees_with_serde_json_about_escapes_and_about_what_is_no_json() {
        let texts = [
            r#""\u0041\ud83d\ude97\/""#,
            r#""\ud83d""#,
            r#""\ud83d\u0041""#,
            r#""\udc00""#,
            r#""\x""#,
            r#""open"#,
            "\"tab\there\"",
            r#""\u00g0""#,
            "\"\"",
            " \"spaced\" \n",
            "\"a\" \"b\"",
            "null",
            "7",
        ];
        for text in texts {
            assert_eq!(read::<String>(text), serde_json::from_str(text).ok(), "{text}");
        }
        for text in [
            "[1,2]",
            "[1,2,]",
            "[,]",
            "[]",
            "[1 2]",
            "[1,2",
            "[1]]",
            "[-1, 0, 9223372036854775807]",
            "[01x]",
            "[1.5]",
        ] {
            assert_eq!(read::<Vec<i64>>(text), serde_json::from_str(text).ok(), "{text}");
        }
        for text in ["[1,\"a\"]", "[1]", "[1,\"a\",2]"] {
            assert_eq!(
                read::<(u8, String)>(text),
                serde_json::from_str(text).ok(),
                "{text}"
            );
        }
        for text in [
            "\"dot\"",
            "{\"line\":3}",
            "{\"dot\":3}",
            "\"line\"",
            "{\"line\":3,\"dot\":1}",
            "{\"box\":{\"wide\":1,\"high\":2}}",
            "\"gone\"",
        ] {
            assert_eq!(read::<Shape>(text), serde_json::from_str(text).ok(), "{text}");
        }
    }

    #[test]
    fn fields_that_are_not_known_are_gone_past_however_deep() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Small {
            kept: u8,
        }
        let text = r#"{"a":[1,{"b":[null,true,"x\"]"]},-2.5e3],"kept":9,"z":{}}"#;
        assert_eq!(read(text), Some(Small { kept: 9 }));
        let deep = format!(r#"{{"a":{}1{},"kept":9}}"#, "[".repeat(100), "]".repeat(100));
        assert_eq!(read::<Small>(&deep), None);
        assert_eq!(read::<Small>(r#"{"kept":256}"#), None);
        assert_eq!(read::<Small>("{}"), None);
    }
}
