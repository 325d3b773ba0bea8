import { resolve } from 'node:path';
import { bench } from './bench.js';
import { test } from './test.js';
import { up } from './up.js';

/** What `./regatta up|test|bench` runs once packages and build are there. */
const COMMANDS: Readonly<Record<string, (args: readonly string[], root: string) => Promise<number>>> = { up, test, bench };

const [name = '', ...args] = process.argv.slice(2);
const root = resolve(__dirname, '..', '..', '..');
const command = COMMANDS[name];
if (command === undefined) throw new Error(`the launcher does not know ${name}`);
command(args, root).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(`regatta: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    process.exit(3);
  },
);
