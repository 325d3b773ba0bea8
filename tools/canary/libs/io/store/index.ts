// io-rooms-apart and libs-not-apps.
import { queue } from '../queue/index.js';
import { api } from '../../../apps/api/main.js';
export const store = [queue, api];
