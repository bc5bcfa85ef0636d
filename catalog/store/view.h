// What the code of this folder sees of the store: point reads and single steps over sorted families.
//
// Errors stick: after the first failed read or undecodable value every answer may be missing something, so whoever uses
// a View asks error() before believing an absence and before writing anything.
// One thread at a time. No RocksDB types, so that rules and replays are plain code over any View.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "catalog/base/result.h"
#include "catalog/store/keys.h"
#include "catalog/store/records.h"

namespace trama::store {

struct KeyValue {
  std::string key, value;
};

class View {
 public:
  virtual ~View() = default;

  [[nodiscard]] virtual std::optional<std::string> get(Family family, std::string_view key) = 0;
  // The first key >= `from` that begins with `prefix`, and the last key < `before` that does.
  [[nodiscard]] virtual std::optional<KeyValue> next(Family family, std::string_view prefix, std::string_view from) = 0;
  [[nodiscard]] virtual std::optional<KeyValue> previous(Family family, std::string_view prefix,
                                                         std::string_view before) = 0;
  [[nodiscard]] std::optional<KeyValue> last(Family family, std::string_view prefix) {
    return previous(family, prefix, keys::after_prefix(prefix));
  }

  template <typename Row>
  [[nodiscard]] std::optional<Row> row(Family family, std::string_view key) {
    const auto bytes = get(family, key);
    if (!bytes) return std::nullopt;
    return decoded<Row>(family, *bytes);
  }
  template <typename Row>
  [[nodiscard]] std::optional<Row> decoded(Family family, std::string_view bytes) {
    Row row;
    if (decode(bytes, &row)) return row;
    undecodable(family);
    return std::nullopt;
  }

  void undecodable(Family family) {
    fail(make_error(ErrorCode::corrupt, "store-corrupt",
                    "a record of the family `" + std::string(family_name(family)) + "` cannot be decoded"));
  }
  void fail(Error error) {
    if (!error_) error_ = std::move(error);
  }
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }
  // Forgets it, for a View that outlives one failed question.
  [[nodiscard]] std::optional<Error> take_error() { return std::exchange(error_, std::nullopt); }

 private:
  std::optional<Error> error_;
};

}  // namespace trama::store
