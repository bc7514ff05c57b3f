//! The code of a state.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Lifetime;

use super::{Emitter, exit_label, head_label, ready_ident, site, slot_ident};
use crate::sequence::{
    graph::{Code, ListId, MatchArm, Node, StateId},
    names::{VarId, VarSet},
};

/// Where code stands.
#[derive(Clone, Default)]
pub(super) struct Scope {
    /// The variables that exist as locals.
    locals: VarSet,
    /// How many blocks are around it.
    depth: usize,
    /// The states that it reaches by leaving blocks first.
    exits: BTreeSet<StateId>,
}

impl Scope {
    /// That of a state's code, whose variables `live` are at hand.
    pub(super) fn of_state(live: &VarSet) -> Self {
        Self { locals: live.clone(), ..Self::default() }
    }

    fn with(&self, locals: &VarSet) -> Self {
        Self { locals: &self.locals | locals, ..self.clone() }
    }
}

impl Emitter<'_> {
    /// The code of a list.
    pub(super) fn list(&self, list: ListId, mut scope: Scope) -> TokenStream {
        self.nodes(&self.graph.lists[list], &mut scope)
    }

    fn nodes(&self, nodes: &[Node], scope: &mut Scope) -> TokenStream {
        let mut code = TokenStream::new();
        for (index, node) in nodes.iter().enumerate() {
            if let Node::Scope(inside) = node {
                code.extend(self.scope(*inside, &nodes[index + 1..], scope));
                break;
            }
            code.extend(self.node(node, scope));
        }
        code
    }

    /// A block, and what follows it. Variables move to other states when the block's own are gone: jumps
    /// first leave the block, then do the moves.
    fn scope(&self, inside: ListId, after: &[Node], scope: &mut Scope) -> TokenStream {
        let mut leaving = Vec::new();
        self.collect_gotos(inside, &mut leaving);
        let is_new =
            |state: &StateId| self.graph.states[*state].depth == scope.depth && !scope.exits.contains(state);
        let exits: BTreeSet<_> = leaving.into_iter().filter(is_new).collect();
        let declared = self.declare(&self.assigned_inside(&Node::Scope(inside)), &mut scope.locals);
        scope.exits.extend(&exits);
        let inner = Scope { depth: scope.depth + 1, ..scope.clone() };
        let block = self.list(inside, inner);
        let after_block = self.nodes(after, scope);
        let mut code = quote!({ #block } #after_block);
        scope.exits.retain(|state| !exits.contains(state));
        let falls_through = !self.diverges(inside) && !after.last().is_some_and(|node| self.is_end(node));
        let behind = Lifetime::new("'__behind", Span::mixed_site());
        let skip = (falls_through && !exits.is_empty()).then(|| quote!(break #behind;));
        code.extend(skip.clone());
        for &state in &exits {
            let (label, goto) = (exit_label(state), self.goto(state, scope));
            code = quote!(#label: { #code } #goto);
        }
        if skip.is_some() {
            code = quote!(#behind: { #code });
        }
        quote!(#declared #code)
    }

    /// Whether the end of a list is not reached.
    fn diverges(&self, list: ListId) -> bool {
        self.graph.lists[list].last().is_some_and(|node| self.is_end(node))
    }

    fn is_end(&self, node: &Node) -> bool {
        match node {
            Node::Goto(_) | Node::Return(_) | Node::Await { .. } => true,
            Node::Scope(list) => self.diverges(*list),
            Node::If { then, otherwise, .. } => self.diverges(*then) && self.diverges(*otherwise),
            Node::Match { arms, .. } => arms.iter().all(|arm| self.diverges(arm.list)),
            Node::Statement(_) | Node::Declare(_) | Node::Set { .. } | Node::LetElse { .. } => false,
        }
    }

    fn node(&self, node: &Node, scope: &mut Scope) -> TokenStream {
        match node {
            Node::Statement(code) => {
                let declared = self.declare(&code.assigns, &mut scope.locals);
                scope.locals.extend(&code.declares);
                let tokens = &code.tokens;
                quote!(#declared #tokens)
            }
            Node::Declare(variable) => self.declare_inline(*variable, &mut scope.locals),
            Node::Set { variable, value } => self.set(*variable, value, &mut scope.locals),
            Node::Goto(state) => self.goto(*state, scope),
            Node::Return(code) => {
                let (runtime, result) = (&self.ambient.runtime, &self.ambient.result);
                let tokens = &code.tokens;
                quote!(return #runtime::finish::<#result>(#tokens);)
            }
            Node::Await { operation, state, discards, .. } => {
                self.await_(operation, *state, *discards, scope)
            }
            branching => self.branches(branching, scope),
        }
    }

    fn branches(&self, node: &Node, scope: &mut Scope) -> TokenStream {
        let declared = self.declare(&self.assigned_inside(node), &mut scope.locals);
        let branches = match node {
            Node::If { condition, then, otherwise, binds } => {
                let then = self.list(*then, scope.with(binds));
                let otherwise = self.list(*otherwise, scope.clone());
                let otherwise = (!otherwise.is_empty()).then(|| quote!(else { #otherwise }));
                let condition = &condition.tokens;
                quote!(if #condition { #then } #otherwise)
            }
            Node::Match { scrutinee, arms } => {
                let arms = arms.iter().map(|arm| self.arm(arm, scope));
                let scrutinee = &scrutinee.tokens;
                quote!(match #scrutinee { #(#arms)* })
            }
            Node::LetElse { pattern, value, binds, otherwise } => {
                let otherwise = self.list(*otherwise, scope.clone());
                scope.locals.extend(binds);
                let value = &value.tokens;
                quote!(let #pattern = #value else { #otherwise };)
            }
            _ => TokenStream::new(),
        };
        quote!(#declared #branches)
    }

    fn arm(&self, arm: &MatchArm, scope: &Scope) -> TokenStream {
        let body = self.list(arm.list, scope.with(&arm.binds));
        let (pattern, guard) = (&arm.pattern, arm.guard.as_ref().map(|guard| &guard.tokens));
        quote!(#pattern #guard => { #body })
    }

    /// Declares those of `assigned` that are not held here, as they are about to get new values.
    fn declare(&self, assigned: &VarSet, locals: &mut VarSet) -> TokenStream {
        let missing = assigned - locals;
        let declarations = missing.iter().map(|variable| {
            let ident = self.names.ident(*variable);
            let ty = self.graph.types.get(variable).map(|ty| quote!(: #ty));
            quote!(let mut #ident #ty;)
        });
        let declared = declarations.collect();
        locals.extend(missing);
        declared
    }

    fn declare_inline(&self, variable: VarId, locals: &mut VarSet) -> TokenStream {
        if !self.graph.inline.contains(&variable) {
            return TokenStream::new();
        }
        locals.insert(variable);
        let ident = self.names.ident(variable);
        quote!(let mut #ident;)
    }

    fn set(&self, variable: VarId, value: &Code, locals: &mut VarSet) -> TokenStream {
        let declared = self.declare(&value.assigns, locals);
        let (ident, tokens) = (self.names.ident(variable), &value.tokens);
        if self.graph.inline.contains(&variable) || locals.contains(&variable) {
            quote!(#declared #ident = #tokens;)
        } else {
            locals.insert(variable);
            quote!(#declared let mut #ident = #tokens;)
        }
    }

    /// The variables that the lists of a node assign and do not declare.
    fn assigned_inside(&self, node: &Node) -> VarSet {
        let (mut assigned, mut declared) = (VarSet::new(), VarSet::new());
        self.collect_assigned(node, &mut assigned, &mut declared);
        &assigned - &declared
    }

    fn collect_assigned(&self, node: &Node, assigned: &mut VarSet, declared: &mut VarSet) {
        let (codes, binds, lists): (Vec<&Code>, VarSet, Vec<ListId>) = match node {
            Node::Statement(code) | Node::Return(code) => (vec![code], code.declares.clone(), Vec::new()),
            Node::Set { variable, value } => {
                assigned.insert(*variable);
                (vec![value], VarSet::new(), Vec::new())
            }
            Node::Await { operation, .. } => (vec![operation], VarSet::new(), Vec::new()),
            Node::If { condition, binds, then, otherwise } => {
                (vec![condition], binds.clone(), vec![*then, *otherwise])
            }
            Node::Match { scrutinee, arms } => {
                let binds = arms.iter().flat_map(|arm| arm.binds.iter().copied()).collect();
                (vec![scrutinee], binds, arms.iter().map(|arm| arm.list).collect())
            }
            Node::LetElse { value, binds, otherwise, .. } => (vec![value], binds.clone(), vec![*otherwise]),
            Node::Scope(list) => (Vec::new(), VarSet::new(), vec![*list]),
            Node::Declare(variable) => {
                declared.insert(*variable);
                return;
            }
            Node::Goto(_) => return,
        };
        codes.iter().for_each(|code| assigned.extend(&code.assigns));
        declared.extend(binds);
        for node in lists.iter().flat_map(|list| &self.graph.lists[*list]) {
            self.collect_assigned(node, assigned, declared);
        }
    }

    /// Moves what `state` needs to it, and goes on there.
    fn goto(&self, state: StateId, scope: &Scope) -> TokenStream {
        if self.graph.states[state].depth < scope.depth {
            let exit = exit_label(state);
            return quote!(break #exit;);
        }
        let runtime = &self.ambient.runtime;
        let moves = self.live[state].iter().map(|variable| {
            let (slot, ident) = (slot_ident(*variable), self.names.ident(*variable));
            quote!(#slot = #runtime::Some(#ident);)
        });
        if self.copied.get() == Some(state) {
            let head = head_label();
            return quote!(#(#moves)* break #head;);
        }
        let (program_counter, number) = (site("__state"), self.number(state));
        let run = Lifetime::new("'__run", Span::mixed_site());
        quote!(#(#moves)* #program_counter = #number; continue #run;)
    }

    fn await_(&self, operation: &Code, state: StateId, discards: bool, scope: &Scope) -> TokenStream {
        let runtime = &self.ambient.runtime;
        let awaited = self.graph.states[state].after.expect("an await leads to a state of its own");
        let span = awaited.span.resolved_at(Span::mixed_site());
        let local = |name: &str| Ident::new(name, span);
        let (operand, wait, value, request) =
            (local("__operation"), local("__wait"), local("__value"), local("__request"));
        let (ctx, stack, machine) = (local("__ctx"), local("__stack"), local("__machine"));
        let discard = discards.then(|| quote_spanned!(span=> (&#runtime::Discarded(&#operand)).discard();));
        let held = self.held(&self.live[state], span);
        let suspended = self.states.state(self.position(state), &wait.to_token_stream(), &held);
        let (goto, ready) = (self.goto(state, scope), ready_ident(awaited));
        let operation = &operation.tokens;
        // all of it at the await, so that an operation that can not be awaited is one error
        quote_spanned! {span=>
            let #operand = #operation;
            #discard
            match #runtime::Await::start(#operand, #ctx, #stack) {
                #runtime::Start::Suspended(#request, #wait) => {
                    #runtime::suspend(#machine, #suspended);
                    return #runtime::Ok(#runtime::Progress::Suspended(#request));
                }
                #runtime::Start::Ready(#value) => {
                    #ready = #runtime::Some(#value);
                    #goto
                }
            }
        }
    }

    /// The variables, as a state holds them.
    fn held(&self, live: &VarSet, span: Span) -> Vec<TokenStream> {
        live.iter().map(|variable| self.keep(self.names.ident(*variable).to_token_stream(), span)).collect()
    }

    /// A value as a state holds it.
    pub(super) fn keep(&self, value: TokenStream, span: Span) -> TokenStream {
        let runtime = &self.ambient.runtime;
        quote_spanned!(span=> (&#runtime::Probe(&#value)).kind().held_across_await(#value))
    }
}
