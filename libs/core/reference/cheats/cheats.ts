import type { Cheat } from './cheat.js';
import { crashAtFirstFault } from './crash-at-first-fault.js';
import { doNothing } from './do-nothing.js';
import { rejectLoad } from './reject-load.js';
import { scaleToMaximum } from './scale-to-maximum.js';
import { scaleToZero } from './scale-to-zero.js';

export const CHEATS: readonly Cheat[] = [rejectLoad, scaleToMaximum, scaleToZero, crashAtFirstFault, doNothing];
