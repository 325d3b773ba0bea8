import { isLongForm } from '../long-form.js';

/** The short form of a suite has its default driver, the long one all of them. */
export const driversInForm = <T>(subjects: Readonly<Record<string, T>>): readonly (readonly [string, T])[] =>
  Object.entries(subjects).filter(([driver]) => driver === 'light' || isLongForm);
