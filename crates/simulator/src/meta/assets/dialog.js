// The popup: draws what the server says and tells it which button was pressed.
const asked = new URLSearchParams(location.search);
const opener = window.opener;
const main = document.getElementById('dialog');
const phone = document.getElementById('phone');
const STEPS = [
  'BUSINESS_ACCOUNT_SELECTION', 'WABA_PHONE_PROFILE_PICKER', 'WHATSAPP_BUSINESS_PROFILE_SETUP',
  'PHONE_NUMBER_SETUP', 'PHONE_NUMBER_VERIFICATION', 'PERMISSIONS',
];
let view = null;
let isCreating = false; // the form for a new portfolio is open
let isPlayed = false;

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

const post = async (path, body) => {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body ?? {}),
  });
  return response.json();
};

// Only the page that asked may read the code.
const tell = (text) => opener?.postMessage(text, asked.get('origin') ?? location.origin);

const playAll = () => {
  if (isPlayed) return;
  isPlayed = true;
  for (const play of view.plays) tell(play.text);
};

const leave = () => {
  playAll();
  // The messages go out before the window does.
  setTimeout(() => window.close(), 60);
};

const act = async (action, body) => {
  for (const button of main.querySelectorAll('button')) button.disabled = true;
  show(await post(`/meta/runs/${view.id}/${action}`, body));
};

const value = (id) => main.querySelector(`#${id}`)?.value ?? '';
const chosen = (name) => main.querySelector(`input[name="${name}"]:checked`)?.value ?? '';

const field = (id, label, value, given = {}) =>
  el('div', { class: 'field' },
    el('label', { for: id }, label),
    el('input', { id, type: 'text', value, autocomplete: 'off', ...given }));

const choice = (name, value, text, isChecked) =>
  el('label', { class: 'choice' }, el('input', { type: 'radio', name, value, checked: isChecked }), text);

const cancel = () => el('button', { class: 'plain left', type: 'button', on: () => act('cancel') }, 'Cancel');
const primary = (text, on) => el('button', { type: 'submit', on }, text);
const plain = (text, on) => el('button', { class: 'plain', type: 'button', on }, text);

const screens = {
  LOGIN: () => ({
    title: 'Log in with Facebook',
    body: [
      el('p', {}, `${view.app} wants to connect to your WhatsApp Business account.`),
      el('p', { class: 'soft' }, `You are logged in as ${view.person}.`),
    ],
    buttons: [cancel(), primary(`Continue as ${view.person}`, () => act('login'))],
  }),

  BUSINESS_ACCOUNT_SELECTION: () => {
    const business = view.prefill?.business ?? {};
    const form = isCreating
      ? [
          field('name', 'Business name', business.name ?? ''),
          field('website', 'Business website', business.website ?? ''),
          el('div', { class: 'field' }, el('label', { for: 'country' }, 'Country'),
            el('select', { id: 'country' }, ['Netherlands', 'Belgium', 'Germany', 'Spain', 'United Kingdom']
              .map((name) => el('option', {}, name)))),
        ]
      : [
          view.portfolios.length
            ? el('fieldset', {}, el('legend', {}, 'Business portfolio'), view.portfolios
                .map((one, at) => choice('portfolio', one.id, one.name, at === view.portfolios.length - 1)))
            : el('p', { class: 'soft' }, 'You have no business portfolio yet.'),
          el('button', {
            class: 'plain wide', type: 'button', on: () => { isCreating = true; draw(); },
          }, 'Create a new business portfolio'),
        ];
    const next = () => act('portfolio', isCreating ? { name: value('name') } : { id: chosen('portfolio') });
    return {
      title: 'Choose your business portfolio',
      body: [el('p', { class: 'soft' }, 'It owns your WhatsApp account and stays yours.'), ...form],
      buttons: [cancel(), primary('Continue', next)],
    };
  },

  WABA_PHONE_PROFILE_PICKER: () => ({
    title: 'Choose your WhatsApp Business account',
    body: [
      el('fieldset', {}, el('legend', {}, 'WhatsApp Business account'),
        choice('waba', '', 'Create a WhatsApp Business account', true),
        view.wabas.map((one) => choice('waba', one.id, one.name, false))),
    ],
    buttons: [cancel(), primary('Continue', () => act('waba', { id: chosen('waba') }))],
  }),

  WHATSAPP_BUSINESS_PROFILE_SETUP: () => {
    const given = view.prefill?.phone ?? {};
    const name = given.displayName ?? view.prefill?.business?.name ?? '';
    return {
      title: 'Create your business profile',
      body: [
        field('account', 'WhatsApp Business account name', name),
        field('display', 'WhatsApp Business display name', name),
        el('div', { class: 'field' }, el('label', { for: 'category' }, 'Category'),
          el('select', { id: 'category' }, ['Automotive', 'Shopping and retail', 'Professional services', 'Other']
            .map((text) => el('option', {}, text)))),
      ],
      buttons: [cancel(), primary('Continue', () =>
        act('profile', { account_name: value('account'), display_name: value('display') }))],
    };
  },

  PHONE_NUMBER_SETUP: () => ({
    title: 'Add a phone number for WhatsApp',
    body: [
      el('p', { class: 'soft' }, 'A number that is in use in a WhatsApp app has to be deleted there first.'),
      field('number', 'Phone number', view.number ?? '', { type: 'tel', placeholder: '+31 6 12345678' }),
      el('fieldset', {}, el('legend', {}, 'How do you want to get the code?'),
        choice('method', 'sms', 'Text message', true), choice('method', 'voice', 'Phone call', false)),
    ],
    buttons: [
      cancel(),
      plain('Use a number later', () => act('later')),
      primary('Add number', () => act('number', { number: value('number'), method: chosen('method') })),
    ],
    report: Boolean(view.error),
  }),

  PHONE_NUMBER_VERIFICATION: () => ({
    title: 'Verify your phone number',
    body: [
      el('p', { class: 'soft' }, `Enter the six digits that were sent to ${view.number}.`),
      field('code', 'Verification code', '', { inputmode: 'numeric', maxlength: 8 }),
    ],
    buttons: [
      cancel(),
      plain('Send a new code', () => act('resend', { method: 'sms' })),
      primary('Confirm', () => act('code', { code: value('code') })),
    ],
  }),

  PERMISSIONS: () => ({
    title: `Review what ${view.app} may do`,
    body: [
      el('ul', { class: 'list' },
        el('li', {}, 'Manage your WhatsApp Business account'),
        el('li', {}, 'Send and read messages of this account'),
        el('li', {}, 'Share the account with its messaging partner')),
      el('p', { class: 'soft' }, view.number ? `Phone number: ${view.number}` : 'No phone number yet.'),
    ],
    buttons: [cancel(), primary('Continue', () => act('finish'))],
  }),

  DONE: () => ({
    title: 'Your account is connected',
    body: [el('p', {}, `You can close this window and go on in ${view.app}.`)],
    buttons: [primary('Finish', leave)],
  }),

  ERROR: () => ({ title: 'Something is not right', body: [], buttons: [cancel()], report: true }),
};

