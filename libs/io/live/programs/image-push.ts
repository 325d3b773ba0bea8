import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { monotonicUs } from './lines.js';
import { REGISTRY_PORT } from './plan.js';
import { tarOfBytes, tarOfPaths } from './tar-layer.js';

/** An image to push: a layer that all applications share, a layer of its own, and for real engines what makes it run. */
export interface PushOrder {
  readonly name: string;
  readonly tag: string;
  readonly sharedBytes: number;
  readonly ownBytes: number;
  /** Files of this container that every image begins with; empty where images are only carried around. */
  readonly basePaths: readonly string[];
  readonly entrypoint: readonly string[];
  readonly env: readonly string[];
}

export interface Pushed {
  readonly name: string;
  readonly tag: string;
  readonly bytes: number;
  readonly tookUs: number;
}

const MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };
const bases = new Map<string, Buffer>();

/** Builds and pushes an image through the registry's own API; what the registry has already is not sent again. */
export async function pushImage(registry: string, order: PushOrder): Promise<Pushed> {
  const layers = layersOf(order);
  const startedUs = monotonicUs();
  let bytes = 0;
  for (const layer of layers) bytes += await pushBlob(registry, order.name, layer);
  const config = Buffer.from(JSON.stringify(configOf(order, layers)));
  bytes += await pushBlob(registry, order.name, config);
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: { mediaType: 'application/vnd.docker.container.image.v1+json', size: config.length, digest: digestOf(config) },
    layers: layers.map((layer) => ({ mediaType: 'application/vnd.docker.image.rootfs.diff.tar', size: layer.length, digest: digestOf(layer) })),
  };
  await call(registry, 'PUT', `/v2/${order.name}/manifests/${order.tag}`, Buffer.from(JSON.stringify(manifest)), { 'content-type': MANIFEST });
  return { name: order.name, tag: order.tag, bytes, tookUs: monotonicUs() - startedUs };
}

function layersOf({ name, tag, sharedBytes, ownBytes, basePaths }: PushOrder): readonly Buffer[] {
  const layers = basePaths.length > 0 ? [baseOf(basePaths)] : [];
  // What makes an image run is part of what applications share: together they are as large as the scenario says.
  const rest = sharedBytes - (layers[0]?.length ?? 0);
  if (rest > 0) layers.push(tarOfBytes('shared.bin', rest, 'shared'));
  layers.push(tarOfBytes('own.bin', ownBytes, `${name}:${tag}`));
  return layers;
}

function baseOf(paths: readonly string[]): Buffer {
  const key = paths.join(' ');
  const base = bases.get(key) ?? tarOfPaths(paths);
  bases.set(key, base);
  return base;
}

function configOf({ env, entrypoint }: PushOrder, layers: readonly Buffer[]): object {
  return {
    architecture: ARCHITECTURES[process.arch] ?? process.arch,
    os: 'linux',
    config: { Env: ['PATH=/usr/bin:/bin', ...env], Entrypoint: entrypoint, User: '65534:65534' },
    rootfs: { type: 'layers', diff_ids: layers.map(digestOf) },
  };
}

const digests = new WeakMap<Buffer, string>();

function digestOf(bytes: Buffer): string {
  let digest = digests.get(bytes);
  if (digest === undefined) digests.set(bytes, (digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`));
  return digest;
}

/** Bytes sent. */
async function pushBlob(registry: string, name: string, bytes: Buffer): Promise<number> {
  const digest = digestOf(bytes);
  const there = await call(registry, 'HEAD', `/v2/${name}/blobs/${digest}`);
  if (there.status === 200) return 0;
  const { location } = await call(registry, 'POST', `/v2/${name}/blobs/uploads/`);
  const { status } = await call(registry, 'PUT', `${location}?digest=${digest}`, bytes);
  if (status !== 201) throw new Error(`the registry answered ${status} to a layer`);
  return bytes.length;
}

function call(host: string, method: string, path: string, body?: Buffer, headers: Record<string, string> = {}): Promise<{ status: number; location: string }> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': body.length };
    const sent = request({ host, port: REGISTRY_PORT, method, path, headers: { ...headers, ...length }, timeout: 60_000 }, (response) => {
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode ?? 0, location: response.headers.location ?? '' }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error('the registry does not answer')));
    sent.end(body);
  });
}
