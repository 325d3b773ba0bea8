import type { Scenario } from '#core/scenario';
import fc from 'fast-check';
import type { EntryFile, SwarmEntry } from '../entry.js';
import { checkSwarmAgainst } from './check-swarm-against.js';
import { parseEntry } from '../parse-entry.js';

const stack = (service: string, rest = ''): string => `version: "3.8"\nservices:\n  web:\n    image: regatta/web\n${service.replace(/^/gm, '    ')}\n${rest}`;
const parse = (text: string, more: readonly EntryFile[] = []) => parseEntry([{ path: 'stack.yml', text }, ...more]);
const problemsOf = (text: string, more: readonly EntryFile[] = []) => {
  const outcome = parse(text, more);
  return outcome.ok ? outcome.warnings : outcome.problems;
};
const webOf = (text: string, more: readonly EntryFile[] = []) => {
  const outcome = parse(text, more);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems, null, 2));
  return (outcome.value as SwarmEntry).services.find((service) => service.name === 'web');
};

const DEFAULT_UPDATE = { parallelism: 1, delayUs: 0, failureAction: 'pause', monitorUs: 5e6, maxFailureRatio: 0, order: 'stop-first' };

test('a service without a word has the defaults of the command line and the manager', () => {
  expect(webOf(stack(''))).toEqual({
    name: 'web',
    app: 'web',
    image: 'regatta/web',
    mode: 'replicated',
    replicas: 1,
    reservations: { nanoCpus: 0, memoryBytes: 0, generic: {} },
    limits: { nanoCpus: null, memoryBytes: null },
    constraints: [],
    spreadPreferences: [],
    maxReplicasPerNode: 0,
    restart: { condition: 'any', delayUs: 5e6, maxAttempts: 0, windowUs: 0 },
    update: DEFAULT_UPDATE,
    rollback: DEFAULT_UPDATE,
    endpointMode: 'vip',
    hostPorts: [],
    plugins: [],
    healthcheck: null,
    stopGraceUs: 10e6,
    nodeUses: [],
    place: { file: 'stack.yml', line: 3, column: 3 },
  });
});

test('deploy in full', () => {
  const text = stack(
    `deploy:
  mode: replicated
  replicas: 6
  endpoint_mode: vip
  labels: { tier: front }
  resources:
    limits: { cpus: '2', memory: 512M, pids: 100 }
    reservations:
      cpus: '0.25'
      memory: 256mb
      generic_resources: [{ discrete_resource_spec: { kind: gpu, value: 2 } }]
  placement:
    constraints: [node.labels.disk == ssd, "node.role!=manager"]
    preferences: [{ spread: node.labels.zone }, { spread: node.labels.rack }]
    max_replicas_per_node: 2
  restart_policy: { condition: on-failure, delay: 1m30s, max_attempts: 3, window: 120s }
  update_config: { parallelism: 2, delay: 10s, failure_action: rollback, monitor: 60s, max_failure_ratio: 0.3, order: start-first }
  rollback_config: { parallelism: 0, failure_action: continue }
healthcheck: { test: [CMD, curl, localhost], interval: 5s, timeout: 2s, retries: 4, start_period: 20s, start_interval: 1s }
stop_grace_period: 1m
init: true
environment: { A: 1 }
networks: [front]
volumes: ["data:/data:ro", /scratch, { type: tmpfs, target: /tmp, tmpfs: { size: 1000 } }]
ports: ["80:8080", { target: 9090, published: 9090 }]`,
    'networks: { front: { driver: overlay, internal: true } }\nvolumes: { data: {} }\nx-anything: [1]',
  );
  expect(problemsOf(text)).toEqual([]);
  expect(webOf(text)).toMatchObject({
    replicas: 6,
    reservations: { nanoCpus: 250_000_000, memoryBytes: 256 * 1024 ** 2, generic: { gpu: 2 } },
    limits: { nanoCpus: 2_000_000_000, memoryBytes: 512 * 1024 ** 2 },
    constraints: ['node.labels.disk == ssd', 'node.role!=manager'],
    spreadPreferences: ['node.labels.zone', 'node.labels.rack'],
    maxReplicasPerNode: 2,
    restart: { condition: 'on-failure', delayUs: 90e6, maxAttempts: 3, windowUs: 120e6 },
    update: { parallelism: 2, delayUs: 10e6, failureAction: 'rollback', monitorUs: 60e6, maxFailureRatio: 0.3, order: 'start-first' },
    rollback: { ...DEFAULT_UPDATE, parallelism: 0, failureAction: 'continue' },
    healthcheck: { intervalUs: 5e6, timeoutUs: 2e6, retries: 4, startPeriodUs: 20e6, startIntervalUs: 1e6 },
    stopGraceUs: 60e6,
  });
});

