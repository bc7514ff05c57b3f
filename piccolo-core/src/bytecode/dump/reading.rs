//! [`Undumping`]: prototypes read from bytes, piece by piece.

use std::sync::Arc;

use super::{HEADER, LoadError, MARK, SIGNATURE};
use crate::{
    bytecode::{
        dismantling::Dismantling,
        instruction::Instruction,
        prototype::{Capture, ChunkName, Constant, LocalVariable, Prototype, Upvalue},
        verify::{FunctionCheck, MAX_NESTING},
    },
    support::remains::{self, Piece, Pieces},
};

/// How much work is done at a time.
const PIECE: usize = 512;

/// What is larger than that is announced in [`Undumping::bytes`] before it is allocated.
const SMALL: usize = 1024;

/// The work for looking at an instruction, in that of reading a byte.
const LOOK: usize = 2;

/// How many objects are dropped for a few units of work.
const DROPPED: usize = 4;

type Loaded<T> = Result<T, LoadError>;

/// Reads and verifies the prototype in bytes made by [`dump`](super::dump) piece by piece.
///
/// ```
/// use piccolo_core::{bytecode::dump::{self, Undumping}, compile::compile};
///
/// let prototype = compile(b"return 6 * 7", b"=example").expect("valid source");
/// let bytes = dump::dump(&prototype, false);
/// let mut undumping = Undumping::default();
/// let loaded = loop {
///     if let Some(loaded) = undumping.advance(&bytes)? {
///         break loaded;
///     }
/// };
/// assert_eq!(loaded, prototype);
/// # Ok::<(), dump::LoadError>(())
/// ```
#[derive(Debug, Default)]
pub struct Undumping {
    /// How much is read.
    position: usize,
    /// The functions under way, each inside the one before.
    path: Vec<Level>,
    progress: Progress,
    /// Why it failed, once it has, and what is still to be dropped then.
    failure: Option<LoadError>,
    rubbish: Dismantling,
}

/// What was done, and what is about to be.
#[derive(Debug, Default)]
struct Progress {
    work: usize,
    bytes: usize,
    /// Whether the bytes rose for something large, which is to be allocated next.
    is_announced: bool,
    /// Whether to stop first, so that they can be charged.
    must_stop: bool,
}

impl Progress {
    /// Announces that `bytes` are to be allocated. Gives whether that can be done now.
    fn announce(&mut self, bytes: usize) -> bool {
        if self.is_announced {
            self.is_announced = false;
            return true;
        }
        self.bytes += bytes;
        (self.is_announced, self.must_stop) = (bytes > SMALL, bytes > SMALL);
        bytes <= SMALL
    }
}

impl Undumping {
    /// Goes on with `bytes`, which are all of the chunk, for a few microseconds. Gives the prototype when it is
    /// complete.
    ///
    /// # Errors
    /// When the bytes are damaged, of another version, or contain code that the VM may not run.
    pub fn advance(&mut self, bytes: &[u8]) -> Loaded<Option<Prototype>> {
        let end = self.progress.work + PIECE;
        while self.progress.work < end && !std::mem::take(&mut self.progress.must_stop) {
            if let Some(failure) = &self.failure {
                if self.rubbish.drop_some(DROPPED) {
                    self.progress.work += 1;
                    continue;
                }
                return Err(failure.clone());
            }
            let mut input = Input { rest: &bytes[self.position..] };
            let result = self.step(&mut input);
            self.position = bytes.len() - input.rest.len();
            match result {
                Ok(None) => {}
                Ok(complete) => return Ok(complete),
                Err(error) => self.fail(error),
            }
        }
        Ok(None)
    }

    /// The work done so far: roughly, the bytes read.
    pub fn work(&self) -> usize {
        self.progress.work
    }

    /// The bytes that it takes, or is going to before it is asked to go on. In the end, those of the prototypes.
    pub fn bytes(&self) -> usize {
        self.progress.bytes
    }

    /// Whether nothing of a chunk is there, since it is complete or has failed.
    pub(crate) fn is_empty(&self) -> bool {
        self.path.is_empty() && self.rubbish.is_empty()
    }

