import { faultOf, LIVE_ENGINE, type LiveMetrics, type LiveReplication, type RunRecord } from '#core/run';
import { drawRun } from '#core/scenario';
import { LogWriter, recordDigest } from '#core/simulator';
import { lightDriver } from '../light/light-driver.js';
import { swarmDriver } from '../swarm/swarm-driver.js';
import type { LiveDriver } from '../cluster/live-cluster.js';
import { reap } from '../cluster/reaper.js';
import { EntryFailed } from '../light/stepper.js';
import { LiveFault } from '../engine/open-engine.js';
import { type DriverName, type HostFacts, type Refusal, refusalOf } from '../probe/host-facts.js';
import { probeHost } from '../probe/probe-host.js';
import { VOID_LATE_P95_US } from './disturbances.js';
import { budgetRefusal, needsOf } from './host-budget.js';
import type { LiveContestant, LiveRequest } from './live-judge.js';
import { takeMeasureLock } from './measure-lock.js';
import { medianOutcome } from './median-outcome.js';
import { type Played, playOnce } from './play-once.js';
import { raiseWeight } from './raise-weight.js';

const LIVE_DRIVERS: Readonly<Partial<Record<DriverName, LiveDriver>>> = { light: lightDriver, swarm: swarmDriver };

/** The host cannot judge this live: nobody's fault but the host's, with what would change that. */
export class LiveRefused extends Error {
  override readonly name = 'LiveRefused';
  readonly retryable = false;

  constructor(readonly refusal: Refusal) {
    super(`${refusal.reason}; ${refusal.fix}`);
  }
}

/** Why this host cannot judge it; null when it can. */
export async function liveRefusal(
  request: Pick<LiveRequest, 'engine' | 'scenario' | 'entry' | 'seed' | 'driver' | 'contestant'>,
  facts: HostFacts,
): Promise<Refusal | null> {
  const { engine, scenario, entry, seed, driver: name } = request;
  const weak = refusalOf(name, facts);
  const driver = LIVE_DRIVERS[name];
  if (weak !== null || driver === undefined) return weak ?? { code: 'unsupported', reason: `there is no driver ${name}`, fix: 'take the driver light' };
  const run = drawRun(scenario, seed);
  return driver.refuses({ facts, run, entry, hasContestant: request.contestant !== undefined }) ?? budgetRefusal(engine, facts, needsOf(scenario, run, name));
}

/** Judges an entry on real containers. Throws LiveRefused where the host cannot, LiveFault where it failed. */
export async function replayLive(request: LiveRequest): Promise<RunRecord> {
  const { engine, scenario, entry, seed } = request;
  const facts = await probeHost(engine);
  const refusal = await liveRefusal(request, facts);
  if (refusal !== null) throw new LiveRefused(refusal);
  await reap(engine);
  const horizonUs = scenario.clock.horizonUs;
  const replays = request.replications * (request.baseline === null ? 1 : 2);
  const lock = await takeMeasureLock(engine, request.signal, () =>
    request.onProgress?.({ what: 'waiting for the host', replay: 0, replays, nowUs: 0, horizonUs }),
  );
  const weight = await raiseWeight(engine, lock.containerId);
  try {
    const session = await playSession(request, facts, replays);
    return recordOf(request, facts, session, { scenario, entry, seed });
  } catch (error) {
    if (error instanceof EntryFailed) return failedRecord(request, error);
    throw error;
  } finally {
    weight.restore();
    await lock.release();
  }
}

interface Session {
  readonly plays: readonly Played[];
  readonly replications: readonly LiveReplication[];
  readonly repeated: number;
}

/** Entry and baseline in turn, each pair in the other order than the one before, so that what drifts hits both alike. */
async function playSession(request: LiveRequest, facts: HostFacts, replays: number): Promise<Session> {
  const { engine, scenario, seed, signal } = request;
  const driver = LIVE_DRIVERS[request.driver] as LiveDriver;
  const run = drawRun(scenario, seed);
  let [replay, repeated] = [0, 0];
  const play = async (entry: LiveRequest['entry'], begin?: LiveRequest['contestant']): Promise<Played> => {
    for (;;) {
      const place = replay;
      const played = await withContestant(begin, (contestant) =>
        playOnce({
          ...contestant,
          engine,
          facts,
          driver,
          run,
          entry,
          signal,
          onProgress: (what, nowUs) => request.onProgress?.({ what, replay: place, replays, nowUs, horizonUs: run.clock.horizonUs }),
        }),
      );
      const { disturbed, lateP95Us } = played.replication;
      const isVoid = lateP95Us > (request.voidLateUs ?? VOID_LATE_P95_US);
      if (disturbed.length === 0 || (!isVoid && repeated >= request.repeats)) {
        replay++;
        return played;
      }
      if (repeated >= request.repeats) throw new LiveFault('load-late', `the load generator was late and the run is void: ${disturbed.join('; ')}`);
      repeated++;
    }
  };
  const plays: Played[] = [];
  const replications: LiveReplication[] = [];
  for (let pair = 0; pair < request.replications; pair++) {
    const isBaselineFirst = pair % 2 === 1;
    const before = request.baseline !== null && isBaselineFirst ? await play(request.baseline) : null;
    const played = await play(request.entry, request.contestant);
    const after = request.baseline !== null && !isBaselineFirst ? await play(request.baseline) : null;
    const baseline = (before ?? after)?.replication ?? null;
    plays.push(played);
    replications.push({
      ...played.replication,
      baseline: baseline?.outcome ?? null,
      disturbed: [...played.replication.disturbed, ...(baseline?.disturbed ?? []).map((reason) => `while the baseline ran, ${reason}`)],
    });
  }
  return { plays, replications, repeated };
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
    host: `Docker ${facts.engine.version}, ${facts.engine.operatingSystem}, Linux ${facts.engine.kernel}, ${facts.cpus} cores`,
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
