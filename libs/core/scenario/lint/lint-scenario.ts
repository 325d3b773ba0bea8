import type { Problem } from '#core/problem';
import { MINUTE } from '#core/units';
import { memberOf } from '../member-of.js';
import type { Scenario } from '../scenario.js';
import { previewScenario, type ScenarioPreview } from './preview-scenario.js';

const MANY_REQUESTS = 20_000_000;

/** What an author should look at although the file is well-formed. Looks at the members of the public seeds. */
export function lintScenario(scenario: Scenario, file = `${scenario.id}/scenario.yaml`): readonly Problem[] {
  const previews = scenario.seeds.slice(0, 3).map((seed) => previewScenario(scenario, seed));
  const findings = [...loadFindings(previews), ...faultFindings(scenario), ...applicationFindings(scenario)];
  return findings.map(({ code, message, path }) => ({ code, severity: 'warning', message, file, line: 1, column: 1, path }));
}

interface LintFinding {
  readonly code: string;
  readonly message: string;
  readonly path: string;
}

function loadFindings(previews: readonly ScenarioPreview[]): LintFinding[] {
  return previews.flatMap(({ seed, minutes }) => {
    const found: LintFinding[] = [];
    const worst = minutes.filter((minute) => minute.demand > minute.capacityMax).sort((a, b) => b.demand - b.capacityMax - (a.demand - a.capacityMax))[0];
    if (worst !== undefined) {
      const message = `with seed ${seed}, minute ${worst.t} needs ${worst.demand.toFixed(1)} cores and ${worst.capacityMax.toFixed(1)} can be up: no entry can serve that`;
      found.push({ code: 'load-above-capacity', message, path: 'load' });
    }
    const work = minutes.reduce((sum, minute) => sum + minute.demand + minute.batchDemand, 0);
    const room = minutes.reduce((sum, minute) => sum + minute.capacityMax, 0);
    if (worst === undefined && work > room) {
      const message = `with seed ${seed}, requests and jobs need ${Math.round(work)} core minutes and there are ${Math.round(room)}`;
      found.push({ code: 'work-above-capacity', message, path: 'applications' });
    }
    const requests = minutes.reduce((sum, minute) => sum + 60 * Object.values(minute.offeredPerApp).reduce((all, rate) => all + rate, 0), 0);
    if (requests > MANY_REQUESTS) {
      found.push({
        code: 'many-requests',
        message: `with seed ${seed} there are ${Math.round(requests / 1e6)} million requests: runs will be slow`,
        path: 'load',
      });
    }
    return found;
  });
}

function faultFindings(scenario: Scenario): LintFinding[] {
  const { horizonUs, warmupUs } = scenario.clock;
  const members = scenario.seeds.slice(0, 3).map((seed) => memberOf(scenario, seed));
  const found = new Map<string, LintFinding>();
  for (const member of members) {
    member.faults.forEach((fault, index) => {
      const path = `faults[${index}]`;
      const at = fault.when.kind === 'at' ? fault.when.atUs : fault.when.fromUs;
      if (at >= horizonUs)
        found.set(`${path}/late`, { code: 'fault-outside-horizon', message: `fault \`${fault.name}\` begins after the run has ended`, path });
      else if (at < warmupUs && fault.when.kind === 'at')
        found.set(`${path}/early`, { code: 'fault-in-warmup', message: `fault \`${fault.name}\` begins in the warm-up, where nothing counts`, path });
      else if (horizonUs - at < MINUTE)
        found.set(`${path}/end`, { code: 'fault-at-the-end', message: `fault \`${fault.name}\` leaves less than a minute to recover in`, path });
      if (!('target' in fault.effect)) return;
      const { pool, zone, count } = fault.effect.target;
      const there = member.cluster.pools.filter((one) => (pool === null || one.name === pool) && (zone === null || one.zones.includes(zone)));
      const nodes = there.reduce((sum, one) => sum + one.count, 0);
      if (nodes < count)
        found.set(`${path}/few`, {
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
    app.kind === 'batch' || used.has(app.name) ? [] : [{ code: 'application-unused', message: `nobody calls \`${app.name}\``, path: `applications[${index}]` }],
  );
}
