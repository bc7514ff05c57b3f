//! The operands of an expression, in Rust's order of evaluation: those before the last await are
//! evaluated into temporaries.
//!
//! Variables and borrows of them stay where they are unless what follows changes them, so that
//! nothing is moved or borrowed earlier than need be.

use syn::{BinOp, Expr};

use super::Lowerer;
use crate::sequence::{flow::changed, names::Mentions};

/// How an operand is used.
#[derive(Clone, Copy, PartialEq)]
enum Use {
    /// Its value is taken.
    Value,
    /// It is borrowed: the receiver of a method, what is indexed or compared.
    Place,
}

impl Lowerer<'_> {
    /// Lowers an expression by its operands.
    pub(super) fn with_operands(&mut self, expr: &Expr) -> Expr {
        let mut expr = expr.clone();
        let mut operands = operands(&mut expr);
        let originals: Vec<Expr> = operands.iter().map(|(operand, _)| (**operand).clone()).collect();
        let last = originals.iter().rposition(|operand| self.is_split(operand)).unwrap_or(0);
        for (i, (operand, usage)) in operands.iter_mut().enumerate() {
            let value = self.value(operand);
            let stays = i >= last || self.stays(operand, *usage, &originals[i + 1..=last]);
            **operand = if stays { value } else { self.spill(value) };
        }
        expr
    }

    /// Whether an operand may be evaluated after `later` ones.
    fn stays(&self, operand: &Expr, usage: Use, later: &[Expr]) -> bool {
        if self.is_split(operand) || !is_place(operand) {
            return false;
        }
        let used = self.names.used(&Mentions::of(operand));
        usage == Use::Place || later.iter().all(|later| changed(later, self.names).is_disjoint(&used))
    }
}

/// Whether evaluating it again later gives the same, as far as nothing changes it.
fn is_place(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) | Expr::Lit(_) | Expr::Closure(_) => true,
        Expr::Field(field) => is_place(&field.base),
        Expr::Reference(reference) => is_place(&reference.expr),
        Expr::Paren(paren) => is_place(&paren.expr),
        Expr::Group(group) => is_place(&group.expr),
        _ => false,
    }
}

/// The operands of an expression in the order of evaluation.
fn operands(expr: &mut Expr) -> Vec<(&mut Expr, Use)> {
    use Use::{Place, Value};
    match expr {
        Expr::Array(array) => array.elems.iter_mut().map(|element| (element, Value)).collect(),
        Expr::Tuple(tuple) => tuple.elems.iter_mut().map(|element| (element, Value)).collect(),
        Expr::Binary(binary) => {
            let usage = if compares(&binary.op) { Place } else { Value };
            vec![(&mut *binary.left, usage), (&mut *binary.right, usage)]
        }
        Expr::Call(call) => {
            let function = std::iter::once((&mut *call.func, Value));
            function.chain(call.args.iter_mut().map(|argument| (argument, Value))).collect()
        }
        Expr::MethodCall(call) => {
            let receiver = std::iter::once((&mut *call.receiver, Place));
            receiver.chain(call.args.iter_mut().map(|argument| (argument, Value))).collect()
        }
        Expr::Index(index) => vec![(&mut *index.expr, Place), (&mut *index.index, Value)],
        Expr::Range(range) => {
            let ends = range.start.iter_mut().chain(range.end.iter_mut());
            ends.map(|end| (&mut **end, Value)).collect()
        }
        Expr::Struct(struct_) => {
            struct_.fields.iter_mut().for_each(|field| {
                field.colon_token.get_or_insert_default();
            });
            let fields = struct_.fields.iter_mut().map(|field| (&mut field.expr, Value));
            fields.chain(struct_.rest.iter_mut().map(|rest| (&mut **rest, Place))).collect()
        }
        Expr::Paren(paren) => vec![(&mut *paren.expr, Place)],
        Expr::Cast(cast) => vec![(&mut *cast.expr, Value)],
        Expr::Unary(unary) => vec![(&mut *unary.expr, Value)],
        Expr::Field(field) => vec![(&mut *field.base, Place)],
        Expr::Reference(reference) => vec![(&mut *reference.expr, Place)],
        Expr::RawAddr(address) => vec![(&mut *address.expr, Place)],
        Expr::Repeat(repeat) => vec![(&mut *repeat.expr, Value)],
        Expr::Let(let_) => vec![(&mut *let_.expr, Place)],
        _ => Vec::new(),
    }
}

fn compares(operator: &BinOp) -> bool {
    use BinOp::{Eq, Ge, Gt, Le, Lt, Ne};
    matches!(operator, Eq(_) | Ne(_) | Lt(_) | Le(_) | Gt(_) | Ge(_))
}
