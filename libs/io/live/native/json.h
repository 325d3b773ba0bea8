#pragma once
#include <stddef.h>

/** One value of a JSON document. Strings are unescaped; `from` to `to` is its text as it came, to be passed on unread. */
typedef struct Json {
  enum { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT } kind;
  char *key;
  char *string;
  double number;
  struct Json *first, *next;
  const char *from, *to;
} Json;

/** NULL for what is no JSON. The text must outlive the document. */
Json *json_parse(const char *text, size_t length);
void json_free(Json *value);

/** A member of an object; NULL where there is none. */
const Json *json_at(const Json *object, const char *key);
double json_number(const Json *object, const char *key, double otherwise);
const char *json_string(const Json *object, const char *key);
/** Members of an array or an object. */
int json_count(const Json *value);
