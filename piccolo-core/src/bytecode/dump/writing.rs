//! [`Dumping`]: the bytes of prototypes, piece by piece.

use std::sync::Arc;

use super::{HEADER, MARK, SIGNATURE};
use crate::bytecode::prototype::{Capture, Constant, Prototype};

/// How many bytes are written at a time, but for a few.
const PIECE: usize = 4096;

/// Writes the bytes of a prototype and all functions inside it piece by piece.
///
/// ```
/// use std::sync::Arc;
///
/// use piccolo_core::{bytecode::dump::{self, Dumping}, compile::compile};
///
/// let prototype = compile(b"return 6 * 7", b"=example").expect("valid source");
/// let whole = dump::dump(&prototype, false);
/// let mut dumping = Dumping::new(Arc::new(prototype), false);
/// let mut bytes = Vec::new();
/// while dumping.advance(&mut bytes) {}
/// assert_eq!(bytes, whole);
/// ```
#[derive(Debug)]
pub struct Dumping {
    /// The functions under way, each inside the one before.
    path: Vec<Level>,
    strip: bool,
    is_begun: bool,
}

/// The parts of a function, in the order in which they are written.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Source,
    Head,
    Code,
    Constants,
    Upvalues,
    Functions,
    Lines,
    Locals,
    End,
}

/// A function that is being written.
#[derive(Debug)]
struct Level {
    prototype: Arc<Prototype>,
    /// Whether the source's name is that of the function around.
    same_source: bool,
    part: Part,
    /// The element of the part that comes next.
    index: usize,
    /// How much of its text is written.
    text: usize,
}

impl Dumping {
    /// Begins. Lines, names and the source's name are left out when `strip` is set.
    pub fn new(prototype: Arc<Prototype>, strip: bool) -> Self {
        Self { path: vec![Level::new(prototype, false)], strip, is_begun: false }
    }

    /// Appends some kilobytes to `bytes`. Gives whether there is more.
    pub fn advance(&mut self, bytes: &mut Vec<u8>) -> bool {
        if !self.is_begun {
            self.is_begun = true;
            bytes.extend_from_slice(&[SIGNATURE, HEADER, MARK].concat());
        }
        let end = bytes.len() + PIECE;
        while bytes.len() < end {
            let Some(level) = self.path.last_mut() else { return false };
            match level.part {
                Part::Functions if level.index > 0 && level.index <= level.prototype.prototypes.len() => {
                    let child = level.prototype.prototypes[level.index - 1].clone();
                    level.index += 1;
                    let (inner, outer) = (&child.source, &level.prototype.source);
                    let same_source = Arc::ptr_eq(inner, outer) || inner == outer;
                    self.path.push(Level::new(child, same_source));
                }
                Part::End => {
                    self.path.pop();
                }
                _ => level.write(bytes, self.strip),
            }
        }
        true
    }
}

impl Level {
    fn new(prototype: Arc<Prototype>, same_source: bool) -> Self {
        Self { prototype, same_source, part: Part::Source, index: 0, text: 0 }
    }

    fn go_on_with(&mut self, part: Part) {
        (self.part, self.index, self.text) = (part, 0, 0);
    }

    /// Writes the length of a part's list, or an element of it. Elements are counted from 1.
    fn write(&mut self, bytes: &mut Vec<u8>, strip: bool) {
        let prototype = self.prototype.clone();
        let (len, next) = match self.part {
            Part::Source => return self.source(&prototype, bytes, strip),
            Part::Head => {
                number(bytes, prototype.line_defined);
                number(bytes, prototype.last_line_defined);
                let is_vararg = u8::from(prototype.is_vararg);
                bytes.extend_from_slice(&[prototype.parameters, is_vararg, prototype.max_stack]);
                return self.go_on_with(Part::Code);
            }
            Part::Code => (prototype.code.len(), Part::Constants),
            Part::Constants => (prototype.constants.len(), Part::Upvalues),
            Part::Upvalues => (prototype.upvalues.len(), Part::Functions),
            Part::Functions => (prototype.prototypes.len(), Part::Lines),
            Part::Lines => (if strip { 0 } else { prototype.lines.len() }, Part::Locals),
            Part::Locals | Part::End => (if strip { 0 } else { prototype.locals.len() }, Part::End),
        };
        if self.index == 0 {
            number(bytes, len as u32);
            self.index = 1;
        } else if self.index > len {
            self.go_on_with(next);
        } else {
            self.element(&prototype, self.index - 1, bytes, strip);
        }
    }

    fn source(&mut self, prototype: &Prototype, bytes: &mut Vec<u8>, strip: bool) {
        if self.text == 0 {
            bytes.push(u8::from(self.same_source));
        }
        let name: &[u8] = if strip { b"=?" } else { &prototype.source };
        if self.same_source || self.string(name, bytes) {
            self.go_on_with(Part::Head);
        }
    }

    fn element(&mut self, prototype: &Prototype, index: usize, bytes: &mut Vec<u8>, strip: bool) {
        let is_written = match self.part {
            Part::Code => {
                bytes.extend_from_slice(&prototype.code[index].word().to_le_bytes());
                true
            }
            Part::Constants => self.constant(&prototype.constants[index], bytes),
            Part::Upvalues => {
                let upvalue = &prototype.upvalues[index];
                if self.text == 0 {
                    bytes.extend_from_slice(&match upvalue.capture {
                        Capture::Register(register) => [0, register],
                        Capture::Upvalue(index) => [1, index],
                    });
                }
                self.string(if strip { &[] } else { &upvalue.name }, bytes)
            }
            Part::Lines => {
                number(bytes, prototype.lines[index]);
                true
            }
            _ => {
                let local = &prototype.locals[index];
                let is_written = self.string(&local.name, bytes);
                if is_written {
                    bytes.push(local.register);
                    number(bytes, local.start_pc);
                    number(bytes, local.end_pc);
                }
                is_written
            }
        };
        if is_written {
            (self.index, self.text) = (self.index + 1, 0);
        }
    }

    fn constant(&mut self, constant: &Constant, bytes: &mut Vec<u8>) -> bool {
        match constant {
            Constant::Nil => bytes.push(0),
            Constant::Boolean(truth) => bytes.push(1 + u8::from(*truth)),
            Constant::Integer(integer) => {
                bytes.push(3);
                bytes.extend_from_slice(&integer.to_le_bytes());
            }
            Constant::Float(float) => {
                bytes.push(4);
                bytes.extend_from_slice(&float.to_bits().to_le_bytes());
            }
            Constant::String(text) => {
                if self.text == 0 {
                    bytes.push(5);
                }
                return self.string(text, bytes);
            }
        }
        true
    }

    /// Writes a string, or the next piece of it. Gives whether it is complete.
    fn string(&mut self, text: &[u8], bytes: &mut Vec<u8>) -> bool {
        if self.text == 0 {
            number(bytes, text.len() as u32);
        }
        let piece = &text[self.text..text.len().min(self.text + PIECE)];
        bytes.extend_from_slice(piece);
        self.text += piece.len();
        self.text == text.len()
    }
}

fn number(bytes: &mut Vec<u8>, number: u32) {
    bytes.extend_from_slice(&number.to_le_bytes());
}
