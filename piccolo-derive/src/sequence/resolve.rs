//! Gives each variable of a function a unique name, throughout its body.

use std::collections::{HashMap, HashSet};

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    Arm, Block, Expr, ExprClosure, ExprLit, ExprPath, FieldPat, FieldValue, Ident, Item, Lit, Local, Macro,
    Member, Pat, PatIdent, Token, parse::Parser, parse_quote, punctuated::Punctuated, visit_mut,
    visit_mut::VisitMut,
};

use super::{
    names::{Names, VarId, is_binding, pattern_names},
    tokens,
};

/// A variable that exists before the body runs.
pub(super) struct Parameter {
    pub(super) name: Ident,
    pub(super) mutable: bool,
}

/// What `self` stands for.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Receiver {
    None,
    /// `self`, and whether it is `mut`.
    Value(bool),
    /// `&self`: each mention is a reference to the copy that is held.
    Reference,
}

/// The variables of a function, and which of them are its parameters.
pub(super) struct Resolved {
    pub(super) names: Names,
    pub(super) receiver: Option<VarId>,
    pub(super) parameters: Vec<VarId>,
}

/// Renames the variables of `body`. `ambient` are the names of what is available throughout.
pub(super) fn resolve(
    body: &mut Block,
    receiver: Receiver,
    parameters: &[Parameter],
    ambient: &[&Ident],
) -> Resolved {
    // Names that are mentioned without being variables: functions, constants.
    let mut trial = Resolver::new(Names::default());
    trial.function(&mut body.clone(), receiver, parameters);
    let mut taken = trial.unresolved;
    taken.extend(ambient.iter().map(ToString::to_string));

    let mut resolver = Resolver::new(Names::new(taken));
    let (receiver, parameters) = resolver.function(body, receiver, parameters);
    Resolved { names: resolver.names, receiver, parameters }
}

struct Resolver {
    names: Names,
    scopes: Vec<HashMap<String, VarId>>,
    receiver: Option<(VarId, Receiver)>,
    unresolved: HashSet<String>,
    /// Within the arguments of a macro, where strings may be format strings.
    in_macro: bool,
}

impl Resolver {
    fn new(names: Names) -> Self {
        Self {
            names,
            scopes: vec![HashMap::new()],
            receiver: None,
            unresolved: HashSet::new(),
            in_macro: false,
        }
    }

    fn function(
        &mut self,
        body: &mut Block,
        receiver: Receiver,
        parameters: &[Parameter],
    ) -> (Option<VarId>, Vec<VarId>) {
        if receiver != Receiver::None {
            let mutable = receiver == Receiver::Value(true);
            let id = self.names.declare_self(proc_macro2::Span::call_site(), mutable);
            self.receiver = Some((id, receiver));
        }
        let parameters = parameters.iter().map(|parameter| self.bind(&parameter.name, parameter.mutable));
        let parameters = parameters.collect();
        self.visit_block_mut(body);
        (self.receiver.map(|(id, _)| id), parameters)
    }

    fn bind(&mut self, name: &Ident, mutable: bool) -> VarId {
        let text = name.to_string();
        let innermost = self.scopes.len() - 1;
        let hides = self.scopes[..innermost].iter().any(|scope| scope.contains_key(&text))
            || (text.starts_with('_') && self.scopes[innermost].contains_key(&text));
        let id = self.names.declare(name, mutable, hides);
        self.scopes[innermost].insert(text, id);
        id
    }

    /// Declares what `pattern` binds, and renames it there.
    fn bind_pattern(&mut self, pattern: &mut Pat) {
        let mut renames = HashMap::new();
        for (name, mutable) in pattern_names(pattern) {
            let id = self.bind(&name, mutable);
            renames.insert(name.to_string(), self.names.ident(id).clone());
        }
        PatternRenames(renames).visit_pat_mut(pattern);
    }

    fn scoped(&mut self, visit: impl FnOnce(&mut Self)) {
        self.scopes.push(HashMap::new());
        visit(self);
        self.scopes.pop();
    }