test.each([
  ['global', 'deploy: { mode: global }', { mode: 'global', replicas: 0 }],
  [
    'a job',
    'deploy: { mode: replicated-job, replicas: 4 }',
    { mode: 'replicated-job', replicas: 4, restart: expect.objectContaining({ condition: 'on-failure' }) },
  ],
  ['a global job', 'deploy: { mode: global-job }', { mode: 'global-job' }],
  ['restart of old', 'restart: on-failure:3', { restart: { condition: 'on-failure', delayUs: 5e6, maxAttempts: 3, windowUs: 0 } }],
  ['restart always', 'restart: always', { restart: expect.objectContaining({ condition: 'any' }) }],
  ['cpus as a number', 'deploy: { resources: { limits: { cpus: 0.5 } } }', { limits: { nanoCpus: 500_000_000, memoryBytes: null } }],
  ['a health check that is off', 'healthcheck: { test: [NONE] }', { healthcheck: null }],
  ['text where a number belongs', 'deploy: { replicas: "3" }', { replicas: 3 }],
  [
    'variables have their defaults',
    'deploy: { replicas: "${N:-4}", resources: { limits: { memory: "${M-1}G" } } }',
    { replicas: 4, limits: { nanoCpus: null, memoryBytes: 1024 ** 3 } },
  ],
  ['a default within a default', 'deploy: { replicas: "${N:-${M:-7}}" }', { replicas: 7 }],
  ['two dollars are one', 'deploy: { placement: { constraints: ["node.labels.a == x$$"] } }', { constraints: ['node.labels.a == x$'] }],
  ['a rollback monitor of zero is the default', 'deploy: { update_config: { monitor: 0s } }', { update: DEFAULT_UPDATE }],
])('%s', (_, service, wanted) => expect(webOf(stack(service))).toMatchObject(wanted));

