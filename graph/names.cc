#include "graph/names.h"

#include <cstring>
#include <functional>

namespace trama::graph {
namespace {

constexpr std::size_t kArenaBytesMax = std::size_t{1} << 34;  // what 32 bits of four-byte steps can reach
constexpr std::size_t kStep = 4;

std::size_t hash_text(std::string_view text) {
  return std::hash<std::string_view>{}(text);
}

}  // namespace

Names::Names() : arena_(std::make_shared<AppendArray<char, kChunkBits>>(kArenaBytesMax)) {
  static_cast<void>(arena_->extend(kStep));  // so that no text has the id 0
}

NameId Names::find(std::string_view text) const {
  text = text.substr(0, kTextMax);
  if (text.empty()) return 0;
  const NameId id = index_.find(hash_text(text), [&](NameId other) { return this->text(other) == text; });
  return id == 0 ? kNoName : id;
}

NameId Names::intern(std::string_view text) {
  text = text.substr(0, kTextMax);
  const NameId known = find(text);
  if (known != kNoName) return known;
  const auto length = static_cast<std::uint32_t>(text.size());
  const std::size_t at = arena_->extend((sizeof(length) + text.size() + kStep - 1) / kStep * kStep);
  std::memcpy(arena_->data_at(at), &length, sizeof(length));
  std::memcpy(arena_->data_at(at) + sizeof(length), text.data(), text.size());
  const auto id = static_cast<NameId>(at / kStep);
  index_.insert(id, [this](NameId other) { return hash_text(this->text(other)); });
  return id;
}

std::string_view Names::text(NameId id) const {
  if (id == 0 || id == kNoName) return {};
  const char* at = arena_->data_at(std::size_t{id} * kStep);
  std::uint32_t length = 0;
  std::memcpy(&length, at, sizeof(length));
  return {at + sizeof(length), length};
}

}  // namespace trama::graph
