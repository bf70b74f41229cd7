// What a page does for the device it is on: the worker that stands between it and a bad line, and the switch for
// notifications on the account page. On every page of somebody who is signed in, whatever else wakes it up.
(() => {
  "use strict";

  const isTold = document.currentScript.dataset.tells !== undefined;
  const workers = navigator.serviceWorker;
  const worker = workers?.register("/worker.js", { updateViaCache: "none" }).then(() => workers.ready);
  worker?.catch(() => {}); // Without one, pages work as they did; the switch says that it cannot.

  // The worker asks whether somebody looks at the conversation that it has news of.
  workers?.addEventListener("message", ({ data, ports: [port] }) => {
    if (data === "where") port?.postMessage(document.hasFocus() ? location.pathname : "");
  });
  workers?.startMessages();

  const ask = async (path, body) => {
    const how = body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const answer = await fetch(path, how);
    if (!answer.ok) throw new Error(answer.status);
    return answer.status === 204 ? {} : answer.json();
  };

  const canPush = isTold && worker && "PushManager" in window && "Notification" in window;
  const found = async () => (await worker).pushManager.getSubscription();

  // The sign-in may be another one than last time; a device that changed hands is told nothing until its person says so.
  const renew = async () => {
    const push = await found();
    if (!push) return { known: false };
    const { endpoint } = push;
    const answer = await ask("/push/renew", { endpoint });
    if (!answer.known) await push.unsubscribe();
    return answer;
  };
  const renewed = canPush ? renew() : undefined;
  renewed?.catch(() => {}); // The line is bad; the next page tries again.

  // A browser that keeps its worker waiting this long, in milliseconds, has none for us.
  const PATIENCE = 5_000;
  const late = () => new Promise((_, refuse) => setTimeout(refuse, PATIENCE, "late"));

  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

  class Switch extends HTMLElement {
    connectedCallback() {
      if (this.dataset.state) return;
      this.dataset.state = "asking";
      this.addEventListener("click", ({ target }) => {
        const button = target.closest("button[data-do]");
        if (button) this.work(button, () => this[button.dataset.do]());
      });
      this.addEventListener("change", ({ target }) => {
        if (target === this.shows && this.dataset.state === "on") this.work(target, () => this.keep());
      });
      this.begin();
    }

    get shows() {
      return this.querySelector("input[type=checkbox]");
    }

    async begin() {
      if (!canPush) return this.show("unsupported");
      if (Notification.permission === "denied") return this.show("blocked");
      try {
        await Promise.race([worker, late()]);
      } catch {
        return this.show("unsupported");
      }
      try {
        const { known, showsText } = await renewed;
        if (known) this.shows.checked = showsText;
        this.show(known && Notification.permission === "granted" ? "on" : "off");
      } catch {
        this.show("off");
      }
    }

    show(state) {
      this.dataset.state = state;
      for (const part of this.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(state);
    }

    tell(what) {
      this.querySelector("[role=status]").textContent = this.dataset[what] ?? "";
    }

    async work(button, deed) {
      this.tell("");
      button.setAttribute("aria-busy", "true");
      try {
        await deed();
      } catch {
        if (Notification.permission === "denied") this.show("blocked");
        else this.tell("failed");
      } finally {
        button.removeAttribute("aria-busy");
      }
    }

    async on() {
      if ((await Notification.requestPermission()) !== "granted") {
        // Waved away, it may be asked again.
        if (Notification.permission === "denied") this.show("blocked");
        return;
      }
      const { key } = await ask("/push");
      const { pushManager } = await worker;
      await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
      await this.keep();
      this.show("on");
    }

    async keep() {
      await ask("/push", { ...(await found()).toJSON(), showsText: this.shows.checked });
    }

    async off() {
      const push = await found();
      if (push) {
        await ask("/push/forget", { endpoint: push.endpoint });
        await push.unsubscribe();
      }
      this.show("off");
    }

    async test() {
      const push = await found();
      if (push) await ask("/push/test", { endpoint: push.endpoint });
      else this.show("off");
      this.tell(push ? "tested" : "lost");
    }
  }
  customElements.define("device-switch", Switch);
})();
