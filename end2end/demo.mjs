// A demo of one's own: the release binary on free ports, with a database in a temporary folder.
// Everything that tests in this folder talks to is started here.

import { spawn } from 'node:child_process';
import { mkdtemp, rm, readFile } from 'node:fs/promises';
import { openSync, closeSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** `FORECOURT_BINARY` tries another build; its site folder must lie beside it, too. */
const binary = process.env.FORECOURT_BINARY ?? resolve(import.meta.dirname, '../target/dist/forecourt');

/** The people of the demo. */
export const people = {
  dealer: { email: 'dealer@forecourt.test', password: 'forecourt-demo', home: '/' },
  admin: { email: 'admin@forecourt.test', password: 'forecourt-demo', home: '/admin' },
};

/** A port that was free a moment ago. */
export function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => done(port));
    });
  });
}

/** A running demo; `stop` it when done. */
export class Demo {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #process;
  #ended = Promise.resolve();

  /** @param {string} folder @param {number} port @param {number} simulatorPort @param {Record<string, string>} settings */
  constructor(folder, port, simulatorPort, settings) {
    this.folder = folder;
    /** The origin of the server. */
    this.url = `http://127.0.0.1:${port}`;
    /** The origin of the simulator. */
    this.simulator = `http://127.0.0.1:${simulatorPort}`;
    this.settings = {
      FORECOURT_ADDR: `127.0.0.1:${port}`,
      FORECOURT_PUBLIC_URL: this.url,
      FORECOURT_SIMULATOR_ADDR: `127.0.0.1:${simulatorPort}`,
      FORECOURT_DATABASE_URL: `sqlite://${join(folder, 'forecourt.db')}`,
      FORECOURT_LOG: 'info',
      ...settings,
    };
    this.log = join(folder, 'forecourt.log');
  }

  /**
   * Starts a demo in a new folder and waits until it is ready.
   * @param {Record<string, string>} [settings] further environment
   */
  static async start(settings = {}) {
    const folder = await mkdtemp(join(tmpdir(), 'forecourt-'));
    const demo = new Demo(folder, await freePort(), await freePort(), settings);
    await demo.run();
    return demo;
  }

  /** Starts the process on the folder as it is. */
  async run() {
    const log = openSync(this.log, 'a');
    const child = spawn(binary, ['demo'], {
      cwd: this.folder,
      env: { ...process.env, ...this.settings },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#process = child;
    // A run that is interrupted leaves no server behind.
    const end = () => child.kill('SIGKILL');
    process.once('exit', end);
    child.once('exit', () => process.off('exit', end));
    this.#ended = new Promise((done) => {
      child.once('exit', () => done());
      child.once('error', () => done());
    });
    await this.ready();
  }

  /** Resolves when the server says it is ready. */
  async ready() {
    const child = this.#process;
    for (const end = Date.now() + 30_000; Date.now() < end; ) {
      if (!child?.pid || child.exitCode !== null || child.signalCode !== null) break;
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((again) => setTimeout(again, 20));
    }
    const said = await readFile(this.log, 'utf8').catch(() => '');
    throw new Error(`the demo is not ready; is it built (cargo xtask build)? It said:\n${said.slice(-3000)}`);
  }

  /** Ends the process as a power cut would, and starts it again on the same database and the same ports. */
  async crashAndRestart() {
    await this.kill();
    await this.run();
  }

  /** Ends the process as a power cut would. */
  async kill() {
    this.#process?.kill('SIGKILL');
    await this.#ended;
  }

  /** Ends the process and removes its folder. */
  async stop() {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  /**
   * Calls the simulator's control API.
   * @param {string} path below `/control`
   * @param {object} [body] posted as JSON when given
   * @param {string} [method]
   */
  async control(path, body, method = body ? 'POST' : 'GET') {
    const answer = await fetch(`${this.simulator}/control${path}`, {
      method,
      headers: body ? { 'content-type': 'application/json' } : {},
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} /control${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }
}
