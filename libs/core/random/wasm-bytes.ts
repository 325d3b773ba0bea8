/** As much of the WebAssembly binary format as a module of one function over one memory needs. */

/** A signed number in LEB128. */
export function leb(value: number | bigint): number[] {
  const bytes: number[] = [];
  for (let rest = BigInt(value); ; ) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    const signed = (low & 0x40) !== 0;
    if ((rest === 0n && !signed) || (rest === -1n && signed)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

const text = (name: string): number[] => [name.length, ...Array.from(name, (letter) => letter.charCodeAt(0))];
const section = (id: number, content: readonly number[]): number[] => [id, ...unsigned(content.length), ...content];

export const I32 = 0x7f;
export const I64 = 0x7e;

/** Eight bytes of a double, lowest first. */
export function double(value: number): number[] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value, true);
  return Array.from({ length: 8 }, (_, i) => view.getUint8(i));
}

/** A module that exports its memory of one page as `memory` and a function without a result as `run`. */
export function oneFunctionModule(parameters: readonly number[], locals: readonly number[], body: readonly number[]): Uint8Array<ArrayBuffer> {
  const code = [locals.length, ...locals.flatMap((type) => [1, type]), ...body];
  const magicAndVersion = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  return Uint8Array.from([
    ...magicAndVersion,
    ...section(1, [1, 0x60, parameters.length, ...parameters, 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, ...text('run'), 0, 0, ...text('memory'), 2, 0]),
    ...section(10, [1, ...unsigned(code.length), ...code]),
  ]);
}
