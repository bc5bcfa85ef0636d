// The packed form of an asserter's open assertions, made to be small and quick to read: a start-up reads a million of
// them. The same contract, table and path names occur in most endpoints, and most endpoints in several assertions, so
// both are written once and named by number after that.
//
//   byte     format version, 1
//   varint n, n texts                          each text once, in the order of first use; number 0 is "" and not
//   written varint n, n endpoints                      byte kind; varint text numbers of owner, table, path; of home
//   for texts varint n, n assertions                     varint source, varint target (endpoint numbers), then
//                                              byte relation | type << 2 | masking << 4 | complete << 5, byte subtype
//
// Twenty field edges between two contracts take about 450 bytes, most of them names.
#include <algorithm>
#include <array>
#include <unordered_map>

#include "catalog/base/encoding.h"
#include "catalog/lineage/assertion.h"

namespace trama::lineage {
namespace {

constexpr char kVersion = 1;
// By their numbers, which are part of the format.
constexpr std::array<EndpointKind, 5> kEndpoints = {EndpointKind::contract, EndpointKind::physical,
                                                    EndpointKind::consumer, EndpointKind::product, EndpointKind::text};
constexpr std::array<Relation, 3> kRelations = {Relation::derives, Relation::references, Relation::consumes};
constexpr std::array<DependencyType, 3> kTypes = {DependencyType::unknown, DependencyType::direct,
                                                  DependencyType::indirect};
constexpr std::array<Subtype, 10> kSubtypes = {
    Subtype::unknown,  Subtype::identity, Subtype::transformation, Subtype::aggregation, Subtype::join,
    Subtype::group_by, Subtype::filter,   Subtype::sort,           Subtype::window,      Subtype::conditional};
constexpr std::uint8_t kMaskingBit = 1U << 4U;
constexpr std::uint8_t kCompleteBit = 1U << 5U;

class Packer {
 public:
  std::string pack(const std::vector<Assertion>& assertions) {
    std::string body;
    for (const Assertion& assertion : assertions) append(&body, assertion);
    std::string out(1, kVersion);
    append_varint(&out, numbers_.size());
    out += texts_;
    append_varint(&out, places_.size());
    out += endpoints_;
    append_varint(&out, assertions.size());
    out += body;
    return out;
  }

 private:
  void append(std::string* body, const Assertion& assertion) {
    append_varint(body, number(assertion.source));
    append_varint(body, number(assertion.target));
    auto bits = static_cast<std::uint8_t>(static_cast<unsigned>(assertion.relation) |
                                          (static_cast<unsigned>(assertion.type) << 2U));
    if (assertion.masking) bits |= kMaskingBit;
    if (assertion.complete) bits |= kCompleteBit;
    *body += static_cast<char>(bits);
    *body += static_cast<char>(assertion.subtype);
  }
  std::uint64_t number(const Endpoint& endpoint) {
    std::string packed(1, static_cast<char>(endpoint.kind));
    append_varint(&packed, number(endpoint.owner));
    append_varint(&packed, number(endpoint.table));
    append_varint(&packed, number(endpoint.path));
    if (endpoint.kind == EndpointKind::text) append_varint(&packed, number(endpoint.home));
    const auto [at, added] = places_.try_emplace(std::move(packed), places_.size());
    if (added) endpoints_ += at->first;
    return at->second;
  }
  std::uint64_t number(const std::string& text) {
    if (text.empty()) return 0;
    const auto [at, added] = numbers_.try_emplace(text, numbers_.size() + 1);
    if (added) append_text(&texts_, text);
    return at->second;
  }

  std::unordered_map<std::string, std::uint64_t> numbers_;
  std::unordered_map<std::string, std::uint64_t> places_;
  std::string texts_;
  std::string endpoints_;
};

// Every read checks its bounds and remembers the first failure, so that a cut or changed value is never trusted.
class Unpacker {
 public:
  explicit Unpacker(std::string_view rest) : rest_(rest) {}

