//! Types that extend others.

use piccolo::{Collect, Context, Error, Function, Lua, UserData, UserRef, Value, methods, sequence::call};

use crate::support::{check_error, eval, lua};

#[derive(Collect, UserData)]
#[lua(get_all, set_all, tostring)]
struct Animal<'gc> {
    name: String,
    friend: Value<'gc>,
}

impl std::fmt::Display for Animal<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

#[methods]
impl<'gc> Animal<'gc> {
    const LEGS: i64 = 4;

    #[lua(new)]
    fn new(name: String) -> Self {
        Self { name, friend: Value::Nil }
    }

    fn speak(&self) -> String {
        format!("{} makes a sound", self.name)
    }

    fn rename(&mut self, name: String) {
        self.name = name;
    }

    fn greet(&self, other: &Animal<'gc>) -> String {
        format!("{} greets {}", self.name, other.name)
    }

    async fn ask(&self, _ctx: Context<'gc>, f: Function<'gc>) -> Result<String, Error<'gc>> {
        let answer: String = call(f, self.name.clone()).await?;
        Ok(format!("{}: {answer}", self.name))
    }

    fn __len(&self) -> usize {
        self.name.len()
    }
}

#[derive(Collect, UserData)]
#[lua(extends = Animal<'gc>)]
struct Dog<'gc> {
    base: Animal<'gc>,
    #[lua(get, set)]
    tricks: i64,
}

#[methods]
impl<'gc> Dog<'gc> {
    #[lua(new)]
    fn new(name: String) -> Self {
        Self { base: Animal::new(name), tricks: 0 }
    }

    fn speak(&self) -> String {
        format!("{} barks", self.base.name)
    }
}

#[derive(Collect, UserData)]
#[lua(extends = Dog<'gc>, name = "Puppy")]
struct Young<'gc>(#[lua(base)] Dog<'gc>);

#[derive(Collect, UserData)]
struct Kennel<'gc> {
    #[lua(by_ref)]
    dogs: Vec<Dog<'gc>>,
}

fn animals() -> Lua {
    lua(|ctx| {
        ctx.register::<Animal>()?;
        ctx.register::<Dog>()?;
        ctx.register::<Young>()?;
        ctx.globals().set(ctx, "puppy", Young(Dog::new("Pip".into())))?;
        ctx.globals().set(ctx, "kennel", Kennel { dogs: vec![Dog::new("Rex".into())] })
    })
}

#[test]
fn what_the_base_offers_works_on_what_extends_it() {
    let mut lua = animals();
    let source = "
        local d = Dog('Rex')
        d.name = d.name .. 'y' d.tricks = 3
        return d.name, d.tricks, d:speak(), #d, tostring(d), Dog.LEGS";
    assert_eq!(
        eval::<(String, i64, String, i64, String, i64)>(&mut lua, source),
        ("Rexy".into(), 3, "Rexy barks".into(), 4, "Rexy".into(), 4)
    );
    let source = "
        local a, d = Animal('Cat'), Dog('Rex')
        d:rename('Max')
        return d:greet(a) .. ', ' .. a:greet(d) .. ', ' .. d:ask(function(name) return name .. '?' end)";
    assert_eq!(eval::<String>(&mut lua, source), "Max greets Cat, Cat greets Max, Max: Max?");
    assert_eq!(eval::<String>(&mut lua, "return Animal.speak(Dog('Rex'))"), "Rex makes a sound");
    check_error(
        &mut lua,
        "Dog.speak(Animal('Cat'))",
        "calling 'Dog:speak' on bad self (Dog expected, got Animal)",
    );
    check_error(&mut lua, "Dog('Rex').legs = 1", "Dog has no field 'legs'");
}

#[test]
fn bases_have_bases() {
    let mut lua = animals();
    let source = "puppy.name = 'Pop' puppy.tricks = 1 return puppy:speak(), puppy.tricks, #puppy, Puppy.LEGS";
    assert_eq!(eval::<(String, i64, i64, i64)>(&mut lua, source), ("Pop barks".into(), 1, 3, 4));
    assert_eq!(eval::<String>(&mut lua, "return Animal.speak(puppy)"), "Pop makes a sound");
    lua.enter(|ctx| {
        let puppy: UserRef<Young> = ctx.globals().get(ctx, "puppy").unwrap();
        let object = puppy.untyped();
        assert!(
            object.is::<Young>() && object.is::<Dog>() && object.is::<Animal>() && !object.is::<Kennel>()
        );
        object.downcast::<Animal>().unwrap().borrow_mut(ctx).unwrap().name = "Pup".into();
        assert_eq!(puppy.borrow().unwrap().0.base.name, "Pup");
        assert!(puppy.borrow_mut(ctx).is_ok());
    });
}

#[test]
fn a_constructor_of_the_base_makes_no_derived_object() {
    let mut lua = animals();
    let expected = "Puppy has no constructor: 'Dog.new' makes a Dog";
    check_error(&mut lua, "Puppy.new('Pip')", expected);
    check_error(&mut lua, "puppy.new('Pip')", expected);
    assert!(lua.load("Puppy('Pip')").exec().is_err());
    assert_eq!(eval::<String>(&mut lua, "return Dog.new('Rex'):speak() .. Dog('Max').name"), "Rex barksMax");
    let source = "function Puppy.new(name) puppy.name = name return puppy end return Puppy.new('Pop').name";
    assert_eq!(eval::<String>(&mut lua, source), "Pop");
}

#[test]
fn scripts_add_to_bases() {
    let mut lua = animals();
    let source =
        "function Animal:shout() return self:speak():upper() end return Dog('Rex'):shout() .. puppy:shout()";
    assert_eq!(eval::<String>(&mut lua, source), "REX BARKSPIP BARKS");
}

#[test]
fn references_to_what_extends_a_base_are_references_to_the_base() {
    let mut lua = animals();
    let source = "
        local dog = kennel.dogs[1]
        dog.name = 'Max'
        dog:rename(dog.name .. '!')
        return kennel.dogs[1]:speak(), Animal('Cat'):greet(dog)";
    assert_eq!(eval::<(String, String)>(&mut lua, source), ("Max! barks".into(), "Cat greets Max!".into()));
}

#[test]
fn what_is_stored_through_the_base_is_kept() {
    let mut lua = animals();
    lua.set_gc_stress(true);
    let source = "
        local d = Dog('Rex')
        for i = 1, 30 do
            d.friend = {tostring(i)}
            local junk = {{}, {}}
            assert(d.friend[1] == tostring(i))
        end
        return d.friend[1]";
    assert_eq!(eval::<String>(&mut lua, source), "30");
}
