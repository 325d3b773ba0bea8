import { type WrittenExports, webAssembly } from '#core/assembly';
import { BLOCK } from './block.js';
import { LATER, scoreProgram } from './score-program.js';
import { SIZE_STEP } from './size-step.js';

type Score = (cpu: number, memory: number, lead: number, evenNow: number, size: number, out: number, stop: number, takes: number) => number;
interface Exports extends WrittenExports {
  readonly one: Score;
  readonly sized: Score;
  readonly ties: (totals: number, stop: number, tied: number) => number;
}

const WORD = Int32Array.BYTES_PER_ELEMENT;
const PAGE = 65_536;
const LANES = 4;
/** Fewer nodes are looked at as quickly without. */
const FEWEST_NODES = 128;
/** Sizes of nodes that the table has room for. */
export const MOST_SIZES = 512;
const TAKES = SIZE_STEP * MOST_SIZES;
const ROOM_TO_GROW = 1.25;

let compiled: object | null = null;

/**
 * The columns that scores are computed from, the totals and what is tied, in the memory of a compiled program. Whoever has the columns of
 * an older cluster over the same memory has lost them.
 */
export class ScoreMemory {
  readonly freeCpuPercent: Int32Array;
  readonly freeMemoryPercent: Int32Array;
  readonly lead: Int32Array;
  readonly evenNow: Int32Array;
  readonly size: Int32Array;
  /** With room for as many as there are lanes behind the last. */
  readonly totals: Int32Array;
  readonly tied: Int32Array;
  /** Totals of one block. */
  readonly block: Int32Array;
  /** What the pod takes of a node of each size. */
  readonly takes: Int32Array;

  private constructor(
    private readonly program: Exports,
    readonly nodes: number,
  ) {
    const column = nodes + LANES;
    const lengths = [column, column, column, column, column, column, column, BLOCK + LANES, TAKES];
    const words = lengths.reduce((sum, length) => sum + length, 0);
    program.memory.grow(Math.ceil((words * WORD) / PAGE));
    const { buffer } = program.memory;
    let from = 0;
    const next = (length: number) => {
      const array = new Int32Array(buffer, from * WORD, length);
      from += length;
      return array;
    };
    this.freeCpuPercent = next(column);
    this.freeMemoryPercent = next(column);
    this.lead = next(column);
    this.evenNow = next(column);
    this.size = next(column);
    this.totals = next(column);
    this.tied = next(column);
    this.block = next(BLOCK + LANES);
    this.takes = next(TAKES);
  }

  /** Null: small, or nothing can be compiled here. */
  static for(nodes: number): ScoreMemory | null {
    if (nodes < FEWEST_NODES || webAssembly === null) return null;
    compiled ??= new webAssembly.Module(scoreProgram());
    return new ScoreMemory(new webAssembly.Instance(compiled).exports as Exports, Math.ceil(nodes * ROOM_TO_GROW));
  }

  /** Scores of `steps` times four nodes from `from` on into `out`, one of `totals` and `block`. Gives how many are left for later. */
  score(out: Int32Array, into: number, from: number, steps: number, hasSizes: boolean): number {
    const at = (column: Int32Array) => column.byteOffset + from * WORD;
    const { freeCpuPercent, freeMemoryPercent, lead, evenNow, size, takes, program } = this;
    const score = hasSizes ? program.sized : program.one;
    const stop = at(freeCpuPercent) + steps * LANES * WORD;
    return score(at(freeCpuPercent), at(freeMemoryPercent), at(lead), at(evenNow), at(size), out.byteOffset + into * WORD, stop, takes.byteOffset);
  }

  /** Writes which of the first `count` totals are the highest into `tied`, in ascending order; gives how many. */
  ties(count: number): number {
    const { totals, tied } = this;
    // Nothing that was computed is as low.
    for (let lane = 0; lane < LANES; lane++) totals[count + lane] = LATER;
    return this.program.ties(totals.byteOffset, totals.byteOffset + count * WORD, tied.byteOffset);
  }
}