    fn step(&mut self, input: &mut Input<'_>) -> Loaded<Option<Prototype>> {
        self.progress.work += 1;
        let depth = self.path.len();
        let Some(level) = self.path.last_mut() else {
            input.header()?;
            self.path.push(Level::default());
            return Ok(None);
        };
        match level.part {
            Part::Functions if level.count.is_some_and(|count| level.functions.len() < count) => {
                if depth > MAX_NESTING {
                    return Err(LoadError::Malformed);
                }
                let around = Some(level.prototype.source.clone());
                self.path.push(Level { around, ..Level::default() });
                Ok(None)
            }
            Part::Verify => {
                if !level.verify(&mut self.progress)? {
                    return Ok(None);
                }
                let prototype = std::mem::take(&mut level.prototype);
                self.path.pop();
                match self.path.last_mut() {
                    Some(parent) => parent.functions.push(Arc::new(prototype)),
                    None if !input.rest.is_empty() => return Err(LoadError::Malformed),
                    None => return Ok(Some(prototype)),
                }
                Ok(None)
            }
            _ => level.read(input, &mut self.progress).map(|()| None),
        }
    }

    fn fail(&mut self, error: LoadError) {
        self.failure = Some(error);
        for level in std::mem::take(&mut self.path) {
            let Level { code, constants, upvalues, functions, lines, locals, text, prototype, .. } = level;
            remains::leave(code);
            remains::leave(lines);
            remains::leave(text.bytes);
            self.rubbish.add(prototype);
            self.rubbish.add_functions(functions);
            self.rubbish.add_constants(constants);
            self.rubbish.add_names(upvalues, locals);
        }
    }
}

impl Pieces for Undumping {
    fn drop_piece(&mut self) -> Option<Piece> {
        if !self.path.is_empty() {
            self.fail(LoadError::Truncated);
        }
        self.rubbish.drop_piece()
    }
}

/// The parts of a function, in the order in which they are read.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Part {
    #[default]
    Source,
    Head,
    Code,
    Constants,
    Upvalues,
    Functions,
    Lines,
    Locals,
    Verify,
}

impl Part {
    fn next(self) -> Self {
        match self {
            Part::Source => Part::Head,
            Part::Head => Part::Code,
            Part::Code => Part::Constants,
            Part::Constants => Part::Upvalues,
            Part::Upvalues => Part::Functions,
            Part::Functions => Part::Lines,
            Part::Lines => Part::Locals,
            Part::Locals | Part::Verify => Part::Verify,
        }
    }
}

/// A function that is being read.
#[derive(Debug, Default)]
struct Level {
    /// The name of the source of the function around.
    around: Option<Arc<ChunkName>>,
    part: Part,
    /// How many elements the part has, once that is read.
    count: Option<usize>,
    code: Vec<Instruction>,
    constants: Vec<Constant>,
    upvalues: Vec<Upvalue>,
    functions: Vec<Arc<Prototype>>,
    lines: Vec<u32>,
    locals: Vec<LocalVariable>,
    text: Text,
    /// What precedes the text that is being read.
    capture: Option<Capture>,
    /// The rest of the prototype; all of it when it is verified.
    prototype: Prototype,
    check: Option<FunctionCheck>,
}

/// Makes room for a list, all of whose elements take `least` bytes at least: so no length can claim more memory than
/// some times that of the chunk itself. Gives whether there is room.
fn make_room<T>(
    list: &mut Vec<T>,
    count: usize,
    least: usize,
    input: &Input<'_>,
    progress: &mut Progress,
) -> Loaded<bool> {
    if count.saturating_mul(least) > input.rest.len() {
        return Err(LoadError::Truncated);
    }
    let has_room = progress.announce(count * size_of::<T>());
    if has_room {
        list.reserve_exact(count);
    }
    Ok(has_room)
}

