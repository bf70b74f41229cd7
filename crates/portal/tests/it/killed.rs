//! A process that is killed.

use std::{future::poll_fn, pin::pin, task::Poll};

/// Does the work for so many steps and drops it as it stands then. Answers whether it was done before that.
pub async fn killed(work: impl Future, steps: u32) -> bool {
    let mut work = pin!(work);
    let mut left = steps;
    poll_fn(|cx| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        work.as_mut().poll(cx).map(|_| true)
    })
    .await
}
