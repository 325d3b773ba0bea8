import { faultOf, LIVE_ENGINE, type LiveMetrics, type RunRecord } from '#core/run';
import { drawRun } from '#core/scenario';
import { LogWriter, recordDigest } from '#core/simulator';
import { kubernetesDriver } from '../kubernetes/kubernetes-driver.js';
import { lightDriver } from '../light/light-driver.js';
import { swarmDriver } from '../swarm/swarm-driver.js';
import type { LiveDriver } from '../cluster/live-cluster.js';
import type { Leash } from '../cluster/leash.js';
import { asFault, LiveFault } from '../engine/open-engine.js';
import { compiler } from '../images/native-workload.js';
import { EntryFailed } from '../light/stepper.js';
import { type DriverName, type HostFacts, type Refusal, refusalOf } from '../probe/host-facts.js';
import { probeHost } from '../probe/probe-host.js';
import { reap } from './clean-up.js';
import { budgetRefusal, needsOf } from './host-budget.js';
import { LiveRefused } from './live-refused.js';
import type { LiveContestant, LiveRequest } from './live-judge.js';
import { takeMeasureLock } from './measure-lock.js';
import { medianOutcome } from './median-outcome.js';
import { pairedSession, type Session } from './paired-session.js';
import { type Played, playOnce } from './play-once.js';
import { raiseWeight } from './raise-weight.js';
import { reserveRoom } from './reserve-room.js';
import { freshName } from './start-cluster.js';

const LIVE_DRIVERS: Readonly<Record<DriverName, LiveDriver>> = { light: lightDriver, swarm: swarmDriver, kubernetes: kubernetesDriver };

type Wanted = Pick<LiveRequest, 'engine' | 'scenario' | 'entry' | 'seed' | 'driver' | 'contestant'>;

/** Why this host cannot judge it; null when it can. */
export async function liveRefusal(wanted: Wanted, facts: HostFacts): Promise<Refusal | null> {
  return lastingRefusal(wanted, facts) ?? budgetOf(wanted, facts);
}

/** What no waiting will change. */
function lastingRefusal({ scenario, entry, seed, driver: name, contestant }: Wanted, facts: HostFacts): Refusal | null {
  const weak = refusalOf(name, facts);
  return weak ?? LIVE_DRIVERS[name].refuses({ facts, run: drawRun(scenario, seed), entry, hasContestant: contestant !== undefined });
}

const budgetOf = ({ engine, scenario, seed, driver }: Wanted, facts: HostFacts): Promise<Refusal | null> =>
  budgetRefusal(engine, facts, needsOf(scenario, drawRun(scenario, seed), driver));

/** Judges an entry on real containers. Throws LiveRefused where the host cannot, LiveFault where it failed. */
export async function replayLive(request: LiveRequest): Promise<RunRecord> {
  // What fails where nobody waits for it, as when the engine goes away, ends the run like what fails in it: its cluster is taken down.
  const stop = new AbortController();
  let stray: unknown;
  const onStray = (error: unknown): void => {
    stray ??= error;
    stop.abort();
  };
  process.on('unhandledRejection', onStray);
  try {
    return await replay({ ...request, signal: AbortSignal.any([request.signal, stop.signal]) });
  } catch (error) {
    const isStopped = error instanceof LiveFault && error.code === 'stopped';
    throw await asFault(request.engine, isStopped ? (stray ?? error) : error);
  } finally {
    process.off('unhandledRejection', onStray);
  }
}

async function replay(request: LiveRequest): Promise<RunRecord> {
  const { engine, scenario, entry, seed } = request;
  const facts = await probeHost(engine, request.nodeImage ?? null);
  refuse(lastingRefusal(request, facts));
  await reap(engine);
  const horizonUs = scenario.clock.horizonUs;
  const replays = request.replications * (request.baseline === null ? 1 : 2);
  const lock = await takeMeasureLock(engine, request.signal, () =>
    request.onProgress?.({ what: 'waiting for the host', replay: 0, replays, nowUs: 0, horizonUs }),
  );
  const weight = await raiseWeight(engine, lock.containerId);
  let room: Leash | undefined;
  try {
    const driver = LIVE_DRIVERS[request.driver];
    const run = drawRun(scenario, seed);
    // Only now: what was measured before has given back what it took.
    const name = freshName();
    const reserved = await reserveRoom(engine, facts, needsOf(scenario, run, request.driver), name);
    if ('reason' in reserved) throw new LiveRefused(reserved);
    room = reserved.leash;
    let plays = 0;
    const session = await pairedSession(request, (played, replay) =>
      withContestant(played === request.entry ? request.contestant : undefined, (contestant) =>
        playOnce({
          ...contestant,
          name: `${name}-${plays++}`,
          engine,
          facts,
          driver,
          run,
          entry: played,
          signal: request.signal,
          onProgress: (what, nowUs) => request.onProgress?.({ what, replay, replays, nowUs, horizonUs }),
        }),
      ),
    );
    return recordOf(request, facts, session, { scenario, entry, seed });
  } catch (error) {
    if (error instanceof EntryFailed) return failedRecord(request, error);
    throw error;
  } finally {
    weight.restore();
    // They end with this process if they cannot be taken away now, as when the engine is gone.
    await Promise.allSettled([room?.release(), lock.release()]);
  }
}

