import type { DrawnJob, DrawnPod, Release } from '#core/scenario';
import { EventKind } from '../engine/event-kind.js';
import type { World } from './world.js';

const JOB = 0;
const POD = 1;
const WITHDRAWAL = 2;
const RELEASE_BUILT = 3;
const RELEASE_STORED = 4;

/** What the scenario hands over while it runs: jobs, pods, new versions. */
export class Submissions {
  constructor(private readonly world: World) {
    const { queue, run } = world;
    run.jobs.forEach((job, index) => queue.at(job.atUs, EventKind.submission, JOB, index));
    run.pods.forEach((pod, index) => {
      queue.at(pod.atUs, EventKind.submission, POD, index);
      queue.at(pod.untilUs, EventKind.submission, WITHDRAWAL, index);
    });
    run.releases.forEach((release, index) => queue.at(release.atUs, EventKind.submission, RELEASE_BUILT, index));
    for (const app of run.applications) world.observer.stages.add('store', this.uploadUs(app.imageBytes));
  }

  due(what: number, index: number): void {
    const { world } = this;
    const { run, nowUs } = world;
    switch (what) {
      case JOB: {
        const { job, app, items, parallelism, priority } = run.jobs[index] as DrawnJob;
        return world.post('node', { kind: 'job-submitted', job: { job, app, items, parallelism, priority } });
      }
      case POD: {
        const { key, app, requests, priority, nodeSelector } = run.pods[index] as DrawnPod;
        return world.post('node', { kind: 'pod-submitted', pod: { key, app, requests, priority, nodeSelector } });
      }
      case WITHDRAWAL:
        return world.post('node', { kind: 'pod-withdrawn', key: (run.pods[index] as DrawnPod).key });
      case RELEASE_BUILT: {
        // It is rolled out once the registry holds it.
        const uploadUs = this.uploadUs((run.releases[index] as Release).imageBytes);
        world.observer.stages.add('store', uploadUs);
        return world.queue.at(nowUs + uploadUs, EventKind.submission, RELEASE_STORED, index);
      }
      case RELEASE_STORED: {
        const release = run.releases[index] as Release;
        world.catalog.ship(release);
        return world.post('node', { kind: 'release', app: release.app, image: release.image });
      }
      default:
        throw new Error(`no such submission: ${what}`);
    }
  }

  private uploadUs(bytes: number): number {
    const bytesPerSecond = (this.world.run.cluster.images.registryBytesPerSecond * Math.max(1, this.world.pulls.factor)) / 1000;
    return Math.ceil((bytes * 1e6) / bytesPerSecond);
  }
}
