#define _GNU_SOURCE
#include "processor.h"

#include <stddef.h>
#include <time.h>

#include "loop.h"

/** Short enough that health checks and new requests are heard in between. */
enum { SLICE_US = 1000, PERIOD_US = 100000 };

static Job *first, **tail = &first;
static int limit_milli;
static int64_t period_us, used_before_us;
static Timer pause_timer;

int64_t cpu_us(void) {
  struct timespec used;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return (int64_t)used.tv_sec * 1000000 + used.tv_nsec / 1000;
}

void processor_limit(int milli) { limit_milli = milli; }

static void append(Job *job) {
  job->next = NULL;
  *tail = job;
  tail = &job->next;
}

void processor_spend(Job *job, double us, void (*done)(void *), void *self) {
  *job = (Job){.left_us = us, .done = done, .self = self};
  append(job);
}

static double burn(double us) {
  static volatile uint32_t sink = 1;
  int64_t start = cpu_us(), spent = 0;
  while (spent < us) {
    for (int i = 0; i < 500; i++) sink = sink * 1103515245u + 12345u;
    spent = cpu_us() - start;
  }
  return (double)spent;
}

static void go_on(void *self) { (void)self; }

/** 0 while there is quota left in this period. */
static int64_t throttled_for(void) {
  if (limit_milli <= 0 || limit_milli >= 1000) return 0;
  int64_t now = now_us(), used = cpu_us();
  if (now - period_us >= PERIOD_US) {
    period_us = now - now % PERIOD_US;
    used_before_us = used;
  }
  if (used - used_before_us < (int64_t)limit_milli * (PERIOD_US / 1000)) return 0;
  int64_t wait = period_us + PERIOD_US - now;
  return wait > 1000 ? wait : 1000;
}

bool processor_turn(void) {
  if (first == NULL || pause_timer.is_set) return false;
  int64_t wait = throttled_for();
  if (wait > 0) {
    timer_set(&pause_timer, wait, go_on, NULL);
    return false;
  }
  Job *job = first;
  if ((first = job->next) == NULL) tail = &first;
  job->left_us -= job->left_us <= 0 ? 0 : burn(job->left_us < SLICE_US ? job->left_us : SLICE_US);
  if (job->left_us <= 0) job->done(job->self);
  else append(job);
  return first != NULL;
}
