//! From states to code: a state machine of the runtime, made of its first state and a closure that
//! captures nothing.
//!
//! Between two suspensions, variables go from state to state in local slots; only what is needed after
//! a suspension enters the traced state.

mod copies;
mod nodes;
mod states;

use std::{cell::Cell, collections::BTreeMap};

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Lifetime;

use self::nodes::Scope;
use self::states::{States, tuple};
use super::{
    graph::{Awaited, Graph, StateId},
    liveness::live,
    lower::Ambient,
    names::{Names, VarId, VarSet},
};

/// How many awaits a function may have for its code to be copied to where it is started and to where it is
/// resumed, each of which then has only what it needs.
const INLINED: usize = 3;

/// An expression for the machine of `graph`. `values` are those of its variables at the start, `result`
/// is the type that its code returns.
pub(super) fn machine(
    graph: &Graph,
    values: &[(VarId, TokenStream)],
    result: TokenStream,
    names: &Names,
    ambient: &Ambient,
) -> TokenStream {
    let is_suspendable = |state: &&StateId| graph.states[**state].after.is_some();
    let suspendable: Vec<_> = graph.order.iter().filter(is_suspendable).copied().collect();
    let states = States { runtime: &ambient.runtime, count: suspendable.len() + 1 };
    Emitter { graph, names, ambient, live: live(graph), suspendable, states, copied: Cell::new(None) }
        .machine(values, result)
}

struct Emitter<'a> {
    graph: &'a Graph,
    names: &'a Names,
    ambient: &'a Ambient,
    live: Vec<VarSet>,
    /// The states that the machine can be found in while it is suspended.
    suspendable: Vec<StateId>,
    states: States<'a>,
    /// The state that stands behind the code being written, to be reached without the dispatch.
    copied: Cell<Option<StateId>>,
}

