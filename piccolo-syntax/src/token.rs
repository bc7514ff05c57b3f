//! Tokens and how messages spell them.

use crate::strings::StringId;

/// A token. Symbols of one character are [`Token::Symbol`], as is any byte that starts no token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token {
    Name(StringId),
    String(StringId),
    Integer(i64),
    Float(f64),
    Symbol(u8),
    And,
    Break,
    Do,
    Else,
    Elseif,
    End,
    False,
    For,
    Function,
    Goto,
    If,
    In,
    Local,
    Nil,
    Not,
    Or,
    Repeat,
    Return,
    Then,
    True,
    Until,
    While,
    FloorDivide,
    Concat,
    Dots,
    Equal,
    GreaterEqual,
    LessEqual,
    NotEqual,
    ShiftLeft,
    ShiftRight,
    DoubleColon,
    Eof,
    /// What is no token.
    Invalid,
}

/// Reserved words in the order of their tokens. They are the first strings of a chunk, so that the
/// id of a name tells whether it is one.
pub(super) const RESERVED: [(&str, Token); 22] = [
    ("and", Token::And),
    ("break", Token::Break),
    ("do", Token::Do),
    ("else", Token::Else),
    ("elseif", Token::Elseif),
    ("end", Token::End),
    ("false", Token::False),
    ("for", Token::For),
    ("function", Token::Function),
    ("goto", Token::Goto),
    ("if", Token::If),
    ("in", Token::In),
    ("local", Token::Local),
    ("nil", Token::Nil),
    ("not", Token::Not),
    ("or", Token::Or),
    ("repeat", Token::Repeat),
    ("return", Token::Return),
    ("then", Token::Then),
    ("true", Token::True),
    ("until", Token::Until),
    ("while", Token::While),
];

impl Token {
    /// The token's kind as messages spell it: quoted if its text is fixed.
    pub(super) fn describe(self) -> String {
        match self {
            Token::Symbol(byte @ 0x20..=0x7e) => format!("'{}'", byte as char),
            Token::Symbol(byte) => format!("'<\\{byte}>'"),
            Token::Eof => "<eof>".into(),
            Token::Name(_) => "<name>".into(),
            Token::String(_) => "<string>".into(),
            Token::Integer(_) => "<integer>".into(),
            Token::Float(_) => "<number>".into(),
            _ => format!("'{}'", self.fixed_text()),
        }
    }

    fn fixed_text(self) -> &'static str {
        match self {
            Token::FloorDivide => "//",
            Token::Concat => "..",
            Token::Dots => "...",
            Token::Equal => "==",
            Token::GreaterEqual => ">=",
            Token::LessEqual => "<=",
            Token::NotEqual => "~=",
            Token::ShiftLeft => "<<",
            Token::ShiftRight => ">>",
            Token::DoubleColon => "::",
            _ => RESERVED.iter().find(|(_, token)| *token == self).map_or("", |(word, _)| word),
        }
    }

    /// Whether a block cannot go on with this token. `until` ends the block of a `repeat`, though
    /// not the scope of its locals.
    pub(super) fn ends_block(self) -> bool {
        matches!(self, Token::Else | Token::Elseif | Token::End | Token::Eof | Token::Until)
    }
}
