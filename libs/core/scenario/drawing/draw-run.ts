import { RandomStream } from '#core/random';
import type { DrawnRun } from '../drawn-run.js';
import { memberOf } from '../member-of.js';
import type { Scenario } from '../scenario.js';
import { NO_ARRIVALS, RenewalArrivals } from './arrival-source.js';
import { drawCluster } from './draw-cluster.js';
import { drawFaults } from './draw-faults.js';
import { drawJobs } from './draw-jobs.js';
import { drawPods } from './draw-pods.js';
import { opaqueNames } from './opaque-names.js';
import { rateTable } from './rate-table.js';

/** Draws all that a seed decides. Same scenario and seed: the same run, on every machine. */
export function drawRun(family: Scenario, seed: number): DrawnRun {
  const scenario = memberOf(family, seed);
  const { horizonUs } = scenario.clock;
  // Names also depend on what is replayed, so that a name met in one scenario tells nothing about the seed of another.
  const nameSpace = `names/${family.replayDigest}`;
  const zoneName = opaqueNames('zone', new RandomStream(seed, `${nameSpace}/zones`), 5);
  const zoneNames = new Map(scenario.cluster.zones.map((zone) => [zone, zoneName()]));
  const { cluster, nodes, growth } = drawCluster(scenario.cluster, seed, zoneNames, nameSpace);
  return {
    scenarioId: scenario.id,
    scenarioDigest: scenario.digest,
    seed,
    clock: scenario.clock,
    cluster,
    nodes,
    growth,
    applications: scenario.applications,
    arrivals: (app) => arrivalsOf(scenario, seed, app),
    faults: drawFaults(scenario.faults, { nodes, zones: cluster.zones, zoneNames, horizonUs, seed }),
    releases: scenario.releases.slice().sort((a, b) => a.atUs - b.atUs),
    jobs: drawJobs(scenario.applications, horizonUs, seed),
    pods: drawPods(scenario.packing, nodes, horizonUs, seed),
    packing: scenario.packing,
    scoring: scenario.scoring,
  };
}

function arrivalsOf(scenario: Scenario, seed: number, index: number) {
  const name = scenario.applications[index]?.name;
  const load = scenario.load.find((one) => one.app === name);
  if (load === undefined) return NO_ARRIVALS;
  const rates = rateTable(load.shape, scenario.clock.horizonUs, seed, `load/${load.app}`);
  return new RenewalArrivals(rates, scenario.clock.horizonUs, load.cvMilli, new RandomStream(seed, `arrivals/${load.app}`));
}
