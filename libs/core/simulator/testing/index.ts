export { checkBooks, checkRequests } from './check-books.js';
export { PortWatch } from './port-watch.js';
export { outcomesOf, play, playWith, type Played, type Settled } from './play.js';
export { smallScenario, type SmallScenario } from './small-scenario.js';
export { podOf, Steward, type StewardRules } from './steward.js';
export { WEB_ENTRY } from './web-entry.js';
