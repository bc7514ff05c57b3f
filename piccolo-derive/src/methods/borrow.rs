//! Borrows of `self` that an `async` method would hold while it waits.
//!
//! rustc refuses all of them. Those that are plain to see are reported here, in the terms of the source.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Block, Error, Expr, ExprPath, Ident, Local, Pat, Stmt,
    visit::{self, Visit},
};

/// The variables that borrow from `self` and are mentioned again after an `.await`.
pub(super) fn held(body: &Block) -> Vec<Error> {
    let mut search = Search(Vec::new());
    search.visit_block(body);
    search.0
}

struct Search(Vec<Error>);

impl<'ast> Visit<'ast> for Search {
    fn visit_block(&mut self, block: &'ast Block) {
        for (place, statement) in block.stmts.iter().enumerate() {
            if let Stmt::Local(local) = statement
                && let Some((name, borrow)) = borrow_in(local)
                && is_held(name, &block.stmts[place + 1..])
            {
                let text = format!(
                    "`{name}` borrows from `self` across an `.await`, during which the object may change: take what is \
                     needed out of it, with `.clone()` for example, or borrow again behind the `.await`"
                );
                self.0.push(Error::new_spanned(borrow, text));
            }
        }
        visit::visit_block(self, block);
    }
}

/// The variable that a `let` makes a borrow of `self`, and the borrow.
fn borrow_in(local: &Local) -> Option<(&Ident, &Expr)> {
    let mut pattern = &local.pat;
    if let Pat::Type(typed) = pattern {
        pattern = &typed.pat;
    }
    let (Pat::Ident(pattern), Some(init)) = (pattern, &local.init) else { return None };
    is_borrow(&init.expr).then_some((&pattern.ident, &init.expr))
}

fn is_borrow(expression: &Expr) -> bool {
    match expression {
        Expr::Path(ExprPath { path, .. }) => path.is_ident("self"),
        Expr::Paren(paren) => is_borrow(&paren.expr),
        Expr::Reference(reference) => is_place_in_self(&reference.expr),
        _ => false,
    }
}

fn is_place_in_self(expression: &Expr) -> bool {
    match expression {
        Expr::Path(ExprPath { path, .. }) => path.is_ident("self"),
        Expr::Paren(paren) => is_place_in_self(&paren.expr),
        Expr::Field(field) => is_place_in_self(&field.base),
        Expr::Index(index) => is_place_in_self(&index.expr),
        _ => false,
    }
}

/// Whether a variable is mentioned after the first of these statements that waits.
fn is_held(name: &Ident, statements: &[Stmt]) -> bool {
    let is_rebound = |statement: &Stmt| match statement {
        Stmt::Local(Local { pat: Pat::Ident(pattern), .. }) => pattern.ident == *name,
        _ => false,
    };
    let end = statements.iter().position(is_rebound).unwrap_or(statements.len());
    let scope = &statements[..end];
    let waiting = scope.iter().position(waits);
    waiting
        .is_some_and(|place| scope[place + 1..].iter().any(|later| mentions(later.to_token_stream(), name)))
}

fn waits(statement: &Stmt) -> bool {
    struct Awaits(bool);
    impl<'ast> Visit<'ast> for Awaits {
        fn visit_expr_await(&mut self, _: &'ast syn::ExprAwait) {
            self.0 = true;
        }
    }
    let mut search = Awaits(false);
    search.visit_stmt(statement);
    search.0
}

fn mentions(tokens: TokenStream, name: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == *name,
        TokenTree::Group(group) => mentions(group.stream(), name),
        _ => false,
    })
}
