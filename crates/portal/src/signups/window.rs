use domain::signup::MetaWindow;
use serde_json::{Map, Value, json};
use store::signups::Signup;

use crate::World;

/// What the page needs to open Meta's window for a session. Nothing here is secret.
pub(super) fn of(world: &World, signup: &Signup) -> MetaWindow {
    let meta = &world.settings.meta;
    MetaWindow {
        sdk_url: meta.sdk_url.to_string(),
        app_id: meta.app_id.clone().unwrap_or_default(),
        config_id: meta.config_id.clone().unwrap_or_default(),
        graph_version: meta.graph_version.clone(),
        extras: extras(world, signup).to_string(),
        simulator_origin: meta.simulator_origin.clone(),
    }
}

/// `extras` of `FB.login`. `setup.solutionID` (a text, spelled so) is the only thing that ties the WABA to Twilio; the
/// rest is configuration, because Meta retires versions.
fn extras(world: &World, _signup: &Signup) -> Value {
    let meta = &world.settings.meta;
    let mut extras: Map<String, Value> = meta.extras.clone();
    let mut setup = match extras.remove("setup") {
        Some(Value::Object(setup)) => setup,
        _ => Map::new(),
    };
    setup.insert(
        "solutionID".into(),
        json!(world.settings.twilio.partner_solution_id),
    );
    extras.insert("setup".into(), Value::Object(setup));
    if !meta.feature_type.is_empty() {
        extras.insert("featureType".into(), json!(meta.feature_type));
    }
    Value::Object(extras)
}
