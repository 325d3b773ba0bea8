import type { Entry } from '#core/entry';
import type { ControlPlane } from '#core/orchestrator';
import { AnswerRecorder, ContestantFault, type ContestantProcess } from '#core/orchestrator/plugin';
import { ENGINE, type EventLog, faultOf, type RunMetrics, type RunRecord, type Timeline, type Verdict } from '#core/run';
import { type DrawnRun, drawRun, type Scenario } from '#core/scenario';
import { LogWriter } from '../measure/log-writer.js';
import { InvalidAction } from '../world/invalid-action.js';
import { World } from '../world/world.js';
import { compactedNodes } from './compaction.js';
import { controlPlaneFor } from './control-plane-for.js';
import { recordDigest } from './record-digest.js';

export interface ReplayInput {
  readonly scenario: Scenario;
  readonly entry: Entry;
  readonly seed: number;
  /** Told once a window of simulated time; what it does cannot change the record. */
  readonly onProgress?: (nowUs: number, horizonUs: number) => void;
  /** The process of an entry that brings one: in a sandbox, or its recorded answers. */
  readonly contestant?: ContestantProcess;
  /** A control plane to step instead of the one the entry's division has. Asked again for each cluster on which compaction is tried. */
  readonly controlPlane?: (run: DrawnRun) => ControlPlane;
}

interface Ending {
  readonly verdict: Verdict;
  readonly cause: string | null;
  readonly metrics: RunMetrics | null;
  readonly timeline: Timeline | null;
  readonly log: EventLog;
}

/** Judges one entry on one scenario with one seed, in the simulated world. Same inputs: the same bytes. */
export function replay(input: ReplayInput): RunRecord {
  const { scenario, entry, seed } = input;
  const contestant = input.contestant && new AnswerRecorder(input.contestant);
  const ending = play(input, contestant);
  const record: Omit<RunRecord, 'recordDigest'> = {
    format: 1,
    engine: ENGINE,
    world: 'simulated',
    entry: { digest: entry.digest, division: entry.division, files: entry.files },
    scenario: { id: scenario.id, digest: scenario.digest, text: scenario.text },
    seed,
    fault: faultOf(ending.verdict),
    ...ending,
    ...(contestant === undefined ? {} : { answers: contestant.log }),
  };
  return { ...record, recordDigest: recordDigest(record) };
}

function unsupported(entry: Entry): Ending {
  const isPlugin = entry.division === 'scheduler';
  const cause = isPlugin ? 'a plugin was to be replayed without its process' : `the simulated world has no control plane for the division ${entry.division}`;
  return { verdict: isPlugin ? 'platform-error' : 'rejected', cause, metrics: null, timeline: null, log: new LogWriter().close() };
}

function play(input: ReplayInput, contestant: ContestantProcess | undefined): Ending {
  const log = new LogWriter();
  const orchestrator = (run: DrawnRun) => input.controlPlane?.(run) ?? controlPlaneFor(input.entry, run, contestant);
  let world: World | null = null;
  try {
    const run = drawRun(input.scenario, input.seed);
    const controlPlane = orchestrator(run);
    if (controlPlane === null) return unsupported(input.entry);
    world = new World(run, controlPlane, log);
    advance(world, input);
    // A plugin's process is started once and packs once: what it holds at the end is its own compaction.
    const again = contestant === undefined ? (small: DrawnRun) => orchestrator(small) as ControlPlane : null;
    const compacted = run.packing?.measure === 'compaction' ? compactedNodes(world, again) : null;
    const { metrics, timeline } = world.close(compacted);
    return { verdict: 'completed', cause: null, metrics, timeline, log: log.close() };
  } catch (error) {
    return broken(error, world, log, input.entry);
  }
}

function advance(world: World, { onProgress }: ReplayInput): void {
  const { horizonUs, windowUs } = world.run.clock;
  for (let until = windowUs; until < horizonUs; until += windowUs) {
    world.advance(until);
    onProgress?.(until, horizonUs);
  }
  world.advance(horizonUs);
  onProgress?.(horizonUs, horizonUs);
}

/** Only a plugin's own decisions can be invalid through its team's fault; anything else that breaks is ours. */
function broken(error: unknown, world: World | null, log: LogWriter, entry: Entry): Ending {
  const cause = error instanceof Error ? error.message : String(error);
  const invalid = error instanceof InvalidAction && entry.division === 'scheduler';
  const verdict = error instanceof ContestantFault ? error.code : invalid ? 'invalid-action' : 'platform-error';
  // What its team ended keeps what was measured until then: for people, because the verdict alone decides the score.
  const { metrics, timeline } = world !== null && faultOf(verdict) === 'competitor' ? world.close() : { metrics: null, timeline: null };
  return { verdict, cause, metrics, timeline, log: log.close() };
}
