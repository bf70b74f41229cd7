// Meta's window as the simulator plays it: what a person presses on each of its screens.

import type { Locator, Page } from '@playwright/test';

/** The screens at which a person can leave, in order. */
export const screens = [
  'BUSINESS_ACCOUNT_SELECTION',
  'WABA_PHONE_PROFILE_PICKER',
  'WHATSAPP_BUSINESS_PROFILE_SETUP',
  'PHONE_NUMBER_SETUP',
  'PHONE_NUMBER_VERIFICATION',
  'PERMISSIONS',
] as const;

export type Screen = (typeof screens)[number];

/** A person in Meta's window. */
export class MetaWindow {
  constructor(readonly page: Page) {}

  /** Waits for a screen. */
  async at(screen: Screen | 'LOGIN' | 'DONE' | 'ERROR') {
    await this.page.locator(`html[data-screen="${screen}"]`).waitFor({ state: 'attached' });
  }

  async cancel() {
    await this.press('Cancel');
  }

  /** To the error screen that is scripted to come before the number. */
  async toError() {
    await this.at('LOGIN');
    await this.button(/^Continue as /).click();
    for (const here of screens.slice(0, 3)) {
      await this.at(here);
      await this.pass(here);
    }
    await this.at('ERROR');
  }

  /** *Report a problem*; the window closes itself. */
  async report() {
    await this.closing(() => this.press('Report a problem'));
  }

  /** To the permissions, where a script presses the button of `screen` itself. */
  async toPermissionsPast(screen: Screen) {
    await this.at('LOGIN');
    await this.button(/^Continue as /).click();
    for (const here of screens) {
      if (here === screen) break;
      await this.at(here);
      await this.pass(here);
    }
    await this.at('PERMISSIONS');
  }

  /** From the first screen to `screen`, adding `number` on the way where one is given. */
  async to(screen: Screen, number?: string) {
    await this.at('LOGIN');
    await this.button(/^Continue as /).click();
    for (const here of screens) {
      await this.at(here);
      if (here === screen) return;
      await this.pass(here, number);
      // Without a number there is nothing to verify.
      if (here === 'PHONE_NUMBER_SETUP' && !number) {
        await this.at('PERMISSIONS');
        return;
      }
    }
  }

  /** The whole way; the window closes itself after it has told its opener. */
  async finish(number?: string) {
    await this.to('PERMISSIONS', number);
    await this.grant();
    await this.leave();
  }

  /** The last button that changes something at Meta: the account is shared, and Meta's webhook is on its way. */
  async grant() {
    await this.press('Continue');
    await this.at('DONE');
  }

  /** From the last screen: the page hears the end, and the window closes itself. */
  async leave() {
    await this.closing(() => this.press('Finish'));
  }

  /** To `screen` at the most: a script closes the window there without a word. */
  async closedBy(screen: Screen) {
    await this.closing(() => this.to(screen));
  }

  private async closing(deed: () => Promise<void>) {
    const closed = this.page.waitForEvent('close');
    // The window may be gone before the last step is over.
    await deed().catch((error: unknown) => {
      if (!this.page.isClosed()) throw error;
    });
    await closed;
  }

  private async pass(screen: Screen, number?: string) {
    switch (screen) {
      case 'BUSINESS_ACCOUNT_SELECTION': {
        // A portfolio of an earlier walk is chosen already.
        if ((await this.page.getByRole('radio').count()) === 0) {
          await this.press('Create a new business portfolio');
          await this.page.getByLabel('Business name').fill('Autobedrijf Jansen');
          await this.page.getByLabel('Business website').fill('https://jansen.example');
        }
        return this.press('Continue');
      }
      case 'WABA_PHONE_PROFILE_PICKER':
        return this.press('Continue');
      case 'WHATSAPP_BUSINESS_PROFILE_SETUP': {
        for (const label of ['WhatsApp Business account name', 'WhatsApp Business display name']) {
          const field = this.page.getByLabel(label);
          if (!(await field.inputValue())) await field.fill('Autobedrijf Jansen');
        }
        return this.press('Continue');
      }
      case 'PHONE_NUMBER_SETUP': {
        if (!number) return this.press('Use a number later');
        await this.page.getByLabel('Phone number', { exact: true }).fill(number);
        return this.press('Add number');
      }
      case 'PHONE_NUMBER_VERIFICATION': {
        const told = this.page.locator('#phone');
        const code = /code (\d{3})-(\d{3})/.exec(await told.innerText()) ?? [];
        await this.page.getByLabel('Verification code').fill(code.slice(1).join(''));
        return this.press('Confirm');
      }
      case 'PERMISSIONS':
        return this.press('Continue');
    }
  }

  private button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  private async press(name: string) {
    await this.button(name).click();
  }
}
