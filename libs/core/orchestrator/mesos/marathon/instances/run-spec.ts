import type { Backoff, PodToRun, Probe } from '#core/cluster';
import type { MarathonApp, MarathonHealthCheck } from '#core/entry/mesos';
import { type Amounts, amounts } from '../../allocator/index.js';
import { compileConstraint } from '../constraints/constraint.js';
import type { Task } from './task.js';
import type { Demand } from '../launch/match-offer.js';

/** One configuration of an app. A scaling keeps it, anything else is a new version. */
export interface RunSpec extends Demand {
  readonly app: MarathonApp;
  readonly version: number;
  /** Identifies the configuration for launch delays. */
  readonly key: string;
  readonly needs: Amounts;
  readonly run: Omit<PodToRun, 'id' | 'name' | 'work'>;
}

const MEBIBYTE = 1024 * 1024;
/** Tasks are replaced, never restarted in place, and a task whose image cannot be pulled has failed. */
const NO_BACKOFF: Backoff = { firstUs: 1_000_000, factor: 2, maxUs: 300_000_000, resetAfterUs: 600_000_000 };
const NEVER_FAILS = 2_147_483_647;

export function runSpec(app: MarathonApp, version: number): RunSpec {
  const { cpus, mem, disk, gpus, limits } = app;
  return {
    app,
    version,
    key: `${app.id}@${version}`,
    needs: amounts({ cpus, mem, disk, gpus }, app.ports),
    constraints: app.constraints.map(compileConstraint),
    accepts: new Set(app.acceptedResourceRoles),
    takesScarceGpus: app.takesScarceGpus,
    run: {
      app: app.app,
      owner: app.id,
      image: app.image,
      requests: { cpuMilli: Math.round(cpus * 1000), memoryBytes: Math.floor(mem * MEBIBYTE), extended: gpus > 0 ? { 'nvidia.com/gpu': gpus } : {} },
      cpuLimitMilli: limits.cpus === null ? null : Math.round(limits.cpus * 1000),
      memoryLimitBytes: limits.mem === null ? null : Math.floor(limits.mem * MEBIBYTE),
      restart: { policy: 'never', backoff: NO_BACKOFF },
      pullBackoff: NO_BACKOFF,
      ...probesOf(app),
      graceUs: app.killGraceUs,
      preStopUs: 0,
    },
  };
}

/** Spelled out: it is made for every task, and spreading it costs more than placing it. */
export function podToRun({ run }: RunSpec, { pod, name }: Pick<Task, 'pod' | 'name'>, work: PodToRun['work']): PodToRun {
  return {
    id: pod,
    name,
    app: run.app,
    owner: run.owner,
    image: run.image,
    requests: run.requests,
    cpuLimitMilli: run.cpuLimitMilli,
    memoryLimitBytes: run.memoryLimitBytes,
    restart: run.restart,
    pullBackoff: run.pullBackoff,
    startup: run.startup,
    readiness: run.readiness,
    liveness: run.liveness,
    graceUs: run.graceUs,
    preStopUs: run.preStopUs,
    work,
  };
}

/**
 * What the agent beside the task looks at. A check of Marathon only says whether the task is well; Marathon counts and kills. A check of
 * Mesos also kills: failures within the grace period, and as many as are allowed after it, are those of a start-up probe.
 */
function probesOf(app: MarathonApp): Pick<PodToRun, 'startup' | 'readiness' | 'liveness'> {
  const ofMarathon = app.healthChecks.find((check) => check.by === 'marathon');
  const ofMesos = app.healthChecks.find((check) => check.by === 'mesos');
  const { readinessCheck } = app;
  if (ofMesos !== undefined)
    return {
      startup: probe(ofMesos, ofMesos.delayUs, failuresBeforeFirstSuccess(ofMesos)),
      liveness: ofMesos.maxConsecutiveFailures === 0 ? null : probe(ofMesos, ofMesos.intervalUs, ofMesos.maxConsecutiveFailures),
      readiness: ofMarathon === undefined ? probe(ofMesos, 0, 1) : probe(ofMarathon, ofMarathon.delayUs, 1),
    };
  if (ofMarathon !== undefined) return { startup: null, liveness: null, readiness: probe(ofMarathon, ofMarathon.delayUs, 1) };
  if (readinessCheck === null) return { startup: null, liveness: null, readiness: null };
  const { intervalUs, timeoutUs } = readinessCheck;
  return {
    startup: null,
    liveness: null,
    readiness: { initialDelayUs: 0, periodUs: Math.max(1, intervalUs), timeoutUs, failureThreshold: NEVER_FAILS, successThreshold: 1 },
  };
}

const probe = ({ intervalUs, timeoutUs }: MarathonHealthCheck, initialDelayUs: number, failureThreshold: number): Probe => ({
  initialDelayUs,
  periodUs: intervalUs,
  timeoutUs,
  failureThreshold,
  successThreshold: 1,
});

function failuresBeforeFirstSuccess({ gracePeriodUs, delayUs, intervalUs, maxConsecutiveFailures }: MarathonHealthCheck): number {
  if (maxConsecutiveFailures === 0) return NEVER_FAILS;
  const inGrace = Math.max(0, Math.ceil((gracePeriodUs - delayUs) / intervalUs));
  return inGrace + maxConsecutiveFailures;
}
