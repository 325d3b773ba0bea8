import { importOpenbNodes, importOpenbPods } from './index.js';

const NODES = 'sn,cpu_milli,memory_mib,gpu,model\n';
const PODS = 'name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec\n';

describe('the OpenB importer', () => {
  it('sorts nodes by name', () => {
    const outcome = importOpenbNodes(`${NODES}b,1000,10,2,T4\na,2000,20,0,\n`, 'nodes.csv');
    expect(outcome).toMatchObject({
      ok: true,
      value: [
        { name: 'a', gpus: 0, model: '' },
        { name: 'b', cpuMilli: 1000, memoryMib: 10, gpus: 2, model: 'T4' },
      ],
    });
  });

  it('reads whole, shared and no GPUs, models, and shares equal requests', () => {
    const outcome = importOpenbPods(`${PODS}p1,1000,10,1,460,\np2,1000,10,2,500,A|B\np3,1000,10,0,0,\np4,1000,10,1,460,\np5,1000,10,1,2000,\n`, 'pods.csv');
    if (!outcome.ok) throw new Error('refused');
    const [shared, two, none, again, clipped] = outcome.value.map((pod) => pod.request);
    expect([shared?.gpuMilli, two?.gpuMilli, none?.gpuMilli, clipped?.gpuMilli]).toEqual([460, 1000, 0, 1000]);
    expect(two?.models).toEqual(['A', 'B']);
    expect(again).toBe(shared);
  });

  it.each<[string, string, number, number]>([
    ['trace-column-missing', 'name,cpu\nx,1\n', 1, 1],
    ['trace-column-missing', '', 1, 1],
    ['trace-empty', PODS, 2, 1],
    ['trace-not-an-integer', `${PODS}p1,many,10,1,460,\n`, 2, 4],
    ['trace-not-an-integer', `${PODS}p1,1,10,1,460,\np2,-5,1,1,1,\n`, 3, 4],
    ['trace-not-an-integer', `${PODS}"p,1",1,1.5,1,460,\n`, 2, 9],
    ['trace-not-an-integer', `${PODS}p1,1,10,1,NaN,\n`, 2, 11],
    ['trace-out-of-range', `${PODS}p1,99999999999,10,1,460,\n`, 2, 4],
    ['trace-unreadable', `${PODS}p1,1,10\n`, 2, 1],
    ['trace-unreadable', `${PODS}p1,"1,10,1,460,\n`, 2, 1],
  ])('refuses with %s and its place', (code, text, line, column) => {
    expect(importOpenbPods(text, 'pods.csv')).toMatchObject({ ok: false, problems: [{ code, file: 'pods.csv', line, column }] });
  });

  it('names every problem at once', () => {
    const outcome = importOpenbPods(`${PODS}p1,x,y,1,460,\np2,1,1,z,1,\n`, 'pods.csv');
    expect(outcome.ok ? [] : outcome.problems.map(({ line, column }) => `${line}:${column}`)).toEqual(['2:4', '2:6', '3:8']);
  });

  it('refuses a machine with more GPUs than any has', () => {
    expect(importOpenbNodes(`${NODES}a,1,1,9,T4\n`, 'nodes.csv')).toMatchObject({ ok: false, problems: [{ code: 'trace-out-of-range', line: 2, column: 7 }] });
  });
});
