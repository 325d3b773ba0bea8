import type { PodSpec } from 'kubernetes-types/core/v1';
import { askedAtPodLevel, askedByContainers, podResources } from './pod-resources.js';

const MI = 1024 * 1024;
const container = (name: string, requests: object, more: object = {}) => ({ name, resources: { requests }, ...more });
const spec = (more: object = {}): PodSpec =>
  ({
    containers: [container('a', { cpu: '250m', memory: '64Mi' }), container('b', { cpu: 1 })],
    initContainers: [container('setup', { cpu: 3 }), container('mesh', { cpu: '100m' }, { restartPolicy: 'Always' })],
    ...more,
  }) as PodSpec;

describe('what pods ask for', () => {
  it.each([
    ['the hungriest step of the init sequence', {}, { cpuMilli: 3000, memoryBytes: 64 * MI }],
    ['overhead on top', { overhead: { cpu: '50m' } }, { cpuMilli: 3050, memoryBytes: 64 * MI }],
    ['pod level instead, overhead on top', { overhead: { cpu: '50m' }, resources: { requests: { cpu: 4 } } }, { cpuMilli: 4050, memoryBytes: 64 * MI }],
    ['pod-level limits give way to what containers ask for', { resources: { limits: { cpu: 8 } } }, { cpuMilli: 3000, memoryBytes: 64 * MI }],
    [
      'and count where no container asks',
      { containers: [container('a', { cpu: 1 })], initContainers: [], resources: { limits: { memory: '1Gi' } } },
      { cpuMilli: 1000, memoryBytes: 1024 * MI },
    ],
  ])('%s', (_, more, { cpuMilli, memoryBytes }) => expect(podResources(spec(more))).toEqual({ cpuMilli, memoryBytes, extended: {} }));

  it('utilization is measured against containers and sidecars, each of which must ask', () => {
    expect(askedByContainers(spec())).toEqual([
      { name: 'a', cpu: 250, memory: 64 * MI * 1000 },
      { name: 'b', cpu: 1000, memory: null },
      { name: 'mesh', cpu: 100, memory: null },
    ]);
    expect(askedByContainers({ containers: [container('a', { cpu: 0 })] } as PodSpec)).toEqual([{ name: 'a', cpu: 0, memory: null }]);
  });

  it('or against what is asked at pod level', () => {
    expect(askedAtPodLevel(spec())).toBeNull();
    expect(askedAtPodLevel(spec({ resources: { requests: { cpu: 4 } } }))).toEqual({ name: '', cpu: 4000, memory: 64 * MI * 1000 });
  });
});
