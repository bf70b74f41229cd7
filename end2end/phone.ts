// A buyer's phone as the simulator shows it: what a person writes, taps and sees there.

import { expect, type Locator, type Page } from '@playwright/test';
import type { Demo } from './demo.mjs';

/** The buyers who are always there; `marit` hides her number. Any other is a number in E.164. */
export const buyers = {
  sanne: '+31655501234',
  bram: '+31642117708',
  lucia: '+34655123408',
  tom: '+447400123456',
  marit: undefined,
} as const;

export type Buyer = keyof typeof buyers | `+${string}`;

/** What the ticks of a message say. */
export type Ticks = 'Sent' | 'Delivered' | 'Read' | 'Not delivered';

export type Sample = 'Picture of a car' | 'Picture of a scratch' | 'Document' | 'Voice note';

/** The switches of a buyer and of a dealer's webhooks. */
export type Setting =
  | 'Phone is off'
  | 'Reads late'
  | 'No read receipts'
  | 'Has blocked the dealer'
  | 'Is blocked by the dealer'
  | 'Lose webhooks'
  | 'Deliver twice'
  | 'Out of order';

/** What a buyer sends without a page, as the page would post it: `{ kind: 'text', text: 'Hi' }`. Returns the message's SID. */
export async function say(demo: Pick<Demo, 'simulator'>, as: Buyer, to: string, message: { kind: string } & Record<string, unknown>) {
  if (as.startsWith('+')) await call(demo, 'buyers', { number: as });
  const { sid } = await call(demo, 'messages', { ...message, as, to });
  return sid as string;
}

async function call({ simulator }: Pick<Demo, 'simulator'>, path: string, body: object) {
  const answer = await fetch(`${simulator}/phone/api/${path}`, { method: 'POST', body: JSON.stringify(body) });
  const said = await answer.json();
  if (!answer.ok) throw new Error(`${path}: ${said.error}`);
  return said;
}

/** A buyer with a phone in their hand. */
export class Phone {
  constructor(
    readonly page: Page,
    readonly simulator: string,
  ) {}

  /** Opens the chat of a buyer with a dealer's number (E.164); with the first dealer without one. */
  static async open(page: Page, demo: Pick<Demo, 'simulator'>, { as, to }: { as?: Buyer; to?: string } = {}) {
    const phone = new Phone(page, demo.simulator);
    const pair = new URLSearchParams({ ...(to && { to }), ...(as && { as }) });
    await page.goto(`${demo.simulator}/phone?${pair}`);
    await page.locator('html[data-ready]').waitFor({ state: 'attached' });
    return phone;
  }

  /** Writes as whoever holds the phone. */
  async write(text: string) {
    await this.page.getByRole('textbox', { name: 'Message', exact: true }).fill(text);
    await this.page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(this.last()).toContainText(text);
  }

  /** Takes another buyer's phone and writes. */
  async writeAs(buyer: Buyer, text: string) {
    await this.become(buyer);
    await this.write(text);
  }

  /** Takes another buyer's phone; the dealer stays. */
  async become(buyer: Buyer) {
    const url = new URL(this.page.url());
    url.searchParams.set('as', buyer);
    await this.page.goto(url.href);
    await this.page.locator('html[data-ready]').waitFor({ state: 'attached' });
  }

  /** Something ready-made from the sheet behind *Attach*. */
  async attach(what: Sample) {
    const before = await this.messages().count();
    await this.attachment(what);
    await expect(this.messages()).toHaveCount(before + 1);
  }

  /** A ready-made picture, or a file of one's own. */
  async sendPicture(file?: { name: string; mimeType: string; buffer: Buffer }) {
    if (!file) return this.attach('Picture of a car');
    const before = await this.messages().count();
    await this.page.locator('#file').setInputFiles(file);
    await expect(this.messages()).toHaveCount(before + 1);
  }

  async sendLocation() {
    await this.attachment('Location');
    await this.confirm('Send');
  }

