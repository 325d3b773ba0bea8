import { double, I32, I64, leb, type WrittenExports, webAssembly, writtenModule } from '#core/assembly';
import { MULTIPLIER, philox2x32, WEYL } from './philox.js';

/**
 * `philox2x32` for many counters in a row, as numbers in [0, 1). In WebAssembly, which multiplies 64 bits at once where JavaScript
 * takes four products apart: the same words, three times as fast. Integers and powers of two only, so nothing is rounded anywhere.
 */
const ROUNDS = 10;
const [COUNTER, LANE, KEY, COUNT, INDEX, LOW, HIGH, ROUND_KEY, PRODUCT] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;

const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const tee = (local: number): number[] => [0x22, local];
const i32 = (value: number): number[] => [0x41, ...leb(value | 0)];
const i64 = (value: number): number[] => [0x42, ...leb(value)];
const f64 = (value: number): number[] => [0x44, ...double(value)];
const [ADD, XOR, SHIFT_LEFT, SHIFT_RIGHT, LESS] = [0x6a, 0x73, 0x74, 0x76, 0x48] as const;
const [TO_LONG, LONG_TIMES, LONG_SHIFT_RIGHT, LOW_WORD_OF] = [0xad, 0x7e, 0x88, 0xa7] as const;
const [TO_DOUBLE, DOUBLE_ADD, DOUBLE_TIMES] = [0xb8, 0xa0, 0xa2] as const;
const [LOOP, NOTHING, AGAIN_IF, END] = [0x03, 0x40, 0x0d, 0x0b] as const;
const STORE_DOUBLE = [0x39, 3, 0];

/** low, high = high half of the product ^ key ^ high, low half of the product. */
const round = [
  ...[...get(LOW), TO_LONG, ...i64(MULTIPLIER), LONG_TIMES, ...set(PRODUCT)],
  ...[...get(PRODUCT), ...i64(32), LONG_SHIFT_RIGHT, LOW_WORD_OF, ...get(ROUND_KEY), XOR, ...get(HIGH), XOR, ...set(LOW)],
  ...[...get(PRODUCT), LOW_WORD_OF, ...set(HIGH)],
  ...[...get(ROUND_KEY), ...i32(WEYL), ADD, ...set(ROUND_KEY)],
];
/** (low · 2^21 + high >>> 11) · 2^-53. */
const uniform = [
  ...[...get(LOW), TO_DOUBLE, ...f64(2 ** 21), DOUBLE_TIMES],
  ...[...get(HIGH), ...i32(11), SHIFT_RIGHT, TO_DOUBLE, DOUBLE_ADD, ...f64(2 ** -53), DOUBLE_TIMES],
];
const body = [
  ...[LOOP, NOTHING],
  ...[...get(COUNTER), ...get(INDEX), ADD, ...set(LOW), ...get(LANE), ...set(HIGH), ...get(KEY), ...set(ROUND_KEY)],
  ...Array.from({ length: ROUNDS }, () => round).flat(),
  ...[...get(INDEX), ...i32(3), SHIFT_LEFT, ...uniform, ...STORE_DOUBLE],
  ...[...get(INDEX), ...i32(1), ADD, ...tee(INDEX), ...get(COUNT), LESS, AGAIN_IF, 0],
  ...[END, END],
];

interface Exports extends WrittenExports {
  readonly run: (counter: number, lane: number, key: number, count: number) => void;
}

/** At most so many at once. */
export const MOST_UNIFORMS = 64;

/** Writes the numbers of the counters from `counter` on to the whole of `out`, which holds up to `MOST_UNIFORMS`. */
type FillUniforms = (out: Float64Array, counter: number, lane: number, key: number) => void;

const words = new Uint32Array(2);

/** The same without compiling anything. */
export const fillPlainly: FillUniforms = (out, counter, lane, key) => {
  for (let i = 0; i < out.length; i++) {
    philox2x32(counter + i, lane, key, words);
    out[i] = ((words[0] as number) * 2 ** 21 + ((words[1] as number) >>> 11)) * 2 ** -53;
  }
};

function compiled(assembly: NonNullable<typeof webAssembly>): FillUniforms {
  const written = { name: 'run', parameters: [I32, I32, I32, I32], results: [], locals: [I32, I32, I32, I32, I64], body };
  const { run, memory } = new assembly.Instance(new assembly.Module(writtenModule([written], 1))).exports as Exports;
  const results = new Float64Array(memory.buffer, 0, MOST_UNIFORMS);
  return (out, counter, lane, key) => {
    run(counter, lane, key, out.length);
    if (out.length === MOST_UNIFORMS) out.set(results);
    else for (let i = 0; i < out.length; i++) out[i] = results[i] as number;
  };
}

export const fillUniforms: FillUniforms = webAssembly === null ? fillPlainly : compiled(webAssembly);
