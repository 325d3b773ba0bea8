// Beside a scheduler extender: starts its server, and carries the judge's calls from standard input to it over the loopback.
// usage: extender-shim.mjs URL COMMAND…
import { spawn } from 'node:child_process';
import { Agent, request } from 'node:http';
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const [, , prefix, program, ...words] = process.argv;
const { hostname, port } = new URL(prefix);
const host = hostname.replace(/[[\]]/g, '');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

// What it prints is for people: standard output belongs to the judge.
const server = spawn(program, words, { stdio: ['ignore', 2, 2] });
server.on('error', (error) => process.stderr.write(`${program}: ${error.message}\n`));
server.on('exit', (code) => process.exit(code ?? 1));

const listens = () =>
  new Promise((resolve) => {
    const socket = createConnection(Number(port), host);
    socket.on('connect', () => (socket.destroy(), resolve(true)));
    socket.on('error', () => resolve(false));
  });

function call({ url, body, timeoutMs }) {
  return new Promise((resolve) => {
    const options = { method: 'POST', agent, timeout: timeoutMs, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } };
    const posted = request(url, options, (response) => {
      const pieces = [];
      response.on('data', (piece) => pieces.push(piece));
      response.on('end', () => resolve({ status: response.statusCode, body: Buffer.concat(pieces).toString('utf8') }));
      response.on('error', (error) => resolve({ error: error.message }));
    });
    posted.on('timeout', () => posted.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    posted.on('error', (error) => resolve({ error: `Post "${url}": ${error.message}`.slice(0, 1000) }));
    posted.end(body);
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  if (message.type === 'start') {
    while (!(await listens())) await sleep(20);
    process.stdout.write('{"type":"ready","protocol":1}\n');
  } else process.stdout.write(`${JSON.stringify({ type: 'reply', call: message.call, ...(await call(message)) })}\n`);
}
server.kill('SIGKILL');
