/**
 * The life of a run. One table says every move that is allowed; the store refuses the others, so no two processes can
 * disagree about where a run is.
 *
 *   queued → leased → recorded → scored
 *     ↑        │                        a judge died or a platform fault with attempts left: back to queued
 *     └────────┘
 *   queued | leased → failed            platform fault with no attempts left (dead letter, with its cause)
 *   queued | leased → cancelled         withdrawn by its owner or an organizer
 *   scored → queued                     rejudged on purpose, as a new attempt
 */
export const RUN_STATES = ['queued', 'leased', 'recorded', 'scored', 'failed', 'cancelled'] as const;
export type RunState = (typeof RUN_STATES)[number];

const MOVES: Readonly<Record<RunState, readonly RunState[]>> = {
  queued: ['leased', 'failed', 'cancelled'],
  leased: ['recorded', 'queued', 'failed', 'cancelled'],
  recorded: ['scored'],
  scored: ['queued'],
  failed: ['queued'],
  cancelled: [],
};

export const canMove = (from: RunState, to: RunState): boolean => MOVES[from].includes(to);

/** Nothing happens to the run any more unless somebody asks for it. */
export const isTerminal = (state: RunState): boolean => state === 'scored' || state === 'failed' || state === 'cancelled';

/** States from which `to` may be reached: what a guarded UPDATE puts into its WHERE clause. */
export const statesBefore = (to: RunState): readonly RunState[] => RUN_STATES.filter((from) => canMove(from, to));
