import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseScenario } from '#core/scenario';
import { checkEntryAgainst } from '../check-entry-against.js';
import type { EntryFile, MesosEntry } from '../entry.js';
import { parseEntry } from '../parse-entry.js';

const parse = (text: string, more: readonly EntryFile[] = []) => parseEntry([{ path: 'shop.json', text }, ...more]);
const problemsOf = (text: string, more: readonly EntryFile[] = []) => {
  const outcome = parse(text, more);
  return outcome.ok ? outcome.warnings : outcome.problems;
};
const entryOf = (text: string, more: readonly EntryFile[] = []): MesosEntry => {
  const outcome = parse(text, more);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems, null, 2));
  return outcome.value as MesosEntry;
};
const DOCKER = '"container": { "docker": { "image": "regatta/web" } }';
const app = (more = '', id = '/web') => `{ "id": "${id}", ${DOCKER}${more === '' ? '' : `, ${more}`} }`;

test('an app without a word has the defaults of Marathon 1.11', () => {
  expect(entryOf(app()).marathonApps).toEqual([
    {
      id: '/web',
      app: 'web',
      image: 'regatta/web',
      instances: 1,
      cpus: 1,
      mem: 128,
      disk: 0,
      gpus: 0,
      limits: { cpus: null, mem: 128 },
      ports: 1,
      constraints: [],
      dependencies: [],
      upgradeStrategy: { minimumHealthCapacity: 1, maximumOverCapacity: 1 },
      backoff: { backoffUs: 1e6, factor: 1.15, maxLaunchDelayUs: 300e6 },
      killSelection: 'YOUNGEST_FIRST',
      unreachable: { inactiveAfterUs: 0, expungeAfterUs: 0 },
      killGraceUs: 3e6,
      healthChecks: [],
      readinessCheck: null,
      role: '*',
      acceptedResourceRoles: ['*'],
      takesScarceGpus: false,
      labels: {},
      place: { file: 'shop.json', line: 1, column: 9 },
    },
  ]);
});

test('all that can be said of an app', () => {
  const text = `{ "id": "/shop", "apps": [{
    "id": "api", "instances": 12, "cpus": 0.5, "mem": 512, "disk": 10, "gpus": 1, "role": "shop", "args": ["x"], "env": { "A": "b" },
    "container": { "type": "MESOS", "docker": { "image": "regatta/api:2", "forcePullImage": false }, "portMappings": [{ "containerPort": 80, "hostPort": 0, "name": "http" }, { "containerPort": 81 }] },
    "networks": [{ "mode": "container/bridge" }],
    "constraints": [["@zone", "GROUP_BY", "3"], ["hostname", "max_per", "2"], ["disk", "LIKE", "ssd|nvme"]],
    "healthChecks": [{ "protocol": "HTTP", "path": "/", "portIndex": 0, "intervalSeconds": 5, "timeoutSeconds": 2, "gracePeriodSeconds": 60, "maxConsecutiveFailures": 2, "delaySeconds": 1 }, { "protocol": "MESOS_TCP" }],
    "readinessChecks": [{ "portName": "http", "intervalSeconds": 10, "timeoutSeconds": 3 }],
    "upgradeStrategy": { "minimumHealthCapacity": 0.5 }, "backoffSeconds": 2, "backoffFactor": 2, "maxLaunchDelaySeconds": 60, "taskKillGracePeriodSeconds": 20,
    "killSelection": "OLDEST_FIRST", "unreachableStrategy": { "inactiveAfterSeconds": 10, "expungeAfterSeconds": 60 }, "resourceLimits": { "cpus": 2, "mem": "unlimited" },
    "labels": { "GPU_SCHEDULING_BEHAVIOR": "unrestricted" }, "acceptedResourceRoles": ["shop"]
  }] }`;
  expect(entryOf(text).marathonApps).toMatchObject([
    {
      id: '/shop/api',
      app: 'api',
      image: 'regatta/api:2',
      gpus: 1,
      limits: { cpus: 2, mem: null },
      ports: 2,
      constraints: [
        { field: '@zone', operator: 'GROUP_BY', value: '3' },
        { field: 'hostname', operator: 'MAX_PER', value: '2' },
        { field: 'disk', operator: 'LIKE', value: 'ssd|nvme' },
      ],
      upgradeStrategy: { minimumHealthCapacity: 0.5, maximumOverCapacity: 1 },
      backoff: { backoffUs: 2e6, factor: 2, maxLaunchDelayUs: 60e6 },
      killSelection: 'OLDEST_FIRST',
      unreachable: { inactiveAfterUs: 10e6, expungeAfterUs: 60e6 },
      killGraceUs: 20e6,
      healthChecks: [
        { by: 'marathon', intervalUs: 5e6, timeoutUs: 2e6, gracePeriodUs: 60e6, delayUs: 1e6, maxConsecutiveFailures: 2 },
        { by: 'mesos', protocol: 'MESOS_TCP', intervalUs: 60e6 },
      ],
      readinessCheck: { intervalUs: 10e6, timeoutUs: 3e6 },
      role: 'shop',
      acceptedResourceRoles: ['shop'],
      takesScarceGpus: true,
    },
  ]);
});

