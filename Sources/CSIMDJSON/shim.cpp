// A narrow way into simdjson for Swift: no exception and no C++ type leaves this file.

#include "simdjson_shim.h"

#include <cstring>
#include <new>
#include <simdjson.h>
#include <string_view>
#include <type_traits>

using simdjson::dom::element;

namespace {
// Deeper texts are refused: nothing that is sent to us is, and each level costs memory.
constexpr size_t deepest = 64;

static_assert(sizeof(element) == sizeof(tenure_json_value), "a value is passed as its bytes");
static_assert(std::is_trivially_copyable<element>::value, "a value is passed as its bytes");

element element_of(tenure_json_value value) {
  element found;
  std::memcpy(static_cast<void *>(&found), &value, sizeof found);
  return found;
}

tenure_json_value value_of(element found) {
  tenure_json_value value;
  std::memcpy(&value, static_cast<void *>(&found), sizeof value);
  return value;
}
}  // namespace

struct tenure_json {
  simdjson::dom::parser whole;
  simdjson::ondemand::parser pieces;
};

tenure_json *tenure_json_make(void) { return new (std::nothrow) tenure_json; }

void tenure_json_free(tenure_json *json) { delete json; }

size_t tenure_json_padding(void) { return simdjson::SIMDJSON_PADDING; }

const char *tenure_json_error(int error) {
  return simdjson::error_message(static_cast<simdjson::error_code>(error));
}

int tenure_json_read(
    tenure_json *json, const uint8_t *bytes, size_t length, tenure_json_value *root) {
  if (json->whole.capacity() < length || json->whole.max_depth() != deepest) {
    if (auto error = json->whole.allocate(length, deepest)) return error;
  }
  element found;
  if (auto error = json->whole.parse(bytes, length, false).get(found)) return error;
  *root = value_of(found);
  return 0;
}

long tenure_json_elements(
    tenure_json *json, const uint8_t *bytes, size_t length, const char *name, size_t name_length,
    tenure_json_range *elements, size_t capacity) {
  if (json->pieces.capacity() < length || json->pieces.max_depth() != deepest) {
    if (auto error = json->pieces.allocate(length, deepest)) return -1L - error;
  }
  simdjson::padded_string_view text(
      reinterpret_cast<const char *>(bytes), length, length + simdjson::SIMDJSON_PADDING);
  simdjson::ondemand::document document;
  if (auto error = json->pieces.iterate(text).get(document)) return -1L - error;
  simdjson::ondemand::object object;
  if (document.get_object().get(object)) return -1;
  simdjson::ondemand::array array;
  if (object.find_field_unordered(std::string_view(name, name_length)).get_array().get(array)) {
    return -1;
  }
  long count = 0;
  for (auto each : array) {
    std::string_view raw;
    simdjson::ondemand::value value;
    if (auto error = each.get(value)) return -1L - error;
    simdjson::ondemand::json_type type;
    if (auto error = value.type().get(type)) return -1L - error;
    if (type == simdjson::ondemand::json_type::object) {
      simdjson::ondemand::object member;
      if (auto error = value.get_object().get(member)) return -1L - error;
      if (auto error = member.raw_json().get(raw)) return -1L - error;
    } else if (type == simdjson::ondemand::json_type::array) {
      simdjson::ondemand::array member;
      if (auto error = value.get_array().get(member)) return -1L - error;
      if (auto error = member.raw_json().get(raw)) return -1L - error;
    } else {
      raw = value.raw_json_token();
    }
    if (static_cast<size_t>(count) < capacity) {
      elements[count].offset = static_cast<size_t>(raw.data() - text.data());
      elements[count].length = raw.size();
    }
    count += 1;
  }
  return count;
}

long tenure_json_top_string(
    tenure_json *json, const uint8_t *bytes, size_t length, const char *name, size_t name_length,
    char *text, size_t capacity) {
  if (json->pieces.capacity() < length || json->pieces.max_depth() != deepest) {
    if (json->pieces.allocate(length, deepest)) return -1;
  }
  simdjson::padded_string_view whole(
      reinterpret_cast<const char *>(bytes), length, length + simdjson::SIMDJSON_PADDING);
  simdjson::ondemand::document document;
  simdjson::ondemand::object object;
  std::string_view found;
  if (json->pieces.iterate(whole).get(document) || document.get_object().get(object)) return -1;
  if (object.find_field_unordered(std::string_view(name, name_length)).get_string().get(found)) {
    return -1;
  }
  if (found.size() > capacity) return -1;
  std::memcpy(text, found.data(), found.size());
  return static_cast<long>(found.size());
}

int tenure_json_type(tenure_json_value value) {
  switch (element_of(value).type()) {
    case simdjson::dom::element_type::OBJECT: return 'o';
    case simdjson::dom::element_type::ARRAY: return 'a';
    case simdjson::dom::element_type::STRING: return 's';
    case simdjson::dom::element_type::INT64: return 'i';
    case simdjson::dom::element_type::UINT64: return 'u';
    case simdjson::dom::element_type::DOUBLE: return 'd';
    case simdjson::dom::element_type::BOOL: return 'b';
    default: return 'n';
  }
}

int tenure_json_member(
    tenure_json_value object, const char *name, size_t name_length, tenure_json_value *member) {
  simdjson::dom::object members;
  if (element_of(object).get_object().get(members)) return 0;
  element found;
  if (members.at_key(std::string_view(name, name_length)).get(found)) return 0;
  *member = value_of(found);
  return 1;
}

const char *tenure_json_string(tenure_json_value value, size_t *length) {
  std::string_view text;
  if (element_of(value).get_string().get(text)) return nullptr;
  *length = text.size();
  return text.data();
}

int64_t tenure_json_signed(tenure_json_value value) {
  int64_t number = 0;
  return element_of(value).get_int64().get(number) ? 0 : number;
}

uint64_t tenure_json_unsigned(tenure_json_value value) {
  uint64_t number = 0;
  return element_of(value).get_uint64().get(number) ? 0 : number;
}

double tenure_json_double(tenure_json_value value) {
  double number = 0;
  return element_of(value).get_double().get(number) ? 0 : number;
}