test.each([
  ['unknown-field', 'deploy: { replica: 3 }', 5, 15, 'did you mean `replicas`?'],
  ['unknown-field', 'imag: x', 5, 5, 'did you mean `image`?'],
  ['other-compose-version', 'mem_limit: 512m', 5, 5, 'write `deploy.resources.limits.memory`'],
  ['other-compose-version', 'cpus: 0.5', 5, 5, 'write `deploy.resources.limits.cpus`'],
  ['other-compose-version', 'extends: { service: x }', 5, 5, 'hand in what `docker stack config` prints'],
  ['other-compose-version', 'gpus: all', 5, 5, 'write `deploy.resources.reservations.generic_resources`'],
  ['other-compose-version', 'depends_on: { api: { condition: service_healthy } }', 5, 17, expect.any(String)],
  ['wrong-type', 'deploy: { replicas: many }', 5, 25, undefined],
  ['wrong-type', 'deploy: { resources: { limits: { memory: 512 } } }', 5, 46, 'put it in quotes: "512"'],
  ['wrong-type', 'command: 3', 5, 14, 'put it in quotes: "3"'],
  ['wrong-type', 'ports: 80', 5, 12, 'begin each item with `- `'],
  ['value-not-allowed', 'deploy: { mode: replicate }', 5, 21, 'did you mean `replicated`?'],
  ['value-not-allowed', 'deploy: { update_config: { order: start-frist } }', 5, 39, expect.stringContaining('start-first')],
  ['value-not-allowed', 'deploy: { rollback_config: { failure_action: rollback } }', 5, 50, expect.any(String)],
  ['value-not-allowed', 'deploy: { restart_policy: { condition: always } }', 5, 44, expect.any(String)],
  ['exclusive-fields', 'deploy: { mode: global, replicas: 3 }', 5, 39, expect.any(String)],
  ['exclusive-fields', 'deploy: { mode: global, placement: { max_replicas_per_node: 3 } }', 5, 65, expect.any(String)],
  ['exclusive-fields', 'deploy: { mode: replicated-job, update_config: { parallelism: 1 } }', 5, 37, expect.any(String)],
  ['exclusive-fields', 'deploy: { endpoint_mode: dnsrr }\nports: ["80:80"]', 6, 13, expect.any(String)],
  ['invalid-value', 'deploy: { replicas: -1 }', 5, 25, undefined],
  ['invalid-value', 'deploy: { update_config: { max_failure_ratio: 1.5 } }', 5, 51, undefined],
  ['invalid-value', 'deploy: { update_config: { delay: 10 seconds } }', 5, 39, expect.stringContaining('10s')],
  ['invalid-value', 'deploy: { mode: global-job, restart_policy: { condition: any } }', 5, 62, expect.any(String)],
  ['invalid-quantity', 'deploy: { resources: { reservations: { cpus: 500m } } }', 5, 50, "write '0.5'"],
  ['invalid-quantity', 'deploy: { resources: { reservations: { memory: 1 gig } } }', 5, 52, 'such as 256M or 1G'],
  ['invalid-value', 'deploy: { resources: { limits: { cpus: "1" }, reservations: { cpus: "2" } } }', 5, 73, undefined],
  ['invalid-constraint', 'deploy: { placement: { constraints: [node.labels.a = b] } }', 5, 42, 'write `node.labels.a == b`'],
  ['invalid-constraint', 'deploy: { placement: { constraints: ["node.labels.a =="] } }', 5, 42, expect.any(String)],
  ['unknown-node-attribute', 'deploy: { placement: { constraints: [node.rol == worker] } }', 5, 42, 'did you mean `node.role`?'],
  ['fixed-node', 'deploy: { placement: { constraints: [node.hostname == w1] } }', 5, 42, 'use a constraint on `node.labels.…`'],
  ['privileged-container', 'privileged: true', 5, 17, expect.any(String)],
  ['added-capability', 'cap_add: [SYS_ADMIN]', 5, 14, expect.any(String)],
  ['host-namespace', 'network_mode: host', 5, 19, expect.any(String)],
  ['host-namespace', 'pid: host', 5, 10, expect.any(String)],
  ['host-namespace', 'userns_mode: host', 5, 18, expect.any(String)],
  ['host-namespace', 'ipc: host', 5, 10, expect.any(String)],
  ['host-profile', 'security_opt: [seccomp=unconfined]', 5, 19, expect.any(String)],
  ['host-profile', 'sysctls: { net.core.somaxconn: 1 }', 5, 14, expect.any(String)],
  ['host-path', 'devices: ["/dev/kvm:/dev/kvm"]', 5, 14, expect.any(String)],
  ['host-path', 'volumes: ["./data:/data"]', 5, 15, expect.any(String)],
  ['host-path', 'volumes: ["/etc:/etc:ro"]', 5, 15, expect.any(String)],
  ['host-path', 'volumes: ["~/x:/x"]', 5, 15, expect.any(String)],
  ['host-path', 'volumes: ["C:\\\\x:/x"]', 5, 15, expect.any(String)],
  ['host-path', 'volumes: [{ type: bind, source: /etc, target: /etc }]', 5, 37, expect.any(String)],
  ['container-socket', 'volumes: ["/var/run/docker.sock:/var/run/docker.sock"]', 5, 15, expect.any(String)],
  ['container-socket', 'volumes: [{ type: bind, source: /run/docker.sock, target: /s }]', 5, 37, expect.any(String)],
  ['unknown-volume', 'volumes: ["data:/data"]', 5, 15, expect.any(String)],
  ['unknown-network', 'networks: [front]', 5, 16, expect.any(String)],
  ['unknown-network', 'networks: { front: { aliases: [a] } }', 5, 17, expect.any(String)],
  ['unknown-config', 'configs: [a]', 5, 15, expect.any(String)],
  ['unknown-secret', 'secrets: [{ source: a }]', 5, 25, expect.any(String)],
  ['host-port', 'ports: [{ target: 80, published: 80, mode: host }]', 5, 48, expect.any(String)],
  ['host-file', 'env_file: /etc/environment', 5, 15, expect.any(String)],
  ['host-file', 'env_file: [../x.env]', 5, 16, expect.any(String)],
  ['invalid-value', 'ports: ["eighty"]', 5, 13, expect.any(String)],
  ['invalid-value', 'healthcheck: { test: [curl, localhost] }', 5, 26, expect.any(String)],
  ['invalid-variable', 'command: echo ${', 5, 14, 'write `$$` for a dollar sign'],
  ['invalid-variable', 'command: echo ${TAG:?which}', 5, 14, expect.stringContaining('default')],
])('%s: %s', (code, service, line, column, hint) => {
  const problems = problemsOf(stack(service));
  expect(problems.map((problem) => problem.code)).toEqual([code]);
  expect(problems[0]).toMatchObject({ severity: 'error', file: 'stack.yml', line, column });
  if (hint !== undefined) expect(problems[0]?.hint).toEqual(hint);
});

