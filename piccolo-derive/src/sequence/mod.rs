//! `#[sequence]`: straight-line code with `.await` becomes a traced state machine without unsafe code.
//!
//! The way of a function: its signature is read ([`signature`]) and its body checked ([`check`]); each
//! variable gets a name of its own ([`resolve`], [`names`]); what awaits is taken apart into states
//! ([`lower`], [`graph`]); the variables that each state needs are found ([`liveness`]); and states become
//! the arms of a `match` in a loop, in a closure that captures nothing ([`emit`]).
//!
//! The types of variables are never named: the state is a sum with a type parameter for whatever is
//! held, and rustc infers them. Whether a variable is traced or holds nothing of the VM is left to trait
//! resolution. So is everything else that depends on types, the errors about them included.

mod check;
mod emit;
mod flow;
mod graph;
mod liveness;
mod lower;
mod names;
mod options;
mod resolve;
mod signature;
mod suspension;
mod tokens;

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Error, Item, ItemFn, Lifetime, ReturnType, parse_quote, parse_quote_spanned, spanned::Spanned};

use self::{
    lower::Ambient,
    names::{VarId, VarSet},
    options::Options,
    resolve::{Receiver, Resolved},
    signature::Model,
};

/// The expansion of `#[sequence(options)] item`.
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let function = match syn::parse2::<ItemFn>(item.clone()) {
        Ok(function) => function,
        Err(error) => {
            let error = not_a_function(item.clone(), error).to_compile_error();
            return quote!(#error #item);
        }
    };
    let options = match syn::parse2::<Options>(options) {
        Ok(options) => options,
        Err(error) => {
            let runtime = Options::default().runtime();
            return refused(&function, vec![error], runtime.ok());
        }
    };
    let runtime = match options.runtime() {
        Ok(runtime) => runtime,
        Err(error) => return refused(&function, vec![error], None),
    };
    match sequence(&function, options.recursive, &runtime) {
        Ok(tokens) => tokens,
        Err(errors) => refused(&function, errors, Some(runtime)),
    }
}

/// The error for what is not a function with a body.
fn not_a_function(item: TokenStream, error: Error) -> Error {
    match syn::parse2::<Item>(item) {
        Ok(Item::Verbatim(_)) | Err(_) => error,
        Ok(other) => Error::new(other.span(), "`#[sequence]` is for an `async fn`: move it to one"),
    }
}

/// The function that a valid sequence becomes.
fn sequence(function: &ItemFn, recursive: bool, root: &TokenStream) -> Result<TokenStream, Vec<Error>> {
    let model = Model::new(function);
    let itself = (!recursive).then_some(&function.sig.ident);
    let is_method = function.sig.receiver().is_some();
    let mut errors = check::check(&function.block, itself, is_method);
    let model = match model {
        Ok(model) if errors.is_empty() => model,
        Ok(_) => return Err(errors),
        Err(mut found) => {
            found.append(&mut errors);
            return Err(found);
        }
    };
    let runtime = quote!(#root::sequence::expansion);
    let machine = machine(function, &model, &runtime);
    let (lifetime, output) = (&model.lifetime, &model.output);
    let mut signature = model.signature.clone();
    let span = output.span().resolved_at(Span::call_site());
    let body = if recursive {
        signature.output = parse_quote!(-> #runtime::Dyn<#lifetime, #output>);
        quote!(#runtime::Dyn::new(#machine))
    } else {
        signature.output =
            parse_quote_spanned!(span=> -> impl #runtime::Seq<#lifetime, Output = #output> + #lifetime);
        machine
    };
    let (attributes, visibility, mentions) = (&function.attrs, &function.vis, model.mentions());
    Ok(quote! {
        #(#attributes)*
        #[allow(
            unused_assignments, unused_braces, unused_labels, unused_mut, unused_parens, unreachable_code,
            path_statements, clippy::all
        )]
        #visibility #signature {
            #mentions
            #body
        }
    })
}

/// The machine of the function's body.
fn machine(function: &ItemFn, model: &Model, runtime: &TokenStream) -> TokenStream {
    let mut body = (*function.block).clone();
    body.stmts.splice(0..0, model.patterns.iter().cloned());
    let ambient_names: Vec<_> = model.context.iter().chain(&model.stack).collect();
    let resolved = resolve::resolve(&mut body, model.receiver, &model.parameters, &ambient_names);
    let values = values(model, &resolved, runtime);
    let mut names = resolved.names;
    let (lifetime, output) = (&model.lifetime, &model.output);
    let span = output.span();
    let ambient = Ambient {
        lifetime: lifetime.clone(),
        runtime: runtime.clone(),
        context: model.context.clone(),
        stack: model.stack.clone(),
        result: quote!(#output),
        end: function.block.brace_token.span.close(),
    };
    let parameters: VarSet = values.iter().map(|(variable, _)| *variable).collect();
    let graph = lower::lower(&body, &parameters, &mut names, &ambient);
    let span = span.resolved_at(Span::call_site());
    let value = quote_spanned!(span=> <#output as #runtime::Outcome>::Value);
    let error = quote_spanned!(span=> <#output as #runtime::Outcome>::Error);
    let result = quote!(#runtime::Result<#runtime::Progress<#lifetime, #value>, #error>);
    let machine = emit::machine(&graph, &values, result, &names, &ambient);
    names.restore(machine)
}

/// The values that the parameters have at the start.
fn values(model: &Model, resolved: &Resolved, runtime: &TokenStream) -> Vec<(VarId, TokenStream)> {
    let receiver =
        resolved.receiver.zip(model.self_token).map(|(variable, token)| match (model.receiver, token) {
            (Receiver::Reference, token) => (variable, quote_spanned!(token.span=> #runtime::handle(#token))),
            (_, token) => (variable, quote!(#token)),
        });
    let parameters = resolved.parameters.iter().zip(&model.parameters);
    let parameters = parameters.map(|(variable, parameter)| {
        let name = &parameter.name;
        (*variable, quote!(#name))
    });
    receiver.into_iter().chain(parameters).collect()
}

/// The errors, and a function that keeps its callers from failing too.
fn refused(function: &ItemFn, errors: Vec<Error>, root: Option<TokenStream>) -> TokenStream {
    let errors = errors.iter().map(Error::to_compile_error);
    let errors = quote!(#(#errors)*);
    let (Some(root), ReturnType::Type(_, output)) = (root, &function.sig.output) else { return errors };
    let lifetime =
        signature::lifetime(&function.sig).unwrap_or_else(|_| Lifetime::new("'static", Span::call_site()));
    let runtime = quote!(#root::sequence::expansion);
    let mut signature = function.sig.clone();
    signature.asyncness = None;
    signature.output = parse_quote!(-> impl #runtime::Seq<#lifetime, Output = #output>);
    let (attributes, visibility) = (&function.attrs, &function.vis);
    quote! {
        #errors
        #(#attributes)*
        #[allow(unused)]
        #visibility #signature { #runtime::refused::<#output>() }
    }
}
