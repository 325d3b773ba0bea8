import type Docker from 'dockerode';
import { LABEL } from '../engine/labels.js';
import { isGone } from '../engine/open-engine.js';

export interface Reaped {
  readonly containers: number;
  readonly networks: number;
  readonly volumes: number;
}

export interface ReapOptions {
  /** A cluster whose leash does not run yet may be about to start: left alone while younger than this. */
  readonly graceMs?: number;
}

const GRACE_MS = 15_000;
const PASSES = 3;

/**
 * Removes all traces of clusters whose judge is dead: whatever carries a run's label while no leash of that run is running.
 * Calling it twice, from two judges at once, or after the engine restarted does no harm and leaves nothing.
 */
export async function reap(engine: Docker, options: ReapOptions = {}): Promise<Reaped> {
  const total = { containers: 0, networks: 0, volumes: 0 };
  for (let pass = 0; pass < PASSES; pass++) {
    const dead = await deadRuns(engine, options.graceMs ?? GRACE_MS);
    let removed = 0;
    for (const run of dead) {
      const one = await removeRun(engine, run);
      total.containers += one.containers;
      total.networks += one.networks;
      total.volumes += one.volumes;
      removed += one.containers + one.networks + one.volumes;
    }
    if (removed === 0) break;
  }
  return total;
}

/** Takes down everything of one run: containers with their anonymous volumes, then networks, then labelled volumes. */
export async function removeRun(engine: Docker, run: string): Promise<Reaped> {
  const filters = { label: [`${LABEL.run}=${run}`] };
  const containers = await engine.listContainers({ all: true, filters });
  // The leash goes last: while it is there, nobody else cleans up behind our back.
  const [leashes, others] = [containers.filter(isLeash), containers.filter((one) => !isLeash(one))];
  for (const group of [others, leashes]) await Promise.all(group.map(({ Id }) => gone(engine.getContainer(Id).remove({ force: true, v: true }))));
  const networks = await engine.listNetworks({ filters });
  const removed = await Promise.all(networks.map(({ Id }) => removeNetwork(engine.getNetwork(Id))));
  const { Volumes } = await engine.listVolumes({ filters });
  const volumes = Volumes ?? [];
  await Promise.all(volumes.map(({ Name }) => gone(engine.getVolume(Name).remove({ force: true }))));
  return { containers: containers.length, networks: removed.filter(Boolean).length, volumes: volumes.length };
}

const isLeash = ({ Labels }: Docker.ContainerInfo): boolean => Labels[LABEL.role] === 'leash';

async function gone(removal: Promise<unknown>): Promise<void> {
  await removal.catch((error: unknown) => {
    if (!isGone(error)) throw error;
  });
}

const NETWORK_ATTEMPTS = 5;
const NETWORK_PAUSE_MS = 100;

/**
 * False: the engine does not give it back. One that lost count of a network's endpoints keeps it, empty, until it restarts. That
 * is no reason to fail a run that is over, or to leave others' remains; who reaps next asks again.
 */
async function removeNetwork(network: Docker.Network): Promise<boolean> {
  for (let attempt = 0; attempt < NETWORK_ATTEMPTS; attempt++) {
    try {
      await gone(network.remove());
      return true;
    } catch (error) {
      if (!/active endpoints/.test(String((error as Error).message))) throw error;
      await new Promise((resolve) => setTimeout(resolve, NETWORK_PAUSE_MS));
    }
  }
  return false;
}

async function deadRuns(engine: Docker, graceMs: number): Promise<readonly string[]> {
  const filters = { label: [LABEL.run] };
  const [containers, networks, { Volumes }] = await Promise.all([
    engine.listContainers({ all: true, filters }),
    engine.listNetworks({ filters }),
    engine.listVolumes({ filters }),
  ]);
  const runs = new Set([...containers, ...networks, ...(Volumes ?? [])].flatMap(({ Labels }) => Labels?.[LABEL.run] ?? []));
  const alive = new Set(containers.filter((one) => isLeash(one) && one.State === 'running').map(({ Labels }) => Labels[LABEL.run]));
  const begun = new Set(containers.map(({ Labels }) => Labels[LABEL.run]));
  const isYoung = (createdMs: number): boolean => Date.now() - createdMs < graceMs;
  // Only a leash that was created and never ran could still come to life, or one whose network is there before it.
  const starting = new Set([
    ...containers
      .filter((one) => (one.State === 'created' && isLeash(one)) || one.Labels[LABEL.role] === 'throwaway')
      .filter(({ Created }) => isYoung(Created * 1000))
      .map(({ Labels }) => Labels[LABEL.run]),
    ...networks.filter(({ Created, Labels }) => isYoung(Date.parse(Created)) && !begun.has(Labels?.[LABEL.run])).map(({ Labels }) => Labels?.[LABEL.run]),
  ]);
  return [...runs].filter((run) => !alive.has(run) && !starting.has(run));
}
