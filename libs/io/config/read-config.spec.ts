import { ConfigError, readConfig } from './read-config.js';

const enough = { DATABASE_URL: 'postgres://postgres@/regatta?host=/tmp/socket' };

describe('the environment', () => {
  it('needs a database and nothing else', () => {
    expect(readConfig(enough)).toMatchObject({
      databaseUrl: enough.DATABASE_URL,
      redisUrl: null,
      port: 8080,
      host: '127.0.0.1',
      scenariosDir: './scenarios',
      demo: false,
    });
  });

  it('is complained about all at once', () => {
    const read = () => readConfig({ PORT: 'eighty', REDIS_URL: 'localhost', REGATTA_BOOTSTRAP_TOKENS: '[{' });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/DATABASE_URL[^]*REDIS_URL[^]*PORT[^]*REGATTA_BOOTSTRAP_TOKENS: is not JSON/);
  });

  it('counts an empty variable as absent', () => {
    expect(readConfig({ ...enough, REDIS_URL: '', PORT: '' })).toMatchObject({ redisUrl: null, port: 8080 });
  });

  it('names the tokens to begin with', () => {
    const tokens = [{ token: 'rgt_0123456789abcdef', role: 'admin', team: 'organizers' }];
    expect(readConfig({ ...enough, REGATTA_BOOTSTRAP_TOKENS: JSON.stringify(tokens) }).bootstrapTokens).toEqual(tokens);
    expect(() => readConfig({ ...enough, REGATTA_BOOTSTRAP_TOKENS: '[{"token":"short","role":"king","team":""}]' })).toThrow(ConfigError);
  });

  it('cannot be changed afterwards', () => {
    expect(Object.isFrozen(readConfig(enough))).toBe(true);
  });
});
