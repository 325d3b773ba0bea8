import type { Problem } from '#core/problem';
import { readDocuments } from '../source/read-documents.js';
import { readAutoscalers } from './index.js';

function read(targets: string, kind: 'service' | 'app' = 'service') {
  const text = `apiVersion: regatta/v1\nkind: Autoscaler\ntargets:\n${targets}\n`;
  const problems: Problem[] = [];
  const rules = readAutoscalers(readDocuments({ path: 'autoscaler.yaml', text }).documents, kind, ['web', 'api'], problems);
  return { rules, problems };
}

test('a policy with its defaults', () => {
  expect(read('  - { service: web, min: 3, max: 30, metric: cpu, target: 50% }')).toMatchObject({
    problems: [],
    rules: [
      {
        scales: 'service',
        name: 'web',
        targetMilli: 500,
        upAboveMilli: 550,
        downBelowMilli: 400,
        stepUp: { kind: 'share', percent: 100 },
        stepDown: { kind: 'share', percent: 20 },
        cooldownUpUs: 30e6,
        cooldownDownUs: 300e6,
        place: { file: 'autoscaler.yaml', line: 4, column: 16 },
      },
    ],
  });
});

test('all that can be said', () => {
  const { rules, problems } = read(
    '  - { service: web, min: 3, max: 30, metric: requestsPerReplica, target: 50/s, upAbove: 60/s, downBelow: 30/s, step: { up: 4, down: 10% }, cooldown: { up: 15s, down: 2m } }\n' +
      '  - { service: api, min: 3, max: 30, metric: backlog, target: 2.5 }',
  );
  expect(problems).toEqual([]);
  expect(rules).toMatchObject([
    {
      targetMilli: 50_000,
      upAboveMilli: 60_000,
      downBelowMilli: 30_000,
      stepUp: { kind: 'replicas', count: 4 },
      stepDown: { kind: 'share', percent: 10 },
      cooldownUpUs: 15e6,
      cooldownDownUs: 120e6,
    },
    { targetMilli: 2500 },
  ]);
});

test.each([
  ['unknown-field', '{ service: web, min: 3, max: 30, metric: cpu, target: 50%, maximum: 3 }'],
  ['missing-field', '{ service: web, min: 3, metric: cpu, target: 50% }'],
  ['missing-field', '{ min: 3, max: 30, metric: cpu, target: 50% }'],
  ['exclusive-fields', '{ service: web, app: /web, min: 3, max: 30, metric: cpu, target: 50% }'],
  ['value-not-allowed', '{ service: web, min: 3, max: 30, metric: memory, target: 50% }'],
  ['invalid-quantity', '{ service: web, min: 3, max: 30, metric: cpu, target: 50/s }'],
  ['invalid-quantity', '{ service: web, min: 3, max: 30, metric: requestsPerReplica, target: 50 }'],
  ['invalid-value', '{ service: web, min: 3, max: 2, metric: cpu, target: 50% }'],
  ['invalid-value', '{ service: web, min: 0, max: 2, metric: cpu, target: 50% }'],
  ['invalid-value', '{ service: web, min: 1, max: 2, metric: cpu, target: 0% }'],
  ['invalid-value', '{ service: web, min: 1, max: 2, metric: cpu, target: 50%, upAbove: 40% }'],
  ['invalid-value', '{ service: web, min: 1, max: 2, metric: cpu, target: 50%, downBelow: 60% }'],
  ['invalid-value', '{ service: web, min: 1, max: 2, metric: cpu, target: 50%, cooldown: { up: 30 seconds } }'],
  ['unknown-target', '{ service: wep, min: 1, max: 2, metric: cpu, target: 50% }'],
  ['unknown-target', '{ app: /web, min: 1, max: 2, metric: cpu, target: 50% }'],
  ['duplicate-item', '{ service: web, min: 1, max: 2, metric: cpu, target: 50% }\n  - { service: web, min: 1, max: 2, metric: cpu, target: 50% }'],
])('%s: %s', (code, target) => {
  const { problems } = read(`  - ${target}`);
  expect(problems.map((problem) => problem.code)).toEqual([code]);
  expect(problems[0]).toMatchObject({ file: 'autoscaler.yaml', line: expect.any(Number) });
});
