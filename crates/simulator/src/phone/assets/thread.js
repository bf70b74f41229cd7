// The thread: one bubble a message, drawn again only when it changed.

import { $, button, day, el, icon, post, tell, time } from './dom.js';

const thread = $('thread');
const drawn = new Map();
let shown = '';

const TICKS = {
  clock: ['clock', 'Waiting'],
  sent: ['one', 'Sent'],
  delivered: ['two', 'Delivered'],
  read: ['two', 'Read'],
  failed: ['wrong', 'Not delivered'],
};

const ticks = (status) => {
  const [name, label] = TICKS[status] ?? TICKS.clock;
  return el('span', { class: `ticks ${status}` }, icon(name, label));
};

/** `*bold*`, `_italic_`, `~struck~` and addresses, as WhatsApp shows them. */
export const rich = (text) => {
  const pattern = /(https?:\/\/[^\s]+)|\*([^*\n]+)\*|(?<=^|\s)_([^_\n]+)_(?=\s|$|[.,;!?])|~([^~\n]+)~/gu;
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(pattern)) {
    parts.push(text.slice(from, found.index));
    const [whole, url, bold, italic, struck] = found;
    if (url) parts.push(el('a', { href: url, target: '_blank', rel: 'noreferrer', text: url }));
    else if (bold) parts.push(el('strong', { text: bold }));
    else if (italic) parts.push(el('em', { text: italic }));
    else parts.push(el('s', { text: struck }));
    from = found.index + whole.length;
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== '');
};

/** Without the marks that `rich` understands. */
const plain = (text) => text.replace(/([*_~])(?=\S)([^*_~\n]+)\1/gu, '$2');

const size = (bytes) =>
  bytes == null ? '' : bytes < 1000 ? `${bytes} B` : bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

const voice = (media) => {
  const sound = new Audio();
  const length = el('span', { class: 'length', text: '0:00' });
  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`;
  const play = el('button', { type: 'button', class: 'icon play', 'aria-label': 'Play voice message' }, icon('play'));
  const bars = el('span', { class: 'bars', 'aria-hidden': 'true' },
    Array.from({ length: 28 }, (_, at) => el('i', { class: `h${1 + ((at * 7 + (at % 5) * 3) % 6)}` })));
  const draw = () => {
    play.replaceChildren(icon(sound.paused ? 'play' : 'pause'));
    play.setAttribute('aria-label', sound.paused ? 'Play voice message' : 'Pause voice message');
    const done = sound.duration ? sound.currentTime / sound.duration : 0;
    [...bars.children].forEach((bar, at) => bar.classList.toggle('past', at / 28 < done));
    length.textContent = clock(sound.paused || !sound.currentTime ? sound.duration || 0 : sound.currentTime);
  };
  play.addEventListener('click', () => (sound.paused ? sound.play().catch(() => tell('The sound cannot be played.')) : sound.pause()));
  // As a whole: a sound that cannot be skipped in does not know its length.
  fetch(media.url).then((answer) => answer.blob()).then((blob) => { sound.src = URL.createObjectURL(blob); }).catch(() => {});
  for (const event of ['loadedmetadata', 'play', 'pause', 'timeupdate', 'ended']) sound.addEventListener(event, draw);
  return el('div', { class: 'voice' }, play, bars, length);
};

const medium = (media) => {
  const { url, content_type: type, name } = media;
  if (type.startsWith('image/')) {
    const picture = el('img', { src: url, alt: name || 'Picture', loading: 'lazy', class: type === 'image/webp' ? 'sticker' : 'picture' });
    return el('a', { href: url, target: '_blank', class: 'picture-link' }, picture);
  }
  if (type.startsWith('video/')) return el('video', { src: url, controls: true, preload: 'metadata', class: 'picture' });
  if (type.startsWith('audio/')) return voice(media);
  const kind = (type.split('/')[1] ?? '').split(/[;+]/)[0].toUpperCase().slice(0, 12);
  return el('a', { href: url, target: '_blank', class: 'file' }, icon('file'),
    el('span', {}, el('b', { text: name || 'Document' }), el('small', { text: [kind, size(media.bytes)].filter(Boolean).join(' · ') })));
};

const place = ({ latitude, longitude, label, address }) =>
  el('a', { class: 'place', target: '_blank', rel: 'noreferrer', href: `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=15/${latitude}/${longitude}` },
    el('span', { class: 'map', 'aria-hidden': 'true' }, icon('location')),
    el('span', {}, el('b', { text: label || 'Location' }), el('small', { text: address || `${latitude}, ${longitude}` })));

const card = ({ name, number }) =>
  el('div', { class: 'card' }, icon('contact'), el('span', {}, el('b', { text: name }), el('small', { text: number ?? '' })));

const advert = (ad) =>
  el('a', { class: 'ad', href: ad.url || '#', target: '_blank', rel: 'noreferrer' },
    ad.image && el('img', { src: ad.image, alt: '' }),
    el('span', {}, el('small', { text: 'From an ad' }), el('b', { text: ad.headline }), el('span', { text: ad.body })));

const quote = (reply) =>
  el('a', { class: 'quote', href: `#m-${reply.id}` },
    el('b', { text: reply.mine ? 'You' : 'Dealer' }), el('span', { text: plain(reply.text) }));

