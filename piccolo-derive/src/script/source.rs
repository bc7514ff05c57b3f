//! Lua source from tokens of Rust.
//!
//! Each token is written on the line that it has in the Rust file, so that Lua's messages name that line; line
//! comments of Lua work for the same reason, as far as they are made of Rust's tokens. Strings are written anew.

use proc_macro2::{Delimiter, Group, Ident, Literal, Spacing, Span, TokenStream, TokenTree};
use syn::{Error, Lit, LitStr, Result};

/// Lua source, and where it comes from.
pub(super) struct Source {
    pub(super) text: String,
    /// Whether it comes from a string literal.
    pub(super) is_literal: bool,
    /// How many empty lines were put before it.
    pub(super) lines_before: usize,
    /// The names and values of captures.
    pub(super) captures: Vec<(String, Ident)>,
    /// Where tokens start, in order.
    places: Vec<(usize, Span)>,
    end: Span,
}

impl Source {
    /// Source in a string.
    pub(super) fn of_literal(literal: &LitStr) -> Result<Self> {
        let lines_before = first_line(literal.span());
        let text = "\n".repeat(lines_before) + &literal.value();
        let span = literal.span();
        Ok(Self { text, is_literal: true, lines_before, captures: Vec::new(), places: Vec::new(), end: span })
    }

    /// Source in tokens.
    pub(super) fn of_tokens(tokens: TokenStream) -> Result<Self> {
        let mut writer = Writer::default();
        writer.tokens(tokens)?;
        let Writer { mut text, mut places, captures, uses_rest, .. } = writer;
        let start = text.find(|letter| letter != '\n').unwrap_or(text.len());
        if !captures.is_empty() {
            let names: Vec<&str> = captures.iter().map(|(name, _)| name.as_str()).collect();
            let names = names.join(", ");
            // A function of its own has no extra arguments.
            let (before, after) = match uses_rest {
                true => (format!("local {names} = ... return (function(...) "), " end)()"),
                false => (format!("local {names} = ... "), ""),
            };
            text.insert_str(start, &before);
            places.iter_mut().for_each(|(place, _)| *place += before.len());
            text.push_str(after);
        }
        let end = places.last().map_or_else(Span::call_site, |(_, span)| *span);
        Ok(Self { text, is_literal: false, lines_before: start, captures, places, end })
    }

    /// What is at a byte of the text.
    pub(super) fn span_at(&self, offset: usize) -> Span {
        if self.places.last().is_none_or(|(start, _)| *start + 1 < offset && offset + 1 >= self.text.len()) {
            return self.end;
        }
        let after = self.places.partition_point(|(start, _)| *start <= offset);
        after.checked_sub(1).map_or(self.end, |at| self.places[at].1)
    }
}

/// How many lines come before the one of `span`.
fn first_line(span: Span) -> usize {
    span.unwrap().start().line().saturating_sub(1)
}

#[derive(Default)]
struct Writer {
    text: String,
    places: Vec<(usize, Span)>,
    captures: Vec<(String, Ident)>,
    /// The line that is being written, from 0.
    line: usize,
    /// Whether the next token must touch the one before.
    is_joint: bool,
    uses_rest: bool,
}

impl Writer {
    fn tokens(&mut self, tokens: TokenStream) -> Result<()> {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == '$' => match tokens.next() {
                    Some(TokenTree::Ident(name)) => self.capture(&name),
                    other => {
                        let span = other.map_or(punct.span(), |token| token.span());
                        return Err(Error::new(span, "`$` captures a variable of Rust: write `$name`"));
                    }
                },
                TokenTree::Punct(punct) => {
                    self.write(&punct.as_char().to_string(), punct.span());
                    self.is_joint = punct.spacing() == Spacing::Joint;
                    self.uses_rest |= self.text.ends_with("...");
                }
                TokenTree::Ident(ident) => self.write(&ident.to_string(), ident.span()),
                TokenTree::Literal(literal) => self.literal(&literal)?,
                TokenTree::Group(group) => self.group(&group)?,
            }
        }
        Ok(())
    }

    /// Writes a token on its line.
    fn write(&mut self, token: &str, span: Span) {
        let line = first_line(span);
        if line > self.line {
            self.text.push_str(&"\n".repeat(line - self.line));
            self.line = line;
        } else if !self.is_joint {
            self.text.push(' ');
        }
        self.is_joint = false;
        self.places.push((self.text.len(), span));
        self.text.push_str(token);
    }

    fn group(&mut self, group: &Group) -> Result<()> {
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::None => ("", ""),
        };
        self.write(open, group.span_open());
        // Two brackets in a row would start a long string.
        self.tokens(group.stream())?;
        self.write(close, group.span_close());
        Ok(())
    }

    fn capture(&mut self, name: &Ident) {
        let text = name.to_string();
        if !self.captures.iter().any(|(known, _)| *known == text) {
            self.captures.push((text.clone(), name.clone()));
        }
        self.write(&text, name.span());
    }

    fn literal(&mut self, literal: &Literal) -> Result<()> {
        let span = literal.span();
        let bytes = match Lit::new(literal.clone()) {
            Lit::Str(string) => string.value().into_bytes(),
            Lit::ByteStr(string) => string.value(),
            Lit::Char(letter) => letter.value().to_string().into_bytes(),
            Lit::CStr(string) => {
                let text = "strings of Lua need no `c`: remove it";
                return Err(Error::new(string.span(), text));
            }
            Lit::Byte(byte) => {
                let text = format!("Lua has no characters: write {}, or a string", byte.value());
                return Err(Error::new(span, text));
            }
            _ => {
                self.write(&literal.to_string(), span);
                return Ok(());
            }
        };
        self.write(&quoted(&bytes), span);
        Ok(())
    }
}

/// A string literal of Lua, on one line.
fn quoted(bytes: &[u8]) -> String {
    let mut text = String::from("\"");
    for &byte in bytes {
        match byte {
            b'"' | b'\\' => text.extend(['\\', char::from(byte)]),
            b' '..=b'~' => text.push(char::from(byte)),
            other => text.push_str(&format!("\\{other:03}")),
        }
    }
    text.push('"');
    text
}
