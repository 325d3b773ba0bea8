import type { ContestScenario } from '../api/model';
import { Link } from '../routing/router';

/** A scenario's title; a link unless its page is hidden. */
export function ScenarioName({ id, scenario }: { readonly id: string; readonly scenario: ContestScenario | undefined }) {
  if (scenario?.revealed === false) return <>{scenario.title}</>;
  return <Link href={`/scenarios/${encodeURIComponent(id)}`}>{scenario?.title ?? id}</Link>;
}