    /// What a name stands for, where the identifier of a variable stands.
    fn replacement(&mut self, name: &Ident) -> Option<TokenStream> {
        let text = name.to_string();
        if let ("self", Some((id, receiver))) = (text.as_str(), self.receiver) {
            let ident = Ident::new(&self.names.ident(id).to_string(), name.span());
            let reference = receiver == Receiver::Reference;
            return Some(if reference { quote!((&#ident)) } else { quote!(#ident) });
        }
        let Some(&id) = self.scopes.iter().rev().find_map(|scope| scope.get(&text)) else {
            self.unresolved.insert(text);
            return None;
        };
        let mut ident = self.names.ident(id).clone();
        ident.set_span(name.span());
        (ident != *name).then(|| quote!(#ident))
    }

    /// Arguments that are expressions, as those of `println!` are.
    fn parsed_arguments(&mut self, tokens: TokenStream) -> Option<TokenStream> {
        let mut arguments = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(tokens).ok()?;
        let outer = std::mem::replace(&mut self.in_macro, true);
        for argument in &mut arguments {
            match argument {
                // `name = value` names the value for the format string
                Expr::Assign(named) if matches!(*named.left, Expr::Path(_)) => {
                    self.visit_expr_mut(&mut named.right);
                }
                other => self.visit_expr_mut(other),
            }
        }
        self.in_macro = outer;
        Some(arguments.into_token_stream())
    }
}

impl VisitMut for Resolver {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Path(path) = expr
            && let Some(name) = variable_name(path)
        {
            if let Some(replacement) = self.replacement(&name) {
                *expr = parse_quote!(#replacement);
            }
            return;
        }
        match expr {
            Expr::If(if_) => {
                self.scoped(|s| {
                    s.visit_expr_mut(&mut if_.cond);
                    s.visit_block_mut(&mut if_.then_branch);
                });
                if let Some((_, otherwise)) = &mut if_.else_branch {
                    self.visit_expr_mut(otherwise);
                }
            }
            Expr::While(while_) => self.scoped(|s| {
                s.visit_expr_mut(&mut while_.cond);
                s.visit_block_mut(&mut while_.body);
            }),
            Expr::ForLoop(for_) => {
                self.visit_expr_mut(&mut for_.expr);
                self.scoped(|s| {
                    s.bind_pattern(&mut for_.pat);
                    s.visit_block_mut(&mut for_.body);
                });
            }
            Expr::Let(let_) => {
                self.visit_expr_mut(&mut let_.expr);
                self.bind_pattern(&mut let_.pat);
            }
            other => visit_mut::visit_expr_mut(self, other),
        }
    }

    fn visit_expr_closure_mut(&mut self, closure: &mut ExprClosure) {
        self.scoped(|s| {
            closure.inputs.iter_mut().for_each(|pattern| s.bind_pattern(pattern));
            s.visit_expr_mut(&mut closure.body);
        });
    }

    fn visit_arm_mut(&mut self, arm: &mut Arm) {
        self.scoped(|s| {
            s.bind_pattern(&mut arm.pat);
            if let Some((_, guard)) = &mut arm.guard {
                s.visit_expr_mut(guard);
            }
            s.visit_expr_mut(&mut arm.body);
        });
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        self.scoped(|s| visit_mut::visit_block_mut(s, block));
    }

    fn visit_local_mut(&mut self, local: &mut Local) {
        if let Some(init) = &mut local.init {
            self.visit_expr_mut(&mut init.expr);
            if let Some((_, diverge)) = &mut init.diverge {
                self.visit_expr_mut(diverge);
            }
        }
        self.bind_pattern(&mut local.pat);
    }

    fn visit_field_value_mut(&mut self, field: &mut FieldValue) {
        if field.colon_token.is_none()
            && let (Member::Named(name), Expr::Path(_)) = (&field.member, &field.expr)
            && let Some(replacement) = self.replacement(&name.clone())
        {
            field.colon_token = Some(Default::default());
            field.expr = parse_quote!(#replacement);
            return;
        }
        visit_mut::visit_field_value_mut(self, field);
    }

    fn visit_macro_mut(&mut self, call: &mut Macro) {
        let mut renamed = false;
        tokens::map_variables(call.tokens.clone(), &mut |name| {
            renamed |= self.replacement(name).is_some();
            None
        });
        if renamed {
            let tokens = call.tokens.clone();
            call.tokens = self.parsed_arguments(tokens.clone()).unwrap_or_else(|| {
                // patterns, or a grammar of its own
                tokens::map_variables(tokens, &mut |name| self.replacement(name))
            });
        }
    }

    fn visit_expr_lit_mut(&mut self, literal: &mut ExprLit) {
        if let (true, Lit::Str(text)) = (self.in_macro, &literal.lit) {
            let tokens = tokens::map_variables(text.to_token_stream(), &mut |name| self.replacement(name));
            if let Ok(lit) = syn::parse2(tokens) {
                literal.lit = lit;
            }
        }
    }

    fn visit_item_mut(&mut self, _: &mut Item) {}
}

/// The name of a path that may be a variable.
fn variable_name(path: &ExprPath) -> Option<Ident> {
    if path.qself.is_some() || !path.attrs.is_empty() {
        return None;
    }
    path.path.get_ident().cloned()
}

/// Renames the variables that a pattern binds.
struct PatternRenames(HashMap<String, Ident>);

impl VisitMut for PatternRenames {
    fn visit_pat_ident_mut(&mut self, pattern: &mut PatIdent) {
        if is_binding(pattern)
            && let Some(ident) = self.0.get(&pattern.ident.to_string())
        {
            let span = pattern.ident.span();
            pattern.ident = ident.clone();
            pattern.ident.set_span(span);
        }
        visit_mut::visit_pat_ident_mut(self, pattern);
    }

    fn visit_field_pat_mut(&mut self, field: &mut FieldPat) {
        let member = field.member.clone();
        visit_mut::visit_field_pat_mut(self, field);
        if let (None, Member::Named(name), Pat::Ident(pattern)) = (&field.colon_token, &member, &*field.pat)
            && pattern.ident != *name
        {
            field.colon_token = Some(Default::default());
        }
    }

    fn visit_expr_mut(&mut self, _: &mut Expr) {}
}
