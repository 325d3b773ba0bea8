import { readKubeletMetrics } from './kubelet-metrics.js';
import { PodUsage } from './pod-usage.js';

const scrape = (atMs: number, cpuSeconds: number, more: { start?: number; name?: string; memory?: number } = {}): string => {
  const { start = 1000, name = 'main', memory = 64 << 20 } = more;
  const labels = `container="${name}",namespace="default",pod="web-1"`;
  return [
    '# HELP container_cpu_usage_seconds_total [STABLE] Cumulative cpu time consumed by the container in core-seconds',
    '# TYPE container_cpu_usage_seconds_total counter',
    `container_cpu_usage_seconds_total{${labels}} ${cpuSeconds} ${atMs}`,
    `container_memory_working_set_bytes{${labels}} ${memory.toExponential(12)} ${atMs}`,
    `container_start_time_seconds{${labels}} ${(start / 1000).toExponential(12)}`,
    `node_cpu_usage_seconds_total 12.5 ${atMs}`,
    `pod_cpu_usage_seconds_total{namespace="default",pod="web-1"} ${cpuSeconds} ${atMs}`,
  ].join('\n');
};
const take = (usage: PodUsage, ...texts: string[]) => texts.forEach((text) => usage.store(readKubeletMetrics(text, 0)));

describe('the use of pods between two scrapes of a kubelet', () => {
  it('is what the counters grew by, over the time between the two points', () => {
    const usage = new PodUsage(5000);
    take(usage, scrape(100_000, 2), scrape(110_000, 4.5, { memory: 32 << 20 }));
    const containers = [{ name: 'main', cpuNanoCores: 250_000_000, memoryBytes: 32 << 20 }];
    expect(usage.of('default/web-1')).toEqual({ atMs: 110_000, windowMs: 10_000, containers });
  });

  it('stays as it was while the kubelet has nothing newer', () => {
    const usage = new PodUsage(5000);
    take(usage, scrape(100_000, 2), scrape(110_000, 4), scrape(110_000, 4));
    expect(usage.of('default/web-1')).toMatchObject({ atMs: 110_000, windowMs: 10_000, containers: [{ cpuNanoCores: 200_000_000 }] });
  });

  it('is unknown after one scrape, and of a pod that was not in the last one', () => {
    const usage = new PodUsage(5000);
    take(usage, scrape(100_000, 2));
    expect(usage.of('default/web-1')).toBeNull();
    take(usage, scrape(110_000, 4), '');
    expect(usage.of('default/web-1')).toBeNull();
  });

  it('begins anew with a container that restarted', () => {
    const usage = new PodUsage(5000);
    take(usage, scrape(100_000, 2), scrape(110_000, 0.5, { start: 105_000 }));
    expect(usage.of('default/web-1')).toBeNull();
    take(usage, scrape(120_000, 1.5, { start: 105_000 }));
    expect(usage.of('default/web-1')).toMatchObject({ containers: [{ cpuNanoCores: 100_000_000 }] });
  });

  it('counts from its start what is younger than one period, where that is long enough', () => {
    const usage = new PodUsage(60_000);
    take(usage, scrape(120_000, 2, { start: 100_000 }));
    expect(usage.of('default/web-1')).toMatchObject({ windowMs: 20_000, containers: [{ cpuNanoCores: 100_000_000 }] });
  });

  it.each([
    ['CPU time', scrape(100_000, 0), scrape(110_000, 0)],
    ['memory', scrape(100_000, 1, { memory: 0 }), scrape(110_000, 2, { memory: 0 })],
  ])('is not told of a pod with a container that has used no %s yet', (_, first, second) => {
    const usage = new PodUsage(5000);
    take(usage, first, second);
    expect(usage.of('default/web-1')).toBeNull();
  });

  it('is not told of a pod with a container that has one point only', () => {
    const usage = new PodUsage(5000);
    take(usage, scrape(100_000, 2), [scrape(110_000, 4), scrape(110_000, 1, { name: 'sidecar', start: 108_000 })].join('\n'));
    expect(usage.of('default/web-1')).toBeNull();
  });
});
