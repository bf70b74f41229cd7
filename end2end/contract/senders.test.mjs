import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Demo } from '../demo.mjs';
import { buyNumber, client, parent, registration, refusal, subaccount } from './twilio.mjs';

describe('senders, through the official SDK', () => {
  /** @type {Demo} */
  let demo;
  before(async () => {
    demo = await Demo.start();
  });
  after(() => demo.stop());

  /** A subaccount with a number and a WABA of its own. @param {string} name */
  async function ready(name) {
    const account = await subaccount(demo.simulator, name);
    const { phoneNumber } = await buyNumber(account.client);
    const { waba_id: waba } = await demo.control('/signup', { business_name: name });
    return { ...account, phoneNumber, waba, senders: account.client.messaging.v2.channelsSenders };
  }

  it('a sender is created, verifies itself and comes online', async () => {
    const { senders, phoneNumber, waba } = await ready('Online Motors');
    const made = await senders.create(registration(phoneNumber, 'Online Motors', waba));
    assert.match(made.sid, /^XE[0-9a-fA-F]{32}$/);
    assert.equal(made.status, 'CREATING');
    assert.equal(made.senderId, `whatsapp:${phoneNumber}`);
    assert.equal(made.configuration.wabaId, waba);

    /** @type {string} */
    let status = made.status;
    for (let minutes = 0; status !== 'ONLINE' && minutes < 30; minutes += 1) {
      await demo.control('/advance', { seconds: 60 });
      status = (await senders(made.sid).fetch()).status;
    }

    const online = await senders(made.sid).fetch();
    assert.equal(online.status, 'ONLINE');
    assert.ok(online.properties.qualityRating);
    assert.equal(online.webhook.callbackUrl, 'https://portal.example.com/webhooks/twilio/k/inbound');
  });

  it('the senders of an account are listed, and only those', async () => {
    const one = await ready('Listed Motors');
    const other = await ready('Unlisted Motors');
    const made = await one.senders.create(registration(one.phoneNumber, 'Listed Motors', one.waba));
    await other.senders.create(registration(other.phoneNumber, 'Unlisted Motors', other.waba));
    const found = await one.senders.list({ channel: 'whatsapp' });
    assert.deepEqual(found.map((sender) => sender.sid), [made.sid]);
    // With the parent's credentials these paths act on the parent, which has the ISV's own sender alone.
    const parents = await client(demo.simulator).messaging.v2.channelsSenders.list({ channel: 'whatsapp' });
    assert.deepEqual(parents.map((sender) => sender.sid), [parent.sid.replace('AC', 'XE')]);
  });

  it('a deleted sender is gone', async () => {
    const { senders, phoneNumber, waba } = await ready('Deleted Motors');
    const { sid } = await senders.create(registration(phoneNumber, 'Deleted Motors', waba));
    assert.equal(await senders(sid).remove(), true);
    assert.equal((await refusal(senders(sid).fetch())).status, 404);
  });

  it('addresses are changed without touching the rest', async () => {
    const { senders, phoneNumber, waba } = await ready('Changed Motors');
    const { sid } = await senders.create(registration(phoneNumber, 'Changed Motors', waba));
    const webhook = { callback_url: 'https://portal.example.com/elsewhere', callback_method: 'POST' };
    await senders(sid).update(/** @type {any} */ ({ webhook }));
    const changed = await senders(sid).fetch();
    assert.equal(changed.webhook.callbackUrl, 'https://portal.example.com/elsewhere');
    assert.equal(changed.profile.name, 'Changed Motors');
  });

  it('a WABA that was never shared is refused with 63101', async () => {
    const { senders, phoneNumber } = await ready('Unshared Motors');
    const refused = await refusal(senders.create(registration(phoneNumber, 'Unshared Motors', '999999999999999')));
    assert.equal(refused.status, 400);
    assert.equal(refused.code, 63101);
  });

  it('an account is tied to its first WABA', async () => {
    const one = await ready('Tied Motors');
    await one.senders.create(registration(one.phoneNumber, 'Tied Motors', one.waba));
    const { waba_id: second } = await demo.control('/signup', { business_name: 'Second' });
    const { phoneNumber } = await buyNumber(one.client);
    const refused = await refusal(one.senders.create(registration(phoneNumber, 'Tied Motors', second)));
    assert.equal(refused.code, 63102);
  });

  it('a vertical that is not on the list is refused with 63100', async () => {
    const { senders, phoneNumber, waba } = await ready('Typo Motors');
    const body = registration(phoneNumber, 'Typo Motors', waba);
    body.profile.vertical = 'automotive';
    const refused = await refusal(senders.create(body));
    assert.equal(refused.status, 400);
    assert.equal(refused.code, 63100);
  });

  it('a scripted refusal comes as Twilio would send it', async () => {
    const { senders, phoneNumber, waba } = await ready('Unlucky Motors');
    for (const code of [63104, 63112, 20249]) {
      await demo.control('/rules', { outcome: `error_${code}`, scope: { number: phoneNumber } });
      const refused = await refusal(senders.create(registration(phoneNumber, 'Unlucky Motors', waba)));
      assert.equal(refused.code, code);
      assert.match(refused.moreInfo ?? '', new RegExp(`${code}$`));
    }
    assert.equal((await senders.create(registration(phoneNumber, 'Unlucky Motors', waba))).status, 'CREATING');
  });
});
