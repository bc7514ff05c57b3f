//! The code of fields that are parts of the object with a face of their own: references to them, the base, and
//! the elements of the object.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Ident, Lifetime, Member, Type, spanned::Spanned};

use crate::{
    lua::respan,
    userdata::model::{Field, Model, Part},
};

/// The projection from the type to a part of type `target`, which `found` and `found_mut` give of `this`.
pub(super) fn projection(
    is_frozen: bool,
    target: &TokenStream,
    found: &TokenStream,
    found_mut: &TokenStream,
    m: &TokenStream,
) -> TokenStream {
    let write = if is_frozen {
        quote!(#m::project_frozen::<#target>)
    } else {
        quote!(|ctx, object, key| #m::project_mut::<Self, #target>(ctx, object, key, |this| #found_mut))
    };
    quote! {
        #m::Projection::<#target>::new::<Self>(
            |object, key| #m::project::<Self, #target>(object, key, |this| #found),
            #write,
        )
    }
}

/// The getter of a field with `by_ref`, which is found as `found` and `found_mut` say.
pub(super) fn reference(
    field: &Field<'_>,
    is_frozen: bool,
    gc: &Lifetime,
    (found, found_mut): (&TokenStream, &TokenStream),
    m: &TokenStream,
) -> TokenStream {
    let Field { r#type, name, docs, .. } = field;
    let span = r#type.span().resolved_at(Span::call_site());
    let m_here = &respan(m, span);
    let target = quote_spanned!(span=> <#r#type as #m_here::ByReference<#gc>>::Target);
    let projection = projection(is_frozen, &target, found, found_mut, m_here);
    quote! {
        #m::Member::getter(#name, |ctx, object| {
            let is_there = #m::is_there::<Self, #target>(ctx, object, |this| #found);
            #m::refer(ctx, object, is_there, #projection)
        }).about(|| #m::About {
            docs: #docs,
            types: #m::about_reference::<#r#type>(),
            ..#m::Default::default()
        }),
    }
}

/// How the target of a field of a struct is found.
pub(super) fn found_in_struct(member: &Member, r#type: &Type, m: &TokenStream) -> (TokenStream, TokenStream) {
    let span = r#type.span().resolved_at(Span::call_site());
    let m = respan(m, span);
    (
        quote_spanned!(span=> #m::ByReference::find(&this.#member)),
        quote_spanned!(span=> #m::ByReference::find_mut(&mut this.#member)),
    )
}

/// What the type extends.
pub(super) fn base(model: &Model<'_>, m: &TokenStream) -> Option<TokenStream> {
    let (base, Part { member, r#type }) = model.base.as_ref()?;
    let span = base.span().resolved_at(Span::call_site());
    let m_here = &respan(m, span);
    let gc = &model.gc;
    let place = r#type.span().resolved_at(Span::call_site());
    let found = quote_spanned!(place=> #m::Option::Some(&this.#member));
    let found_mut = quote_spanned!(place=> #m::Option::Some(&mut this.#member));
    let target = quote_spanned!(span=> #base);
    let projection = projection(model.is_frozen, &target, &found, &found_mut, m_here);
    Some(quote! {
        const BASE: #m::Option<#m::Base<#gc>> =
            #m::Option::Some(#m_here::Base::new::<#base>(|ctx| #projection.into_upcast(ctx)));
    })
}

/// The metamethods of a type whose elements are those of a field.
pub(super) fn elements(model: &Model<'_>, m: &TokenStream) -> Option<TokenStream> {
    let Part { member, r#type } = model.elements.as_ref()?;
    let span = r#type.span().resolved_at(Span::call_site());
    let m_here = &respan(m, span);
    let gc = &model.gc;
    let (found, found_mut) = found_in_struct(member, r#type, m);
    let target = quote_spanned!(span=> <#r#type as #m_here::ByReference<#gc>>::Target);
    let projection = projection(model.is_frozen, &target, &found, &found_mut, m_here);
    let events = [
        ("Index", "get_element"),
        ("NewIndex", "set_element"),
        ("Len", "count_elements"),
        ("Pairs", "element_pairs"),
    ];
    let members = events.map(|(event, function)| {
        let (event, function) = (Ident::new(event, Span::call_site()), Ident::new(function, span));
        quote! {
            #m::Member::metamethod(#m::Metamethod::#event, |ctx| {
                #m::Callback::new(ctx, |ctx, stack| #m_here::#function::<Self, #target>(ctx, stack, #projection))
            }).about(|| #m::About { types: #m::about_elements::<#target>(), ..#m::Default::default() }),
        }
    });
    Some(quote!(#(#members)*))
}
