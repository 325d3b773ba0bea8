import { notFound, Refusal } from '../http/refusal.js';
import { type Caller, isOrganizer } from './caller.js';

/** Of whose and of which contest something is: all that decides who may read it. */
export interface Owned {
  readonly teamId: string;
  readonly openRuns: boolean;
}

const isOwn = (caller: Caller, owned: Pick<Owned, 'teamId'>): boolean => caller.team?.id === owned.teamId;

export const mayReadResult = (caller: Caller, owned: Owned): boolean => owned.openRuns || isOwn(caller, owned) || isOrganizer(caller);

/** Results: what the caller may not know of is not there (404), for whatever reason. */
export function demandResult(caller: Caller, owned: Owned, what: string): void {
  if (!mayReadResult(caller, owned)) throw notFound(what);
}

/** Files: 404 when even the result is hidden; 403 when the result is open and only the files are not. */
export function demandFiles(caller: Caller, owned: Owned, what: string): void {
  demandResult(caller, owned, what);
  if (!isOwn(caller, owned) && !isOrganizer(caller)) throw new Refusal('forbidden', 'The files of an entry are for its team and the organizers.');
}
