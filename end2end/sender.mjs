// A connected sender of the demo, reached without a browser: for the webhook contract and the measurements.
// `node sender.mjs http://server http://simulator` connects one and prints what signs its webhooks, as JSON.

import { people } from './demo.mjs';

/** @typedef {{ url: string, account: string, token: string, sid: string, number: string }} Connected */
/** @typedef {{ url: string, simulator: string }} Addresses */

/** The demo's own Twilio account. */
const parent = { sid: 'AC5120aa4c1e2f4b7d9e3a6c8b0d1f2e34', token: '0f1e2d3c4b5a69788796a5b4c3d2e1f0' };

/** @param {Response} answer */
async function json(answer) {
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text);
}

/** @param {{ sid: string, token: string }} account */
const basic = ({ sid, token }) => ({ authorization: `Basic ${Buffer.from(`${sid}:${token}`).toString('base64')}` });

/** Signs in and gives the cookie. @param {Addresses} demo */
async function signIn(demo) {
  const { email, password } = people.dealer;
  const answer = await fetch(`${demo.url}/login`, {
    method: 'POST',
    body: new URLSearchParams({ email, password }),
    redirect: 'manual',
  });
  const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
  if (answer.status !== 303 || !cookie) throw new Error(`signing in answered ${answer.status}`);
  return cookie;
}

/** The first sender whose webhooks are ours, as Twilio shows it. @param {Addresses} demo @returns {Promise<Connected | undefined>} */
async function find(demo) {
  const api = `${demo.simulator}/twilio/api/2010-04-01/Accounts.json?PageSize=1000`;
  const { accounts } = await json(await fetch(api, { headers: basic(parent) }));
  for (const account of accounts) {
    const credentials = { sid: account.sid, token: account.auth_token };
    const list = `${demo.simulator}/twilio/messaging/v2/Channels/Senders?Channel=whatsapp`;
    const { senders } = await json(await fetch(list, { headers: basic(credentials) }));
    for (const sender of senders) {
      if (sender.status !== 'ONLINE') continue;
      const one = await json(await fetch(`${list.split('?')[0]}/${sender.sid}`, { headers: basic(credentials) }));
      const url = one.webhook?.callback_url ?? '';
      if (url.startsWith(demo.url)) {
        return { url, account: account.sid, token: account.auth_token, sid: sender.sid, number: one.sender_id.replace('whatsapp:', '') };
      }
    }
  }
  return undefined;
}

/**
 * The first connected sender; one is connected as the demo's dealer when there is none.
 * @param {Addresses} demo
 * @returns {Promise<Connected>}
 */
export async function connectedSender(demo) {
  const known = await find(demo);
  if (known) return known;
  const headers = { cookie: await signIn(demo), 'content-type': 'application/json' };
  const session = await json(
    await fetch(`${demo.url}/whatsapp/create-signup-session`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ phoneNumberType: 'sms_capable' }),
    }),
  );
  // What Meta's window does, without the window; then the redirect that tells us.
  const meta = await json(
    await fetch(`${demo.simulator}/control/signup`, { method: 'POST', body: JSON.stringify({ business_name: 'Measured Motors' }) }),
  );
  const token = new URL(session.url).pathname.split('/').at(-1) ?? '';
  const query = new URLSearchParams({
    payload: token,
    WhatsAppBusinessAccountId: meta.waba_id,
    FacebookBusinessId: meta.business_id,
  });
  const finished = await fetch(`${demo.url}/whatsapp/onboarding-callback?${query}`, { redirect: 'manual' });
  if (finished.status !== 303) throw new Error(`the callback answered ${finished.status}: ${await finished.text()}`);
  for (const end = Date.now() + 90_000; Date.now() < end; ) {
    const integrations = await json(await fetch(`${demo.url}/api/integrations`, { headers }));
    const found = integrations.length > 0 && (await find(demo));
    if (found) return found;
    await new Promise((again) => setTimeout(again, 100));
  }
  throw new Error('no sender was connected within 90 seconds');
}

/**
 * The dealer does without the test message: the first buyer gets no answer but people's.
 * @param {Addresses} demo
 */
export async function skipTest(demo) {
  const headers = { cookie: await signIn(demo), accept: 'application/json' };
  const [integration] = await json(await fetch(`${demo.url}/api/integrations`, { headers }));
  const body = new URLSearchParams({ id: integration.id });
  await json(await fetch(`${demo.url}/api/app/connection/doors/skip_test`, { method: 'POST', headers, body }));
}

/**
 * Somebody changes in Twilio's Console where the messages of a sender go.
 * @param {Addresses} demo @param {Connected} sender @param {string} url
 */
export async function divert(demo, sender, url) {
  const answer = await fetch(`${demo.simulator}/twilio/messaging/v2/Channels/Senders/${sender.sid}`, {
    method: 'POST',
    headers: { ...basic({ sid: sender.account, token: sender.token }), 'content-type': 'application/json' },
    body: JSON.stringify({ webhook: { callback_url: url, callback_method: 'POST' } }),
  });
  await json(answer);
}

if (process.argv[1] === import.meta.filename) {
  const [, , url = '', simulator = ''] = process.argv;
  console.log(JSON.stringify(await connectedSender({ url, simulator })));
}
