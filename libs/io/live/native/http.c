#define _GNU_SOURCE
#include "http.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { LONGEST_HEAD = 16 << 10, LONGEST_BODY = 4 << 20, PORTION = 16 << 10 };

bool buffer_read(Buffer *buffer, int fd) {
  for (;;) {
    if (buffer->room - buffer->length < PORTION) {
      buffer->room = buffer->room * 2 + PORTION;
      buffer->bytes = realloc(buffer->bytes, buffer->room);
    }
    ssize_t got = read(fd, buffer->bytes + buffer->length, buffer->room - buffer->length);
    if (got > 0) buffer->length += (size_t)got;
    if (got == 0) return false;
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    if (got < PORTION) return true;
  }
}

void buffer_drop(Buffer *buffer, size_t length) {
  memmove(buffer->bytes, buffer->bytes + length, buffer->length - length);
  buffer->length -= length;
}

void buffer_free(Buffer *buffer) {
  free(buffer->bytes);
  *buffer = (Buffer){0};
}

static size_t body_length_of(const char *head, const char *end) {
  static const char NAME[] = "content-length:";
  for (const char *line = head; line != NULL && line < end; line = memmem(line, (size_t)(end - line), "\r\n", 2)) {
    if (*line == '\r') line += 2;
    if ((size_t)(end - line) > sizeof NAME - 1 && strncasecmp(line, NAME, sizeof NAME - 1) == 0) return strtoul(line + sizeof NAME - 1, NULL, 10);
  }
  return 0;
}

int http_next(const Buffer *buffer, HttpMessage *message) {
  if (buffer->length == 0) return 0;
  const char *end = memmem(buffer->bytes, buffer->length, "\r\n\r\n", 4);
  if (end == NULL) return buffer->length > LONGEST_HEAD ? -1 : 0;
  const char *line_end = memmem(buffer->bytes, buffer->length, "\r\n", 2);
  size_t line = (size_t)(line_end - buffer->bytes);
  if (line >= sizeof message->line) return -1;
  memcpy(message->line, buffer->bytes, line);
  message->line[line] = 0;
  message->body = end + 4;
  message->body_length = body_length_of(line_end, end + 2);
  if (message->body_length > LONGEST_BODY) return -1;
  message->length = (size_t)(message->body - buffer->bytes) + message->body_length;
  return message->length <= buffer->length ? 1 : 0;
}

int http_status(const HttpMessage *message) {
  const char *space = strchr(message->line, ' ');
  return space == NULL ? 0 : atoi(space + 1);
}