test('a file of version 2 is told all that is wrong with it at once', () => {
  const problems = problemsOf('version: "2.4"\nservices:\n  web:\n    image: nginx\n    mem_limit: 512m\n');
  expect(problems.map(({ code, line }) => `${line} ${code}`)).toEqual(['1 other-compose-version', '4 external-image', '5 other-compose-version']);
});

test.each([
  ['external-image', 'services:\n  web:\n    image: nginx\n', 3, 12],
  ['missing-field', 'services:\n  web:\n    command: x\n', 2, 3],
  ['other-compose-version', 'version: "2.4"\nservices: { web: { image: regatta/web } }\n', 1, 10],
  ['other-compose-version', 'version: "3.99"\nservices: { web: { image: regatta/web } }\n', 1, 10],
  ['wrong-type', 'version: 3.8\nservices: { web: { image: regatta/web } }\n', 1, 10],
  ['other-compose-version', 'web:\n  image: regatta/web\n  links: [api]\n', 1, 1],
  ['other-compose-version', 'name: shop\nservices: { web: { image: regatta/web } }\n', 1, 1],
  ['wrong-type', 'services: [web]\n', 1, 11],
  ['empty-entry', 'version: "3.8"\nservices: {}\n', 2, 11],
  ['host-path', 'services: { web: { image: regatta/web } }\nvolumes: { d: { driver_opts: { type: none, o: bind, device: /srv } } }\n', 2, 61],
  ['external-volume', 'services: { web: { image: regatta/web } }\nvolumes: { d: { driver: rexray } }\n', 2, 25],
  ['external-volume', 'services: { web: { image: regatta/web } }\nvolumes: { d: { driver_opts: { type: nfs, o: "addr=10.0.0.1", device: ":/x" } } }\n', 2, 71],
  ['external-volume', 'services: { web: { image: regatta/web } }\nvolumes: { d: { external: true } }\n', 2, 27],
  ['external-object', 'services: { web: { image: regatta/web } }\nnetworks: { n: { external: true } }\n', 2, 28],
  ['host-namespace', 'services: { web: { image: regatta/web } }\nnetworks: { n: { external: true, name: host } }\n', 2, 28],
  ['host-namespace', 'services: { web: { image: regatta/web } }\nnetworks: { n: { driver: macvlan } }\n', 2, 26],
  ['host-file', 'services: { web: { image: regatta/web } }\nconfigs: { c: { file: /etc/passwd } }\n', 2, 23],
  ['host-file', 'services: { web: { image: regatta/web } }\nsecrets: { c: { file: ../../key } }\n', 2, 23],
  ['other-compose-version', 'services: { web: { image: regatta/web } }\nconfigs: { c: { content: x } }\n', 2, 17],
  ['invalid-name', 'services: { "we b": { image: regatta/web } }\n', 1, 13],
  ['duplicate-item', 'services: { a: { image: regatta/web, ports: ["80:80"] }, b: { image: regatta/web, ports: ["80:81"] } }\n', 1, 91],
  ['too-many-documents', 'services: { a: { image: regatta/web } }\n---\nservices: { b: { image: regatta/web } }\n', 3, 1],
])('%s: a whole file', (code, text, line, column) => {
  const errors = problemsOf(text).filter((problem) => problem.severity === 'error');
  expect(errors.map((problem) => problem.code)).toContain(code);
  expect(errors.find((problem) => problem.code === code)).toMatchObject({ line, column });
});

