import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { idSchema, listQuery, pageSchema } from '../http/list-query.js';

export const DIVISIONS = ['kubernetes', 'swarm', 'mesos', 'scheduler'] as const;
const DEFAULT_EXTRA_RUNS = 200;
const DEFAULT_EXTRA_PER_SCENARIO = 8;
const when = z.iso.datetime();

const extraSeedsSchema = z
  .object({
    runs: z.int().meta({ description: 'The budget: runs that may be added where neighbours on the board cannot be told apart.' }),
    spent: z.int(),
    left: z.int(),
    perScenario: z.int().meta({ description: 'Seeds that an entry may get on one scenario.' }),
    afterFreeze: z.boolean().meta({ description: 'The rules say finals: seeds are still added in the freeze and after the end.' }),
    commitment: z.string().meta({ description: 'SHA-256 of the root that decides the seeds in reserve.' }),
    root: z.string().nullable().meta({ description: 'Null until the contest is closed.' }),
  })
  .meta({ id: 'ExtraSeeds' });

export const contestSchema = z
  .object({
    id: z.string(),
    slug: z.string(),
    title: z.string(),
    description: z.string(),
    phase: z.enum(['upcoming', 'open', 'frozen', 'closed']),
    opensAt: when.nullable(),
    closesAt: when.nullable(),
    freezesAt: when.nullable(),
    divisions: z.array(z.string()),
    scenarios: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        weight: z.number(),
        visibility: z.enum(['public', 'hidden']),
        revealed: z.boolean().meta({ description: 'False: of this scenario only weight and commitment are told; id and title stand for it.' }),
        commitment: z.string().meta({ description: 'SHA-256 of its file, which a hidden scenario is checked against once it is revealed.' }),
        world: z.enum(['simulated', 'live']),
        seeds: z.array(z.int()).meta({ description: 'Empty while the scenario is hidden.' }),
      }),
    ),
    submissionsPerDay: z.int().nullable(),
    openRuns: z.boolean().meta({ description: 'Everybody may read the results of every submission.' }),
    extraSeeds: extraSeedsSchema,
  })
  .meta({ id: 'Contest' });

export const contestPageSchema = pageSchema(contestSchema).meta({ id: 'ContestPage' });
export class ContestListQuery extends createZodDto(z.strictObject(listQuery)) {}
export type ContestView = z.infer<typeof contestSchema>;

export class NewContestDto extends createZodDto(
  z
    .strictObject({
      slug: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?$/, 'lower case letters, digits and dashes'),
      title: z.string().trim().min(1).max(120),
      description: z.string().max(4_000).default(''),
      opensAt: when.nullable().default(null),
      freezesAt: when.nullable().default(null),
      closesAt: when.nullable().default(null),
      divisions: z.array(z.enum(DIVISIONS)).min(1).max(DIVISIONS.length),
      scenarios: z
        .array(z.strictObject({ id: idSchema, weight: z.number().positive().max(1_000).default(1), seeds: z.array(z.int().min(0)).min(1).max(64).optional() }))
        .min(1)
        .max(64),
      submissionsPerDay: z.int().min(1).max(10_000).default(20),
      openRuns: z.boolean().default(false),
      extraSeeds: z
        .strictObject({
          runs: z.int().min(0).max(100_000).default(DEFAULT_EXTRA_RUNS),
          perScenario: z.int().min(0).max(64).default(DEFAULT_EXTRA_PER_SCENARIO),
          afterFreeze: z.boolean().default(false),
        })
        .prefault({}),
    })
    .refine((contest) => new Set(contest.scenarios.map((one) => one.id)).size === contest.scenarios.length, {
      path: ['scenarios'],
      message: 'a scenario is named twice',
    })
    .refine((contest) => inOrder([contest.opensAt, contest.freezesAt, contest.closesAt]), {
      path: ['closesAt'],
      message: 'opensAt, freezesAt and closesAt must follow each other',
    }),
) {}

function inOrder(times: readonly (string | null)[]): boolean {
  const known = times.filter((time) => time !== null).map((time) => Date.parse(time));
  return known.every((time, index) => index === 0 || time > (known[index - 1] as number));
}
