import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeApi } from './describe-api.js';

describe('the description of the API', () => {
  let text: string;
  beforeAll(async () => {
    text = await describeApi();
  });

  it('is the committed one: `node dist/apps/api/write-openapi.js` writes it anew', () => {
    expect(text).toBe(readFileSync(join(__dirname, 'openapi.json'), 'utf8'));
  });

  it('gives every operation a name, a shape for what it answers, and problem details for refusals', () => {
    const { paths } = JSON.parse(text) as { paths: Record<string, Record<string, { operationId?: string; responses: Record<string, { content?: object }> }>> };
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
    );
    const bare = operations.filter(({ operation: { operationId, responses } }) => {
      const [status, good] = Object.entries(responses).find(([code]) => code.startsWith('2')) ?? [];
      return operationId === undefined || responses['default'] === undefined || (status !== '204' && good?.content === undefined);
    });
    expect(bare.map(({ name }) => name)).toEqual([]);
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
  });

  it('refers only to shapes that it has', () => {
    const { components } = JSON.parse(text) as { components: { schemas: Record<string, unknown> } };
    const wanted = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1] as string);
    expect(wanted.filter((name) => !(name in components.schemas))).toEqual([]);
    expect(wanted.length).toBeGreaterThan(20);
  });
});
