// Looks twice a second and draws what changed. Who writes to whom is in the address.

import * as compose from './compose.js';
import { $, icon, post, tell, time } from './dom.js';
import * as settings from './settings.js';
import { draw } from './thread.js';

const asked = new URLSearchParams(location.search);
const pair = { to: asked.get('to')?.replace(' ', '+') ?? '', as: asked.get('as')?.replace(' ', '+') ?? '' };
const last = {};
let seen = '';
let round = 0;
let ahead = 0;

const choose = (chosen) => {
  Object.assign(pair, chosen);
  seen = '';
  settings.putAway();
  return look();
};

/** Redraws a part when what it shows changed. */
const part = (name, data, make) => {
  const text = JSON.stringify(data);
  if (last[name] === text) return;
  last[name] = text;
  make();
};

const show = (found) => {
  Object.assign(pair, found.pair);
  const address = new URLSearchParams(Object.entries(pair).filter(([, value]) => value));
  history.replaceState(null, '', `?${address}`);
  const dealer = found.dealers.find((one) => one.number === pair.to);
  const buyer = found.buyers.find((one) => one.id === pair.as);
  document.title = dealer ? `${buyer.name} to ${dealer.name}` : 'A buyer’s phone';
  $('phone').setAttribute('aria-label', `Phone of ${buyer?.name ?? 'a buyer'}`);
  document.body.classList.toggle('alone', !dealer);
  part('top', [dealer, found.chat?.typing], () => {
    $('dealer-name').textContent = dealer?.name ?? 'No dealer is connected';
    $('dealer-avatar').replaceWith(Object.assign(settings.avatar(dealer?.name ?? ''), { id: 'dealer-avatar' }));
    $('dealer-state').textContent = found.chat?.typing ? 'typing…' : dealer ? `${dealer.shown} · Business account` : 'Connect WhatsApp in the portal; the dealer appears here by itself.';
  });
  part('people', [found.dealers, found.buyers, pair], () => settings.drawPeople(found, pair, choose));
  const { messages, typing, key, ...chat } = found.chat ?? {};
  part('settings', [chat, pair, Math.round(found.now / 60_000)], () => settings.drawSettings(found, pair, look));
  part('off', [found.chat?.habits.is_off, pair], () => settings.drawOff(found.chat?.habits.is_off === true, () =>
    post(`buyers/${encodeURIComponent(pair.as)}`, { to: pair.to, is_off: false }).then(look).catch(() => {})));
  if (found.chat) part('thread', [messages, typing, key], () => draw(found.chat, found.now, hands));
  else $('thread').replaceChildren();
  document.documentElement.dataset.ready = '';
};

async function look() {
  const mine = ++round;
  const query = new URLSearchParams({ ...pair, seen });
  const answer = await fetch(`/phone/api/look?${query}`);
  // An answer that was overtaken by a newer question says nothing.
  if (mine !== round || answer.status === 204) return;
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.error);
  seen = found.version;
  ahead = found.now - Date.now();
  tick();
  show(found);
}

const hands = { pair: () => ({ ...pair }), look, menu: compose.openMenu, pick: compose.pick };

/** The phone goes by the simulator's clock. */
const tick = () => { $('clock').textContent = time(Date.now() + ahead); };

for (const name of ['attach', 'send']) $(name).append(icon(name));
settings.start(choose);
compose.start(hands);
tick();
// An unknown number in the address is somebody new.
if (/^\+\d{7,15}$/.test(pair.as)) await post('buyers', { number: pair.as }).then(({ id }) => { pair.as = id; }).catch(() => {});
await look();
let isWell = true;
setInterval(() => {
  tick();
  look().then(() => { isWell = true; }, () => {
    if (isWell) tell('The simulator does not answer.');
    isWell = false;
  });
}, 500);
