//! What copied code needs of the variables around it, and what it replaces.
//!
//! A variable that is assigned on all ways through an expression is not needed before it, unless it is
//! read first. That matters for variables which are declared without a value.

use syn::{
    BinOp, Block, Expr, ExprAssign, ExprIf, ExprMatch, Stmt,
    visit::{self, Visit},
};

use super::names::{Mentions, Names, VarSet, condition_names, pattern_names};

/// What an expression does with the variables declared outside of it.
#[derive(Clone, Default)]
pub(super) struct Flow {
    /// Those whose values it may need.
    pub(super) uses: VarSet,
    /// Those that it has assigned when it is done.
    pub(super) defines: VarSet,
    /// It is never done.
    diverges: bool,
}

impl Flow {
    /// That of an expression.
    pub(super) fn of(expr: &Expr, names: &Names) -> Self {
        let mut flow = Self::default();
        flow.expr(expr, names);
        flow
    }

    fn expr(&mut self, expr: &Expr, names: &Names) {
        match expr {
            Expr::Block(block) if block.label.is_none() => self.block(&block.block, names),
            Expr::Paren(paren) => self.expr(&paren.expr, names),
            Expr::Group(group) => self.expr(&group.expr, names),
            Expr::Assign(assign) => self.assign(assign, names),
            Expr::If(if_) => self.branch(if_, names),
            Expr::Match(match_) => self.branches(match_, names),
            Expr::Return(return_) => {
                return_.expr.iter().for_each(|value| self.expr(value, names));
                self.diverges = true;
            }
            Expr::Break(_) | Expr::Continue(_) => {
                self.flat(expr, names);
                self.diverges = true;
            }
            other => self.flat(other, names),
        }
    }

    /// Anything else: whatever it mentions, it may need.
    fn flat(&mut self, expr: &Expr, names: &Names) {
        self.needs(names.used(&Mentions::of(expr)));
    }

    fn needs(&mut self, uses: VarSet) {
        self.uses.extend(uses.difference(&self.defines));
    }

    /// `other` happens after this.
    fn then(&mut self, other: Self) {
        self.needs(other.uses);
        self.defines.extend(other.defines);
        self.diverges |= other.diverges;
    }

    /// One of `branches` happens after this.
    fn one_of(&mut self, branches: Vec<Self>) {
        let mut all = Self { diverges: true, ..Self::default() };
        let mut first = true;
        for branch in branches {
            all.uses.extend(branch.uses);
            if branch.diverges {
                continue;
            }
            all.diverges = false;
            all.defines = if first { branch.defines } else { &all.defines & &branch.defines };
            first = false;
        }
        self.then(all);
    }

    fn assign(&mut self, assign: &ExprAssign, names: &Names) {
        self.expr(&assign.right, names);
        match plain_name(&assign.left).and_then(|name| names.find(&name)) {
            Some(variable) => {
                self.defines.insert(variable);
            }
            None => self.flat(&assign.left, names),
        }
    }

    fn branch(&mut self, if_: &ExprIf, names: &Names) {
        self.flat(&if_.cond, names);
        let mut then = Self::default();
        then.block(&if_.then_branch, names);
        then.forget(condition_names(&if_.cond), names);
        let mut otherwise = Self::default();
        if let Some((_, expr)) = &if_.else_branch {
            otherwise.expr(expr, names);
        }
        self.one_of(vec![then, otherwise]);
    }

    fn branches(&mut self, match_: &ExprMatch, names: &Names) {
        self.expr(&match_.expr, names);
        let arm = |arm: &syn::Arm| {
            let mut flow = Self::default();
            arm.guard.iter().for_each(|(_, guard)| flow.flat(guard, names));
            flow.expr(&arm.body, names);
            flow.forget(pattern_names(&arm.pat), names);
            flow
        };
        self.one_of(match_.arms.iter().map(arm).collect());
    }

