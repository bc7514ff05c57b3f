//! Whether an expression has to be taken apart into states.

use syn::{
    Expr, ExprAsync, ExprAwait, ExprBreak, ExprClosure, ExprContinue, ExprForLoop, ExprLoop, ExprWhile, Item,
    Label, Lifetime,
    visit::{self, Visit},
};

/// A loop or labelled block around an expression, which is taken apart itself.
pub(super) trait Target {
    /// Its label.
    fn label(&self) -> Option<&str>;
    /// Whether it is a loop, so that jumps without a label may lead to it.
    fn is_loop(&self) -> bool;
}

/// Whether `expr` awaits something, or jumps out of itself to one of `targets`.
pub(super) fn is_split<T: Target>(expr: &Expr, targets: &[T]) -> bool {
    let mut search = Search { targets, loops: 0, labels: Vec::new(), found: false };
    search.visit_expr(expr);
    search.found
}

struct Search<'t, T> {
    targets: &'t [T],
    /// How many loops of the expression itself are around.
    loops: usize,
    labels: Vec<String>,
    found: bool,
}

impl<T: Target> Search<'_, T> {
    fn jump(&mut self, label: Option<&Lifetime>) {
        self.found |= match label.map(|label| label.ident.to_string()) {
            None => self.loops == 0 && self.targets.iter().any(Target::is_loop),
            Some(label) => {
                !self.labels.contains(&label)
                    && self.targets.iter().any(|target| target.label() == Some(label.as_str()))
            }
        };
    }

    fn labelled(&mut self, label: Option<&Label>, visit: impl FnOnce(&mut Self)) {
        self.labels.extend(label.map(|label| label.name.ident.to_string()));
        visit(self);
        if label.is_some() {
            self.labels.pop();
        }
    }

    fn in_loop(&mut self, label: Option<&Label>, visit: impl FnOnce(&mut Self)) {
        self.loops += 1;
        self.labelled(label, visit);
        self.loops -= 1;
    }
}

impl<'a, T: Target> Visit<'a> for Search<'_, T> {
    fn visit_expr_await(&mut self, _: &'a ExprAwait) {
        self.found = true;
    }
    fn visit_expr_break(&mut self, jump: &'a ExprBreak) {
        self.jump(jump.label.as_ref());
        visit::visit_expr_break(self, jump);
    }
    fn visit_expr_continue(&mut self, jump: &'a ExprContinue) {
        self.jump(jump.label.as_ref());
    }
    fn visit_expr_loop(&mut self, loop_: &'a ExprLoop) {
        self.in_loop(loop_.label.as_ref(), |s| s.visit_block(&loop_.body));
    }
    fn visit_expr_while(&mut self, while_: &'a ExprWhile) {
        self.in_loop(while_.label.as_ref(), |s| {
            s.visit_expr(&while_.cond);
            s.visit_block(&while_.body);
        });
    }
    fn visit_expr_for_loop(&mut self, for_: &'a ExprForLoop) {
        self.visit_expr(&for_.expr);
        self.in_loop(for_.label.as_ref(), |s| s.visit_block(&for_.body));
    }
    fn visit_expr_block(&mut self, block: &'a syn::ExprBlock) {
        self.labelled(block.label.as_ref(), |s| s.visit_block(&block.block));
    }
    fn visit_expr_closure(&mut self, _: &'a ExprClosure) {}
    fn visit_expr_async(&mut self, _: &'a ExprAsync) {}
    fn visit_item(&mut self, _: &'a Item) {}
}
