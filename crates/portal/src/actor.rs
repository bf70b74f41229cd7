use domain::{Code, DealerId, Lang, LoginId, PersonId, SignupId, member::Role, say::ui as words};

use crate::{Error, Result};

/// From where a request came, for the audit log and the limits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct From {
    /// The client's address, as the trusted proxies tell it.
    pub address: String,
    /// The browser's `User-Agent`.
    pub browser: String,
}

/// The machine's name in the audit log.
pub(crate) const MACHINE: &str = "Forecourt";

/// Who does it. The only source of a [`DealerId`] besides a job's payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Somebody signed in.
    Person {
        /// Who.
        id: PersonId,
        /// What they may do.
        role: Role,
        /// Their dealer; `None` for people of the ISV.
        dealer: Option<DealerId>,
        /// Their mail address, for the audit log.
        email: String,
        /// Through which sign-in.
        login: LoginId,
        /// From where.
        from: From,
    },
    /// Whoever holds a signed signup link: may do for this one session what its dealer may.
    Link {
        /// The session of the link.
        signup: SignupId,
        /// Whose it is.
        dealer: DealerId,
        /// From where.
        from: From,
    },
    /// A program of a dealer's with a key: may read its integrations, and nothing else.
    Program {
        /// Whose it is.
        dealer: DealerId,
        /// The key's name, for the audit log.
        name: String,
        /// From where.
        from: From,
    },
    /// The machine itself: a job, a webhook that was checked, the command line.
    Machine,
}

impl Actor {
    /// The dealer whose things this actor may touch. ISV people and the machine have none: they name one. A program may
    /// touch nothing; see [`Actor::read_dealer`].
    pub fn dealer(&self) -> Result<&DealerId> {
        match self {
            Self::Person {
                dealer: Some(dealer), ..
            }
            | Self::Link { dealer, .. } => Ok(dealer),
            Self::Person { .. } | Self::Program { .. } | Self::Machine => Err(Error::Missing),
        }
    }

    /// The dealer whose integrations this actor may read: its people and its programs.
    pub(crate) fn read_dealer(&self) -> Result<&DealerId> {
        match self {
            Self::Person {
                dealer: Some(dealer), ..
            }
            | Self::Program { dealer, .. } => Ok(dealer),
            Self::Person { .. } | Self::Link { .. } | Self::Machine => Err(Error::Missing),
        }
    }

    /// The dealer, if the actor is one of its owners.
    pub fn owned_dealer(&self) -> Result<&DealerId> {
        match self {
            Self::Person {
                dealer: Some(dealer),
                role: Role::Owner,
                ..
            } => Ok(dealer),
            Self::Person { dealer: Some(_), .. } => Err(Error::Denied),
            _ => Err(Error::Missing),
        }
    }

    /// Passes for admins and support of the ISV.
    pub fn isv(&self) -> Result<()> {
        match self {
            Self::Person { role, .. } if role.is_isv() => Ok(()),
            Self::Machine => Ok(()),
            _ => Err(Error::Missing),
        }
    }

    /// Passes for admins of the ISV.
    pub fn admin(&self) -> Result<()> {
        match self {
            Self::Person {
                role: Role::Admin, ..
            }
            | Self::Machine => Ok(()),
            Self::Person {
                role: Role::Support, ..
            } => Err(Error::Denied),
            _ => Err(Error::Missing),
        }
    }

    /// The person, if one is signed in.
    pub fn person(&self) -> Result<(&PersonId, &LoginId)> {
        match self {
            Self::Person { id, login, .. } => Ok((id, login)),
            _ => Err(Error::problem(
                Code::SignInNeeded,
                words::sign_in_first(Lang::default()),
            )),
        }
    }

    /// Who it is, for the audit log: a mail address, `signup link`, `API key …`, `Forecourt`.
    pub fn name(&self) -> &str {
        match self {
            Self::Person { email, .. } => email,
            Self::Link { .. } => "signup link",
            Self::Program { name, .. } => name,
            Self::Machine => MACHINE,
        }
    }

    /// From where, for the audit log; empty for the machine.
    pub fn address(&self) -> &str {
        match self {
            Self::Person { from, .. } | Self::Link { from, .. } | Self::Program { from, .. } => &from.address,
            Self::Machine => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_not_signed_in_is_told_in_the_catalogues_words() {
        let Err(Error::Problem(problem)) = Actor::Machine.person() else {
            panic!("the machine is no person")
        };
        assert_eq!(problem.detail, words::sign_in_first(Lang::default()));
    }
}
