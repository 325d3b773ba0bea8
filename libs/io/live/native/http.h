#pragma once
#include <stdbool.h>
#include <stddef.h>

/** Bytes that came and were not used yet. */
typedef struct {
  char *bytes;
  size_t length, room;
} Buffer;

/** Reads what is there; false at the end of the stream or on an error. */
bool buffer_read(Buffer *, int fd);
void buffer_drop(Buffer *, size_t length);
void buffer_free(Buffer *);

/** The part of HTTP/1.1 that programs of a sandbox speak to each other: bodies have a length, connections stay open. */
typedef struct {
  /** First line, without its end. */
  char line[256];
  /** Of the whole message. */
  size_t length;
  const char *body;
  size_t body_length;
} HttpMessage;

/** 1: there is a whole message; 0: not yet; -1: it is none. */
int http_next(const Buffer *, HttpMessage *);
int http_status(const HttpMessage *);
