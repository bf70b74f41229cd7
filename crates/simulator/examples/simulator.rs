//! The simulator on its own: `cargo run -p simulator --example simulator [ADDR] [STATE_FILE]`.
//!
//! Prints where each API lives, as JSON on one line, and plays until it is interrupted.

use simulator::{Config, Simulator};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut config = Config::default();
    if let Some(addr) = arguments.next() {
        config.addr = addr.parse().map_err(std::io::Error::other)?;
    }
    config.state_file = arguments.next().map(Into::into);
    let simulator = Simulator::start(config).await?;
    let config = simulator.config();
    let told = serde_json::json!({
        "url": simulator.url(),
        "urls": simulator.urls(),
        "parent_sid": config.parent_sid,
        "parent_token": config.parent_token,
        "app_id": config.app_id,
        "app_secret": config.app_secret,
        "config_id": config.config_id,
        "solution_id": config.solution_id,
    });
    println!("{told}");
    tokio::signal::ctrl_c().await?;
    simulator.stop().await;
    Ok(())
}
