use domain::say::push as words;
use leptos::prelude::*;

use crate::{
    components::{Badge, Check, Notice, SubTitle, Tint},
    context::me,
    i18n::lang,
};

/// Whether this device is told of new messages. Only the browser knows, so it is drawn in all its states, and
/// `public/device.js` shows the one it is in. For a dealer's people.
#[component]
pub fn Notifications() -> AnyView {
    let lang = lang();
    if me().is_none_or(|me| me.dealer.is_none()) {
        return ().into_any();
    }
    view! {
        <section class="card">
            <SubTitle title=words::title(lang) lead=words::lead(lang)/>
            <device-switch
                class="card-body form"
                data-tested=words::tested(lang) data-failed=words::failed(lang) data-lost=words::lost(lang)
            >
                <p class="quiet" data-when="asking">{words::asking(lang)}</p>
                <div data-when="unsupported" hidden=true>
                    <Notice title=words::unsupported(lang) detail=words::unsupported_detail(lang)/>
                </div>
                <div data-when="blocked" hidden=true>
                    <Notice tint=Tint::Warn title=words::blocked(lang) detail=words::blocked_detail(lang)/>
                </div>
                <div data-when="off on" hidden=true>
                    <Check name="shows" label=words::shows(lang)/>
                    <div class="field"><p class="hint">{words::shows_hint(lang)}</p></div>
                </div>
                <div class="foot">
                    <span data-when="off" hidden=true><Badge tint=Tint::None words=words::off(lang)/></span>
                    <span data-when="on" hidden=true><Badge tint=Tint::Good words=words::on(lang)/></span>
                    <button type="button" class="button" data-do="on" data-when="off" hidden=true>{words::turn_on(lang)}</button>
                    <button type="button" class="button" data-do="test" data-when="on" hidden=true>{words::send_test(lang)}</button>
                    <button type="button" class="button ghost" data-do="off" data-when="on" hidden=true>{words::turn_off(lang)}</button>
                    <span role="status"></span>
                </div>
            </device-switch>
        </section>
    }
    .into_any()
}
