// Wakes up the pages that load no WASM: the way from *Connect WhatsApp* to *Connected*, where a first visit on a
// phone must be quick. Everything here makes better what already works without it: forms post themselves, links are
// links, and the server draws every state. So there is no state of its own, only the server's HTML, fetched anew.
(() => {
  "use strict";

  const html = document.documentElement;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const plain = (name) => name.replaceAll("_", "").toLowerCase();

  // --- Parts: pieces of the page that are drawn anew by the server -------------------------------------------------

  // Puts the server's parts in the place of ours; what is being typed stays, and so does the focus.
  const swap = (fresh, names) => {
    const focused = document.activeElement;
    const typed = focused?.matches?.("input:not([type=radio], [type=checkbox]), textarea") ? focused.value : null;
    for (const part of all("[data-part]")) {
      if (names && !names.includes(part.id)) continue;
      const news = fresh.getElementById(part.id);
      if (!news || news.innerHTML === part.innerHTML) continue;
      // Meta's script lives in what is kept: it starts once a page.
      const [kept, wanted] = [part, news].map((each) => each.querySelector("[data-keep]") !== null);
      if (kept && wanted) continue;
      if (wanted) return location.reload();
      part.replaceChildren(...document.adoptNode(news).childNodes);
      for (const { name, value } of news.attributes) part.setAttribute(name, value);
    }
    const again = focused?.id && !focused.isConnected && document.getElementById(focused.id);
    if (again) {
      if (typed !== null) again.value = typed;
      again.focus({ preventScroll: true });
    }
    document.dispatchEvent(new Event("drawn"));
  };

  let asked = 0;
  const draw = async (address, names) => {
    const mine = ++asked;
    try {
      const answer = await fetch(address, { headers: { accept: "text/html" } });
      if (answer.redirected && !new URL(answer.url).pathname.startsWith(location.pathname)) {
        location.assign(answer.url);
        return;
      }
      // What this page shows is there no longer: a link that was withdrawn, for one.
      if (answer.status === 404 || answer.status === 410) {
        location.reload();
        return;
      }
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine === asked) swap(fresh, names);
    } catch {
      // The line is bad; the next news or the next press tries again.
    }
  };

  // Lets *3 min ago* walk on. Only the server says moments in words: it draws the page again, and nothing but those words
  // is taken from it.
  const walkOn = async () => {
    if (document.hidden || !document.querySelector("time:not(#desk *)")) return;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const said = new Map(all("time", fresh).map((time) => [time.dateTime, time.textContent]));
      for (const time of all("time:not(#desk *)")) time.textContent = said.get(time.dateTime) ?? time.textContent;
    } catch {
      // The line is bad; the next round tries again.
    }
  };
  setInterval(walkOn, 30_000);
  document.addEventListener("visibilitychange", walkOn);

  // --- Forms -------------------------------------------------------------------------------------------------------

  const clear = (form) => {
    all("[data-told]", form).forEach((notice) => notice.remove());
    all(".wrong", form).forEach((wrong) => { wrong.hidden = true; });
    all("[aria-invalid]", form).forEach((field) => field.removeAttribute("aria-invalid"));
  };

  const tellField = (form, { field, message }) => {
    // Two kinds of number may share a field's name; only one of them is shown.
    const isFor = (each) => each.dataset.for?.split(" ").some((name) => plain(name) === plain(field));
    const wrong = all(".wrong", form).find((each) => isFor(each) && each.parentElement.getClientRects().length > 0);
    if (!wrong) return false;
    wrong.querySelector("span").textContent = message;
    all(".wrong-now", wrong.closest("[data-look]") ?? wrong).forEach((same) => same.remove());
    wrong.hidden = false;
    const input = all("[aria-describedby]", form).find((each) => each.getAttribute("aria-describedby").split(" ").includes(wrong.id));
    input?.setAttribute("aria-invalid", "true");
    return input ?? wrong;
  };

  const tell = (form, problem) => {
    const told = (problem.fields ?? []).map((fault) => tellField(form, fault)).filter(Boolean);
    if (told.length > 0) {
      told[0].focus?.();
      return;
    }
    const notice = document.getElementById("refusal").content.firstElementChild.cloneNode(true);
    notice.dataset.told = "";
    notice.querySelector("b").textContent = problem.detail;
    form.prepend(notice);
  };

  const toast = (words) => {
    const one = document.getElementById("toast").content.firstElementChild.cloneNode(true);
    one.querySelector("span").textContent = words;
    document.querySelector(".toasts").append(one);
    setTimeout(() => one.remove(), 5_000);
  };

  const send = async (form, pressed) => {
    // Enter pressed twice is one press.
    if (form.dataset.sending !== undefined) return;
    form.dataset.sending = "";
    const button = pressed ?? form.querySelector("[type=submit]:not([formmethod])") ?? form.querySelector("button");
    button?.setAttribute("aria-busy", "true");
    clear(form);
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { accept: "application/json" },
        body: new URLSearchParams(new FormData(form, pressed)),
      });
      const onward = answer.headers.has("serverfnredirect") && answer.headers.get("location");
      if (!answer.ok) {
        const unreadable = { detail: form.dataset.offline };
        tell(form, await answer.json().catch(() => unreadable));
      } else if (onward) {
        location.assign(onward);
      } else {
        form.reset();
        form.closest("dialog")?.close();
        if (form.dataset.done) toast(form.dataset.done);
        await draw(location.href);
        if (form.dataset.top !== undefined) scrollTo({ top: 0 });
      }
    } catch {
      tell(form, { detail: form.dataset.offline });
    } finally {
      delete form.dataset.sending;
      button?.removeAttribute("aria-busy");
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.submitter?.formMethod === "get" && form.dataset.looks) {
      event.preventDefault();
      look(form);
    } else if (form.matches("[data-post]") && !event.defaultPrevented) {
      event.preventDefault();
      send(form, event.submitter);
    }
  });

  // A form whose parts follow what is chosen in it: the page as it would be with these fields in its address.
  const look = (form) => {
    const fields = new URLSearchParams(new FormData(form));
    draw(`${location.pathname}?${fields}`, form.dataset.looks.split(" "));
  };
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form?.dataset.looks && event.target.closest("[data-look]")) look(form);
  });

  // --- Small things ------------------------------------------------------------------------------------------------

  const old = !("command" in HTMLButtonElement.prototype); // Browsers that cannot open dialogs by attribute.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (old && button?.hasAttribute("commandfor")) {
      const dialog = document.getElementById(button.getAttribute("commandfor"));
      if (button.getAttribute("command") === "close") dialog?.close();
      else dialog?.showModal();
    }
    if (button?.dataset.copy !== undefined) {
      navigator.clipboard?.writeText(button.dataset.copy).then(() => {
        const words = button.querySelector("span");
        if (!words) return;
        const before = words.textContent;
        words.textContent = button.dataset.copied;
        setTimeout(() => { words.textContent = before; }, 2_000);
      });
    }
    button?.closest(".toast")?.remove();
    for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") all("details.menu[open]").forEach((menu) => { menu.open = false; });
    const typing = event.target.closest("input, textarea, select");
    const name = event.key === "k" && (event.metaKey || event.ctrlKey) ? "find" : event.key === "?" && !typing ? "keys" : "";
    const dialog = name && document.getElementById(name);
    if (!dialog || dialog.open) return;
    event.preventDefault();
    dialog.showModal();
  });

  const find = document.getElementById("find");
  find?.addEventListener("input", ({ target }) => {
    const text = target.value.trim().toLowerCase();
    for (const line of all("ul:not(#found) li", find)) line.hidden = !line.textContent.toLowerCase().includes(text);
    clearTimeout(asking);
    asking = setTimeout(() => ask(text), 200);
  });
  // Dealers, or buyers and their conversations, by name or number.
  let asking, sought;
  const ask = async (typed) => {
    const into = document.getElementById("found");
    sought = typed;
    const answer = typed.length < 2 ? undefined : await fetch(into.dataset.door, {
      method: "POST", body: new URLSearchParams({ typed }), headers: { accept: "application/json" },
    }).catch(() => undefined);
    const found = answer?.ok ? await answer.json() : [];
    // What was typed meanwhile is asked for by itself.
    if (sought !== typed) return;
    into.replaceChildren(...found.map(({ href, name, detail }) => {
      const line = document.createElement("li"), link = document.createElement("a"), more = document.createElement("span");
      link.href = href;
      more.textContent = detail;
      more.className = "small faint";
      link.append(name, more);
      line.append(link);
      return line;
    }));
  };
  find?.addEventListener("submit", (event) => {
    if (event.target.method === "dialog") return;
    event.preventDefault();
    find.querySelector("li:not([hidden]) a")?.click();
  });

  // --- Live: the server tells when something has changed ------------------------------------------------------------

  const isOver = (state, steps) => ["expired", "revoked"].includes(state) || steps.every((step) => step.state === "done");
  let line;
  const listen = () => {
    const source = document.querySelector("[data-live]");
    const address = source?.dataset.live;
    if (line?.address === address) return;
    line?.events.close();
    line = undefined;
    if (!address) return;
    const events = new EventSource(address);
    line = { address, events };
    events.addEventListener("progress", ({ data }) => {
      const { id, state, steps } = JSON.parse(data);
      const seen = document.querySelector("[data-live]")?.dataset;
      const states = steps.map((step) => step.state).join(" ");
      const isFirst = !line?.heard;
      if (line) line.heard = true;
      if (isOver(state, steps)) events.close();
      if (isFirst && seen?.state === state && seen.steps === states) return;
      // Once connected the session is no longer open: the dashboard asks for this one by its name.
      if (state === "connected" && source.id === "connect") history.replaceState(null, "", `/connect?connected=${id}`);
      draw(location.href);
    });
  };

  // --- The signup page in a window of its own -----------------------------------------------------------------------

  let popup;
  let shown = "ready";
  const stage = () => document.querySelector("[data-window]");
  const show = (state) => {
    shown = state;
    for (const part of all("[data-when]", stage() ?? undefined)) part.hidden = part.dataset.when !== state;
  };
  // Inside the click, before anything waits, or browsers block it.
  const openWindow = (address) => {
    popup = window.open(address, "whatsapp-signup", "popup,width=600,height=780");
    show(popup ? "waiting" : "blocked");
  };
  setInterval(() => {
    if (shown === "waiting" && popup?.closed) show("closed");
  }, 500);
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-opens]")) {
      event.preventDefault();
      openWindow(event.target.action);
    }
  });
  document.addEventListener("click", (event) => {
    const wanted = event.target.closest("[data-window] [data-do]")?.dataset.do;
    if (wanted === "front") popup?.focus();
    if (wanted === "blocked" || wanted === "closed") {
      popup?.close();
      show(wanted);
    }
  });

  let left = stage()?.dataset.left;
  document.addEventListener("drawn", () => {
    listen();
    if (!stage()) return;
    // Leaving Meta's window is news about ours too: there is something to go on with.
    const news = stage().dataset.left;
    show(news === left ? shown : "ready");
    left = news;
  });

  listen();
  // The desk's page is ready when the desk is.
  if (!document.getElementById("desk")) html.dataset.ready = "";
})();
