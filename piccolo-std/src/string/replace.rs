//! `string.gsub`.

use piccolo_core::{
    meta::{Outcome, concatenation::number_text},
    object::{
        context::{BURST, Context},
        error::Error,
        function::Function,
        sequence::{Sequence, SequencePoll},
        stack::Stack,
        string::String,
        table::Table,
        value::Value,
    },
    sequence::{index, poll_callback},
    support::numeral::Text,
};
use piccolo_derive::Collect;

use crate::{
    buffer::{Buffer, SLICE},
    coroutine::boundary::refuse_yield,
    library::{Result, TEXT, expected, operator_error, optional_or, prepare_call},
    string::{
        capture::{Extraction, Piece, piece},
        find::split_anchor,
        matcher::{Found, Matcher, SearchState, position},
        shortening::{HasPattern, LONG_PATTERN, Shortening},
    },
};

/// `string.gsub(s, pattern, repl [, n])`: `s` with all (or the first `n`) matches of `pattern` replaced, and
/// the number of matches. `repl` is a string, in which `%0` to `%9` mean the match and its captures, a table
/// that is indexed by the first capture, or a function that is called with the captures; where one of the
/// latter gives false or nil, the match stays as it is.
pub(super) fn gsub<'gc>(ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc> {
    let (subject, pattern): (String, String) = (stack.argument(ctx, 0)?, stack.argument(ctx, 1)?);
    let limit = optional_or(ctx, &stack, 3, subject.len() as i64 + 1)?;
    let replacement = match stack.get(2) {
        Value::String(_) | Value::Integer(_) | Value::Float(_) => Replacement::Text(stack.argument(ctx, 2)?),
        Value::Table(table) => Replacement::Table(table),
        value => match Function::from_value(value) {
            Some(function) => {
                refuse_yield(ctx, &stack, function)?;
                Replacement::Function(function)
            }
            None => return Err(expected(ctx, &stack, 2, "string/function/table")),
        },
    };
    stack.clear();
    let replacing = Replacing {
        subject,
        pattern,
        replacement,
        limit,
        count: 0,
        state: SearchState::new(0),
        stage: Stage::Search,
        copied: 0,
        range: (0, 0),
        value: Value::Nil,
        text: Buffer::default(),
        done: 0,
        captures: Extraction::default(),
    };
    match pattern.len() > LONG_PATTERN {
        true => poll_callback(ctx, stack, Shortening::new(replacing)),
        false => poll_callback(ctx, stack, replacing),
    }
}

impl<'gc> HasPattern<'gc> for Replacing<'gc> {
    fn pattern_mut(&mut self) -> &mut String<'gc> {
        &mut self.pattern
    }
}

/// The fuel that a match takes at least.
const MATCH: usize = 14;

/// The fuel of what an escape in a template stands for, besides that of its bytes.
const ESCAPE: usize = 10;

