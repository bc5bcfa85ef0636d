// Writes one JSON object, leaving out what is empty. Internal to catalog/contract/change. One thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace trama::change {

class JsonObject {
 public:
  void text(std::string_view key, std::string_view value);  // unless empty
  void raw(std::string_view key, std::string_view json);    // unless empty
  void flag(std::string_view key, bool value);              // unless false
  void number(std::string_view key, std::uint64_t value);
  [[nodiscard]] std::string take();

 private:
  std::string out_ = "{";
};

}  // namespace trama::change
