// Stands between the pages and a bad line, and shows what push services bring. Two lines are put in front by the server:
// VERSION, which changes with every deploy and brand, and KEPT, what the page for when there is no line is made of.
//
// Nothing of a person is kept: of pages and answers only the files that are the same for everybody, named by their hash.

"use strict";

const STORE = `kept-${VERSION}`;

self.addEventListener("install", (event) => {
  const keep = async () => {
    const store = await caches.open(STORE);
    await store.addAll(KEPT);
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const clear = async () => {
    // A page that was opened before the change still finds its pieces: the last store but one stays, too.
    const stores = await caches.keys();
    await Promise.all(stores.slice(0, -2).map((store) => caches.delete(store)));
    await self.registration.navigationPreload?.enable();
    await self.clients.claim();
  };
  event.waitUntil(clear());
});

// --- A bad line ------------------------------------------------------------------------------------------------------

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (pathname.startsWith("/pkg/")) event.respondWith(file(event));
  else if (KEPT.includes(pathname)) event.respondWith(fetch(request).catch(() => kept(pathname)));
});

const kept = async (path) => (await caches.match(path, { ignoreVary: true })) ?? Response.error();

const page = async (event) => {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return kept("/offline");
  }
};

const file = async (event) => {
  const found = await caches.match(event.request, { ignoreVary: true });
  if (found) return found;
  const answer = await fetch(event.request);
  // Only what says that it never changes.
  if (answer.status === 200 && answer.headers.get("cache-control")?.includes("immutable")) {
    const copy = answer.clone();
    event.waitUntil(caches.open(STORE).then((store) => store.put(event.request, copy)));
  }
  return answer;
};

// --- Notifications ---------------------------------------------------------------------------------------------------

self.addEventListener("push", (event) => {
  if (event.data) event.waitUntil(show(event.data.json()));
});

const show = async ({ title, body, tag, path }) => {
  if (path.startsWith("/inbox/") && (await isRead(path))) return;
  const icon = "/icon-192.png";
  await self.registration.showNotification(title, { body, tag, icon, badge: icon, renotify: true, data: path });
};

const windows = () => self.clients.matchAll({ type: "window", includeUncontrolled: true });

// Whether somebody looks at that page right now. Only a page knows where it is: it moves without loading anew.
const isRead = async (path) => {
  const where = (client) =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => resolve(data);
      // A page that sleeps is not looked at.
      setTimeout(resolve, 500);
      client.postMessage("where", [port2]);
    });
  return (await Promise.all((await windows()).map(where))).includes(path);
};

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(go(event.notification.data));
});

const go = async (path) => {
  const all = await windows();
  const here = all.find(({ focused }) => focused) ?? all[0];
  try {
    // Only a page that this worker stands before can be led elsewhere.
    await (await here.focus()).navigate(path);
  } catch {
    await self.clients.openWindow(path);
  }
};

// The browser's push service gave it another address.
self.addEventListener("pushsubscriptionchange", (event) => {
  const tell = async () => {
    const { options } = event.oldSubscription ?? {};
    const fresh = event.newSubscription ?? (options && (await self.registration.pushManager.subscribe(options)));
    if (!fresh) return;
    const headers = { "content-type": "application/json" };
    await fetch("/push", { method: "POST", headers, body: JSON.stringify(fresh) });
  };
  event.waitUntil(tell());
});
