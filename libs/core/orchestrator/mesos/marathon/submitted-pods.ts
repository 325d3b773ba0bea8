import type { MarathonApp } from '#core/entry/mesos';
import type { SubmittedPod } from '../../world-event.js';
import type { StepContext } from '../master/step-context.js';
import type { Constraint } from './constraints/constraint.js';
import { AppState } from './instances/app-state.js';
import type { Instance } from './instances/instance.js';
import type { InstanceTracker } from './instances/instance-tracker.js';
import { runSpec } from './instances/run-spec.js';

const MEBIBYTE = 1024 * 1024;
const KNOWN = ['nvidia.com/gpu', 'ephemeral-storage'];

/** Single tasks of packing scenarios: each is an app of its own, with the constraints and the role of the app the entry has for its application. */
export class SubmittedPods {
  private readonly pods = new Map<string, Instance>();
  private versions = 0;

  constructor(
    private readonly context: StepContext,
    private readonly tracker: InstanceTracker,
    private readonly patterns: ReadonlyMap<string, MarathonApp>,
    private readonly fallback: (app: string) => MarathonApp,
  ) {}

  submit(pod: SubmittedPod): void {
    const unknown = Object.keys(pod.requests.extended).find((name) => !KNOWN.includes(name) && (pod.requests.extended[name] ?? 0) > 0);
    if (unknown !== undefined) this.context.note('config-rejected', pod.key, `Marathon apps cannot ask for ${unknown}`);
    const app = this.appOf(pod);
    const spec = runSpec(app, this.versions++);
    const { run, constraints } = spec;
    const whole = { ...run, requests: pod.requests, memoryLimitBytes: pod.requests.memoryBytes };
    const state = new AppState({ ...spec, run: whole, constraints: [...constraints, ...selectorOf(pod)] }, 'pod');
    this.pods.set(pod.key, this.tracker.schedule(state));
  }

  withdraw(key: string): void {
    const instance = this.pods.get(key);
    this.pods.delete(key);
    if (instance?.app.instances.has(instance) === true) this.tracker.decommission(instance, `Destroying app ${instance.app.id}`);
  }

  private appOf({ key, app, requests }: SubmittedPod): MarathonApp {
    const pattern = this.patterns.get(app) ?? this.fallback(app);
    return {
      ...pattern,
      id: `/${key}`,
      instances: 1,
      cpus: requests.cpuMilli / 1000,
      mem: requests.memoryBytes / MEBIBYTE,
      disk: (requests.extended['ephemeral-storage'] ?? 0) / MEBIBYTE,
      gpus: requests.extended['nvidia.com/gpu'] ?? 0,
      ports: 0,
    };
  }
}

/** Labels a pod requires, as constraints on attributes. */
function selectorOf({ nodeSelector }: SubmittedPod): readonly Constraint[] {
  return Object.entries(nodeSelector).map(([field, values]) => ({
    field,
    operator: 'LIKE' as const,
    value: values.join('|'),
    test: (text: string) => values.includes(text),
    count: 0,
  }));
}
