//! A parser of the annotation language, as far as annotations are written. It checks that each type is known.

use std::collections::BTreeMap;

/// All that is annotated.
#[derive(Debug, Default)]
pub(crate) struct Document {
    pub(crate) classes: BTreeMap<String, Class>,
    pub(crate) aliases: BTreeMap<String, Alias>,
    /// Those that are in no class.
    pub(crate) functions: BTreeMap<String, Signature>,
}

/// What is annotated about a class.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Class {
    /// Where its table is.
    pub(crate) place: String,
    pub(crate) bases: Vec<String>,
    pub(crate) docs: Vec<String>,
    /// The fields' types and documentation, by names that end with `?` if the fields may be missing.
    pub(crate) fields: BTreeMap<String, (String, Vec<String>)>,
    pub(crate) operators: Vec<String>,
    pub(crate) overloads: Vec<String>,
    pub(crate) functions: BTreeMap<String, Signature>,
}

/// Another name for a type, which is one of several if these are documented.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Alias {
    pub(crate) docs: Vec<String>,
    pub(crate) of: Vec<(String, String)>,
}

#[derive(Debug, Default, PartialEq)]
pub(crate) struct Signature {
    pub(crate) docs: Vec<String>,
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) results: Vec<String>,
    pub(crate) is_method: bool,
    pub(crate) names: Vec<String>,
}

type Outcome<T> = Result<T, String>;

/// What is annotated.
///
/// # Errors
/// The line or the type that is none of the language.
pub(crate) fn parse(text: &str) -> Outcome<Document> {
    let mut parser = Parser::default();
    let mut lines = text.lines();
    if lines.next() != Some("---@meta") {
        return Err("no ---@meta".to_owned());
    }
    for line in lines {
        parser.line(line).map_err(|error| format!("{error}: {line}"))?;
    }
    let Parser { document, types, docs, signature, .. } = parser;
    if !docs.is_empty() || signature != Signature::default() {
        return Err("annotations of nothing".to_owned());
    }
    types.iter().try_for_each(|text| check_type(text, &document))?;
    Ok(document)
}

#[derive(Default)]
struct Parser {
    document: Document,
    types: Vec<String>,
    docs: Vec<String>,
    signature: Signature,
    /// The class whose fields are read.
    class: Option<String>,
    alias: Option<String>,
}

