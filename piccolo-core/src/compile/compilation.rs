//! [`Compilation`]: a chunk that is compiled step by step.

use std::sync::Arc;

use crate::bytecode::dismantling::{Dismantling, Share};
use crate::bytecode::prototype::{ChunkName, Prototype};
use crate::compile::assembly::{self, Generated, Generation};
use crate::compile::function::Chunk;
use crate::support::remains::{self, Piece, Pieces};
use crate::syntax::ast::Function;
use crate::syntax::error::CompileError;
use crate::syntax::parser::{self, Parser};
use crate::syntax::segments::{Rubbish, Segments};
use crate::syntax::{Locating, Source, Texts};

/// The message of the only error that the parser does not find.
const OVERFLOW: &str = "function or expression needs too many registers";

/// How many functions are collected at a time.
const COLLECTED: usize = 512;

/// The steps that dropping some pieces counts for.
const RUBBISH: usize = 64;

/// The steps that making a message counts for.
const FAILURE: usize = 60;

/// How many bytes are read in about the time of a step.
const BYTES_PER_STEP: usize = 12;

/// How compiling went on.
#[derive(Debug)]
pub enum Progress {
    /// That was enough for this time.
    Paused,
    /// There has to be more text, or the end of it.
    Hungry,
    /// The chunk is compiled.
    Complete(Arc<Prototype>),
}

/// What is being done.
enum Stage {
    Parsing,
    /// The functions inside a function are taken off those that are done. They are many.
    Collecting {
        tree: Box<Function>,
        is_main: bool,
        inside: Vec<Arc<Prototype>>,
    },
    /// Code of a function is generated.
    Generating {
        generation: Box<Generation>,
        is_main: bool,
    },
    /// A function needs too many registers; the place is searched.
    Locating(Box<Locating>),
    /// What is no longer needed is dropped; then this is the result.
    Ending(Result<Arc<Prototype>, CompileError>),
    Over,
}

fn work_of(locating: &Locating) -> usize {
    let (tokens, bytes) = locating.work();
    tokens + bytes / BYTES_PER_STEP
}

impl Pieces for Compilation {
    fn drop_piece(&mut self) -> Option<Piece> {
        if !self.is_abandoned {
            self.abandon();
            // What was dropped before counts no more.
            self.rubbish.take_freed();
        }
        self.drop_some().then(|| Piece { units: 8 * RUBBISH, bytes: self.rubbish.take_freed() })
    }
}

/// Compiles a chunk step by step, each of which takes a few microseconds. Each function's code is generated when its
/// end has been read, so that only its tree is there.
///
/// ```
/// use piccolo_core::{compile::compilation::{Compilation, Progress}, syntax::Source};
///
/// let source = Source { text: b"return 6 * 7", is_whole: true };
/// let mut compilation = Compilation::new(b"=example");
/// let prototype = loop {
///     if let Progress::Complete(prototype) = compilation.advance(source)? {
///         break prototype;
///     }
///     assert!(compilation.bytes() < 50_000);
/// };
/// assert!(prototype.is_vararg);
/// # Ok::<(), piccolo_core::compile::CompileError>(())
/// ```
pub struct Compilation {
    parser: Parser,
    stage: Stage,
    source_name: Arc<ChunkName>,
    /// The functions that are done and whose outer function is not.
    done: Segments<Arc<Prototype>>,
    /// The bytes of all prototypes.
    done_bytes: usize,
    /// What is no longer needed.
    rubbish: Rubbish,
    /// All that there is, is no longer needed.
    is_abandoned: bool,
    steps: usize,
}

impl Compilation {
    /// A compilation at its start. `chunk_name` is `@file`, `=name` or the text itself.
    pub fn new(chunk_name: &[u8]) -> Self {
        Self::named(chunk_name.into())
    }

    /// As [`Self::new`], with no copy of the name.
    pub fn named(chunk_name: ChunkName) -> Self {
        Self {
            parser: Parser::new(&chunk_name),
            stage: Stage::Parsing,
            source_name: Arc::new(chunk_name),
            done: Segments::default(),
            done_bytes: 0,
            rubbish: Rubbish::default(),
            is_abandoned: false,
            steps: 0,
        }
    }

