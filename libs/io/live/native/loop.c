#define _GNU_SOURCE
#include "loop.h"

#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

static int epoll = -1;
static Source *dead;
static Timer *soonest;

int64_t now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void source_open(Source *source, int fd, uint32_t events) {
  if (epoll < 0) epoll = epoll_create1(EPOLL_CLOEXEC);
  source->fd = fd;
  epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &(struct epoll_event){.events = events, .data.ptr = source});
}

void source_expect(Source *source, uint32_t events) {
  epoll_ctl(epoll, EPOLL_CTL_MOD, source->fd, &(struct epoll_event){.events = events, .data.ptr = source});
}

void source_close(Source *source) {
  if (source->fd < 0) return;
  close(source->fd);
  source->fd = -1;
  source->next_dead = dead;
  dead = source;
}

void timer_clear(Timer *timer) {
  if (!timer->is_set) return;
  timer->is_set = false;
  if (timer->before != NULL) timer->before->after = timer->after;
  else soonest = timer->after;
  if (timer->after != NULL) timer->after->before = timer->before;
}

void timer_set(Timer *timer, int64_t us, void (*act)(void *), void *self) {
  timer_clear(timer);
  *timer = (Timer){.due_us = now_us() + us, .act = act, .self = self, .is_set = true};
  Timer *before = NULL, *after = soonest;
  for (; after != NULL && after->due_us <= timer->due_us; after = after->after) before = after;
  timer->before = before;
  timer->after = after;
  if (before != NULL) before->after = timer;
  else soonest = timer;
  if (after != NULL) after->before = timer;
}

static void fire_due(void) {
  for (int64_t now = now_us(); soonest != NULL && soonest->due_us <= now;) {
    Timer *timer = soonest;
    timer_clear(timer);
    timer->act(timer->self);
  }
}

static int wait_us(bool is_busy) {
  if (is_busy) return 0;
  if (soonest == NULL) return -1;
  int64_t wait = soonest->due_us - now_us();
  return wait <= 0 ? 0 : (int)(wait > 60000000 ? 60000000 : wait);
}

void loop_run(bool (*work)(void)) {
  struct epoll_event events[64];
  for (bool is_busy = false;; is_busy = work()) {
    int wait = wait_us(is_busy);
    struct timespec until = {.tv_sec = wait / 1000000, .tv_nsec = (long)(wait % 1000000) * 1000};
    // Rounded to milliseconds where the kernel is older than 5.11: late by less than one.
    int count = epoll_pwait2(epoll, events, 64, wait < 0 ? NULL : &until, NULL);
    if (count < 0 && wait != 0) count = epoll_wait(epoll, events, 64, wait < 0 ? -1 : (wait + 999) / 1000);
    for (int i = 0; i < count; i++) {
      Source *source = events[i].data.ptr;
      if (source->fd >= 0) source->ready(source, events[i].events);
    }
    fire_due();
    while (dead != NULL) {
      Source *source = dead;
      dead = source->next_dead;
      if (source->release != NULL) source->release(source);
    }
  }
}
