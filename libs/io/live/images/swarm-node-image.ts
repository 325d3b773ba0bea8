import type Docker from 'dockerode';
import { buildImage } from './build-image.js';
import { findProgram, type ImageFile, programClosure } from './file-closure.js';
import { networkTools } from './runtime-image.js';

/** What an engine is made of, and where else than on the path Debian keeps it. `docker-init` is wanted only where it exists. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  dockerd: [],
  containerd: [],
  'containerd-shim-runc-v2': [],
  runc: [],
  docker: ['/usr/bin/docker'],
  mount: [],
  sh: [],
};

export const missingForSwarm = (): readonly string[] => [
  ...Object.entries(PARTS).flatMap(([name, more]) => (findProgram(name, ...more) === null ? [name] : [])),
  ...(findProgram('xtables-nft-multi') === null && findProgram('xtables-legacy-multi') === null ? ['iptables'] : []),
];

/**
 * Makes everything under it writable and shared, as an engine wants it, then becomes the engine. A plain remount of /sys is
 * refused in a container, a bind remount is not. An engine advertises the memory of /proc/meminfo, so that says what the node has.
 */
const ENTRY = `#!/bin/sh
mount -o remount,bind,rw /sys 2>/dev/null
for controller in /sys/fs/cgroup /sys/fs/cgroup/*; do mount -o remount,bind,rw "$controller" 2>/dev/null; done
mount --make-rshared / 2>/dev/null
if [ -n "$REGATTA_MEMORY_KB" ]; then
  {
    echo "MemTotal: $REGATTA_MEMORY_KB kB"
    while read -r line; do case "$line" in MemTotal:*) ;; *) echo "$line" ;; esac; done </proc/meminfo
  } >/run/meminfo
  mount --bind /run/meminfo /proc/meminfo
fi
[ -n "$REGATTA_NAME_SERVER" ] && echo "nameserver $REGATTA_NAME_SERVER" >/etc/resolv.conf
exec dockerd -H unix:///run/docker.sock --bridge=none --userland-proxy=false --storage-driver=overlay2 --log-level=warn "$@"
`;

/** A machine of a real Swarm: the Docker engine of this host, in a container. */
export async function swarmNodeImage(engine: Docker): Promise<string> {
  const files: ImageFile[] = [
    ...Object.entries(PARTS).flatMap(([name, more]) => {
      const program = findProgram(name, ...more);
      return program === null ? [] : programClosure(program, name === 'sh' ? '/bin/sh' : `/usr/bin/${name}`);
    }),
    ...networkTools(),
    { path: '/entry', mode: 0o755, content: ENTRY },
    // What the engine keeps there must not survive a restart of the machine.
    { path: '/var/run', mode: 0o777, linkTo: '/run' },
    { path: '/etc/passwd', mode: 0o644, content: 'root:x:0:0::/:/bin/sh\n' },
    { path: '/etc/group', mode: 0o644, content: 'root:x:0:\ndocker:x:1:\n' },
    { path: '/etc/nsswitch.conf', mode: 0o644, content: 'hosts: files dns\n' },
    ...['/tmp', '/proc', '/sys', '/dev', '/run', '/var/lib/docker', '/etc/docker'].map((path): ImageFile => ({ path, mode: 0o755, folder: true })),
  ];
  return buildImage(engine, 'swarm-node', files, ['ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'ENTRYPOINT ["/bin/sh","/entry"]']);
}