describe('groups', () => {
  test('ids are relative to the group, dependencies to their own app; a group stands for its apps', () => {
    const text = `{ "id": "/shop", "dependencies": ["/data"], "groups": [
      { "id": "back", "apps": [${app('"dependencies": ["../cache"]', 'api')}, ${app('', 'cache')}] },
      { "id": "front", "dependencies": ["../back"], "apps": [${app('', 'web')}] } ] }`;
    const { marathonApps } = entryOf(text, [{ path: 'z.json', text: `[${app('', '/data/db')}, ${app('', '/other')}]` }]);
    expect(Object.fromEntries(marathonApps.map(({ id, dependencies }) => [id, dependencies]))).toEqual({
      '/shop/back/api': ['/data/db', '/shop/back/cache'],
      '/shop/back/cache': ['/data/db'],
      '/shop/front/web': ['/data/db', '/shop/back/api', '/shop/back/cache'],
      '/data/db': [],
      '/other': [],
    });
  });

  test('a group that enforces its role gives it to all its apps', () => {
    const text = `{ "id": "/shop", "enforceRole": true, "groups": [{ "id": "back", "apps": [${app('', 'api')}] }] }`;
    expect(entryOf(text).marathonApps[0]).toMatchObject({ role: 'shop', acceptedResourceRoles: ['*', 'shop'] });
  });

  test('YAML says the same', () => {
    const yaml = 'id: /shop\napps:\n  - id: web\n    container: { docker: { image: regatta/web } }\n    constraints: [[hostname, UNIQUE]]\n';
    const json = `{ "id": "/shop", "apps": [${app('"constraints": [["hostname", "UNIQUE"]]', 'web')}] }`;
    const [read] = entryOf(json).marathonApps;
    expect(entryOf(yaml).marathonApps).toEqual([{ ...read, place: { file: 'shop.json', line: 3, column: 9 } }]);
  });

  test('what GET /v2/apps prints is read as well', () => {
    expect(
      entryOf(`{ "apps": [${app('"version": "2020-01-01T00:00:00Z", "tasksRunning": 3, "executor": "", "cmd": null, "fetch": [], "secrets": {}')}] }`)
        .marathonApps,
    ).toHaveLength(1);
  });
});

test('weights, roles and quota, in each form that the master takes', () => {
  const master = (text: string) => {
    const { weights, quotas } = entryOf(`{ "id": "/dev", "enforceRole": true, "apps": [${app('', 'a')}] }`, [{ path: 'z.json', text }]);
    return { weights, quotas: quotas.map(({ place: _, ...quota }) => quota) };
  };
  expect(master('[{ "role": "dev", "weight": 2.5 }, { "role": "dev/a", "weight": 1 }]').weights).toEqual([
    { role: 'dev', weight: 2.5 },
    { role: 'dev/a', weight: 1 },
  ]);
  expect(master('{ "type": "UPDATE_WEIGHTS", "update_weights": { "weight_infos": [{ "role": "dev", "weight": 3 }] } }').weights).toHaveLength(1);
  expect(master('{ "role": "dev", "force": true, "guarantee": [{ "name": "cpus", "type": "SCALAR", "scalar": { "value": 4 } }] }').quotas).toEqual([
    { role: 'dev', guarantees: { cpus: 4 }, limits: { cpus: 4 } },
  ]);
  const update =
    '{ "type": "UPDATE_QUOTA", "update_quota": { "quota_configs": [{ "role": "dev", "guarantees": { "cpus": { "value": 1 } }, "limits": { "mem": { "value": 512 } } }] } }';
  expect(master(update).quotas).toEqual([{ role: 'dev', guarantees: { cpus: 1 }, limits: { mem: 512 } }]);
  expect(master('{ "roles": [{ "name": "dev", "weight": 2, "quota": { "role": "dev", "limit": { "cpus": 3 } }, "frameworks": [] }] }')).toEqual({
    weights: [{ role: 'dev', weight: 2 }],
    quotas: [{ role: 'dev', guarantees: {}, limits: { cpus: 3 } }],
  });
});

