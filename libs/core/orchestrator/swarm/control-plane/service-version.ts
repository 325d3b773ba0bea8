import type { Backoff, PodToRun, Probe } from '#core/cluster';
import { canonicalJson } from '#core/digest';
import type { SwarmHealthcheck, SwarmService } from '#core/entry';
import type { SwarmTaskSpec } from '../scheduler/index.js';
import type { ServiceVersion } from './records.js';

const NANOS_PER_MILLI = 1_000_000;
/** Swarm starts nothing again in place: tasks are replaced. */
const NO_BACKOFF: Backoff = { firstUs: 0, factor: 1, maxUs: 0, resetAfterUs: 0 };

/**
 * A task is RUNNING once its container is healthy. Docker looks every interval, the first time after one interval; failures
 * during the start period do not count; after that `retries` in a row make it unhealthy and end it.
 */
function probes(check: SwarmHealthcheck | null): Pick<PodToRun, 'startup' | 'readiness' | 'liveness'> {
  if (check === null) return { startup: null, readiness: null, liveness: null };
  const { intervalUs, timeoutUs, retries, startPeriodUs, startIntervalUs } = check;
  const firstUs = startPeriodUs > 0 ? Math.min(startIntervalUs, intervalUs) : intervalUs;
  const liveness: Probe = { initialDelayUs: intervalUs, periodUs: intervalUs, timeoutUs, failureThreshold: retries, successThreshold: 1 };
  const startup: Probe = { ...liveness, initialDelayUs: firstUs, periodUs: firstUs, failureThreshold: Math.ceil(startPeriodUs / firstUs) + retries };
  return { startup, readiness: null, liveness };
}

function podOf(spec: SwarmService): ServiceVersion['run'] {
  const { app, image, reservations, limits, healthcheck, stopGraceUs } = spec;
  return {
    app,
    image,
    requests: {
      cpuMilli: Math.floor(reservations.nanoCpus / NANOS_PER_MILLI),
      memoryBytes: reservations.memoryBytes,
      extended: reservations.generic,
    },
    cpuLimitMilli: limits.nanoCpus === null ? null : Math.max(1, Math.floor(limits.nanoCpus / NANOS_PER_MILLI)),
    memoryLimitBytes: limits.memoryBytes,
    restart: { policy: 'never', backoff: NO_BACKOFF },
    pullBackoff: NO_BACKOFF,
    ...probes(healthcheck),
    graceUs: stopGraceUs,
    preStopUs: 0,
  };
}

/** What of a service belongs to its tasks: a change of it makes them outdated. */
function taskSpecText(spec: SwarmService, constraints: readonly string[]): string {
  const { image, reservations, limits, spreadPreferences, maxReplicasPerNode, restart, hostPorts, healthcheck, stopGraceUs } = spec;
  return canonicalJson({ image, reservations, limits, constraints, spreadPreferences, maxReplicasPerNode, restart, hostPorts, healthcheck, stopGraceUs });
}

/** What placing its tasks depends on. */
export function taskSpecOf(spec: SwarmService, specVersion: number): SwarmTaskSpec {
  return {
    service: spec.name,
    specVersion,
    reservations: spec.reservations,
    constraints: spec.constraints,
    spreadPreferences: spec.spreadPreferences,
    maxReplicasPerNode: spec.maxReplicasPerNode,
    hostPorts: spec.hostPorts,
    plugins: spec.plugins,
    platforms: [],
  };
}

export function serviceVersion(spec: SwarmService, index: number): ServiceVersion {
  return {
    index,
    spec,
    placement: taskSpecOf(spec, index),
    run: podOf(spec),
    // Only updates compare them.
    get text() {
      return taskSpecText(spec, spec.constraints);
    },
    get textWithoutConstraints() {
      return taskSpecText(spec, []);
    },
  };
}
