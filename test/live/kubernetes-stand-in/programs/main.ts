import { machine } from './machine.js';
import { tool } from './tool.js';

// One program for everything that a node image brings: as the machine's first process, and as each of its commands.
const [, , as = '', ...rest] = process.argv;
if (as === 'machine') machine(null);
else if (as === 'k3s') machine(rest);
else void tool(as, rest);
