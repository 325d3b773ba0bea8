#pragma once
#include <stdbool.h>
#include <stdint.h>

/** Everything happens in one thread: what sockets bring, what timers wait for, and in between slices of CPU time are burnt. */

typedef struct Source Source;
struct Source {
  int fd;
  void (*ready)(Source *, uint32_t events);
  /** Called when nothing can refer to it any more. */
  void (*release)(Source *);
  Source *next_dead;
};

typedef struct Timer Timer;
struct Timer {
  int64_t due_us;
  void (*act)(void *self);
  void *self;
  bool is_set;
  Timer *before, *after;
};

/** µs of the monotonic clock. */
int64_t now_us(void);

void source_open(Source *, int fd, uint32_t events);
void source_expect(Source *, uint32_t events);
/** Closes the descriptor; it is released once the events at hand are dealt with. */
void source_close(Source *);

void timer_set(Timer *, int64_t us, void (*act)(void *), void *self);
void timer_clear(Timer *);

/** `work` does a slice and says whether there is more to do at once. Never returns. */
void loop_run(bool (*work)(void));
