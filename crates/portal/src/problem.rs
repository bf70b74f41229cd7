//! The one place where an [`Error`] becomes the [`Problem`] that people read. The chain behind it is logged here,
//! once, under the reference number that the person sees.

use domain::{Code, Lang, Problem, dictionary, say::problem as words};

use crate::{Error, World, with_causes};

impl Error {
    /// What goes over the wire. Never holds what a log line holds.
    pub fn into_problem(self, world: &World, lang: Lang) -> Problem {
        match self {
            Self::Problem(problem) => problem,
            Self::Invalid(fields) => Problem {
                fields,
                ..Problem::new(Code::InvalidInput, words::invalid(lang))
            },
            Self::Missing => Problem::new(Code::NotFound, words::missing(lang)),
            Self::Denied => Problem::new(Code::Denied, words::denied(lang)),
            Self::Conflict(ref detail) => {
                tracing::info!(detail, "refused: changed or done meanwhile");
                Problem::new(Code::Conflict, words::conflict(lang))
            }
            Self::Twilio(ref error) if error.code().is_some() => {
                let entry = dictionary::entry(lang, error.code().unwrap_or_default());
                let problem = Problem::new(Code::Refused, format!("{} {}", entry.what, entry.act));
                logged(&self, world, problem)
            }
            Self::Twilio(_) => {
                let problem = Problem::new(Code::Unavailable, words::twilio_silent(lang));
                logged(&self, world, problem)
            }
            Self::Meta(_) => {
                let problem = Problem::new(Code::Unavailable, words::meta_silent(lang));
                logged(&self, world, problem)
            }
            Self::Store(_) | Self::Internal(_) => {
                let problem = Problem::new(Code::Internal, words::internal(lang));
                logged(&self, world, problem)
            }
        }
    }
}

fn logged(error: &Error, world: &World, problem: Problem) -> Problem {
    let reference = format!("{:08x}", u32::from_be_bytes(world.chance.bytes()));
    let chain = with_causes(error);
    tracing::error!(reference, chain, code = problem.code.as_str(), "a deed failed");
    Problem {
        reference: Some(reference),
        ..problem
    }
}
