//! What an `impl` block offers to scripts.

use proc_macro2::{Span, TokenStream};
use syn::{
    Attribute, Error, Expr, Generics, Ident, ImplItem, ImplItemConst, ImplItemFn, ItemImpl, Lifetime, LitInt,
    LitStr, Path, Result, Token, Type,
    parse::{ParseStream, Parser},
};

use crate::{
    crate_path::crate_path,
    lua::{
        docs::{annotation, docs},
        gc_lifetime,
        mistakes::Mistakes,
        names,
        options::{self, Entry, Place},
    },
    methods::{BLOCKS, lent, signature::Signature},
    spelling::nearest,
};

/// The options of `#[methods]`.
#[derive(Default)]
pub(super) struct BlockOptions {
    krate: Option<Path>,
    block: usize,
    /// Where it is said that values are lent.
    pub(super) lent: Option<Span>,
}

impl BlockOptions {
    pub(super) fn new(options: TokenStream, mistakes: &mut Mistakes) -> Self {
        let mut this = Self::default();
        let parsed = (|input: ParseStream<'_>| this.parse(input)).parse2(options);
        mistakes.take(parsed);
        this
    }

    fn parse(&mut self, input: ParseStream<'_>) -> Result<()> {
        while !input.is_empty() {
            let name: Ident = input.call(syn::ext::IdentExt::parse_any)?;
            match name.to_string().as_str() {
                "crate" => {
                    input.parse::<Token![=]>()?;
                    self.krate = Some(input.call(Path::parse_mod_style)?);
                }
                "block" => {
                    input.parse::<Token![=]>()?;
                    let number: LitInt = input.parse()?;
                    self.block = block_number(&number)?;
                }
                "lent" => self.lent = Some(name.span()),
                other => {
                    let text = match nearest(other, &["crate", "block", "lent"]) {
                        Some(nearest) => format!("unknown option `{other}`: did you mean `{nearest}`?"),
                        None => format!(
                            "unknown option `{other}`: there are `block = 2`, for the second block of a type, \
                             `lent`, for a type that is lent, and `crate = path`"
                        ),
                    };
                    return Err(Error::new(name.span(), text));
                }
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    }
}

fn block_number(number: &LitInt) -> Result<usize> {
    match number.base10_parse::<usize>() {
        Ok(given @ 1..=BLOCKS) => Ok(given),
        _ => Err(Error::new(number.span(), format!("blocks are numbered from 1 to {BLOCKS}"))),
    }
}

/// An `impl` block and what it offers to scripts.
pub(super) struct Model {
    pub(super) krate: Path,
    pub(super) generics: Generics,
    pub(super) self_type: Type,
    /// The lifetime of the VM's pointers; the block may not have it.
    pub(super) gc: Lifetime,
    pub(super) block: usize,
    /// Whether its values are lent, and not userdata.
    pub(super) is_lent: bool,
    pub(super) members: Vec<Member>,
}

/// A function or constant for scripts.
pub(super) struct Member {
    /// The Rust name.
    pub(super) ident: Ident,
    /// The name in scripts.
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) docs: String,
    /// What annotations say that it returns, if that is given.
    pub(super) returns: Option<String>,
}

impl Member {
    /// Whether it is an `async` function.
    pub(super) fn is_async(&self) -> bool {
        matches!(&self.kind, Kind::Function(_, signature) if signature.is_async)
    }

    /// Whether it is an `async` function with `&self`.
    pub(super) fn is_async_method(&self) -> bool {
        self.is_async() && matches!(&self.kind, Kind::Function(_, signature) if signature.receiver.is_some())
    }
}

pub(super) enum Kind {
    /// With its type.
    Constant(Box<Type>),
    Function(Role, Box<Signature>),
}

/// What a function is for.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Role {
    Function,
    Constructor,
    Getter,
    Setter,
    /// Not for scripts, but to be awaited by others.
    Hidden,
    /// The handler of the event with this name in [`EVENTS`].
    Metamethod(&'static str),
}

/// Metamethods by their names in Lua, and their names in `piccolo-core`.
const EVENTS: &[(&str, &str)] = &[
    ("__index", "Index"),
    ("__newindex", "NewIndex"),
    ("__gc", "Gc"),
    ("__len", "Len"),
    ("__eq", "Eq"),
    ("__add", "Add"),
    ("__sub", "Sub"),
    ("__mul", "Mul"),
    ("__mod", "Mod"),
    ("__pow", "Pow"),
    ("__div", "Div"),
    ("__idiv", "IDiv"),
    ("__band", "BAnd"),
    ("__bor", "BOr"),
    ("__bxor", "BXor"),
    ("__shl", "Shl"),
    ("__shr", "Shr"),
    ("__unm", "Unm"),
    ("__bnot", "BNot"),
    ("__lt", "Lt"),
    ("__le", "Le"),
    ("__concat", "Concat"),
    ("__call", "Call"),
    ("__close", "Close"),
    ("__tostring", "ToString"),
    ("__pairs", "Pairs"),
];

/// Keys of metatables that are not for functions of a block.
const RESERVED: &[(&str, &str)] = &[
    ("__name", "a type's name is given with `#[lua(name = \"..\")]` on the type"),
    ("__metatable", "scripts never see the metatables of userdata"),
    ("__mode", "userdata are not weak: hold a `gc_arena::GcWeak`"),
];

impl Model {
    pub(super) fn new(options: BlockOptions, block: &ItemImpl, mistakes: &mut Mistakes) -> Self {
        let is_inherent = block.trait_.is_none();
        if let Some((_, path, _)) = &block.trait_ {
            mistakes.about(path, "`#[methods]` stands on inherent blocks: call the trait's functions in one");
        }
        for item in
            [&block.unsafety.map(|t| t.span), &block.defaultness.map(|t| t.span)].into_iter().flatten()
        {
            mistakes.note(Error::new(*item, "`#[methods]` stands on plain inherent blocks: remove this"));
        }
        let is_lent = options.lent.is_some();
        let gc = if is_lent { None } else { mistakes.take(gc_lifetime(&block.generics)) };
        let gc = gc.unwrap_or_else(|| Lifetime::new("'gc", Span::call_site()));
        let mut members = Vec::new();
        for item in block.items.iter().filter(|_| is_inherent) {
            members.extend(match item {
                ImplItem::Fn(function) => function_member(function, &block.generics, mistakes),
                ImplItem::Const(constant) => constant_member(constant, mistakes),
                other => {
                    mistakes.about(other, "scripts use functions and constants: move this to another block");
                    None
                }
            });
        }
        remove_repeated(&mut members, mistakes);
        if is_lent {
            members.retain(|member| mistakes.take(lent::suits(member)).is_some());
        }
        Self {
            krate: crate_path(options.krate.as_ref()),
            generics: block.generics.clone(),
            self_type: (*block.self_ty).clone(),
            gc,
            block: options.block.max(1),
            is_lent,
            members,
        }
    }
}

fn constant_member(constant: &ImplItemConst, mistakes: &mut Mistakes) -> Option<Member> {
    let mut name = None;
    for entry in options::parse(&constant.attrs, Place::Constant, mistakes) {
        match entry.name.to_string().as_str() {
            "skip" => {
                mistakes.take(entry.word())?;
                return None;
            }
            _ => name = mistakes.take(entry.string()),
        }
    }
    let name = mistakes.take(name_of(&constant.ident, name.as_ref()))?;
    let kind = Kind::Constant(Box::new(constant.ty.clone()));
    Some(Member { ident: constant.ident.clone(), name, kind, docs: docs(&constant.attrs), returns: None })
}

/// The options of a function.
#[derive(Default)]
struct FunctionOptions {
    skip: Option<Span>,
    name: Option<LitStr>,
    role: Option<(Role, Span)>,
}

impl FunctionOptions {
    fn set(&mut self, entry: &Entry) -> Result<()> {
        let span = entry.name.span();
        let role = match entry.name.to_string().as_str() {
            "name" => {
                self.name = Some(entry.string()?);
                return Ok(());
            }
            "skip" => {
                self.skip = Some(span);
                return entry.word();
            }
            "new" => Role::Constructor,
            "get" => Role::Getter,
            _ => Role::Setter,
        };
        entry.word()?;
        match self.role.replace((role, span)) {
            None => Ok(()),
            Some(_) => {
                Err(Error::new(span, "a function is a constructor, a getter or a setter: leave one of these"))
            }
        }
    }
}

fn function_member(function: &ImplItemFn, generics: &Generics, mistakes: &mut Mistakes) -> Option<Member> {
    let mut options = FunctionOptions::default();
    let entries = options::parse(&function.attrs, Place::Function, mistakes);
    let count = entries.len();
    let returns = mistakes.take(annotation(&entries, "returns")).flatten();
    let mut is_clear = refuse_bare(&function.attrs, mistakes);
    for entry in entries.iter().filter(|entry| entry.name != "returns") {
        let result = options.set(entry);
        is_clear &= mistakes.take(result).is_some();
    }
    if let (Some((Role::Setter, _)), Some(entry)) =
        (options.role, entries.iter().find(|entry| entry.name == "returns"))
    {
        mistakes.about(&entry.name, "scripts get nothing from a setter: remove this");
    }
    let ident = &function.sig.ident;
    if let Some(span) = options.skip {
        if count > 1 {
            mistakes.note(Error::new(
                span,
                "scripts do not see this function: remove `skip`, or its other options",
            ));
        }
        let signature =
            function.sig.asyncness.and_then(|_| Signature::new(&function.sig, generics, mistakes))?;
        let kind = Kind::Function(Role::Hidden, Box::new(signature));
        return Some(Member {
            ident: ident.clone(),
            name: String::new(),
            kind,
            docs: String::new(),
            returns: None,
        });
    }
    if !is_clear {
        return None;
    }
    let role = mistakes.take(role_of(ident, &options))?;
    let mut signature = Signature::new(&function.sig, generics, mistakes)?;
    mistakes.take(signature.suit(role, ident))?;
    signature.is_equality = role == Role::Metamethod("Eq");
    let name = match role {
        Role::Metamethod(_) => ident.to_string(),
        Role::Setter if options.name.is_none() => {
            let own = names::own_name(ident);
            own.strip_prefix("set_").map_or(own.clone(), str::to_owned)
        }
        _ => mistakes.take(name_of(ident, options.name.as_ref()))?,
    };
    let docs = docs(&function.attrs);
    Some(Member {
        ident: ident.clone(),
        name,
        kind: Kind::Function(role, Box::new(signature)),
        docs,
        returns,
    })
}

/// Whether there are no attributes such as `#[new]`, which are options; those that are there are reported.
fn refuse_bare(attributes: &[Attribute], mistakes: &mut Mistakes) -> bool {
    let mut is_clear = true;
    for attribute in attributes {
        if let Some(written) = bare_option(attribute) {
            mistakes.about(attribute.path(), format!("write `#[lua({written})]`"));
            is_clear = false;
        }
    }
    is_clear
}

/// How the option is written that stands as an attribute of its own, if it is one.
pub(super) fn bare_option(attribute: &Attribute) -> Option<&'static str> {
    options::meant(&attribute.path().get_ident()?.to_string(), Place::Function)
}

/// What a function is for, by its options and its name.
fn role_of(ident: &Ident, options: &FunctionOptions) -> Result<Role> {
    let name = ident.to_string();
    if !name.starts_with("__") {
        return Ok(options.role.map_or(Role::Function, |(role, _)| role));
    }
    if let Some((_, span)) = options.role {
        return Err(Error::new(
            span,
            "names with `__` are those of metamethods: give another name, or remove this",
        ));
    }
    if let Some(name) = &options.name {
        return Err(Error::new(name.span(), "a metamethod goes by its own name: remove this"));
    }
    if let Some((_, event)) = EVENTS.iter().find(|(known, _)| *known == name) {
        return Ok(Role::Metamethod(event));
    }
    if let Some((_, text)) = RESERVED.iter().find(|(known, _)| *known == name) {
        return Err(Error::new(ident.span(), text));
    }
    let known: Vec<&str> = EVENTS.iter().map(|(known, _)| *known).collect();
    let text = match nearest(&name, &known) {
        Some(nearest) => format!("there is no metamethod `{name}`: did you mean `{nearest}`?"),
        None => format!("there is no metamethod `{name}`: there are {}", known.join(", ")),
    };
    Err(Error::new(ident.span(), text))
}

fn name_of(ident: &Ident, given: Option<&LitStr>) -> Result<String> {
    match given {
        Some(name) => names::given_name(name),
        None => {
            let name = names::own_name(ident);
            names::check(&name).map_err(|text| Error::new(ident.span(), text))?;
            Ok(name)
        }
    }
}

/// Leaves one of several members with the same name. A getter and a setter may share theirs.
fn remove_repeated(members: &mut Vec<Member>, mistakes: &mut Mistakes) {
    let slot = |member: &Member| match member.kind {
        Kind::Function(Role::Getter, _) => 1,
        Kind::Function(Role::Setter, _) => 2,
        _ => 3,
    };
    let mut seen: Vec<(String, u8)> = Vec::new();
    let mut constructor = false;
    members.retain(|member| {
        let slot = slot(member);
        if matches!(member.kind, Kind::Function(Role::Hidden, _)) {
            return true;
        }
        if seen.iter().any(|(name, other)| *name == member.name && other & slot != 0) {
            mistakes.about(&member.ident, format!("another item has the name `{}` in scripts", member.name));
            return false;
        }
        seen.push((member.name.clone(), slot));
        if matches!(member.kind, Kind::Function(Role::Constructor, _)) {
            if constructor {
                mistakes.about(&member.ident, "another function is marked `new`: a type has one constructor");
                return false;
            }
            constructor = true;
        }
        true
    });
}

/// What an argument that was not given becomes.
pub(super) fn default_of(entries: &[Entry], mistakes: &mut Mistakes) -> Option<Expr> {
    let entry = entries.iter().find(|entry| entry.name == "default")?;
    mistakes.take(entry.default())
}
