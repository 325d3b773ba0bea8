import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A version of a scenario that a contest judges with. */
@Entity('contest_scenario')
export class ContestScenarioEntity {
  @PrimaryColumn({ name: 'contest_id', type: 'text' })
  contestId: string;

  @PrimaryColumn({ name: 'scenario_digest', type: 'text' })
  scenarioDigest: string;

  @Column({ name: 'position', type: 'integer' })
  position: number;

  @Column({ name: 'weight', type: 'double precision' })
  weight: number;

  @Column({ name: 'seeds', type: 'jsonb' })
  seeds: number[];
}
