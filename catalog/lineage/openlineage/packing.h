// Packs and unpacks values by their members(), for run_record.h and evidence.h. Internal to
// catalog/lineage/openlineage.
//
//   byte            format version
//   the members in their order:
//   text            varint number: 0, then a length and the bytes, for a new text; n for the n-th new text, so that
//                   names and types that repeat cost one or two bytes; 1 is the empty text, which is never written
//   number, time    zigzag varint
//   bool, enum      byte
//   optional        byte 0 or 1, then the value
//   list, map       varint count, then the elements
//   facet           byte 0 where nobody said it; else 1 and its members
//
// A change of any member's order or type is a new version. A broken value is refused, never trusted: every read checks
// what is left, counts cannot exceed it, and texts named by number are bounded together (kUnpackedBytesMax).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "catalog/base/encoding.h"
#include "catalog/lineage/openlineage/facets.h"

namespace trama::lineage::openlineage {

inline constexpr std::size_t kUnpackedBytesMax = 256U << 20;

// The last value of each enum that is packed.
constexpr DependencyType last_of(DependencyType) {
  return DependencyType::indirect;
}
constexpr Subtype last_of(Subtype) {
  return Subtype::conditional;
}
constexpr EntityKind last_of(EntityKind) {
  return EntityKind::job;
}
constexpr Lifecycle last_of(Lifecycle) {
  return Lifecycle::truncate;
}

class PackWriter {
 public:
  explicit PackWriter(char version) : out_(1, version) {}

  void write(const std::string& text) {
    if (text.empty()) return append_varint(&out_, 1);
    const auto [at, added] = numbers_.try_emplace(text, numbers_.size() + 2);
    append_varint(&out_, added ? 0 : at->second);
    if (added) append_text(&out_, text);
  }
  void write(bool value) { out_ += value ? '\1' : '\0'; }
  void write(std::uint8_t value) { out_ += static_cast<char>(value); }
  void write(std::int64_t value) {
    append_varint(&out_, (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63U));
  }
  template <typename T>
    requires std::is_enum_v<T>
  void write(T value) {
    out_ += static_cast<char>(value);
  }
  template <typename T>
  void write(const std::optional<T>& value) {
    write(value.has_value());
    if (value) write(*value);
  }
  template <typename T>
  void write(const std::vector<T>& values) {
    append_varint(&out_, values.size());
    for (const T& value : values) write(value);
  }
  template <typename T, std::size_t N>
  void write(const std::array<T, N>& values) {
    for (const T& value : values) write(value);
  }
  template <typename K, typename V, typename C>
  void write(const std::map<K, V, C>& values) {
    append_varint(&out_, values.size());
    for (const auto& [key, value] : values) {
      write(key);
      write(value);
    }
  }
  template <typename T>
  void write(const Facet<T>& facet) {
    write(facet.said());
    if (facet.said()) write_members(facet);
  }
  template <typename T>
    requires requires(const T& value) { T::members(value); }
  void write(const T& value) {
    write_members(value);
  }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  template <typename T>
  void write_members(const T& value) {
    std::apply([this](const auto&... member) { (this->write(member), ...); }, T::members(value));
  }

  std::string out_;
  std::unordered_map<std::string, std::uint64_t> numbers_;
};

class PackReader {
 public:
  explicit PackReader(std::string_view rest) : rest_(rest) {}

  [[nodiscard]] bool begins_with(char version) { return byte() == static_cast<std::uint8_t>(version) && good_; }
  [[nodiscard]] bool ended() const { return good_ && rest_.empty(); }

  void read(std::string* text) {
    const std::uint64_t number = varint();
    if (number == 0) {
      const auto value = read_text(&rest_);
      if (!value || value->empty()) return fail();
      texts_.push_back(*value);
      *text = *value;
    } else if (number > 1 && number - 2 < texts_.size()) {
      *text = texts_[number - 2];
    } else if (number != 1) {
      return fail();
    }
    unpacked_ += text->size();
    if (unpacked_ > kUnpackedBytesMax) fail();
  }
  void read(bool* value) { *value = bounded_byte(1) == 1; }
  void read(std::uint8_t* value) { *value = byte(); }
  void read(std::int64_t* value) {
    const std::uint64_t raw = varint();
    *value = static_cast<std::int64_t>((raw >> 1U) ^ (~(raw & 1U) + 1U));
  }
  template <typename T>
    requires std::is_enum_v<T>
  void read(T* value) {
    *value = static_cast<T>(bounded_byte(static_cast<std::uint8_t>(last_of(T{}))));
  }
  template <typename T>
  void read(std::optional<T>* value) {
    bool has = false;
    read(&has);
    if (has) read(&value->emplace());
  }
  template <typename T>
  void read(std::vector<T>* values) {
    for (std::uint64_t n = count(); n > 0 && good_; --n) read(&values->emplace_back());
  }
  template <typename T, std::size_t N>
  void read(std::array<T, N>* values) {
    for (T& value : *values) read(&value);
  }
  // Keys stand in their order, once each.
  template <typename K, typename V, typename C>
  void read(std::map<K, V, C>* values) {
    for (std::uint64_t n = count(); n > 0 && good_; --n) {
      K key;
      read(&key);
      if (!values->empty() && !(values->rbegin()->first < key)) return fail();
      read(&values->emplace_hint(values->end(), std::move(key), V{})->second);
    }
  }
  template <typename T>
  void read(Facet<T>* facet) {
    bool said = false;
    read(&said);
    if (!said) return;
    read_members(facet);
    if (!facet->said()) fail();
  }
  template <typename T>
    requires requires(T& value) { T::members(value); }
  void read(T* value) {
    read_members(value);
  }

 private:
  template <typename T>
  void read_members(T* value) {
    std::apply([this](auto&... member) { (this->read(&member), ...); }, T::members(*value));
  }
  void fail() {
    good_ = false;
    rest_ = {};
  }
  std::uint8_t byte() {
    if (rest_.empty()) {
      fail();
      return 0;
    }
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  std::uint8_t bounded_byte(std::uint8_t max) {
    const std::uint8_t value = byte();
    if (value <= max) return value;
    fail();
    return 0;
  }
  std::uint64_t varint() {
    const auto value = read_varint(&rest_);
    if (value) return *value;
    fail();
    return 0;
  }
  std::uint64_t count() {
    const std::uint64_t value = varint();
    if (value <= rest_.size()) return value;
    fail();
    return 0;
  }

  std::string_view rest_;
  bool good_ = true;
  std::size_t unpacked_ = 0;
  std::vector<std::string_view> texts_;
};

template <typename T>
[[nodiscard]] std::string pack_value(char version, const T& value) {
  PackWriter writer(version);
  writer.write(value);
  return writer.take();
}

template <typename T>
[[nodiscard]] bool unpack_value(char version, std::string_view packed, T* value) {
  PackReader reader(packed);
  if (!reader.begins_with(version)) return false;
  reader.read(value);
  return reader.ended();
}

template <typename T>
[[nodiscard]] std::size_t packed_size(const T& value) {
  return pack_value('\0', value).size();
}

}  // namespace trama::lineage::openlineage
