//! A process that is killed.

use std::{future::poll_fn, task::Poll};

/// Does the work for so many steps and drops it as it stands then. Answers whether it was done before that.
pub async fn killed(work: impl Future, steps: u32) -> bool {
    // On the heap: here it would stand twice, as what was given and as what is polled.
    let mut work = Box::pin(work);
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
