import { readSync, writeSync } from 'node:fs';
import { Session } from './session.js';

const NEWLINE = 10;
const CHUNK_BYTES = 64 * 1024;

/**
 * Speaks with the judge over standard input and output until the judge is done. Standard output belongs to the protocol, so
 * `console.log` goes to standard error while a plugin runs.
 *
 * It begins when the module that calls it is through, and waits for the judge in the kernel: a step costs half of what it does through
 * the event loop, which turns once between two steps.
 */
export function run(plugin) {
  const session = new Session(plugin);
  globalThis.console.log = globalThis.console.info = globalThis.console.error;
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  const answerAll = lines((line) => write(`${session.answer(line)}\n`));
  const turn = () => {
    const count = read(chunk);
    // Somebody's terminal or shared pipe, which does not wait.
    if (count === null) process.stdin.on('data', answerAll);
    else if (count > 0) {
      answerAll(chunk.subarray(0, count));
      setImmediate(turn);
    }
  };
  setImmediate(turn);
}

/** Null: this input cannot be waited for. */
function read(chunk) {
  try {
    return readSync(0, chunk);
  } catch (error) {
    if (error.code === 'EOF') return 0;
    if (error.code === 'EAGAIN') return null;
    throw error;
  }
}

/** Whole lines out of pieces, each piece done with when this returns. */
function lines(onLine) {
  let kept = [];
  return (piece) => {
    let from = 0;
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, from)) {
      const last = piece.subarray(from, end);
      onLine((kept.length === 0 ? last : Buffer.concat([...kept, last])).toString('utf8'));
      kept = [];
      from = end + 1;
    }
    if (from < piece.length) kept.push(Buffer.from(piece.subarray(from)));
  };
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