#[derive(Clone, Copy, Collect)]
#[collect(no_drop)]
enum Replacement<'gc> {
    Text(String<'gc>),
    Table(Table<'gc>),
    Function(Function<'gc>),
}

/// What is to be done next.
#[derive(Clone, Copy, Collect)]
#[collect(require_static)]
enum Stage {
    /// Look for a match.
    Search,
    /// Index the table.
    Index,
    /// Call the function.
    Call,
    /// Take the result of a call.
    Result,
    /// Add what lies between the last replacement and the match.
    Gap,
    /// Add the template, from an index on.
    Template(usize),
    /// Add the value that replaces the match.
    Value,
    /// Add what lies behind the last replacement, and return.
    End,
}

/// A replacement that is under way.
#[derive(Collect)]
#[collect(no_drop)]
struct Replacing<'gc> {
    subject: String<'gc>,
    pattern: String<'gc>,
    replacement: Replacement<'gc>,
    limit: i64,
    count: i64,
    state: SearchState,
    stage: Stage,
    /// How much of the subject is in `text`, replaced or not.
    copied: usize,
    /// The match that is being replaced.
    range: (usize, usize),
    /// What it is replaced by, if not by the template.
    value: Value<'gc>,
    text: Buffer,
    /// How much of what is being added to the text is there.
    done: usize,
    captures: Extraction,
}

impl<'gc> Sequence<'gc> for Replacing<'gc> {
    fn poll(&mut self, ctx: Context<'gc>, mut stack: Stack<'gc, '_>) -> Result<'gc, SequencePoll<'gc>> {
        while !ctx.is_pause_due() {
            let is_done = match self.stage {
                Stage::Search => self.search(ctx)?,
                Stage::Gap => self.add_gap(ctx)?,
                Stage::Template(at) => self.add_template(ctx, at)?,
                Stage::Value => self.add_value(ctx)?,
                Stage::Result => {
                    self.value = stack.get(0);
                    stack.clear();
                    self.replace_by_value()?;
                    true
                }
                Stage::Index => match self.index(ctx, &mut stack)? {
                    Some(poll) => return Ok(poll),
                    None => true,
                },
                Stage::Call => {
                    let Replacement::Function(function) = self.replacement else {
                        return Ok(SequencePoll::Return);
                    };
                    let captures = self.state.captures();
                    let is_done =
                        self.captures.push_match(ctx, &mut stack, self.subject, captures, self.range)?;
                    if is_done {
                        self.stage = Stage::Result;
                        return Ok(SequencePoll::Call { function, bottom: 0 });
                    }
                    false
                }
                Stage::End => {
                    if self.finish(ctx, &mut stack)? {
                        return Ok(SequencePoll::Return);
                    }
                    false
                }
            };
            if !is_done {
                break;
            }
        }
        Ok(SequencePoll::Pause)
    }
}

impl<'gc> Replacing<'gc> {
    /// Looks for the next match. Here and below: gives whether that is done, or takes more time.
    #[inline(always)]
    fn search(&mut self, ctx: Context<'gc>) -> Result<'gc, bool> {
        if self.count >= self.limit {
            self.stage = Stage::End;
            return Ok(true);
        }
        let (anchored, pattern) = split_anchor(self.pattern.as_bytes());
        let found = Matcher::new(self.subject.as_bytes(), pattern, &mut self.state).find(anchored, BURST);
        ctx.charge_fuel(self.state.take_work() + MATCH);
        match found? {
            Found::Unfinished => return Ok(false),
            Found::Nothing => self.stage = Stage::End,
            Found::Match(start, end) => {
                self.count += 1;
                self.range = (start, end);
                let next = if anchored { usize::MAX } else { end };
                self.state.restart(next, end);
                self.stage = match self.replacement {
                    Replacement::Text(_) => Stage::Gap,
                    Replacement::Table(_) => Stage::Index,
                    Replacement::Function(_) => Stage::Call,
                };
            }
        }
        Ok(true)
    }

    /// Looks the first capture up. Gives the request to be made for that, if there is one.
    fn index(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
    ) -> Result<'gc, Option<SequencePoll<'gc>>> {
        let Replacement::Table(table) = self.replacement else { return Ok(Some(SequencePoll::Return)) };
        let captures = self.state.captures();
        let Some(key) = self.captures.capture(ctx, self.subject, captures, 0, self.range)? else {
            return Ok(Some(SequencePoll::Pause));
        };
        match index::<Value>(table, key).apply(ctx).map_err(|failure| operator_error(ctx, failure))? {
            Outcome::Value(value) => {
                self.value = value;
                self.replace_by_value().map(|()| None)
            }
            Outcome::Call(call) => {
                stack.extend(call.arguments())?;
                let function = prepare_call(ctx, call.callee, stack, 0)?;
                self.stage = Stage::Result;
                Ok(Some(SequencePoll::Call { function, bottom: 0 }))
            }
        }
    }

    /// Decides what to do with what a table or function gave.
    fn replace_by_value(&mut self) -> Result<'gc, ()> {
        self.stage = match self.value {
            Value::Nil | Value::False => Stage::Search,
            Value::String(_) | Value::Integer(_) | Value::Float(_) => Stage::Gap,
            other => {
                let kind = other.type_name();
                return Err(Error::message(format!("invalid replacement value (a {kind})")));
            }
        };
        Ok(())
    }

