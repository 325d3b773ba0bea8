/** A decision without its reasons. */
export interface QuickPlacement {
  readonly node: string;
  readonly evaluated: number;
  readonly feasible: number;
  readonly nextStart: number;
}
