//! What `#[derive(UserData)]` needs to know of a type.

use proc_macro2::Span;
use syn::{
    Data, DeriveInput, Error, Fields, Generics, Ident, Lifetime, LitStr, Member, Path, Result, Type,
    Visibility, spanned::Spanned,
};

use crate::{
    crate_path::crate_path,
    lua::{
        gc_lifetime,
        mistakes::Mistakes,
        names::{self, Case},
        options::{self, Entry, Place},
    },
    spelling::nearest,
};

/// A type and what scripts see of it.
pub(super) struct Model<'a> {
    pub(super) krate: Path,
    pub(super) visibility: &'a Visibility,
    pub(super) ident: &'a Ident,
    pub(super) generics: &'a Generics,
    /// The lifetime of the VM's pointers; the type may not have it.
    pub(super) gc: Lifetime,
    /// Its name in scripts.
    pub(super) name: String,
    pub(super) is_frozen: bool,
    /// Where it is said that scripts pass it by value.
    pub(super) by_value: Option<Span>,
    pub(super) fields: Vec<Field<'a>>,
    pub(super) operators: Vec<Operator>,
}

/// A field that scripts see.
pub(super) struct Field<'a> {
    pub(super) member: Member,
    pub(super) r#type: &'a Type,
    pub(super) name: String,
    pub(super) get: bool,
    pub(super) set: bool,
    /// Whether it is said that scripts get a copy.
    pub(super) is_copied: bool,
}

/// A metamethod that a trait of the type gives.
pub(super) struct Operator {
    pub(super) span: Span,
    pub(super) kind: OperatorKind,
}

#[derive(Clone, Copy)]
pub(super) enum OperatorKind {
    Equal,
    Order,
    Text,
    Length,
    /// The event, and trait and method in `std::ops`.
    Unary(&'static str, &'static str, &'static str),
    Binary(&'static str, &'static str, &'static str),
}

/// What may stand in `ops(..)`.
const OPERATORS: &[(&str, OperatorKind)] = &[
    ("add", OperatorKind::Binary("Add", "Add", "add")),
    ("sub", OperatorKind::Binary("Sub", "Sub", "sub")),
    ("mul", OperatorKind::Binary("Mul", "Mul", "mul")),
    ("div", OperatorKind::Binary("Div", "Div", "div")),
    ("rem", OperatorKind::Binary("Mod", "Rem", "rem")),
    ("bitand", OperatorKind::Binary("BAnd", "BitAnd", "bitand")),
    ("bitor", OperatorKind::Binary("BOr", "BitOr", "bitor")),
    ("bitxor", OperatorKind::Binary("BXor", "BitXor", "bitxor")),
    ("shl", OperatorKind::Binary("Shl", "Shl", "shl")),
    ("shr", OperatorKind::Binary("Shr", "Shr", "shr")),
    ("neg", OperatorKind::Unary("Unm", "Neg", "neg")),
    ("not", OperatorKind::Unary("BNot", "Not", "not")),
];

/// Names of Lua's operators that Rust calls something else.
const LUA_OPERATORS: &[(&str, &str)] = &[
    ("unm", "neg"),
    ("mod", "rem"),
    ("band", "bitand"),
    ("bor", "bitor"),
    ("bxor", "bitxor"),
    ("bnot", "not"),
];

/// The options of the type.
#[derive(Default)]
struct TypeOptions {
    krate: Option<Path>,
    name: Option<String>,
    case: Option<Case>,
    get_all: bool,
    set_all: Option<Span>,
    is_frozen: bool,
    by_value: Option<Span>,
    operators: Vec<Operator>,
}

impl TypeOptions {
    fn new(input: &DeriveInput, mistakes: &mut Mistakes) -> Self {
        let mut this = Self::default();
        for entry in options::parse(&input.attrs, Place::Type, mistakes) {
            let result = this.set(&entry, mistakes);
            mistakes.take(result);
        }
        this
    }

    fn set(&mut self, entry: &Entry, mistakes: &mut Mistakes) -> Result<()> {
        let span = entry.name.span();
        let operator = |kind| Operator { span, kind };
        match entry.name.to_string().as_str() {
            "crate" => self.krate = Some(entry.path()?),
            "name" => self.name = Some(names::given_name(&entry.string()?)?),
            "rename_all" => self.case = Some(Case::parse(&entry.string()?)?),
            "ops" => {
                for name in entry.names()? {
                    let operator = mistakes.take(operator_named(&name));
                    self.operators.extend(operator.map(|kind| Operator { span: name.span(), kind }));
                }
            }
            word => {
                entry.word()?;
                match word {
                    "get_all" => self.get_all = true,
                    "set_all" => self.set_all = Some(span),
                    "frozen" => self.is_frozen = true,
                    "copy" | "clone" if self.by_value.is_none() => self.by_value = Some(span),
                    "copy" | "clone" => {
                        return Err(Error::new(span, "`copy` and `clone` mean the same here: remove one"));
                    }
                    "tostring" => self.operators.push(operator(OperatorKind::Text)),
                    "eq" => self.operators.push(operator(OperatorKind::Equal)),
                    "ord" => self.operators.push(operator(OperatorKind::Order)),
                    "len" => self.operators.push(operator(OperatorKind::Length)),
                    _ => unreachable!("the option is known to be one of types"),
                }
            }
        }
        Ok(())
    }
}

fn operator_named(name: &Ident) -> Result<OperatorKind> {
    let given = name.to_string();
    if let Some((_, kind)) = OPERATORS.iter().find(|(known, _)| *known == given) {
        return Ok(*kind);
    }
    let known: Vec<&str> = OPERATORS.iter().map(|(known, _)| *known).collect();
    let rust_name = LUA_OPERATORS.iter().find(|(lua, _)| *lua == given).map(|(_, rust)| *rust);
    let text = match rust_name.or_else(|| nearest(&given, &known)) {
        Some(nearest) => format!("operators are named as in `std::ops`: did you mean `{nearest}`?"),
        None => format!(
            "`{given}` is no operator of `std::ops`: there are {}; for others write `fn __{given}` in \
             `#[methods]`",
            known.join(", ")
        ),
    };
    Err(Error::new(name.span(), text))
}

impl<'a> Model<'a> {
    /// The model, unless the type can not be one of userdata.
    pub(super) fn new(input: &'a DeriveInput, mistakes: &mut Mistakes) -> Option<Self> {
        let options = TypeOptions::new(input, mistakes);
        let gc = mistakes.take(gc_lifetime(&input.generics))?;
        if let (true, Some(span)) = (options.is_frozen, options.set_all) {
            mistakes.note(Error::new(span, "a frozen type does not change: remove `set_all` or `frozen`"));
        }
        let mut fields = match &input.data {
            Data::Struct(data) => fields(&data.fields, &options, mistakes),
            Data::Enum(data) => {
                refuse_enum_options(data, &input.attrs, mistakes);
                Vec::new()
            }
            Data::Union(data) => {
                mistakes.about(data.union_token, "a union can not be userdata: use a struct or an enum");
                return None;
            }
        };
        remove_repeated(&mut fields, mistakes);
        Some(Self {
            krate: crate_path(options.krate.as_ref()),
            visibility: &input.vis,
            ident: &input.ident,
            generics: &input.generics,
            gc,
            name: options.name.unwrap_or_else(|| names::own_name(&input.ident)),
            is_frozen: options.is_frozen,
            by_value: options.by_value,
            fields,
            operators: options.operators,
        })
    }
}

/// The data of an enum is not for scripts, so nothing can be said about it.
fn refuse_enum_options(data: &syn::DataEnum, attributes: &[syn::Attribute], mistakes: &mut Mistakes) {
    let text = "scripts do not see the data of an enum: write methods in `#[methods]` instead";
    for name in ["get_all", "set_all", "rename_all"] {
        let mut ignored = Mistakes::default();
        for entry in options::parse(attributes, Place::Type, &mut ignored) {
            if entry.name == name {
                mistakes.note(Error::new(entry.name.span(), text));
            }
        }
    }
    let fields = data.variants.iter().flat_map(|variant| variant.fields.iter().map(|field| &field.attrs));
    for attributes in data.variants.iter().map(|variant| &variant.attrs).chain(fields) {
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("lua")) {
            mistakes.about(attribute, text);
        }
    }
}

fn fields<'a>(fields: &'a Fields, options: &TypeOptions, mistakes: &mut Mistakes) -> Vec<Field<'a>> {
    let all = fields.iter().zip(fields.members());
    all.filter_map(|(field, member)| model_field(field, member, options, mistakes)).collect()
}

