import type { ContestRow, ExtraSeedRules, NewSubmission, RunRow, Store, SubmissionRow, TeamRow } from '#io/store';

let made = 0;

export interface AContest {
  readonly contest: ContestRow;
  readonly team: TeamRow;
  submit(more?: Partial<NewSubmission>): Promise<SubmissionRow>;
  run(): Promise<RunRow>;
}

/** A contest with one scenario of two seeds, and a team that hands entries in. */
export async function aContest(
  store: Store,
  rules: Partial<Omit<ContestRow, 'extraSeeds'>> & { readonly extraSeeds?: ExtraSeedRules } = {},
  text = 'text',
): Promise<AContest> {
  made += 1;
  const digest = `${made}`.padStart(64, 'd');
  await store.scenarios.publish({ id: `scenario-${made}`, digest, title: 'T', family: 'f', summary: 's', visibility: 'public', text });
  const contest = await store.contests.create({
    slug: `contest-${made}`,
    title: 'A contest',
    description: '',
    opensAt: null,
    freezesAt: null,
    closesAt: null,
    divisions: ['kubernetes'],
    submissionsPerDay: null,
    openRuns: true,
    ...rules,
    scenarios: [{ digest, weight: 1, seeds: [1, 2] }],
  });
  if (contest === null) throw new Error('the slug is taken');
  const team = await store.teams.ensure(`team-${made}`);
  const wish = (more: Partial<NewSubmission> = {}): NewSubmission => ({
    contestId: contest.id,
    teamId: team.id,
    entryDigest: 'e'.repeat(64),
    division: 'kubernetes',
    warnings: [],
    idempotencyKey: null,
    reference: false,
    ...more,
  });
  const submit = async (more: Partial<NewSubmission> = {}) => {
    const answer = await store.submissions.accept(wish(more));
    if (answer.kind !== 'accepted') throw new Error(answer.kind);
    return answer.submission;
  };
  return { contest, team, submit, run: async () => (await submit()).runs[0] as RunRow };
}
