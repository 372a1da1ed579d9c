#ifndef TENURE_SIMDJSON_SHIM_H
#define TENURE_SIMDJSON_SHIM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A parser with the text that it read last. One thread uses it at a time.
typedef struct tenure_json tenure_json;

/// A value in the text that was read last; of no use once another one is read.
typedef struct {
  const void *document;
  size_t place;
} tenure_json_value;

/// A value between two others of an array, where it stands in the text.
typedef struct {
  size_t offset;
  size_t length;
} tenure_json_range;

/// Null where there is no memory.
tenure_json *tenure_json_make(void);
void tenure_json_free(tenure_json *json);

/// Reads a whole text. Gives back 0, or simdjson's number of what is wrong with it.
///
/// At least tenure_json_padding() readable bytes follow the text.
int tenure_json_read(
    tenure_json *json, const uint8_t *bytes, size_t length, tenure_json_value *root);
size_t tenure_json_padding(void);
/// What an error's number means, in English.
const char *tenure_json_error(int error);

/// Copies the string that is the first member of a name in the text's object.
///
/// The length is the capacity before and the string's own after; more than the capacity where there
/// is none, or a longer one. Gives back 0, or simdjson's number of what is wrong with the text.
int tenure_json_top_string(
    tenure_json *json, const uint8_t *bytes, size_t length, const char *name, size_t name_length,
    char *text, size_t *text_length);

/// Finds the elements of the array that is the first member of a name, without reading them.
///
/// Says how many were found, of which the first `capacity` are told, and -1 where there is no such
/// array. Gives back 0, or simdjson's number of what is wrong with the text between the elements.
int tenure_json_elements(
    tenure_json *json, const uint8_t *bytes, size_t length, const char *name, size_t name_length,
    tenure_json_range *elements, size_t capacity, long *count);

/// 'o' object, 'a' array, 's' string, 'i' signed, 'u' unsigned, 'd' double, 'b' boolean, 'n' null.
int tenure_json_type(tenure_json_value value);
/// The first member of a name; 0 where there is none, or the value is no object.
int tenure_json_member(
    tenure_json_value object, const char *name, size_t name_length, tenure_json_value *member);
/// A string's bytes; null for what is none.
const char *tenure_json_string(tenure_json_value value, size_t *length);
int64_t tenure_json_signed(tenure_json_value value);
uint64_t tenure_json_unsigned(tenure_json_value value);

#ifdef __cplusplus
}
#endif

#endif