function refuse(refusal: Refusal | null): void {
  if (refusal !== null) throw new LiveRefused(refusal);
}

/** A process of its own for each replay, ended with it. */
async function withContestant<T>(begin: LiveRequest['contestant'], use: (contestant: Pick<LiveContestant, 'stepper'> | undefined) => Promise<T>): Promise<T> {
  const contestant = await begin?.();
  try {
    return await use(contestant === undefined ? undefined : { stepper: contestant.stepper });
  } finally {
    await contestant?.close();
  }
}

/** Nothing was measured: the entry ended its own run. */
function failedRecord({ scenario, entry, seed }: LiveRequest, { verdict, message }: EntryFailed): RunRecord {
  const record: Omit<RunRecord, 'recordDigest'> = {
    format: 1,
    engine: LIVE_ENGINE,
    world: 'live',
    entry: { digest: entry.digest, division: entry.division, files: entry.files.map(({ path, text }) => ({ path, text })) },
    scenario: { id: scenario.id, digest: scenario.digest, text: scenario.text },
    seed,
    verdict,
    fault: faultOf(verdict),
    cause: message,
    metrics: null,
    timeline: null,
    log: new LogWriter().close(),
  };
  return { ...record, recordDigest: recordDigest(record) };
}

function recordOf(
  request: LiveRequest,
  facts: HostFacts,
  { plays, replications, repeated }: Session,
  { scenario, entry, seed }: Pick<LiveRequest, 'scenario' | 'entry' | 'seed'>,
): RunRecord {
  const quiet = replications.filter(({ disturbed }) => disturbed.length === 0);
  const counted = quiet.length > 0 ? quiet : replications;
  const baselines = counted.flatMap(({ baseline }) => baseline ?? []);
  const outcome = medianOutcome(counted.map((one) => one.outcome));
  const shown = middlePlay(plays, outcome.medianLatencyUs);
  const live: LiveMetrics = {
    driver: request.driver,
    host: hostOf(facts, request.driver),
    outcome,
    baseline: baselines.length === 0 ? null : medianOutcome(baselines),
    replications,
    repeated,
    retrieveCold: shown.measures.stages.of('cold'),
    retrieveWarm: shown.measures.stages.of('warm'),
    faults: shown.faults,
  };
  const { metrics, timeline, log } = shown.result;
  const record: Omit<RunRecord, 'recordDigest'> = {
    format: 1,
    engine: LIVE_ENGINE,
    world: 'live',
    entry: { digest: entry.digest, division: entry.division, files: entry.files },
    scenario: { id: scenario.id, digest: scenario.digest, text: scenario.text },
    seed,
    verdict: 'completed',
    fault: faultOf('completed'),
    cause: null,
    metrics: { ...metrics, live },
    timeline,
    log,
  };
  return { ...record, recordDigest: recordDigest(record) };
}

/** The replay whose timeline is shown: the one that the median came from. */
function middlePlay(plays: readonly Played[], medianLatencyUs: number | null): Played {
  return plays.find(({ result }) => result.outcome.medianLatencyUs === medianLatencyUs) ?? (plays[0] as Played);
}

/** In words, for people: what the result was measured on. */
function hostOf({ engine, cpus, nodeImages }: HostFacts, driver: LiveRequest['driver']): string {
  const nodes = driver === 'kubernetes' ? [`nodes of ${nodeImages[0]?.name}`] : [];
  const replicas = compiler() === null ? ['applications as processes of Node.js'] : [];
  return [`Docker ${engine.version}`, engine.operatingSystem, `Linux ${engine.kernel}`, `${cpus} cores`, ...nodes, ...replicas].join(', ');
}
