import { parseDocument } from 'yaml';

export interface StackSettings {
  /** Overlay network, made beforehand, that everything is on. */
  readonly network: string;
  /** Without IPVS a virtual address answers nobody, so names resolve to the tasks themselves. */
  readonly hasVirtualAddresses: boolean;
  /** Command that asks the one program of all images for its health. */
  readonly healthCheck: readonly string[];
  /** Services that jobs are made from when the scenario hands them over. */
  readonly patterns: ReadonlySet<string>;
}

export interface AdaptedStack {
  readonly text: string;
  /** What was changed, in words: part of the run's log. */
  readonly changes: readonly string[];
}

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

export const isStack = (text: string): boolean => isFields(dataOf(text)?.['services']);

/**
 * Of a service, what decides where and when it runs. All else would change what runs: the scenario's application, told by its
 * image what a request costs. A team that could say another command, environment or file in its place would serve for nothing.
 */
const KEPT = new Set(['image', 'deploy', 'healthcheck', 'stop_grace_period', 'restart', 'labels']);
/** Whatever the team wrote: the one program of all images needs no right, no user of its own and nothing to write on. */
const HARDENED = { user: '65534:65534', cap_drop: ['ALL'], read_only: true };
/** Said in words of their own. */
const REACHES_OUT = new Set(['ports', 'networks']);

/**
 * A stack file as a sandbox can take it. Everything that decides is left as the team wrote it; what reaches outside is not there
 * to be reached: load comes from inside, so nothing is published, and there is one network, which has no way out.
 */
export function adaptStack(text: string, settings: StackSettings): AdaptedStack {
  const stack = dataOf(text) ?? {};
  const changes: string[] = [];
  const services = isFields(stack['services']) ? stack['services'] : {};
  for (const [name, service] of Object.entries(services)) {
    if (!isFields(service)) continue;
    if (remove(service, 'ports')) changes.push(`${name}: ports are not published, load comes from inside`);
    if (remove(service, 'networks')) changes.push(`${name}: is on the sandbox's network only`);
    const others = Object.keys(service).filter((field) => !KEPT.has(field) && !REACHES_OUT.has(field));
    for (const field of others) remove(service, field);
    if (others.length > 0) changes.push(`${name}: ${others.sort().join(', ')} left out, what runs is the scenario's application`);
    adaptHealth(service, settings.healthCheck);
    Object.assign(service, HARDENED);
    const deploy: Fields = isFields(service['deploy']) ? service['deploy'] : {};
    if (!settings.hasVirtualAddresses && deploy['endpoint_mode'] !== 'dnsrr') {
      deploy['endpoint_mode'] = 'dnsrr';
      changes.push(`${name}: endpoint_mode is dnsrr, as this host has no IPVS`);
    }
    keepOffManager(deploy);
    if (settings.patterns.has(name)) {
      Object.assign(deploy, { mode: 'replicated', replicas: 0 });
      changes.push(`${name}: starts nothing by itself, jobs are made from it`);
    }
    service['deploy'] = deploy;
  }
  for (const section of ['configs', 'secrets', 'volumes']) remove(stack, section);
  stack['version'] ??= '3.8';
  stack['networks'] = { default: { external: true, name: settings.network } };
  return { text: JSON.stringify(stack), changes };
}

/** The manager is no machine of the scenario: the load generator runs there. */
function keepOffManager(deploy: Fields): void {
  const placement: Fields = isFields(deploy['placement']) ? deploy['placement'] : {};
  const constraints: readonly unknown[] = Array.isArray(placement['constraints']) ? placement['constraints'] : [];
  deploy['placement'] = { ...placement, constraints: [...constraints, 'node.role == worker'] };
}

/** What a healthcheck asks is the same everywhere: the health of the one program that all images hold. Its rhythm is the team's. */
function adaptHealth(service: Fields, command: readonly string[]): void {
  const health = service['healthcheck'];
  if (!isFields(health) || health['disable'] === true) return;
  const { test } = health;
  if (test === 'NONE' || (Array.isArray(test) && test[0] === 'NONE')) return;
  health['test'] = ['CMD', ...command];
}

function dataOf(text: string): Fields | null {
  const document = parseDocument(text, { merge: true });
  const data: unknown = document.errors.length > 0 ? null : document.toJS({ maxAliasCount: 1000 });
  return isFields(data) ? data : null;
}

function remove(fields: Fields, name: string): boolean {
  if (!(name in fields)) return false;
  delete fields[name];
  return true;
}
