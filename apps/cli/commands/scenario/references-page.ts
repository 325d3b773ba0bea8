import type { FoundReferences } from '#core/reference';

const HEADING = '## Reference entries';

/** The page of a scenario with what its reference entries score, as they were last measured. */
export function withReferences(page: string, found: Pick<FoundReferences, 'candidates' | 'seeds' | 'probes' | 'others' | 'bestBy'>): string {
  const before = page.includes(HEADING) ? page.slice(0, page.indexOf(HEADING)) : `${page.trimEnd()}\n\n`;
  // Only there is how pods are placed all that an entry can say.
  const packing = found.others['swarm: resilient'] === undefined;
  const rows = Object.entries({ ...found.probes, ...found.others })
    .sort(([a, one], [b, two]) => two - one || (a < b ? -1 : 1))
    .map(([name, score]) => `| ${name} | ${(packing ? PACKING[name] : undefined) ?? WHAT[name] ?? ''} | ${score.toFixed(1)} |`);
  const [best] = found.candidates;
  const note =
    best === undefined
      ? ''
      : `\nThe search's best, at ${best.score.toFixed(1)}: \`${best.name}\`. 100 would need the best known cost on every axis at once${nobodys(found.bestBy)}.\n`;
  const head = `${HEADING}\n\nMean scores over seeds ${found.seeds.join(', ')}; how they were found is in references.json.\n`;
  return `${before}${head}\n| entry | what it is | score |\n|---|---|---:|\n${rows.join('\n')}\n${note}`;
}

/** Axes on which the search found nothing that is a third below the baseline. */
function nobodys(bestBy: FoundReferences['bestBy']): string {
  const axes = Object.entries(bestBy).flatMap(([axis, by]) => (by.startsWith('nobody') ? [axis] : []));
  return axes.length === 0 ? '' : `; on ${axes.join(' and ')} nobody was a third below the baseline, so a third below is what stands for it`;
}

const PACKING: Readonly<Record<string, string>> = {
  'swarm: defaults': 'pods go where Docker Swarm puts them',
  'mesos: defaults': 'pods go where Marathon on Mesos puts them',
};

const WHAT: Readonly<Record<string, string>> = {
  defaults: 'the baseline: sized for the mean load, everything else as the orchestrator has it',
  resilient: 'spread over zones and nodes, a lower target, quick probes, careful updates, machines that stay first',
  thrifty: 'fills machines in use first',
  lean: 'the baseline with three fifths of the replicas',
  generous: 'the baseline with twice the replicas',
  fixed: 'the baseline without an autoscaler',
  packed: 'the baseline on a scheduler that fills machines',
  careful: 'the baseline with quick probes, budgets and slow, safe updates',
  'swarm: defaults': 'the baseline said to Docker Swarm (`regatta translate`), with its policy for an autoscaler',
  'swarm: resilient': '`resilient` said to Docker Swarm, as far as it can be said there',
  'mesos: defaults': 'the baseline said to Marathon on Mesos, with its policy for an autoscaler',
  'mesos: resilient': '`resilient` said to Marathon on Mesos, as far as it can be said there',
  eager: 'the baseline with an autoscaler that aims at 50 % and rises at once',
};
