import { I32, leb, unsignedLeb, V128, writtenModule } from '#core/assembly';
import * as fixed from './fixed-percent.js';

/**
 * The loops that look at every node, four nodes at a time: what `addDefault` computes, and which totals are the best. Integers only, and
 * the same ones: `score-memory.spec.ts` holds them against the plain loops.
 */
const { BITS, HUNDRED, ONE, SLACK } = fixed;
/** Stands for a score that takes more than adding whole numbers. */
export const LATER = -(2 ** 31);
/** Bytes of four numbers, and of one. */
const STEP = 16;
const WORD = 4;

const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const tee = (local: number): number[] => [0x22, local];
const i32 = (value: number): number[] => [0x41, ...leb(value | 0)];
const [ADD, SUB, AND, SHIFT_LEFT, SHIFT_RIGHT, TRAILING_ZEROS, LESS, GREATER, CHOOSE] = [0x6a, 0x6b, 0x71, 0x74, 0x76, 0x68, 0x49, 0x4a, 0x1b] as const;
const [LOOP, IF, NOTHING, AGAIN_IF, END] = [0x03, 0x04, 0x40, 0x0d, 0x0b] as const;
/** Aligned to a number each: a stretch may begin anywhere. */
const LOAD_WORD = (offset = 0): number[] => [0x28, 2, ...unsignedLeb(offset)];
const STORE_WORD = [0x36, 2, 0];

const four = (operation: number, ...more: number[]): number[] => [0xfd, ...unsignedLeb(operation), ...more];
const LOAD = four(0x00, 2, 0);
const STORE = four(0x0b, 2, 0);
const SPREAD = four(0x11);
const lane = (which: number): number[] => four(0x1b, which);
const loadLane = (which: number, offset: number): number[] => four(0x56, 2, ...unsignedLeb(offset), which);
const [EQUAL, BOTH, EITHER, PICK, BIT_MASK] = [four(0x37), four(0x4e), four(0x50), four(0x52), four(0xa4)] as const;
const [PLUS, MINUS, MOST, POSITIVE, SHIFT] = [four(0xae), four(0xb1), four(0xb8), four(0xa0), four(0xac)] as const;
const all = (value: number): number[] => [...i32(value), ...SPREAD];

const [CPU, MEMORY, LEAD, EVEN_NOW, SIZE, OUT, STOP, TAKES] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
/** A place in the table of what is taken, and vectors. */
const [PLACE, TAKEN_CPU, TAKEN_MEMORY, LEADS, REST, EVEN, UNSURE, LEFT, SLACKS, FRACTIONS, UNSURES, EVENS, LATERS, USUAL] = [
  8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
] as const;
const NOTHING_LEFT = 22;

const constants = [
  ...[...all(SLACK), ...set(SLACKS), ...all(ONE - 1), ...set(FRACTIONS), ...all(2 * SLACK), ...set(UNSURES)],
  ...[...all(HUNDRED + SLACK), ...set(EVENS), ...all(LATER), ...set(LATERS), ...all(75), ...set(USUAL)],
];
/** What the pod takes of nodes of one size. */
const takenOfAll = [TAKEN_CPU, TAKEN_MEMORY, LEADS].flatMap((into, i) => [...get(TAKES), ...LOAD_WORD(i * WORD), ...SPREAD, ...set(into)]);
/** The same where sizes differ, looked up node by node. */
const takenOfEach = [0, 1, 2, 3].flatMap((which) => [
  ...[...get(SIZE), ...LOAD_WORD(which * WORD), ...i32(2), SHIFT_LEFT, ...get(TAKES), ADD, ...set(PLACE)],
  ...[TAKEN_CPU, TAKEN_MEMORY, LEADS].flatMap((into, i) => [...get(PLACE), ...get(into), ...loadLane(which, i * WORD), ...set(into)]),
]);

const rest = (column: number, taken: number): number[] => [
  ...[...get(column), ...LOAD, ...get(taken), ...MINUS, ...get(NOTHING_LEFT), ...MOST, ...get(SLACKS), ...PLUS],
];
const whole = (shifted: number[]): number[] => [...shifted, ...i32(BITS), ...SHIFT];
const halved = [...i32(1), ...SHIFT];
const isUnsure = (value: number): number[] => [...get(value), ...get(FRACTIONS), ...BOTH, ...get(UNSURES), ...MINUS];

