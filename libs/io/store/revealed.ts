/**
 * Whether a version of a scenario is known to all: it was never hidden, an organizer revealed it, or every contest that judged with it is
 * over, and there was one.
 */
export const REVEALED = `(scenario.visibility = 'public' OR scenario.revealed_at IS NOT NULL OR coalesce((
  SELECT bool_and(judged.closes_at IS NOT NULL AND judged.closes_at <= now())
  FROM contest_scenario used JOIN contest judged ON judged.id = used.contest_id WHERE used.scenario_digest = scenario.digest), false))`;
