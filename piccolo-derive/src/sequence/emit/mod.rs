//! From states to code: a state machine of the runtime, made of its first state and a closure that
//! captures nothing.
//!
//! Between two suspensions, variables go from state to state in local slots; only what is needed after
//! a suspension enters the traced state.

mod nodes;
mod states;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Lifetime;

use self::states::States;
use super::{
    graph::{Awaited, Graph, StateId},
    liveness::live,
    lower::Ambient,
    names::{Names, VarId, VarSet},
};

/// How many states the machine can be found in for its code to be copied to where it is started and to
/// where it is resumed, each of which then has only what it needs.
const INLINED: usize = 4;

/// An expression for the machine of `graph`. `values` are those of its variables at the start, `result`
/// is the type that its code returns.
pub(super) fn machine(
    graph: &Graph,
    values: &[(VarId, TokenStream)],
    result: TokenStream,
    names: &Names,
    ambient: &Ambient,
) -> TokenStream {
    let mut suspendable = vec![0];
    suspendable.extend(graph.order.iter().filter(|state| graph.states[**state].after.is_some()));
    let states = States { runtime: &ambient.runtime, count: suspendable.len() + 1 };
    Emitter { graph, names, ambient, live: live(graph), suspendable, states }.machine(values, result)
}

struct Emitter<'a> {
    graph: &'a Graph,
    names: &'a Names,
    ambient: &'a Ambient,
    live: Vec<VarSet>,
    /// The states that the machine can be found in.
    suspendable: Vec<StateId>,
    states: States<'a>,
}

