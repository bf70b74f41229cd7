// Speaks to Meta's SDK on the signup page: opens its window inside the click, reports what the window says, and
// notices a window that was blocked, closed or lost. Nothing that comes from the window is believed here or on the
// server: it is reported. There number and subaccount are compared, and the account is judged by Twilio.
(() => {
  "use strict";

  const root = document.getElementById("facebook");
  if (!root) return;
  const { token, sdk, app, config, version, extras, simulator } = root.dataset;
  const marks = { opened: `window-open:${token.slice(-24)}`, finish: `finish:${token.slice(-24)}` };
  const SDK_PATIENCE = 12_000; // Milliseconds until a script that does not come counts as kept away.
  const CLOSE_PATIENCE = 1_500; // The last message can arrive after the window is gone.

  let popup = null;
  let watching = 0;
  let settled = false; // A finish or a cancel was heard since the window opened.

  const memory = {
    get: (key) => { try { return sessionStorage.getItem(key); } catch { return null; } },
    set: (key, value) => { try { sessionStorage.setItem(key, value); } catch { /* Private windows may refuse. */ } },
    drop: (key) => { try { sessionStorage.removeItem(key); } catch { /* As above. */ } },
  };

  const show = (state) => {
    root.dataset.state = state;
    for (const part of root.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
  };
  const fill = (name, text) => {
    const place = root.querySelector(`[data-fill="${name}"]`);
    if (place && text) place.textContent = text;
  };

  const post = (path, body) =>
    fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(body),
      keepalive: true,
    });

  const report = async (kind, more = {}) => {
    try {
      const answer = await post(`/whatsapp/signup/${token}/events`, { kind, ...more });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null; // The line is bad; Meta's own webhook tells the server the end all the same.
    }
  };

  // An origin is parsed and compared, never searched in: evilfacebook.com ends in facebook.com too.
  const isMeta = (origin) => {
    if (simulator && origin === simulator) return true;
    try {
      const url = new URL(origin);
      return url.protocol === "https:" && (url.hostname === "facebook.com" || url.hostname.endsWith(".facebook.com"));
    } catch {
      return false;
    }
  };

  const stopWatching = () => { clearInterval(watching); watching = 0; };

  const watch = () => {
    stopWatching();
    watching = setInterval(() => {
      if (!popup || !popup.closed) return;
      stopWatching();
      setTimeout(() => {
        if (settled) return;
        memory.drop(marks.opened);
        report("closed");
        show("closed");
      }, CLOSE_PATIENCE);
    }, 400);
  };

  const finish = async (data) => {
    settled = true;
    stopWatching();
    memory.drop(marks.opened);
    memory.set(marks.finish, JSON.stringify(data));
    show("finishing");
    const text = (id) => (typeof id === "string" ? id : undefined);
    try {
      const answer = await post("/whatsapp/onboarding-callback", {
        payload: token,
        WhatsAppBusinessAccountId: text(data.waba_id),
        FacebookBusinessId: text(data.business_id),
        PhoneNumberId: text(data.phone_number_id),
      });
      if (!answer.ok) {
        const problem = await answer.json().catch(() => ({}));
        fill("why", problem.detail);
        if (answer.status < 500) memory.drop(marks.finish);
        show("failed");
        return;
      }
    } catch {
      show("failed");
      return;
    }
    memory.drop(marks.finish);
    // The dashboard that opened this window shows the rest; on its own, this page does.
    if (window.name === "whatsapp-signup" && window.opener && !window.opener.closed) window.close();
    else if (!document.documentElement.hasAttribute("data-ready")) location.reload();
  };

  const cancelled = async (event) => {
    settled = true;
    stopWatching();
    memory.drop(marks.opened);
    const answer = await report("message", event);
    fill("step", answer?.progress?.left_at);
    show("cancelled");
  };

  addEventListener("message", (event) => {
    if (!isMeta(event.origin)) return;
    const text = typeof event.data === "string" ? event.data : JSON.stringify(event.data);
    let message;
    try { message = JSON.parse(text); } catch { return; } // The SDK's own chatter is not JSON.
    if (!message || message.type !== "WA_EMBEDDED_SIGNUP") return;
    const told = { origin: event.origin, data: text };
    const name = String(message.event ?? "");
    if (name === "CANCEL" || name === "ERROR") {
      cancelled(told);
    } else {
      report("message", told);
      if (name.startsWith("FINISH")) finish(message.data ?? {});
    }
  });

  // Everything up to FB.login happens inside the click; one `await` before it and browsers block the window.
  const login = () => {
    if (!window.FB) return;
    settled = false;
    popup = undefined;
    const open = window.open;
    window.open = (...how) => (popup = open.apply(window, how));
    try {
      window.FB.login(
        (response) => {
          report("login_callback", { data: JSON.stringify({ status: response?.status ?? null }) });
        },
        {
          config_id: config,
          auth_type: "rerequest",
          response_type: "code",
          override_default_response_type: true,
          extras: JSON.parse(extras || "{}"),
        },
      );
    } finally {
      window.open = open;
    }
    if (popup === null) {
      report("blocked");
      show("blocked");
      return;
    }
    report("left" in root.dataset ? "resumed" : "opened");
    memory.set(marks.opened, "1");
    show("waiting");
    if (popup) watch();
  };

  const gaveUp = (kind) => {
    stopWatching();
    settled = true;
    memory.drop(marks.opened);
    report(kind);
    show(kind);
  };

  document.addEventListener("click", (event) => {
    const wanted = event.target.closest("[data-do]")?.dataset.do;
    if (wanted === "login") login();
    else if (wanted === "front") popup?.focus();
    else if (wanted === "blocked" || wanted === "closed") gaveUp(wanted);
    else if (wanted === "reload") location.reload();
    else if (wanted === "finish") finish(JSON.parse(memory.get(marks.finish) ?? "{}"));
  });

  const ready = () => {
    clearTimeout(impatient);
    window.FB.init({ appId: app, autoLogAppEvents: true, xfbml: false, version });
    for (const button of root.querySelectorAll('[data-do="login"]')) button.disabled = false;
    root.dataset.sdkReady = "";
  };
  const missing = () => {
    if (window.FB) return;
    report("sdk_missing");
    show("sdk_missing");
  };
  const impatient = setTimeout(missing, SDK_PATIENCE);

  const unfinished = memory.get(marks.finish);
  if (unfinished) {
    finish(JSON.parse(unfinished));
  } else if (memory.get(marks.opened)) {
    memory.drop(marks.opened);
    report("lost");
    show("lost");
  }

  if (window.FB) {
    ready();
  } else {
    window.fbAsyncInit = ready;
    const script = document.createElement("script");
    script.src = sdk;
    script.async = true;
    script.onerror = () => { clearTimeout(impatient); missing(); };
    document.head.append(script);
  }
})();
