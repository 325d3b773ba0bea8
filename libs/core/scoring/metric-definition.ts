/** What a cost means, for people: the scoring page and the tests of its bounds read this. */
export interface MetricDefinition {
  readonly name: 'latency' | 'utilization' | 'recovery';
  readonly definition: string;
  readonly unit: string;
  readonly direction: 'lower is better';
  /** Least and largest value; null: none. */
  readonly bounds: readonly [number, number | null];
  readonly source: string;
}
