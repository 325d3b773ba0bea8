import { WORK_PORT } from '../programs/plan.js';

export type Fields = Record<string, unknown>;
export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

/**
 * Of a pod, what decides where and when it runs. All else would change what runs: the scenario's application, told by its image
 * what a request costs. A team that could say another command, environment or file in its place would serve for nothing, and
 * its nodes are privileged containers.
 */
const POD_KEPT = new Set(
  [
    'containers restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds nodeSelector affinity tolerations topologySpreadConstraints',
    'priorityClassName preemptionPolicy schedulerName schedulingGates',
  ].flatMap((line) => line.split(' ')),
);
const CONTAINER_KEPT = new Set('name image resources ports readinessProbe livenessProbe startupProbe lifecycle'.split(' '));
export const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'];
const HANDLERS = ['exec', 'tcpSocket', 'grpc', 'httpGet'];

/** Changes a pod's spec in place; the application that it runs, null: none of the scenario's. */
export function adaptPod(spec: Fields, place: string, changes: string[]): { readonly app: string; readonly container: string } | null {
  const removed = keepOnly(spec, POD_KEPT);
  let main: { readonly app: string; readonly container: string } | null = null;
  for (const container of listOf(spec['containers'])) {
    removed.push(...keepOnly(container, CONTAINER_KEPT));
    const app = /^(?:docker\.io\/)?regatta\/([^:@]+)/.exec(String(container['image']))?.[1];
    if (app !== undefined) main ??= { app, container: String(container['name']) };
    adaptProbes(container);
    if (!adaptLifecycle(container)) removed.push('lifecycle');
    container['securityContext'] = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true };
  }
  Object.assign(spec, { automountServiceAccountToken: false, enableServiceLinks: false });
  if (removed.length > 0) changes.push(`${place}: ${[...new Set(removed)].sort().join(', ')} left out, what runs is the scenario's application`);
  return main;
}

function keepOnly(fields: Fields, kept: ReadonlySet<string>): string[] {
  const others = Object.keys(fields).filter((name) => !kept.has(name));
  for (const name of others) delete fields[name];
  return others;
}

/** The one program that every image holds answers at its own port; the rhythm is the team's. */
function adaptProbes(container: Fields): void {
  for (const name of PROBES) {
    const probe = container[name];
    if (!isFields(probe)) continue;
    for (const handler of HANDLERS) delete probe[handler];
    probe['httpGet'] = { path: '/healthz', port: WORK_PORT };
  }
}

/** Only a wait before the end is kept, as an action of the kubelet: there is no program in the image that could be called. False: something else was there. */
function adaptLifecycle(container: Fields): boolean {
  const { lifecycle } = container;
  if (!isFields(lifecycle)) return true;
  const seconds = sleepOf(lifecycle['preStop']);
  const isAll = seconds !== null && Object.keys(lifecycle).length === 1;
  if (seconds === null) delete container['lifecycle'];
  else container['lifecycle'] = { preStop: { sleep: { seconds } } };
  return isAll;
}

/** Seconds of `sleep: { seconds: 5 }`, of `exec: { command: [sleep, "5"] }`, and of a shell that is told so. */
function sleepOf(preStop: unknown): number | null {
  if (!isFields(preStop)) return null;
  if (isFields(preStop['sleep'])) return Number(preStop['sleep']['seconds']);
  const command = isFields(preStop['exec']) && Array.isArray(preStop['exec']['command']) ? preStop['exec']['command'].join(' ') : '';
  const seconds = /^(?:.*\s)?sleep (\d+)s?$/.exec(command)?.[1];
  return seconds === undefined ? null : Number(seconds);
}
