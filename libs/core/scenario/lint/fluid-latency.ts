import { exp, ln } from '#core/random';
import type { Application } from '../application.js';
import { meanOf } from './mean-of.js';

/** What the fluid model thinks of an application in one minute. */
export interface FluidLatency {
  /** Of all replicas' cores that the requests keep busy. */
  readonly utilization: number;
  /** Null: more arrives than can be served, so it grows without end. */
  readonly p99Us: number | null;
}

/**
 * Expected p99 without a run: requests as a G/G/c queue on as many cores as the application is given (Allen and Cunneen: waiting of M/M/c,
 * scaled by the variability of gaps and services), with an exponential tail. An estimate for previews; scores come from runs.
 */
export function fluidLatency(app: Application, ratePerSecond: number, cores: number, gapCv: number): FluidLatency {
  const serviceUs = meanOf(app.cpuPerRequestUs);
  const waitUs = meanOf(app.waitPerRequestUs);
  const load = (ratePerSecond * serviceUs) / 1e6;
  const servers = Math.max(1, Math.floor(cores));
  const utilization = load / servers;
  // A log-normal or exponential service has its 99th percentile some 4.6 means out; a constant one at its mean.
  const serviceTail = serviceUs * (1 + 3.6 * Math.min(1, cvOf(app)));
  if (utilization >= 1) return { utilization, p99Us: null };
  const waits = erlangC(servers, load);
  const variability = (gapCv ** 2 + cvOf(app) ** 2) / 2;
  const meanWait = (waits * serviceUs * variability) / (servers * (1 - utilization));
  // P(wait > t) = waits · e^(−t · waits / meanWait); its 99th percentile is 0 while fewer than 1 % wait.
  const queueTail = waits <= 0.01 ? 0 : (meanWait / waits) * ln(waits / 0.01);
  return { utilization, p99Us: Math.round(Math.max(serviceTail, serviceUs + queueTail) + waitUs) };
}

/** Probability that all servers are busy (M/M/c), by the stable recursion over Erlang's B. */
export function erlangC(servers: number, load: number): number {
  let blocked = 1;
  for (let k = 1; k <= servers; k++) blocked = (load * blocked) / (k + load * blocked);
  const utilization = load / servers;
  return utilization >= 1 ? 1 : blocked / (1 - utilization * (1 - blocked));
}

function cvOf({ cpuPerRequestUs: of }: Application): number {
  switch (of.kind) {
    case 'constant':
      return 0;
    case 'uniform':
      return (of.high - of.low) / Math.sqrt(12) / Math.max(1, (of.high + of.low) / 2);
    case 'lognormal':
    case 'gamma':
      return of.cv;
    case 'weibull':
      return exp(-ln(of.shape));
    case 'exponential':
    case 'pareto':
    case 'table':
      return 1;
  }
}
