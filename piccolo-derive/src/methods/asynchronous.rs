//! The block as Rust gets it: without our attributes, and with sequences in place of `async` functions.
//!
//! An `async` method is an associated function whose first parameter is the handle. Each `self` in it
//! becomes a borrow of its own that ends with the expression, so that none is there while it waits.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    Error, Expr, ExprClosure, ExprPath, FnArg, Ident, ImplItem, ImplItemFn, ItemImpl, Lifetime, Macro,
    Signature, parse_quote, parse_quote_spanned,
    spanned::Spanned,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use crate::{
    lua::{mistakes::Mistakes, options::strip, respan},
    methods::{
        borrow,
        model::{Model, bare_option},
    },
    sequence,
};

/// The block without `#[lua(..)]`, and with its `async` functions rewritten. Those that have mistakes are
/// no members any more.
pub(super) fn rewrite(model: &mut Model, block: &mut ItemImpl, mistakes: &mut Mistakes) -> TokenStream {
    for item in &mut block.items {
        match item {
            ImplItem::Fn(function) => {
                strip(&mut function.attrs);
                function.attrs.retain(|attribute| bare_option(attribute).is_none());
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

fn rewrite_function(model: &mut Model, function: &mut ImplItemFn, mistakes: &mut Mistakes) -> ImplItem {
    let ident = function.sig.ident.clone();
    let Some(place) = model.members.iter().position(|member| member.ident == ident && member.is_async())
    else {
        return ImplItem::Fn(without_body(function));
    };
    let krate = &model.krate;
    let m = quote!(#krate::convert::expansion);
    if let Some(FnArg::Receiver(receiver)) = function.sig.inputs.first() {
        let held = borrow::held(&function.block);
        if !held.is_empty() {
            held.into_iter().for_each(|error| mistakes.note(error));
            model.members.remove(place);
            return ImplItem::Fn(without_body(function));
        }
        let this = Ident::new("__this", receiver.self_token.span.resolved_at(Span::call_site()));
        let gc = lifetime(model, &function.sig);
        let waiting = model.members.iter().filter(|member| member.is_async_method());
        let waiting = waiting.map(|member| &member.ident).collect();
        let mut renaming = Renaming { this: this.clone(), m: m.clone(), waiting, mistakes };
        renaming.visit_block_mut(&mut function.block);
        function.sig.inputs[0] = parse_quote!(#this: #m::UserRef<#gc, Self>);
        // As in userdata.
        for parameter in model.generics.type_params().map(|parameter| &parameter.ident) {
            let conditions = function.sig.generics.make_where_clause();
            conditions.predicates.push(parse_quote!(#parameter: 'static));
        }
    }
    let sequence = sequence::expand(quote!(crate = #krate), function.to_token_stream());
    if reports_errors(sequence.clone()) {
        model.members.remove(place);
    }
    ImplItem::Verbatim(sequence)
}

/// The lifetime of the VM in an `async` function: the block's, or the function's own.
fn lifetime(model: &Model, signature: &Signature) -> Lifetime {
    if model.generics.lifetimes().next().is_some() {
        return model.gc.clone();
    }
    let own: Vec<&Lifetime> = signature.generics.lifetimes().map(|own| &own.lifetime).collect();
    let named_gc = own.iter().find(|own| own.ident == "gc");
    let anonymous = Lifetime::new("'_", signature.ident.span());
    named_gc.or(own.first()).map_or(anonymous, |own| (*own).clone())
}

/// A function that has been reported, in a form that leads to no other errors.
fn without_body(function: &ImplItemFn) -> ImplItemFn {
    let mut function = function.clone();
    function.sig.asyncness = None;
    function.block = parse_quote!({ loop {} });
    function.attrs.push(parse_quote!(#[allow(unused, clippy::all)]));
    function
}

/// Whether an expansion has a `compile_error!` in it.
fn reports_errors(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| matches!(token, TokenTree::Ident(ident) if ident == "compile_error"))
}

/// Replaces `self`.
struct Renaming<'a> {
    this: Ident,
    m: TokenStream,
    /// The methods that wait, which are functions of the handle.
    waiting: Vec<&'a Ident>,
    mistakes: &'a mut Mistakes,
}

impl Renaming<'_> {
    fn handle(&self, span: Span) -> Ident {
        Ident::new(&self.this.to_string(), self.this.span().located_at(span))
    }

    fn borrow(&self, span: Span) -> TokenStream {
        let (m, this) = (respan(&self.m, span), self.handle(span));
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
            Expr::MethodCall(call) if is_self(&call.receiver) && self.waiting.contains(&&call.method) => {
                let this = self.handle(call.receiver.span());
                call.args.iter_mut().for_each(|argument| self.visit_expr_mut(argument));
                let (method, arguments) = (&call.method, &call.args);
                let span = method.span().resolved_at(Span::call_site());
                *expression = parse_quote_spanned!(span=> Self::#method(#this, #arguments));
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

fn is_self(expression: &Expr) -> bool {
    matches!(expression, Expr::Path(ExprPath { path, .. }) if path.is_ident("self"))
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
