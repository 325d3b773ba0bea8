import Ajv from 'ajv';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeFacts } from '#core/cluster';
import type { KubernetesObject } from '../kubernetes/index.js';
import type { WorldEvent } from '../world-event.js';
import { DECISION_TIME_FORMULA, decisionTimeUs, type Exchange, PluginControlPlane, protocolJsonSchema, REFUSALS } from './index.js';
import { InProcessPlugin } from './testing/index.js';

const DOCS = join(__dirname, '../../../../docs');
const PAGE = join(DOCS, 'plugins.md');
const SCHEMA = join(DOCS, 'plugin-protocol.schema.json');
/** `REGATTA_WRITE_DOCS=1` writes what is compared here. */
const WRITES = process.env['REGATTA_WRITE_DOCS'] === '1';

const node = (id: number): NodeFacts => ({
  id,
  name: `machine-${id}`,
  region: 'region-1',
  zone: `zone-${id}`,
  pool: 'general',
  spot: false,
  allocatable: { cpuMilli: 2000, memoryBytes: 8 * 2 ** 30, extended: {} },
  podsMax: 10,
  labels: {},
  taints: [],
});
const workloads = (): readonly KubernetesObject[] => {
  const container = { name: 'web', image: 'regatta/web', resources: { requests: { cpu: '500m', memory: '256Mi' } } };
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [container] } };
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template },
  };
  return [deployment];
};

/** A conversation with a plugin that fits first, and scales when a node is lost. */
function transcript(): string[] {
  const lines: string[] = [];
  let workload = '';
  const plugin = new InProcessPlugin((one, step) => {
    for (const event of step.events) if (event.kind === 'workload') workload = event.workload.name;
    const lost = step.events.some((event) => event.kind === 'node-gone');
    if (!lost) return one.firstFit();
    const gone = step.events.flatMap((event) => (event.kind === 'pod' && event.state === 'gone' ? [event.pod] : []))[0] ?? '';
    return [{ do: 'scale', workload, replicas: 2, reason: 'one node is not enough for three' }, { do: 'evict', pod: gone }, ...one.firstFit()];
  });
  const spoken = {
    exchange(line: string): Exchange {
      const answer = plugin.exchange(line);
      lines.push(`→ ${line}`, `← ${answer.ok ? answer.line : ''}`);
      return answer;
    },
  };
  const applications = [{ name: 'web', kind: 'service' as const, slo: { latencyUs: 200_000, target: 0.99 } }];
  const plane = new PluginControlPlane({
    process: spoken,
    objects: workloads(),
    seed: 1,
    applications,
    pools: [{ name: 'general', count: 2, min: 2, max: 4 }],
  });
  const stepTo = (atUs: number, events: readonly WorldEvent[]) => {
    for (let now = plane.wakeAtUs; now < atUs; now = plane.wakeAtUs) plane.step(now, []);
    plane.step(atUs, events);
  };
  plane.step(
    0,
    [0, 1].map((id): WorldEvent => ({ kind: 'node-joined', node: node(id) })),
  );
  stepTo(
    5_000_000,
    [0, 1, 2].map((pod): WorldEvent => ({ kind: 'pod-phase', pod, phase: 'ready', exitCode: 0, restarts: 0, reason: '' })),
  );
  stepTo(30_000_000, [{ kind: 'node-left', node: 0 }]);
  const usage = { cpuMilli: 310, memoryBytes: 90_000_000, requestsPerSecondMilli: 12_500, inFlight: 1 };
  const apps = [{ app: 'web', requestsPerSecondMilli: 25_000, backlog: 0, latencyP99Us: 84_000 }];
  stepTo(45_000_000, [{ kind: 'metrics', pods: [{ pod: 3, ...usage }], apps }]);
  stepTo(50_000_000, []);
  return lines;
}

function block(page: string, name: string): string {
  return new RegExp(`<!-- ${name} -->\n([^]*?)<!-- /${name} -->`).exec(page)?.[1] ?? '';
}
function published(name: string, text: string): void {
  const page = readFileSync(PAGE, 'utf8');
  if (WRITES)
    writeFileSync(
      PAGE,
      page.replace(new RegExp(`<!-- ${name} -->\n[^]*?<!-- /${name} -->`), () => `<!-- ${name} -->\n${text}<!-- /${name} -->`),
    );
  expect(block(readFileSync(PAGE, 'utf8'), name)).toBe(text);
}

describe('the published protocol', () => {
  it('has the transcript that the judge gives', () => published('transcript', `\n\`\`\`\n${transcript().join('\n')}\n\`\`\`\n\n`));

  it('has the table of refusals', () => {
    const rows = Object.entries(REFUSALS).map(([code, text]) => `| \`${code}\` | ${text} |`);
    published('refusals', `\n| code | because |\n|---|---|\n${rows.join('\n')}\n\n`);
  });

  it('has the formula that is charged', () => {
    expect(readFileSync(PAGE, 'utf8')).toContain(`µs = ${DECISION_TIME_FORMULA}`);
    expect(decisionTimeUs({ nodes: 7, pods: 2, decisions: 1, askedBytes: 100, answeredBytes: 100, refused: 3 })).toBe(1000 + 10 + 3 + 3000);
  });

  it('has a schema that is current and that every message of the transcript keeps', () => {
    const schema = `${JSON.stringify(protocolJsonSchema(), null, 2)}\n`;
    if (WRITES) writeFileSync(SCHEMA, schema);
    expect(readFileSync(SCHEMA, 'utf8')).toBe(schema);
    const validate = new Ajv({ strict: false }).compile(JSON.parse(schema) as object);
    const lines = transcript();
    expect(lines.length).toBeGreaterThan(6);
    for (const line of lines) expect([validate(JSON.parse(line.slice(2))), validate.errors]).toEqual([true, null]);
    expect(validate({ type: 'decisions', step: 1, decisions: [{ do: 'bind', pod: 'a' }] })).toBe(false);
  });
});
