import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { LoggerModule } from 'nestjs-pino';
import { ZodSerializerInterceptor, ZodValidationPipe } from 'nestjs-zod';
import { AuthGuard } from './auth/auth.guard.js';
import { TokenReader } from './auth/token-reader.js';
import { ContestService } from './contests/contest-service.js';
import { ContestsController } from './contests/contests.controller.js';
import { CapabilitiesController } from './health/capabilities.controller.js';
import { HealthService } from './health/health-service.js';
import { HealthController } from './health/health.controller.js';
import { Cursors } from './http/cursor.js';
import { throttlerOptions } from './http/limits.js';
import { loggingOptions } from './http/logging.js';
import { ProblemFilter } from './http/problem-filter.js';
import { LeaderboardService } from './leaderboard/leaderboard-service.js';
import { LeaderboardController } from './leaderboard/leaderboard.controller.js';
import { EventService } from './live/event-service.js';
import { EventHub } from './live/event-hub.js';
import { EventsController } from './live/events.controller.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { RequestMetrics } from './metrics/request-metrics.js';
import { type ApiParts, ARTIFACTS, RELIES_ON, STORE } from './parts.js';
import { RunService } from './runs/run-service.js';
import { RunsController } from './runs/runs.controller.js';
import { ScenarioService } from './scenarios/scenario-service.js';
import { ScenariosController } from './scenarios/scenarios.controller.js';
import { EntryIntake } from './submissions/entry-intake.js';
import { SubmissionAccess } from './submissions/submission-access.js';
import { SubmissionReader } from './submissions/submission-reader.js';
import { SubmissionService } from './submissions/submission-service.js';
import { SubmissionsController } from './submissions/submissions.controller.js';
import { TeamService } from './teams/team-service.js';
import { TeamsController } from './teams/teams.controller.js';
import { TokenService } from './tokens/token-service.js';
import { TokensController } from './tokens/tokens.controller.js';

const CONTROLLERS = [
  ContestsController,
  LeaderboardController,
  SubmissionsController,
  EventsController,
  RunsController,
  ScenariosController,
  TokensController,
  TeamsController,
  CapabilitiesController,
  HealthController,
  MetricsController,
];

/** Guards run in this order: too many requests are refused before a token is looked up. */
const EDGE = [
  { provide: APP_GUARD, useClass: ThrottlerGuard },
  { provide: APP_GUARD, useClass: AuthGuard },
  { provide: APP_PIPE, useClass: ZodValidationPipe },
  { provide: APP_INTERCEPTOR, useClass: ZodSerializerInterceptor },
  { provide: APP_FILTER, useClass: ProblemFilter },
];

const SERVICES = [
  TokenReader,
  ContestService,
  LeaderboardService,
  SubmissionAccess,
  EntryIntake,
  SubmissionService,
  SubmissionReader,
  EventHub,
  EventService,
  RunService,
  ScenarioService,
  TokenService,
  TeamService,
  HealthService,
  RequestMetrics,
];

@Module({})
export class AppModule {
  static of(parts: ApiParts): DynamicModule {
    const given = [
      { provide: STORE, useValue: parts.store },
      { provide: ARTIFACTS, useValue: parts.artifacts },
      { provide: RELIES_ON, useValue: parts.reliesOn },
      { provide: Cursors, useValue: new Cursors(parts.secret) },
    ];
    return {
      module: AppModule,
      imports: [LoggerModule.forRoot(loggingOptions(parts.logger)), ThrottlerModule.forRoot(throttlerOptions(parts.limits))],
      controllers: CONTROLLERS,
      providers: [...EDGE, ...given, ...SERVICES],
    };
  }
}
