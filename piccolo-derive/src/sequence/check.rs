//! What a sequence's body may not contain, each found before anything is taken apart.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::{
    Arm, Block, Error, Expr, ExprAsync, ExprAwait, ExprBlock, ExprBreak, ExprCall, ExprClosure, ExprContinue,
    ExprForLoop, ExprLoop, ExprMethodCall, ExprUnsafe, ExprWhile, Item, Label, Lifetime, Macro,
    spanned::Spanned,
    visit::{self, Visit},
};

/// Reports everything that is wrong with `body`. `recursive` is the name of the function, unless it may
/// await itself.
pub(super) fn check(body: &Block, recursive: Option<&Ident>, is_method: bool) -> Vec<Error> {
    let mut check =
        Check { recursive, is_method, errors: Vec::new(), place: Place::Sequence, loops: Vec::new() };
    check.visit_block(body);
    check.errors
}

/// Where code stands that may not await.
#[derive(Clone, Copy)]
enum Place {
    Sequence,
    Closure,
    Guard,
    Unsafe,
    /// A construct of its own: `const { .. }`, for example.
    Other,
}

/// A loop or labelled block around the code.
struct Enclosing {
    label: Option<String>,
    is_loop: bool,
}

struct Check<'a> {
    recursive: Option<&'a Ident>,
    is_method: bool,
    errors: Vec<Error>,
    place: Place,
    loops: Vec<Enclosing>,
}

impl Check<'_> {
    fn error(&mut self, span: Span, message: &str) {
        self.errors.push(Error::new(span, message));
    }

    fn within(&mut self, place: Place, visit: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.place, place);
        visit(self);
        self.place = outer;
    }

    /// In a function of its own, as far as jumps are concerned.
    fn apart(&mut self, place: Place, visit: impl FnOnce(&mut Self)) {
        let loops = std::mem::take(&mut self.loops);
        self.within(place, visit);
        self.loops = loops;
    }

    fn in_loop(&mut self, label: Option<&Label>, is_loop: bool, visit: impl FnOnce(&mut Self)) {
        let label = label.map(|label| label.name.ident.to_string());
        self.loops.push(Enclosing { label, is_loop });
        visit(self);
        self.loops.pop();
    }

    fn jump(&mut self, label: Option<&Lifetime>, span: Span, to_loop: bool) {
        let found = match label {
            Some(label) => {
                let name = label.ident.to_string();
                let target = self.loops.iter().rev().find(|target| target.label.as_ref() == Some(&name));
                target.is_some_and(|target| target.is_loop || !to_loop)
            }
            None => self.loops.iter().any(|target| target.is_loop),
        };
        if !found {
            let message = match label {
                Some(label) => format!("no loop around this is labelled `{label}`"),
                None => "there is no loop around this".to_owned(),
            };
            self.error(label.map_or(span, Lifetime::span), &message);
        }
    }

    /// Reports a function that awaits itself without a box.
    fn recursion(&mut self, operation: &Expr) {
        let Some(name) = self.recursive else { return };
        let span = match operation {
            Expr::Call(ExprCall { func, .. }) => match &**func {
                Expr::Path(path) if is_itself(&path.path, name, self.is_method) => func.span(),
                _ => return,
            },
            Expr::MethodCall(ExprMethodCall { receiver, method, .. }) if self.is_method && method == name => {
                match &**receiver {
                    Expr::Path(path) if path.path.is_ident("self") => method.span(),
                    _ => return,
                }
            }
            _ => return,
        };
        let message =
            format!("`{name}` awaits itself: write `#[sequence(recursive)]`, so that each level gets a box");
        self.error(span, &message);
    }
}

/// Whether a path names the function: `name`, or `Self::name` for a method.
fn is_itself(path: &syn::Path, name: &Ident, is_method: bool) -> bool {
    if is_method {
        let is_self = path.segments.first().is_some_and(|segment| segment.ident == "Self");
        path.segments.len() == 2 && is_self && path.segments[1].ident == *name
    } else {
        path.segments.len() == 1 && path.segments[0].ident == *name
    }
}