test('every problem is told at once, those of form, of meaning and of policy', () => {
  const problems = problemsOf(stack('deploy: { replica: 3, mode: globl }\nprivileged: true\nmem_limit: 1g\nvolumes: ["/:/host"]', 'volume: {}'));
  expect(problems.map((problem) => `${problem.line} ${problem.code}`)).toEqual([
    '5 unknown-field',
    '5 value-not-allowed',
    '6 privileged-container',
    '7 other-compose-version',
    '8 host-path',
    '9 unknown-field',
  ]);
});

test.each([
  ['build', 'build: .'],
  ['depends_on', 'depends_on: [api]'],
  ['container_name', 'container_name: web'],
  ['links', 'links: [api]'],
])('%s is left out by docker stack deploy: a warning', (_, service) => {
  expect(parse(stack(service))).toMatchObject({ ok: true, warnings: [{ code: 'ignored-field', line: 5, column: 5 }] });
});

test('several files are one stack, and none of their services is there twice', () => {
  const api = { path: 'api.yml', text: 'services: { api: { image: regatta/api } }' };
  const outcome = parse(stack(''), [api]);
  expect(outcome.ok && (outcome.value as SwarmEntry).services.map((service) => service.name)).toEqual(['api', 'web']);
  expect(problemsOf(stack(''), [{ path: 'again.yml', text: stack('') }])).toMatchObject([{ code: 'duplicate-object', file: 'stack.yml', line: 3 }]);
});

test('an autoscaler comes along, and scales a replicated service of the stack', () => {
  const policy = (service: string) => ({
    path: 'autoscaler.yaml',
    text: `apiVersion: regatta/v1\nkind: Autoscaler\ntargets: [{ service: ${service}, min: 1, max: 4, metric: cpu, target: 50% }]`,
  });
  const outcome = parse(stack(''), [policy('web')]);
  expect(outcome.ok && (outcome.value as SwarmEntry).autoscalers).toMatchObject([{ name: 'web', max: 4 }]);
  expect(problemsOf(stack('deploy: { mode: global }'), [policy('web')])).toMatchObject([{ code: 'unknown-target', line: 3 }]);
});

test('configs and files for the environment may come with the entry', () => {
  const more = [
    { path: 'conf/nginx.txt', text: 'x' },
    { path: 'web.txt', text: 'A=1' },
  ];
  const text = stack('configs: [nginx]\nenv_file: web.txt', 'configs: { nginx: { file: ./conf/nginx.txt } }');
  expect(problemsOf(text, more)).toEqual([]);
  expect(problemsOf(text, [more[0] as EntryFile])).toMatchObject([{ code: 'missing-file' }]);
});

test('a config may be YAML, or a file that is not read otherwise', () => {
  const text = stack('configs: [prometheus, nginx]', 'configs: { prometheus: { file: ./prometheus.yml }, nginx: { file: nginx.conf } }');
  const more = [
    { path: 'prometheus.yml', text: 'global: { scrape_interval: 15s }' },
    { path: 'nginx.conf', text: 'server {}' },
  ];
  expect(parse(text, more)).toMatchObject({ ok: true, warnings: [] });
});

test.each([
  ['more tasks than a judge holds', 'deploy: { replicas: 100001 }'],
  ['a health check in no time', 'healthcheck: { test: [CMD, a], interval: 1ms }'],
])('%s is refused', (_, service) => expect(problemsOf(stack(service))).toMatchObject([{ code: 'invalid-value', severity: 'error' }]));

