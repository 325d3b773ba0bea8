export type { BootstrapToken, Config } from './config.js';
export { ConfigError, readConfig } from './read-config.js';
