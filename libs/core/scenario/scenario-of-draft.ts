import { canonicalJson, sha256Hex } from '#core/digest';
import type { FaultRule } from './fault-rule.js';
import type { ScenarioDraft } from './format/scenario-format.js';
import type { Release, Scenario } from './scenario.js';

/** Gives a checked draft its final form: every list in one order, the digest over all of it. */
export function scenarioOfDraft(draft: ScenarioDraft, text: string): Scenario {
  const content: Omit<Scenario, 'digest' | 'replayDigest' | 'text'> = {
    ...withoutDefaultWorld(draft.meta),
    family: draft.meta.family ?? draft.meta.id,
    clock: { horizonUs: draft.clock.horizon, warmupUs: draft.clock.warmup, windowUs: draft.clock.window },
    cluster: draft.cluster,
    applications: draft.applications,
    load: Object.keys(draft.load)
      .sort()
      .flatMap((app) => {
        const load = draft.load[app];
        return load === undefined ? [] : [{ app, ...load }];
      }),
    faults: faultsOf(draft),
    releases: releasesOf(draft),
    packing: draft.packing ?? null,
    scoring: draft.scoring,
    seeds: draft.seeds.public,
    hiddenSeeds: draft.seeds.hidden ?? null,
    vary: Object.keys(draft.vary)
      .sort()
      .flatMap((path) => {
        const draw = draft.vary[path];
        return draw === undefined ? [] : [{ path, draw }];
      }),
  };
  return { ...content, digest: sha256Hex(canonicalJson(content)), replayDigest: replayDigestOf(content), text };
}

/** Neither what a scenario is called nor how it is scored nor which seeds are chosen may move a run. */
function replayDigestOf({ clock, cluster, applications, load, faults, releases, packing, vary }: Omit<Scenario, 'digest' | 'replayDigest' | 'text'>): string {
  return sha256Hex(canonicalJson({ clock, cluster, applications, load, faults, releases, packing, vary }));
}

/** A fault without a name is called by its kind and place in the list. */
function faultsOf(draft: ScenarioDraft): readonly FaultRule[] {
  return draft.faults.map((fault, index) => ({
    name: fault.name ?? `${fault.effect.kind}-${index + 1}`,
    when: fault.when,
    durationUs: fault.durationUs,
    effect: fault.effect,
  }));
}

function releasesOf(draft: ScenarioDraft): readonly Release[] {
  return draft.releases.map((release) => ({
    atUs: release.at,
    app: release.app,
    image: `regatta/${release.app}:${release.version}`,
    imageBytes: release.size ?? draft.applications.find((app) => app.name === release.app)?.imageBytes ?? 0,
    crashMilli: release.crashes,
    errorMilli: release.errors,
    cpuMilli: Math.round(release.cpu * 1000),
  }));
}

/** What most scenarios are need not be part of their digest. */
function withoutDefaultWorld({ world, ...meta }: ScenarioDraft['meta']): Omit<ScenarioDraft['meta'], 'world'> & { readonly world?: 'live' } {
  return world === 'live' ? { ...meta, world } : meta;
}
