#include "tests/unit/odcs/random_contract.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/contract/model_members.h"
#include "catalog/contract/model_words.h"

namespace trama::contract {
namespace {

using Random = std::mt19937_64;
using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::array<std::string_view, 36> kTexts = {"orders",
                                                     "customer_id",
                                                     "postgres",
                                                     "bigquery",
                                                     "kafka",
                                                     "s3",
                                                     "string",
                                                     "library",
                                                     "sql",
                                                     "custom",
                                                     "text",
                                                     "rowCount",
                                                     "nullValues",
                                                     "completeness",
                                                     "active",
                                                     "2026-01-31",
                                                     "2026-01-31T12:00:00Z",
                                                     "true",
                                                     "NO",
                                                     "null",
                                                     "1.10",
                                                     "0x1F",
                                                     "- x: y",
                                                     "a: b # c",
                                                     " lead",
                                                     "trail ",
                                                     "two\nlines\n",
                                                     "tab\there",
                                                     "\"quoted\" 'single'",
                                                     "übergröße 日本",
                                                     "owner",
                                                     "trama:x",
                                                     "P1Y",
                                                     "99.5%",
                                                     "orders.customer_id",
                                                     "table"};
constexpr std::array<std::string_view, 12> kJsons = {"null",
                                                     "true",
                                                     "1",
                                                     "-2.50",
                                                     "1e400",
                                                     "12345678901234567890123",
                                                     "\"text\"",
                                                     "\"True\"",
                                                     "[]",
                                                     "[1,\"a\",{\"b\":null}]",
                                                     "{\"k\":{\"b\":[1.10],\"a\":2}}",
                                                     "\"two\\nlines\\u0001\""};

class Filler {
 public:
  explicit Filler(std::uint64_t seed) : random_(seed) {}

  void text(std::string_view key, std::string& value) {
    if (key == "name" || key == "id" || key == "version" || chance(4)) value = pick();
  }
  void json(std::string_view /*key*/, std::string& raw) {
    if (chance(2)) raw = pick_json();
  }
  void texts(std::string_view /*key*/, std::vector<std::string>& values) {
    for (std::size_t n = few(); n > 0; --n) values.push_back(pick());
  }
  void text_set(std::string_view key, std::vector<std::string>& values) { texts(key, values); }
  void jsons(std::string_view /*key*/, std::vector<std::string>& raws) {
    for (std::size_t n = few(); n > 0; --n) raws.push_back(pick_json());
  }
  void json_set(std::string_view key, std::vector<std::string>& raws) { jsons(key, raws); }
  void pairs(std::string_view /*key*/, Pairs& values) {
    static constexpr std::array<std::string_view, 10> kNames = {"host",     "port",    "database", "schema",  "topic",
                                                                "location", "project", "account",  "catalog", "x y"};
    for (const std::string_view name : kNames) {
      if (chance(3)) values.emplace_back(name, name == "port" && chance(2) ? "5432" : pick());
    }
  }
  void couples(std::string_view /*key*/, std::string_view /*first*/, std::string_view /*second*/, Pairs& values) {
    for (std::size_t n = few(); n > 0; --n) values.emplace_back(pick(), chance(2) ? pick() : "");
  }
  void flag(std::string_view /*key*/, bool& value) { value = chance(3); }
  void number(std::string_view /*key*/, std::int64_t& value) { value = static_cast<std::int64_t>(random_() % 100); }
  void number(std::string_view /*key*/, double& value) { value = static_cast<double>(random_() % 1000) / 8; }
  template <typename T>
  void value(std::string_view /*key*/, std::optional<T>& value) {
    if (chance(4)) value = static_cast<T>(random_() % 40);
  }
  template <typename Enum>
  void word(std::string_view key, Enum& value) {
    if (key == "kind" && std::is_same_v<Enum, Kind>) return;  // chosen by the caller
    value = static_cast<Enum>(random_() % Words<Enum>::kAll.size());
  }
  template <typename T>
  void noun(std::string_view /*key*/, T& value) {
    if (chance(2)) members(*this, value);
  }
  template <typename T>
  void about(std::string_view /*key*/, T& value) {
    members(*this, value);
  }
  template <typename T>
  void maybe(std::string_view /*key*/, std::optional<T>& value) {
    if (chance(3)) members(*this, value.emplace());
  }
  template <typename T>
  void nouns(std::string_view key, std::vector<T>& values) {
    if (depth_ > 5) return;
    const bool alone = key == "items" || key == "map_key" || key == "map_value";
    ++depth_;
    for (std::size_t n = alone ? few() / 3 : few(); n > 0; --n) members(*this, values.emplace_back());
    --depth_;
  }
  template <typename T>
  void noun_set(std::string_view key, std::vector<T>& values) {
    nouns(key, values);
  }

 private:
  bool chance(std::uint64_t one_in) { return random_() % one_in == 0; }
  std::size_t few() {
    const std::uint64_t roll = random_() % 8;
    return roll < 5 ? 0 : roll - 4;
  }
  std::string pick() { return std::string(kTexts.at(random_() % kTexts.size())); }
  std::string pick_json() { return std::string(kJsons.at(random_() % kJsons.size())); }

  Random random_;
  int depth_ = 0;
};

class Shuffler {
 public:
  explicit Shuffler(std::uint64_t seed) : random_(seed) {}

