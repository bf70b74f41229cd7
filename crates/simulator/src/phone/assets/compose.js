// Writing: the composer, what can be attached, and the questions that some of it asks first.

import { $, button, el, icon, post, tell } from './dom.js';

const message = $('message');
const sheet = $('attach-sheet');
const menu = $('bubble-menu');
const dialog = $('dialog');

/** What goes with the next message. */
let next = { reply: null, ad: null, forwarded: 0 };
let hands;

const chip = (name, title, text, drop) =>
  el('div', { class: 'chip' }, icon(name), el('span', {}, el('b', { text: title }), el('small', { text })),
    button(icon('close'), drop, { class: 'icon', 'aria-label': `Remove: ${title}` }));

const showPending = () => {
  const chips = [];
  if (next.reply) chips.push(chip('reply', next.reply.mine ? 'Reply to yourself' : 'Reply to the dealer', next.reply.text || next.reply.kind, () => change({ reply: null })));
  if (next.ad) chips.push(chip('ad', `From an ad: ${next.ad.headline}`, next.ad.body, () => change({ ad: null })));
  if (next.forwarded) chips.push(chip('forward', 'Forwarded', 'The next message is marked as forwarded', () => change({ forwarded: 0 })));
  $('pending').replaceChildren(...chips);
  $('pending').hidden = chips.length === 0;
};

const change = (with_) => {
  next = { ...next, ...with_ };
  showPending();
  message.focus();
};

export const send = async (what) => {
  const body = { ...hands.pair(), ...what };
  if (!body.as || !body.to) return tell('Nobody to write to yet: no dealer is connected.');
  if (next.reply) body.reply_to = next.reply.id;
  if (next.ad) body.ad = next.ad;
  if (next.forwarded) body.forwarded = next.forwarded;
  const used = next;
  next = { reply: null, ad: null, forwarded: 0 };
  showPending();
  try {
    await post('messages', body);
  } catch {
    next = used;
    showPending();
    return false;
  }
  await hands.look();
  $('thread').scrollTop = $('thread').scrollHeight;
  return true;
};

const submit = async (event) => {
  event?.preventDefault();
  const text = message.value.trim();
  if (!text) return;
  message.value = '';
  grow();
  // What was refused is written again, unless something else was typed meanwhile.
  if (!(await send({ kind: 'text', text })) && !message.value) message.value = text;
  grow();
};

const grow = () => {
  message.rows = Math.min(5, message.value.split('\n').length);
  $('send').disabled = message.value.trim() === '';
};

const ask = (title, fields, done, label = 'Send') => {
  const form = el('form', { method: 'dialog' }, el('h2', { id: 'dialog-title', text: title }), fields,
    el('div', { class: 'buttons' }, button('Cancel', () => dialog.close()), el('button', { type: 'submit', class: 'main', text: label })));
  form.addEventListener('submit', () => done(Object.fromEntries(new FormData(form))));
  dialog.replaceChildren(form);
  dialog.showModal();
};

export { ask };

export const field = (name, label, given = {}) =>
  el('label', { class: 'field' }, label, el('input', { name, autocomplete: 'off', ...given }));

const askAd = () => ask('Come from an ad', [
  field('headline', 'Headline', { value: 'Golf VIII from € 19.950', required: true }),
  field('body', 'Text', { value: 'Ready to drive today. Write to us on WhatsApp.' }),
  field('url', 'Link', { value: 'https://fb.me/3cr4Wqqkv', type: 'url' }),
  el('label', { class: 'check' }, el('input', { type: 'checkbox', name: 'picture', checked: true }), 'With a picture'),
], ({ headline, body, url, picture }) => {
  change({ ad: { headline, body, url, has_picture: picture === 'on' } });
  if (!message.value) message.value = 'Hello. Can I get more information about this?';
  grow();
}, 'Open chat');

const askPlace = () => ask('Send a location', [
  field('label', 'Name', { value: 'Utrecht Centraal' }),
  field('address', 'Address', { value: 'Stationshal 12, 3511 CE Utrecht' }),
  el('div', { class: 'pair' }, field('latitude', 'Latitude', { value: '52.0894', required: true, inputmode: 'decimal' }),
    field('longitude', 'Longitude', { value: '5.1101', required: true, inputmode: 'decimal' })),
], (given) => send({ kind: 'location', ...given }));

const askContact = () => ask('Send a contact', [
  field('name', 'Name', { value: 'Joost Verhoeven', required: true }),
  field('number', 'Phone number', { value: '+31 6 53 41 27 08', type: 'tel', required: true }),
], (given) => send({ kind: 'contact', ...given }));

