//! Loops, and the jumps out of them.

use quote::quote_spanned;
use syn::{
    Block, Expr, ExprBreak, ExprContinue, ExprForLoop, ExprLoop, ExprWhile, Label, Lifetime, parse_quote,
    parse_quote_spanned, spanned::Spanned,
};

use super::{Destination, Enclosing, Lowerer, branches::conjuncts};

impl Lowerer<'_> {
    pub(super) fn loop_(&mut self, loop_: &ExprLoop, destination: Destination) {
        self.repeat(loop_.label.as_ref(), destination, &[], &loop_.body);
    }

    pub(super) fn while_(&mut self, while_: &ExprWhile, destination: Destination) {
        let conditions = match conjuncts(&while_.cond) {
            conditions if conditions.iter().any(|condition| self.is_split(condition)) => conditions,
            _ => vec![&*while_.cond],
        };
        self.repeat(while_.label.as_ref(), Destination::Discard, &conditions, &while_.body);
        self.deliver_nothing(destination);
    }

    pub(super) fn for_(&mut self, for_: &ExprForLoop, destination: Destination) {
        let items = self.value(&for_.expr);
        let runtime = &self.ambient.runtime;
        let span = for_.expr.span().resolved_at(proc_macro2::Span::mixed_site());
        let source: Expr = parse_quote_spanned!(span=> (&mut #runtime::Source::new(#items)).iterate());
        let iterator = self.spill(source);
        let (runtime, pattern) = (&self.ambient.runtime, &for_.pat);
        let next = quote_spanned!(span=> #runtime::next(&mut #iterator));
        let condition: Expr = parse_quote!(let #runtime::Some(#pattern) = #next);
        self.repeat(for_.label.as_ref(), Destination::Discard, &[&condition], &for_.body);
        self.deliver_nothing(destination);
    }

    /// Runs `body` over and over while all `conditions` hold; `break` takes its value to `destination`.
    fn repeat(
        &mut self,
        label: Option<&Label>,
        destination: Destination,
        conditions: &[&Expr],
        body: &Block,
    ) {
        let (head, exit) = (self.new_state(None), self.new_state(None));
        self.goto(head);
        self.place(head);
        let label = label.map(|label| label.name.ident.to_string());
        self.targets.push(Enclosing { label, exit, destination, head: Some(head) });
        self.unless(conditions, exit);
        self.block(body, Destination::Discard);
        self.goto(head);
        self.targets.pop();
        self.place(exit);
    }

    pub(super) fn break_(&mut self, break_: &ExprBreak) {
        let target = self.target(break_.label.as_ref());
        let (exit, destination) = (self.targets[target].exit, self.targets[target].destination);
        match &break_.expr {
            Some(expr) => self.expression(expr, destination),
            None => self.deliver_nothing(destination),
        }
        self.goto(exit);
    }

    pub(super) fn continue_(&mut self, continue_: &ExprContinue) {
        let target = self.target(continue_.label.as_ref());
        let head = self.targets[target].head.expect("checked: `continue` leads to a loop");
        self.goto(head);
    }

    fn target(&self, label: Option<&Lifetime>) -> usize {
        let target = match label.map(|label| label.ident.to_string()) {
            Some(label) => self.targets.iter().rposition(|target| target.label.as_ref() == Some(&label)),
            None => self.targets.iter().rposition(|target| target.head.is_some()),
        };
        target.expect("checked: jumps have targets")
    }
}
