/**
 * The walls of the house: apps → io → core, and inside core only leftwards (ARCHITECTURE.md).
 * `node tools/check.mjs walls` runs them, and runs them again over tools/canary, whose planted violations must all be found.
 */
const ROOMS = 'units|assembly|random|digest|problem|cluster|scenario|entry|orchestrator|run|simulator|scoring|leaderboard|reference';
const LEAVES = ['units', 'assembly', 'random', 'digest', 'problem'];
/** What each room of core may import, besides the leaves and itself. */
const ARROWS = {
  units: [],
  assembly: [],
  random: ['assembly'],
  digest: [],
  problem: [],
  cluster: [],
  scenario: ['cluster'],
  entry: ['cluster', 'scenario'],
  orchestrator: ['cluster', 'scenario', 'entry'],
  run: ['cluster', 'scenario', 'entry'],
  simulator: ['cluster', 'scenario', 'entry', 'orchestrator', 'run'],
  scoring: ['cluster', 'scenario', 'entry', 'run'],
  leaderboard: ['cluster', 'scenario', 'entry', 'run', 'scoring'],
  reference: ['cluster', 'scenario', 'entry', 'orchestrator', 'run', 'simulator', 'scoring', 'leaderboard'],
};
const root = process.env.REGATTA_WALLS_ROOT ?? '';
const SPEC = '([.]spec[.]ts$|/testing/)';

const coreArrows = Object.entries(ARROWS).map(([room, allowed]) => ({
  name: `core-arrow-${room}`,
  severity: 'error',
  from: { path: `^${root}libs/core/${room}/`, pathNot: SPEC },
  to: { path: `^${root}libs/core/(${ROOMS})/`, pathNot: `^${root}libs/core/(${[room, ...(LEAVES.includes(room) ? [] : LEAVES), ...allowed].join('|')})/` },
}));

module.exports = {
  forbidden: [
    { name: 'core-is-pure', severity: 'error', from: { path: `^${root}libs/core/`, pathNot: SPEC }, to: { path: `^${root}(apps|libs/io|tools|test)/` } },
    { name: 'core-no-node', severity: 'error', from: { path: `^${root}libs/core/`, pathNot: SPEC }, to: { dependencyTypes: ['core'] } },
    {
      name: 'core-no-outside-packages',
      severity: 'error',
      from: { path: `^${root}libs/core/`, pathNot: SPEC },
      to: { path: '(^|/)node_modules/(@nestjs|typeorm|pg|bullmq|ioredis|dockerode|pino|express|react|tar|yauzl)(/|$)' },
    },
    { name: 'libs-not-apps', severity: 'error', from: { path: `^${root}libs/` }, to: { path: `^${root}apps/` } },
    { name: 'apps-not-apps', severity: 'error', from: { path: `^${root}apps/([^/]+)/` }, to: { path: `^${root}apps/`, pathNot: `^${root}apps/$1/` } },
    {
      name: 'io-rooms-apart',
      severity: 'error',
      from: { path: `^${root}libs/io/([^/]+)/`, pathNot: SPEC },
      to: { path: `^${root}libs/io/`, pathNot: `^${root}libs/io/($1|config|telemetry)/` },
    },
    {
      name: 'web-knows-only-the-api',
      severity: 'error',
      from: { path: `^${root}apps/web/` },
      to: { path: `^${root}libs/` },
    },
    {
      name: 'front-door-only',
      severity: 'error',
      from: { path: `^${root}(?:apps|libs/[^/]+|tools)/([^/]+)/` },
      to: {
        path: `^${root}libs/(core|io)/[^/]+/`,
        // A sub-room (orchestrator/kubernetes, orchestrator/kubernetes/scheduler …) has a front door of its own.
        pathNot: [`^${root}libs/(core|io)/$1/`, `^${root}libs/(core|io)/.*/index[.]ts$`],
      },
    },
    // Types may refer to each other; what is loaded may not.
    {
      name: 'no-circular',
      severity: 'error',
      from: { pathNot: '/entities/' },
      to: { circular: true, viaOnly: { pathNot: '/entities/', dependencyTypesNot: ['type-only'] } },
    },
    ...coreArrows,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.json'],
    },
  },
};