    fn block(&mut self, block: &Block, names: &Names) {
        let mut own = Vec::new();
        for statement in &block.stmts {
            match statement {
                Stmt::Local(local) => {
                    own.extend(pattern_names(&local.pat));
                    if let Some(init) = &local.init {
                        self.expr(&init.expr, names);
                        init.diverge.iter().for_each(|(_, expr)| self.flat(expr, names));
                    }
                }
                Stmt::Expr(expr, _) => self.expr(expr, names),
                Stmt::Macro(call) => self
                    .flat(&Expr::Macro(syn::ExprMacro { attrs: Vec::new(), mac: call.mac.clone() }), names),
                Stmt::Item(_) => {}
            }
        }
        self.forget(own, names);
    }

    /// These are not declared outside.
    fn forget(&mut self, own: Vec<(syn::Ident, bool)>, names: &Names) {
        for variable in own.iter().filter_map(|(name, _)| names.find(&name.to_string())) {
            self.uses.remove(&variable);
            self.defines.remove(&variable);
        }
    }
}

/// The name of a variable that an expression consists of.
pub(super) fn plain_name(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
        _ => None,
    }
}

/// The variables that `expr` assigns as a whole and does not declare.
pub(super) fn assigned(expr: &Expr, names: &Names) -> VarSet {
    struct Assigned<'n>(&'n Names, VarSet);
    impl<'a> Visit<'a> for Assigned<'_> {
        fn visit_expr_assign(&mut self, assign: &'a ExprAssign) {
            self.1.extend(plain_name(&assign.left).and_then(|name| self.0.find(&name)));
            visit::visit_expr_assign(self, assign);
        }
        fn visit_expr_async(&mut self, _: &'a syn::ExprAsync) {}
        fn visit_item(&mut self, _: &'a syn::Item) {}
    }
    let mut search = Assigned(names, VarSet::new());
    search.visit_expr(expr);
    let mentions = Mentions::of(expr);
    let outer = names.used(&mentions);
    search.1.retain(|variable| outer.contains(variable));
    search.1
}

/// The variables that `expr` may change: assigned, borrowed `mut`, or the receiver of a method.
pub(super) fn changed(expr: &Expr, names: &Names) -> VarSet {
    struct Changed<'n>(&'n Names, VarSet);
    impl Changed<'_> {
        fn root(&mut self, mut place: &Expr) {
            loop {
                place = match place {
                    Expr::Field(field) => &field.base,
                    Expr::Index(index) => &index.expr,
                    Expr::Paren(paren) => &paren.expr,
                    Expr::Unary(unary) => &unary.expr,
                    _ => break,
                };
            }
            self.1.extend(plain_name(place).and_then(|name| self.0.find(&name)));
        }
    }
    impl<'a> Visit<'a> for Changed<'_> {
        fn visit_expr_assign(&mut self, assign: &'a ExprAssign) {
            self.root(&assign.left);
            visit::visit_expr_assign(self, assign);
        }
        fn visit_expr_binary(&mut self, binary: &'a syn::ExprBinary) {
            if is_compound_assignment(&binary.op) {
                self.root(&binary.left);
            }
            visit::visit_expr_binary(self, binary);
        }
        fn visit_expr_reference(&mut self, reference: &'a syn::ExprReference) {
            if reference.mutability.is_some() {
                self.root(&reference.expr);
            }
            visit::visit_expr_reference(self, reference);
        }
        fn visit_expr_method_call(&mut self, call: &'a syn::ExprMethodCall) {
            self.root(&call.receiver);
            visit::visit_expr_method_call(self, call);
        }
    }
    let mut search = Changed(names, VarSet::new());
    search.visit_expr(expr);
    search.1.retain(|variable| names.is_mutable(*variable));
    search.1
}

/// Whether an operator is `+=` or the like.
pub(super) fn is_compound_assignment(operator: &BinOp) -> bool {
    use BinOp::*;
    matches!(
        operator,
        AddAssign(_)
            | SubAssign(_)
            | MulAssign(_)
            | DivAssign(_)
            | RemAssign(_)
            | BitAndAssign(_)
            | BitOrAssign(_)
            | BitXorAssign(_)
            | ShlAssign(_)
            | ShrAssign(_)
    )
}
