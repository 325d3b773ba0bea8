import { NEVER } from '#core/units';
import type { Cheat } from './cheat.js';

export const doNothing: Cheat = {
  name: 'do nothing',
  says: 'never answers: no machine costs anything',
  controlPlane: () => ({ wakeAtUs: NEVER, step: () => [] }),
};
