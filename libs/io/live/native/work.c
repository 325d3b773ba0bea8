#define _GNU_SOURCE
#include "work.h"

#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "loop.h"
#include "peers.h"
#include "processor.h"

struct Work {
  Json *plan;
  char *text, *memory;
  Job job;
  Timer wait;
  Call *calls;
  int calls_under_way;
  const Json *in_turn;
  bool is_broken;
  void (*done)(void *self, int status);
  void *self;
  Work *next_waiting;
};

static const Limits *limits;
static WorkStats stats;
static Work *waiting_first, **waiting_tail = &waiting_first;

void work_configure(const Limits *given) { limits = given; }

WorkStats work_stats(void) { return stats; }

void work_disown(Work *work) { work->self = NULL; }

static void begin(Work *work);

static void end(Work *work) {
  bool is_unlucky = limits->error_milli > 0 && (double)(random() % 1000000) / 1000 < limits->error_milli;
  int status = work->is_broken || is_unlucky ? 500 : 200;
  stats.in_service--;
  stats.finished++;
  Work *next = waiting_first;
  if (next != NULL) {
    if ((waiting_first = next->next_waiting) == NULL) waiting_tail = &waiting_first;
    stats.waiting--;
    begin(next);
  }
  work->done(work->self, status);
  json_free(work->plan);
  free(work->text);
  free(work->memory);
  free(work->calls);
  free(work);
}

/** One after the other, to the first that fails. */
static void call_next(void *self, Outcome outcome) {
  Work *work = self;
  if (outcome != SERVED) work->is_broken = true;
  if (work->is_broken || work->in_turn == NULL) return end(work);
  const Json *plan = work->in_turn;
  work->in_turn = plan->next;
  call_begin(&work->calls[0], plan, call_next, work);
}

static void begin_in_turn(Work *work) {
  const Json *list = json_at(work->plan, "inTurn");
  work->in_turn = list == NULL ? NULL : list->first;
  free(work->calls);
  work->calls = calloc(1, sizeof *work->calls);
  call_next(work, SERVED);
}

static void on_together(void *self, Outcome outcome) {
  Work *work = self;
  if (outcome != SERVED) work->is_broken = true;
  if (--work->calls_under_way == 0) begin_in_turn(work);
}

static void call_others(void *self) {
  Work *work = self;
  const Json *together = json_at(work->plan, "together");
  work->calls_under_way = json_count(together);
  if (work->calls_under_way == 0) return begin_in_turn(work);
  work->calls = calloc((size_t)work->calls_under_way, sizeof *work->calls);
  int index = 0;
  for (const Json *plan = together->first; plan != NULL; plan = plan->next) call_begin(&work->calls[index++], plan, on_together, work);
}

static void burnt(void *self) {
  Work *work = self;
  double wait = json_number(work->plan, "waitUs", 0);
  if (wait > 0) timer_set(&work->wait, (int64_t)wait, call_others, work);
  else call_others(work);
}

static void begin(Work *work) {
  stats.in_service++;
  if (limits->request_bytes > 0) {
    work->memory = malloc((size_t)limits->request_bytes);
    memset(work->memory, 1, (size_t)limits->request_bytes);
  }
  processor_spend(&work->job, json_number(work->plan, "cpuUs", 0) * limits->cpu_milli / 1000, burnt, work);
}

int work_take(Work **taken, const char *plan, size_t length, void (*done)(void *self, int status), void *self) {
  if (stats.in_service >= limits->concurrency && stats.waiting >= limits->backlog) return 503;
  Work *work = calloc(1, sizeof *work);
  *work = (Work){.text = malloc(length + 1), .done = done, .self = self};
  memcpy(work->text, plan, length);
  work->plan = json_parse(work->text, length);
  if (work->plan == NULL) {
    free(work->text);
    free(work);
    return 500;
  }
  *taken = work;
  if (stats.in_service < limits->concurrency) begin(work);
  else {
    stats.waiting++;
    *waiting_tail = work;
    waiting_tail = &work->next_waiting;
  }
  return 0;
}
