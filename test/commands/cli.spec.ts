import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { regattaNow } from './command-line.js';

const cli = (...args: string[]) => regattaNow(args);

const SNAPSHOT = `
apiVersion: v1
kind: Node
metadata: {name: small}
status: {allocatable: {cpu: "1", memory: 4Gi, pods: "110"}}
---
apiVersion: v1
kind: Node
metadata: {name: large}
status: {allocatable: {cpu: "4", memory: 4Gi, pods: "110"}}
---
apiVersion: v1
kind: Pod
metadata: {name: fits, namespace: default}
spec: {containers: [{name: c, image: regatta/web, resources: {requests: {cpu: 1500m}}}]}
---
apiVersion: v1
kind: Pod
metadata: {name: too-big, namespace: default}
spec: {containers: [{name: c, image: regatta/web, resources: {requests: {cpu: "9"}}}]}
`;

describe('the regatta command', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rgt-cli-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  it('lists its commands and exit codes', () => {
    const { status, stdout } = cli('--help');
    expect(status).toBe(0);
    expect(stdout).toContain('Exit codes: 0 done; 1 the entry');
  });

  it.each([[['frob']], [['scenario', 'frob']], [['explain']], [['experiment', 'inflation', '--nodes', 'a']], [['scenario', 'preview', 'x', '--seed', 'many']]])(
    'refuses wrong usage %j with 2',
    (args) => {
      expect(cli(...args).status).toBe(2);
    },
  );

  it('checks a scenario that ships', () => {
    const { status, stdout } = cli('scenario', 'lint', 'scenarios/flash-crowd-zone-loss/scenario.yaml', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true });
  });

  it('names file, line and column of what is wrong with a scenario', () => {
    const path = file('broken.yaml', 'apiVersion: regatta/v1\nkind: Scenario\nmeta: {idd: x}\n');
    const { status, stderr } = cli('scenario', 'lint', path);
    expect(status).toBe(1);
    expect(stderr).toMatch(/broken\.yaml:3:\d+: error /);
  });

  it('explains where pending pods go, each bound before the next', () => {
    const { status, stdout } = cli('explain', file('snapshot.yaml', SNAPSHOT), '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      {
        pod: 'default/fits',
        node: 'large',
        nodes: [
          { node: 'small', filter: { plugin: 'NodeResourcesFit', reasons: ['Insufficient cpu'] } },
          { node: 'large', filter: null },
        ],
      },
      { pod: 'default/too-big', node: null },
    ]);
  });

  it('explains where the missing tasks of a Swarm stack go', () => {
    const snapshot = `nodes:
  - { hostname: w1, labels: { disk: ssd }, cpus: 2 }
  - { hostname: w2, cpus: 2 }
tasks:
  - { service: web, node: w1, slot: 1, cpus: 1.5 }
---
services:
  web: { image: nginx, deploy: { replicas: 2, placement: { constraints: [node.labels.disk == ssd] }, resources: { reservations: { cpus: "1" } } } }
`;
    const { status, stdout } = cli('explain', file('swarm.yaml', snapshot));
    expect(status).toBe(0);
    expect(stdout).toContain('web.2: no node. no suitable node (insufficient resources on 1 node; scheduling constraints not satisfied on 1 node)');
    expect(stdout).toContain('node.labels.disk == ssd: the node has none');
  });

  it('names file, line and column of what is wrong with a stack', () => {
    const stack = file('stack.yml', 'services:\n  web:\n    image: regatta/web\n    privileged: true\n    mem_limit: 1g\n    deploy: { replica: 2 }\n');
    const { status, stderr } = cli('validate', stack);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /stack\.yml:4:17: error privileged-container: .*\n.*stack\.yml:5:5: error other-compose-version: .*\n.*stack\.yml:6:15: error unknown-field: /,
    );
  });

  it.each([
    ['not YAML', 'a: [1\n', /:\d+:\d+: error /],
    ['no objects', '- 1\n', /:1:3: error not-a-manifest: /],
    ['an empty file', '', /:1:1: error empty-entry: /],
  ])('refuses a snapshot that is %s with 1', (_, text, message) => {
    const { status, stderr } = cli('explain', file('snapshot.yaml', text));
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
  });

  it('says which file it cannot read', () => {
    const { status, stderr } = cli('explain', join(folder, 'absent.yaml'));
    expect(status).toBe(1);
    expect(stderr).toContain('absent.yaml: cannot be read');
  });
});
