/** The host could not do its part: never the contestant's fault. */
export class SandboxFault extends Error {
  override readonly name = 'SandboxFault';

  constructor(
    readonly code: 'engine-unreachable' | 'engine-silent' | 'host-unfit' | 'image-missing' | 'sandbox-failed',
    message: string,
    readonly retryable: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
