#pragma once
#include <stdbool.h>

#include "json.h"

/** Serves `POST /work` and `GET /healthz`: each request brings along the CPU time, memory, waits and calls that it costs. */
typedef struct {
  double memory_bytes;
  long finished;
  int in_service, waiting;
} ServerStats;

/** The configuration must stay. */
void server_configure(const Json *config);
void server_start(void);
bool server_is_up(void);
/** Refuses what is new, finishes what it has begun, and ends the process. */
void server_drain(void);
ServerStats server_stats(void);
