//! What a module offers to scripts: its `pub` functions, constants and modules, and what is marked as a class.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Error, Ident, Item, ItemFn, ItemMod, Path, Result, Type, UseTree, Visibility};

use crate::{
    function::{
        self,
        model::{Model, name_of},
    },
    lua::{
        docs::docs,
        mistakes::Mistakes,
        names,
        options::{self, Entry, Place},
    },
};

/// An entry of the module's table.
pub(super) enum Offer {
    Function {
        ident: Ident,
        name: String,
    },
    Constant {
        ident: Ident,
        name: String,
        r#type: Box<Type>,
        docs: String,
    },
    Module {
        ident: Ident,
        name: String,
    },
    Class {
        ident: Ident,
        /// The type's own name if none is given.
        name: Option<String>,
    },
}

/// The items of a module as Rust gets them, and what is offered of them.
pub(super) struct Contents {
    pub(super) items: Vec<TokenStream>,
    pub(super) offers: Vec<Offer>,
}

impl Contents {
    pub(super) fn new(items: Vec<Item>, krate: &Path, mistakes: &mut Mistakes) -> Self {
        let mut this = Self { items: Vec::new(), offers: Vec::new() };
        for item in items {
            let item = match item {
                Item::Fn(function) => this.function(function, krate, mistakes),
                Item::Mod(module) => this.module(module, krate, mistakes),
                other => this.other(other, mistakes),
            };
            this.items.push(item);
        }
        this
    }

