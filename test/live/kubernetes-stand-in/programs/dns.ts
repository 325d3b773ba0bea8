import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

const PORT = 53;

/** Answers for names of headless services, as the cluster's DNS does: an address a ready pod, none at all for names that nobody has. */
export function serveNames(addressesOf: (name: string) => readonly string[] | null): void {
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => socket.send(answer(query, addressesOf), from.port, from.address));
  socket.on('error', () => undefined);
  socket.bind(PORT);
  createServer((stream) => {
    stream.on('error', () => stream.destroy());
    let rest = Buffer.alloc(0);
    stream.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      for (let length = lengthOf(rest); length !== null; length = lengthOf(rest)) {
        const said = answer(rest.subarray(2, 2 + length), addressesOf);
        rest = rest.subarray(2 + length);
        stream.write(Buffer.concat([Buffer.from([said.length >> 8, said.length & 255]), said]));
      }
    });
  }).listen(PORT);
}

/** Over TCP every message has its length before it; null: not all of it is there. */
function lengthOf(bytes: Buffer): number | null {
  const length = bytes.length < 2 ? Number.POSITIVE_INFINITY : bytes.readUInt16BE(0);
  return bytes.length < 2 + length ? null : length;
}

function answer(query: Buffer, addressesOf: (name: string) => readonly string[] | null): Buffer {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.subarray(at + 1, at + 1 + length).toString('latin1'));
    at += length + 1;
  }
  const question = query.subarray(12, at + 5);
  const isAddress = query.readUInt16BE(at + 1) === 1;
  const addresses = addressesOf(labels.join('.').toLowerCase());
  const given = isAddress && addresses !== null ? addresses.slice(0, 30) : [];
  const head = Buffer.alloc(12);
  query.copy(head, 0, 0, 2);
  head.writeUInt16BE(addresses === null ? 0x8183 : 0x8180, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(given.length, 6);
  const records = given.map((address) => Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, ...address.split('.').map(Number)]));
  return Buffer.concat([head, question, ...records]);
}
