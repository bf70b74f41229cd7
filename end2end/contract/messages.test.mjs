import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { Demo } from '../demo.mjs';
import { onlineSender, refusal, template } from './twilio.mjs';

const buyer = '+31612345678';
const picture = Buffer.from('89504e470d0a1a0a', 'hex');

describe('messages, through the official SDK', () => {
  /** @type {Demo} */
  let demo;
  /** @type {import('node:http').Server} */
  let files;
  let origin = '';
  /** @type {Awaited<ReturnType<typeof onlineSender>>} */
  let dealer;

  before(async () => {
    demo = await Demo.start();
    files = createServer((request, response) => {
      if (request.url === '/car.png') response.writeHead(200, { 'content-type': 'image/png' }).end(picture);
      else if (request.url === '/inbound') response.writeHead(200, { 'content-type': 'text/xml' }).end('<Response/>');
      else response.writeHead(404).end();
    });
    await new Promise((listening) => files.listen(0, '127.0.0.1', () => listening(undefined)));
    const { port } = /** @type {import('node:net').AddressInfo} */ (files.address());
    origin = `http://127.0.0.1:${port}`;
    dealer = await onlineSender(demo, 'Messaging Motors', `${origin}/inbound`);
  });
  after(async () => {
    files.closeAllConnections();
    files.close();
    await demo.stop();
  });

  /** Sends and waits for the end. @param {object} message */
  async function sent(message) {
    const from = `whatsapp:${dealer.number}`;
    const { sid } = await dealer.client.messages.create(/** @type {any} */ ({ from, to: `whatsapp:${buyer}`, ...message }));
    await demo.control('/settle', {});
    await demo.control('/advance', { seconds: 60 });
    return dealer.client.messages(sid).fetch();
  }

  /** The buyer writes. @param {object} message @returns {Promise<string>} */
  async function written(message) {
    const { sid } = await demo.control('/inbound', { from: buyer, to: dealer.number, profile_name: 'Sam', ...message });
    await demo.control('/settle', {});
    return sid;
  }

  it('an approved template goes out before anybody has written, with its values', async () => {
    const types = { 'twilio/text': { body: 'Hi {{1}}, your {{2}} has arrived at our showroom today' } };
    const { sid } = await dealer.client.content.v1.contents.create(template('Car arrived', types));
    const contents = dealer.client.content.v1.contents(sid);
    await contents.approvalCreate.create({ name: 'car_arrived', category: 'UTILITY' });
    await demo.control('/advance', { seconds: 600 });

    const message = await sent({ contentSid: sid, contentVariables: JSON.stringify({ 1: 'Sam' }) });
    assert.equal(message.body, 'Hi Sam, your Golf has arrived at our showroom today');
    assert.equal(message.status, 'read');
    assert.equal(message.price, '-0.00500');
    assert.equal(message.priceUnit, 'USD');

    const free = await sent({ body: 'Hi there' });
    assert.equal(free.status, 'failed');
    assert.equal(free.errorCode, 63016);
  });

  it('a picture of a buyer is listed, fetched with credentials and deleted', async () => {
    const sid = await written({ media: { content_type: 'image/png', bytes: picture.toString('base64') } });
    const [media] = await dealer.client.messages(sid).media.list();
    assert.equal(media?.contentType, 'image/png');
    assert.equal(media?.parentSid, sid);

    const url = `${demo.simulator}/twilio/api${media?.uri.replace(/\.json$/, '')}`;
    assert.equal((await fetch(url)).status, 401);
    const authorization = `Basic ${Buffer.from(`${dealer.sid}:${dealer.token}`).toString('base64')}`;
    const way = await fetch(url, { headers: { authorization }, redirect: 'manual' });
    assert.equal(way.status, 307);
    const bytes = await fetch(way.headers.get('location') ?? '');
    assert.deepEqual(Buffer.from(await bytes.arrayBuffer()), picture);

    assert.equal(await dealer.client.messages(sid).media(media?.sid ?? '').remove(), true);
    assert.deepEqual(await dealer.client.messages(sid).media.list(), []);
  });

  it('a picture goes out, and a link that leads nowhere fails with 63019', async () => {
    await written({ body: 'Do you have a picture?' });
    const good = await sent({ body: 'Here', mediaUrl: [`${origin}/car.png`] });
    assert.match(good.sid, /^MM/);
    assert.equal(good.status, 'read');
    assert.equal(good.numMedia, '1');
    const bad = await sent({ mediaUrl: [`${origin}/gone.png`] });
    assert.equal(bad.status, 'failed');
    assert.equal(bad.errorCode, 63019);
  });

  it('a message is redacted and deleted', async () => {
    await written({ body: 'Hi' });
    const { sid } = await sent({ body: 'My number is 06 12345678' });
    const redacted = await dealer.client.messages(sid).update({ body: '' });
    assert.equal(redacted.body, '');
    assert.equal((await dealer.client.messages(sid).fetch()).body, '');
    assert.equal(await dealer.client.messages(sid).remove(), true);
    assert.equal((await refusal(dealer.client.messages(sid).fetch())).status, 404);
  });

  it('a message that is under way cannot be deleted yet', async () => {
    await written({ body: 'Hi' });
    await demo.control('/rules', { outcome: 'read_late', scope: { person: buyer }, seconds: 36_000 });
    const { sid } = await sent({ body: 'Wait' });
    assert.equal((await refusal(dealer.client.messages(sid).remove())).code, 20009);
  });

  it('dots are shown for a message of the buyer', async () => {
    const sid = await written({ body: 'Anybody there?' });
    const shown = await dealer.client.messaging.v2.typingIndicator.create({ channel: 'whatsapp', messageId: sid });
    assert.equal(shown.success, true);
  });

  it('a buyer who has stopped is refused with 21610', async () => {
    await written({ body: 'STOP', opt_out: 'STOP' });
    const message = { from: `whatsapp:${dealer.number}`, to: `whatsapp:${buyer}`, body: 'One more thing' };
    assert.equal((await refusal(dealer.client.messages.create(message))).code, 21610);
    await written({ body: 'START', opt_out: 'START' });
    assert.equal((await sent({ body: 'Welcome back' })).status, 'read');
  });
});