  bool unpack(std::vector<Assertion>* assertions) {
    if (byte() != kVersion) return false;
    texts_.emplace_back();
    for (std::uint64_t n = count(1); n > 0 && good_; --n) texts_.push_back(text());
    endpoints_.reserve(count_ahead());
    for (std::uint64_t n = count(4); n > 0 && good_; --n) endpoints_.push_back(endpoint());
    const std::uint64_t n = count(4);
    assertions->reserve(n);
    for (std::uint64_t i = 0; i < n && good_; ++i) assertions->push_back(assertion());
    return good_ && rest_.empty();
  }

 private:
  std::uint8_t byte() {
    if (rest_.empty()) {
      good_ = false;
      return 0;
    }
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  std::uint64_t varint() {
    const auto value = read_varint(&rest_);
    if (value) return *value;
    good_ = false;
    rest_ = {};
    return 0;
  }
  // A number of things of at least `bytes_min` each: more than the rest can hold is a lie.
  std::uint64_t count(std::size_t bytes_min) {
    const std::uint64_t value = varint();
    if (value <= rest_.size() / bytes_min) return value;
    good_ = false;
    return 0;
  }
  std::size_t count_ahead() const {
    std::string_view ahead = rest_;
    return static_cast<std::size_t>(std::min<std::uint64_t>(read_varint(&ahead).value_or(0), ahead.size() / 4));
  }
  std::string_view text() {
    const auto value = read_text(&rest_);
    if (value) return *value;
    good_ = false;
    return {};
  }
  std::string_view known_text() {
    const std::uint64_t number = varint();
    if (number < texts_.size()) return texts_[number];
    good_ = false;
    return {};
  }
  template <typename Enum, std::size_t N>
  Enum one_of(const std::array<Enum, N>& all, std::size_t number) {
    if (number < N) return all[number];
    good_ = false;
    return all[0];
  }
  // Views until an assertion needs its own copy: most of the time of unpacking goes into making texts.
  struct Place {
    EndpointKind kind = EndpointKind::contract;
    std::string_view owner, table, path, home;
  };
  Place endpoint() {
    Place out;
    out.kind = one_of(kEndpoints, byte() - 1U);
    out.owner = known_text();
    out.table = known_text();
    out.path = known_text();
    if (out.kind == EndpointKind::text) out.home = known_text();
    return out;
  }
  Endpoint known_endpoint() {
    const std::uint64_t number = varint();
    if (number < endpoints_.size()) {
      const Place& at = endpoints_[number];
      return {at.kind, std::string(at.owner), std::string(at.table), std::string(at.path), std::string(at.home)};
    }
    good_ = false;
    return {};
  }
  Assertion assertion() {
    Assertion out;
    out.source = known_endpoint();
    out.target = known_endpoint();
    const std::uint8_t bits = byte();
    if (bits >= (1U << 6U)) good_ = false;
    out.relation = one_of(kRelations, bits & 3U);
    out.type = one_of(kTypes, (bits >> 2U) & 3U);
    out.masking = (bits & kMaskingBit) != 0;
    out.complete = (bits & kCompleteBit) != 0;
    out.subtype = one_of(kSubtypes, byte());
    return out;
  }

  std::string_view rest_;
  bool good_ = true;
  std::vector<std::string_view> texts_;
  std::vector<Place> endpoints_;
};

}  // namespace

std::string pack(std::vector<Assertion> assertions) {
  std::ranges::sort(assertions);
  const auto [first, last] = std::ranges::unique(assertions);
  assertions.erase(first, last);
  return Packer().pack(assertions);
}

Result<std::vector<Assertion>> unpack(std::string_view packed) {
  std::vector<Assertion> assertions;
  if (!Unpacker(packed).unpack(&assertions)) {
    return make_error(ErrorCode::corrupt, "broken-assertions", "packed assertions do not read back");
  }
  return assertions;
}

}  // namespace trama::lineage
