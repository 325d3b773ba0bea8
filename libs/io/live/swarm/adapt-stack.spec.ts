import { adaptStack, isStack } from './adapt-stack.js';

const settings = { network: 'sandbox', hasVirtualAddresses: false };
const adapted = (text: string, more = settings) => {
  const { text: out, changes } = adaptStack(text, { healthCheck: ['node', '/regatta/healthz.js'], patterns: new Set(), ...more });
  return { stack: JSON.parse(out) as { services: Record<string, Record<string, unknown>>; networks: unknown; version: string }, changes };
};

describe('a stack file in a sandbox', () => {
  it('keeps what decides as it was written', () => {
    const deploy = '{ replicas: 3, placement: { constraints: ["node.labels.zone == a"] }, resources: { reservations: { cpus: "0.5" } }, endpoint_mode: dnsrr }';
    const { stack, changes } = adapted(`services:\n  web:\n    image: regatta/web:2\n    deploy: ${deploy}\n`);
    expect(stack.services['web']).toEqual({
      image: 'regatta/web:2',
      deploy: {
        replicas: 3,
        placement: { constraints: ['node.labels.zone == a', 'node.role == worker'] },
        resources: { reservations: { cpus: '0.5' } },
        endpoint_mode: 'dnsrr',
      },
      user: '65534:65534',
      cap_drop: ['ALL'],
      read_only: true,
    });
    expect(changes).toEqual([]);
  });

  it('publishes nothing and is on one network without a way out', () => {
    const { stack, changes } = adapted('services:\n  web:\n    image: regatta/web\n    ports: ["80:8080"]\n    networks: [front]\nnetworks: { front: {} }\n');
    expect(stack.services['web']).not.toHaveProperty('ports');
    expect(stack.services['web']).not.toHaveProperty('networks');
    expect(stack.networks).toEqual({ default: { external: true, name: 'sandbox' } });
    expect(changes.join()).toMatch(/web: ports.*web: is on the sandbox/);
  });

  it.each([
    ['a command', "command: ['{}']"],
    ['a program', 'entrypoint: [node, -e, "0"]'],
    ['a configuration of the workload', 'environment: { REGATTA_WORKLOAD: "{}" }'],
    ['a file over the workload', 'configs: [{ source: mine, target: /regatta/workload.js }]'],
    ['a secret over the workload', 'secrets: [{ source: mine, target: /regatta/workload }]'],
    ['a volume over the workload', 'volumes: ["mine:/regatta"]'],
    ['a memory file system over the workload', 'tmpfs: /regatta'],
    ['another user', 'user: root'],
    ['another host behind a name', 'extra_hosts: ["api:10.0.0.1"]'],
  ])('does not let a team choose what runs: %s', (_, line) => {
    const tops = 'configs: { mine: { file: ./a } }\nsecrets: { mine: { file: ./a } }\nvolumes: { mine: {} }\n';
    const { stack, changes } = adapted(`services:\n  web:\n    image: regatta/web\n    ${line}\n${tops}`);
    expect(Object.keys(stack.services['web'] ?? {}).sort()).toEqual(['cap_drop', 'deploy', 'image', 'read_only', 'user']);
    expect(stack.services['web']).toMatchObject({ user: '65534:65534', cap_drop: ['ALL'], read_only: true });
    expect(Object.keys(stack).sort()).toEqual(['networks', 'services', 'version']);
    expect(changes).toContain(`web: ${line.split(':')[0]} left out, what runs is the scenario's application`);
  });

  it.each([
    [false, 'dnsrr'],
    [true, undefined],
  ])('resolves names to tasks where virtual addresses answer: %s', (hasVirtualAddresses, mode) => {
    const { stack } = adapted('services: { web: { image: regatta/web } }', { network: 'sandbox', hasVirtualAddresses });
    expect((stack.services['web']?.['deploy'] as { endpoint_mode?: string } | undefined)?.endpoint_mode).toBe(mode);
  });

  it('asks for health in the rhythm of the team', () => {
    const { stack } = adapted('services:\n  web:\n    image: regatta/web\n    healthcheck: { test: "curl -f localhost", interval: 3s, retries: 2 }\n');
    expect(stack.services['web']?.['healthcheck']).toEqual({ test: ['CMD', 'node', '/regatta/healthz.js'], interval: '3s', retries: 2 });
  });

  it.each(['{ disable: true }', '{ test: NONE }', '{ test: [NONE] }'])('leaves %s alone', (healthcheck) => {
    const { stack } = adapted(`services: { web: { image: regatta/web, healthcheck: ${healthcheck} } }`);
    expect(JSON.stringify(stack.services['web']?.['healthcheck'])).not.toMatch(/healthz/);
  });

  it('reads anchors and merges', () => {
    const { stack } = adapted('x-a: &a { image: regatta/web }\nservices:\n  web: { <<: *a }\n  api: { <<: *a, image: regatta/api }\n');
    expect([stack.services['web']?.['image'], stack.services['api']?.['image']]).toEqual(['regatta/web', 'regatta/api']);
  });

  it.each([
    ['services: { web: { image: regatta/web } }', true],
    ['apiVersion: v1', false],
    ['services: [1]', false],
    [': : :', false],
  ])('knows a stack file: %s', (text, is) => expect(isStack(text)).toBe(is));

  it.each(['{ replicas: 4 }', '{ mode: global }', '{ mode: replicated-job, replicas: 3 }'])('starts nothing of what jobs are made from: %s', (deploy) => {
    const { text, changes } = adaptStack(`services:\n  etl:\n    image: regatta/etl\n    deploy: ${deploy}\n`, {
      ...{ network: 'sandbox', hasVirtualAddresses: true, healthCheck: [] },
      patterns: new Set(['etl']),
    });
    expect(JSON.parse(text)).toMatchObject({ services: { etl: { deploy: { mode: 'replicated', replicas: 0 } } } });
    expect(changes).toEqual(['etl: starts nothing by itself, jobs are made from it']);
  });
});