impl Emitter<'_> {
    fn machine(&self, values: &[(VarId, TokenStream)], result: TokenStream) -> TokenStream {
        let runtime = &self.ambient.runtime;
        let start = self.start(values);
        let (machine, ctx, stack, input) =
            (site("__machine"), site("__ctx"), site("__stack"), site("__input"));
        let (ready, slots) = (self.ready(), self.slots());
        let (resume, enter, run) = (self.resume(), self.enter(), self.run());
        let handling = self.handling();
        let inline = (self.suspendable.len() <= INLINED).then(|| quote!(#[inline(always)]));
        let items = &self.graph.items;
        let context =
            self.ambient.context.as_ref().map(|name| quote!(#[allow(unused_variables)] let #name = #ctx;));
        quote! {{
            #[allow(unused_imports)]
            use #runtime::{
                DiscardAny as _, DiscardUnit as _, IterateAny as _, IterateKept as _, KeepStatic as _,
                KeepTraced as _,
            };
            #(#items)*
            #runtime::machine(
                #start,
                #inline
                |#machine, #ctx, #stack, #input| -> #result {
                    #context
                    #ready
                    #slots
                    #resume
                    #enter
                    #run
                },
                #handling,
            )
        }}
    }

    /// The first state.
    fn start(&self, values: &[(VarId, TokenStream)]) -> TokenStream {
        let needed = values.iter().filter(|(variable, _)| self.live[0].contains(variable));
        let held = needed.map(|(variable, value)| {
            let span = self.names.ident(*variable).span().resolved_at(Span::mixed_site());
            self.keep(value.clone(), span)
        });
        self.states.state(0, &quote!(()), &held.collect::<Vec<_>>())
    }

    /// Where the results of awaits are put.
    fn ready(&self) -> TokenStream {
        let runtime = &self.ambient.runtime;
        let numbers = self.suspendable.iter().filter_map(|state| self.graph.states[*state].after);
        let idents = numbers.map(ready_ident);
        quote!(#(let mut #idents = #runtime::None;)*)
    }

    /// Where variables are put on their way from one state to another.
    fn slots(&self) -> TokenStream {
        let runtime = &self.ambient.runtime;
        let variables: VarSet =
            self.graph.order.iter().flat_map(|state| &self.live[*state]).copied().collect();
        let idents = variables.iter().map(|variable| slot_ident(*variable));
        quote!(#(let mut #idents = #runtime::None;)*)
    }

    /// Resumes the operation that is waited for.
    fn resume(&self) -> TokenStream {
        let runtime = &self.ambient.runtime;
        let (machine, input, result) = (site("__machine"), site("__input"), site("__result"));
        let arms: Vec<_> = (1..self.suspendable.len()).map(|position| self.resume_arm(position)).collect();
        if arms.is_empty() {
            return quote!();
        }
        quote! {
            if let #runtime::Some(#result) = #input {
                match #machine {
                    #(#arms)*
                    _ => return #runtime::spent(),
                }
            }
        }
    }

    fn resume_arm(&self, position: usize) -> TokenStream {
        let runtime = &self.ambient.runtime;
        let state = &self.graph.states[self.suspendable[position]];
        let awaited = state.after.expect("all but the first follow awaits");
        let span = awaited.span.resolved_at(Span::mixed_site());
        let local = |name: &str| Ident::new(name, span);
        let (ctx, stack, wait) = (local("__ctx"), local("__stack"), local("__wait"));
        let (value, request, result) = (local("__value"), local("__request"), local("__result"));
        let ready = ready_ident(awaited);
        let pattern = self.states.waiting(position, &wait.to_token_stream());
        quote_spanned! {span=>
            #pattern => match #runtime::Wait::resume(#wait, #ctx, #stack, #result) {
                #runtime::Progress::Ready(#value) => #ready = #runtime::Some(#value),
                #runtime::Progress::Suspended(#request) => {
                    return #runtime::Ok(#runtime::Progress::Suspended(#request));
                }
            },
        }
    }

    /// Takes the variables out of the traced state.
    fn enter(&self) -> TokenStream {
        let runtime = &self.ambient.runtime;
        let (machine, program_counter) = (site("__machine"), site("__state"));
        let spent = self.states.spent();
        let arms = self.suspendable.iter().enumerate().map(|(position, &state)| {
            let live = &self.live[state];
            let idents: Vec<_> = live.iter().map(|variable| site(&format!("__held{variable}"))).collect();
            let held: Vec<_> = idents.iter().map(ToTokens::to_token_stream).collect();
            let pattern = self.states.state(position, &quote!(_), &held);
            let slots = live.iter().map(|variable| slot_ident(*variable));
            let number = self.number(state);
            quote!(#pattern => { #(#slots = #runtime::Some(#runtime::Kept::get(#idents));)* #number })
        });
        quote! {
            let mut #program_counter: u32 = match #runtime::replace(#machine, #spent) {
                #(#arms)*
                _ => return #runtime::spent(),
            };
        }
    }

    /// Runs states until one suspends or returns.
    fn run(&self) -> TokenStream {
        let (runtime, result) = (&self.ambient.runtime, &self.ambient.result);
        let (program_counter, end) = (site("__state"), site("__end"));
        let run = Lifetime::new("'__run", Span::mixed_site());
        let arms = self.graph.order.iter().map(|&state| self.state(state));
        quote! {
            #run: loop {
                let #end: #result = match #program_counter {
                    #(#arms)*
                    _ => return #runtime::spent(),
                };
                return #runtime::finish::<#result>(#end);
            }
        }
    }

    fn state(&self, state: StateId) -> TokenStream {
        let runtime = &self.ambient.runtime;
        let live = &self.live[state];
        let loads = live.iter().map(|&variable| {
            let (ident, slot) = (self.names.ident(variable), slot_ident(variable));
            let mutable = self.names.is_mutable(variable).then(|| quote!(mut));
            quote!(let #mutable #ident = #runtime::take(&mut #slot);)
        });
        let loads: TokenStream = loads.collect();
        let body = self.list(self.graph.states[state].list, live.clone());
        let own = site("__stack");
        let stack = self
            .ambient
            .stack
            .as_ref()
            .map(|name| quote!(#[allow(unused_variables)] let #name = &mut *#own;));
        // the label makes a stray `continue` in a macro an error
        let span = self.ambient.end;
        let label = Lifetime::new("'__state", span.resolved_at(Span::mixed_site()));
        let number = self.number(state);
        quote_spanned!(span=> #number => #label: { #stack #loads #body })
    }

    /// What the machine does with errors, state by state.
    fn handling(&self) -> TokenStream {
        let runtime = &self.ambient.runtime;
        let machine = site("__machine");
        let arms = (1..self.suspendable.len()).map(|position| {
            let state = &self.graph.states[self.suspendable[position]];
            let awaited = state.after.expect("all but the first follow awaits");
            let span = awaited.span.resolved_at(Span::mixed_site());
            let wait = Ident::new("__wait", span);
            let pattern = self.states.waiting(position, &wait.to_token_stream());
            let handling = Ident::new(if awaited.passes_errors { "passed_on" } else { "handled" }, span);
            quote_spanned!(span=> #pattern => #runtime::#handling(#wait),)
        });
        let arms: Vec<_> = arms.collect();
        if arms.is_empty() {
            return quote!(|_| #runtime::not_waiting());
        }
        quote!(|#machine| match #machine { #(#arms)* _ => #runtime::not_waiting() })
    }

    fn number(&self, state: StateId) -> u32 {
        u32::try_from(state).expect("a function has fewer states than bytes")
    }

    /// Where a state stands among those that the machine can be found in.
    fn position(&self, state: StateId) -> usize {
        self.suspendable.iter().position(|other| *other == state).expect("awaits lead to reached states")
    }
}

/// An identifier of the expansion's own.
fn site(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// Where the result of an await is put.
pub(super) fn ready_ident(awaited: Awaited) -> Ident {
    let span = awaited.span.resolved_at(Span::mixed_site());
    Ident::new(&format!("__ready{}", awaited.number), span)
}

fn slot_ident(variable: VarId) -> Ident {
    site(&format!("__slot{variable}"))
}
