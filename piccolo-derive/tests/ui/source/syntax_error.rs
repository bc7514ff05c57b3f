use piccolo::lua;

fn main() {
    let _ = lua! {
        local x = 1
        if x == 1 the
            return x
        end
    };
    let _ = lua! { return 1 + };
    let _ = lua! { goto nowhere };
}
