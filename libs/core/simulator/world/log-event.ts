import type { WorldEvent } from '#core/orchestrator';
import type { LogWriter } from '../measure/log-writer.js';

/** What the control plane was told, as a line of the log. */
export function logEvent(log: Pick<LogWriter, 'add'>, nowUs: number, event: WorldEvent): void {
  switch (event.kind) {
    case 'node-joined':
    case 'node-changed':
      return log.add(nowUs, event.kind, event.node.id, event.node.name, event.node.zone, event.node.pool);
    case 'node-left':
      return log.add(nowUs, event.kind, event.node);
    case 'node-silent':
      return log.add(nowUs, event.kind, event.node, event.lastHeardUs);
    case 'node-heard':
      return log.add(nowUs, event.kind, event.node, event.rebooted ? 'rebooted' : 'same');
    case 'maintenance':
      return log.add(nowUs, event.kind, event.node, event.action);
    case 'reclaim-notice':
      return log.add(nowUs, event.kind, event.node, event.atUs);
    case 'image-stored':
      return log.add(nowUs, event.kind, event.node, event.image, event.bytes);
    case 'pod-phase':
      return log.add(nowUs, event.kind, event.pod, event.phase, event.exitCode, event.restarts, event.reason);
    case 'release':
      return log.add(nowUs, event.kind, event.app, event.image);
    case 'job-submitted':
      return log.add(nowUs, event.kind, event.job.job, event.job.items);
    case 'pod-submitted':
      return log.add(nowUs, event.kind, event.pod.key);
    case 'pod-withdrawn':
      return log.add(nowUs, event.kind, event.key);
    case 'metrics':
      return log.add(
        nowUs,
        event.kind,
        event.pods.length,
        event.apps.map((app) => app.requestsPerSecondMilli),
      );
  }
}
