import { createSocket } from 'node:dgram';

const HEADER = 12;
const NAME_ERROR = 3;

/**
 * The name server of a sandbox, in which no name of the outside exists. Without one every engine in it would wait ten seconds for
 * a silent resolver before each pull, and clients would wait for the name of a service that has no task, instead of being told
 * so at once, as the internet would.
 */
export function serveNames(port: number, ready: () => void): void {
  const socket = createSocket('udp4');
  socket.on('message', (query, { address, port: from }) => {
    const answer = denial(query);
    if (answer !== null) socket.send(answer, from, address);
  });
  socket.on('error', (error) => {
    process.stderr.write(`name server: ${error.message}\n`);
    process.exit(1);
  });
  socket.bind(port, ready);
}

/** The question again, with "no such name" (RFC 1035, 4.1); null for what is no question. */
export function denial(query: Buffer): Buffer | null {
  let end = HEADER;
  while (end < query.length && query[end] !== 0) end += (query[end] ?? 0) + 1;
  end += 5; // The root label, type and class.
  if (end > query.length || query.readUInt16BE(4) !== 1) return null;
  const answer = Buffer.from(query.subarray(0, end));
  const wantsRecursion = query.readUInt16BE(2) & 0x0100;
  answer.writeUInt16BE(0x8480 | wantsRecursion | NAME_ERROR, 2);
  answer.fill(0, 6, HEADER);
  return answer;
}
