//! [`Accessors`]: the functions that read and set the fields of a class, by name.

use crate::object::{
    string::String,
    userdata::class::{GetField, SetField},
};

/// A hash table with linear probing, at most half full, from which nothing is removed: a lookup mostly
/// compares one address.
#[derive(Clone, Default)]
pub(crate) struct Accessors<'gc> {
    /// None, or a power of two of them.
    slots: Box<[Slot<'gc>]>,
    len: usize,
}

#[derive(Clone, Copy, Default)]
struct Slot<'gc> {
    name: Option<String<'gc>>,
    accessor: Accessor<'gc>,
}

/// What can be done with a field.
#[derive(Clone, Copy, Default)]
pub(crate) struct Accessor<'gc> {
    pub(crate) get: Option<GetField<'gc>>,
    pub(crate) set: Option<SetField<'gc>>,
}

impl<'gc> Accessors<'gc> {
    /// The names of the fields, to be traced.
    pub(crate) fn names(&self) -> impl Iterator<Item = String<'gc>> {
        self.slots.iter().filter_map(|slot| slot.name)
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The field `name`.
    pub(crate) fn find(&self, name: String<'gc>) -> Option<&Accessor<'gc>> {
        if name.is_short() { self.find_short(name) } else { self.find_long(name) }
    }

    /// The field `name`, a short string.
    #[inline(always)]
    pub(crate) fn find_short(&self, name: String<'gc>) -> Option<&Accessor<'gc>> {
        let mut index = name.short_hash() as usize;
        loop {
            // Without slots, the mask is anything and there is no slot.
            let slot = self.slots.get(index & self.slots.len().wrapping_sub(1))?;
            if slot.name?.as_ptr() == name.as_ptr() {
                return Some(&slot.accessor);
            }
            index += 1;
        }
    }

    /// As [`Self::find`], for a name that may be there as another object.
    fn find_long(&self, name: String<'gc>) -> Option<&Accessor<'gc>> {
        let slot = self.slots.iter().find(|slot| slot.name.is_some_and(|own| own.equals(name)))?;
        Some(&slot.accessor)
    }

    /// The field `name`, which is added if it is not there.
    pub(crate) fn entry(&mut self, name: String<'gc>) -> &mut Accessor<'gc> {
        if self.len * 2 >= self.slots.len() {
            self.grow();
        }
        let mask = self.slots.len() - 1;
        let mut index = first_slot(name) & mask;
        while self.slots[index].name.is_some_and(|own| !own.equals(name)) {
            index = (index + 1) & mask;
        }
        let slot = &mut self.slots[index];
        self.len += usize::from(slot.name.is_none());
        slot.name = Some(name);
        &mut slot.accessor
    }

    fn grow(&mut self) {
        let slots = vec![Slot::default(); (self.slots.len() * 2).max(4)].into();
        let old = std::mem::replace(&mut self.slots, slots);
        self.len = 0;
        for slot in old {
            if let Some(name) = slot.name {
                *self.entry(name) = slot.accessor;
            }
        }
    }
}

/// Where the search for a name starts. Long ones, which have no hash at hand, start together.
fn first_slot(name: String<'_>) -> usize {
    if name.is_short() { name.short_hash() as usize } else { 0 }
}
