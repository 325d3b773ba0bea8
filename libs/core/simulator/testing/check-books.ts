import { AttemptState } from '../traffic/attempt-table.js';
import type { World } from '../world/world.js';

/** What does not add up in a world at rest: every total is counted again from its parts. */
export function checkBooks(world: World): string[] {
  const complaints: string[] = [];
  const same = (what: string, kept: number, counted: number): void => {
    if (Math.abs(kept - counted) > 1e-6 * Math.max(1, Math.abs(counted))) complaints.push(`${what}: ${kept} kept, ${counted} counted`);
  };
  const inService = new Map<number, number>();
  const outstanding = new Map<number, number>();
  const { attempts } = world.flow;
  let live = 0;
  for (const id of attempts.liveRows()) {
    live++;
    const pod = attempts.pod[id] as number;
    if (pod < 0) continue;
    outstanding.set(pod, (outstanding.get(pod) ?? 0) + 1);
    if ((attempts.state[id] as number) >= AttemptState.computing) inService.set(pod, (inService.get(pod) ?? 0) + 1);
  }
  same('live attempts', attempts.live, live);
  for (const pod of world.agents.pods) {
    same(`requests in service at pod ${pod.spec.id}`, pod.inService, inService.get(pod.index) ?? 0);
    same(`requests sent to pod ${pod.spec.id}`, pod.outstanding, outstanding.get(pod.index) ?? 0);
    if (!pod.serving && pod.inService > 0) complaints.push(`pod ${pod.spec.id} does not serve and has ${pod.inService} requests in service`);
    const app = world.apps[pod.app];
    if (app !== undefined && pod.spec.work === null && pod.inService > app.app.concurrency) complaints.push(`pod ${pod.spec.id} is over its concurrency`);
    const isHeld = pod.node.pods.has(pod);
    if (isHeld === (pod.stage === 'gone' || pod.stage === 'ended'))
      complaints.push(`pod ${pod.spec.id} is ${pod.stage} and its node ${isHeld ? 'has' : 'has not'} got it`);
    if (pod.share !== null && pod.stage !== 'up') complaints.push(`pod ${pod.spec.id} is ${pod.stage} and uses cores`);
  }
  for (const machine of world.machines) {
    const pods = [...machine.pods];
    const sum = (of: (pod: (typeof pods)[number]) => number): number => pods.reduce((total, pod) => total + of(pod), 0);
    const { allocatable, podsMax } = machine.drawn.facts;
    same(
      `cpu booked on node ${machine.id}`,
      machine.cpuRequestedMilli,
      sum((pod) => pod.spec.requests.cpuMilli),
    );
    same(
      `memory booked on node ${machine.id}`,
      machine.memoryRequestedBytes,
      sum((pod) => pod.spec.requests.memoryBytes),
    );
    same(
      `memory used on node ${machine.id}`,
      machine.memoryUsedBytes,
      sum((pod) => pod.memoryBytes),
    );
    same(
      `cores wanted on node ${machine.id}`,
      machine.processor.wantedMilli,
      sum((pod) => pod.share?.wantedMilli ?? 0),
    );
    if (machine.cpuRequestedMilli > allocatable.cpuMilli || machine.memoryRequestedBytes > allocatable.memoryBytes || pods.length > podsMax)
      complaints.push(`node ${machine.id} holds more than it has`);
    if (machine.processor.usedMilli > machine.processor.coresMilli) complaints.push(`node ${machine.id} uses more cores than it has`);
    if (!machine.isUp && pods.length > 0) complaints.push(`node ${machine.id} is off and holds pods`);
  }
  return complaints;
}

/** Requests that came out of nowhere or went nowhere, once the run is closed. `settled`: every outcome clients were told. */
export function checkRequests(world: World, app: number, settled: readonly { readonly intendedUs: number; readonly outcome: string }[]): string[] {
  const traffic = world.apps[app];
  if (traffic === undefined) return [];
  const { windows } = traffic;
  const { totals } = windows;
  const ended = totals.served + totals.rejected + totals.timedOut + totals.failed;
  const complaints = ended === totals.offered ? [] : [`${traffic.app.name}: ${totals.offered} requests were offered and ${ended} ended`];
  const measured = settled.filter(({ intendedUs }) => windows.counts(intendedUs)).length;
  const offered = windows.offered.reduce((sum, count) => sum + count, 0);
  if (measured !== offered) complaints.push(`${traffic.app.name}: ${offered} requests were offered and clients were told of ${measured} ends`);
  windows.offered.forEach((count, window) => {
    const [served, good] = [windows.served[window] as number, windows.good[window] as number];
    if (served > count || good > served) complaints.push(`${traffic.app.name}: window ${window} has ${count} offered, ${served} served, ${good} good`);
  });
  return complaints;
}
