//! Names in scripts.

use syn::{Error, Ident, LitStr, Result, ext::IdentExt};

const KEYWORDS: [&str; 22] = [
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local",
    "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
];

/// The name of a Rust item, without `r#`.
pub(crate) fn own_name(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// A given name.
///
/// # Errors
/// When scripts could not write it.
pub(crate) fn given_name(name: &LitStr) -> Result<String> {
    check(&name.value()).map_err(|text| Error::new(name.span(), text))?;
    Ok(name.value())
}

/// Whether scripts can write `name` behind a dot.
///
/// # Errors
/// Why not.
pub(crate) fn check(name: &str) -> std::result::Result<(), String> {
    let is_name = name
        .chars()
        .enumerate()
        .all(|(i, c)| c == '_' || c.is_ascii_alphabetic() || (i > 0 && c.is_ascii_digit()));
    if name.is_empty() || !is_name {
        return Err(format!("`{name}` is no name in Lua: use letters, digits and `_`"));
    }
    if KEYWORDS.contains(&name) {
        return Err(format!("`{name}` is a keyword of Lua: give another name with `#[lua(name = \"..\")]`"));
    }
    Ok(())
}

/// A name in camel case, in snake case.
pub(crate) fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let mut before = '_';
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        let ends_capitals = before.is_uppercase() && letters.peek().is_some_and(|next| next.is_lowercase());
        if letter.is_uppercase() && before != '_' && (!before.is_uppercase() || ends_capitals) {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
        before = letter;
    }
    snake
}

/// How names of Rust become names of Lua.
#[derive(Clone, Copy)]
pub(crate) enum Case {
    Camel,
    Pascal,
    Snake,
    ScreamingSnake,
    Lower,
    Upper,
}

impl Case {
    const ALL: [(&str, Case); 6] = [
        ("camelCase", Case::Camel),
        ("PascalCase", Case::Pascal),
        ("snake_case", Case::Snake),
        ("SCREAMING_SNAKE_CASE", Case::ScreamingSnake),
        ("lowercase", Case::Lower),
        ("UPPERCASE", Case::Upper),
    ];

    /// The case with that name.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn parse(name: &LitStr) -> Result<Self> {
        let given = name.value();
        Self::ALL.iter().find(|(known, _)| *known == given).map(|(_, case)| *case).ok_or_else(|| {
            let known: Vec<String> = Self::ALL.iter().map(|(known, _)| format!("\"{known}\"")).collect();
            Error::new(name.span(), format!("unknown case: there are {}", known.join(", ")))
        })
    }

    /// A name written in Pascal case, in this case.
    pub(crate) fn apply_to_variant(self, name: &str) -> String {
        let mut snake = String::new();
        for letter in name.chars() {
            if letter.is_ascii_uppercase() && !snake.is_empty() {
                snake.push('_');
            }
            snake.push(letter.to_ascii_lowercase());
        }
        self.apply(&snake)
    }

    /// A name written in snake case, in this case.
    pub(crate) fn apply(self, name: &str) -> String {
        let capitalized = |word: &str| {
            let mut letters = word.chars();
            letters
                .next()
                .map_or(String::new(), |first| first.to_ascii_uppercase().to_string() + letters.as_str())
        };
        let pascal = || name.split('_').map(capitalized).collect::<String>();
        match self {
            Case::Snake => name.to_owned(),
            Case::ScreamingSnake => name.to_ascii_uppercase(),
            Case::Lower => name.replace('_', "").to_ascii_lowercase(),
            Case::Upper => name.replace('_', "").to_ascii_uppercase(),
            Case::Pascal => pascal(),
            Case::Camel => {
                let name = pascal();
                let mut letters = name.chars();
                let first = letters.next().map(|first| first.to_ascii_lowercase());
                first.into_iter().chain(letters).collect()
            }
        }
    }
}
