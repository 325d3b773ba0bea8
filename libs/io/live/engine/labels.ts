/** Every object of a sandbox cluster carries the first; the reaper finds what a dead judge left behind by it. */
export const LABEL = {
  run: 'regatta.live.run',
  role: 'regatta.live.role',
  node: 'regatta.live.node',
  image: 'regatta.live.image',
  /** Bytes that a cluster may come to take, on whatever holds them for it: how judges that know nothing of each other share a host. */
  memory: 'regatta.live.memory',
  disk: 'regatta.live.disk',
  /** On a node image: `inner-engine` says that it needs no more than a node of a Swarm gets. */
  rights: 'regatta.live.rights',
} as const;

/** Names follow from the run, so that a second attempt under the same name collides instead of doubling. */
export const objectName = (run: string, role: string): string => `rgl-${run}-${role}`;
