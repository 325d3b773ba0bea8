import { writeSync } from 'node:fs';
import { Session } from './session.js';

/**
 * Speaks with the judge over standard input and output until the judge is done. Standard output belongs to the protocol, so
 * `console.log` goes to standard error while a plugin runs.
 */
export function run(plugin) {
  const session = new Session(plugin);
  globalThis.console.log = globalThis.console.info = globalThis.console.error;
  let rest = '';
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (chunk) => {
    let from = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', from)) {
      write(`${session.answer(rest + chunk.slice(from, end))}\n`);
      rest = '';
      from = end + 1;
    }
    rest += chunk.slice(from);
  });
}

/** At once, and all of it: the judge waits for it. */
function write(text) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      // The pipe is full; the judge is reading.
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}
