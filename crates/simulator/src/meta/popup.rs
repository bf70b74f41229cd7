//! The popup's screens: what each button leads to.

use serde_json::{Value, json};

use crate::meta::assets;
use crate::meta::run::{Run, SCREENS};
use crate::otp::{self, Method};
use crate::rules::{Outcome, Place};
use crate::state::{Ctx, State};
use crate::twilio::numbers::is_e164;

/// Who is logged in to the simulated Facebook.
const PERSON: &str = "Sanne de Vries";

/// What the opener asked for.
pub fn start(ctx: &mut Ctx<'_>, asked: &Value) -> Value {
    let config = ctx.config();
    let setup = &asked["extras"]["setup"];
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let wrong = if asked["app_id"] != config.app_id {
        Some("Invalid App ID: the provided app ID does not look like a valid app ID.")
    } else if asked["config_id"] != config.config_id {
        Some("Invalid configuration: this app has no login configuration with this ID.")
    } else {
        None
    };
    let mut run = Run {
        id: ctx.state.chance.hex32(),
        screen: if wrong.is_some() { "ERROR" } else { "LOGIN" }.to_owned(),
        error: wrong.map(str::to_owned),
        solution_id: text(&setup["solutionID"]),
        prefill: setup.clone(),
        started_at: ctx.now,
        ..Run::default()
    };
    if let Some(step) = asked["cancel_at"].as_str().filter(|step| SCREENS.contains(step)) {
        run.script.push(Outcome::CancelAt(step.to_owned()));
    }
    run.take_script(ctx, None);
    let view = view(ctx, &run);
    ctx.state.runs.push(run);
    view
}

/// One button. `None` when there is no such run.
pub fn act(ctx: &mut Ctx<'_>, id: &str, action: &str, given: &Value) -> Option<Value> {
    let at = ctx.state.runs.iter().position(|run| run.id == id)?;
    let mut run = ctx.state.runs[at].clone();
    if run.ended.is_none() {
        run.error = None;
        step(ctx, &mut run, action, given);
    }
    let view = view(ctx, &run);
    ctx.state.runs[at] = run;
    Some(view)
}

fn step(ctx: &mut Ctx<'_>, run: &mut Run, action: &str, given: &Value) {
    let text = |name: &str| given[name].as_str().unwrap_or_default().trim().to_owned();
    match action {
        "login" => go(run, SCREENS[0]),
        "portfolio" => {
            let (id, name) = (text("id"), text("name"));
            if id.is_empty() && name.is_empty() {
                run.error = Some("Enter a name for your business portfolio.".into());
                return;
            }
            run.portfolio_id = Some(if id.is_empty() {
                assets::create_portfolio(ctx.state, &name)
            } else {
                id
            });
            go(run, SCREENS[1]);
        }
        "waba" => {
            let id = text("id");
            if id.is_empty() {
                go(run, SCREENS[2]);
            } else {
                run.display_name = ctx
                    .state
                    .waba(&id)
                    .map(|waba| waba.name.clone())
                    .unwrap_or_default();
                run.waba_id = Some(id);
                at_number(run);
            }
        }
        "profile" => profile(ctx, run, &text("account_name"), &text("display_name")),
        "number" => number(ctx, run, &text("number"), method(&text("method"))),
        "resend" => {
            if let Some(number) = run.number.clone() {
                run.expected = Some(otp::send(ctx, &number, method(&text("method"))));
            }
        }
        "code" => code(ctx, run, &text("code")),
        "later" => {
            run.number = None;
            run.phone_number_id = None;
            go(run, SCREENS[5]);
        }
        "finish" => {
            run.finish(ctx);
            "DONE".clone_into(&mut run.screen);
        }
        "cancel" if SCREENS.contains(&run.screen.as_str()) => {
            let screen = run.screen.clone();
            run.cancel(ctx, &screen);
        }
        "cancel" => run.close(),
        "report" => run.report(ctx),
        _ => {}
    }
}

fn go(run: &mut Run, screen: &str) {
    screen.clone_into(&mut run.screen);
}

fn at_number(run: &mut Run) {
    if run.has(&Outcome::ErrorReport) || run.has(&Outcome::LegacyError) {
        go(run, "ERROR");
        run.error = Some(
            "Your verified name violates WhatsApp guidelines. Edit your verified name and try again.".into(),
        );
    } else {
        go(run, SCREENS[3]);
    }
}

fn method(text: &str) -> Method {
    if text == "voice" {
        Method::Voice
    } else {
        Method::Sms
    }
}

