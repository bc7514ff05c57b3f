//! Expressions with awaits inside: the awaits are taken out, in the order of evaluation.

use quote::quote_spanned;
use syn::{BinOp, Expr, ExprAwait, ExprBinary, parse_quote, spanned::Spanned};

use super::{Destination, Lowerer};
use crate::sequence::{
    emit::ready_ident,
    flow::is_compound_assignment,
    graph::{Awaited, Code, Node},
    names::VarSet,
};

/// What happens with the result of an await.
#[derive(Clone, Copy, Default)]
struct Fate {
    /// An error leaves the function at once.
    passes_errors: bool,
    /// The value is not wanted.
    discards: bool,
}

impl Lowerer<'_> {
    /// Code for the value of `expr`, to be used at once.
    pub(super) fn value(&mut self, expr: &Expr) -> Expr {
        if !self.is_split(expr) {
            return expr.clone();
        }
        match expr {
            Expr::Await(await_) => self.await_(await_, Fate::default()),
            Expr::Try(try_) => self.try_(try_, false),
            Expr::Group(group) => self.value(&group.expr),
            Expr::Binary(binary) => self.binary(binary),
            Expr::Assign(assign) => {
                let mut assign = assign.clone();
                // the right side is evaluated first
                let right = self.value(&assign.right);
                let left_is_split = self.is_split(&assign.left);
                *assign.right = if left_is_split { self.spill(right) } else { right };
                *assign.left = self.value(&assign.left);
                Expr::Assign(assign)
            }
            Expr::If(_) | Expr::Match(_) | Expr::Block(_) | Expr::Loop(_) => {
                let variable = self.names.temporary("v", expr.span());
                self.expression(expr, Destination::Variable(variable));
                self.names.path(variable)
            }
            Expr::While(_) | Expr::ForLoop(_) | Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => {
                self.expression(expr, Destination::Discard);
                if self.unreachable { parse_quote!(::core::unreachable!()) } else { parse_quote!(()) }
            }
            other => self.with_operands(other),
        }
    }

    /// The same, for a value that goes to `destination`.
    pub(super) fn value_for(&mut self, expr: &Expr, destination: Destination) -> Expr {
        let discards = matches!(destination, Destination::Discard);
        let passes_errors = matches!(destination, Destination::Return);
        match expr {
            Expr::Await(await_) => self.await_(await_, Fate { passes_errors, discards }),
            Expr::Try(try_) if self.is_split(expr) => self.try_(try_, discards),
            other => self.value(other),
        }
    }

    fn try_(&mut self, try_: &syn::ExprTry, discards: bool) -> Expr {
        let mut try_ = try_.clone();
        *try_.expr = match unparenthesized(&try_.expr) {
            Expr::Await(await_) => self.await_(await_, Fate { passes_errors: true, discards }),
            other => self.value(other),
        };
        Expr::Try(try_)
    }

    fn await_(&mut self, await_: &ExprAwait, fate: Fate) -> Expr {
        let operation = self.value(&await_.base);
        let operation = self.code(operation);
        let awaited = Awaited {
            number: self.graph.awaits,
            passes_errors: fate.passes_errors,
            span: await_.await_token.span,
        };
        self.graph.awaits += 1;
        let state = self.new_state(Some(awaited));
        self.graph.states[state].reached = !self.unreachable;
        let keeps = self.guards.iter().copied().collect();
        self.push(Node::Await { operation, state, discards: fate.discards, keeps });
        self.place(state);

        let variable = self.names.temporary("r", awaited.span);
        let (runtime, ident, ready) =
            (&self.ambient.runtime, self.names.ident(variable), ready_ident(awaited));
        let tokens = quote_spanned!(awaited.span=> let mut #ident = #runtime::take(&mut #ready););
        let declares = VarSet::from([variable]);
        let code = Code { tokens, defines: declares.clone(), declares, ..Code::default() };
        self.push(Node::Statement(code));
        self.names.path(variable)
    }

    fn binary(&mut self, binary: &ExprBinary) -> Expr {
        let (left, right) = (&binary.left, &binary.right);
        match &binary.op {
            BinOp::And(_) => self.value(&parse_quote!(if #left { #right } else { false })),
            BinOp::Or(_) => self.value(&parse_quote!(if #left { true } else { #right })),
            operator if is_compound_assignment(operator) => {
                // as for numbers: the right side is evaluated first
                let mut binary = binary.clone();
                let right = self.value(right);
                *binary.right = if self.is_split(left) { self.spill(right) } else { right };
                *binary.left = self.value(left);
                Expr::Binary(binary)
            }
            _ => self.with_operands(&Expr::Binary(binary.clone())),
        }
    }
}

/// The expression in parentheses.
fn unparenthesized(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(paren) => unparenthesized(&paren.expr),
        Expr::Group(group) => unparenthesized(&group.expr),
        other => other,
    }
}