const group = (apps: string, more = '') => `{ "id": "/shop", ${more} "apps": [${apps}] }`;
/** `¦` marks the place. */
const ROWS: readonly (readonly [string, string, string])[] = [
  ['shell-command', app('"cmd": ¦"sleep 1"'), '`cmd`'],
  ['fetched-artifact', app('"uris": ¦["http://a/b"]'), 'fetched'],
  ['fetched-artifact', app('"fetch": ¦[{ "uri": "http://a/b" }]'), 'fetched'],
  ['custom-executor', app('"executor": ¦"/usr/bin/mine"'), '/usr/bin/mine'],
  ['secret-store', app('"secrets": ¦{ "a": { "source": "b" } }'), 'secret'],
  ['engine-parameter', '{ "id": "/a", "container": { "docker": { "image": "regatta/web", "parameters": ¦[{ "key": "a", "value": "b" }] } } }', 'options'],
  ['privileged-container', '{ "id": "/a", "container": { "docker": { "image": "regatta/web", "privileged": ¦true } } }', 'privileged'],
  ['external-image', '{ "id": "/a", "container": { "docker": { "image": ¦"nginx:1" } } }', 'nginx'],
  ['external-image', '{ "id": "/a", "container": { "docker": { "image": "regatta/web", "pullConfig": ¦{ "secret": "a" } } } }', 'registry'],
  [
    'host-path',
    `{ "id": "/a", "container": { "docker": { "image": "regatta/web" }, "volumes": [{ "containerPath": "/a", "mode": "RO", "hostPath": ¦"/etc" }] } }`,
    'host',
  ],
  [
    'container-socket',
    `{ "id": "/a", "container": { "docker": { "image": "regatta/web" }, "volumes": [{ "containerPath": "/a", "mode": "RO", "hostPath": ¦"/var/run/docker.sock" }] } }`,
    'engine',
  ],
  [
    'external-volume',
    `{ "id": "/a", "container": { "docker": { "image": "regatta/web" }, "volumes": [{ "containerPath": "/a", "mode": "RW", "external": ¦{ "name": "x" } }] } }`,
    'storage',
  ],
  [
    'unsupported-field',
    `{ "id": "/a", "container": { "docker": { "image": "regatta/web" }, "volumes": [{ "containerPath": "a", "mode": "RW", ¦"persistent": { "size": 10 } }] } }`,
    'persistent',
  ],
  ['host-port', app('"requirePorts": ¦true'), 'fixed ports'],
  [
    'host-port',
    '{ "id": "/a", "networks": [{ "mode": "container/bridge" }], "container": { "docker": { "image": "regatta/web" }, "portMappings": [{ "hostPort": ¦8080 }] } }',
    '8080',
  ],
  ['unknown-field', app('¦"instance": 2'), '`instance`'],
  ['missing-field', '¦{ "id": "/a", "instances": 2 }', '`container`'],
  ['wrong-type', app('"instances": ¦"2"'), 'whole number'],
  ['wrong-type', app('"cpus": ¦"0.5"'), 'a number'],
  ['invalid-value', app('"cpus": ¦0'), 'between'],
  ['invalid-name', '{ "id": ¦"/Web", "container": { "docker": { "image": "regatta/web" } } }', 'lower case'],
  ['invalid-name', group('{ "id": ¦"/other", "container": { "docker": { "image": "regatta/web" } } }'), 'below its group'],
  ['invalid-constraint', app('"constraints": [["hostname", "UNIQUE"], ¦["hostname"]]'), '2 or 3 fields'],
  ['invalid-constraint', app('"constraints": [¦["hostname", "ONLY"]]'), 'operator must be one of'],
  ['invalid-constraint', app('"constraints": [¦["hostname", "UNIQUE", "2"]]'), 'does not accept a value'],
  ['invalid-constraint', app('"constraints": [¦["rack", "GROUP_BY", "x"]]'), 'integer'],
  ['invalid-constraint', app('"constraints": [¦["rack", "MAX_PER"]]'), 'integer'],
  ['invalid-constraint', app('"constraints": [¦["rack", "LIKE"]]'), 'non-empty'],
  ['invalid-constraint', app('"constraints": [¦["rack", "LIKE", "a("]]'), 'valid regular expression'],
  ['invalid-constraint', app('"constraints": [¦["rack", "UNLIKE", "(?<=a)b"]]'), 'valid regular expression'],
  ['invalid-constraint', app('"constraints": [¦["rack", "IS", "[1-2]"]]'), 'text and float'],
  ['invalid-constraint', app('"constraints": [¦["", "UNIQUE"]]'), 'missing field'],
  ['unknown-role', group(app('"role": ¦"shoq"', 'a')), 'shoq'],
  ['unknown-role', group(app('"acceptedResourceRoles": ["*", ¦"gpu"]', 'a')), 'gpu'],
  ['unknown-dependency', group(app('"dependencies": [¦"../apj"]', 'a')), '/shop/apj'],
  ['dependency-cycle', group(`${app('"dependencies": ["../b"]', 'a')}, ${app('"dependencies": [¦"../a"]', 'b')}`), '/shop/a → /shop/b → /shop/a'],
  ['dependency-cycle', app('"dependencies": [¦"/web"]'), '/web → /web'],
  ['duplicate-object', `[${app()}, { "id": ¦"/web", ${DOCKER} }]`, 'a second app'],
  ['exclusive-fields', app('"ports": ¦[0], "portDefinitions": [{ "port": 0 }]'), 'port definitions'],
  ['exclusive-fields', '{ "id": "/a", "container": ¦{ "docker": { "image": "regatta/web" }, "portMappings": [{ "containerPort": 80 }] } }', 'host-networking'],
  ['exclusive-fields', app('"networks": [{ "mode": "container/bridge" }], "portDefinitions": ¦[{ "port": 0 }]'), 'host-networking'],
  ['exclusive-fields', app('"gpus": ¦1'), 'Mesos containerizer'],
  ['invalid-value', app('"healthChecks": [{ "protocol": "HTTP", "portIndex": ¦3 }]'), 'port indices'],
  ['invalid-value', app('"readinessChecks": [{ "portName": ¦"api" }]'), '`api`'],
  ['invalid-value', app('"healthChecks": [{ "protocol": "MESOS_TCP" }, ¦{ "protocol": "MESOS_HTTP" }]'), 'at most one Mesos'],
  ['invalid-value', app('"unreachableStrategy": ¦{ "inactiveAfterSeconds": 10, "expungeAfterSeconds": 5 }'), 'less than or equal'],
  ['invalid-value', app('"instances": ¦2, "labels": { "MARATHON_SINGLE_INSTANCE_APP": "true" }'), 'one instance'],
  ['invalid-value', app('"cpus": 2, "resourceLimits": { "cpus": ¦1 }'), 'greater than or equal'],
  ['wrong-type', app('"unreachableStrategy": ¦"never"'), '`disabled`'],
  ['duplicate-key', app('"cpus": 1, ¦"cpus": 2'), 'second time'],
];