const ATTACH = [
  ['photo', 'Photo or file', () => $('file').click()],
  ['car', 'Picture of a car', () => send({ kind: 'image', sample: 'golf.jpg', text: message.value.trim() }).then(cleared)],
  ['scratch', 'Picture of a scratch', () => send({ kind: 'image', sample: 'scratch.jpg', text: message.value.trim() }).then(cleared)],
  ['document', 'Document', () => send({ kind: 'document', sample: 'trade-in.pdf' })],
  ['voice', 'Voice note', () => send({ kind: 'audio', sample: 'voice.ogg' })],
  ['location', 'Location', askPlace],
  ['contact', 'Contact card', askContact],
  ['ad', 'From an ad', askAd],
  ['forward', 'Forwarded', () => change({ forwarded: 1 })],
];

const cleared = (done) => {
  if (done) message.value = '';
  grow();
};

const base64 = (file) => new Promise((done, fail) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result.split(',', 2)[1] ?? '');
  reader.onerror = () => fail(reader.error);
  reader.readAsDataURL(file);
});

export const sendFile = async (file) => {
  if (file.size > 16_000_000) return tell('WhatsApp takes files of up to 16 MB.');
  const type = file.type || 'application/octet-stream';
  const family = type.split('/')[0];
  const kind = type === 'image/webp' ? 'sticker' : ['image', 'video', 'audio'].includes(family) ? family : 'document';
  const caption = kind === 'image' || kind === 'video' ? message.value.trim() : '';
  const done = await send({ kind, text: caption, file: { name: file.name, content_type: type, base64: await base64(file) } });
  if (caption) cleared(done);
};

const openAt = (sheetElement, where) => {
  sheetElement.showPopover();
  const at = where.getBoundingClientRect();
  const own = sheetElement.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, innerWidth - own.width - 8));
  const top = at.bottom + own.height > innerHeight - 8 ? at.top - own.height - 4 : at.bottom + 4;
  sheetElement.style.left = `${left}px`;
  sheetElement.style.top = `${Math.max(8, top)}px`;
};

/** What can be done with a message. */
export const openMenu = (where, about) => {
  const act = (deed) => () => {
    menu.hidePopover();
    deed();
  };
  menu.replaceChildren(
    button([icon('reply'), 'Reply'], act(() => change({ reply: about }))),
    button([icon('forward'), 'Forward to the dealer'], act(() => send({ kind: 'forward', of: about.id, forwarded: 1 }))),
    button([icon('forward'), 'Forward, as forwarded many times'], act(() => send({ kind: 'forward', of: about.id, forwarded: 2 }))));
  openAt(menu, where);
  menu.querySelector('button').focus();
};

/** A list's options. */
export const pick = (about) => ask(about.list.button || 'Options',
  el('div', { class: 'options', role: 'radiogroup', 'aria-labelledby': 'dialog-title' }, about.list.items.map((item, at) =>
    el('label', {}, el('span', {}, el('b', { text: item.title }), item.description && el('small', { text: item.description })),
      el('input', { type: 'radio', name: 'id', value: item.id, required: true, checked: at === 0 })))),
  ({ id }) => send({ kind: 'list', answers: about.id, id, title: about.list.items.find((item) => item.id === id).title }));

/** Makes the composer work; `hands` knows who writes to whom. */
export const start = (given) => {
  hands = given;
  $('composer').addEventListener('submit', submit);
  message.addEventListener('input', grow);
  message.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
  });
  message.addEventListener('paste', (event) => {
    const file = event.clipboardData?.files[0];
    if (file) {
      event.preventDefault();
      sendFile(file);
    }
  });
  for (const name of ['dragover', 'drop']) {
    $('phone').addEventListener(name, (event) => {
      event.preventDefault();
      if (name === 'drop' && event.dataTransfer.files[0]) sendFile(event.dataTransfer.files[0]);
    });
  }
  $('file').addEventListener('change', () => {
    const file = $('file').files[0];
    $('file').value = '';
    if (file) sendFile(file);
  });
  sheet.append(...ATTACH.map(([name, label, deed]) => button([el('span', { class: `round r-${name}` }, icon(name)), label], () => {
    sheet.hidePopover();
    deed();
  })));
  sheet.addEventListener('toggle', (event) => {
    if (event.newState !== 'open') return;
    const at = $('composer').getBoundingClientRect();
    const own = sheet.getBoundingClientRect();
    sheet.style.left = `${at.left + (at.width - own.width) / 2}px`;
    sheet.style.top = `${at.top - own.height - 8}px`;
    sheet.querySelector('button').focus();
  });
  $('thread').addEventListener('scroll', () => menu.matches(':popover-open') && menu.hidePopover());
  grow();
};
