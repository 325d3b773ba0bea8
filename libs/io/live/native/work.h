#pragma once
#include <stddef.h>

/** Requests that are being served or wait for their turn. */
typedef struct Work Work;

typedef struct {
  int concurrency, backlog;
  double request_bytes, cpu_milli, error_milli;
} Limits;

typedef struct {
  int in_service, waiting;
  long finished;
} WorkStats;

void work_configure(const Limits *);
WorkStats work_stats(void);

/**
 * Begins the request with this plan. 0: `done` will hear the status of the answer, never before this returns; else the status of
 * an answer at once: 503 when too many wait, 500 for what is no plan. `self` is where the caller keeps the work.
 */
int work_take(Work **taken, const char *plan, size_t length, void (*done)(void *self, int status), void *self);
/** Whoever asked is gone; the work goes on to its end, and `done` is told NULL. */
void work_disown(Work *);