impl Level {
    /// Reads the next element of the current part, or what precedes its elements.
    fn read(&mut self, input: &mut Input<'_>, progress: &mut Progress) -> Loaded<()> {
        let before = input.rest.len();
        match self.part {
            Part::Source => self.read_source(input, progress)?,
            Part::Head => {
                let head = &mut self.prototype;
                (head.line_defined, head.last_line_defined) = (input.number()?, input.number()?);
                let is_vararg;
                [head.parameters, is_vararg, head.max_stack] = input.array()?;
                head.is_vararg = is_vararg != 0;
                // Two counters precede what an `Arc` points to.
                progress.bytes += 2 * size_of::<usize>() + size_of::<Prototype>();
                self.part = Part::Code;
            }
            _ => match self.count {
                Some(count) if self.len() < count => self.read_element(input, progress)?,
                Some(_) => (self.part, self.count) = (self.part.next(), None),
                None => self.read_count(input, progress)?,
            },
        }
        progress.work += before - input.rest.len();
        Ok(())
    }

    fn read_source(&mut self, input: &mut Input<'_>, progress: &mut Progress) -> Loaded<()> {
        if !self.text.is_begun() {
            match (input.byte()?, self.around.take()) {
                (0, _) => self.text.begin(input)?,
                (1, Some(source)) => {
                    self.prototype.source = source;
                    self.part = Part::Head;
                    return Ok(());
                }
                _ => return Err(LoadError::Malformed),
            }
        }
        if let Some(source) = self.text.read(input, progress)? {
            self.prototype.source = Arc::new(ChunkName::from(source.into_vec()));
            self.part = Part::Head;
        }
        Ok(())
    }

    /// Reads how many elements the part has, and makes room for them.
    fn read_count(&mut self, input: &mut Input<'_>, progress: &mut Progress) -> Loaded<()> {
        let mut rest = Input { rest: input.rest };
        let count = rest.number()? as usize;
        let has_room = match self.part {
            Part::Code => make_room(&mut self.code, count, 8, &rest, progress)?,
            Part::Constants => make_room(&mut self.constants, count, 1, &rest, progress)?,
            Part::Upvalues => make_room(&mut self.upvalues, count, 6, &rest, progress)?,
            Part::Functions => make_room(&mut self.functions, count, 1, &rest, progress)?,
            Part::Lines => make_room(&mut self.lines, count, 4, &rest, progress)?,
            _ => make_room(&mut self.locals, count, 13, &rest, progress)?,
        };
        if has_room {
            (self.count, *input) = (Some(count), rest);
        }
        Ok(())
    }

    /// How many elements of the part are there.
    fn len(&self) -> usize {
        match self.part {
            Part::Code => self.code.len(),
            Part::Constants => self.constants.len(),
            Part::Upvalues => self.upvalues.len(),
            Part::Functions => self.functions.len(),
            Part::Lines => self.lines.len(),
            _ => self.locals.len(),
        }
    }

    fn read_element(&mut self, input: &mut Input<'_>, progress: &mut Progress) -> Loaded<()> {
        match self.part {
            Part::Code => {
                self.code.push(Instruction::from_word(input.word()?).ok_or(LoadError::Malformed)?);
            }
            Part::Constants => return self.read_constant(input, progress),
            Part::Upvalues => return self.read_upvalue(input, progress),
            Part::Lines => self.lines.push(input.number()?),
            _ => {
                if !self.text.is_begun() {
                    self.text.begin(input)?;
                }
                if let Some(name) = self.text.read(input, progress)? {
                    let (register, start_pc, end_pc) = (input.byte()?, input.number()?, input.number()?);
                    self.locals.push(LocalVariable { name, register, start_pc, end_pc });
                }
            }
        }
        Ok(())
    }

    fn read_constant(&mut self, input: &mut Input<'_>, progress: &mut Progress) -> Loaded<()> {
        let constant = match if self.text.is_begun() { 5 } else { input.byte()? } {
            0 => Constant::Nil,
            1 => Constant::Boolean(false),
            2 => Constant::Boolean(true),
            3 => Constant::Integer(input.word()? as i64),
            4 => Constant::Float(f64::from_bits(input.word()?)),
            5 => {
                if !self.text.is_begun() {
                    self.text.begin(input)?;
                }
                let Some(text) = self.text.read(input, progress)? else { return Ok(()) };
                Constant::String(text)
            }
            _ => return Err(LoadError::Malformed),
        };
        self.constants.push(constant);
        Ok(())
    }

