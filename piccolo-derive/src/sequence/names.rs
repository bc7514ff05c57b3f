//! The variables of a function, each with a name of its own.
//!
//! Resolving gives every variable a unique name; from there on, names can be compared without regard to
//! scopes. At the end, [`Names::restore`] gives the variables the names that the source has for them,
//! where no two would meet.

use std::collections::{BTreeSet, HashMap, HashSet};

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{
    Expr, Pat, PatIdent,
    visit::{self, Visit},
};

use super::tokens;

/// A variable: its index in [`Names`].
pub(super) type VarId = usize;
/// A set of variables, in the order of their declarations.
pub(super) type VarSet = BTreeSet<VarId>;

struct Variable {
    /// Its unique name.
    ident: Ident,
    /// The name that the expansion has for it.
    shown: String,
    mutable: bool,
}

/// All variables of a function.
#[derive(Default)]
pub(super) struct Names {
    variables: Vec<Variable>,
    by_name: HashMap<String, VarId>,
    /// Names that mean something other than a variable somewhere in the function.
    taken: HashSet<String>,
}

impl Names {
    /// No variables yet; `taken` are names that none of them may have.
    pub(super) fn new(taken: HashSet<String>) -> Self {
        Self { taken, ..Self::default() }
    }

    /// Adds a variable that the source calls `source`. `hides`: there is one of the same name in the
    /// blocks around it.
    pub(super) fn declare(&mut self, source: &Ident, mutable: bool, hides: bool) -> VarId {
        let id = self.variables.len();
        let name = source.to_string();
        let taken = self.taken.contains(&name);
        let plain = name.trim_start_matches("r#");
        let unique =
            if taken || self.by_name.contains_key(&name) { format!("{plain}__{id}") } else { name.clone() };
        let shown = if taken || hides { format!("{plain}_{id}") } else { name };
        let ident = match unique.strip_prefix("r#") {
            Some(raw) => Ident::new_raw(raw, source.span()),
            None => Ident::new(&unique, source.span()),
        };
        self.add(Variable { ident, shown, mutable })
    }

    /// Adds a variable that does not occur in the source, for what stands at `span`.
    pub(super) fn temporary(&mut self, prefix: &str, span: Span) -> VarId {
        let shown = format!("__{prefix}{}", self.variables.len());
        let ident = Ident::new(&shown, span.resolved_at(Span::mixed_site()));
        self.add(Variable { ident, shown, mutable: true })
    }

    /// Adds `self`, which is an ordinary variable in the expansion.
    pub(super) fn declare_self(&mut self, span: Span, mutable: bool) -> VarId {
        let shown = "self_".to_owned();
        self.add(Variable { ident: Ident::new(&shown, span), shown, mutable })
    }

    fn add(&mut self, variable: Variable) -> VarId {
        let id = self.variables.len();
        self.by_name.insert(variable.ident.to_string(), id);
        self.variables.push(variable);
        id
    }

    /// The unique name.
    pub(super) fn ident(&self, variable: VarId) -> &Ident {
        &self.variables[variable].ident
    }

    /// Whether it is declared `mut`.
    pub(super) fn is_mutable(&self, variable: VarId) -> bool {
        self.variables[variable].mutable
    }

    /// The variable with this unique name.
    pub(super) fn find(&self, name: &str) -> Option<VarId> {
        self.by_name.get(name).copied()
    }

    /// An expression that stands for the variable.
    pub(super) fn path(&self, variable: VarId) -> Expr {
        let ident = self.ident(variable);
        syn::parse_quote!(#ident)
    }

    /// The variables that occur in `mentioned` and not in `bound`.
    pub(super) fn used(&self, mentions: &Mentions) -> VarSet {
        mentions.mentioned.difference(&mentions.bound).filter_map(|name| self.find(name)).collect()
    }

    /// The same tokens with the names that the source has for the variables.
    pub(super) fn restore(&self, tokens: TokenStream) -> TokenStream {
        let shown = |name: &str| {
            let variable = &self.variables[self.find(name)?];
            (variable.shown != name).then(|| variable.shown.clone())
        };
        tokens::map_identifiers(tokens, &mut |ident| {
            let shown = shown(&ident.to_string())?;
            let ident = match shown.strip_prefix("r#") {
                Some(raw) => Ident::new_raw(raw, ident.span()),
                None => Ident::new(&shown, ident.span()),
            };
            Some(quote!(#ident))
        })
    }
}

/// The names that a pattern binds, each once, and whether they are `mut`.
pub(super) fn pattern_names(pattern: &Pat) -> Vec<(Ident, bool)> {
    struct Bindings(Vec<(Ident, bool)>);
    impl<'a> Visit<'a> for Bindings {
        fn visit_pat_ident(&mut self, pattern: &'a PatIdent) {
            if is_binding(pattern) && !self.0.iter().any(|(name, _)| *name == pattern.ident) {
                self.0.push((pattern.ident.clone(), pattern.mutability.is_some()));
            }
            visit::visit_pat_ident(self, pattern);
        }
        fn visit_expr(&mut self, _: &'a Expr) {}
    }
    let mut bindings = Bindings(Vec::new());
    bindings.visit_pat(pattern);
    bindings.0
}

/// Whether an identifier in a pattern is a variable; `None` and `MAX` are not.
pub(super) fn is_binding(pattern: &PatIdent) -> bool {
    pattern.subpat.is_some()
        || pattern.by_ref.is_some()
        || pattern.mutability.is_some()
        || !pattern.ident.to_string().starts_with(char::is_uppercase)
}

/// The names that the `let`s of a condition bind.
pub(super) fn condition_names(condition: &Expr) -> Vec<(Ident, bool)> {
    match condition {
        Expr::Let(let_) => pattern_names(&let_.pat),
        Expr::Binary(binary) => {
            let mut names = condition_names(&binary.left);
            names.extend(condition_names(&binary.right));
            names
        }
        Expr::Paren(paren) => condition_names(&paren.expr),
        Expr::Group(group) => condition_names(&group.expr),
        _ => Vec::new(),
    }
}

/// The names that code mentions, and those that it binds itself; names are unique.
#[derive(Default)]
pub(super) struct Mentions {
    mentioned: HashSet<String>,
    bound: HashSet<String>,
}

impl Mentions {
    /// Those of an expression.
    pub(super) fn of(expr: &Expr) -> Self {
        let mut mentions = Self::default();
        mentions.visit_expr(expr);
        mentions
    }

    /// Those of a block.
    pub(super) fn of_block(block: &syn::Block) -> Self {
        let mut mentions = Self::default();
        mentions.visit_block(block);
        mentions
    }

    /// Whether a name is mentioned.
    pub(super) fn contains(&self, name: &str) -> bool {
        self.mentioned.contains(name)
    }
}

impl<'a> Visit<'a> for Mentions {
    fn visit_expr_path(&mut self, path: &'a syn::ExprPath) {
        if let Some(name) = path.path.get_ident() {
            self.mentioned.insert(name.to_string());
        }
    }
    fn visit_pat_ident(&mut self, pattern: &'a PatIdent) {
        if is_binding(pattern) {
            self.bound.insert(pattern.ident.to_string());
        }
        visit::visit_pat_ident(self, pattern);
    }
    fn visit_macro(&mut self, call: &'a syn::Macro) {
        tokens::each_name(&call.tokens, &mut |name| {
            self.mentioned.insert(name.to_owned());
        });
    }
    fn visit_item(&mut self, _: &'a syn::Item) {}
}
