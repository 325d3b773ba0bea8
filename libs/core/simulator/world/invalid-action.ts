/** A control plane asked for something that no world can do: the fault of whoever decided it. */
export class InvalidAction extends Error {
  readonly code = 'invalid-action';
  readonly retryable = false;
  override readonly name = 'InvalidAction';
}
