import type Docker from 'dockerode';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LABEL } from '#io/live';
import { buildImage } from '../../../libs/io/live/images/build-image.js';
import { findProgram, type ImageFile, programClosure } from '../../../libs/io/live/images/file-closure.js';
import { programFiles } from '../../../libs/io/live/images/program-files.js';
import { nativeWorkload } from '../../../libs/io/live/images/native-workload.js';
import { networkTools, nodeFiles } from '../../../libs/io/live/images/runtime-image.js';

const ROOT = join(__dirname, '../../..');
const HOST_PROGRAMS = ['sh', 'cat', 'mkdir', 'grep', 'mount', 'nsenter', 'ip'];
const COMMANDS = ['kubectl', 'ctr', 'crictl'];

/** As kind's images have it, with what they want to be done to it in comments. */
const NETWORK = `# would you kindly template this file
# would you kindly patch this file
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: network, namespace: kube-system }
spec:
  template:
    spec:
      containers:
        - name: network
          image: network
          env: [{ name: POD_SUBNET, value: {{ .PodSubnet }} }]
`;

const script = (text: string) => `#!/bin/sh\n${text}\n`;

/** What is in the two makes of node images beside what they have in common. */
const OF_MAKE: Readonly<Record<'kind' | 'k3s', { readonly entrypoint: string; readonly files: readonly ImageFile[] }>> = {
  kind: {
    entrypoint: '["/usr/local/bin/entrypoint","/sbin/init"]',
    files: [
      { path: '/usr/local/bin/entrypoint', mode: 0o755, content: script('exec node /stand-in.js machine') },
      { path: '/sbin/init', mode: 0o755, content: script('exit 1') },
      { path: '/usr/bin/kubeadm', mode: 0o755, content: script('exec node /stand-in.js kubeadm "$@"') },
      // As images before kind v0.27: mirrors are looked for once the configuration says so and the runtime was restarted.
      { path: '/usr/bin/containerd', mode: 0o755, content: script('cat /etc/containerd/config.toml') },
      { path: '/usr/bin/systemctl', mode: 0o755, content: script('[ "$*" = "restart containerd" ]') },
      { path: '/etc/containerd/config.toml', mode: 0o644, content: 'version = 2\n' },
      { path: '/kind/version', mode: 0o644, content: 'v1.36.0\n' },
      { path: '/kind/manifests/default-cni.yaml', mode: 0o644, content: NETWORK },
      { path: '/etc/kubernetes', mode: 0o755, folder: true },
    ],
  },
  k3s: { entrypoint: '["/bin/k3s"]', files: [{ path: '/bin/k3s', mode: 0o755, content: script('exec node /stand-in.js k3s "$@"') }] },
};

/**
 * A node image that is no Kubernetes: it has the files and the commands of `kindest/node` or of k3s that a judge uses, behind them
 * a small program with the control plane of the simulated world, and really runs pods. It stands in where no node image is to be had.
 */
export async function standInImage(engine: Docker, make: 'kind' | 'k3s' = 'kind'): Promise<string> {
  const missing = HOST_PROGRAMS.filter((name) => findProgram(name) === null);
  if (missing.length > 0)
    throw new Error(`the stand-in is built from programs of this host, and these are not here: ${missing.join(', ')}; apt-get install iproute2 util-linux`);
  const files: ImageFile[] = [
    ...nodeFiles(),
    ...(await programFiles()),
    ...nativeWorkload(),
    ...networkTools(),
    ...HOST_PROGRAMS.flatMap((name) => programClosure(findProgram(name) ?? name, name === 'sh' ? '/bin/sh' : `/usr/bin/${name}`)),
    { path: '/stand-in.js', mode: 0o644, content: bundle() },
    ...COMMANDS.map((name): ImageFile => ({ path: `/usr/bin/${name}`, mode: 0o755, content: script(`exec node /stand-in.js ${name} "$@"`) })),
    ...OF_MAKE[make].files,
    ...['/run', '/var'].map((path): ImageFile => ({ path, mode: 0o755, folder: true })),
  ];
  const changes = [
    'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    `ENTRYPOINT ${OF_MAKE[make].entrypoint}`,
    `LABEL ${LABEL.rights}=inner-engine`,
  ];
  return buildImage(engine, `kubernetes-stand-in-${make}`, files, changes);
}

/** All of its program in one file; in a process of its own, because the bundler is a module that Jest does not load. */
function bundle(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rgt-stand-in-'));
  try {
    const file = join(folder, 'stand-in.js');
    const input = { input: join(__dirname, 'programs/main.ts'), platform: 'node', resolve: { conditionNames: ['require', 'node'] } };
    const script = `import('rolldown').then(async ({ rolldown }) => (await rolldown(${JSON.stringify(input)})).write({ format: 'cjs', file: ${JSON.stringify(file)} }))`;
    execFileSync(process.execPath, ['-e', script], { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] });
    return readFileSync(file, 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
