/* A reader of one line of JSON in place: values are pointers into the line, and nothing is allocated. */
#ifndef JSON_H
#define JSON_H
#include <stdbool.h>
#include <string.h>

static const char *json_string_end(const char *at) {
  for (at++; *at != '"'; at++)
    if (*at == '\\') at++;
  return at + 1;
}

/* Behind the value that begins at `at`. */
static const char *json_end(const char *at) {
  if (*at == '"') return json_string_end(at);
  if (*at != '{' && *at != '[') return at + strcspn(at, ",]}");
  int depth = 0;
  do {
    if (*at == '"') {
      at = json_string_end(at);
      continue;
    }
    if (*at == '{' || *at == '[') depth++;
    if (*at == '}' || *at == ']') depth--;
    at++;
  } while (depth > 0);
  return at;
}

/* The value of a field of the object at `object`; NULL if it has no such field. */
static const char *json_field(const char *object, const char *name) {
  size_t length = strlen(name);
  for (const char *at = object + 1; *at == '"';) {
    const char *value = json_string_end(at) + 1;
    if (strncmp(at + 1, name, length) == 0 && at[1 + length] == '"') return value;
    at = json_end(value);
    if (*at == ',') at++;
  }
  return NULL;
}

/* Item after item of the array at `array`: `for (const char *it = json_first(a); it; it = json_next(it))`. */
static const char *json_first(const char *array) { return array[1] == ']' ? NULL : array + 1; }
static const char *json_next(const char *item) {
  const char *at = json_end(item);
  return *at == ',' ? at + 1 : NULL;
}

static bool json_is(const char *value, const char *text) {
  size_t length = strlen(text);
  return strncmp(value + 1, text, length) == 0 && value[1 + length] == '"';
}

/* Names of the protocol have no escapes and at most 100 characters. */
static void json_copy(const char *value, char *into) {
  size_t length = strcspn(value + 1, "\"");
  memcpy(into, value + 1, length);
  into[length] = '\0';
}
#endif
