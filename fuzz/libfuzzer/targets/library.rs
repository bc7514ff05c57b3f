//! Library functions give what they give in the reference implementation.
#![no_main]

use std::{cell::RefCell, fmt::Write};

use libfuzzer_sys::{
    arbitrary::{self, Arbitrary},
    fuzz_target,
};
use piccolo_fuzz_targets::{limited::run, reference::Reference};

/// What the reference gets to do has to end soon: it can not be stopped in the middle of a match.
const LONGEST: usize = 14;

#[derive(Debug, Arbitrary)]
enum Call {
    Find { subject: Vec<u8>, pattern: Vec<Item>, init: i8, plain: bool },
    Match { subject: Vec<u8>, pattern: Vec<Item>, init: i8 },
    Matches { subject: Vec<u8>, pattern: Vec<Item> },
    Replace { subject: Vec<u8>, pattern: Vec<Item>, template: Vec<u8>, limit: Option<i8> },
    Format { format: Vec<Piece>, arguments: Vec<Argument> },
    Pack { format: Vec<u8>, arguments: Vec<Argument> },
    Unpack { format: Vec<u8>, data: Vec<u8>, position: i8 },
    Number { text: Vec<u8>, base: Option<i8> },
    Arithmetic { left: Argument, operator: u8, right: Argument },
    Cut { subject: Vec<u8>, from: i64, to: i64 },
    Codes { subject: Vec<u8>, from: i8, to: i8, lax: bool },
    Offset { subject: Vec<u8>, n: i8, from: i8 },
}

/// A part of a pattern, most of them valid.
#[derive(Debug, Arbitrary)]
enum Item {
    Byte(u8),
    Letter(bool),
    Any,
    Class(u8),
    Set(Vec<u8>, bool),
    Quantifier(u8),
    Open,
    Close,
    Position,
    Balance(u8, u8),
    Frontier(u8),
    Back(u8),
    Start,
    End,
}

impl Item {
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Item::Byte(byte) => out.push(*byte),
            Item::Letter(first) => out.push(if *first { b'a' } else { b'b' }),
            Item::Any => out.push(b'.'),
            Item::Class(class) => out.extend([b'%', b"acdglpsuwxACDGLPSUWX"[usize::from(*class) % 20]]),
            Item::Set(bytes, is_negated) => {
                out.push(b'[');
                if *is_negated {
                    out.push(b'^');
                }
                out.extend(bytes.iter().take(4));
                out.push(b']');
            }
            Item::Quantifier(which) => out.push(b"*+-?"[usize::from(*which) % 4]),
            Item::Open => out.push(b'('),
            Item::Close => out.push(b')'),
            Item::Position => out.extend(b"()"),
            Item::Balance(open, close) => out.extend([b'%', b'b', *open, *close]),
            Item::Frontier(class) => {
                out.extend([b'%', b'f', b'[', b'%', b"adlsuw"[usize::from(*class) % 6], b']'])
            }
            Item::Back(index) => out.extend([b'%', b'0' + index % 10]),
            Item::Start => out.push(b'^'),
            Item::End => out.push(b'$'),
        }
    }
}

/// A part of a format.
#[derive(Debug, Arbitrary)]
enum Piece {
    Text(u8),
    Conversion { flags: u8, width: Option<u8>, precision: Option<u8>, letter: u8 },
}

impl Piece {
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            // `%p` shows addresses, and behind a `%` a text may make one.
            Piece::Text(b'p') => out.push(b'P'),
            Piece::Text(byte) => out.push(*byte),
            Piece::Conversion { flags, width, precision, letter } => {
                out.push(b'%');
                out.extend(
                    b"-+ #0".iter().enumerate().filter(|(i, _)| flags >> i & 1 == 1).map(|(_, flag)| flag),
                );
                if let Some(width) = width {
                    out.extend((width % 120).to_string().bytes());
                }
                if let Some(precision) = precision {
                    out.extend(format!(".{}", precision % 120).bytes());
                }
                out.push(b"aAcdiouxXeEfFgGqs%"[usize::from(*letter) % 18]);
            }
        }
    }
}

#[derive(Debug, Arbitrary)]
enum Argument {
    Nil,
    Boolean(bool),
    Small(i8),
    Integer(i64),
    Float(f64),
    Text(Vec<u8>),
}

/// `bytes` as a Lua string.
fn quoted(bytes: &[u8]) -> String {
    let mut text = String::from("\"");
    for byte in bytes {
        write!(text, "\\{byte:03}").expect("strings take all text");
    }
    text + "\""
}

fn short(bytes: &[u8]) -> String {
    quoted(&bytes[..bytes.len().min(LONGEST)])
}

fn pattern(items: &[Item]) -> String {
    let mut bytes = Vec::new();
    for item in items.iter().take(8) {
        item.write(&mut bytes);
    }
    short(&bytes)
}

