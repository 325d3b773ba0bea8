import type { Problem } from '#core/problem';
import { MINUTE } from '#core/units';
import { printedPath } from '../document/problems-of-issues.js';
import { readDocument } from '../document/read-document.js';
import { memberOf } from '../member-of.js';
import type { Scenario } from '../scenario.js';
import { previewScenario, type ScenarioPreview } from './preview-scenario.js';

const MANY_REQUESTS = 20_000_000;

/** What an author should look at although the file is well-formed. Looks at the members of the public seeds. */
export function lintScenario(scenario: Scenario, file = `${scenario.id}/scenario.yaml`): readonly Problem[] {
  const previews = scenario.seeds.slice(0, 3).map((seed) => previewScenario(scenario, seed));
  const findings = [
    ...onceEach(previews.flatMap(loadFindings)),
    ...faultFindings(scenario),
    ...releaseFindings(scenario),
    ...applicationFindings(scenario),
    ...placeFindings(scenario),
  ];
  if (findings.length === 0) return [];
  const read = readDocument(scenario.text, file);
  const placeOf = 'document' in read ? read.document.placeOf : () => ({ line: 1, column: 1 });
  return findings
    .map(({ code, message, path }): Problem => ({ code, severity: 'warning', message, file, ...placeOf(path), path: printedPath(path) }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

interface LintFinding {
  readonly code: string;
  readonly message: string;
  readonly path: readonly (string | number)[];
}

/** What is true of several seeds is said of the first. */
const onceEach = (findings: readonly LintFinding[]): readonly LintFinding[] =>
  findings.filter((one, index) => findings.findIndex(({ code }) => code === one.code) === index);

function loadFindings({ seed, minutes }: ScenarioPreview): LintFinding[] {
  const found: LintFinding[] = [];
  const worst = minutes.filter((minute) => minute.demand > minute.capacityMax).sort((a, b) => b.demand - b.capacityMax - (a.demand - a.capacityMax))[0];
  if (worst !== undefined) {
    const message = `with seed ${seed}, minute ${worst.t} needs ${worst.demand.toFixed(1)} cores and ${worst.capacityMax.toFixed(1)} can be up: no entry can serve that`;
    found.push({ code: 'load-above-capacity', message, path: ['load'] });
  }
  const work = minutes.reduce((sum, minute) => sum + minute.demand + minute.batchDemand, 0);
  const room = minutes.reduce((sum, minute) => sum + minute.capacityMax, 0);
  if (worst === undefined && work > room) {
    const message = `with seed ${seed}, requests and jobs need ${Math.round(work)} core minutes and there are ${Math.round(room)}`;
    found.push({ code: 'work-above-capacity', message, path: ['applications'] });
  }
  const requests = minutes.reduce((sum, minute) => sum + 60 * Object.values(minute.offeredPerApp).reduce((all, rate) => all + rate, 0), 0);
  if (requests > MANY_REQUESTS) {
    const message = `with seed ${seed} there are ${Math.round(requests / 1e6)} million requests: runs will be slow`;
    found.push({ code: 'many-requests', message, path: ['load'] });
  }
  return found;
}

function faultFindings(scenario: Scenario): LintFinding[] {
  const { horizonUs, warmupUs } = scenario.clock;
  const members = scenario.seeds.slice(0, 3).map((seed) => memberOf(scenario, seed));
  const found = new Map<string, LintFinding>();
  for (const member of members) {
    member.faults.forEach((fault, index) => {
      const path = ['faults', index];
      const key = String(index);
      const at = fault.when.kind === 'at' ? fault.when.atUs : fault.when.fromUs;
      if (at >= horizonUs) found.set(`${key}/late`, { code: 'fault-outside-horizon', message: `fault \`${fault.name}\` begins after the run has ended`, path });
      else if (at < warmupUs && fault.when.kind === 'at')
        found.set(`${key}/early`, { code: 'fault-in-warmup', message: `fault \`${fault.name}\` begins in the warm-up, where nothing counts`, path });
      else if (horizonUs - at < MINUTE)
        found.set(`${key}/end`, { code: 'fault-at-the-end', message: `fault \`${fault.name}\` leaves less than a minute to recover in`, path });
      if (!('target' in fault.effect)) return;
      const { pool, zone, count } = fault.effect.target;
      const there = member.cluster.pools.filter((one) => (pool === null || one.name === pool) && (zone === null || one.zones.includes(zone)));
      const nodes = there.reduce((sum, one) => sum + one.count, 0);
      if (nodes < count)
        found.set(`${key}/few`, {
          code: 'fault-target-too-large',
          message: `fault \`${fault.name}\` wants ${count} nodes; ${nodes} match at the start`,
          path,
        });
    });
  }
  return [...found.values()];
}

function applicationFindings(scenario: Scenario): LintFinding[] {
  const used = new Set([...scenario.load.map((load) => load.app), ...scenario.applications.flatMap((app) => app.calls.map((call) => call.to))]);
  for (const shape of scenario.packing?.shapes ?? []) used.add(shape.app);
  return scenario.applications.flatMap((app, index) =>
    app.kind === 'batch' || used.has(app.name)
      ? []
      : [{ code: 'application-unused', message: `nobody calls \`${app.name}\``, path: ['applications', index, 'name'] }],
  );
}

/** Releases of what nobody runs late enough to be seen. */
function releaseFindings({ releases, clock }: Scenario): LintFinding[] {
  return releases.flatMap((release, index) =>
    release.atUs >= clock.horizonUs
      ? [{ code: 'release-outside-horizon', message: `version ${release.image} is shipped after the run has ended`, path: ['releases', index, 'at'] }]
      : [],
  );
}

/** Pods that no machine of the cluster could ever hold. */
function placeFindings({ packing, cluster }: Scenario): LintFinding[] {
  return (packing?.shapes ?? []).flatMap((shape, index) => {
    const fits = cluster.pools.some(({ allocatable, labels }) => {
      const enough = allocatable.cpuMilli >= shape.requests.cpuMilli && allocatable.memoryBytes >= shape.requests.memoryBytes;
      const extended = Object.entries(shape.requests.extended).every(([name, count]) => (allocatable.extended[name] ?? 0) >= count);
      return enough && extended && Object.entries(shape.nodeSelector).every(([key, values]) => values.includes(labels[key] ?? ''));
    });
    return fits ? [] : [{ code: 'shape-fits-nowhere', message: `no machine is large enough for pods of shape ${index}`, path: ['packing', 'shapes', index] }];
  });
}
