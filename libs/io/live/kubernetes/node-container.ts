import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { INNER_ENGINE } from '../cluster/inner-engine.js';
import type { Sandbox } from '../cluster/sandbox.js';
import { HOSTS } from '../cluster/hosts.js';
import { LABEL } from '../engine/labels.js';
import { REGISTRY_PORT } from '../programs/plan.js';
import type { NodeImage } from './node-image.js';

export interface NodeContainerOptions {
  readonly name: string;
  /** Last number of its address. */
  readonly host: number;
  readonly image: NodeImage;
  /** What runs in it, and with what. */
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: readonly string[];
  /** Folders that outlive a restart of the machine, and that are no overlay of an overlay. */
  readonly volumes: readonly string[];
  /** Path → text, there before it starts. */
  readonly files: Readonly<Record<string, string>>;
  /** What it may use of the host's processors; null: as much as there is. */
  readonly nanoCpus: number | null;
  readonly memoryBytes: number | null;
}

/** Beside what pods may use: kubelet, container runtime, shims, page cache of image layers. */
const MACHINE_BYTES = 700 << 20;

/**
 * The way out that every part of Kubernetes takes for granted (it finds its own address by it, and virtual addresses of services
 * need some route before they are translated) leads to an address where nobody is: the sandbox has no way out.
 */
const ENTRY = 'ip route replace default via "$1" dev eth0; shift; mount --make-rshared /; exec "$@"';

/** A container as kind runs its nodes (pkg/cluster/internal/providers/docker/provision.go), but with nothing of the host mounted or published. */
export async function createNode(sandbox: Sandbox, options: NodeContainerOptions): Promise<Docker.Container> {
  const { name, image, nanoCpus, memoryBytes } = options;
  const container = await sandbox.create({
    role: name,
    hostName: name,
    host: options.host,
    image: image.name,
    user: '0',
    entrypoint: ['/bin/sh', '-c', ENTRY, 'node', sandbox.address(1)],
    command: [options.program, ...options.args],
    env: options.env ?? [],
    labels: { [LABEL.node]: name },
    onlyLimits: true,
    limits: {
      ...rightsOf(image),
      ...(nanoCpus === null ? {} : { NanoCpus: nanoCpus }),
      ...(memoryBytes === null ? {} : { Memory: memoryBytes + MACHINE_BYTES, MemorySwap: memoryBytes + MACHINE_BYTES }),
      PidsLimit: 8192,
      // Names of the outside are answered at once: there are none.
      Dns: [sandbox.address(HOSTS.hub)],
      Tmpfs: { '/tmp': '', '/run': '' },
      Mounts: options.volumes.map((Target) => ({
        Type: 'volume' as const,
        Source: '',
        Target,
        // What the image holds there is copied in: its system images are.
        VolumeOptions: { NoCopy: false, Labels: { [LABEL.run]: sandbox.run }, DriverConfig: { Name: 'local', Options: {} } },
      })),
    },
  });
  await putFiles(container, options.files);
  return container;
}

function rightsOf({ rights }: NodeImage): Docker.ContainerCreateOptions['HostConfig'] {
  if (rights === 'inner-engine') return INNER_ENGINE;
  return {
    Privileged: true,
    SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
    CgroupnsMode: 'private',
  } as Docker.ContainerCreateOptions['HostConfig'];
}

export async function putFiles(container: Docker.Container, files: Readonly<Record<string, string>>): Promise<void> {
  const tar = pack();
  for (const [path, text] of Object.entries(files)) tar.entry({ name: path.slice(1), mode: 0o644 }, text);
  tar.finalize();
  await container.putArchive(tar as unknown as NodeJS.ReadableStream, { path: '/' });
}

/** Where containerd looks for images of Docker Hub, by whose short names entries call theirs: in the sandbox's registry, and nowhere else. */
export const mirrorOf = (sandbox: Sandbox, registryHost: number): string => {
  const address = `http://${sandbox.address(registryHost)}:${REGISTRY_PORT}`;
  return `server = "${address}"\n\n[host."${address}"]\n  capabilities = ["pull", "resolve"]\n`;
};
