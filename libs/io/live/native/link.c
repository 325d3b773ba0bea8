#define _GNU_SOURCE
#include "link.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http.h"
#include "loop.h"

struct Link {
  Source source;
  Target *target;
  Buffer in;
  char *out;
  size_t out_length, out_sent;
  void (*answered)(void *self, int status);
  void *self;
  Link *next_idle;
};

static Target *targets;

Target *target_at(uint32_t address, int port) {
  for (Target *target = targets; target != NULL; target = target->next)
    if (target->address == address && target->port == port) return target;
  Target *target = calloc(1, sizeof *target);
  *target = (Target){.address = address, .port = (uint16_t)port, .next = targets};
  return targets = target;
}

static void release(Source *source) {
  Link *link = (Link *)source;
  buffer_free(&link->in);
  free(link->out);
  free(link);
}

static void leave_idle(Link *link) {
  for (Link **at = &link->target->idle; *at != NULL; at = &(*at)->next_idle)
    if (*at == link) {
      *at = link->next_idle;
      return;
    }
}

static void end(Link *link, int status, int is_kept) {
  void (*answered)(void *, int) = link->answered;
  link->answered = NULL;
  if (answered == NULL) leave_idle(link);
  else link->target->outstanding--;
  if (is_kept) {
    link->next_idle = link->target->idle;
    link->target->idle = link;
  } else source_close(&link->source);
  if (answered != NULL) answered(link->self, status);
}

static int send_rest(Link *link) {
  ssize_t sent = send(link->source.fd, link->out + link->out_sent, link->out_length - link->out_sent, MSG_NOSIGNAL);
  if (sent > 0) link->out_sent += (size_t)sent;
  return sent >= 0;
}

static void on_ready(Source *source, uint32_t events) {
  Link *link = (Link *)source;
  if ((events & EPOLLOUT) != 0 && link->out_sent < link->out_length) {
    if (!send_rest(link)) return end(link, 0, 0);
    if (link->out_sent == link->out_length) source_expect(source, EPOLLIN);
  }
  if ((events & ~(uint32_t)EPOLLOUT) == 0) return;
  HttpMessage answer;
  int is_open = buffer_read(&link->in, source->fd);
  int is_whole = http_next(&link->in, &answer);
  // Also an idle connection that its replica closed.
  if (is_whole < 0 || (is_whole == 0 && !is_open) || link->answered == NULL) return end(link, 0, 0);
  if (is_whole == 0) return;
  buffer_drop(&link->in, answer.length);
  end(link, http_status(&answer), is_open);
}

static Link *open_link(Target *target) {
  Link *link = calloc(1, sizeof *link);
  *link = (Link){.source = {.ready = on_ready, .release = release}, .target = target};
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(target->port), .sin_addr.s_addr = target->address};
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
  connect(fd, (struct sockaddr *)&address, sizeof address);
  source_open(&link->source, fd, EPOLLIN | EPOLLOUT);
  return link;
}

Link *link_post(Target *target, const char *body, size_t length, void (*answered)(void *self, int status), void *self) {
  Link *link = target->idle;
  if (link == NULL) link = open_link(target);
  else {
    target->idle = link->next_idle;
    source_expect(&link->source, EPOLLIN | EPOLLOUT);
  }
  static const char HEAD[] = "POST /work HTTP/1.1\r\nhost: replica\r\ncontent-type: application/json\r\ncontent-length: %zu\r\n\r\n";
  free(link->out);
  link->out = malloc(sizeof HEAD + 20 + length);
  int head = sprintf(link->out, HEAD, length);
  memcpy(link->out + head, body, length);
  link->out_length = (size_t)head + length;
  link->out_sent = 0;
  link->answered = answered;
  link->self = self;
  target->outstanding++;
  return link;
}

void link_abandon(Link *link) {
  link->answered = NULL;
  link->target->outstanding--;
  // Not in the list of idle ones: closed as it is.
  source_close(&link->source);
}
