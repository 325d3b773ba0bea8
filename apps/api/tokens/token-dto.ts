import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { ROLES, SCOPES } from '../auth/roles.js';
import { idSchema, listQuery, pageSchema } from '../http/list-query.js';
import { teamSchema } from '../leaderboard/leaderboard-dto.js';

const tokenSchema = z
  .object({
    id: z.string(),
    label: z.string(),
    role: z.enum(ROLES),
    scopes: z.array(z.enum(SCOPES)),
    team: teamSchema.nullable(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Token' });

export type TokenView = z.infer<typeof tokenSchema>;
export const tokenPageSchema = pageSchema(tokenSchema).meta({ id: 'TokenPage' });
export class TokenListQuery extends createZodDto(z.strictObject(listQuery)) {}
export const createdTokenSchema = z
  .object({ token: tokenSchema, secret: z.string().meta({ description: 'Shown this once: only its hash is kept.' }) })
  .meta({ id: 'CreatedToken' });
export class NewTokenDto extends createZodDto(
  z.strictObject({
    label: z.string().trim().min(1).max(80),
    role: z.enum(ROLES).optional().meta({ description: 'At most the own role, which is the default.' }),
    scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length).optional(),
    team: idSchema.optional().meta({ description: 'Another team than the own: admins only.' }),
    expiresInDays: z.int().min(1).max(3_650).optional(),
  }),
) {}
export const meSchema = z.object({ role: z.enum(ROLES), scopes: z.array(z.enum(SCOPES)), team: teamSchema.nullable() }).meta({ id: 'Me' });
