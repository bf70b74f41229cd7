//! The command line.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use domain::member::Role;

use crate::{
    commands, logs,
    settings::{self, Config, LogSettings, Mode, Source},
};

/// Forecourt: the portal in which car dealers connect their own WhatsApp line.
#[derive(Debug, Parser)]
#[command(name = "forecourt", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server.
    #[command(after_help = settings::help())]
    Serve,
    /// Run the server with simulated Twilio and Meta and sample data.
    Demo,
    /// Look at the configuration and the outside; ends with 1 if something is red.
    Check,
    /// Bring the database up to this version.
    Migrate,
    /// Manage the people of the ISV.
    Admin {
        #[command(subcommand)]
        command: AdminCommand,
    },
    /// Write a complete copy of the SQLite database to FILE, while the server may run.
    Backup {
        /// A file that is not there yet.
        file: PathBuf,
    },
    /// Manage the keys of secrets at rest.
    Secrets {
        #[command(subcommand)]
        command: SecretsCommand,
    },
}

#[derive(Debug, Subcommand)]
enum AdminCommand {
    /// Add an admin, or invite one again, and print the link that sets the password.
    Add {
        /// Their mail address.
        email: String,
        /// Support instead: sees what admins see, without mails, and changes little.
        #[arg(long)]
        support: bool,
    },
}

#[derive(Debug, Subcommand)]
enum SecretsCommand {
    /// Wrap every data key with the first of `FORECOURT_SECRET_KEYS`; afterwards the older ones may go.
    Rotate,
}

/// Reads the arguments and the settings, and does it.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    match start(cli.command) {
        Ok(code) => code,
        Err(line) => {
            eprintln!("{line}");
            ExitCode::FAILURE
        }
    }
}

fn start(command: Command) -> Result<ExitCode, String> {
    let source = Source::environment()?;
    logs::install(&LogSettings::read(&source).map_err(|faults| faults.to_string())?);
    twilio::install_crypto();
    let mode = match command {
        Command::Demo => Mode::Demo,
        Command::Migrate | Command::Backup { .. } => Mode::Database,
        Command::Serve | Command::Check | Command::Admin { .. } | Command::Secrets { .. } => Mode::Serve,
    };
    let config = Config::read(&source, mode).map_err(|faults| faults.to_string())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|why| format!("no runtime: {why}"))?;
    runtime.block_on(perform(command, config))
}

async fn perform(command: Command, config: Config) -> Result<ExitCode, String> {
    let done = match command {
        Command::Serve => commands::serve(config).await,
        Command::Demo => commands::demo(config).await,
        Command::Check => return commands::check(config).await.map_err(|error| error.to_string()),
        Command::Migrate => commands::migrate(&config).await,
        Command::Admin {
            command: AdminCommand::Add { email, support },
        } => {
            let role = if support { Role::Support } else { Role::Admin };
            commands::add_admin(&config, &email, role).await
        }
        Command::Backup { file } => commands::backup(&config, &file).await,
        Command::Secrets {
            command: SecretsCommand::Rotate,
        } => commands::rotate(&config).await,
    };
    done.map(|()| ExitCode::SUCCESS)
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_help_of_serve_lists_every_setting_with_its_default() {
        let mut cli = Cli::command();
        let serve = cli.find_subcommand_mut("serve").expect("there is a serve");
        let help = serve.render_help().to_string();
        for variable in settings::VARIABLES {
            assert!(
                help.contains(variable.name) && help.contains(variable.default),
                "{}",
                variable.name
            );
        }
    }
}
