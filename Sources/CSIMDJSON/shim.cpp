// A narrow way into simdjson for Swift: no exception and no C++ type leaves this file.

#include "simdjson_shim.h"

#include <cstring>
#include <new>
#include <simdjson.h>
#include <string_view>
#include <type_traits>
#include <utility>

namespace ondemand = simdjson::ondemand;
using simdjson::dom::element;
using simdjson::error_code;

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
  ondemand::parser pieces;
};

namespace {
/// A value as it stands in the text, with the blanks behind it.
simdjson::simdjson_result<std::string_view> raw_text(ondemand::value value) {
  ondemand::json_type type;
  if (auto error = value.type().get(type)) return error;
  if (type == ondemand::json_type::object) {
    ondemand::object object;
    if (auto error = value.get_object().get(object)) return error;
    return object.raw_json();
  }
  if (type == ondemand::json_type::array) {
    ondemand::array array;
    if (auto error = value.get_array().get(array)) return error;
    return array.raw_json();
  }
  return value.raw_json_token();
}

/// Goes through the members of the text's object, to the text's last byte.
///
/// What is between the brackets of a member that nobody takes is only skipped.
template <typename Take, typename End>
int members(
    tenure_json *json, const uint8_t *bytes, size_t length, const Take &take, const End &end) {
  if (json->pieces.capacity() < length || json->pieces.max_depth() != deepest) {
    if (auto error = json->pieces.allocate(length, deepest)) return error;
  }
  simdjson::padded_string_view text(
      reinterpret_cast<const char *>(bytes), length, length + simdjson::SIMDJSON_PADDING);
  ondemand::document document;
  if (auto error = json->pieces.iterate(text).get(document)) return error;
  ondemand::object object;
  if (auto error = document.get_object().get(object)) return error;
  for (auto each : object) {
    ondemand::field field;
    if (auto error = std::move(each).get(field)) return error;
    std::string_view key;
    if (auto error = field.unescaped_key().get(key)) return error;
    if (auto error = take(key, field.value())) return error;
  }
  const char *rest;
  if (!document.current_location().get(rest)) return simdjson::TRAILING_CONTENT;
  end();
  return simdjson::SUCCESS;
}
}  // namespace

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

int tenure_json_top_string(
    tenure_json *json, const uint8_t *bytes, size_t length, const char *name, size_t name_length,
    char *text, size_t *text_length) {
  bool is_found = false;
  size_t capacity = *text_length;
  return members(
      json, bytes, length, [&](std::string_view key, ondemand::value value) -> error_code {
        if (is_found || key != std::string_view(name, name_length)) return simdjson::SUCCESS;
        is_found = true;
        *text_length = capacity + 1;
        ondemand::json_type type;
        if (auto error = value.type().get(type)) return error;
        if (type != ondemand::json_type::string) return simdjson::SUCCESS;
        std::string_view found;
        if (auto error = value.get_string().get(found)) return error;
        *text_length = found.size();
        if (found.size() <= capacity) std::memcpy(text, found.data(), found.size());
        return simdjson::SUCCESS;
      },
      [&] { if (!is_found) *text_length = capacity + 1; });
}

int tenure_json_elements(
    tenure_json *json, const uint8_t *bytes, size_t length, const char *name, size_t name_length,
    tenure_json_range *elements, size_t capacity, long *count) {
  bool is_found = false;
  *count = -1;
  return members(
      json, bytes, length,
      [&](std::string_view key, ondemand::value value) -> error_code {
        if (is_found || key != std::string_view(name, name_length)) return simdjson::SUCCESS;
        is_found = true;
        ondemand::json_type type;
        if (auto error = value.type().get(type)) return error;
        if (type != ondemand::json_type::array) return simdjson::SUCCESS;
        ondemand::array array;
        if (auto error = value.get_array().get(array)) return error;
        *count = 0;
        for (auto each : array) {
          ondemand::value element;
          if (auto error = each.get(element)) return error;
          std::string_view raw;
          if (auto error = raw_text(element).get(raw)) return error;
          if (static_cast<size_t>(*count) < capacity) {
            auto start = reinterpret_cast<const char *>(bytes);
            elements[*count].offset = static_cast<size_t>(raw.data() - start);
            elements[*count].length = raw.size();
          }
          *count += 1;
        }
        return simdjson::SUCCESS;
      },
      [] {});
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
