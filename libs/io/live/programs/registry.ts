import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readLines, writeLine } from './lines.js';
import { REGISTRY_PORT } from './plan.js';

/**
 * A small image registry: the push and pull part of the OCI distribution API, in memory, with one bandwidth for everybody.
 * A tag it does not know is answered with the repository's `any` tag, as scenarios have every image under every tag.
 * Told on standard input: `{"bytesPerSecond": n}`.
 */
const blobs = new Map<string, Buffer>();
const manifests = new Map<string, { readonly type: string; readonly digest: string }>();
const uploads = new Map<string, Buffer[]>();
let bytesPerSecond = Number(process.argv[2] ?? 0) || 1e12;
let freeAtMs = 0;

const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Waits until this many bytes may pass; whoever asks first is served first, in portions, so that pulls share. */
async function pass(bytes: number): Promise<void> {
  const now = Date.now();
  freeAtMs = Math.max(now, freeAtMs) + (bytes * 1000) / bytesPerSecond;
  const wait = freeAtMs - now;
  if (wait > 2) await new Promise((resolve) => setTimeout(resolve, wait));
}

const PORTION = 128 << 10;

async function send(response: ServerResponse, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length && !response.destroyed; at += PORTION) {
    const portion = bytes.subarray(at, at + PORTION);
    await pass(portion.length);
    if (!response.write(portion)) await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
  }
  response.end();
}

async function receive(request: IncomingMessage): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    await pass((chunk as Buffer).length);
    chunks.push(chunk as Buffer);
  }
  return chunks;
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ errors: [{ code, message: code.toLowerCase() }] }));
}

async function manifest(request: IncomingMessage, response: ServerResponse, name: string, reference: string): Promise<void> {
  if (request.method === 'PUT') {
    const bytes = Buffer.concat(await receive(request));
    const digest = digestOf(bytes);
    blobs.set(digest, bytes);
    for (const key of [`${name}:${reference}`, `${name}:${digest}`]) manifests.set(key, { type: request.headers['content-type'] ?? '', digest });
    response.writeHead(201, { 'docker-content-digest': digest, location: `/v2/${name}/manifests/${digest}` }).end();
    return;
  }
  const found = manifests.get(`${name}:${reference}`) ?? (reference.startsWith('sha256:') ? undefined : manifests.get(`${name}:any`));
  const bytes = found === undefined ? undefined : blobs.get(found.digest);
  if (found === undefined || bytes === undefined) return refuse(response, 404, 'MANIFEST_UNKNOWN');
  response.writeHead(200, { 'content-type': found.type, 'content-length': bytes.length, 'docker-content-digest': found.digest });
  if (request.method === 'HEAD') response.end();
  else await send(response, bytes);
}

async function blob(request: IncomingMessage, response: ServerResponse, digest: string): Promise<void> {
  const bytes = blobs.get(digest);
  if (bytes === undefined) return refuse(response, 404, 'BLOB_UNKNOWN');
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes.length, 'docker-content-digest': digest });
  if (request.method === 'HEAD') response.end();
  else await send(response, bytes);
}

async function upload(request: IncomingMessage, response: ServerResponse, name: string, id: string, url: URL): Promise<void> {
  if (request.method === 'POST') {
    const next = randomBytes(8).toString('hex');
    uploads.set(next, []);
    response.writeHead(202, { location: `/v2/${name}/blobs/uploads/${next}`, 'docker-upload-uuid': next, range: '0-0' }).end();
    return;
  }
  const parts = uploads.get(id);
  if (parts === undefined) return refuse(response, 404, 'BLOB_UPLOAD_UNKNOWN');
  parts.push(...(await receive(request)));
  if (request.method === 'PATCH') {
    const size = parts.reduce((sum, part) => sum + part.length, 0);
    response.writeHead(202, { location: `/v2/${name}/blobs/uploads/${id}`, 'docker-upload-uuid': id, range: `0-${Math.max(0, size - 1)}` }).end();
    return;
  }
  const bytes = Buffer.concat(parts);
  const digest = digestOf(bytes);
  uploads.delete(id);
  if (digest !== url.searchParams.get('digest')) return refuse(response, 400, 'DIGEST_INVALID');
  blobs.set(digest, bytes);
  response.writeHead(201, { location: `/v2/${name}/blobs/${digest}`, 'docker-content-digest': digest }).end();
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://registry');
  response.setHeader('docker-distribution-api-version', 'registry/2.0');
  const [, name = '', what = '', reference = ''] = /^\/v2\/(.+)\/(manifests|blobs\/uploads|blobs)\/(.*)$/.exec(url.pathname) ?? [];
  if (url.pathname === '/v2/' || url.pathname === '/v2') return void response.writeHead(200).end('{}');
  if (what === 'manifests') return manifest(request, response, name, reference);
  if (what === 'blobs/uploads') return upload(request, response, name, reference, url);
  if (what === 'blobs') return blob(request, response, reference);
  refuse(response, 404, 'NAME_UNKNOWN');
}

createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
}).listen(REGISTRY_PORT, () => writeLine(process.stdout, { ready: true }));

readLines(process.stdin, (message: { bytesPerSecond?: number }) => {
  if (message.bytesPerSecond !== undefined) {
    bytesPerSecond = Math.max(1, message.bytesPerSecond);
    freeAtMs = Math.min(freeAtMs, Date.now() + 1000);
  }
});
