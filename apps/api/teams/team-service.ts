import { Inject, Injectable } from '@nestjs/common';
import type { Store } from '#io/store';
import { Refusal } from '../http/refusal.js';
import { STORE } from '../parts.js';

@Injectable()
export class TeamService {
  constructor(@Inject(STORE) private readonly store: Store) {}

  async create(name: string): Promise<{ id: string; name: string }> {
    const team = await this.store.teams.create(name);
    if (team === null) throw new Refusal('already-exists', 'There is a team of this name already.');
    return { id: team.id, name: team.name };
  }
}
