import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Demo } from '../demo.mjs';
import { client, refusal, subaccount, template } from './twilio.mjs';

const arrived = { 'twilio/text': { body: 'Hi {{1}}, your {{2}} has arrived at our showroom today' } };

describe('templates, through the official SDK', () => {
  /** @type {Demo} */
  let demo;
  before(async () => {
    demo = await Demo.start();
  });
  after(() => demo.stop());

  /** Ten minutes of Meta's: enough for a decision. */
  const decided = () => demo.control('/advance', { seconds: 600 });

  /** What Meta says. @param {import('twilio').Twilio} account @param {string} sid @returns {Promise<any>} */
  const approval = async (account, sid) => (await account.content.v1.contents(sid).approvalFetch().fetch()).whatsapp;

  it('a template is made, fetched, listed and deleted', async () => {
    const { client: account } = await subaccount(demo.simulator, 'Content Motors');
    const made = await account.content.v1.contents.create(template('Car arrived', arrived));
    assert.match(made.sid, /^HX[0-9a-fA-F]{32}$/);
    assert.deepEqual(made.variables, { 1: 'Jan', 2: 'Golf' });
    assert.ok(made.dateCreated instanceof Date && !Number.isNaN(made.dateCreated.getTime()));

    const fetched = await account.content.v1.contents(made.sid).fetch();
    assert.equal(fetched.friendlyName, 'Car arrived');
    assert.deepEqual(fetched.types, arrived);
    assert.match(fetched.links.approval_fetch ?? '', /ApprovalRequests$/);
    assert.deepEqual((await account.content.v1.contents.list()).map((one) => one.sid), [made.sid]);

    assert.equal(await account.content.v1.contents(made.sid).remove(), true);
    assert.equal((await refusal(account.content.v1.contents(made.sid).fetch())).status, 404);
  });

  it('more templates than fit on a page are all listed', async () => {
    const { client: account } = await subaccount(demo.simulator, 'Paged Motors');
    for (let number = 0; number < 5; number += 1) await account.content.v1.contents.create(template(`T${number}`, arrived));
    const found = await account.content.v1.contents.list({ pageSize: 2 });
    assert.equal(new Set(found.map((one) => one.sid)).size, 5);
  });

  it('a template is submitted and approved', async () => {
    const { client: account } = await subaccount(demo.simulator, 'Approved Motors');
    const { sid } = await account.content.v1.contents.create(template('Car arrived', arrived));
    assert.equal((await approval(account, sid)).status, 'unsubmitted');

    const submitted = await account.content.v1.contents(sid).approvalCreate.create({ name: 'car_arrived', category: 'UTILITY' });
    assert.equal(submitted.status, 'received');
    assert.equal(submitted.contentType, 'twilio/text');
    await decided();
    const said = await approval(account, sid);
    assert.equal(said.status, 'approved');
    assert.equal(said.name, 'car_arrived');

    const [joined] = await account.content.v1.contentAndApprovals.list();
    assert.equal(joined?.sid, sid);
    assert.equal(joined?.approvalRequests.status, 'approved');

    const again = account.content.v1.contents(sid).approvalCreate.create({ name: 'car_arrived', category: 'UTILITY' });
    assert.equal((await refusal(again)).code, 92009);
  });

  it('a template that breaks a rule of Meta is rejected with the reason', async () => {
    const { client: account } = await subaccount(demo.simulator, 'Rejected Motors');
    const types = { 'twilio/text': { body: 'Your car has arrived at our showroom, {{1}}.' } };
    const { sid } = await account.content.v1.contents.create(template('Car arrived', types));
    await account.content.v1.contents(sid).approvalCreate.create({ name: 'car_arrived', category: 'UTILITY' });
    await decided();
    const said = await approval(account, sid);
    assert.equal(said.status, 'rejected');
    assert.match(said.rejection_reason, /^code=100, subCode=2388299, userMessage=/);
  });

  it('what is scripted for a name happens to it', async () => {
    const { client: account } = await subaccount(demo.simulator, 'Moved Motors');
    await demo.control('/rules', { outcome: 'template_recategorized', scope: { template: 'moved' } });
    const { sid } = await account.content.v1.contents.create(template('Moved', arrived));
    await account.content.v1.contents(sid).approvalCreate.create({ name: 'moved', category: 'UTILITY' });
    await decided();
    assert.equal((await approval(account, sid)).category, 'MARKETING');
  });

  it('a template without a type is refused with 92001', async () => {
    const { client: account } = await subaccount(demo.simulator, 'Empty Motors');
    const refused = await refusal(account.content.v1.contents.create(template('Nothing', {})));
    assert.equal(refused.status, 400);
    assert.equal(refused.code, 92001);
  });

  it('the parent has no templates of a dealer', async () => {
    const { client: account } = await subaccount(demo.simulator, 'Private Motors');
    const { sid } = await account.content.v1.contents.create(template('Car arrived', arrived));
    const parent = client(demo.simulator);
    assert.deepEqual(await parent.content.v1.contents.list(), []);
    assert.equal((await refusal(parent.content.v1.contents(sid).fetch())).status, 404);
  });
});