impl Emitter<'_> {
    fn machine(&self, values: &[(VarId, TokenStream)], result: TokenStream) -> TokenStream {
        let runtime = &self.ambient.runtime;
        let start = self.start(values);
        let (machine, ctx, stack, entry) =
            (site("__machine"), site("__ctx"), site("__stack"), site("__entry"));
        let (ready, slots) = (self.ready(), self.slots());
        let (spent, enter, run) = (self.states.spent(), self.enter(), self.run());
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
                #spent,
                #inline
                |#machine, #ctx, #stack, #entry| -> #result {
                    #context
                    #ready
                    #slots
                    #enter
                    #run
                },
                #handling,
            )
        }}
    }

    /// The arguments, as the machine holds them until it is started.
    fn start(&self, values: &[(VarId, TokenStream)]) -> TokenStream {
        let needed = values.iter().filter(|(variable, _)| self.live[0].contains(variable));
        // in the order in which they are taken out
        let needed: BTreeMap<_, _> = needed.map(|(variable, value)| (variable, value)).collect();
        let held = needed.into_iter().map(|(variable, value)| {
            let span = self.names.ident(*variable).span().resolved_at(Span::mixed_site());
            self.keep(value.clone(), span)
        });
        tuple(&held.collect::<Vec<_>>())
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

    fn resume_arm(&self, position: usize) -> TokenStream {
        let runtime = &self.ambient.runtime;
        let state = &self.graph.states[self.suspendable[position]];
        let awaited = state.after.expect("suspendable states follow awaits");
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

    /// Resumes the operation that is waited for, and takes the variables out of the traced state.
    fn enter(&self) -> TokenStream {
        let runtime = &self.ambient.runtime;
        let (entry, program_counter, result) = (site("__entry"), site("__state"), site("__result"));
        let (arguments, slots) = self.held_slots(0);
        let arguments = tuple(&arguments);
        let resume = self.resume();
        quote! {
            let mut #program_counter: u32 = match #entry {
                #runtime::Entry::Start(#arguments) => { #slots 0 }
                #runtime::Entry::Resume(#result) => { #resume }
            };
        }
    }

    fn resume(&self) -> TokenStream {
        let runtime = &self.ambient.runtime;
        let (machine, result) = (site("__machine"), site("__result"));
        if self.suspendable.is_empty() {
            return quote!(let _ = (#machine, #result); return #runtime::spent(););
        }
        let spent = self.states.spent();
        let resumed = (0..self.suspendable.len()).map(|position| self.resume_arm(position));
        let entered = self.suspendable.iter().enumerate().map(|(position, &state)| {
            let (held, slots) = self.held_slots(state);
            let pattern = self.states.state(position, &quote!(_), &held);
            let number = self.number(state);
            quote!(#pattern => { #slots #number })
        });
        quote! {
            match #machine {
                #(#resumed)*
                _ => return #runtime::spent(),
            }
            match #runtime::replace(#machine, #spent) {
                #(#entered)*
                _ => return #runtime::spent(),
            }
        }
    }

    /// Patterns for the variables that a state holds, and the code that puts them into their slots.
    fn held_slots(&self, state: StateId) -> (Vec<TokenStream>, TokenStream) {
        let runtime = &self.ambient.runtime;
        let live = &self.live[state];
        let idents: Vec<_> = live.iter().map(|variable| site(&format!("__held{variable}"))).collect();
        let slots = live.iter().map(|variable| slot_ident(*variable));
        let fill = quote!(#(#slots = #runtime::Some(#runtime::Kept::get(#idents));)*);
        (idents.iter().map(ToTokens::to_token_stream).collect(), fill)
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
        let head = self.copied_head(state);
        self.copied.set(head);
        let mut body = self.body(state);
        self.copied.set(None);
        if let Some(head) = head {
            let (label, head) = (head_label(), self.body(head));
            body = quote!(#label: { #body } #head);
        }
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
        quote_spanned!(span=> #number => #label: { #stack #body })
    }

    /// Takes the variables of a state out of their slots, and runs its code.
    fn body(&self, state: StateId) -> TokenStream {
        let runtime = &self.ambient.runtime;
        let live = &self.live[state];
        let loads = live.iter().map(|&variable| {
            let (ident, slot) = (self.names.ident(variable), slot_ident(variable));
            let mutable = self.names.is_mutable(variable).then(|| quote!(mut));
            quote!(let #mutable #ident = #runtime::take(&mut #slot);)
        });
        let loads: TokenStream = loads.collect();
        let scope = Scope::of_state(live);
        let code = self.list(self.graph.states[state].list, scope);
        quote!(#loads #code)
    }

    /// What the machine does with errors, state by state.
    fn handling(&self) -> TokenStream {
        let runtime = &self.ambient.runtime;
        let machine = site("__machine");
        let question = site("__question");
        let arms = (0..self.suspendable.len()).map(|position| {
            let state = &self.graph.states[self.suspendable[position]];
            let awaited = state.after.expect("suspendable states follow awaits");
            let span = awaited.span.resolved_at(Span::mixed_site());
            let wait = Ident::new("__wait", span);
            let pattern = self.states.waiting(position, &wait.to_token_stream());
            let handling = Ident::new(if awaited.passes_errors { "passed_on" } else { "handled" }, span);
            quote_spanned!(span=> #pattern => #runtime::#handling(#wait, #question),)
        });
        let arms: Vec<_> = arms.collect();
        if arms.is_empty() {
            return quote!(|_, _| #runtime::not_waiting());
        }
        quote!(|#machine, #question| match #machine { #(#arms)* _ => #runtime::not_waiting() })
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

/// What ends the blocks that are left on the way to a state.
fn exit_label(state: StateId) -> Lifetime {
    Lifetime::new(&format!("'__exit{state}"), Span::mixed_site())
}

/// What ends the code before a copied state.
fn head_label() -> Lifetime {
    Lifetime::new("'__head", Span::mixed_site())
}

fn slot_ident(variable: VarId) -> Ident {
    site(&format!("__slot{variable}"))
}
