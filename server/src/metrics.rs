//! Numbers for Prometheus.

use std::{sync::OnceLock, time::Duration};

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// Seconds.
const BUCKETS: &[f64] = &[
    0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

/// Starts counting. The recorder is the process's, so a second server in one process counts into the first's.
pub fn install() {
    HANDLE.get_or_init(|| {
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), BUCKETS)
            .expect("there are buckets")
            .build_recorder();
        let handle = recorder.handle();
        // Somebody else's recorder stays: an embedding program knows better.
        let _ = metrics::set_global_recorder(recorder);
        metrics::describe_counter!(
            "http_requests_total",
            "Answered requests by method, route and status"
        );
        metrics::describe_histogram!("http_request_seconds", "Time from request to answer by route");
        metrics::describe_counter!(
            "hooks_total",
            "Webhooks by what became of them: stored (also again), refused or failed"
        );
        metrics::describe_histogram!("hooks_commit_seconds", "Time to store a group of webhooks");
        metrics::describe_counter!(
            "hooks_taken_total",
            "Webhooks that were worked on with others in one write"
        );
        metrics::describe_counter!("jobs_total", "Jobs that were run");
        handle
    });
}

/// Everything counted so far.
pub fn text() -> String {
    HANDLE.get().map(PrometheusHandle::render).unwrap_or_default()
}

/// Counts an answered request.
pub fn request(method: &str, route: String, status: u16, took: Duration) {
    let method = method.to_owned();
    metrics::counter!("http_requests_total", "method" => method, "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!("http_request_seconds", "route" => route).record(took.as_secs_f64());
}
