import { parseEntry, type SwarmEntry } from '#core/entry';
import type { ClusterListener } from '../cluster/live-cluster.js';
import { monotonicUs } from '../programs/lines.js';
import type { LoadOrder, LoadReport } from '../programs/load-generator.js';
import { ServiceAutoscaler } from './service-autoscaler.js';
import type { TaskPod } from './swarm-tasks.js';

const PERIOD_US = 30_000;
const BEATS = 6;

function entryWith(rule: string): SwarmEntry {
  const service = (name: string) => `  ${name}: { image: regatta/${name}, deploy: { replicas: 1, resources: { reservations: { cpus: "0.1" } } } }\n`;
  const outcome = parseEntry([
    { path: 'stack.yml', text: `services:\n${service('web')}${service('api')}` },
    { path: 'autoscaler.yaml', text: `apiVersion: regatta/v1\nkind: Autoscaler\ntargets: [{ service: api, min: 1, max: 8, ${rule} }]\n` },
  ]);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value as SwarmEntry;
}

const podOf = (app: string, phase: TaskPod['phase'] = 'ready') => ({ key: app, app, phase, endpoint: { key: app, host: '10.0.0.1', port: 8080 } }) as TaskPod;

interface Does {
  readonly perBeat?: number;
  readonly cpuPerBeatUs?: number;
  readonly backlog?: number;
}

/** What the sidecar orders while replicas do the same on every beat; null after as many beats as it had time. */
function ordered(rule: string, does: Readonly<Record<string, Does>>, pods = [podOf('web'), podOf('api')]): Promise<string | null> {
  return new Promise((resolve) => {
    const uses: ((report: LoadReport) => void)[] = [];
    let beats = 0;
    const startUs = monotonicUs();
    const listener = { log: () => undefined } as unknown as ClusterListener;
    const send = (order: LoadOrder): void => {
      if (!('read' in order)) return;
      beats++;
      const of = order.endpoints.map(({ key }) => {
        const { perBeat = 0, cpuPerBeatUs = 0, backlog = 0 } = does[key] ?? {};
        return { key, finished: beats * perBeat, cpuUs: beats * cpuPerBeatUs, backlog, memoryBytes: 0, inService: 0 };
      });
      setImmediate(() => {
        for (const use of uses) use({ readings: order.read, of });
      });
      if (beats > BEATS) end(null);
    };
    const scale = async (service: string, replicas: number): Promise<void> => end(`${service}=${replicas}`);
    const load = { send, onReport: (use: (report: LoadReport) => void) => uses.push(use) };
    const autoscaler = new ServiceAutoscaler(entryWith(rule), { pods: () => pods, load, scale, listener });
    const end = (order: string | null): void => {
      autoscaler.stop();
      resolve(order);
    };
    autoscaler.begin(PERIOD_US, 0, () => monotonicUs() - startUs);
  });
}

describe('the sidecar that scales services of a real Swarm', () => {
  const rate = 'metric: requestsPerReplica, target: 8/s, step: { up: 100% }';

  it('counts what a service itself served, not what others did', async () => {
    expect(await ordered(rate, { web: { perBeat: 1000 }, api: { perBeat: 0 } })).toBeNull();
    expect(await ordered(rate, { web: { perBeat: 0 }, api: { perBeat: 1000 } })).toBe('api=2');
  });

  it('sees requests that wait', async () => {
    expect(await ordered('metric: backlog, target: 4, step: { up: 100% }', { api: { backlog: 40 } })).toBe('api=2');
  });

  it('sees CPU time as a share of what is reserved', async () => {
    const cpu = 'metric: cpu, target: 60%, step: { up: 100% }';
    expect(await ordered(cpu, { api: { cpuPerBeatUs: 1 } })).toBeNull();
    expect(await ordered(cpu, { api: { cpuPerBeatUs: 1_000_000 } })).toBe('api=2');
  });

  it('does not count replicas that are not ready', async () => {
    expect(await ordered(rate, { api: { perBeat: 1000 } }, [podOf('api', 'starting')])).toBeNull();
  });
});
