//! What `#[derive(UserData)]` needs to know of a type.

use proc_macro2::Span;
use syn::{
    Data, DeriveInput, Error, Fields, Generics, Ident, Lifetime, LitStr, Member, Path, Result, Type,
    Visibility, spanned::Spanned,
};

use crate::{
    crate_path::crate_path,
    lua::{
        docs::{annotation, docs},
        gc_lifetime,
        mistakes::Mistakes,
        names::{self, Case},
        options::{self, Entry, Place},
    },
    spelling::nearest,
    userdata::{parts::number, variants::Variants},
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
    /// The field whose elements are those of the object.
    pub(super) elements: Option<Part<'a>>,
    /// What it extends, and the field that holds that.
    pub(super) base: Option<(Type, Part<'a>)>,
    pub(super) variants: Option<Variants<'a>>,
    pub(super) operators: Vec<Operator>,
    pub(super) docs: String,
}

/// A field that is a part of the object with a role of its own.
pub(super) struct Part<'a> {
    pub(super) member: Member,
    pub(super) r#type: &'a Type,
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
    /// Where it is said that scripts get a reference.
    pub(super) by_ref: Option<Span>,
    pub(super) docs: String,
    /// Its type in annotations, if that is given.
    pub(super) annotation: Option<String>,
    /// Its number among the parts of the type, if it has `by_ref`.
    pub(super) number: usize,
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
    Iterator,
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
pub(super) struct TypeOptions {
    krate: Option<Path>,
    name: Option<String>,
    pub(super) case: Option<Case>,
    pub(super) get_all: Option<Span>,
    pub(super) set_all: Option<Span>,
    pub(super) new_all: Option<Span>,
    pub(super) tag: Option<(String, Span)>,
    extends: Option<Type>,
    pub(super) is_frozen: bool,
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
            "tag" => self.tag = Some((names::given_name(&entry.string()?)?, span)),
            "extends" => self.extends = Some(entry.r#type()?),
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
                    "get_all" => self.get_all = Some(span),
                    "new_all" => self.new_all = Some(span),
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
                    "iter" => self.operators.push(operator(OperatorKind::Iterator)),
                    _ => unreachable!("the option is known to be one of types"),
                }
            }
        }
        Ok(())
    }
}

impl TypeOptions {
    /// Refuses what only enums can have.
    fn refuse_for_structs(&self, mistakes: &mut Mistakes) {
        if let Some(span) = self.new_all {
            let text = "`new_all` is for the variants of an enum: write a function with `#[lua(new)]` in `#[methods]`";
            mistakes.note(Error::new(span, text));
        }
        if let Some((_, span)) = &self.tag {
            mistakes.note(Error::new(*span, "`tag` names the variant of an enum: remove it"));
        }
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
        let mut parts = Parts::default();
        let mut variants = None;
        let mut fields = match &input.data {
            Data::Struct(data) => {
                options.refuse_for_structs(mistakes);
                fields(&data.fields, &options, &mut parts, mistakes)
            }
            Data::Enum(data) => {
                variants = Some(Variants::new(data, &options, mistakes));
                Vec::new()
            }
            Data::Union(data) => {
                mistakes.about(data.union_token, "a union can not be userdata: use a struct or an enum");
                return None;
            }
        };
        remove_repeated(&mut fields, mistakes);
        let of_variants = variants.iter_mut().flat_map(|variants| &mut variants.list);
        let of_variants = of_variants.flat_map(|variant| &mut variant.fields);
        number(&mut fields.iter_mut().chain(of_variants).collect::<Vec<_>>());
        let base = parts.base(options.extends, &input.data, mistakes);
        // What is shared by all who use a variant can not change.
        let is_plain = variants.as_ref().is_some_and(Variants::is_plain);
        Some(Self {
            krate: crate_path(options.krate.as_ref()),
            visibility: &input.vis,
            ident: &input.ident,
            generics: &input.generics,
            gc,
            name: options.name.unwrap_or_else(|| names::own_name(&input.ident)),
            is_frozen: options.is_frozen || is_plain,
            by_value: options.by_value,
            fields,
            elements: parts.elements,
            base,
            variants,
            operators: options.operators,
            docs: docs(&input.attrs),
        })
    }
}