    /// The bytes allocated, and those that the next step is going to allocate, but for a few kilobytes. Of
    /// a text that is compiled, it is what its prototypes take.
    pub fn bytes(&self) -> usize {
        let stage = match &self.stage {
            Stage::Parsing | Stage::Over => 0,
            Stage::Collecting { tree, .. } => {
                tree.bytes() + tree.functions as usize * size_of::<Arc<Prototype>>()
            }
            Stage::Generating { generation, .. } => generation.bytes(),
            Stage::Locating(locating) => locating.bytes(),
            Stage::Ending(Err(error)) => error.message.capacity(),
            Stage::Ending(Ok(_)) => 0,
        };
        let done = self.done_bytes + self.done.bytes();
        size_of::<Self>() + self.source_name.len() + self.parser.bytes() + self.rubbish.bytes() + stage + done
    }

    /// The bytes of all prototypes that were made.
    pub fn prototype_bytes(&self) -> usize {
        self.done_bytes + self.source_name.len()
    }

    /// Whether it has given its result.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Over)
    }

    /// How much was done so far, in steps of the parser and the code generator.
    pub fn work(&self) -> usize {
        let generated = match &self.stage {
            Stage::Generating { generation, .. } => generation.steps(),
            Stage::Locating(locating) => work_of(locating),
            _ => 0,
        };
        self.steps + generated + self.parser.steps() + self.parser.bytes_read() / BYTES_PER_STEP
    }

    /// Goes on with `source`, which is the text from its start on. To be called again unless it gives an error or
    /// [`Progress::Complete`].
    ///
    /// # Errors
    /// The first mistake in the text, worded as PUC-Rio Lua 5.4 words it.
    pub fn advance(&mut self, source: Source<'_>) -> Result<Progress, CompileError> {
        self.steps += 1;
        if self.drop_some() {
            return Ok(Progress::Paused);
        }
        match &mut self.stage {
            Stage::Parsing => return Ok(self.parse(source)),
            Stage::Collecting { .. } => self.collect(),
            Stage::Generating { generation, .. } => match generation.advance() {
                Ok(assembly::Progress::Paused) => {}
                Ok(assembly::Progress::Complete) => self.finish_function(),
                Err(overflow) => self.locate(overflow.position.0),
            },
            Stage::Locating(locating) => {
                if let Some(error) = locating.advance(source.text, OVERFLOW) {
                    self.steps += work_of(locating);
                    locating.discard(&mut self.rubbish);
                    self.fail(error);
                }
            }
            Stage::Ending(_) => return self.end(),
            Stage::Over => unreachable!("a compilation that is over is not advanced"),
        }
        Ok(Progress::Paused)
    }

    fn parse(&mut self, source: Source<'_>) -> Progress {
        let (tree, is_main) = match self.parser.advance(source) {
            Ok(parser::Progress::Paused) => return Progress::Paused,
            Ok(parser::Progress::Hungry) => return Progress::Hungry,
            Ok(parser::Progress::Function(tree)) => (tree, false),
            Ok(parser::Progress::Finished(tree)) => (tree, true),
            Err(error) => {
                self.fail(error);
                return Progress::Paused;
            }
        };
        let is_small = tree.functions as usize <= COLLECTED;
        self.stage = Stage::Collecting { tree, is_main, inside: Vec::new() };
        if is_small {
            self.collect();
        }
        Progress::Paused
    }

    /// Collects some functions inside a function that is complete, and begins with its code if that is all.
    fn collect(&mut self) {
        let Stage::Collecting { tree, inside, .. } = &mut self.stage else {
            unreachable!("functions are collected")
        };
        let count = tree.functions as usize;
        if count > COLLECTED {
            self.steps += COLLECTED / 8;
        }
        inside.reserve_exact(count - inside.len());
        for _ in 0..COLLECTED.min(count - inside.len()) {
            inside.extend(self.done.pop());
        }
        if inside.len() == count
            && let Stage::Collecting { tree, is_main, mut inside } =
                std::mem::replace(&mut self.stage, Stage::Parsing)
        {
            inside.reverse();
            self.generate(tree, is_main, inside);
        }
    }

    fn generate(&mut self, tree: Box<Function>, is_main: bool, inside: Vec<Arc<Prototype>>) {
        let Texts { strings, lines } = self.parser.take_texts();
        let chunk = Chunk { strings, lines, source: self.source_name.clone() };
        let mut generation = Box::new(Generation::new(chunk, tree, inside));
        // Most functions are short.
        let progress = generation.advance();
        self.stage = Stage::Generating { generation, is_main };
        match progress {
            Ok(assembly::Progress::Paused) => {}
            Ok(assembly::Progress::Complete) => self.finish_function(),
            Err(overflow) => self.locate(overflow.position.0),
        }
    }

    fn finish_function(&mut self) {
        let Stage::Generating { generation, is_main } = std::mem::replace(&mut self.stage, Stage::Parsing)
        else {
            unreachable!("code was generated")
        };
        self.steps += generation.steps();
        let Generated { prototype, mut chunk, bytes } = generation.into_prototype(&mut self.rubbish);
        self.done_bytes += bytes;
        if is_main {
            chunk.discard(&mut self.rubbish);
            self.parser.discard(&mut self.rubbish);
            self.stage = Stage::Ending(Ok(prototype));
            return;
        }
        self.parser.return_texts(Texts { strings: chunk.strings, lines: chunk.lines });
        self.done.push(prototype);
    }

    fn locate(&mut self, consumed: u32) {
        let locating = Box::new(Locating::new(&self.source_name, consumed));
        let stage = std::mem::replace(&mut self.stage, Stage::Locating(locating));
        if let Stage::Generating { mut generation, .. } = stage {
            self.steps += generation.steps();
            generation.discard(&mut self.rubbish);
        }
    }

    /// Lets what was compiled be dropped; then the error is the result.
    fn fail(&mut self, error: CompileError) {
        self.steps += FAILURE;
        self.parser.discard(&mut self.rubbish);
        self.discard_done();
        self.stage = Stage::Ending(Err(error));
    }

    /// Lets the prototypes that are done be dropped.
    fn discard_done(&mut self) {
        let done = std::mem::take(&mut self.done);
        let mut dismantling = Dismantling::default();
        done.into_pieces().for_each(|piece| dismantling.add_functions(piece));
        let bytes = std::mem::take(&mut self.done_bytes);
        if !dismantling.is_empty() {
            self.rubbish.add_each(dismantling, bytes);
        }
    }

    /// Drops some of what is no longer needed. Gives whether there was anything.
    fn drop_some(&mut self) -> bool {
        if self.rubbish.is_empty() {
            return false;
        }
        self.rubbish.drop_some();
        while let Some(block) = self.rubbish.take_large() {
            remains::leave(block);
        }
        self.steps += RUBBISH;
        true
    }

    /// Gives up: all that there is, is no longer needed.
    fn abandon(&mut self) {
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Parsing | Stage::Over | Stage::Ending(Err(_)) => {}
            Stage::Collecting { mut tree, inside, .. } => {
                tree.discard(&mut self.rubbish);
                let mut dismantling = Dismantling::default();
                dismantling.add_functions(inside);
                self.rubbish.add_each(dismantling, 0);
            }
            Stage::Generating { mut generation, .. } => generation.discard(&mut self.rubbish),
            Stage::Locating(mut locating) => locating.discard(&mut self.rubbish),
            Stage::Ending(Ok(prototype)) => drop(Share::new(prototype, self.done_bytes)),
        }
        self.parser.discard(&mut self.rubbish);
        self.discard_done();
        self.is_abandoned = true;
    }

    fn end(&mut self) -> Result<Progress, CompileError> {
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Ending(result) => result.map(Progress::Complete),
            _ => unreachable!("there is a result"),
        }
    }
}
