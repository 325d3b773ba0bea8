import { existsSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { ImageStore, partsOf } from '../../../../libs/io/live/programs/image-pull.js';
import { REGISTRY_PORT } from '../../../../libs/io/live/programs/plan.js';

const CONFIG = '/etc/containerd/config.toml';
/** Of k3s. */
const K3S = '/etc/rancher/k3s/registries.yaml';
const MIRROR = '/etc/containerd/certs.d/docker.io/hosts.toml';

export interface RunnableImage {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Images of one node: side-loaded, or pulled from the mirror that the machine's configuration names, and from nowhere else. */
export class NodeImages {
  private readonly loaded = new Set<string>();
  private readonly sizes = new Map<string, number>();
  private store: ImageStore | undefined;

  /** Bytes; null: it is not there. */
  sizeOf(image: string): number | null {
    return this.loaded.has(full(image)) ? 1 : (this.sizes.get(full(image)) ?? null);
  }

  load(names: readonly string[]): void {
    for (const name of names) this.loaded.add(full(name));
  }

  async pull(image: string): Promise<number> {
    const host = mirror();
    this.store ??= new ImageStore(host);
    const { bytes, failure } = await this.store.pull(short(image), 1e12);
    if (failure !== null) throw new Error(`failed to pull image "${image}": ${failure}`);
    this.sizes.set(full(image), bytes);
    return bytes;
  }

  /** What its own configuration says that it runs. */
  async runnable(image: string): Promise<RunnableImage> {
    const { name, tag } = partsOf(short(image));
    const manifest = JSON.parse(await read(`/v2/${name}/manifests/${tag}`)) as { config: { digest: string } };
    const { config } = JSON.parse(await read(`/v2/${name}/blobs/${manifest.config.digest}`)) as {
      config: { Entrypoint?: string[]; Cmd?: string[]; Env?: string[] };
    };
    const env = Object.fromEntries((config.Env ?? []).map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
    return { command: [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])], env };
  }
}

const short = (image: string): string => image.replace(/^docker\.io\//, '');
function full(image: string): string {
  const { name, tag } = partsOf(short(image));
  return `docker.io/${name}:${tag}`;
}

function mirror(): string {
  if (existsSync(K3S)) {
    const endpoint = /http:\/\/([\d.]+):\d+/.exec(readFileSync(K3S, 'utf8'))?.[1];
    if (endpoint !== undefined) return endpoint;
  }
  if (!/config_path = .*\/etc\/containerd\/certs\.d/.test(readFileSync(CONFIG, 'utf8')))
    throw new Error('docker.io cannot be reached, and no mirrors are looked for');
  const server = existsSync(MIRROR) ? /server = "http:\/\/([\d.]+):\d+"/.exec(readFileSync(MIRROR, 'utf8'))?.[1] : undefined;
  if (server === undefined) throw new Error('docker.io cannot be reached, and has no mirror');
  return server;
}

function read(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = get({ host: mirror(), port: REGISTRY_PORT, path, timeout: 10_000 }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => (response.statusCode === 200 ? resolve(text) : reject(new Error(`the registry answered ${response.statusCode}`))));
    });
    call.on('error', reject).on('timeout', () => call.destroy(new Error('the registry does not answer')));
  });
}
