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

/// A text of somebody else's.
typedef struct {
  const char *start;
  size_t length;
} tenure_json_text;

/// A member that is wanted as a string.
typedef struct {
  tenure_json_text name;
  /// Where it is copied to.
  char *copy;
  size_t capacity;
  /// The string's length; -1 where there is none, and more than the capacity of one that is longer.
  long length;
} tenure_json_copy;

/// Copies strings that are members of the text's object, and finds the elements of an array that is
/// one, without reading them, in one pass; of several members of one name it takes the first.
///
/// Says how many elements were found, of which the first `capacity` are told, and -1 where there is
/// no such array; none is looked for without a name. Gives back 0, or simdjson's number of what is
/// wrong with the text between members and elements.
int tenure_json_outline(
    tenure_json *json, const uint8_t *bytes, size_t length, tenure_json_copy *copies,
    size_t copy_count, tenure_json_text array, tenure_json_range *elements, size_t capacity,
    long *count);

/// 'o' object, 'a' array, 's' string, 'i' signed, 'u' unsigned, 'd' double, 'b' boolean, 'n' null.
int tenure_json_type(tenure_json_value value);
/// Members that were looked for together; without a document where there is none.
typedef struct {
  tenure_json_value each[16];
} tenure_json_found;

/// The first member of each of at most 16 names, in one pass; none of what is no object.
void tenure_json_members(
    tenure_json_value object, const tenure_json_text *names, size_t count,
    tenure_json_found *found);
/// Writes the names of an object's members, each once and ended by a zero byte, in the order of
/// their bytes. Gives back how many bytes were written.
///
/// Left out are names longer than a limit or with a zero byte. Of the rest it writes the first 64,
/// and of these as many as fit.
size_t tenure_json_names(
    tenure_json_value object, size_t longest, uint8_t *names, size_t capacity);
/// A string's bytes; null for what is none.
const char *tenure_json_string(tenure_json_value value, size_t *length);
/// A string's bytes; null for what is none, is longer than a limit or holds a zero byte.
const char *tenure_json_plain(tenure_json_value value, size_t longest, size_t *length);
int64_t tenure_json_signed(tenure_json_value value);
uint64_t tenure_json_unsigned(tenure_json_value value);
/// A number as a double; 0 for what is none.
double tenure_json_double(tenure_json_value value);

#ifdef __cplusplus
}
#endif

#endif