impl<'a> Visit<'a> for Check<'_> {
    fn visit_expr_await(&mut self, await_: &'a ExprAwait) {
        let span = await_.await_token.span;
        match self.place {
            Place::Sequence => self.recursion(&await_.base),
            Place::Closure => self.error(
                span,
                "`.await` inside a closure: write a loop, or put the closure's work into the `#[sequence]` fn itself",
            ),
            Place::Guard => {
                self.error(span, "`.await` in a match guard: put it into the arm, or before the `match`");
            }
            Place::Unsafe => {
                self.error(span, "`.await` inside `unsafe { .. }`: make the unsafe block smaller");
            }
            Place::Other => self.error(span, "`.await` at this place: put the awaited value in a `let` before"),
        }
        visit::visit_expr_await(self, await_);
    }

    fn visit_macro(&mut self, call: &'a Macro) {
        if let Some(span) = await_in(call.tokens.clone()) {
            self.error(
                span,
                "`.await` inside a macro call is not seen by `#[sequence]`: put the awaited value in a `let` before",
            );
        }
    }

    fn visit_expr_closure(&mut self, closure: &'a ExprClosure) {
        if let Some(asyncness) = closure.asyncness {
            self.error(
                asyncness.span,
                "an async closure is not a sequence: write a `#[sequence]` fn, or an `async move { .. }` block",
            );
            return;
        }
        self.apart(Place::Closure, |s| s.visit_expr(&closure.body));
    }

    fn visit_expr_async(&mut self, block: &'a ExprAsync) {
        if block.capture.is_none() {
            self.error(
                block.async_token.span,
                "write `async move { .. }`: in a `#[sequence]` fn an `async` block can not borrow the variables around it",
            );
        }
        self.apart(Place::Sequence, |s| s.visit_block(&block.block));
    }

    fn visit_expr_unsafe(&mut self, block: &'a ExprUnsafe) {
        self.within(Place::Unsafe, |s| s.visit_block(&block.block));
    }

    fn visit_expr_const(&mut self, block: &'a syn::ExprConst) {
        self.apart(Place::Other, |s| s.visit_block(&block.block));
    }

    fn visit_expr_try_block(&mut self, block: &'a syn::ExprTryBlock) {
        self.within(Place::Other, |s| s.visit_block(&block.block));
    }

    fn visit_arm(&mut self, arm: &'a Arm) {
        if let Some((_, guard)) = &arm.guard {
            self.within(Place::Guard, |s| s.visit_expr(guard));
        }
        self.visit_expr(&arm.body);
    }

    fn visit_expr_loop(&mut self, loop_: &'a ExprLoop) {
        self.in_loop(loop_.label.as_ref(), true, |s| s.visit_block(&loop_.body));
    }

    fn visit_expr_while(&mut self, while_: &'a ExprWhile) {
        self.in_loop(while_.label.as_ref(), true, |s| {
            s.visit_expr(&while_.cond);
            s.visit_block(&while_.body);
        });
    }

    fn visit_expr_for_loop(&mut self, for_: &'a ExprForLoop) {
        self.visit_expr(&for_.expr);
        self.in_loop(for_.label.as_ref(), true, |s| s.visit_block(&for_.body));
    }

    fn visit_expr_block(&mut self, block: &'a ExprBlock) {
        self.in_loop(block.label.as_ref(), false, |s| s.visit_block(&block.block));
    }

    fn visit_expr_break(&mut self, break_: &'a ExprBreak) {
        self.jump(break_.label.as_ref(), break_.break_token.span, false);
        visit::visit_expr_break(self, break_);
    }

    fn visit_expr_continue(&mut self, continue_: &'a ExprContinue) {
        self.jump(continue_.label.as_ref(), continue_.continue_token.span, true);
    }

    fn visit_item(&mut self, _: &'a Item) {}
}

/// Where `await` stands in the arguments of a macro, outside of `async` blocks.
fn await_in(tokens: TokenStream) -> Option<Span> {
    let mut in_async = false;
    for tree in tokens {
        match tree {
            TokenTree::Ident(ident) if ident == "await" => return Some(ident.span()),
            TokenTree::Ident(ident) if ident == "async" => in_async = true,
            TokenTree::Group(group) => {
                if let Some(span) = await_in(group.stream()).filter(|_| !in_async) {
                    return Some(span);
                }
                in_async = false;
            }
            _ => {}
        }
    }
    None
}
