// Looks at the state every second and draws it; every button is one request to the control API.
const page = document.getElementById('page');

const el = (tag, given = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name === 'on') element.addEventListener('click', value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null));
  return element;
};

const note = el('p', { role: 'status', class: 'note' });
const send = async (path, body, method = 'POST') => {
  const response = await fetch(`/control/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: method === 'POST' ? JSON.stringify(body) : undefined,
  });
  const said = await response.json();
  note.textContent = said.error ?? `Done: ${path}`;
  await look();
};

const button = (text, on, kind = 'plain') => el('button', { type: 'button', class: kind, on }, text);
const clock = (at) => new Date(at).toLocaleTimeString('en-GB');
const short = (sid) => (sid ? el('code', { title: sid }, sid.length > 14 ? `${sid.slice(0, 10)}…` : sid) : '');
const dot = (text) => {
  const good = ['ONLINE', 'active', 'FINISH', 'FINISH_ONLY_WABA'].includes(text);
  const bad = ['OFFLINE', 'closed', 'suspended'].includes(text);
  return el('span', { class: `state ${good ? 'good' : bad ? 'bad' : 'going'}` }, text);
};

const table = (columns, rows, nothing) =>
  rows.length === 0
    ? el('p', { class: 'soft' }, nothing)
    : el('div', { class: 'scroll', tabindex: '0' }, el('table', {},
        el('thead', {}, el('tr', {}, columns.map((name) => el('th', { scope: 'col' }, name)))),
        el('tbody', {}, rows.map((row) => el('tr', {}, row.map((cell) => el('td', {}, cell ?? '')))))));

// Parts that are typed into are made once and never redrawn.
const fixed = {};
const field = (id, label, given = {}) =>
  el('label', { class: 'field' }, label, el('input', { id, type: 'text', autocomplete: 'off', ...given }));
const get = (id) => document.getElementById(id).value.trim();

const scriptForm = (state) => {
  const names = [
    ...state.outcomes,
    ...state.screens.map((screen) => `cancel_at_${screen}`),
    ...[63100, 63101, 63102, 63103, 63104, 63105, 63109, 63110, 63111, 63112, 20249].map((code) => `error_${code}`),
    ...[63110, 63111, 63112].map((code) => `offline_${code}`),
  ];
  const outcome = el('select', { id: 'outcome' }, names.map((name) => el('option', {}, name)));
  const add = () => {
    const scope = {};
    if (get('scope-number')) scope.number = get('scope-number');
    if (get('scope-account')) scope.account = get('scope-account');
    if (get('scope-call')) scope.call = get('scope-call');
    const times = get('times');
    const seconds = get('seconds');
    return send('rules', {
      scope,
      outcome: outcome.value,
      times: times === '' ? null : Number(times),
      ...(seconds === '' ? {} : { seconds: Number(seconds) }),
    });
  };
  return el('div', { class: 'form' },
    el('label', { class: 'field' }, 'Outcome', outcome),
    field('scope-number', 'Number', { placeholder: 'any' }),
    field('scope-account', 'Account', { placeholder: 'any' }),
    field('scope-call', 'Call', { placeholder: 'any, such as senders.create' }),
    field('times', 'Times', { value: '1', placeholder: 'always', inputmode: 'numeric' }),
    field('seconds', 'Seconds', { placeholder: 'usual', inputmode: 'numeric' }),
    button('Add rule', add, 'main'));
};

const quick = () => el('div', { class: 'buttons' },
  [
    ['Next popup: cancelled at the number', 'cancel_at_PHONE_NUMBER_SETUP'],
    ['Next popup: page hears nothing', 'no_opener'],
    ['Next popup: Meta’s webhook never comes', 'partner_added_never'],
    ['Next registration: offline for a moment', 'transient_offline'],
    ['Next registration: in review', 'twilio_review'],
    ['Next registration: 63101', 'error_63101'],
    ['Next code: late', 'otp_late'],
    ['Next code: wrong', 'otp_wrong'],
    ['Next call: 500, outcome unknown', 'http_500_unknown'],
    ['Next call: connection cut', 'connection_cut'],
  ].map(([text, outcome]) => button(text, () => send('rules', { scope: {}, outcome }))));

const buyer = () => el('div', { class: 'form' },
  field('buyer', 'Buyer', { value: '+31655555555' }),
  field('to', 'Writes to', { placeholder: 'the dealer’s number' }),
  field('text', 'Message', { value: 'Is the Golf still for sale?' }),
  button('Send', () => send('inbound', {
    from: get('buyer'), to: get('to'), body: get('text'), profile_name: 'Bram de Boer',
  }), 'main'),
  el('a', { href: '/phone' }, 'Open a buyer’s phone'));

const time = () => el('div', { class: 'buttons' },
  [['30 seconds', 30], ['10 minutes', 600], ['1 hour', 3600], ['1 day', 86400], ['3 days', 259200]]
    .map(([text, seconds]) => button(`Skip ${text}`, () => send('advance', { seconds }))),
  button('Forget everything', () => confirm('Forget everything but the webhook?') && send('reset', {}), 'danger'));

const metaEvents = (waba) => {
  const happen = (event, value, text) => button(text ?? value ?? event, () => send('meta-event', { event, waba_id: waba, value }));
  return el('details', {}, el('summary', {}, 'Make something happen'), el('div', { class: 'buttons' },
    happen('PARTNER_REMOVED'), happen('PARTNER_APP_UNINSTALLED'), happen('ACCOUNT_DELETED'),
    happen('DISABLED_UPDATE', 'DISABLE'), happen('DISABLED_UPDATE', 'REINSTATE'),
    happen('QUALITY', 'GREEN'), happen('QUALITY', 'YELLOW'), happen('QUALITY', 'RED'),
    happen('LIMIT', 'TIER_2K'), happen('NAME', 'APPROVED', 'NAME APPROVED'), happen('NAME', 'REJECTED', 'NAME REJECTED'),
    happen('REVIEW', 'APPROVED', 'REVIEW APPROVED'), happen('REVIEW', 'REJECTED', 'REVIEW REJECTED'),
    happen('ACCOUNT_VIOLATION'), happen('ACCOUNT_RESTRICTION')));
};

const sections = {
  'The dealer’s phone': (s) => table(['Number', 'Code', 'Reached', 'Text', 'Sent'],
    s.otps.map((o) => [o.number, el('strong', { class: 'code' }, o.code ?? 'not yet'), `${o.method}, ${o.reached.replaceAll('_', ' ')}`,
      o.text, clock(o.sent_at)]), 'No code was sent yet.'),
  'Senders': (s) => table(['Number', 'State', 'Reasons', 'WABA', 'Quality', 'Limit', 'Tries', 'Account'],
    s.senders.map((o) => [el('a', { href: `/phone?to=${encodeURIComponent(o.number)}` }, o.number), dot(o.status), o.reasons.join(', '), o.waba_id, o.quality, o.limit, o.registrations, short(o.account)]),
    'No sender is registered yet.'),
  'WhatsApp Business accounts': (s) => table(['Id', 'Name', 'Portfolio', 'Shared with Twilio', 'Twilio account', 'Events'],
    s.wabas.map((o) => [o.id, o.name, o.portfolio_id, o.is_deleted ? 'deleted' : o.is_banned ? 'banned' : o.is_shared ? 'yes' : 'no',
      short(o.twilio_account), metaEvents(o.id)]), 'No popup was finished yet.'),
  'Popups': (s) => table(['Started', 'Screen', 'Ended', 'WABA', 'Number', 'Script'],
    s.runs.map((o) => [clock(o.started_at), o.screen, o.ended ? dot(o.ended) : 'open', o.waba_id, o.number, o.script.join(', ')]),
    'No popup was opened yet.'),
  'Accounts': (s) => table(['SID', 'Name', 'State'],
    s.accounts.map((o) => [short(o.sid), o.friendly_name, dot(o.status)]), ''),
  'Numbers': (s) => table(['Number', 'Type', 'SMS', 'Voice', 'Account'],
    s.numbers.map((o) => [o.phone_number, o.kind, o.sms ? 'yes' : 'no', o.voice ? 'yes' : 'no', short(o.account)]), 'No number was bought yet.'),
  'Calls from Meta': (s) => table(['To', 'Result', 'Verbs', 'Transcript'],
    s.calls.map((o) => [o.to, o.result, o.verbs.join(', '), o.transcription ?? (o.dialed ? `forwarded to ${o.dialed}` : '')]), 'No call yet.'),
  'Messages': (s) => table(['From', 'To', 'Text', 'State', 'Error'],
    s.messages.map((o) => [o.from, o.to, o.body, o.status, o.error ?? '']), 'No message yet.'),
  'Webhooks sent': (s) => table(['At', 'Address', 'Answers'],
    s.deliveries.map((o) => [clock(o.made_at), o.url, o.answers.join(', ') || 'under way']), 'No webhook was sent yet.'),
  'Requests heard': (s) => table(['At', 'Call', 'Path', 'Account', 'Answer'],
    s.heard.map((o) => [clock(o.at), o.call || o.method, o.path, short(o.account), o.status || 'cut']), 'Nobody asked yet.'),
};

const live = {};
function build(state) {
  fixed.rules = el('div', {});
  for (const name of Object.keys(sections)) live[name] = el('div', {});
  page.replaceChildren(
    el('header', {}, el('h1', {}, 'Simulator of Twilio and Meta'),
      el('p', { class: 'soft' }, 'Plays the outside over HTTP on this machine. Nothing reaches Twilio or Meta.'),
      fixed.head = el('p', { class: 'soft' })),
    note,
    el('section', {}, el('h2', {}, 'What is to go wrong'), quick(), scriptForm(state), fixed.rules),
    el('section', {}, el('h2', {}, 'A buyer writes'), buyer()),
    el('section', {}, el('h2', {}, 'Time'), time()),
    ...Object.entries(live).map(([name, part]) => el('section', {}, el('h2', {}, name), part)));
}

let last = {};
async function look() {
  const state = await (await fetch('/control/state')).json();
  if (!fixed.rules) build(state);
  const speed = state.speed === 'Instant' ? 'instant' : `${state.speed.Factor} times as fast as the real ones`;
  fixed.head.textContent = `Its clock says ${new Date(state.now).toLocaleString('en-GB')}. Twilio and Meta are ${speed}.`;
  // Only what changed is drawn again, so that an open detail stays open.
  const draw = (key, data, part, make) => {
    const text = JSON.stringify(data);
    if (last[key] === text) return;
    last[key] = text;
    part.replaceChildren(make());
  };
  draw('rules', state.rules, fixed.rules, () => table(['Outcome', 'For', 'Times left', 'Remove'],
    state.rules.map((rule, at) => [rule.outcome, Object.entries(rule.scope).map(([k, v]) => `${k} ${v}`).join(', ') || 'anybody',
      rule.times ?? 'always', button('Remove', () => send(`rules/${at}`, null, 'DELETE'))]), 'Everything goes well.'));
  for (const [name, make] of Object.entries(sections)) {
    const used = { ...state, now: 0, speed: 0, senders: state.senders.map((s) => ({ ...s, next_in_ms: 0 })) };
    draw(name, JSON.stringify(make(used).outerHTML), live[name], () => make(state));
  }
}

await look();
setInterval(() => look().catch(() => { note.textContent = 'The simulator does not answer.'; }), 1000);
