import type { Entry } from '#core/entry';
import type { ControlPlane } from '#core/orchestrator';
import { AnswerRecorder, ContestantFault, type ContestantProcess } from '#core/orchestrator/plugin';
import { ENGINE, type EventLog, faultOf, type RunMetrics, type RunRecord, type Timeline, type Verdict } from '#core/run';
import { type DrawnRun, drawRun, type Scenario } from '#core/scenario';
import { LogWriter } from '../measure/log-writer.js';
import { InvalidAction } from '../world/invalid-action.js';
import { World } from '../world/world.js';
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
  /** A control plane to step instead of the one the entry's division has. */
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
  const run = drawRun(scenario, seed);
  const contestant = input.contestant && new AnswerRecorder(input.contestant);
  const controlPlane = input.controlPlane?.(run) ?? controlPlaneFor(entry, run, contestant);
  const ending = controlPlane === null ? unsupported(entry) : play(run, controlPlane, input);
  const record: Omit<RunRecord, 'recordDigest'> = {
    format: 1,
    engine: ENGINE,
    world: 'simulated',
    entry: { digest: entry.digest, division: entry.division, files: entry.files.map(({ path, text }) => ({ path, text })) },
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

function play(run: DrawnRun, controlPlane: ControlPlane, input: ReplayInput): Ending {
  const world = new World(run, controlPlane);
  const { horizonUs, windowUs } = run.clock;
  try {
    for (let until = windowUs; until < horizonUs; until += windowUs) {
      world.advance(until);
      input.onProgress?.(until, horizonUs);
    }
    world.advance(horizonUs);
  } catch (error) {
    return broken(error, world, input.entry);
  }
  world.flow.finish();
  const held = world.machines.flatMap((machine) => [...machine.pods]);
  const { metrics, timeline } = world.observer.close(world.machines, held);
  input.onProgress?.(horizonUs, horizonUs);
  return { verdict: 'completed', cause: null, metrics, timeline, log: world.log.close() };
}

/** Only a plugin's own decisions can be invalid through its team's fault; anything else that breaks is ours. */
function broken(error: unknown, world: World, entry: Entry): Ending {
  const cause = error instanceof Error ? error.message : String(error);
  const invalid = error instanceof InvalidAction && entry.division === 'scheduler';
  const verdict = error instanceof ContestantFault ? error.code : invalid ? 'invalid-action' : 'platform-error';
  return { verdict, cause, metrics: null, timeline: null, log: world.log.close() };
}
