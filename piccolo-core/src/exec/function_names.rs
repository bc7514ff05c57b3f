//! [`FunctionNames`]: the names under which loaded modules, and classes of userdata types, offer functions.
//!
//! One search finds the names of several functions. Scripts choose how large modules are, so it looks at a limited
//! number of places; what lies beyond has no name.

use std::string::String as Text;

use crate::{
    convert::failure::{is_fit_for_message, quotable},
    object::{
        context::Context,
        function::Function,
        table::{Search, Table},
        value::Value,
    },
    support::any_bytes::from_bytes,
};

/// How many places are looked at in one table, and in all.
const MOST_IN_TABLE: usize = 8 * 1024;
const MOST: usize = 16 * 1024;

/// The names of some functions.
pub(crate) struct FunctionNames<'gc> {
    /// In the order of their addresses.
    functions: Vec<Sought<'gc>>,
    /// How many places may still be looked at.
    left: usize,
}

struct Sought<'gc> {
    function: Function<'gc>,
    name: Option<Text>,
    /// It is that of a global function, which goes before others.
    is_final: bool,
}

fn address(function: Function<'_>) -> u64 {
    Value::from(function).payload_or_zero()
}

impl<'gc> FunctionNames<'gc> {
    /// Looks for the names of `functions`.
    pub(crate) fn find(ctx: Context<'gc>, functions: impl IntoIterator<Item = Function<'gc>>) -> Self {
        let sought = |function| Sought { function, name: None, is_final: false };
        let mut names = Self { functions: functions.into_iter().map(sought).collect(), left: MOST };
        names.functions.sort_unstable_by_key(|sought| address(sought.function));
        names.functions.dedup_by_key(|sought| address(sought.function));
        names.look_into_modules(ctx);
        for sought in &mut names.functions {
            sought.is_final = sought.name.is_some();
        }
        let classes = &ctx.state().classes;
        classes
            .each(|class, table| names.look_into(ctx, table, |name| Some(format!("{class}.{name}")), true));
        names
    }

    /// The name of one of them.
    pub(crate) fn of(&self, function: Function<'gc>) -> Option<&str> {
        self.functions[self.index(function)?].name.as_deref()
    }

    fn index(&self, function: Function<'gc>) -> Option<usize> {
        self.functions.binary_search_by_key(&address(function), |sought| address(sought.function)).ok()
    }

    fn look_into_modules(&mut self, ctx: Context<'gc>) {
        let Value::Table(loaded) = ctx.registry().raw_get_string(ctx.intern(b"_LOADED")) else { return };
        let mut modules = Search::new(ctx, loaded, MOST_IN_TABLE);
        while let Some((module, contents)) = modules.next() {
            self.left = self.left.saturating_sub(1);
            let (Value::String(module), Value::Table(contents)) = (module, contents) else { continue };
            let is_global = module.as_bytes() == b"_G";
            let qualified = |name: &str| match is_global {
                true => Some(name.to_owned()),
                false if !is_fit_for_message(ctx, module.as_bytes()) => None,
                false => Some(format!("{}.{name}", from_bytes(quotable(module.as_bytes())))),
            };
            self.look_into(ctx, contents, qualified, is_global);
        }
    }

    /// Notes the names of what is found in `table`.
    fn look_into(
        &mut self,
        ctx: Context<'gc>,
        table: Table<'gc>,
        qualified: impl Fn(&str) -> Option<Text>,
        is_final: bool,
    ) {
        let limit = self.left.min(MOST_IN_TABLE);
        let mut entries = Search::new(ctx, table, limit);
        while let Some((name, value)) = entries.next() {
            let (Value::String(name), Some(function)) = (name, Function::from_value(value)) else { continue };
            let Some(index) = self.index(function) else { continue };
            let sought = &mut self.functions[index];
            if !sought.is_final && is_fit_for_message(ctx, name.as_bytes()) {
                let name = qualified(&from_bytes(quotable(name.as_bytes())));
                sought.is_final = is_final && name.is_some();
                sought.name = name.or(sought.name.take());
            }
        }
        self.left -= limit - entries.left();
    }
}