impl Parser {
    fn line(&mut self, line: &str) -> Outcome<()> {
        if let Some(annotation) = line.strip_prefix("---@") {
            let (keyword, rest) = annotation.split_once(' ').unwrap_or((annotation, ""));
            self.annotation(keyword, rest)
        } else if let Some(one) = line.strip_prefix("---| ") {
            let (r#type, docs) = one.split_once(" # ").unwrap_or((one, ""));
            self.types.push(r#type.to_owned());
            let alias = self.alias.as_ref().and_then(|name| self.document.aliases.get_mut(name));
            alias.ok_or("no alias")?.of.push((r#type.to_owned(), docs.to_owned()));
            Ok(())
        } else if let Some(text) = line.strip_prefix("---") {
            self.docs.push(text.to_owned());
            Ok(())
        } else if let Some(function) = line.strip_prefix("function ") {
            self.function(function)
        } else if let Some(place) = line.strip_suffix(" = {}") {
            let name = self.class.take().ok_or("no class")?;
            place.split('.').try_for_each(|part| identifier(part).map(drop))?;
            self.document.classes.get_mut(&name).ok_or("no class")?.place = place.to_owned();
            Ok(())
        } else if line.is_empty() {
            (self.class, self.alias) = (None, None);
            Ok(())
        } else {
            Err("no annotation".to_owned())
        }
    }

    fn annotation(&mut self, keyword: &str, rest: &str) -> Outcome<()> {
        let named = || rest.split_once(' ').ok_or("no type".to_owned());
        let class = self.class.as_ref().and_then(|name| self.document.classes.get_mut(name));
        match (keyword, class) {
            ("class", _) => {
                let (name, bases) = rest.split_once(": ").unwrap_or((rest, ""));
                let bases = bases.split(", ").filter(|base| !base.is_empty()).map(str::to_owned);
                let bases: Vec<String> = bases.collect();
                self.types.extend(bases.clone());
                name.split('.').try_for_each(|part| identifier(part).map(drop))?;
                let class = Class { bases, docs: std::mem::take(&mut self.docs), ..Class::default() };
                let before = self.document.classes.insert(name.to_owned(), class);
                self.class = Some(name.to_owned());
                before.map_or(Ok(()), |_| Err("it is there already".to_owned()))
            }
            ("alias", _) => {
                let (name, r#type) = rest.split_once(' ').unwrap_or((rest, ""));
                let mut alias = Alias { docs: std::mem::take(&mut self.docs), of: Vec::new() };
                if !r#type.is_empty() {
                    self.types.push(r#type.to_owned());
                    alias.of.push((r#type.to_owned(), String::new()));
                }
                self.document.aliases.insert(identifier(name)?.to_owned(), alias);
                self.alias = Some(name.to_owned());
                Ok(())
            }
            ("field", Some(class)) => {
                let (name, r#type) = named()?;
                if !name.starts_with('[') {
                    identifier(name.trim_end_matches('?'))?;
                }
                self.types.push(r#type.to_owned());
                class.fields.insert(name.to_owned(), (r#type.to_owned(), std::mem::take(&mut self.docs)));
                Ok(())
            }
            ("operator", Some(class)) => {
                let (_, result) = rest.rsplit_once(": ").ok_or("no result")?;
                self.types.push(result.to_owned());
                class.operators.push(rest.to_owned());
                Ok(())
            }
            ("overload", Some(class)) => {
                self.types.push(rest.to_owned());
                class.overloads.push(rest.to_owned());
                Ok(())
            }
            ("param", None) => {
                let (name, r#type) = named()?;
                self.types.push(r#type.to_owned());
                self.signature.parameters.push((name.to_owned(), r#type.to_owned()));
                Ok(())
            }
            ("return", None) => {
                self.types.push(rest.trim_end_matches(" ...").to_owned());
                self.signature.results.push(rest.to_owned());
                Ok(())
            }
            _ => Err("not here".to_owned()),
        }
    }

    fn function(&mut self, function: &str) -> Outcome<()> {
        let (path, rest) = function.split_once('(').ok_or("no parameters")?;
        let names = rest.strip_suffix(") end").ok_or("no end")?;
        let names = names.split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect();
        let (owner, name) = path.rsplit_once([':', '.']).unwrap_or(("", path));
        let done = Signature {
            docs: std::mem::take(&mut self.docs),
            is_method: path.contains(':'),
            names,
            ..std::mem::take(&mut self.signature)
        };
        let name = identifier(name)?.to_owned();
        let class =
            self.document.classes.values_mut().find(|class| !owner.is_empty() && class.place == owner);
        match class {
            Some(class) => class.functions.insert(name, done),
            None if owner.is_empty() => self.document.functions.insert(name, done),
            None => return Err("no such class".to_owned()),
        };
        Ok(())
    }
}

fn identifier(name: &str) -> Outcome<&str> {
    let is_name = name
        .chars()
        .enumerate()
        .all(|(i, c)| c == '_' || c.is_ascii_alphabetic() || (i > 0 && c.is_ascii_digit()));
    if is_name && !name.is_empty() { Ok(name) } else { Err(format!("no name: {name}")) }
}

/// Checks that a text is a type, of which all parts are known.
fn check_type(text: &str, document: &Document) -> Outcome<()> {
    let mut types = Types { rest: text, document };
    types.any().map_err(|error| format!("{error} in {text}"))?;
    match types.rest {
        "" => Ok(()),
        rest => Err(format!("{rest:?} is too much in {text}")),
    }
}

/// What is left of a type's text.
struct Types<'a> {
    rest: &'a str,
    document: &'a Document,
}

impl<'a> Types<'a> {
    fn eat(&mut self, token: &str) -> bool {
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expect(&mut self, token: &str) -> Outcome<()> {
        if self.eat(token) { Ok(()) } else { Err(format!("no {token:?} before {:?}", self.rest)) }
    }

    fn word(&mut self) -> Outcome<&'a str> {
        let is_part = |c: char| c == '_' || c == '.' || c.is_ascii_alphanumeric();
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word.split('.').try_for_each(|part| identifier(part).map(drop))?;
        Ok(word)
    }

    fn any(&mut self) -> Outcome<()> {
        self.one()?;
        while self.eat(" | ") {
            self.one()?;
        }
        Ok(())
    }

    fn one(&mut self) -> Outcome<()> {
        if self.eat("(") {
            self.any()?;
            self.expect(")")?;
        } else if self.eat("{ ") {
            self.fields()?;
        } else if self.eat("\"") {
            let end = self.rest.find('"').ok_or("no end of text")?;
            self.rest = &self.rest[end + 1..];
        } else if self.eat("fun(") {
            self.function()?;
        } else if self.eat("table<") {
            self.any()?;
            self.expect(", ")?;
            self.any()?;
            self.expect(">")?;
        } else {
            self.named()?;
        }
        while self.eat("[]") || self.eat("?") {}
        Ok(())
    }

    fn named(&mut self) -> Outcome<()> {
        const BASIC: [&str; 10] = [
            "any", "nil", "boolean", "integer", "number", "string", "function", "table", "userdata", "thread",
        ];
        let name = self.word()?;
        let is_known = BASIC.contains(&name)
            || self.document.classes.contains_key(name)
            || self.document.aliases.contains_key(name);
        if is_known { Ok(()) } else { Err(format!("unknown type {name}")) }
    }

    fn fields(&mut self) -> Outcome<()> {
        loop {
            if self.eat("[") {
                self.rest = self.rest.trim_start_matches(|c: char| c.is_ascii_digit());
                self.expect("]")?;
            } else {
                self.word()?;
                self.eat("?");
            }
            self.expect(": ")?;
            self.any()?;
            if self.eat(" }") {
                return Ok(());
            }
            self.expect(", ")?;
        }
    }

    fn function(&mut self) -> Outcome<()> {
        while !self.eat(")") {
            if !self.eat("...") {
                self.word()?;
                self.eat("?");
            }
            self.expect(": ")?;
            self.any()?;
            self.eat(", ");
        }
        if self.eat(": ") {
            self.any()?;
            while self.eat(", ") {
                self.any()?;
            }
        }
        Ok(())
    }
}

#[test]
fn what_is_no_type_is_found() {
    let document = Document::default();
    for bad in ["", "integr", "integer |", "{ a }", "table<string>", "fun(a)", "(string", "string]"] {
        assert!(check_type(bad, &document).is_err(), "{bad}");
    }
    for good in
        ["fun(a: integer, b?: string, ...: any): string, integer?", "{ a?: (string | nil)[] }", "\"a\" | 'b'"]
    {
        assert_eq!(check_type(good, &document).is_ok(), !good.contains('\''), "{good}");
    }
}
