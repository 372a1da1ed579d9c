// A narrow way into simdjson for Swift: no exception and no C++ type leaves this file.

#include "simdjson_shim.h"

#include <algorithm>
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
template <typename Take>
int members(tenure_json *json, const uint8_t *bytes, size_t length, const Take &take) {
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
  return document.current_location().get(rest) ? simdjson::SUCCESS : simdjson::TRAILING_CONTENT;
}

std::string_view view_of(tenure_json_text text) { return {text.start, text.length}; }

error_code copy_string(ondemand::value value, tenure_json_copy &copy) {
  ondemand::json_type type;
  if (auto error = value.type().get(type)) return error;
  if (type != ondemand::json_type::string) return simdjson::SUCCESS;
  std::string_view text;
  if (auto error = value.get_string().get(text)) return error;
  copy.length = static_cast<long>(text.size());
  if (text.size() <= copy.capacity) std::memcpy(copy.copy, text.data(), text.size());
  return simdjson::SUCCESS;
}

error_code find_elements(
    ondemand::value value, const char *start, tenure_json_range *elements, size_t capacity,
    long *count) {
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
      elements[*count] = {static_cast<size_t>(raw.data() - start), raw.size()};
    }
    *count += 1;
  }
  return simdjson::SUCCESS;
}

/// The first names in the order of their bytes, each once.
struct first_names {
  static constexpr size_t most = 64;
  std::string_view names[most];
  size_t count = 0;

  void add(std::string_view name) {
    // Compares as unsigned bytes.
    auto place = std::lower_bound(names, names + count, name);
    if (place == names + most || (place != names + count && *place == name)) return;
    if (count < most) count += 1;
    std::move_backward(place, names + count - 1, names + count);
    *place = name;
  }
};
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

int tenure_json_outline(
    tenure_json *json, const uint8_t *bytes, size_t length, tenure_json_copy *copies,
    size_t copy_count, tenure_json_text array, tenure_json_range *elements, size_t capacity,
    long *count) {
  // Of a member that is no string, or no array, the name counts all the same.
  uint64_t found = 0;
  bool is_array_found = array.start == nullptr;
  *count = -1;
  for (size_t i = 0; i < copy_count; i++) copies[i].length = -1;
  return members(
      json, bytes, length, [&](std::string_view key, ondemand::value value) -> error_code {
        for (size_t i = 0; i < copy_count; i++) {
          if (key != view_of(copies[i].name)) continue;
          if (found >> i & 1) return simdjson::SUCCESS;
          found |= uint64_t(1) << i;
          return copy_string(value, copies[i]);
        }
        if (is_array_found || key != view_of(array)) return simdjson::SUCCESS;
        is_array_found = true;
        return find_elements(value, reinterpret_cast<const char *>(bytes), elements, capacity, count);
      });
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

void tenure_json_members(
    tenure_json_value object, const tenure_json_text *names, size_t count,
    tenure_json_found *found) {
  for (size_t i = 0; i < count; i++) found->each[i] = {nullptr, 0};
  simdjson::dom::object members;
  if (element_of(object).get_object().get(members)) return;
  for (auto field : members) {
    for (size_t i = 0; i < count; i++) {
      if (field.key != view_of(names[i])) continue;
      if (found->each[i].document == nullptr) found->each[i] = value_of(field.value);
      break;
    }
  }
}

size_t tenure_json_names(
    tenure_json_value object, size_t longest, uint8_t *names, size_t capacity) {
  simdjson::dom::object found;
  if (element_of(object).get_object().get(found)) return 0;
  first_names first;
  for (auto field : found) {
    if (field.key.size() > longest || field.key.find('\0') != field.key.npos) continue;
    first.add(field.key);
  }
  size_t written = 0;
  for (size_t i = 0; i < first.count; i++) {
    std::string_view name = first.names[i];
    if (written + name.size() + 1 > capacity) break;
    std::memcpy(names + written, name.data(), name.size());
    written += name.size();
    names[written++] = 0;
  }
  return written;
}

const char *tenure_json_string(tenure_json_value value, size_t *length) {
  std::string_view text;
  if (element_of(value).get_string().get(text)) return nullptr;
  *length = text.size();
  return text.data();
}

const char *tenure_json_plain(tenure_json_value value, size_t longest, size_t *length) {
  const char *text = tenure_json_string(value, length);
  if (text == nullptr || *length > longest) return nullptr;
  return std::memchr(text, 0, *length) == nullptr ? text : nullptr;
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
  // Also of a whole number.
  double number = 0;
  return element_of(value).get_double().get(number) ? 0 : number;
}
