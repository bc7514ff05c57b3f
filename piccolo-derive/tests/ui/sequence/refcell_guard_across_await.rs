#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[sequence]
async fn add<'gc>(
    _ctx: Context<'gc>,
    f: Function<'gc>,
    cell: std::rc::Rc<std::cell::RefCell<i64>>,
) -> Result<i64, Error<'gc>> {
    let mut guard = cell.borrow_mut();
    let n: i64 = call(f, ()).await?;
    *guard += n;
    Ok(n)
}

fn main() {}
