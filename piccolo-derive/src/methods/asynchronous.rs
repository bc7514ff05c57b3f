//! The block as Rust gets it: without our attributes, and with sequences in place of `async` functions.
//!
//! An `async` method is an associated function whose first parameter is the handle. Each `self` in it
//! becomes a borrow of its own that ends with the expression, so that none is there while it waits.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    Error, Expr, ExprClosure, ExprPath, FnArg, Ident, ImplItem, ImplItemFn, ItemImpl, Macro, parse_quote,
    parse_quote_spanned,
    spanned::Spanned,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use crate::{
    lua::{mistakes::Mistakes, options::strip},
    methods::model::{Kind, Model},
    sequence,
};

/// The block without `#[lua(..)]`, and with its `async` functions rewritten.
pub(super) fn rewrite(model: &Model, block: &mut ItemImpl, mistakes: &mut Mistakes) -> TokenStream {
    for item in &mut block.items {
        match item {
            ImplItem::Fn(function) => {
                strip(&mut function.attrs);
                for input in &mut function.sig.inputs {
                    match input {
                        FnArg::Typed(input) => strip(&mut input.attrs),
                        FnArg::Receiver(receiver) => strip(&mut receiver.attrs),
                    }
                }
                if function.sig.asyncness.is_some() {
                    *item = rewrite_function(model, function, mistakes);
                }
            }
            ImplItem::Const(constant) => strip(&mut constant.attrs),
            _ => {}
        }
    }
    block.to_token_stream()
}

fn rewrite_function(model: &Model, function: &mut ImplItemFn, mistakes: &mut Mistakes) -> ImplItem {
    let is_offered = model.members.iter().any(|member| {
        matches!(&member.kind, Kind::Function(_, signature) if signature.is_async)
            && member.ident == function.sig.ident
    });
    if !is_offered {
        return ImplItem::Fn(function.clone());
    }
    let krate = &model.krate;
    if let Some(FnArg::Receiver(receiver)) = function.sig.inputs.first() {
        let gc = &model.gc;
        let this = Ident::new("__this", receiver.self_token.span.resolved_at(Span::call_site()));
        let m = quote!(#krate::convert::expansion);
        let mut renaming = Renaming { this: this.clone(), m: m.clone(), mistakes };
        renaming.visit_block_mut(&mut function.block);
        function.sig.inputs[0] = parse_quote!(#this: #m::UserRef<#gc, Self>);
    }
    let options = quote!(crate = #krate);
    ImplItem::Verbatim(sequence::expand(options, function.to_token_stream()))
}

/// Replaces `self`.
struct Renaming<'a> {
    this: Ident,
    m: TokenStream,
    mistakes: &'a mut Mistakes,
}

impl Renaming<'_> {
    fn borrow(&self, span: Span) -> TokenStream {
        let (m, this) = (&self.m, &self.this);
        let this = Ident::new(&this.to_string(), this.span().located_at(span));
        quote_spanned!(span=> (&*#m::borrow(#this)?))
    }

    /// Replaces `self` in the arguments of a macro.
    fn rename_tokens(&self, tokens: TokenStream) -> TokenStream {
        let mut renamed = TokenStream::new();
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Ident(ident) if ident == "self" => {
                    let is_path =
                        matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
                    renamed.extend(if is_path {
                        ident.into_token_stream()
                    } else {
                        self.borrow(ident.span())
                    });
                }
                TokenTree::Group(group) => {
                    let mut inside =
                        proc_macro2::Group::new(group.delimiter(), self.rename_tokens(group.stream()));
                    inside.set_span(group.span());
                    renamed.extend([TokenTree::Group(inside)]);
                }
                other => renamed.extend([other]),
            }
        }
        renamed
    }
}

impl VisitMut for Renaming<'_> {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        match expression {
            Expr::Path(ExprPath { path, .. }) if path.is_ident("self") => {
                let span = path.span();
                let borrow = self.borrow(span);
                *expression = parse_quote_spanned!(span=> #borrow);
            }
            other => visit_mut::visit_expr_mut(self, other),
        }
    }

    fn visit_expr_closure_mut(&mut self, closure: &mut ExprClosure) {
        let mut search = SearchSelf(None);
        search.visit_expr(&closure.body);
        match search.0 {
            Some(span) => self.mistakes.note(Error::new(
                span,
                "in an `async` method each use of `self` borrows the object anew, which a closure can not: borrow \
                 it before, with `let this = self;`, and use that in the closure",
            )),
            None => visit_mut::visit_expr_closure_mut(self, closure),
        }
    }

    fn visit_macro_mut(&mut self, invocation: &mut Macro) {
        invocation.tokens = self.rename_tokens(std::mem::take(&mut invocation.tokens));
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// Finds `self`.
struct SearchSelf(Option<Span>);

impl<'ast> Visit<'ast> for SearchSelf {
    fn visit_expr_path(&mut self, path: &'ast ExprPath) {
        if path.path.is_ident("self") {
            self.0.get_or_insert(path.span());
        }
        visit::visit_expr_path(self, path);
    }

    fn visit_macro(&mut self, invocation: &'ast Macro) {
        fn search(tokens: TokenStream) -> Option<Span> {
            tokens.into_iter().find_map(|token| match token {
                TokenTree::Ident(ident) => (ident == "self").then(|| ident.span()),
                TokenTree::Group(group) => search(group.stream()),
                _ => None,
            })
        }
        if let Some(span) = search(invocation.tokens.clone()) {
            self.0.get_or_insert(span);
        }
    }
}
