// The sides: who writes to whom, the habits of this buyer, Twilio's webhooks, and time.

import { $, button, el, icon, initials, post, tell, time, tint } from './dom.js';
import { ask, field } from './compose.js';

const HABITS = [
  ['is_off', 'Phone is off', 'Messages stay at one tick until it is on again.'],
  ['reads_late', 'Reads late', 'Ten minutes later, as fast as time goes here.'],
  ['no_receipts', 'No read receipts', 'Nobody learns when something was read.'],
  ['has_blocked', 'Has blocked the dealer', 'Messages stay at one tick for ever.'],
  ['is_blocked', 'Is blocked by the dealer', 'Nothing of this buyer reaches the dealer.'],
];
const WEBHOOKS = [
  ['lost', 'Lose webhooks', 'Nothing more is told to the portal.'],
  ['twice', 'Deliver twice', 'Each webhook comes a second time.'],
  ['reordered', 'Out of order', '“Delivered” is told before “sent”.'],
];
const SPANS = [['23 h 30 min', 84_600], ['24 h', 86_400]];

const toggle = ([name, label, help], is, deed) => {
  const input = el('input', { type: 'checkbox', role: 'switch', id: `s-${name}`, 'aria-describedby': `h-${name}`, checked: is });
  input.addEventListener('change', () => deed({ [name]: input.checked }).catch(() => { input.checked = !input.checked; }));
  return el('div', { class: 'toggle' }, el('label', { for: `s-${name}`, text: label }), input, el('small', { id: `h-${name}`, text: help }));
};

export const avatar = (name) => el('span', { class: `avatar t${tint(name)}`, 'aria-hidden': 'true' }, initials(name));

const person = (buyer, is, now, choose) => {
  const last = buyer.last;
  const input = el('input', { type: 'radio', name: 'buyer', value: buyer.id, checked: is, 'aria-label': buyer.name });
  input.addEventListener('change', () => choose({ as: buyer.id }));
  return el('label', { class: 'person' }, input, avatar(buyer.name),
    el('span', { class: 'lines' },
      el('b', { text: buyer.name }),
      last && el('time', { text: now - last.at < 86_400_000 ? time(last.at) : new Date(last.at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' }) }),
      el('small', { text: last ? `${last.mine ? 'You: ' : ''}${last.text}` : (buyer.shown ?? 'No phone number') })),
    buyer.is_waiting && el('span', { class: 'dot', role: 'img', 'aria-label': 'New' }));
};

export const drawPeople = (look, pair, choose) => {
  const focused = document.activeElement?.name === 'buyer';
  $('buyers').replaceChildren(...look.buyers.map((buyer) => person(buyer, buyer.id === pair.as, look.now, choose)));
  if (focused) $('buyers').querySelector('input:checked')?.focus();
  // The number only where the name does not tell.
  const twice = (name) => look.dealers.filter((dealer) => dealer.name === name).length > 1;
  const dealers = look.dealers.map(({ name, number, shown }) =>
    el('option', { value: number, selected: number === pair.to }, twice(name) ? `${name} ${shown.slice(-6)}` : name));
  $('dealer').replaceChildren(...(dealers.length ? dealers : [el('option', { value: '' }, 'No dealer is connected')]));
  $('dealer').disabled = dealers.length === 0;
};

const window_ = (chat, now) => {
  const left = chat.closes_at ? Math.round((chat.closes_at - now) / 60_000) : 0;
  if (left <= 0) return chat.closes_at ? 'Closed: the dealer may send templates only.' : 'Not open yet: this buyer has not written.';
  return `Open for ${Math.floor(left / 60)} h ${left % 60} min.`;
};

export const drawSettings = (look, pair, again) => {
  const { chat } = look;
  if (!chat) {
    $('settings-body').replaceChildren(el('p', { class: 'soft', text: 'They appear when a dealer is connected.' }));
    return;
  }
  const buyer = look.buyers.find((one) => one.id === pair.as);
  const habit = (changed) => post(`buyers/${encodeURIComponent(pair.as)}`, { to: pair.to, ...changed }).then(again);
  const webhook = (changed) => post('webhooks', { to: pair.to, ...changed }).then(again);
  const pass = (label, seconds) => button(`${label} pass`, () =>
    post('time', { seconds }).then(() => tell(`${label} passed.`)).then(again).catch(() => {}));
  const focus = document.activeElement?.id;
  const isOpen = $('settings-body').querySelector('details')?.open;
  $('settings-body').replaceChildren(
    el('section', { 'aria-label': 'Buyer' }, el('h3', { text: buyer.name }),
      el('p', { class: 'soft', text: buyer.shown ?? `No phone number: ${chat.user}` }),
      HABITS.map((one) => toggle(one, chat.habits[one[0]], habit))),
    el('section', { 'aria-label': 'Webhooks' }, el('h3', { text: 'Webhooks of this dealer' }), WEBHOOKS.map((one) => toggle(one, chat.faults[one[0]], webhook))),
    el('section', { 'aria-label': 'Window' }, el('h3', { text: 'The 24-hour window' }), el('p', { text: window_(chat, look.now) }),
      el('div', { class: 'buttons' }, SPANS.map(([label, seconds]) => pass(label, seconds))),
      el('small', { text: 'For everybody here: Twilio, Meta, and the portal of this demo.' })),
    el('details', { open: isOpen }, el('summary', { text: 'What the portal answered' }),
      chat.webhooks.length === 0 ? el('p', { class: 'soft', text: 'Nothing was sent yet.' })
        : el('ul', { class: 'webhooks' }, chat.webhooks.map((one) =>
          el('li', {}, el('time', { text: time(one.at) }), el('span', { text: one.what }),
            el('b', { class: one.is_well ? 'good' : 'bad', text: one.answer }))))));
  if (focus?.startsWith('s-')) $(focus)?.focus();
};

/** Puts the sides away that lie over the phone. */
export const putAway = () => {
  document.querySelectorAll('.side.open').forEach((side) => side.classList.remove('open'));
  $('phone').inert = false;
};

/** Dims a phone that is off, whatever is on its screen. */
export const drawOff = (isOff, on) => {
  $('phone').querySelector('.off')?.remove();
  for (const part of $('phone').querySelectorAll('.thread, #composer')) part.inert = isOff;
  if (!isOff) return;
  $('phone').append(el('div', { class: 'off' }, icon('power'), el('p', { text: 'This phone is off' }), button('Turn on', on)));
};

export const start = (choose) => {
  $('dealer').addEventListener('change', () => choose({ to: $('dealer').value }));
  $('new-buyer').addEventListener('click', () => ask('New buyer', [
    field('name', 'Name', { required: true }),
    field('number', 'Phone number', { type: 'tel', placeholder: 'Empty: hidden behind a username' }),
  ], (given) => post('buyers', given).then(({ id }) => choose({ as: id })).catch(() => {}), 'Add'));
  for (const opener of document.querySelectorAll('[data-open]')) {
    opener.append(icon(opener.dataset.open));
    opener.addEventListener('click', () => {
      $(opener.dataset.open).classList.add('open');
      $('phone').inert = true;
      $(opener.dataset.open).querySelector('.close').focus();
    });
  }
  const close = (side) => {
    if (!side.classList.contains('open')) return;
    putAway();
    $(`open-${side.id}`).focus();
  };
  for (const closer of document.querySelectorAll('[data-close]')) {
    closer.append(icon('close'));
    closer.addEventListener('click', () => close($(closer.dataset.close)));
  }
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') document.querySelectorAll('.side.open').forEach(close);
  });
};
