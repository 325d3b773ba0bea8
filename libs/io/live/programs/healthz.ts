import { isHealthy } from './client.js';
import { WORK_PORT } from './plan.js';

/** A container's healthcheck: exit code 0 when the application beside it says that it is well. */
void isHealthy('127.0.0.1', WORK_PORT, 2000).then((ok) => process.exit(ok ? 0 : 1));
