import type { Problem } from '#core/problem';
import type { Fault, RunMetrics, RunState, Verdict } from '#core/run';
import type { PerAxis } from '#core/scoring';

/** What the rest of the platform may ask of the database. PostgreSQL is the truth; queue and leaderboard are rebuilt from it. */
export interface Store {
  readonly teams: TeamStore;
  readonly tokens: TokenStore;
  readonly contests: ContestStore;
  readonly scenarios: ScenarioStore;
  readonly submissions: SubmissionStore;
  readonly runs: RunStore;
  readonly judges: JudgeStore;
  readonly scores: ScoreStore;
  readonly extraSeeds: ExtraSeedStore;
  readonly standings: StandingStore;
  readonly feed: FeedStore;
  readonly outbox: OutboxStore;
  /** For rooms that keep tables here without knowing this room (`openArtifacts(store.sql)`). */
  readonly sql: SqlRunner;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface SqlRunner {
  query(text: string, parameters: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

export type Role = 'viewer' | 'contestant' | 'organizer' | 'admin';
export type Scope = 'read' | 'submit' | 'organize' | 'admin';

/** Items before (newest first) or after a cursor: `before` is what the last item of the previous page had. */
export interface Page {
  readonly limit: number;
  /** The `cursor` of the last item seen; null: from the start. */
  readonly after: string | null;
}
export interface Paged<T> {
  readonly items: readonly T[];
  /** Null: that was the last page. */
  readonly nextCursor: string | null;
}

export interface TeamRow {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
}
export interface TeamStore {
  /** Null: the name is taken. */
  create(name: string): Promise<TeamRow | null>;
  /** The team of this name, made when there is none. */
  ensure(name: string): Promise<TeamRow>;
  find(id: string): Promise<TeamRow | null>;
  list(page: Page): Promise<Paged<TeamRow>>;
}

export interface TokenRow {
  readonly id: string;
  readonly role: Role;
  readonly scopes: readonly Scope[];
  readonly team: { readonly id: string; readonly name: string } | null;
  readonly label: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
}
export interface NewToken {
  /** SHA-256 of the secret, hexadecimal. */
  readonly hash: string;
  readonly role: Role;
  readonly scopes: readonly Scope[];
  readonly teamId: string | null;
  readonly label: string;
  readonly expiresAt: Date | null;
}
export interface TokenStore {
  /** Null: unknown, revoked or expired. */
  findByHash(hash: string): Promise<TokenRow | null>;
  /** Null: a token with this hash exists already. */
  create(token: NewToken): Promise<TokenRow | null>;
  /** Null `teamId`: of all teams. Neither revoked nor expired ones. */
  list(teamId: string | null, page: Page): Promise<Paged<TokenRow>>;
  find(id: string): Promise<TokenRow | null>;
  /** False: there was nothing to revoke. */
  revoke(id: string): Promise<boolean>;
}

/** Where a scenario's runs are made. */
export type RunWorld = 'simulated' | 'live';
export interface ScenarioRow {
  readonly world: RunWorld;
  readonly id: string;
  /** Identifies this version. */
  readonly digest: string;
  readonly title: string;
  readonly family: string;
  readonly summary: string;
  readonly visibility: 'public' | 'hidden';
  readonly text: string;
  /** SHA-256 of the text: all that is told of a hidden scenario. */
  readonly commitment: string;
  /** Everybody may know it: it is public, an organizer revealed it, or the contests that judged with it are over. */
  readonly revealed: boolean;
  readonly publishedAt: Date;
}
export interface NewScenario extends Omit<ScenarioRow, 'publishedAt' | 'world' | 'commitment' | 'revealed'> {
  readonly world?: RunWorld;
}
export interface ScenarioStore {
  /** Adds a version, or makes a known one the newest. */
  publish(scenario: NewScenario): Promise<ScenarioRow>;
  /** False: there is no hidden scenario of this id that was not revealed before. */
  reveal(id: string): Promise<boolean>;
  /** The newest version. */
  find(id: string): Promise<ScenarioRow | null>;
  findVersion(digest: string): Promise<ScenarioRow | null>;
  /** Newest versions, by id; hidden ones only where all are asked for. */
  list(page: Page, all: boolean): Promise<Paged<ScenarioRow>>;
}

export interface ContestScenarioRow {
  readonly scenarioId: string;
  /** The version that this contest judges with. */
  readonly digest: string;
  readonly title: string;
  readonly visibility: 'public' | 'hidden';
  readonly commitment: string;
  readonly revealed: boolean;
  readonly world: RunWorld;
  readonly weight: number;
  readonly seeds: readonly number[];
}
export interface ContestRow {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly opensAt: Date | null;
  readonly freezesAt: Date | null;
  readonly closesAt: Date | null;
  readonly divisions: readonly string[];
  readonly submissionsPerDay: number | null;
  readonly openRuns: boolean;
  readonly extraSeeds: ExtraSeedRules & { readonly spent: number; readonly root: string };
  readonly scenarios: readonly ContestScenarioRow[];
  readonly createdAt: Date;
}
/** What a contest promises about seeds that are added where ranks are close. */
export interface ExtraSeedRules {
  /** Runs in all; 0: none. */
  readonly runs: number;
  /** Seeds that an entry may get on one scenario. */
  readonly perScenario: number;
  /** The rules say finals: seeds are still added in the freeze and after the end. */
  readonly afterFreeze: boolean;
}
export interface NewContest extends Omit<ContestRow, 'id' | 'createdAt' | 'scenarios' | 'extraSeeds'> {
  /** Left out: no extra seeds. */
  readonly extraSeeds?: ExtraSeedRules;
  readonly scenarios: readonly { readonly digest: string; readonly weight: number; readonly seeds: readonly number[] }[];
}
export interface ContestStore {
  /** Null: the slug is taken. */
  create(contest: NewContest): Promise<ContestRow | null>;
  /** By id or slug. */
  find(idOrSlug: string): Promise<ContestRow | null>;
  /** Newest first. */
  list(page: Page): Promise<Paged<ContestRow>>;
}

export interface RunRow {
  readonly id: string;
  readonly submissionId: string;
  readonly contestId: string;
  readonly scenarioId: string;
  readonly world: RunWorld;
  /** Of its entry. */
  readonly division: string;
  readonly scenarioDigest: string;
  readonly seed: number;
  readonly state: RunState;
  /** 0: no judge had it yet. */
  readonly attempt: number;
  readonly judge: string | null;
  readonly verdict: Verdict | null;
  readonly fault: Fault | null;
  readonly cause: string | null;
  readonly metrics: RunMetrics | null;
  readonly costs: PerAxis | null;
  readonly normalized: PerAxis | null;
  readonly score: number | null;
  /** On a seed that was added where ranks are close. */
  readonly extra: boolean;
  /** The record is the artifact of this digest. */
  readonly recordDigest: string | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

export type SubmissionState = 'judging' | 'scored' | 'failed';
export interface SubmissionRow {
  readonly id: string;
  readonly contestId: string;
  readonly team: { readonly id: string; readonly name: string };
  readonly division: string;
  /** The files are the artifact of this digest. */
  readonly entryDigest: string;
  readonly submittedAt: Date;
  readonly warnings: readonly Problem[];
  /** One of the platform's own entries, which anchor the scores. */
  readonly reference: boolean;
  readonly state: SubmissionState;
  readonly score: number | null;
  /** By scenario, then seed. */
  readonly runs: readonly RunRow[];
}
export interface NewSubmission {
  readonly contestId: string;
  readonly teamId: string;
  readonly entryDigest: string;
  readonly division: string;
  readonly warnings: readonly Problem[];
  readonly idempotencyKey: string | null;
  /** Bound by neither dates nor quota. */
  readonly reference: boolean;
}
export type Acceptance =
  | { readonly kind: 'accepted'; readonly submission: SubmissionRow }
  /** The same key with the same entry came before: this is what became of it. */
  | { readonly kind: 'repeated'; readonly submission: SubmissionRow }
  | { readonly kind: 'key-reused' }
  | { readonly kind: 'contest-not-found' }
  | { readonly kind: 'contest-closed' }
  | { readonly kind: 'quota-exceeded'; readonly limit: number; readonly resetsAt: Date };
export interface SubmissionStore {
  /** One transaction: submission, its runs, the messages that queue them, the feed event, the quota. Put the entry's artifact first. */
  accept(submission: NewSubmission): Promise<Acceptance>;
  find(id: string): Promise<SubmissionRow | null>;
  /** Newest first. */
  list(filter: { readonly contestId: string | null; readonly teamId: string | null }, page: Page): Promise<Paged<SubmissionRow>>;
}

export interface RunLease {
  readonly run: RunRow;
  /** Rises with every lease of any run: the latest holder has the highest. */
  readonly token: string;
  readonly entryDigest: string;
}
export interface RunResult {
  readonly verdict: Verdict;
  readonly fault: Fault;
  readonly cause: string | null;
  readonly metrics: RunMetrics | null;
  readonly recordDigest: string;
}
/** What a judge's host can do for runs on real containers. */
export interface JudgeHost {
  readonly engine: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly drivers: readonly { readonly driver: string; readonly refusal: string | null }[];
  readonly network: Readonly<Record<string, boolean>>;
}
export interface JudgeAbilities {
  /** Why no plugin can be run there; null: they can. */
  readonly noPlugins: string | null;
  /** Why it takes no runs on real containers; null: it does, or is still looking at its host. */
  readonly noLive: string | null;
  /** Null while it takes none. */
  readonly host: JudgeHost | null;
}
export interface JudgeRow extends JudgeAbilities {
  readonly name: string;
  readonly seenAt: Date;
}
/** Who judges, and what with. */
export interface JudgeStore {
  /** "I am here, and this is what I can do." */
  report(name: string, abilities: JudgeAbilities): Promise<void>;
  /** Null: some judge that was there lately runs plugins; otherwise why none does. */
  whyNoPlugins(): Promise<string | null>;
  /** Null: some judge that was there lately takes runs on real containers (of plugins as well, where the entry is one); otherwise why none does. */
  whyNoLive(plugin: boolean): Promise<string | null>;
  /** Those that were there lately. */
  list(): Promise<readonly JudgeRow[]>;
}

export interface RunStore {
  find(id: string): Promise<RunRow | null>;
  /** Null: it is not waiting for a judge. */
  lease(runId: string, judge: string, leaseMs: number): Promise<RunLease | null>;
  /** False: the lease is somebody else's now. */
  heartbeat(runId: string, token: string, leaseMs: number): Promise<boolean>;
  /** leased → recorded. False: a late result, refused. */
  record(runId: string, token: string, result: RunResult): Promise<boolean>;
  /** leased → queued, or failed when this was the last attempt. `free`: it costs no attempt. False: the lease is somebody else's now. */
  release(runId: string, token: string, why: { readonly cause: string; readonly free: boolean }): Promise<boolean>;
  /** Ends the leases of judges that fell silent; how many there were. */
  requeueExpired(): Promise<number>;
  /** queued | leased → failed. */
  fail(runId: string, cause: string): Promise<boolean>;
  /** queued | leased → cancelled. */
  cancel(runId: string): Promise<boolean>;
  /** scored | failed → queued, with new attempts. */
  rejudge(runId: string): Promise<boolean>;
  /** Runs that stand in `state` and were not put on the queue for a while: what a wiped queue has lost. They count as put there now. */
  takeForgotten(state: 'queued' | 'recorded', forMs: number, limit: number): Promise<readonly RunRow[]>;
  /** Writes at waiting runs of plugins that no judge can take them now, and why; null: that they can be taken again. How many it changed. */
  explainPlugins(whyNot: string | null): Promise<number>;
}

/** A row of the append-only log that the leaderboard is a function of. */
export interface ScoreRow {
  readonly runId: string;
  readonly attempt: number;
  readonly scoringVersion: number;
  readonly costs: PerAxis | null;
  readonly normalized: PerAxis | null;
  readonly score: number | null;
  readonly at: Date;
}
/** The latest score of a run, beside the run's place in the contest; runs without one have nulls. */
export interface ScoredRunRow {
  readonly submissionId: string;
  readonly team: { readonly id: string; readonly name: string };
  readonly reference: boolean;
  readonly division: string;
  readonly submittedAt: Date;
  readonly scenarioId: string;
  readonly world: RunWorld;
  readonly seed: number;
  readonly terminal: boolean;
  readonly failed: boolean;
  readonly normalized: PerAxis | null;
  readonly score: number | null;
  /** On a seed that was added where ranks are close. */
  readonly extra: boolean;
}
/** One consistent reading of a contest's log. */
export interface ScoreLog {
  readonly contestId: string;
  /** Rises with whatever could move a standing: what `standings.replace` is told to have read. */
  readonly changes: string;
  readonly freezesAt: Date | null;
  readonly weights: Readonly<Record<string, number>>;
  readonly runs: readonly ScoredRunRow[];
}
export interface ScoreStore {
  /** recorded → scored with one row of the log; a scored run gets another row for another scoring version only. False: nothing changed. */
  append(row: Omit<ScoreRow, 'at'>): Promise<boolean>;
  /** Every run of a contest with the last row of the log about its present attempt. Null: no such contest. */
  readLog(contestId: string): Promise<ScoreLog | null>;
}

/** What extra seeds may still be granted from. */
export interface ExtraSeedBudget {
  /** Decides the seeds in reserve; secret until the contest is over. */
  readonly root: string;
  readonly perScenario: number;
  /** Runs. */
  readonly left: number;
  /** Seeds may be added now: the board is not frozen and the contest not over, or its rules say finals. */
  readonly open: boolean;
  /** The seeds that are published. */
  readonly scenarios: readonly { readonly scenarioId: string; readonly seeds: readonly number[] }[];
}
export interface ExtraSeedStore {
  /** Null: no such contest. */
  budgetOf(contestId: string): Promise<ExtraSeedBudget | null>;
  /**
   * Queues runs on extra seeds, all or none, and says how many. None where something moved since that reading of the log, or the budget
   * does not hold them: whoever ranks the later reading plans anew.
   */
  grant(
    log: Pick<ScoreLog, 'contestId' | 'changes'>,
    runs: readonly { readonly submissionId: string; readonly scenarioId: string; readonly seed: number }[],
  ): Promise<number>;
}

export interface StandingRow {
  readonly rank: number;
  readonly bandFrom: number;
  readonly bandTo: number;
  readonly team: { readonly id: string; readonly name: string };
  readonly submissionId: string;
  readonly division: string;
  readonly score: number | null;
  readonly scenarios: readonly {
    readonly scenarioId: string;
    readonly score: number | null;
    readonly latency: number | null;
    readonly utilization: number | null;
    readonly recovery: number | null;
    readonly runs: number;
    readonly runsTotal: number;
    readonly extraRuns: number;
  }[];
  /** P(beats the next rank); null: there is no scored one. */
  readonly beatsNext: number | null;
  /** Seeds a scenario that would tell it from the next rank; 0: told apart already; null: no number would. */
  readonly moreSeedsToNext: number | null;
  /** ISO 8601. */
  readonly submittedAt: string;
  readonly reference: boolean;
}
export interface Board {
  readonly contestId: string;
  readonly scoringVersion: number;
  readonly generatedAt: Date;
  /** Changes exactly when the standings do: an ETag. */
  readonly digest: string;
  readonly standings: readonly StandingRow[];
}
/** `public` leaves out what came after the freeze; `full` is for organizers, and for all once the contest is closed. */
/** Live results are a class of their own: nothing of one world is on a board of the other. */
export type BoardView = 'public' | 'full' | 'public-live' | 'full-live';
export interface SubmissionScore {
  readonly submissionId: string;
  readonly state: SubmissionState;
  readonly score: number | null;
}
type NewBoard = Pick<Board, 'scoringVersion' | 'standings'>;
/** Those of live runs only where there are any. */
export type NewBoards = Readonly<Record<'public' | 'full', NewBoard>> & Readonly<Partial<Record<'public-live' | 'full-live', NewBoard>>>;
export interface StandingStore {
  /**
   * Both boards and what they say of each submission, in one transaction with the feed events. False: boards derived from
   * a later reading of the log are there already.
   */
  replace(log: Pick<ScoreLog, 'contestId' | 'changes'>, boards: NewBoards, submissions: readonly SubmissionScore[]): Promise<boolean>;
  /** Null: nothing was scored yet. */
  read(contestId: string, view: BoardView): Promise<Board | null>;
  /** Of the board as it is now, without reading it. */
  digest(contestId: string, view: BoardView): Promise<string | null>;
  /** Contests whose boards do not show the latest change of the log. */
  stale(): Promise<readonly string[]>;
}

export type FeedKind = 'submission' | 'run' | 'leaderboard';
export interface FeedEvent {
  /** Rises in the order of commits, so that nothing appears behind a reader. */
  readonly id: number;
  readonly contestId: string;
  readonly kind: FeedKind;
  /** Null: about the whole contest. */
  readonly submissionId: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly at: Date;
}
export interface FeedStore {
  append(event: Omit<FeedEvent, 'id' | 'at'>): Promise<void>;
  /** In order of id. */
  readAfter(contestId: string, afterId: number, limit: number): Promise<readonly FeedEvent[]>;
  /** 0: none yet. */
  lastId(): Promise<number>;
  /** Calls back for every event from now on, each once, in order, across lost connections. Resolves with what ends it. */
  listen(onEvent: (event: FeedEvent) => void): Promise<() => Promise<void>>;
}

export const OUTBOX_TOPICS = ['judge', 'judge-plugin', 'judge-live', 'score', 'rank'] as const;
/** `judge` and `score` carry a run's id, `rank` a contest's. */
export type OutboxTopic = (typeof OUTBOX_TOPICS)[number];
export interface OutboxMessage {
  readonly id: string;
  readonly topic: OutboxTopic;
  readonly subject: string;
}
export interface OutboxStore {
  /** Takes messages that no other process has in hand and marks them sent once `send` has resolved; how many. At least once. */
  dispatch(limit: number, send: (messages: readonly OutboxMessage[]) => Promise<void>): Promise<number>;
  /** Calls back whenever there is something new. Resolves with what ends it. */
  listen(onMessage: () => void): Promise<() => Promise<void>>;
}
