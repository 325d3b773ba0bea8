#pragma once
#include <stdbool.h>
#include <stdint.h>

/** One core, shared equally by all that want it, held to a quota per 100 ms as the kernel does it. */
typedef struct Job Job;
struct Job {
  double left_us;
  void (*done)(void *self);
  void *self;
  Job *next;
};

/** Thousandths of a core; 0: what the machine gives. */
void processor_limit(int milli);
void processor_spend(Job *, double us, void (*done)(void *), void *self);
/** Burns one slice; whether there is more to burn at once. */
bool processor_turn(void);
/** CPU time of this process so far. */
int64_t cpu_us(void);
