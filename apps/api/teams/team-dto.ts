import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

/** Letters of any script, but nothing invisible: names stand beside each other on a public board. */
const VISIBLE = /^[^\p{C}\p{Zl}\p{Zp}]+$/u;

export class NewTeamDto extends createZodDto(
  z.strictObject({
    name: z
      .string()
      .transform((name) => name.normalize('NFKC').trim().replace(/\s+/g, ' '))
      .pipe(z.string().min(1).max(60).regex(VISIBLE, 'has characters that cannot be seen')),
  }),
) {}