    fn read_upvalue(&mut self, input: &mut Input<'_>, progress: &mut Progress) -> Loaded<()> {
        let capture = match self.capture {
            Some(capture) => capture,
            None => {
                let capture = match input.array()? {
                    [0, index] => Capture::Register(index),
                    [1, index] => Capture::Upvalue(index),
                    _ => return Err(LoadError::Malformed),
                };
                self.text.begin(input)?;
                *self.capture.insert(capture)
            }
        };
        if let Some(name) = self.text.read(input, progress)? {
            self.upvalues.push(Upvalue { name, capture });
            self.capture = None;
        }
        Ok(())
    }

    /// Verifies some of the prototype, all of which is read. Gives whether that is done.
    fn verify(&mut self, progress: &mut Progress) -> Loaded<bool> {
        let check = match &mut self.check {
            Some(check) => check,
            None => {
                // For the notes of the verification.
                if !progress.announce(self.code.len()) {
                    return Ok(false);
                }
                let prototype = &mut self.prototype;
                prototype.code = std::mem::take(&mut self.code).into_boxed_slice();
                prototype.constants = std::mem::take(&mut self.constants).into_boxed_slice();
                prototype.upvalues = std::mem::take(&mut self.upvalues).into_boxed_slice();
                prototype.prototypes = std::mem::take(&mut self.functions).into_boxed_slice();
                prototype.lines = std::mem::take(&mut self.lines).into_boxed_slice();
                prototype.locals = std::mem::take(&mut self.locals).into_boxed_slice();
                self.check.insert(FunctionCheck::default())
            }
        };
        match check.advance(&self.prototype).map_err(LoadError::Unverified)? {
            Some(work) => progress.work += work * LOOK,
            None => {
                progress.bytes -= self.prototype.code.len();
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// A text that is being read.
#[derive(Debug, Default)]
struct Text {
    /// Its length, while it is being read.
    len: Option<usize>,
    bytes: Vec<u8>,
}

impl Text {
    fn is_begun(&self) -> bool {
        self.len.is_some()
    }

    fn begin(&mut self, input: &mut Input<'_>) -> Loaded<()> {
        let len = input.number()? as usize;
        if len > input.rest.len() {
            return Err(LoadError::Truncated);
        }
        self.len = Some(len);
        Ok(())
    }

    /// Reads a piece. Gives the text when it is complete.
    fn read(&mut self, input: &mut Input<'_>, progress: &mut Progress) -> Loaded<Option<Box<[u8]>>> {
        let len = self.len.unwrap_or(0);
        if self.bytes.capacity() < len {
            if !progress.announce(len) {
                return Ok(None);
            }
            self.bytes.reserve_exact(len);
        }
        self.bytes.extend_from_slice(input.take((len - self.bytes.len()).min(SMALL))?);
        if self.bytes.len() < len {
            return Ok(None);
        }
        self.len = None;
        Ok(Some(std::mem::take(&mut self.bytes).into_boxed_slice()))
    }
}

/// What is left of the bytes.
struct Input<'b> {
    rest: &'b [u8],
}

impl<'b> Input<'b> {
    fn header(&mut self) -> Loaded<()> {
        for part in [SIGNATURE, HEADER, MARK] {
            match self.rest.strip_prefix(part) {
                Some(rest) => self.rest = rest,
                None if part.starts_with(self.rest) => return Err(LoadError::Truncated),
                None => return Err(LoadError::Header),
            }
        }
        Ok(())
    }

    fn take(&mut self, count: usize) -> Loaded<&'b [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(LoadError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Loaded<[u8; N]> {
        let (array, rest) = self.rest.split_first_chunk().ok_or(LoadError::Truncated)?;
        self.rest = rest;
        Ok(*array)
    }

    fn byte(&mut self) -> Loaded<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn number(&mut self) -> Loaded<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn word(&mut self) -> Loaded<u64> {
        self.array().map(u64::from_le_bytes)
    }
}
