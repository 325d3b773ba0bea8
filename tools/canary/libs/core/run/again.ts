import { run } from './run.js';
export const again = (): number => run();
