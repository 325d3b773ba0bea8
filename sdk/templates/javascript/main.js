import { run } from 'regatta';
import { plugin } from './plugin.js';

run(plugin);
