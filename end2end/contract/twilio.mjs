// Twilio's official SDK, talking to the simulator: nothing of it is changed but the host it calls.

import twilio from 'twilio';

const { RequestClient } = twilio;

/** The demo's own Twilio account, as the simulator knows it. */
export const parent = {
  sid: 'AC5120aa4c1e2f4b7d9e3a6c8b0d1f2e34',
  token: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
};

/** Sends `https://{api}.twilio.com/…` to the simulator's `/twilio/{api}/…`. */
class ToSimulator extends RequestClient {
  /** @param {string} simulator its origin */
  constructor(simulator) {
    super();
    this.simulator = simulator;
  }

  /** @param {any} options */
  request(options) {
    const uri = new URL(options.uri);
    if (uri.hostname.endsWith('.twilio.com')) {
      const [api] = uri.hostname.split('.');
      options.uri = `${this.simulator}/twilio/${api}${uri.pathname}${uri.search}`;
    }
    return super.request(options);
  }
}

/** A client with the credentials of one account. @param {string} simulator @param {{ sid: string, token: string }} account */
export function client(simulator, account = parent) {
  return twilio(account.sid, account.token, { httpClient: new ToSimulator(simulator) });
}

/** A new subaccount with a client of its own. @param {string} simulator @param {string} name */
export async function subaccount(simulator, name) {
  const made = await client(simulator).api.v2010.accounts.create({ friendlyName: name });
  const account = { sid: made.sid, token: made.authToken };
  return { ...account, client: client(simulator, account) };
}

/** Buys the first free number that takes text messages. @param {import('twilio').Twilio} client @param {string} [country] */
export async function buyNumber(client, country = 'US') {
  const [free] = await client.availablePhoneNumbers(country).local.list({ smsEnabled: true, limit: 1 });
  if (!free) throw new Error(`no number is for sale in ${country}`);
  return client.incomingPhoneNumbers.create({ phoneNumber: free.phoneNumber });
}

/**
 * The refusal that a call ends with.
 * @param {Promise<unknown>} call
 * @returns {Promise<import('twilio').RestException>}
 */
export async function refusal(call) {
  try {
    await call;
  } catch (error) {
    return /** @type {any} */ (error);
  }
  throw new Error('the call was not refused');
}

/**
 * The body that registers a sender. The SDK's types name the keys in camel case and send what they are given; Twilio's API wants
 * them as here.
 * @param {string} number E.164 @param {string} name @param {string} waba
 * @param {string} [callback] where messages go
 * @returns {any}
 */
export function registration(number, name, waba, callback = 'https://portal.example.com/webhooks/twilio/k/inbound') {
  return {
    sender_id: `whatsapp:${number}`,
    configuration: { waba_id: waba },
    profile: { name, vertical: 'Automotive' },
    webhook: { callback_url: callback, callback_method: 'POST' },
  };
}

/**
 * A subaccount with a sender that is online.
 * @param {import('../demo.mjs').Demo} demo @param {string} name @param {string} [callback] where messages go
 */
export async function onlineSender(demo, name, callback) {
  const account = await subaccount(demo.simulator, name);
  const { phoneNumber } = await buyNumber(account.client);
  const { waba_id: waba } = await demo.control('/signup', { business_name: name });
  const senders = account.client.messaging.v2.channelsSenders;
  const { sid } = await senders.create(registration(phoneNumber, name, waba, callback));
  for (let minutes = 0; (await senders(sid).fetch()).status !== 'ONLINE'; minutes += 1) {
    if (minutes === 30) throw new Error(`${name} did not come online`);
    await demo.control('/advance', { seconds: 60 });
  }
  return { ...account, number: phoneNumber };
}

/**
 * The body that makes a template, in Dutch with two samples. The SDK sends what it is given; see `registration`.
 * @param {string} friendlyName @param {object} types
 * @returns {any}
 */
export function template(friendlyName, types) {
  return { friendly_name: friendlyName, language: 'nl', variables: { 1: 'Jan', 2: 'Golf' }, types };
}
