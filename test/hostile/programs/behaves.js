import { run } from 'regatta';

run({ score: (pod, node) => node.cpuFree });
