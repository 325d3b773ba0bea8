import { SandboxFault } from './sandbox-fault.js';

/** A call to the engine that may not take for ever: an engine with a blocked container answers nothing about it. */
export async function within<T>(ms: number, what: string, call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new SandboxFault('engine-silent', `the container engine did not ${what} within ${ms} ms`, true)), ms);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What one wanted when taking something away: it is gone, or going. */
export function isGone(error: unknown): boolean {
  const { statusCode, message } = error as { readonly statusCode?: number; readonly message?: string };
  return statusCode === 404 || (statusCode === 409 && /in progress|already|not running/.test(String(message)));
}
