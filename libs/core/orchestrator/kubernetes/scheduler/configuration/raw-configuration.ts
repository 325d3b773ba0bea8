/** A KubeSchedulerConfiguration as its file has it; whoever reads the file has checked the shapes. */
export interface RawPluginRef {
  readonly name: string;
  readonly weight?: number;
}

export interface RawPluginSet {
  readonly enabled?: readonly RawPluginRef[] | null;
  readonly disabled?: readonly RawPluginRef[] | null;
}

export interface RawProfile {
  readonly schedulerName?: string;
  readonly percentageOfNodesToScore?: number | null;
  readonly plugins?: Readonly<Record<string, RawPluginSet | null>> | null;
  readonly pluginConfig?: readonly { readonly name: string; readonly args?: unknown }[] | null;
}

export interface RawConfiguration {
  readonly percentageOfNodesToScore?: number | null;
  readonly podInitialBackoffSeconds?: number | null;
  readonly podMaxBackoffSeconds?: number | null;
  readonly profiles?: readonly RawProfile[] | null;
}