const press = (hands, message, choice) =>
  post('messages', { ...hands.pair(), kind: 'button', answers: message.id, id: choice.id, title: choice.title })
    .then(hands.look).catch(() => {});

const choices = (hands, message) => {
  const made = (message.buttons ?? []).map((choice) => {
    if (choice.type === 'url') {
      return el('a', { class: 'choice', href: choice.value, target: '_blank', rel: 'noreferrer' }, icon('link'), choice.title);
    }
    if (choice.type === 'call') {
      return button([icon('phone'), choice.title], () => tell(`Calling ${choice.value} …`), { class: 'choice' });
    }
    if (choice.type === 'copy') {
      return button([icon('file'), choice.title], () => tell(`Copied: ${choice.value}`), { class: 'choice' });
    }
    return button([icon('reply'), choice.title], () => press(hands, message, choice), { class: 'choice', disabled: message.is_answered });
  });
  if (message.list) made.push(button([icon('list'), message.list.button || 'Options'], () => hands.pick(message), { class: 'choice', disabled: message.is_answered }));
  return made.length ? el('div', { class: 'choices' }, made) : null;
};

const bubble = (hands, message) => {
  const by = message.mine ? 'You' : 'Dealer';
  const media = (message.media ?? []).map(medium);
  const bare = media.length > 0 && !message.text && !message.reply_to;
  const body = el('div', { class: `bubble ${bare ? 'bare' : ''}` },
    message.forwarded > 0 && el('p', { class: 'forwarded' }, icon('forward'), message.forwarded > 1 ? 'Forwarded many times' : 'Forwarded'),
    message.ad && advert(message.ad),
    message.reply_to && quote(message.reply_to),
    media,
    message.location && place(message.location),
    message.contact && card(message.contact),
    message.text && el('p', { class: 'text' }, rich(message.text)),
    el('p', { class: 'meta' },
      el('time', { datetime: new Date(message.at).toISOString(), text: time(message.at) }), message.mine && ticks(message.status)),
    el('button', { type: 'button', class: 'icon more', 'aria-label': `More about: ${(message.text || message.kind).slice(0, 40)}`,
      on: (event) => hands.menu(event.currentTarget, message) }, icon('more')));
  body.addEventListener('contextmenu', (event) => {
    event.preventDefault();
    hands.menu(body.querySelector('.more'), message);
  });
  return el('article', { id: `m-${message.id}`, class: `message ${message.mine ? 'mine' : 'theirs'}`, 'aria-label': by,
    'data-kind': message.kind, 'data-status': message.status ?? '' },
  body, choices(hands, message));
};

const isAtEnd = () => thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;

/** Draws a chat; `hands` is what a bubble can be used for. */
export const draw = (chat, now, hands) => {
  const other = shown !== chat.key;
  const follow = other || isAtEnd();
  if (other) {
    drawn.clear();
    thread.replaceChildren();
    shown = chat.key;
  }
  const wanted = [];
  let today = '';
  if (chat.messages.length === 0) wanted.push(['empty', '', () => el('p', { class: 'system', text: 'No messages yet. Say hello, or attach something.' })]);
  for (const message of chat.messages) {
    const on = day(message.at, now);
    if (on !== today) wanted.push([`day ${on}`, on, () => el('p', { class: 'system day', text: on })]);
    today = on;
    wanted.push([message.id, JSON.stringify(message), () => bubble(hands, message)]);
  }
  if (chat.typing) wanted.push(['typing', '', () => el('div', { class: 'message theirs typing', role: 'img', 'aria-label': 'The dealer is typing' },
    el('span', { class: 'bubble dots' }, el('i'), el('i'), el('i')))]);
  const keys = new Set(wanted.map(([key]) => key));
  for (const [key, { element }] of drawn) {
    if (!keys.has(key)) {
      element.remove();
      drawn.delete(key);
    }
  }
  let before = null;
  for (const [key, text, make] of wanted) {
    const old = drawn.get(key);
    let element = old?.element;
    if (!old || old.text !== text) {
      element = make();
      if (old) old.element.replaceWith(element);
      drawn.set(key, { text, element });
    }
    const place = before ? before.nextSibling : thread.firstChild;
    if (place !== element) thread.insertBefore(element, place);
    before = element;
  }
  if (follow) thread.scrollTop = thread.scrollHeight;
};

// Pictures arrive after their bubble: the end stays in sight.
thread.addEventListener('load', () => {
  if (thread.scrollHeight - thread.scrollTop - thread.clientHeight < 500) thread.scrollTop = thread.scrollHeight;
}, true);
