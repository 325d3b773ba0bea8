import { PageTitle } from '../ui/page-title';

/** How a score comes about, for people: the same as docs/scoring.md says, without its arithmetic. */
export function ScoringPage() {
  return (
    <article className="prose">
      <PageTitle title="How a score comes about">
        <p className="lede">A score asks three questions: were people served in time, what did it cost, and how much did they notice when something broke?</p>
      </PageTitle>
      <h2>One run</h2>
      <p>
        Each answer is a cost, and lower is better. <strong>Latency</strong> is the share of all requests that were meant to be sent and were not answered
        within their objective; a slow tail adds to it, and so does batch work that waits. <strong>Utilization</strong> is the price of the machines in use for
        each thousand units of good work; where pods are only packed, the machines they need or the share left over. <strong>Recovery</strong> is what is
        missing after faults, for each thousand requests. What is refused, dropped or late counts as missed: refusing load never helps. A percentile from too
        few samples is not taken at all.
      </p>
      <h2>0 and 100</h2>
      <p>
        Every cost is placed between two that are frozen with the scenario: 0 is the <strong>baseline</strong>, the orchestrator with its defaults; 100 is the{' '}
        <strong>best known</strong>, the lowest that a published search found, or a third below the baseline where it found nothing better. Halving a cost is
        worth the same everywhere. An axis counts from −100 to 125, and the three are added by the weights of the scenario.
      </p>
      <p>
        Two things cannot be traded: machines saved earn nothing while users are failed, and what is bought at more than one and a half times the baseline’s
        price earns nothing on latency and recovery. A run that fails by the entry’s fault scores −100; one that fails by the platform’s is repeated and costs
        nobody anything.
      </p>
      <h2>From runs to ranks</h2>
      <p>
        A scenario’s score is the mean over its seeds, a contest’s the weighted mean over its scenarios. Entries are compared seed by seed, because all are
        judged on the same ones; those that the evidence cannot tell apart share a band of ranks, and inside it whoever was earlier stands higher. Where
        neighbours are close both get more seeds, up to the budget on the contest’s page; these sharpen the comparison and never move a score.
      </p>
      <h2>Where points were lost</h2>
      <p>
        Every submission’s page shows, scenario by scenario and axis by axis, the cost, the two it is measured between, the points it earned and those it lost,
        and where a credit was refused. Hidden scenarios show their points and, once they are revealed, everything else.
      </p>
    </article>
  );
}
