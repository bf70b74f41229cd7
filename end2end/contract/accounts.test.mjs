import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Demo } from '../demo.mjs';
import { client, parent, refusal, subaccount } from './twilio.mjs';

describe('accounts, through the official SDK', () => {
  /** @type {Demo} */
  let demo;
  before(async () => {
    demo = await Demo.start();
  });
  after(() => demo.stop());

  it('a subaccount is made with a token of its own', async () => {
    const made = await client(demo.simulator).api.v2010.accounts.create({ friendlyName: 'Van Dijk Auto' });
    assert.match(made.sid, /^AC[0-9a-f]{32}$/);
    assert.match(made.authToken, /^[0-9a-f]{32}$/);
    assert.equal(made.ownerAccountSid, parent.sid);
    assert.equal(made.status, 'active');
    assert.ok(made.dateCreated.getTime() > 0);
  });

  it('a subaccount is found by its exact name', async () => {
    const api = client(demo.simulator).api.v2010;
    const made = await api.accounts.create({ friendlyName: 'Garage Peeters' });
    await api.accounts.create({ friendlyName: 'Garage Peeters 2' });
    const found = await api.accounts.list({ friendlyName: 'Garage Peeters', status: 'active' });
    assert.deepEqual(found.map((account) => account.sid), [made.sid]);
  });

  it('more subaccounts than fit on a page are all listed', async () => {
    const api = client(demo.simulator).api.v2010;
    for (let number = 0; number < 5; number += 1) await api.accounts.create({ friendlyName: 'Page' });
    const found = await api.accounts.list({ friendlyName: 'Page', pageSize: 2 });
    assert.equal(new Set(found.map((account) => account.sid)).size, 5);
  });

  it('a subaccount sees itself and not its siblings', async () => {
    const one = await subaccount(demo.simulator, 'One');
    const other = await subaccount(demo.simulator, 'Other');
    assert.equal((await one.client.api.v2010.accounts(one.sid).fetch()).friendlyName, 'One');
    const refused = await refusal(one.client.api.v2010.accounts(other.sid).fetch());
    assert.equal(refused.status, 404);
    assert.equal(refused.code, 20404);
  });

  it('a closed subaccount stays closed', async () => {
    const made = await subaccount(demo.simulator, 'Closing');
    const context = client(demo.simulator).api.v2010.accounts(made.sid);
    assert.equal((await context.update({ status: 'closed' })).status, 'closed');
    assert.equal((await refusal(context.update({ status: 'active' }))).status, 400);
  });

  it('a wrong token is refused as Twilio refuses it', async () => {
    const stranger = client(demo.simulator, { sid: parent.sid, token: 'wrong' });
    const refused = await refusal(stranger.api.v2010.accounts.list());
    assert.equal(refused.status, 401);
    assert.equal(refused.code, 20003);
    assert.match(refused.moreInfo ?? '', /20003$/);
  });
});
