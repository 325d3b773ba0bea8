export { silentListener } from './silent-listener.js';
