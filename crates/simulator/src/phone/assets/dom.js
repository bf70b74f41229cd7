// Small hands: elements, icons, times, and calls to the API.

export const el = (tag, given = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name === 'on') element.addEventListener('click', value);
    else if (name === 'text') element.textContent = value;
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
};

export const $ = (id) => document.getElementById(id);

const PATHS = {
  attach: 'M12 5v14M5 12h14',
  send: 'M4 12 20 4l-4 16-4-7-8-1Z',
  close: 'M6 6l12 12M18 6 6 18',
  people: 'M15 18l-6-6 6-6',
  settings: 'M12 6h.01M12 12h.01M12 18h.01',
  more: 'M7 10l5 5 5-5',
  photo: 'M4 6h16v12H4ZM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01',
  car: 'M4 16v-4l3-5h9l4 5v4ZM4 12h16M8 16v2M16 16v2',
  scratch: 'M4 18h16M7 14l4-8M11 14l4-8M15 14l3-6',
  document: 'M7 3h7l4 4v14H7ZM14 3v4h4M10 13h5M10 17h5',
  voice: 'M12 4a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V7a3 3 0 0 1 3-3ZM6 12a6 6 0 0 0 12 0M12 18v3',
  location: 'M12 21s7-6 7-11a7 7 0 0 0-14 0c0 5 7 11 7 11ZM12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  contact: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4 20c1-4 4-6 8-6s7 2 8 6',
  ad: 'M4 10v4h3l8 5V5l-8 5ZM18 9c1.5 1.5 1.5 4.500 0 6',
  forward: 'M13 5l7 7-7 7v-4c-5 0-8 1-9 4 0-6 3-10 9-10Z',
  reply: 'M11 5l-7 7 7 7v-4c5 0 8 1 9 4 0-6-3-10-9-10Z',
  list: 'M9 7h11M9 12h11M9 17h11M4.500 7h.01M4.500 12h.01M4.500 17h.01',
  link: 'M14 5h5v5M19 5l-9 9M12 6H5v13h13v-7',
  phone: 'M6 4h4l1 5-2 1c1 2 3 4 5 5l1-2 5 1v4c-8 1-15-6-14-14Z',
  play: 'M8 5v14l11-7Z',
  pause: 'M8 5v14M16 5v14',
  file: 'M7 3h7l4 4v14H7ZM14 3v4h4',
  power: 'M12 3v8M6.500 6.500a8 8 0 1 0 11 0',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM12 8v4l3 2',
  one: 'M5 13l4 4L19 7',
  two: 'M2 13l4 4L16 7M10 16l1.500 1L21.500 7',
  wrong: 'M12 7v6M12 17h.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z',
};
const SVG = 'http://www.w3.org/2000/svg';

export const icon = (name, label) => {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', `i i-${name}`);
  if (label) {
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', label);
  } else {
    svg.setAttribute('aria-hidden', 'true');
  }
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name] ?? '');
  svg.append(path);
  return svg;
};

export const button = (text, on, given = {}) => el('button', { type: 'button', on, ...given }, text);

export const time = (at) => new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });

export const day = (at, now) => {
  const start = (when) => new Date(when).setHours(0, 0, 0, 0);
  const days = Math.round((start(now) - start(at)) / 86_400_000);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
};

/** One of eight tints, always the same for the same name. */
export const tint = (name) => [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 8, 7);

export const initials = (name) =>
  name.split(/[\s.]+/).filter((part) => /^\p{L}/u.test(part)).map((part) => [...part][0].toUpperCase())
    .filter((_, at, all) => at === 0 || at === all.length - 1).join('') || '?';

/** Says something once at the foot of the thread and to screen readers. */
export const tell = (text) => {
  const told = $('told');
  told.textContent = text;
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => { told.textContent = ''; }, 8000);
};

/** A POST to the phone's API; what was refused is told and thrown. */
export const post = async (path, body) => {
  const answer = await fetch(`/phone/api/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const said = await answer.json().catch(() => ({ error: 'The simulator did not understand that.' }));
  if (!answer.ok) {
    tell(said.error);
    throw new Error(said.error);
  }
  return said;
};