const oneStep = [
  ...[...rest(MEMORY, TAKEN_MEMORY), ...set(REST)],
  ...[...get(EVENS), ...get(LEAD), ...LOAD, ...get(LEADS), ...PLUS, ...POSITIVE, ...MINUS, ...set(EVEN)],
  ...[...isUnsure(REST), ...isUnsure(EVEN), ...EITHER, ...i32(31), ...SHIFT, ...set(UNSURE)],
  ...[...get(OUT), ...get(LATERS)],
  ...[...whole(rest(CPU, TAKEN_CPU)), ...whole(get(REST)), ...PLUS, ...halved, ...get(USUAL), ...PLUS],
  ...[...whole(get(EVEN)), ...get(EVEN_NOW), ...LOAD, ...MINUS, ...halved, ...PLUS],
  ...[...get(UNSURE), ...PICK, ...STORE],
  ...[...get(LEFT), ...get(UNSURE), ...PLUS, ...set(LEFT)],
];
const onward = [MEMORY, LEAD, EVEN_NOW, SIZE, OUT].flatMap((at) => [...get(at), ...i32(STEP), ADD, ...set(at)]);
const count = [0, 1, 2, 3].flatMap((which) => [...get(LEFT), ...lane(which), SUB]);

const scoring = (name: string, before: number[], within: number[]) => ({
  name,
  parameters: Array.from({ length: 8 }, () => I32),
  results: [I32],
  locals: [I32, ...Array.from({ length: 14 }, () => V128)],
  body: [
    ...[...constants, ...before],
    ...[LOOP, NOTHING, ...within, ...oneStep, ...onward, ...get(CPU), ...i32(STEP), ADD, ...tee(CPU), ...get(STOP), LESS, AGAIN_IF, 0, END],
    ...[...i32(0), ...count, END],
  ],
});

const [TOTALS, TOTALS_STOP, TIED, AT, BITS_LEFT, INDEX, INTO, BEST, OTHER, HIGHEST, BESTS] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;
const nextFour = [...get(AT), ...i32(STEP), ADD, ...tee(AT), ...get(TOTALS_STOP), LESS, AGAIN_IF, 0];

const ties = {
  name: 'ties',
  parameters: [I32, I32, I32],
  results: [I32],
  locals: [I32, I32, I32, I32, I32, I32, V128, V128],
  body: [
    ...[...get(TOTALS), ...tee(AT), ...LOAD, ...set(HIGHEST)],
    ...[LOOP, NOTHING, ...get(HIGHEST), ...get(AT), ...LOAD, ...MOST, ...set(HIGHEST), ...nextFour, END],
    ...[...get(HIGHEST), ...lane(0), ...set(BEST)],
    ...[1, 2, 3].flatMap((which) => [
      ...[...get(HIGHEST), ...lane(which), ...tee(OTHER), ...get(BEST), ...get(OTHER), ...get(BEST), GREATER, CHOOSE, ...set(BEST)],
    ]),
    ...[...get(BEST), ...SPREAD, ...set(BESTS), ...get(TOTALS), ...set(AT), ...get(TIED), ...set(INTO)],
    ...[LOOP, NOTHING],
    ...[...get(AT), ...LOAD, ...get(BESTS), ...EQUAL, ...BIT_MASK, ...tee(BITS_LEFT)],
    ...[IF, NOTHING, LOOP, NOTHING],
    ...[...get(INTO), ...get(INDEX), ...get(BITS_LEFT), TRAILING_ZEROS, ADD, ...STORE_WORD, ...get(INTO), ...i32(WORD), ADD, ...set(INTO)],
    ...[...get(BITS_LEFT), ...get(BITS_LEFT), ...i32(1), SUB, AND, ...tee(BITS_LEFT), AGAIN_IF, 0],
    ...[END, END],
    ...[...get(INDEX), ...i32(4), ADD, ...set(INDEX), ...nextFour, END],
    ...[...get(INTO), ...get(TIED), SUB, ...i32(2), SHIFT_RIGHT, END],
  ],
};

/** `one`: all nodes have one size; `sized`: they have several. */
export const scoreProgram = (): Uint8Array<ArrayBuffer> => writtenModule([scoring('one', takenOfAll, []), scoring('sized', [], takenOfEach), ties], 1);