/// The fields with roles of their own.
#[derive(Default)]
struct Parts<'a> {
    elements: Option<Part<'a>>,
    /// With where that is said, if it is.
    base: Option<(Part<'a>, Option<Span>)>,
}

impl<'a> Parts<'a> {
    /// Notes what a field's options and its name say.
    fn note(&mut self, field: &'a syn::Field, member: &Member, entries: &[Entry], mistakes: &mut Mistakes) {
        let part = || Part { member: member.clone(), r#type: &field.ty };
        for entry in entries {
            let span = entry.name.span();
            if entry.name == "index" && self.elements.replace(part()).is_some() {
                let text = "another field has `index`: an object has the elements of one field";
                mistakes.note(Error::new(span, text));
            }
            if entry.name == "base" && matches!(self.base.replace((part(), Some(span))), Some((_, Some(_)))) {
                mistakes.note(Error::new(span, "another field has `base`: a type extends one other"));
            }
        }
        if self.base.is_none() && matches!(member, Member::Named(ident) if ident == "base") {
            self.base = Some((part(), None));
        }
    }

    fn base(
        &mut self,
        extends: Option<Type>,
        data: &Data,
        mistakes: &mut Mistakes,
    ) -> Option<(Type, Part<'a>)> {
        match (extends, self.base.take()) {
            (Some(r#type), Some((part, _))) => Some((r#type, part)),
            (Some(r#type), None) if matches!(data, Data::Enum(_)) => {
                mistakes.about(r#type, "an enum extends nothing: put it into a field of a struct that does");
                None
            }
            (Some(r#type), None) => {
                let text = "no field holds it: call the field `base`, or mark it with `#[lua(base)]`";
                mistakes.about(r#type, text);
                None
            }
            (None, Some((_, Some(span)))) => {
                let text = "the base of what? Write `extends = ..` with this field's type on the type";
                mistakes.note(Error::new(span, text));
                None
            }
            (None, _) => None,
        }
    }
}

fn fields<'a>(
    fields: &'a Fields,
    options: &TypeOptions,
    parts: &mut Parts<'a>,
    mistakes: &mut Mistakes,
) -> Vec<Field<'a>> {
    let mut model = |(field, member): (&'a syn::Field, Member)| {
        let mut entries = options::parse(&field.attrs, Place::Field, mistakes);
        parts.note(field, &member, &entries, mistakes);
        let count = entries.len();
        entries.retain(|entry| entry.name != "index" && entry.name != "base");
        let has_role = entries.len() < count;
        model_field(field, member, &entries, has_role, options, options.case, mistakes)
    };
    fields.iter().zip(fields.members()).filter_map(&mut model).collect()
}

/// A field that scripts see, if they do. One that has a role is not seen by `get_all` if it has no name.
pub(super) fn model_field<'a>(
    field: &'a syn::Field,
    member: Member,
    entries: &[Entry],
    has_role: bool,
    options: &TypeOptions,
    case: Option<Case>,
    mistakes: &mut Mistakes,
) -> Option<Field<'a>> {
    let mut model = Field {
        r#type: &field.ty,
        name: String::new(),
        get: options.get_all.is_some() && !has_role,
        set: options.set_all.is_some() && !options.is_frozen && !has_role,
        is_copied: false,
        by_ref: None,
        docs: docs(&field.attrs),
        annotation: mistakes.take(annotation(entries, "type"))?,
        number: 0,
        member,
    };
    let mut given_name: Option<LitStr> = None;
    let mut skip = None;
    for entry in entries.iter().filter(|entry| entry.name != "type") {
        let span = entry.name.span();
        if entry.name == "name" {
            given_name = Some(mistakes.take(entry.string())?);
            continue;
        }
        mistakes.take(entry.word())?;
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
            "by_ref" => (model.get, model.by_ref) = (true, Some(span)),
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
    if let (Some(span), true) = (model.by_ref, model.is_copied) {
        let text = "scripts get a reference or a copy: remove `by_ref`, or `clone` and `copy`";
        mistakes.note(Error::new(span, text));
        return None;
    }
    if !model.get && !model.set {
        if let Some(entry) = entries.first() {
            let text = "scripts do not see this field: add `get` or `set`";
            mistakes.note(Error::new(entry.name.span(), text));
        }
        return None;
    }
    model.name = mistakes.take(field_name(&model.member, given_name, case, field.ty.span()))?;
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