  void text_set(std::string_view /*key*/, std::vector<std::string>& values) { shuffle(values); }
  void json_set(std::string_view /*key*/, std::vector<std::string>& values) { shuffle(values); }
  void pairs(std::string_view /*key*/, Pairs& values) { shuffle(values); }
  template <typename T>
  void noun_set(std::string_view key, std::vector<T>& values) {
    nouns(key, values);
    shuffle(values);
  }
  template <typename T>
  void nouns(std::string_view /*key*/, std::vector<T>& values) {
    for (T& value : values) members(*this, value);
  }
  template <typename T>
  void noun(std::string_view /*key*/, T& value) {
    members(*this, value);
  }
  template <typename T>
  void maybe(std::string_view /*key*/, std::optional<T>& value) {
    if (value) members(*this, *value);
  }
  template <typename T>
  void about(std::string_view /*key*/, T& /*value*/) {}
  void text(std::string_view /*key*/, std::string& /*value*/) {}
  void json(std::string_view /*key*/, std::string& /*raw*/) {}
  void texts(std::string_view /*key*/, std::vector<std::string>& /*values*/) {}
  void jsons(std::string_view /*key*/, std::vector<std::string>& /*raws*/) {}
  void couples(std::string_view /*key*/, std::string_view /*first*/, std::string_view /*second*/, Pairs& /*values*/) {}
  void flag(std::string_view /*key*/, bool& /*value*/) {}
  template <typename T>
  void number(std::string_view /*key*/, T& /*value*/) {}
  template <typename T>
  void value(std::string_view /*key*/, std::optional<T>& /*value*/) {}
  template <typename Enum>
  void word(std::string_view /*key*/, Enum& /*value*/) {}

 private:
  template <typename T>
  void shuffle(std::vector<T>& values) {
    std::ranges::shuffle(values, random_);
  }

  Random random_;
};

// Counts members in the order of the walk and changes the one with the wanted number.
class Changer {
 public:
  explicit Changer(std::size_t wanted) : wanted_(wanted) {}
  [[nodiscard]] std::size_t count() const { return count_; }

  void text(std::string_view /*key*/, std::string& value) {
    if (hit()) value += 'x';
  }
  void json(std::string_view /*key*/, std::string& raw) {
    if (hit()) raw = raw == "7" ? "8" : "7";
  }
  void texts(std::string_view /*key*/, std::vector<std::string>& values) {
    for (std::string& value : values) text("", value);
    if (hit()) values.emplace_back("new");
  }
  void text_set(std::string_view key, std::vector<std::string>& values) { texts(key, values); }
  void jsons(std::string_view /*key*/, std::vector<std::string>& raws) {
    for (std::string& raw : raws) json("", raw);
    if (hit()) raws.emplace_back("7");
  }
  void json_set(std::string_view key, std::vector<std::string>& raws) { jsons(key, raws); }
  void pairs(std::string_view /*key*/, Pairs& values) {
    for (auto& [name, value] : values) text("", value);
    if (hit()) values.emplace_back("new", "value");
  }
  void couples(std::string_view key, std::string_view /*first*/, std::string_view /*second*/, Pairs& values) {
    pairs(key, values);
  }
  void flag(std::string_view /*key*/, bool& value) {
    if (hit()) value = !value;
  }
  template <typename T>
  void number(std::string_view /*key*/, T& value) {
    if (hit()) value += 1;
  }
  template <typename T>
  void value(std::string_view /*key*/, std::optional<T>& value) {
    if (hit()) value = value ? std::optional<T>() : std::optional<T>(T{1});
  }
  template <typename Enum>
  void word(std::string_view /*key*/, Enum& value) {
    if (hit()) value = static_cast<Enum>((static_cast<std::size_t>(value) + 1) % Words<Enum>::kAll.size());
  }
  template <typename T>
  void noun(std::string_view /*key*/, T& value) {
    members(*this, value);
  }
  template <typename T>
  void about(std::string_view /*key*/, T& /*value*/) {}
  template <typename T>
  void maybe(std::string_view /*key*/, std::optional<T>& value) {
    if (hit()) {
      value = value ? std::optional<T>() : std::optional<T>(T{});
    } else if (value) {
      members(*this, *value);
    }
  }
  template <typename T>
  void nouns(std::string_view /*key*/, std::vector<T>& values) {
    for (T& value : values) members(*this, value);
    if (hit()) values.emplace_back();
  }
  template <typename T>
  void noun_set(std::string_view key, std::vector<T>& values) {
    nouns(key, values);
  }

 private:
  bool hit() { return count_++ == wanted_; }

  std::size_t wanted_;
  std::size_t count_ = 0;
};

}  // namespace

Contract random_contract(std::uint64_t seed) {
  Contract contract;
  contract.kind = seed % 4 == 3 ? Kind::product : Kind::contract;
  Filler filler(seed);
  members(filler, contract);
  if (contract.kind == Kind::contract) contract.ports.clear();
  return contract;
}

void shuffle_sets(Contract* contract, std::uint64_t seed) {
  Shuffler shuffler(seed);
  members(shuffler, *contract);
}

std::size_t count_members(const Contract& contract) {
  Contract copy = contract;
  Changer counter(std::numeric_limits<std::size_t>::max());
  members(counter, copy);
  return counter.count();
}

void change_member(Contract* contract, std::size_t k) {
  Changer changer(k);
  members(changer, *contract);
}

}  // namespace trama::contract