fn profile(ctx: &mut Ctx<'_>, run: &mut Run, account: &str, display: &str) {
    if display.chars().count() < 3 {
        run.error = Some("The display name needs at least three characters.".into());
        return;
    }
    let Some(portfolio) = run.portfolio_id.clone() else {
        return;
    };
    let account = if account.is_empty() { display } else { account };
    run.waba_id = Some(assets::create_waba(ctx.state, &portfolio, account));
    display.clone_into(&mut run.display_name);
    at_number(run);
}

fn number(ctx: &mut Ctx<'_>, run: &mut Run, typed: &str, method: Method) {
    let number: String = typed.chars().filter(|c| !" -().".contains(*c)).collect();
    if !is_e164(&number) {
        run.error = Some("Enter a phone number with its country code, such as +31 6 12345678.".into());
        return;
    }
    run.take_script(ctx, Some(&number));
    let place = Place {
        number: Some(&number),
        ..Place::default()
    };
    let in_use = ctx.state.rules.is(place, &Outcome::NumberOnWhatsapp)
        || ctx.state.on_whatsapp.contains(&number)
        || ctx.state.senders.iter().any(|sender| sender.number == number);
    if in_use {
        run.error = Some(
            "This phone number is already registered with WhatsApp. Delete the account in the app, wait up to three \
             minutes, and add the number again."
                .into(),
        );
        return;
    }
    run.expected = Some(otp::send(ctx, &number, method));
    run.number = Some(number);
    go(run, SCREENS[4]);
}

fn code(ctx: &mut Ctx<'_>, run: &mut Run, typed: &str) {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let (Some(expected), Some(number)) = (run.expected.clone(), run.number.clone()) else {
        return;
    };
    let place = Place {
        number: Some(&number),
        ..Place::default()
    };
    if ctx.state.rules.is(place, &Outcome::OtpExpired) || ctx.now > expected.until {
        run.error = Some("This code has expired. Ask for a new one.".into());
        return;
    }
    if ctx.state.rules.is(place, &Outcome::OtpWrong) || digits != expected.code {
        run.error = Some("This code is not right. Check it and try again.".into());
        return;
    }
    let waba = run.waba_id.clone().unwrap_or_default();
    run.phone_number_id = Some(assets::ensure_number(
        ctx.state,
        &waba,
        &number,
        &run.display_name,
    ));
    go(run, SCREENS[5]);
}

/// Whether Meta's webhook comes before the page hears anything.
pub fn waits_for_webhook(state: &State, id: &str) -> bool {
    let run = state.runs.iter().find(|run| run.id == id);
    run.is_some_and(|run| run.ended.is_some() && run.has(&Outcome::PartnerAddedBefore))
}

/// Everything the popup draws.
fn view(ctx: &Ctx<'_>, run: &Run) -> Value {
    let portfolios: Vec<Value> = ctx
        .state
        .portfolios
        .iter()
        .map(|portfolio| json!({"id": portfolio.id, "name": portfolio.name}))
        .collect();
    let mine = ctx
        .state
        .wabas
        .iter()
        .filter(|waba| Some(&waba.portfolio_id) == run.portfolio_id.as_ref());
    let wabas: Vec<Value> = mine
        .filter(|waba| !waba.is_deleted)
        .map(|waba| json!({"id": waba.id, "name": waba.name}))
        .collect();
    let phone = ctx
        .state
        .otps
        .iter()
        .rev()
        .find(|otp| Some(&otp.number) == run.number.as_ref());
    let phone = phone.filter(|otp| otp.arrives_at.is_some_and(|at| at <= ctx.now));
    json!({
        "id": run.id,
        "screen": run.screen,
        "error": run.error,
        "person": PERSON,
        "app": "Forecourt",
        "portfolios": portfolios,
        "wabas": wabas,
        "prefill": run.prefill,
        "display_name": run.display_name,
        "number": run.number,
        "phone": phone.map(|otp| json!({"number": otp.number, "text": otp.text})),
        "auto": auto(run),
        "ended": run.ended,
        "plays": run.plays.all,
    })
}

/// What the script makes the person do on this screen.
fn auto(run: &Run) -> Option<&'static str> {
    if run.ended.is_some() {
        return None;
    }
    run.script.iter().find_map(|outcome| match outcome {
        Outcome::CancelAt(screen) if *screen == run.screen => Some("cancel"),
        Outcome::ClosedWithoutAWord if run.screen == SCREENS[3] => Some("close"),
        Outcome::FinishWithoutNumber | Outcome::FinishOnlyWabaWithNumber if run.screen == SCREENS[3] => {
            Some("later")
        }
        _ => None,
    })
}