test.each(ROWS)('%s at %s', (code, marked, says) => {
  const before = marked.slice(0, marked.indexOf('¦')).split('\n');
  const place = `${before.length}:${(before.at(-1) as string).length + 1}`;
  const problems = problemsOf(marked.replace('¦', '')).map((one) => ({ code: one.code, place: `${one.line}:${one.column}`, message: one.message }));
  expect(problems).toContainEqual({ code, place, message: expect.stringContaining(says) as string });
});

test.each([
  ['wrong-type', '[{ "role": "a", "weight": "2" }]'],
  ['duplicate-item', '[{ "role": "a", "weight": 2 }, { "role": "a", "weight": 3 }]'],
  ['invalid-name', '[{ "role": "a//b", "weight": 2 }]'],
  ['invalid-name', '{ "role": "a/b", "guarantee": [{ "name": "cpus", "scalar": { "value": 1 } }] }'],
  ['value-not-allowed', '{ "role": "a", "guarantee": [{ "name": "ports", "scalar": { "value": 1 } }] }'],
  [
    'invalid-value',
    '{ "type": "UPDATE_QUOTA", "update_quota": { "quota_configs": [{ "role": "a", "guarantees": { "cpus": 2 }, "limits": { "cpus": { "value": 1 } } }] } }',
  ],
])('%s in what the master is told: %s', (code, text) => {
  expect(problemsOf(app(), [{ path: 'z.json', text }]).map((problem) => problem.code)).toContain(code);
});

