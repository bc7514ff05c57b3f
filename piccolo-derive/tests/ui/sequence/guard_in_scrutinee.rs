#[allow(unused_imports)]
use piccolo::{Context, Error, Function, Table, Value, sequence, sequence::call};

#[sequence]
async fn get<'gc>(
    _ctx: Context<'gc>,
    f: Function<'gc>,
    cell: std::rc::Rc<std::cell::RefCell<Vec<i64>>>,
) -> Result<i64, Error<'gc>> {
    if let Some(n) = cell.borrow().first() {
        call(f, *n).await?;
    }
    Ok(cell.borrow().len() as i64)
}

fn main() {}