    fn function(&mut self, mut function: ItemFn, krate: &Path, mistakes: &mut Mistakes) -> TokenStream {
        let options = take_macro(&mut function.attrs, "function", mistakes);
        let entries = options::parse_macro(options, &function.attrs, Place::FreeFunction, mistakes);
        if !is_offered(&function.vis, &function.sig.ident, &entries, mistakes) {
            options::strip(&mut function.attrs);
            return quote!(#function);
        }
        refuse_crate(&entries, mistakes);
        let model = Model::new(&mut function, &entries, mistakes);
        let written = function::written(&function, model.is_some(), krate);
        let Some(model) = model else { return written };
        let offered = function::expand::offered(&model, &function.vis, krate);
        self.offers.push(Offer::Function { ident: model.ident, name: model.name });
        quote!(#written #offered)
    }

    fn module(&mut self, mut module: ItemMod, krate: &Path, mistakes: &mut Mistakes) -> TokenStream {
        let options = take_macro(&mut module.attrs, "module", mistakes);
        let entries = options::parse_macro(options, &module.attrs, Place::Module, mistakes);
        let is_file = module.content.is_none() && entries.is_empty();
        if is_file || !is_offered(&module.vis, &module.ident, &entries, mistakes) {
            options::strip(&mut module.attrs);
            return quote!(#module);
        }
        refuse_crate(&entries, mistakes);
        let ident = module.ident.clone();
        if let Some(name) = mistakes.take(name_of(&ident, &entries)) {
            self.offers.push(Offer::Module { ident, name });
        }
        super::module(module, &entries, krate, mistakes)
    }

    fn other(&mut self, mut item: Item, mistakes: &mut Mistakes) -> TokenStream {
        let imports = if let Item::Use(item) = &item { imported(&item.tree) } else { Vec::new() };
        let (attributes, visibility, ident, constant) = match &mut item {
            Item::Const(item) => (&mut item.attrs, &item.vis, Some(&item.ident), Some(&item.ty)),
            Item::Static(item) => (&mut item.attrs, &item.vis, Some(&item.ident), Some(&item.ty)),
            Item::Struct(item) => (&mut item.attrs, &item.vis, Some(&item.ident), None),
            Item::Enum(item) => (&mut item.attrs, &item.vis, Some(&item.ident), None),
            Item::Type(item) => (&mut item.attrs, &item.vis, Some(&item.ident), None),
            Item::Use(item) => (&mut item.attrs, &item.vis, None, None),
            _ => return item.into_token_stream(),
        };
        if let (Some(ident), Some(r#type)) = (ident, constant) {
            let entries = options::parse(attributes, Place::ModuleItem, mistakes);
            options::strip(attributes);
            let is_class = entries.iter().find(|entry| entry.name == "class");
            if let Some(entry) = is_class {
                mistakes.about(&entry.name, "a constant is no class: remove this");
            } else if is_offered(visibility, ident, &entries, mistakes) {
                let name = mistakes.take(name_of(ident, &entries));
                let (ident, r#type, docs) = (ident.clone(), r#type.clone(), docs(attributes));
                self.offers.extend(name.map(|name| Offer::Constant { ident, name, r#type, docs }));
            }
        } else if let Some(at) = attributes.iter().position(names_class) {
            // Other `#[lua(..)]` attributes of a type are those of its derive macros.
            let attribute = attributes.remove(at);
            let entries = options::parse(&[attribute], Place::ModuleItem, mistakes);
            let name = mistakes.take(class_name(&entries)).flatten();
            let idents: Vec<Ident> = ident.into_iter().cloned().chain(imports).collect();
            if let (Some(_), [_, second, ..]) = (&name, &idents[..]) {
                mistakes.about(second, "one name can not be that of two classes: write two `use` items");
            }
            self.offers.extend(idents.into_iter().map(|ident| Offer::Class { ident, name: name.clone() }));
        }
        item.into_token_stream()
    }
}

/// Removes the attribute of the macro `name` from an item; gives its options.
fn take_macro(attributes: &mut Vec<Attribute>, name: &str, mistakes: &mut Mistakes) -> TokenStream {
    let is_named =
        |attribute: &Attribute| attribute.path().segments.last().is_some_and(|segment| segment.ident == name);
    let Some(at) = attributes.iter().position(is_named) else { return TokenStream::new() };
    match attributes.remove(at).meta {
        syn::Meta::Path(_) => TokenStream::new(),
        syn::Meta::List(list) => list.tokens,
        syn::Meta::NameValue(value) => {
            mistakes.about(value, format!("options are written in parentheses: `#[{name}(..)]`"));
            TokenStream::new()
        }
    }
}

/// Whether scripts see an item: if it is `pub`, be it for the crate only, and not marked with `skip`.
fn is_offered(visibility: &Visibility, ident: &Ident, entries: &[Entry], mistakes: &mut Mistakes) -> bool {
    let is_public = !matches!(visibility, Visibility::Inherited);
    if let Some(skip) = entries.iter().find(|entry| entry.name == "skip") {
        mistakes.take(skip.word());
        if !is_public {
            mistakes.about(&skip.name, "scripts do not see what is not `pub`: remove `skip`");
        } else if let Some(other) = entries.iter().find(|entry| entry.name != "skip") {
            mistakes.about(&other.name, "scripts do not see this: remove `skip`, or its other options");
        }
        return false;
    }
    if !is_public && !entries.is_empty() {
        mistakes.about(ident, "scripts see what is `pub`: write `pub` before it, or remove the options");
    }
    is_public
}

fn refuse_crate(entries: &[Entry], mistakes: &mut Mistakes) {
    for entry in entries.iter().filter(|entry| entry.name == "crate") {
        mistakes.about(&entry.name, "the outermost `#[module]` says where piccolo is: move this there");
    }
}

/// Whether an attribute marks a class.
fn names_class(attribute: &Attribute) -> bool {
    let mut found = false;
    if attribute.path().is_ident("lua")
        && let Ok(list) = attribute.meta.require_list()
    {
        found = list
            .tokens
            .clone()
            .into_iter()
            .any(|token| matches!(token, proc_macro2::TokenTree::Ident(ident) if ident == "class"));
    }
    found
}

fn class_name(entries: &[Entry]) -> Result<Option<String>> {
    let mut name = None;
    for entry in entries {
        match entry.name.to_string().as_str() {
            "class" => entry.word()?,
            "name" => name = Some(names::given_name(&entry.string()?)?),
            other => {
                let text =
                    format!("a class that scripts do not see is not marked: remove `class` or `{other}`");
                return Err(Error::new(entry.name.span(), text));
            }
        }
    }
    Ok(name)
}

/// The names that a `use` item brings in.
fn imported(tree: &UseTree) -> Vec<Ident> {
    match tree {
        UseTree::Path(path) => imported(&path.tree),
        UseTree::Name(name) => vec![name.ident.clone()],
        UseTree::Rename(rename) => vec![rename.rename.clone()],
        UseTree::Group(group) => group.items.iter().flat_map(imported).collect(),
        UseTree::Glob(_) => Vec::new(),
    }
}