function draw() {
  const screen = (screens[view.screen] ?? screens.ERROR)();
  const at = view.screen === 'DONE' ? STEPS.length : STEPS.indexOf(view.screen);
  const buttons = [...screen.buttons];
  if (screen.report) buttons.splice(1, 0, plain('Report a problem', () => act('report')));
  const form = el('form', { novalidate: true },
    el('div', { class: 'body' },
      el('h1', { tabindex: '-1' }, screen.title),
      view.error ? el('p', { class: 'wrong', role: 'alert' }, view.error) : null,
      screen.body),
    el('footer', {}, buttons));
  form.addEventListener('submit', (event) => event.preventDefault());
  main.replaceChildren(
    el('header', {}, el('span', { class: 'mark', 'aria-hidden': 'true' }, 'f'),
      el('div', {}, el('strong', {}, 'Login for Business'), el('small', {}, 'simulated Facebook'))),
    el('ol', { class: 'progress', 'aria-hidden': 'true' },
      STEPS.map((_, index) => el('li', { class: index < at + 1 && at >= 0 ? 'done' : '' }))),
    form);
  (main.querySelector('input[type=text], input[type=tel]') ?? main.querySelector('h1')).focus();
  phone.hidden = !view.phone || view.screen !== 'PHONE_NUMBER_VERIFICATION';
  if (!phone.hidden) {
    phone.replaceChildren(el('strong', {}, `What ${view.phone.number} receives: `), view.phone.text);
  }
}

function show(next) {
  if (view?.screen !== next.screen) isCreating = false;
  view = next;
  document.documentElement.dataset.screen = view.screen;
  if (view.ended && view.screen !== 'DONE') return leave();
  draw();
  if (view.auto === 'close') setTimeout(() => window.close(), 300);
  else if (view.auto) setTimeout(() => act(view.auto), 300);
}

// Closing on the last screen counts as success: everything was done already.
window.addEventListener('pagehide', () => {
  if (view?.screen === 'DONE') playAll();
});

let extras = {};
try {
  extras = JSON.parse(asked.get('extras') ?? '{}');
} catch { /* an unreadable extra is no extra */ }
show(await post('/meta/runs', {
  app_id: asked.get('app_id'),
  config_id: asked.get('config_id'),
  cancel_at: asked.get('cancel_at'),
  extras,
}));
