import type { DrawnRun } from '#core/scenario';
import type { LiveCluster } from '../cluster/live-cluster.js';

/** The organizer ships new versions: built and stored first, rolled out once the registry holds them. Returns how to stop. */
export function scheduleReleases(cluster: LiveCluster, run: DrawnRun, nowUs: () => number, onFailure: (failure: string) => void): () => void {
  let isOver = false;
  const timers = run.releases.map(({ atUs, app, image, imageBytes }) =>
    setTimeout(
      () => {
        const tag = image.slice(image.lastIndexOf(':') + 1);
        cluster
          .store(app, tag, imageBytes)
          .then(() => (isOver ? undefined : cluster.release(app, image)))
          .catch((error: unknown) => isOver || onFailure(`release ${image}: FAILED: ${(error as Error).message}`));
      },
      Math.max(0, (atUs - nowUs()) / 1000),
    ),
  );
  return () => {
    isOver = true;
    for (const timer of timers) clearTimeout(timer);
  };
}
