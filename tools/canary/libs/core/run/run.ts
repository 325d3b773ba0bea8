// front-door-only, no-circular.
import { seconds } from '../units/seconds.js';
import { again } from './again.js';
export const run = () => seconds() + again();
