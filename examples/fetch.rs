//! An async host function: the script calls it like any other, and its run is a future on the host's runtime.

use std::io;

use piccolo::{Lua, RuntimeError, function, stdlib};

/// What a script gets from an address. While it waits, the runtime's thread is free.
#[function]
async fn fetch(address: String) -> Result<String, io::Error> {
    net::get(address).await?.text().await
}

const SCRIPT: &str = r#"
    local pages = {}
    for i = 1, 3 do
      pages[i] = fetch(address):gsub("\n", "")
    end
    local ok, message = pcall(fetch, "nowhere:0")
    assert(not ok and #message > 0)
    return table.concat(pages, ", ")
"#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), RuntimeError> {
    let address = net::serve().await;
    let mut lua = Lua::new();
    lua.try_enter(|ctx| {
        stdlib::load(ctx, &stdlib::Options::default())?;
        ctx.register_function::<fetch>()?;
        ctx.set_global("address", address)
    })?;
    let executor = lua.load(SCRIPT).name("@fetch.lua").executor(())?;
    let text: String = lua.run(&executor).await?;
    println!("{text}");
    assert_eq!(text, "page 1, page 2, page 3");

    let error = lua.load("fetch('nowhere:0')").exec_async().await.expect_err("there is no such address");
    assert!(error.downcast_ref::<io::Error>().is_some(), "the host gets its own error back");
    Ok(())
}

/// A client and a server, as small as they can be.
mod net {
    use std::io;

    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::{TcpListener, TcpStream},
    };

    pub(crate) struct Response(TcpStream);

    pub(crate) async fn get(address: String) -> io::Result<Response> {
        TcpStream::connect(address).await.map(Response)
    }

    impl Response {
        pub(crate) async fn text(mut self) -> io::Result<String> {
            let mut text = String::new();
            self.0.read_to_string(&mut text).await?;
            Ok(text)
        }
    }

    /// Starts to send numbered pages, and tells the address.
    pub(crate) async fn serve() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("it is bound").to_string();
        tokio::spawn(async move {
            for number in 1.. {
                let Ok((mut stream, _)) = listener.accept().await else { return };
                let _ = stream.write_all(format!("page {number}\n").as_bytes()).await;
            }
        });
        address
    }
}
