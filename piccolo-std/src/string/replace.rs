//! `string.gsub`.

use piccolo_core::{
    meta::{Outcome, concatenation::number_text, index},
    object::{
        callback::Action, context::Context, error::Error, function::Function, stack::Stack, string::String,
        table::Table, value::Value,
    },
    sequence::{Tail, call_stack, run_callback},
};
use piccolo_derive::{Collect, sequence};

use crate::{
    buffer::Buffer,
    library::{Result, expected, operator_error, optional_or, prepare_call},
    string::{
        find::{capture_value, push_captures, split_anchor},
        matcher::Matcher,
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
            Some(function) => Replacement::Function(function),
            None => return Err(expected(ctx, &stack, 2, "string/function/table")),
        },
    };
    let mut replacing = Replacing {
        subject,
        pattern,
        replacement,
        limit,
        count: 0,
        position: 0,
        last_end: None,
        copied: 0,
        current: (0, 0),
        text: Buffer::default(),
    };
    stack.clear();
    match replacing.run(ctx, &mut stack)? {
        Some(function) => run_callback(ctx, stack, replace_by_calls(ctx, Box::new(replacing), function)),
        None => Ok(Action::Return),
    }
}

/// Goes on with a call of `function` that gives a replacement, and others where need be.
#[sequence]
async fn replace_by_calls<'gc>(
    ctx: Context<'gc>,
    replacing: Box<Replacing<'gc>>,
    function: Function<'gc>,
    stack: Stack<'gc, '_>,
) -> Result<'gc, Tail<'gc>> {
    let (mut replacing, mut next) = (replacing, Some(function));
    while let Some(function) = next {
        call_stack(function).await?;
        replacing.replace_by(ctx, stack.get(0))?;
        stack.clear();
        next = replacing.run(ctx, stack)?;
    }
    Ok(Tail::Stack)
}

#[derive(Clone, Copy, Collect)]
#[collect(no_drop)]
enum Replacement<'gc> {
    Text(String<'gc>),
    Table(Table<'gc>),
    Function(Function<'gc>),
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
    /// Where to look for the next match.
    position: usize,
    last_end: Option<usize>,
    /// How much of the subject is in `text`, replaced or not.
    copied: usize,
    /// The match that is being replaced.
    current: (usize, usize),
    text: Buffer,
}

impl<'gc> Replacing<'gc> {
    /// Replaces matches as far as possible without a call. Gives the function to call next, whose
    /// arguments are on the stack, or `None` when the results are.
    fn run(&mut self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Result<'gc, Option<Function<'gc>>> {
        let subject = self.subject.as_bytes();
        let (anchored, pattern) = split_anchor(self.pattern.as_bytes());
        let mut matcher = Matcher::new(subject, pattern);
        while self.count < self.limit {
            let found = match anchored {
                true if self.position > 0 || self.last_end.is_some() => None,
                true => matcher.match_at(0)?.map(|end| (0, end)),
                false => matcher.find_from(self.position, self.last_end)?,
            };
            ctx.charge_fuel(matcher.take_work() + 1);
            let Some(range) = found else { break };
            self.count += 1;
            self.current = range;
            self.position = range.1;
            self.last_end = Some(range.1);
            if let Some(function) = self.replace(ctx, stack, &matcher)? {
                return Ok(Some(function));
            }
        }
        self.finish(ctx, stack)?;
        Ok(None)
    }

    /// Replaces the current match, or gives the function that will.
    #[inline]
    fn replace(
        &mut self,
        ctx: Context<'gc>,
        stack: &mut Stack<'gc, '_>,
        matcher: &Matcher<'_>,
    ) -> Result<'gc, Option<Function<'gc>>> {
        let subject = self.subject.as_bytes();
        match self.replacement {
            Replacement::Text(template) => {
                self.copy_up_to_match(ctx)?;
                expand(ctx, &mut self.text, template.as_bytes(), subject, matcher, self.current)?;
            }
            Replacement::Table(table) => {
                let key = capture_value(ctx, subject, matcher.captures(), 0, self.current)?;
                let outcome = index::index(ctx, table.into(), key);
                match outcome.map_err(|failure| operator_error(ctx, failure))? {
                    Outcome::Value(value) => self.replace_by(ctx, value)?,
                    Outcome::Call(call) => {
                        stack.extend(call.arguments())?;
                        return prepare_call(ctx, call.callee, stack, 0).map(Some);
                    }
                }
            }
            Replacement::Function(function) => {
                push_captures(ctx, stack, subject, matcher.captures(), self.current)?;
                return Ok(Some(function));
            }
        }
        Ok(None)
    }

    /// Adds what lies between the last replacement and the current match.
    fn copy_up_to_match(&mut self, ctx: Context<'gc>) -> Result<'gc, ()> {
        let (start, end) = self.current;
        self.text.push(ctx, &self.subject.as_bytes()[self.copied..start])?;
        self.copied = end;
        Ok(())
    }

    /// Replaces the current match by what a table or function gave.
    fn replace_by(&mut self, ctx: Context<'gc>, value: Value<'gc>) -> Result<'gc, ()> {
        if value.is_falsy() {
            return Ok(());
        }
        match (value, number_text(value)) {
            (Value::String(string), _) => {
                self.copy_up_to_match(ctx)?;
                self.text.push(ctx, string.as_bytes())
            }
            (_, Some(number)) => {
                self.copy_up_to_match(ctx)?;
                self.text.push(ctx, number.as_bytes())
            }
            _ => {
                let kind = value.type_name();
                Err(Error::message(format!("invalid replacement value (a {kind})")))
            }
        }
    }

    fn finish(&mut self, ctx: Context<'gc>, stack: &mut Stack<'gc, '_>) -> Result<'gc, ()> {
        stack.clear();
        // Nothing was copied unless something was replaced, possibly an empty match at the start.
        if self.copied == 0 && self.text.len() == 0 {
            stack.push(self.subject.into())?;
        } else {
            self.text.push(ctx, &self.subject.as_bytes()[self.copied..])?;
            let text = std::mem::take(&mut self.text).into_string(ctx)?;
            stack.push(text.into())?;
        }
        stack.push(Value::Integer(self.count))
    }
}

/// Adds `template`, with captures in place of `%0` to `%9`.
fn expand<'gc>(
    ctx: Context<'gc>,
    text: &mut Buffer,
    mut template: &[u8],
    subject: &[u8],
    matcher: &Matcher<'_>,
    range: (usize, usize),
) -> Result<'gc, ()> {
    while let Some(escape) = template.iter().position(|byte| *byte == b'%') {
        text.push(ctx, &template[..escape])?;
        match template.get(escape + 1) {
            Some(b'%') => text.push(ctx, b"%")?,
            Some(b'0') => text.push(ctx, &subject[range.0..range.1])?,
            Some(digit @ b'1'..=b'9') => {
                let index = usize::from(digit - b'1');
                match capture_value(ctx, subject, matcher.captures(), index, range)? {
                    Value::String(string) => text.push(ctx, string.as_bytes())?,
                    other => {
                        if let Some(number) = number_text(other) {
                            text.push(ctx, number.as_bytes())?;
                        }
                    }
                }
            }
            _ => return Err(Error::message("invalid use of '%' in replacement string")),
        }
        template = &template[escape + 2..];
    }
    text.push(ctx, template)
}
