import { ArtifactEntity } from './artifact.entity.js';
import { ContestScenarioEntity } from './contest-scenario.entity.js';
import { ContestEntity } from './contest.entity.js';
import { EntryEntity } from './entry.entity.js';
import { FeedEventEntity } from './feed-event.entity.js';
import { LeaderboardEntity } from './leaderboard.entity.js';
import { OutboxEntity } from './outbox.entity.js';
import { RunEntity } from './run.entity.js';
import { ScenarioEntity } from './scenario.entity.js';
import { ScoreLogEntity } from './score-log.entity.js';
import { SubmissionEntity } from './submission.entity.js';
import { TeamEntity } from './team.entity.js';
import { TokenEntity } from './token.entity.js';

export const ENTITIES = [
  ArtifactEntity,
  ContestScenarioEntity,
  ContestEntity,
  EntryEntity,
  FeedEventEntity,
  LeaderboardEntity,
  OutboxEntity,
  RunEntity,
  ScenarioEntity,
  ScoreLogEntity,
  SubmissionEntity,
  TeamEntity,
  TokenEntity,
];
