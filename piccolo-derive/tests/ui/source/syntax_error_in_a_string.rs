use piccolo::lua;

fn main() {
    let _ = lua!(
        "local x = 1
        retrun x"
    );
}
