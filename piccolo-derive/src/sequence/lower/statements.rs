//! Blocks and `let`.

use quote::quote;
use syn::{Block, Expr, ExprBlock, Local, LocalInit, Pat, Stmt};

use super::{Destination, Enclosing, Lowerer};
use crate::sequence::{
    graph::{Code, Node},
    names::{VarSet, pattern_names},
};

impl Lowerer<'_> {
    /// A block that is taken apart.
    pub(super) fn block(&mut self, block: &Block, destination: Destination) {
        self.open_scope();
        self.statements(block, destination);
        self.close_scope();
    }

    pub(super) fn statements(&mut self, block: &Block, destination: Destination) {
        let outer_guards = self.guards.len();
        let (last, before) = match block.stmts.split_last() {
            Some((last, before)) => (Some(last), before),
            None => (None, &[][..]),
        };
        before.iter().for_each(|statement| self.statement(statement));
        match last {
            Some(Stmt::Expr(expr, None)) => self.expression(expr, destination),
            Some(Stmt::Macro(call)) if call.semi_token.is_none() => {
                self.expression(&macro_expression(call), destination);
            }
            other => {
                other.into_iter().for_each(|statement| self.statement(statement));
                self.deliver_nothing(destination);
            }
        }
        for guard in self.guards.split_off(outer_guards).into_iter().rev() {
            let (runtime, ident) = (&self.ambient.runtime, self.names.ident(guard));
            let tokens = quote!(#runtime::end_of_scope(#ident););
            let code = Code { tokens, uses: VarSet::from([guard]), ..Code::default() };
            self.push(Node::Statement(code));
        }
    }

    pub(super) fn block_expression(&mut self, block: &ExprBlock, destination: Destination) {
        let Some(label) = &block.label else { return self.block(&block.block, destination) };
        let exit = self.new_state(None);
        let label = Some(label.name.ident.to_string());
        self.targets.push(Enclosing { label, exit, destination, head: None });
        self.block(&block.block, destination);
        self.targets.pop();
        self.goto(exit);
        self.place(exit);
    }

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Local(local) => self.local(local),
            Stmt::Item(item) => self.graph.items.push(item.clone()),
            Stmt::Expr(expr, _) => self.expression(expr, Destination::Discard),
            Stmt::Macro(call) => self.expression(&macro_expression(call), Destination::Discard),
        }
    }

    fn local(&mut self, local: &Local) {
        let binds = self.bound_by(&local.pat);
        match &local.init {
            None => {
                // what assigns it declares it, as it has no value to be taken to another state
                if let Pat::Type(typed) = &local.pat
                    && let Pat::Ident(_) = &*typed.pat
                {
                    let types = binds.iter().map(|variable| (*variable, (*typed.ty).clone()));
                    self.graph.types.extend(types);
                }
                self.push(Node::Statement(Code { defines: binds.clone(), ..Code::default() }));
            }
            Some(init) => self.initialized(local, init, binds.clone()),
        }
        let guards: Vec<_> = binds.into_iter().filter(|variable| self.is_guard(*variable)).collect();
        self.guards.extend(guards);
    }

    fn initialized(&mut self, local: &Local, init: &LocalInit, binds: VarSet) {
        let value = match &local.pat {
            Pat::Wild(_) => self.value_for(&init.expr, Destination::Discard),
            _ => self.value(&init.expr),
        };
        let mut code = self.code(value);
        let (attributes, pattern) = (&local.attrs, &local.pat);
        let otherwise = match &init.diverge {
            Some((_, diverge)) if self.is_split(diverge) => {
                let otherwise = self.aside(|s| s.expression(diverge, Destination::Discard));
                let pattern = quote!(#pattern);
                return self.push(Node::LetElse { pattern, value: code, binds, otherwise });
            }
            Some((_, diverge)) => {
                let diverge = self.code((**diverge).clone());
                code.uses.extend(diverge.uses);
                code.assigns.extend(diverge.assigns);
                let tokens = diverge.tokens;
                quote!(else #tokens)
            }
            None => quote!(),
        };
        let tokens = &code.tokens;
        code.tokens = quote!(#(#attributes)* let #pattern = #tokens #otherwise;);
        code.defines.extend(&binds);
        code.declares = binds;
        self.push(Node::Statement(code));
    }

    /// The variables that a pattern binds.
    pub(super) fn bound_by(&self, pattern: &Pat) -> VarSet {
        let names = pattern_names(pattern);
        names.iter().filter_map(|(name, _)| self.names.find(&name.to_string())).collect()
    }
}

fn macro_expression(call: &syn::StmtMacro) -> Expr {
    Expr::Macro(syn::ExprMacro { attrs: call.attrs.clone(), mac: call.mac.clone() })
}