fn model_field<'a>(
    field: &'a syn::Field,
    member: Member,
    options: &TypeOptions,
    mistakes: &mut Mistakes,
) -> Option<Field<'a>> {
    let entries = options::parse(&field.attrs, Place::Field, mistakes);
    let mut model = Field {
        r#type: &field.ty,
        name: String::new(),
        get: options.get_all,
        set: options.set_all.is_some() && !options.is_frozen,
        is_copied: false,
        member,
    };
    let mut given_name: Option<LitStr> = None;
    let mut skip = None;
    for entry in &entries {
        let span = entry.name.span();
        if entry.name == "name" {
            given_name = mistakes.take(entry.string());
            continue;
        }
        mistakes.take(entry.word());
        match entry.name.to_string().as_str() {
            "get" => model.get = true,
            "set" if options.is_frozen => {
                mistakes
                    .note(Error::new(span, "the type is frozen: remove `set`, or `frozen` from the type"));
                return None;
            }
            "set" => model.set = true,
            "skip" => skip = Some(span),
            "copy" | "clone" => model.is_copied = true,
            _ => unreachable!("the option is known to be one of fields"),
        }
    }
    if let Some(span) = skip {
        if entries.len() > 1 {
            mistakes
                .note(Error::new(span, "scripts do not see this field: remove `skip`, or its other options"));
        }
        return None;
    }
    if !model.get && !model.set {
        if let Some(entry) = entries.first() {
            let text = "scripts do not see this field: add `get` or `set`";
            mistakes.note(Error::new(entry.name.span(), text));
        }
        return None;
    }
    model.name = mistakes.take(field_name(&model.member, given_name, options.case, field.ty.span()))?;
    Some(model)
}

fn field_name(member: &Member, given: Option<LitStr>, case: Option<Case>, span: Span) -> Result<String> {
    match (given, member) {
        (Some(name), _) => names::given_name(&name),
        (None, Member::Named(ident)) => {
            let own = names::own_name(ident);
            let name = case.map_or_else(|| own.clone(), |case| case.apply(&own));
            names::check(&name).map_err(|text| Error::new(ident.span(), text))?;
            Ok(name)
        }
        (None, Member::Unnamed(_)) => Err(Error::new(
            span,
            "this field has no name for scripts: add `#[lua(name = \"..\")]`, or `skip`",
        )),
    }
}

fn remove_repeated(fields: &mut Vec<Field<'_>>, mistakes: &mut Mistakes) {
    let mut names: Vec<String> = Vec::new();
    fields.retain(|field| {
        let is_new = !names.contains(&field.name);
        if is_new {
            names.push(field.name.clone());
        } else {
            mistakes.about(&field.member, format!("another field has the name `{}` in scripts", field.name));
        }
        is_new
    });
}