test('whatever is in a field, reading it throws nothing', () => {
  const fields = ['deploy', 'ports', 'volumes', 'networks', 'healthcheck', 'configs', 'restart', 'env_file', 'stop_grace_period', 'image', 'security_opt'];
  fc.assert(
    fc.property(fc.constantFrom(...fields), fc.jsonValue({ maxDepth: 3 }), (field, value) => {
      const text = JSON.stringify({
        services: { web: { image: 'regatta/web', [field]: value } },
        volumes: { a: value },
        networks: { a: value },
        configs: { a: value },
      });
      expect(() => parse(text)).not.toThrow();
    }),
    {
      numRuns: 300,
      examples: [
        ['ports', [{}, { valueOf: false }]],
        ['volumes', [{}, { toString: 1 }]],
      ],
    },
  );
});

describe('against the cluster of a scenario', () => {
  const cluster = {
    pools: [
      { name: 'general', labels: { disk: 'ssd' }, spot: false, allocatable: { cpuMilli: 4000, memoryBytes: 2 ** 34, extended: { gpu: 2 } } },
      { name: 'cheap', labels: {}, spot: true, allocatable: { cpuMilli: 2000, memoryBytes: 2 ** 35, extended: {} } },
    ],
  } as unknown as Scenario['cluster'];
  const against = (placement: string) => {
    const outcome = parse(stack(`deploy: { placement: ${placement} }`));
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
    return checkSwarmAgainst(outcome.value as SwarmEntry, cluster);
  };
  test.each([
    ['{ constraints: [node.labels.disk == SSD, node.role == worker, node.labels.spot != true, node.platform.os == linux, node.labels.pool == cheap] }'],
    ['{ preferences: [{ spread: node.labels.zone }] }'],
  ])('%s is met', (placement) => expect(against(placement)).toEqual([]));
  test.each([
    ['unknown-node-label', 'error', '{ constraints: [node.labels.disc == ssd] }', 42, 'did you mean `node.labels.disk`?'],
    ['unknown-node-label', 'error', '{ constraints: [node.labels.disk == hdd] }', 42, 'values: ssd'],
    ['unknown-node-label', 'error', '{ constraints: [node.labels.zone == a] }', 42, 'spread over it: `spread: node.labels.zone`'],
    ['unknown-node-label', 'error', '{ constraints: [engine.labels.x == a] }', 42, expect.any(String)],
    ['unknown-node-attribute', 'error', '{ constraints: [node.role == manager] }', 42, 'values: worker'],
    ['unknown-node-attribute', 'error', '{ constraints: [node.platform.arch == arm64] }', 42, 'values: x86_64'],
    ['unknown-node-label', 'warning', '{ constraints: [node.labels.disc != ssd] }', 42, expect.any(String)],
    ['unknown-node-label', 'warning', '{ preferences: [{ spread: node.labels.rack }] }', 44, expect.any(String)],
  ])('%s, %s: %s', (code, severity, placement, column, hint) =>
    expect(against(placement)).toMatchObject([{ code, severity, file: 'stack.yml', line: 5, column, hint }]),
  );
  const asking = (reservations: string) => {
    const outcome = parse(stack(`deploy: { resources: { reservations: ${reservations} } }`));
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
    return checkSwarmAgainst(outcome.value as SwarmEntry, cluster).map((problem) => problem.message);
  };
  test('a task that fits no node is refused', () => {
    expect(asking("{ cpus: '4', memory: 16G }")).toEqual([]);
    expect(asking('{ generic_resources: [{ discrete_resource_spec: { kind: gpu, value: 2 } }] }')).toEqual([]);
    expect(asking("{ cpus: '5' }")).toEqual(['a task of `web` reserves more than any node has: 5 cores, at most 4']);
    expect(asking("{ cpus: '4', memory: 20G }")).toEqual(['a task of `web` reserves more than any one node has']);
    expect(asking('{ generic_resources: [{ discrete_resource_spec: { kind: fpga, value: 1 } }] }')).toEqual([
      'a task of `web` reserves `fpga`, which no node has',
    ]);
  });
});
