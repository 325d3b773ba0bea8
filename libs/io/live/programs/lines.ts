import type { Readable, Writable } from 'node:stream';

/** Calls `use` with every line of JSON; what is no JSON is skipped, a line longer than `limit` ends the reading. */
export function readLines(stream: Readable, use: (message: never) => void, limit = 16 << 20): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > limit) rest = '';
    for (const line of lines) {
      const message = parsed(line);
      if (message !== undefined) use(message as never);
    }
  });
  stream.on('error', () => undefined);
}

function parsed(line: string): unknown {
  try {
    return line === '' ? undefined : (JSON.parse(line) as unknown);
  } catch {
    return undefined;
  }
}

export function writeLine(stream: Writable, message: unknown): void {
  if (stream.writable) stream.write(`${JSON.stringify(message)}\n`);
}

/** Microseconds of the host's monotonic clock: the same in the judge and in every container beside it. */
export const monotonicUs = (): number => Number(process.hrtime.bigint() / 1000n);
