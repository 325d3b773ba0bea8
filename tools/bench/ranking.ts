import { rank, type ScoredSubmission } from '#core/leaderboard';
import { RandomStream } from '#core/random';

/**
 * Ranking a whole board from its log: 10,000 entries × 8 scenarios × 15 seeds with the paired bootstrap of 1,000 resamples, beside a bare
 * loop that sorts the same entries by their mean. CPU time of this thread, so that a busy machine does not count.
 */
const ENTRIES = 10_000;
const SCENARIOS = 8;
const SEEDS = 15;

const names = Array.from({ length: SCENARIOS }, (_, index) => `scenario-${index}`);
const stream = new RandomStream(1, 'bench/ranking');
const submissions = Array.from({ length: ENTRIES }, (_, index): ScoredSubmission => {
  const skill = 100 * stream.uniform() - 20;
  return {
    submission: `s${index}`,
    team: `t${index}`,
    submittedAtMs: stream.integer(1_000_000),
    runs: names.flatMap((scenario) => Array.from({ length: SEEDS }, (_, seed) => ({ scenario, seed, score: skill + 20 * stream.normal(), terminal: true }))),
  };
});
const weights = Object.fromEntries(names.map((name) => [name, 1]));

function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const bare = cpuSeconds(() => {
  const means = submissions.map((one) => one.runs.reduce((sum, run) => sum + (run.score ?? 0), 0) / one.runs.length);
  means.sort((a, b) => b - a);
});
let bands = 0;
const ranked = cpuSeconds(() => {
  bands = new Set(rank(submissions, { weights, seed: 'bench' }).map((row) => row.bandFrom)).size;
});
const memory = process.memoryUsage().rss / 2 ** 20;
console.log(`means sorted    ${bare.toFixed(3)} s`);
console.log(
  `ranked          ${ranked.toFixed(2)} s, ${(ranked / bare).toFixed(0)} × the bare loop; ${bands} bands; ${memory.toFixed(0)} MiB resident, log and all`,
);
console.log(`within 10 s and 1 GiB: ${ranked <= 10 && memory <= 1024 ? 'yes' : 'NO'}`);
