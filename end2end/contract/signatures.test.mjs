import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import twilio from 'twilio';
import { Demo } from '../demo.mjs';
import { connectedSender } from '../sender.mjs';
import { buyNumber, registration, subaccount } from './twilio.mjs';

/** The parameters of a form; a name that comes more than once has all its values. @param {string} body */
function parameters(body) {
  /** @type {Record<string, string | string[]>} */
  const params = {};
  const form = new URLSearchParams(body);
  for (const name of new Set(form.keys())) {
    const values = form.getAll(name);
    params[name] = values.length > 1 ? values : (values[0] ?? '');
  }
  return params;
}

describe('what the simulator signs, the official SDK accepts', () => {
  /** @type {Demo} */
  let demo;
  /** @type {import('node:http').Server} */
  let receiver;
  /** @type {{ url: string, signature: string, body: string }[]} */
  const heard = [];
  /** @type {{ token: string, number: string }} */
  let sender;

  before(async () => {
    demo = await Demo.start();
    receiver = createServer(async (request, response) => {
      let body = '';
      for await (const part of request) body += part;
      const url = `http://${request.headers.host}${request.url}`;
      heard.push({ url, signature: String(request.headers['x-twilio-signature']), body });
      response.writeHead(200, { 'content-type': 'text/xml' }).end('<Response/>');
    });
    await new Promise((listening) => receiver.listen(0, '127.0.0.1', () => listening(undefined)));
    const { port } = /** @type {import('node:net').AddressInfo} */ (receiver.address());
    const account = await subaccount(demo.simulator, 'Signed Motors');
    const { phoneNumber } = await buyNumber(account.client);
    const { waba_id: waba } = await demo.control('/signup', { business_name: 'Signed Motors' });
    const senders = account.client.messaging.v2.channelsSenders;
    // The fragment asks Twilio to retry; it is never part of what is signed or sent.
    const callback = `http://127.0.0.1:${port}/inbound?dealer=7&t=1#rc=2&rp=all`;
    const { sid } = await senders.create(registration(phoneNumber, 'Signed Motors', waba, callback));
    for (let minutes = 0; (await senders(sid).fetch()).status !== 'ONLINE' && minutes < 30; minutes += 1) {
      await demo.control('/advance', { seconds: 60 });
    }
    sender = { token: account.token, number: phoneNumber };
  });
  after(async () => {
    receiver.closeAllConnections();
    receiver.close();
    await demo.stop();
  });

  /** Lets somebody write and gives what arrived. @param {object} message */
  async function arrived(message) {
    const before = heard.length;
    await demo.control('/inbound', { from: '+31612345678', to: sender.number, ...message });
    await demo.control('/settle', {});
    assert.equal(heard.length, before + 1, 'one webhook arrives');
    return /** @type {typeof heard[number]} */ (heard.at(-1));
  }

  for (const [name, message] of /** @type {[string, object][]} */ ([
    ['plain text', { body: 'Is the blue Golf still there?', profile_name: 'Sam' }],
    ['emoji, signs and line ends', { body: 'Já! 🚗 & <b>"50%"</b> = \'ok\'\n+1', profile_name: 'Zoë 🙂' }],
    ['an empty body', { body: '' }],
    ['a location', { message_type: 'location', extra: [['Latitude', '52.37'], ['Longitude', '4.89']] }],
    ['a parameter that comes twice', { body: 'x', extra: [['Tag', 'b'], ['Tag', 'a'], ['Tag', 'b']] }],
    ['a parameter nobody knows yet', { body: 'x', extra: [['ZzNew', 'value']] }],
    ['somebody who hides their number', { from: '', body: 'hi' }],
  ])) {
    it(name, async () => {
      const { url, signature, body } = await arrived(message);
      assert.ok(twilio.validateRequest(sender.token, signature, url, parameters(body)));
      assert.ok(!twilio.validateRequest('another token', signature, url, parameters(body)));
      assert.ok(!twilio.validateRequest(sender.token, signature, `${url}0`, parameters(body)));
    });
  }
});

describe('what the official SDK signs, our webhook accepts', () => {
  /** @type {Demo} */
  let demo;
  /** @type {import('../sender.mjs').Connected} */
  let sender;
  before(async () => {
    demo = await Demo.start();
    sender = await connectedSender(demo);
  });
  after(() => demo.stop());

  /** @param {Record<string, string>} params @param {string} [signature] @param {string} [url] */
  function send(params, signature = twilio.getExpectedTwilioSignature(sender.token, sender.url, params), url = sender.url) {
    const headers = { 'X-Twilio-Signature': signature };
    return fetch(url, { method: 'POST', headers, body: new URLSearchParams(params) });
  }

  /** @param {string} sid @param {string} [body] */
  const message = (sid, body = 'Hallo 🙂 & "tot" <straks>') => ({
    AccountSid: sender.account,
    Body: body,
    From: 'whatsapp:+31612345678',
    MessageSid: sid,
    NumMedia: '0',
    SmsStatus: 'received',
    To: `whatsapp:${sender.number}`,
    WaId: '31612345678',
  });

  it('a message is taken, and taken again when Twilio repeats it', async () => {
    const params = message('SM00000000000000000000000000000001');
    for (let times = 0; times < 2; times += 1) {
      const answer = await send(params);
      assert.ok([200, 204].includes(answer.status), `answered ${answer.status}`);
    }
  });

  it('a status is taken', async () => {
    const params = { AccountSid: sender.account, MessageSid: 'SM00000000000000000000000000000002', MessageStatus: 'delivered' };
    const url = sender.url.replace(/inbound$/, 'status');
    const signature = twilio.getExpectedTwilioSignature(sender.token, url, params);
    const answer = await send(params, signature, url);
    assert.ok([200, 204].includes(answer.status), `answered ${answer.status}`);
  });

  it('a signature by another token, for another address or of another form is refused', async () => {
    const params = message('SM00000000000000000000000000000003');
    const wrong = [
      twilio.getExpectedTwilioSignature('another token', sender.url, params),
      twilio.getExpectedTwilioSignature(sender.token, `${sender.url}?x=1`, params),
      twilio.getExpectedTwilioSignature(sender.token, sender.url, { ...params, Body: 'changed' }),
      '',
    ];
    for (const signature of wrong) assert.equal((await send(params, signature)).status, 403);
  });

  it('a key that belongs to nobody is refused like a bad signature', async () => {
    const params = message('SM00000000000000000000000000000004');
    const url = sender.url.replace(/twilio\/[^/]+\//, 'twilio/nobody/');
    const answer = await send(params, twilio.getExpectedTwilioSignature(sender.token, url, params), url);
    assert.ok([403, 404].includes(answer.status), `answered ${answer.status}`);
  });
});
