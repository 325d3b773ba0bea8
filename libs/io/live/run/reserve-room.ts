import type Docker from 'dockerode';
import { createLeash, type Leash, type NewLeash } from '../cluster/leash.js';
import { containerUsage } from '../cluster/node-usage.js';
import { LABEL, objectName } from '../engine/labels.js';
import { runtimeImage } from '../images/runtime-image.js';
import type { HostFacts, Refusal } from '../probe/host-facts.js';
import { budgetRefusal, type Needs } from './host-budget.js';

/** A judge that died between announcing and starting is not waited for any longer. */
const GRACE_MS = 15_000;
const LOOK_AGAIN_MS = 150;

export interface Room {
  readonly leash: Leash;
}

interface Reservation {
  readonly id: string;
  readonly run: string;
  readonly createdMs: number;
  readonly isHeld: boolean;
  readonly memoryBytes: number;
  readonly diskBytes: number;
}

/**
 * Room for a cluster on an engine that others use as well. What a cluster may come to take is written on a leash, so the engine
 * itself knows what is reserved, whoever reserved it, and what a dead judge had is free again.
 *
 * Announce, look, start: a leash is created with its labels, and only then does its judge look at all others. Of two judges at the same
 * moment the one that announced later therefore sees the other. Leashes that run are taken; one that does not run yet may still
 * withdraw: the later of two that do not fit together does, and tries anew; the earlier waits for it.
 */
export async function reserveRoom(engine: Docker, facts: HostFacts, needs: Needs, run: string): Promise<Room | Refusal> {
  const image = await runtimeImage(engine);
  const labels = { [LABEL.memory]: String(needs.memoryBytes), [LABEL.disk]: String(needs.diskBytes) };
  for (;;) {
    const own = await createLeash(engine, image, run, { name: objectName(run, 'room'), labels });
    try {
      const answer = await decide(engine, facts, needs, own);
      if (answer === 'take it') {
        await own.container.start();
        return { leash: own };
      }
      await own.release();
      if (answer !== 'try again') return answer;
    } catch (error) {
      await own.release().catch(() => undefined);
      throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS * (1 + Math.random())));
  }
}

async function decide(engine: Docker, facts: HostFacts, needs: Needs, own: NewLeash): Promise<'take it' | 'try again' | Refusal> {
  for (;;) {
    const all = await reservations(engine);
    const mine = all.find(({ id }) => id === own.containerId);
    // Somebody took it for a dead judge's.
    if (mine === undefined) return 'try again';
    const others = all.filter(({ id }) => id !== mine.id);
    const held = others.filter(({ isHeld }) => isHeld);
    const undecided = others.filter(({ isHeld }) => !isHeld);
    const refusalBeside = async (some: readonly Reservation[]) => budgetRefusal(engine, facts, needs, await reserved(engine, some));
    if ((await refusalBeside(others)) === null) return 'take it';
    const refusal = await refusalBeside(held);
    if (refusal !== null) return refusal;
    const isBefore = (one: Reservation): boolean => one.createdMs < mine.createdMs || (one.createdMs === mine.createdMs && one.id < mine.id);
    if ((await refusalBeside([...held, ...undecided.filter(isBefore)])) !== null) return 'try again';
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

async function reservations(engine: Docker): Promise<readonly Reservation[]> {
  const listed = await engine.listContainers({ all: true, filters: { label: [LABEL.memory] } });
  return listed
    .filter(({ State, Created }) => State === 'running' || (State === 'created' && Date.now() - Created * 1000 < GRACE_MS))
    .map(({ Id, Labels, State, Created }) => ({
      id: Id,
      run: Labels[LABEL.run] ?? '',
      createdMs: Created * 1000,
      isHeld: State === 'running',
      memoryBytes: Number(Labels[LABEL.memory]) || 0,
      diskBytes: Number(Labels[LABEL.disk]) || 0,
    }));
}

/** What is reserved and not taken yet: what clusters use already is missing from what the host has free. Of the disk all of it counts, as nobody says what is used. */
async function reserved(engine: Docker, some: readonly Reservation[]): Promise<Pick<Needs, 'memoryBytes' | 'diskBytes'>> {
  const open = await Promise.all(some.map(async (one) => (one.isHeld ? Math.max(0, one.memoryBytes - (await usedBy(engine, one.run))) : one.memoryBytes)));
  return { memoryBytes: open.reduce((sum, bytes) => sum + bytes, 0), diskBytes: some.reduce((sum, { diskBytes }) => sum + diskBytes, 0) };
}

/** By the clusters that a reservation is for: of its own name, or of a name that begins with it. */
async function usedBy(engine: Docker, run: string): Promise<number> {
  const listed = await engine.listContainers({ filters: { label: [LABEL.run] } });
  const own = listed.filter(({ Labels }) => Labels[LABEL.run] === run || Labels[LABEL.run]?.startsWith(`${run}-`));
  const used = await Promise.all(own.map(async ({ Id }) => (await containerUsage(engine.getContainer(Id))).residentBytes));
  return used.reduce((sum, bytes) => sum + bytes, 0);
}
