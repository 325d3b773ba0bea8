import type { EntryFile } from '#core/entry';
import type { Artifacts } from '#io/artifacts';
import type { RunLease, Store } from '#io/store';
import type { Logger } from '#io/telemetry';
import type { Contestants } from './contestants.js';
import { keepLease } from './heartbeat.js';
import { replayEntry } from './replay-entry.js';
import { type Replay, type Replayed, ReplayFault, type ReplayRequest } from './replay-port.js';

export interface Judge {
  readonly name: string;
  readonly store: Pick<Store, 'runs' | 'scenarios'>;
  readonly artifacts: Artifacts;
  readonly contestants: Pick<Contestants, 'prepare'>;
  readonly replay: Replay;
  readonly leaseMs: number;
  readonly logger: Logger;
  /** Aborts when the judge is told to stop. */
  readonly stopping: AbortSignal;
}

/** load run → prepare sandbox → replay → store record → hand to scorer. Never throws for what one run did. */
export async function judgeRun(judge: Judge, runId: string): Promise<void> {
  const { runs } = judge.store;
  const lease = await runs.lease(runId, judge.name, judge.leaseMs);
  if (lease === null) return; // Another judge has it, or it is over: a job only says that it is time to look.
  const heartbeat = keepLease(runs, lease, judge.leaseMs);
  const logger = judge.logger.child({ run: runId, attempt: lease.run.attempt });
  try {
    const request = await loadInputs(judge, lease);
    // Entries that bring code get a sandbox for it; the others need none.
    const replayed = await replayEntry(judge.contestants, judge.replay, request, AbortSignal.any([judge.stopping, heartbeat.lost]));
    if (replayed.fault === 'platform') throw new ReplayFault('replay-crashed', replayed.cause ?? 'the platform failed the run');
    await storeRecord(judge, replayed);
    // The store tells the scorer in the same transaction; a lease that was lost meanwhile makes this result late, and it is refused.
    const kept = await runs.record(runId, lease.token, replayed);
    logger.info({ verdict: replayed.verdict, kept }, kept ? 'recorded' : 'a late result was refused');
  } catch (error) {
    await giveBack(judge, lease, error, logger);
  } finally {
    heartbeat.stop();
  }
}

async function loadInputs(judge: Judge, { run, entryDigest }: RunLease): Promise<ReplayRequest> {
  const [scenario, entry] = await Promise.all([judge.store.scenarios.findVersion(run.scenarioDigest), judge.artifacts.get(entryDigest)]);
  if (scenario === null) throw new ReplayFault('inputs-unreadable', `scenario ${run.scenarioDigest} is not stored`);
  if (entry === null) throw new ReplayFault('inputs-unreadable', `entry ${entryDigest} is not stored`);
  return { scenarioText: scenario.text, files: JSON.parse(entry.bytes.toString('utf8')) as EntryFile[], seed: run.seed };
}

/** Before the run says that it is recorded: a record that nobody points to is harmless, a pointer to nothing is not. */
async function storeRecord(judge: Judge, replayed: Replayed): Promise<void> {
  await judge.artifacts.put(replayed.recordDigest, 'application/vnd.regatta.run-record+json', replayed.bytes);
}

/**
 * The run goes to another judge, or ends with this cause when it had its attempts. A judge that stops, or whose container engine is gone, uses
 * none of them up. What the database cannot be told now, the lapse of the lease will. */
async function giveBack(judge: Judge, lease: RunLease, error: unknown, logger: Logger): Promise<void> {
  const shutdown = judge.stopping.aborted;
  const isFree = shutdown || (lease.run.world === 'simulated' && error instanceof ReplayFault && error.code === 'no-sandbox');
  const cause = error instanceof Error ? error.message : String(error);
  logger[shutdown ? 'info' : 'error']({ err: error }, shutdown ? 'gives its run back, as it is stopping' : 'could not judge');
  await judge.store.runs
    .release(lease.run.id, lease.token, { cause, free: isFree })
    .catch((failure: unknown) => logger.error({ err: failure }, 'could not give the run back'));
}
