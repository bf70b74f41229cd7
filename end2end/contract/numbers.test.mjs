import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Demo } from '../demo.mjs';
import { buyNumber, refusal, subaccount } from './twilio.mjs';

describe('numbers, through the official SDK', () => {
  /** @type {Demo} */
  let demo;
  before(async () => {
    demo = await Demo.start();
  });
  after(() => demo.stop());

  it('what is for sale says what it can do', async () => {
    const { client } = await subaccount(demo.simulator, 'Searching');
    const found = await client.availablePhoneNumbers('US').local.list({ smsEnabled: true, limit: 3 });
    assert.equal(found.length, 3);
    for (const number of found) {
      assert.match(number.phoneNumber, /^\+1\d{10}$/);
      assert.equal(number.capabilities.sms, true);
    }
  });

  it('a bought number belongs to its account, with our addresses on it', async () => {
    const one = await subaccount(demo.simulator, 'Buying');
    const [free] = await one.client.availablePhoneNumbers('US').local.list({ smsEnabled: true, limit: 1 });
    const bought = await one.client.incomingPhoneNumbers.create({
      phoneNumber: free?.phoneNumber,
      voiceUrl: 'https://portal.example.com/webhooks/twilio/k/voice',
    });
    assert.match(bought.sid, /^PN[0-9a-f]{32}$/);
    assert.equal(bought.accountSid, one.sid);
    assert.equal(bought.voiceUrl, 'https://portal.example.com/webhooks/twilio/k/voice');
    const mine = await one.client.incomingPhoneNumbers.list();
    assert.deepEqual(mine.map((number) => number.sid), [bought.sid]);
  });

  it('a number is sold once', async () => {
    const one = await subaccount(demo.simulator, 'First');
    const other = await subaccount(demo.simulator, 'Second');
    const { phoneNumber } = await buyNumber(one.client);
    const refused = await refusal(other.client.incomingPhoneNumbers.create({ phoneNumber }));
    assert.equal(refused.code, 21422);
    const offered = await other.client.availablePhoneNumbers('US').local.list({ limit: 20 });
    assert.ok(!offered.some((number) => number.phoneNumber === phoneNumber));
  });

  it('a number that is no number is refused', async () => {
    const { client } = await subaccount(demo.simulator, 'Typing');
    const refused = await refusal(client.incomingPhoneNumbers.create({ phoneNumber: '12345' }));
    assert.equal(refused.status, 400);
    assert.equal(refused.code, 21421);
  });

  it('a released number is gone', async () => {
    const { client } = await subaccount(demo.simulator, 'Releasing');
    const { sid } = await buyNumber(client);
    assert.equal(await client.incomingPhoneNumbers(sid).remove(), true);
    assert.equal((await refusal(client.incomingPhoneNumbers(sid).fetch())).code, 20404);
  });
});