impl Argument {
    fn source(&self) -> String {
        match self {
            Argument::Nil => "nil".into(),
            Argument::Boolean(value) => value.to_string(),
            Argument::Small(value) => format!("({value})"),
            // The least one is not a numeral with a sign.
            Argument::Integer(value) => format!("(0x{value:x})"),
            // A NaN's sign is the processor's affair.
            Argument::Float(value) if value.is_nan() => "1e400".into(),
            Argument::Float(value) if value.is_infinite() => {
                if *value > 0.0 { "1e400" } else { "(-1e400)" }.into()
            }
            Argument::Float(value) => format!("({value:e})"),
            Argument::Text(bytes) => short(bytes),
        }
    }
}

fn arguments(list: &[Argument]) -> String {
    list.iter().take(6).map(|argument| format!(", {}", argument.source())).collect()
}

/// Formats as `pack` takes them: mostly their letters.
fn layout(bytes: &[u8]) -> String {
    let letters = b"<>=!bBhHlLjJTiIfdnszxX 12345678";
    let bytes: Vec<u8> =
        bytes.iter().take(10).map(|byte| letters[usize::from(*byte) % letters.len()]).collect();
    quoted(&bytes)
}

impl Call {
    fn source(&self) -> String {
        match self {
            Call::Find { subject, pattern: p, init, plain } => {
                format!("string.find({}, {}, {init}, {plain})", short(subject), pattern(p))
            }
            Call::Match { subject, pattern: p, init } => {
                format!("string.match({}, {}, {init})", short(subject), pattern(p))
            }
            Call::Matches { subject, pattern: p } => format!("matches({}, {})", short(subject), pattern(p)),
            Call::Replace { subject, pattern: p, template, limit } => {
                let limit = limit.map_or("nil".into(), |limit| limit.to_string());
                format!("string.gsub({}, {}, {}, {limit})", short(subject), pattern(p), short(template))
            }
            Call::Format { format, arguments: list } => {
                let mut bytes = Vec::new();
                format.iter().take(6).for_each(|piece| piece.write(&mut bytes));
                format!("string.format({}{})", quoted(&bytes), arguments(list))
            }
            Call::Pack { format, arguments: list } => {
                format!("string.pack({}{})", layout(format), arguments(list))
            }
            Call::Unpack { format, data, position } => {
                format!(
                    "string.unpack({}, {}, {position})",
                    layout(format),
                    quoted(&data[..data.len().min(64)])
                )
            }
            Call::Number { text, base } => {
                let text = String::from_utf8_lossy(text);
                let text = quoted(&text.as_bytes()[..text.len().min(40)]);
                base.map_or_else(|| format!("tonumber({text})"), |base| format!("tonumber({text}, {base})"))
            }
            Call::Arithmetic { left, operator, right } => {
                let operators =
                    ["+", "-", "*", "/", "//", "%", "^", "&", "|", "~", "<<", ">>", "..", "==", "<", "<="];
                let operator = operators[usize::from(*operator) % operators.len()];
                format!("({} {operator} {})", left.source(), right.source())
            }
            Call::Cut { subject, from, to } => format!(
                "#string.sub({0}, {from}, {to}), string.byte({0}, {from}, {from}), string.rep({0}, {1}, 'x')",
                short(subject),
                to % 20
            ),
            Call::Codes { subject, from, to, lax } => {
                format!(
                    "utf8.len({0}, {from}, {to}, {lax}), pcall(utf8.codepoint, {0}, {from}, {to}, {lax})",
                    short(subject)
                )
            }
            Call::Offset { subject, n, from } => format!("utf8.offset({}, {n}, {from})", short(subject)),
        }
    }
}

/// Runs the call in `...` and writes what it gives as one string.
const PROGRAM: &str = r#"
local function matches(subject, pattern)
  local list = {}
  for a, b in string.gmatch(subject, pattern) do list[#list + 1] = tostring(a) .. ":" .. tostring(b) end
  return table.concat(list, ";")
end
local results = table.pack(pcall(function() return CALL end))
for i = 1, results.n do
  local value = results[i]
  -- The sign of a NaN is the processor's affair.
  results[i] = value ~= value and "nan" or math.type(value) == "float" and string.format("%a", value) or tostring(value)
end
-- Text is what both sides can hand over.
return (string.gsub(table.concat(results, "|"), "[%c\x7f-\xff]", function(c) return "\\" .. string.byte(c) end))
"#;

thread_local! {
    static REFERENCE: RefCell<Reference> = RefCell::new(Reference::start());
}

fuzz_target!(|call: Call| {
    let source = PROGRAM.replace("CALL", &call.source());
    let ours = run(3_000_000, 16 << 20, |lua| lua.load(&source).name("=input").executor(()));
    if ours.is_stop() {
        return;
    }
    let ours = ours.result.expect("errors are caught");
    let theirs = REFERENCE.with_borrow_mut(|reference| reference.run(source.as_bytes()));
    assert_eq!(ours, String::from_utf8_lossy(&theirs), "{}", call.source());
});
