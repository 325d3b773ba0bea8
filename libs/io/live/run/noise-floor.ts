import type { NoiseFloor } from '#core/run';
import type { LoadChannel } from '../cluster/live-cluster.js';
import { inTime } from '../cluster/in-time.js';

const SAMPLES = 60;

/** What a request of a millisecond of work takes inside the load generator's own container, while nobody sends it any load. */
export async function noiseFloor(load: LoadChannel): Promise<NoiseFloor> {
  const answered = new Promise<NoiseFloor>((resolve) => load.onReport((report) => 'noise' in report && resolve(report.noise)));
  load.send({ noise: SAMPLES });
  return inTime(answered, 'the noise floor');
}
