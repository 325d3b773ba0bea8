// web-knows-only-the-api.
import { queue } from '../../libs/io/queue/index.js';
export const page = queue;
