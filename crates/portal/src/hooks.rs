//! Incoming webhooks: stored raw before the answer, thought about later.
