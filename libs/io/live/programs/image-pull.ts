import { createHash } from 'node:crypto';
import { get } from 'node:http';
import type { StoredReport } from './agent-messages.js';
import { monotonicUs } from './lines.js';
import { REGISTRY_PORT } from './plan.js';

const STALLED_MS = 20_000;

interface Manifest {
  readonly layers: readonly { readonly digest: string; readonly size: number }[];
}

/** The images of one node: pulled layer by layer from the sandbox's registry, one image at a time, each layer kept. */
export class ImageStore {
  private readonly layers = new Set<string>();
  private readonly images = new Map<string, number>();
  private tail: Promise<unknown> = Promise.resolve();

  constructor(private readonly registry: string) {}

  has(image: string): boolean {
    return this.images.has(image);
  }

  /** Fetches what is missing, checks every digest, and takes the time that unpacking takes. Waiting for the image before is part of it. */
  pull(image: string, unpackBytesPerSecond: number): Promise<StoredReport> {
    const startedUs = monotonicUs();
    const pulled = this.tail.then(() => this.pullNow(image, unpackBytesPerSecond, startedUs));
    this.tail = pulled;
    return pulled;
  }

  private async pullNow(image: string, unpackBytesPerSecond: number, startedUs: number): Promise<StoredReport> {
    let fetched = 0;
    try {
      const { name, tag } = partsOf(image);
      const manifest = JSON.parse((await fetchBytes(this.registry, `/v2/${name}/manifests/${tag}`)).toString('utf8')) as Manifest;
      for (const { digest, size } of manifest.layers) {
        if (this.layers.has(digest)) continue;
        const bytes = await fetchBytes(this.registry, `/v2/${name}/blobs/${digest}`);
        if (`sha256:${createHash('sha256').update(bytes).digest('hex')}` !== digest) throw new Error(`layer ${digest} arrived damaged`);
        fetched += size;
        await new Promise((resolve) => setTimeout(resolve, (size * 1000) / unpackBytesPerSecond));
        this.layers.add(digest);
      }
      const bytes = manifest.layers.reduce((sum, { size }) => sum + size, 0);
      this.images.set(image, bytes);
      return { image, bytes, fetched, startedUs, atUs: monotonicUs(), failure: null };
    } catch (error) {
      return { image, bytes: 0, fetched, startedUs, atUs: monotonicUs(), failure: (error as Error).message };
    }
  }
}

export function partsOf(image: string): { readonly name: string; readonly tag: string } {
  const colon = image.lastIndexOf(':');
  return colon > image.lastIndexOf('/') ? { name: image.slice(0, colon), tag: image.slice(colon + 1) } : { name: image, tag: 'latest' };
}

function fetchBytes(host: string, path: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const call = get({ host, port: REGISTRY_PORT, path, timeout: STALLED_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        response.statusCode === 200 ? resolve(Buffer.concat(chunks)) : reject(new Error(`the registry answered ${response.statusCode}`)),
      );
      response.on('aborted', () => reject(new Error('the registry hung up')));
    });
    call.on('timeout', () => call.destroy(new Error('the registry does not answer')));
    call.on('error', reject);
  });
}