  async sendContact() {
    await this.attachment('Contact card');
    await this.confirm('Send');
  }

  /** Writes after a tap on an advertisement. */
  async comeFromAd(text: string) {
    await this.attachment('From an ad');
    await this.confirm('Open chat');
    await this.write(text);
  }

  /** Taps a quick reply of the dealer's latest message that has it. */
  async tapButton(title: string) {
    await this.page.getByRole('button', { name: title, exact: true }).last().click();
    await expect(this.last()).toContainText(title);
  }

  /** Opens a list by its button and chooses a line. */
  async pick(list: string, item: string) {
    await this.page.getByRole('button', { name: list, exact: true }).last().click();
    await this.page.getByRole('dialog').getByRole('radio', { name: item }).check();
    await this.confirm('Send');
    await expect(this.last()).toContainText(item);
  }

  /** Answers a message by quoting it. */
  async reply(to: Locator, text: string) {
    await this.more(to, 'Reply');
    await this.write(text);
  }

  async forward(message: Locator) {
    const before = await this.messages().count();
    await this.more(message, 'Forward to the dealer');
    await expect(this.messages()).toHaveCount(before + 1);
  }

  /** Turns a switch of the settings. */
  async set(setting: Setting, is = true) {
    await this.inSettings(() => this.page.getByRole('switch', { name: setting, exact: true }).setChecked(is));
  }

  /** Lets time pass, for the simulator and the demo's portal alike. */
  async pass(span: '23 h 30 min' | '24 h') {
    await this.inSettings(() => this.page.getByRole('button', { name: `${span} pass`, exact: true }).click());
    await expect(this.page.locator('#told')).toContainText('passed');
  }

  /** All messages of the chat, oldest first. */
  messages(): Locator {
    return this.page.getByRole('log', { name: 'Messages' }).getByRole('article');
  }

  /** The latest message, whoever wrote it. */
  last(): Locator {
    return this.messages().last();
  }

  /** The latest message of the dealer. */
  lastOfDealer(): Locator {
    return this.page.getByRole('article', { name: 'Dealer', exact: true }).last();
  }

  /** The words of the latest message. */
  async lastMessage(): Promise<string> {
    return this.last().locator('.text').innerText();
  }

  /** What the ticks of the buyer's latest message say. */
  async ticks(): Promise<Ticks> {
    const own = this.page.getByRole('article', { name: 'You', exact: true }).last();
    return (await own.locator('.ticks').getByRole('img').getAttribute('aria-label')) as Ticks;
  }

  /** Waits for what the dealer sent. */
  async sees(text: string) {
    await expect(this.page.getByRole('article', { name: 'Dealer', exact: true }).filter({ hasText: text }).last()).toBeVisible();
  }

  /** Waits for the dealer's typing. */
  async seesTyping() {
    await expect(this.page.getByRole('img', { name: 'The dealer is typing' })).toBeVisible();
  }

  private async attachment(name: string) {
    await this.page.getByRole('button', { name: 'Attach', exact: true }).click();
    await this.page.getByRole('dialog', { name: 'Attach' }).getByRole('button', { name, exact: true }).click();
  }

  private async confirm(name: string) {
    await this.page.locator('dialog[open]').getByRole('button', { name, exact: true }).click();
  }

  private async more(message: Locator, name: string) {
    await message.hover();
    await message.getByRole('button', { name: /^More about/ }).click();
    await this.page.getByRole('dialog', { name: 'Message actions' }).getByRole('button', { name, exact: true }).click();
  }

  /** On a narrow screen the settings lie beside the phone and are fetched first. */
  private async inSettings(deed: () => Promise<void>) {
    const opener = this.page.getByRole('button', { name: 'Settings', exact: true });
    const isHidden = await opener.isVisible();
    if (isHidden) await opener.click();
    await deed();
    if (isHidden) await this.page.getByRole('button', { name: 'Close settings', exact: true }).click();
  }
}
