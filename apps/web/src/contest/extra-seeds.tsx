import type { ExtraSeeds } from '../api/model';
import { Digest } from '../ui/digest';

/** What the contest promised about seeds that are added where ranks are close, and how much of it is left. */
export function ExtraSeedsPanel({ extraSeeds }: { readonly extraSeeds: ExtraSeeds }) {
  const { runs, spent, left, perScenario, afterFreeze, commitment, root } = extraSeeds;
  if (runs === 0) return null;
  return (
    <section className="panel" aria-labelledby="extra-seeds-title">
      <h2 id="extra-seeds-title">Extra seeds</h2>
      <p>
        Where neighbours on the board cannot be told apart, both are judged on more seeds, the same for both, {perScenario} a scenario at most
        {afterFreeze ? ', in the finals too' : ', until the board freezes'}. They sharpen comparisons and never move a score.
      </p>
      <p className="facts">
        <span>budget {runs} runs</span>
        <span>{spent} spent</span>
        <span>{left} left</span>
        <span>
          {root === null ? 'commitment ' : 'seed root '}
          <Digest value={root ?? commitment} label={root === null ? 'commitment of the seeds in reserve' : 'root of the seeds in reserve'} />
        </span>
      </p>
    </section>
  );
}