test('every problem is told at once', () => {
  const text = group(`${app('"cmd": "x", "constraints": [["a", "LIKE", "("], ["b"]], "foo": 1, "cpus": "1"', 'a')}, ${app('"instances": -1', 'b')}`);
  expect(
    problemsOf(text)
      .map((problem) => problem.code)
      .sort(),
  ).toEqual(['invalid-constraint', 'invalid-constraint', 'invalid-value', 'shell-command', 'unknown-field', 'wrong-type']);
});

describe('against a scenario', () => {
  const file = join(__dirname, '../../../../scenarios/flash-crowd-zone-loss/scenario.yaml');
  const scenario = (() => {
    const scenario = parseScenario(readFileSync(file, 'utf8'), file);
    if (!scenario.ok) throw new Error('the scenario is broken');
    return scenario.value;
  })();
  const clusterCores = scenario.cluster.pools.reduce((sum, pool) => sum + (pool.count * pool.allocatable.cpuMilli) / 1000, 0);
  const against = (text: string, more: readonly EntryFile[] = []) => checkEntryAgainst(entryOf(text, more), scenario);
  test('an attribute that no agent has', () => {
    expect(against(app('"constraints": [["zome", "UNIQUE"]]'))).toContainEqual(
      expect.objectContaining({ code: 'unknown-node-attribute', severity: 'error', hint: 'did you mean `zone`?' }),
    );
    expect(against(app('"constraints": [["zone", "UNIQUE"], ["@zone", "GROUP_BY"], ["hostname", "UNIQUE"]]')).map((one) => one.code)).toEqual(['app-not-run']);
  });
  test('guarantees above the cluster', () => {
    const quota = (cpus: number) => `{ "role": "shop", "guarantee": [{ "name": "cpus", "scalar": { "value": ${cpus} } }] }`;
    const shop = `{ "id": "/shop", "enforceRole": true, "apps": [${app('', 'web')}] }`;
    expect(against(shop, [{ path: 'quota.json', text: quota(clusterCores + 1) }])).toContainEqual(
      expect.objectContaining({ code: 'quota-above-cluster', file: 'quota.json', line: 1, hint: `guarantee shop at most ${clusterCores}` }),
    );
    expect(against(shop, [{ path: 'quota.json', text: quota(clusterCores) }]).filter((one) => one.severity === 'error')).toEqual([]);
  });
  test('an app that fits no agent, and an application the scenario does not have', () => {
    expect(against(app('"cpus": 5'))).toContainEqual(expect.objectContaining({ code: 'invalid-value', severity: 'warning' }));
    expect(against(app().replace('regatta/web', 'regatta/wep'))).toContainEqual(
      expect.objectContaining({ code: 'unknown-app', hint: 'did you mean `regatta/web`?' }),
    );
  });
});

test('whatever is written, it is read or refused and nothing breaks', () => {
  const fields = ['constraints', 'container', 'healthChecks', 'unreachableStrategy', 'dependencies', 'networks', 'labels', 'resourceLimits'];
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(...fields), (value, field) => {
      const outcome = parse(JSON.stringify({ id: '/a', container: { docker: { image: 'regatta/web' } }, [field]: value }));
      expect(typeof outcome.ok).toBe('boolean');
    }),
  );
});