    #[inline(always)]
    fn add_gap(&mut self, ctx: Context<'gc>) -> Result<'gc, bool> {
        let gap = &self.subject.as_bytes()[self.copied..self.range.0];
        if !self.text.add(ctx, gap, &mut self.done)? {
            return Ok(false);
        }
        self.copied = self.range.1;
        self.stage = match self.replacement {
            Replacement::Text(_) => Stage::Template(0),
            _ => Stage::Value,
        };
        Ok(true)
    }

    fn add_value(&mut self, ctx: Context<'gc>) -> Result<'gc, bool> {
        match self.value {
            Value::String(string) => {
                if !self.text.add(ctx, string.as_bytes(), &mut self.done)? {
                    return Ok(false);
                }
            }
            number => {
                if self.done == 0 {
                    ctx.charge_fuel(TEXT);
                }
                let number = number_text(number);
                let digits = number.as_ref().map_or(&b""[..], Text::as_bytes);
                if !self.text.add(ctx, digits, &mut self.done)? {
                    return Ok(false);
                }
            }
        }
        self.stage = Stage::Search;
        Ok(true)
    }

    /// Adds the template from `at` on, with captures in place of `%0` to `%9`.
    #[inline(always)]
    fn add_template(&mut self, ctx: Context<'gc>, mut at: usize) -> Result<'gc, bool> {
        let Replacement::Text(template) = self.replacement else { return Ok(false) };
        let template = template.as_bytes();
        while at < template.len() {
            self.stage = Stage::Template(at);
            if ctx.is_pause_due() {
                return Ok(false);
            }
            let part = &template[at..template.len().min(at + SLICE)];
            let plain = position(part, b'%').unwrap_or(part.len());
            if plain > 0 {
                if !self.text.add(ctx, &part[..plain], &mut self.done)? {
                    return Ok(false);
                }
                at += plain;
                continue;
            }
            if !self.add_escape(ctx, template.get(at + 1).copied())? {
                return Ok(false);
            }
            at += 2;
        }
        self.stage = Stage::Search;
        Ok(true)
    }

    /// Adds what `%` and `letter` stand for.
    #[inline(always)]
    fn add_escape(&mut self, ctx: Context<'gc>, letter: Option<u8>) -> Result<'gc, bool> {
        let subject = self.subject.as_bytes();
        if self.done == 0 {
            ctx.charge_fuel(ESCAPE);
        }
        match letter {
            Some(b'%') => self.text.add(ctx, b"%", &mut self.done),
            Some(b'0') => {
                let part = &subject[self.range.0..self.range.1];
                self.text.add(ctx, part, &mut self.done)
            }
            Some(digit @ b'1'..=b'9') => {
                match piece(self.state.captures(), usize::from(digit - b'1'), self.range)? {
                    Piece::Text(start, end) => self.text.add(ctx, &subject[start..end], &mut self.done),
                    Piece::Position(position) => {
                        let number = number_text(Value::Integer(position));
                        let digits = number.as_ref().map_or(&b""[..], Text::as_bytes);
                        self.text.add(ctx, digits, &mut self.done)
                    }
                }
            }
            _ => Err(Error::message("invalid use of '%' in replacement string")),
        }
    }

    fn finish(&mut self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Result<'gc, bool> {
        // Nothing was copied unless something was replaced, possibly an empty match at the start.
        let result = if self.copied == 0 && self.text.len() == 0 {
            self.subject
        } else {
            if !self.text.add(ctx, &self.subject.as_bytes()[self.copied..], &mut self.done)? {
                return Ok(false);
            }
            std::mem::take(&mut self.text).into_string(ctx)?
        };
        stack.push(result.into())?;
        stack.push(Value::Integer(self.count))?;
        Ok(true)
    }
}
