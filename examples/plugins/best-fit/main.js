import { run } from 'regatta';

/** The node that is fullest afterwards: what is left over stays in one piece. */
const score = (pod, node) => {
  const cpu = (node.cpuFree - pod.cpuMilli) / node.cpuMilli;
  const memory = (node.memoryFree - pod.memoryBytes) / node.memoryBytes;
  return -(cpu + memory);
};

run({ name: 'best fit', score });
