//! Code that is copied: its `return`s become the sequence's, its `async` blocks sequences of their own, and what `?` is
//! applied to has to be ready.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{
    Expr, ExprAsync, ExprClosure, Item, parse_quote, parse_quote_spanned,
    spanned::Spanned,
    visit_mut::{self, VisitMut},
};

use super::{Ambient, Lowerer};
use crate::{
    lua::respan,
    sequence::{
        emit,
        names::{Mentions, Names},
    },
};

impl Lowerer<'_> {
    pub(super) fn copied(&mut self, mut expr: Expr) -> Expr {
        Copier { names: self.names, ambient: self.ambient, in_closure: false }.visit_expr_mut(&mut expr);
        expr
    }
}

struct Copier<'n> {
    names: &'n mut Names,
    ambient: &'n Ambient,
    in_closure: bool,
}

impl VisitMut for Copier<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Async(block) = expr {
            *expr = Expr::Verbatim(nested(block, self.names, self.ambient));
            return;
        }
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::Try(try_) = expr
            && !self.in_closure
            && matches!(&*try_.expr, Expr::Call(_) | Expr::MethodCall(_))
        {
            // So that it is said of what is not awaited yet.
            let (runtime, called) = (&self.ambient.runtime, &try_.expr);
            let span = called.span().resolved_at(Span::call_site());
            let runtime = respan(runtime, span);
            *try_.expr = parse_quote_spanned!(span=> #runtime::tried(#called));
        }
        if let Expr::Return(return_) = expr
            && !self.in_closure
        {
            let (runtime, result) = (&self.ambient.runtime, &self.ambient.result);
            let value = return_.expr.take().map_or_else(|| parse_quote!(()), |value| *value);
            *expr = parse_quote!(return #runtime::finish::<#result>(#value));
        }
    }

    fn visit_expr_closure_mut(&mut self, closure: &mut ExprClosure) {
        let outer = std::mem::replace(&mut self.in_closure, true);
        visit_mut::visit_expr_closure_mut(self, closure);
        self.in_closure = outer;
    }

    fn visit_item_mut(&mut self, _: &mut Item) {}
}

/// The sequence of an `async move` block.
fn nested(block: &ExprAsync, names: &mut Names, ambient: &Ambient) -> TokenStream {
    let captured = names.used(&Mentions::of_block(&block.block));
    let (runtime, lifetime) = (&ambient.runtime, &ambient.lifetime);
    let result = quote!(#runtime::Result<_, #runtime::DefaultError<#lifetime>>);
    let ambient = Ambient { result, end: block.block.brace_token.span.close(), ..ambient.clone() };
    let graph = super::lower(&block.block, &captured, names, &ambient);
    let values = captured.iter().map(|variable| {
        let ident = names.ident(*variable);
        (*variable, quote!(#ident))
    });
    let values: Vec<_> = values.collect();
    let result = quote! {
        #runtime::Result<#runtime::Progress<#lifetime, _>, #runtime::DefaultError<#lifetime>>
    };
    emit::machine(&graph, &values, result, names, &ambient)
}
