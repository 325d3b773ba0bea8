import { type EntryFile, parseEntry } from '../index.js';

const MANIFEST = 'runtime: node\ncommand: [node, main.js]\n';
const files = (manifest: string, more: Readonly<Record<string, string>> = { 'main.js': 'run()' }): EntryFile[] => [
  { path: 'regatta.yaml', text: manifest },
  ...Object.entries(more).map(([path, text]) => ({ path, text })),
];

describe('a plugin', () => {
  it('needs a runtime and a command, and has limits of its own', () => {
    const outcome = parseEntry(files(MANIFEST));
    expect(outcome).toMatchObject({ ok: true, warnings: [] });
    expect(outcome.ok && outcome.value).toMatchObject({
      division: 'scheduler',
      runtime: 'node',
      interpreter: 'node',
      command: ['node', 'main.js'],
      limits: { memoryBytes: 256 * 2 ** 20, processes: 64 },
      workloads: null,
      extenders: [],
      root: '',
    });
  });

  it('may lie in the one folder of an archive, with any other files beside it', () => {
    const packed = [...files(MANIFEST), { path: 'tsconfig.json', text: '{ // comments\n}' }, { path: 'a.yaml', text: ': [' }].map((file) => ({
      ...file,
      path: `my-plugin/${file.path}`,
    }));
    expect(parseEntry(packed)).toMatchObject({ ok: true, value: { root: 'my-plugin/' } });
  });

  it('starts TypeScript by its JavaScript name', () => {
    expect(parseEntry(files(MANIFEST, { 'main.ts': '' })).ok).toBe(true);
  });

  it('may be a WebAssembly module', () => {
    const wasm: EntryFile = { path: 'main.wasm', text: 'AGFzbQEAAAA=', encoding: 'base64' };
    expect(parseEntry([...files('runtime: wasm\ncommand: [main.wasm, fast]\n', {}), wasm])).toMatchObject({
      ok: true,
      value: { runtime: 'wasm', interpreter: 'node', command: ['main.wasm', 'fast'] },
    });
  });

  it('carries manifests of its own', () => {
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: a, image: regatta/web }] }\n';
    const outcome = parseEntry(files(`${MANIFEST}workloads: k8s/\n`, { 'main.js': '', 'k8s/a.yaml': pod, 'package.json': '{}' }));
    expect(outcome).toMatchObject({ ok: true, value: { workloads: { apps: [{ app: 'web', file: 'k8s/a.yaml' }] } } });
  });

  it('calls extenders on its own loopback', () => {
    const outcome = parseEntry(
      files('runtime: extender\ncommand: [python3, e.py]\nextenders:\n- urlPrefix: http://127.0.0.1:8888/x\n  filterVerb: filter\n', { 'e.py': '' }),
    );
    expect(outcome).toMatchObject({ ok: true, value: { interpreter: 'python', extenders: [{ urlPrefix: 'http://127.0.0.1:8888/x', filterVerb: 'filter' }] } });
  });

  it.each([
    ['missing-field', 1, 1, 'command: [node, main.js]\n'],
    ['missing-field', 1, 1, 'runtime: node\n'],
    ['missing-field', 2, 10, 'runtime: node\ncommand: []\n'],
    ['value-not-allowed', 1, 10, 'runtime: ruby\ncommand: [ruby, main.rb]\n'],
    ['value-not-allowed', 2, 11, 'runtime: node\ncommand: [python3, main.js]\n'],
    ['missing-file', 2, 17, 'runtime: node\ncommand: [node, man.js]\n'],
    ['value-not-allowed', 2, 11, 'runtime: wasm\ncommand: [node, main.js]\n'],
    ['missing-file', 2, 11, 'runtime: wasm\ncommand: [main.wasm]\n'],
    ['unknown-field', 3, 1, `${MANIFEST}comand: x\n`],
    ['wrong-type', 2, 10, 'runtime: node\ncommand: node main.js\n'],
    ['invalid-quantity', 3, 19, `${MANIFEST}limits: { memory: 256MB }\n`],
    ['invalid-value', 3, 19, `${MANIFEST}limits: { memory: 4Gi }\n`],
    ['invalid-value', 3, 22, `${MANIFEST}limits: { processes: 100000 }\n`],
    ['invalid-value', 3, 12, `${MANIFEST}workloads: ../../etc\n`],
    ['empty-entry', 3, 12, `${MANIFEST}workloads: k8s\n`],
    ['missing-field', 1, 10, 'runtime: extender\ncommand: [node, main.js]\n'],
    ['exclusive-fields', 3, 1, `${MANIFEST}extenders: [{ urlPrefix: "http://127.0.0.1:1" }]\n`],
    ['invalid-value', 4, 14, 'runtime: extender\ncommand: [node, main.js]\nextenders:\n- urlPrefix: http://10.0.0.1:8888/\n'],
    ['yaml-syntax', 2, 1, 'runtime: [node\ncommand: [node, main.js]\n'],
    ['empty-entry', 1, 1, '# nothing\n'],
    ['duplicate-object', 4, 1, `${MANIFEST}---\nruntime: node\n`],
  ])('%s is told at %i:%i', (code, line, column, manifest) => {
    const outcome = parseEntry(files(manifest));
    expect(outcome.ok ? [] : outcome.problems).toContainEqual(expect.objectContaining({ code, file: 'regatta.yaml', line, column }));
  });

  it('is of no other division, and a manifest of another kind does not make one', () => {
    expect(parseEntry(files(MANIFEST), { division: 'kubernetes' })).toMatchObject({ ok: false, problems: [{ code: 'wrong-division' }] });
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: a, image: regatta/web }] }\n';
    expect(parseEntry([{ path: 'regatta.yaml', text: pod }])).toMatchObject({ ok: true, value: { division: 'kubernetes' } });
  });
});
