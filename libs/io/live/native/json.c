#include "json.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  const char *at, *end;
  int depth;
} Reader;

enum { DEEPEST = 200 };

static void skip_space(Reader *reader) {
  while (reader->at < reader->end && strchr(" \t\r\n", *reader->at) != NULL) reader->at++;
}

static int take(Reader *reader, const char *word) {
  size_t length = strlen(word);
  if ((size_t)(reader->end - reader->at) < length || memcmp(reader->at, word, length) != 0) return 0;
  reader->at += length;
  return 1;
}

/** Names and addresses are all that is read here, so what is outside of ASCII may be lost. */
static char *read_string(Reader *reader) {
  if (!take(reader, "\"")) return NULL;
  char *text = malloc((size_t)(reader->end - reader->at) + 1), *out = text;
  while (reader->at < reader->end && *reader->at != '"') {
    char letter = *reader->at++;
    if (letter == '\\' && reader->at < reader->end) {
      letter = *reader->at++;
      if (letter == 'n') letter = '\n';
      if (letter == 't') letter = '\t';
      if (letter == 'u') {
        reader->at += reader->end - reader->at < 4 ? reader->end - reader->at : 4;
        letter = '?';
      }
    }
    *out++ = letter;
  }
  *out = 0;
  char *fitted = realloc(text, (size_t)(out - text) + 1);
  if (take(reader, "\"")) return fitted;
  free(fitted);
  return NULL;
}

static Json *read_value(Reader *reader);

static int read_members(Reader *reader, Json *parent, char close) {
  Json **tail = &parent->first;
  reader->at++;
  for (skip_space(reader); reader->at < reader->end && *reader->at != close; skip_space(reader)) {
    if (parent->first != NULL && !take(reader, ",")) return 0;
    skip_space(reader);
    char *key = NULL;
    if (close == '}') {
      if ((key = read_string(reader)) == NULL) return 0;
      skip_space(reader);
      if (!take(reader, ":")) {
        free(key);
        return 0;
      }
    }
    Json *member = read_value(reader);
    if (member == NULL) {
      free(key);
      return 0;
    }
    member->key = key;
    *tail = member;
    tail = &member->next;
  }
  return take(reader, (char[]){close, 0});
}

static int read_into(Reader *reader, Json *value) {
  if (reader->at >= reader->end) return 0;
  switch (*reader->at) {
    case '{':
      value->kind = JSON_OBJECT;
      return read_members(reader, value, '}');
    case '[':
      value->kind = JSON_ARRAY;
      return read_members(reader, value, ']');
    case '"':
      value->kind = JSON_STRING;
      return (value->string = read_string(reader)) != NULL;
  }
  if (take(reader, "null")) return 1;
  value->kind = JSON_BOOL;
  value->number = *reader->at == 't';
  if (take(reader, "true") || take(reader, "false")) return 1;
  char digits[40], *end;
  size_t length = 0;
  while (length + 1 < sizeof digits && reader->at + length < reader->end && strchr("+-.eE0123456789", reader->at[length]) != NULL) {
    digits[length] = reader->at[length];
    length++;
  }
  digits[length] = 0;
  value->kind = JSON_NUMBER;
  value->number = strtod(digits, &end);
  reader->at += end - digits;
  return end != digits;
}

static Json *read_value(Reader *reader) {
  skip_space(reader);
  Json *value = calloc(1, sizeof *value);
  value->from = reader->at;
  int is_whole = ++reader->depth <= DEEPEST && read_into(reader, value);
  reader->depth--;
  value->to = reader->at;
  if (is_whole) return value;
  json_free(value);
  return NULL;
}

Json *json_parse(const char *text, size_t length) {
  Reader reader = {.at = text, .end = text + length};
  return read_value(&reader);
}

void json_free(Json *value) {
  while (value != NULL) {
    Json *next = value->next;
    json_free(value->first);
    free(value->key);
    free(value->string);
    free(value);
    value = next;
  }
}

const Json *json_at(const Json *object, const char *key) {
  for (const Json *member = object == NULL ? NULL : object->first; member != NULL; member = member->next)
    if (member->key != NULL && strcmp(member->key, key) == 0) return member;
  return NULL;
}

double json_number(const Json *object, const char *key, double otherwise) {
  const Json *member = json_at(object, key);
  return member == NULL || (member->kind != JSON_NUMBER && member->kind != JSON_BOOL) ? otherwise : member->number;
}

const char *json_string(const Json *object, const char *key) {
  const Json *member = json_at(object, key);
  return member == NULL ? NULL : member->string;
}

int json_count(const Json *value) {
  int count = 0;
  for (const Json *member = value == NULL ? NULL : value->first; member != NULL; member = member->next) count++;
  return count;
}
