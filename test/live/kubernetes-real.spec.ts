import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunRecord } from '#core/run';
import { kubernetesDriver } from '#io/live';
import { clusterContract } from './cluster.contract.js';
import { socketPath } from './engine-under-test.js';
import { smallKubernetesEntry } from './small-entries.js';
import { smallScenario } from './small-scenario.js';

/** A node image of real Kubernetes that the engine holds, where there is one: the whole suite on it. */
const image = process.env['REGATTA_TEST_NODE_IMAGE'] ?? '';
const ROOT = join(__dirname, '../..');
jest.setTimeout(600_000);

const AUTOSCALER = `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: api }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: api }
  minReplicas: 2
  maxReplicas: 4
  metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 10 } } }]
`;

if (image === '' || socketPath === undefined)
  describe.skip('a real Kubernetes: needs REGATTA_TEST_NODE_IMAGE and an engine that holds it', () => it.todo('is judged'));
else {
  clusterContract(`kubernetes, on ${image}`, { driver: kubernetesDriver, entry: smallKubernetesEntry, nodeImage: () => Promise.resolve(image) });

  it('scales by what its pods use, as its own HorizontalPodAutoscaler decides, and the record says so', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rgt-live-real-'));
    try {
      writeFileSync(join(folder, 'scenario.yaml'), smallScenario({ horizon: '75s', rate: '40/s' }).text);
      writeFileSync(join(folder, 'shop.yaml'), `${smallKubernetesEntry({ web: 2, api: 2 }).files[0]?.text}---${AUTOSCALER}`);
      const [scenario, entry, record] = ['scenario.yaml', 'shop.yaml', 'record.json'].map((name) => join(folder, name)) as [string, string, string];
      const words = [
        'dist/apps/cli/main.js',
        'judge',
        entry,
        '--scenario',
        scenario,
        '--record',
        record,
        '--live',
        '--driver',
        'kubernetes',
        '--node-image',
        image,
      ];
      const { status, stdout, stderr } = spawnSync(process.execPath, words, {
        cwd: ROOT,
        encoding: 'utf8',
        env: { ...process.env, DOCKER_HOST: `unix://${socketPath}` },
      });
      expect([status, stdout + stderr]).toEqual([0, expect.stringMatching(/verdict +completed/)]);
      const { log, metrics } = JSON.parse(readFileSync(record, 'utf8')) as RunRecord;
      const notes = log.lines.map((line) => JSON.parse(line) as unknown[]).filter((line) => line[1] === 'note' && line[2] === 'scaled');
      expect(notes).toContainEqual(
        expect.arrayContaining(['hpa/api', expect.stringMatching(/New size: [34]; reason: cpu resource utilization .*above target/)]),
      );
      expect(metrics?.stages.scale.count).toBeGreaterThan(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}
