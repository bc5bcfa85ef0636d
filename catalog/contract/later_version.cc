#include "catalog/contract/later_version.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include "catalog/base/text.h"
#include "catalog/contract/reader.h"

namespace trama::contract {
namespace {

constexpr auto kOdcs = Standard::odcs;
constexpr auto kDcs = Standard::dcs;

constexpr auto kKeys = std::to_array<LaterKey>({
    {kOdcs, Part::contract, "authoritativeDefinitions", "3.0.1"},
    {kOdcs, Part::description, "authoritativeDefinitions", "3.0.1"},
    {kOdcs, Part::description, "customProperties", "3.0.1"},
    {kOdcs, Part::role, "customProperties", "3.0.1"},
    {kOdcs, Part::property, "physicalName", "3.0.2"},
    {kOdcs, Part::member, "name", "3.0.2"},
    {kOdcs, Part::member, "description", "3.0.2"},
    {kOdcs, Part::contract, "team", "3.1.0", "{}"},
    {kOdcs, Part::link, "id", "3.1.0"},
    {kOdcs, Part::link, "description", "3.1.0"},
    {kOdcs, Part::custom, "id", "3.1.0"},
    {kOdcs, Part::custom, "description", "3.1.0"},
    {kOdcs, Part::server, "id", "3.1.0"},
    {kOdcs, Part::server, "stream", "3.1.0"},
    {kOdcs, Part::server, "type", "3.1.0", "hive"},
    {kOdcs, Part::server, "type", "3.1.0", "impala"},
    {kOdcs, Part::server, "type", "3.1.0", "zen"},
    {kOdcs, Part::role, "id", "3.1.0"},
    {kOdcs, Part::object, "id", "3.1.0"},
    {kOdcs, Part::object, "relationships", "3.1.0"},
    {kOdcs, Part::property, "id", "3.1.0"},
    {kOdcs, Part::property, "relationships", "3.1.0"},
    {kOdcs, Part::property, "logicalType", "3.1.0", "timestamp"},
    {kOdcs, Part::property, "logicalType", "3.1.0", "time"},
    {kOdcs, Part::options, "timezone", "3.1.0"},
    {kOdcs, Part::options, "defaultTimezone", "3.1.0"},
    {kOdcs, Part::quality, "id", "3.1.0"},
    {kOdcs, Part::quality, "metric", "3.1.0"},
    {kOdcs, Part::quality, "arguments", "3.1.0"},
    {kOdcs, Part::support, "id", "3.1.0"},
    {kOdcs, Part::support, "customProperties", "3.1.0"},
    {kOdcs, Part::price, "id", "3.1.0"},
    {kOdcs, Part::member, "id", "3.1.0"},
    {kOdcs, Part::member, "tags", "3.1.0"},
    {kOdcs, Part::member, "authoritativeDefinitions", "3.1.0"},
    {kOdcs, Part::member, "customProperties", "3.1.0"},
    {kOdcs, Part::sla, "id", "3.1.0"},
    {kOdcs, Part::sla, "description", "3.1.0"},
    {kOdcs, Part::sla, "schedule", "3.1.0"},
    {kOdcs, Part::sla, "scheduler", "3.1.0"},
    {kOdcs, Part::contract, "context", "3.2.0"},
    {kOdcs, Part::server, "workgroup", "3.2.0"},
    {kOdcs, Part::object, "context", "3.2.0"},
    {kOdcs, Part::object, "synonyms", "3.2.0"},
    {kOdcs, Part::property, "enum", "3.2.0"},
    {kOdcs, Part::property, "map", "3.2.0"},
    {kOdcs, Part::property, "semanticType", "3.2.0"},
    {kOdcs, Part::property, "synonyms", "3.2.0"},
    {kOdcs, Part::property, "logicalType", "3.2.0", "map"},
    {kDcs, Part::server, "roles", "1.1.0"},
    {kDcs, Part::terms, "policies", "1.1.0"},
    {kDcs, Part::model, "primaryKey", "1.1.0"},
    {kDcs, Part::model, "quality", "1.1.0"},
    {kDcs, Part::model, "examples", "1.1.0"},
    {kDcs, Part::field, "primaryKey", "1.1.0"},
    {kDcs, Part::field, "quality", "1.1.0"},
    {kDcs, Part::field, "examples", "1.1.0"},
    {kDcs, Part::field, "lineage", "1.1.0"},
    {kDcs, Part::server, "type", "1.2.0", "clickhouse"},
    {kDcs, Part::model, "additionalFields", "1.2.0"},
    {kDcs, Part::field, "type", "1.2.0", "time"},
    {kDcs, Part::field, "type", "1.2.0", "variant"},
    {kDcs, Part::field, "type", "1.2.0", "json"},
    {kDcs, Part::quality, "metric", "1.2.1"},
    {kDcs, Part::quality, "arguments", "1.2.1"},
});

// How one part leads to the next. What is not here is not looked into: it is free, or every version has all of it.
struct Step {
  Standard standard;
  Part from;
  std::string_view key;
  Part to;
  bool by_name = false;  // a map of names to such parts
};
constexpr auto kSteps = std::to_array<Step>({
    {kOdcs, Part::contract, "description", Part::description},
    {kOdcs, Part::contract, "servers", Part::server},
    {kOdcs, Part::contract, "schema", Part::object},
    {kOdcs, Part::contract, "support", Part::support},
    {kOdcs, Part::contract, "price", Part::price},
    {kOdcs, Part::contract, "team", Part::member},
    {kOdcs, Part::contract, "roles", Part::role},
    {kOdcs, Part::contract, "slaProperties", Part::sla},
    {kOdcs, Part::contract, "authoritativeDefinitions", Part::link},
    {kOdcs, Part::contract, "customProperties", Part::custom},
    {kOdcs, Part::description, "authoritativeDefinitions", Part::link},
    {kOdcs, Part::description, "customProperties", Part::custom},
    {kOdcs, Part::server, "roles", Part::role},
    {kOdcs, Part::server, "customProperties", Part::custom},
    {kOdcs, Part::role, "customProperties", Part::custom},
    {kOdcs, Part::object, "properties", Part::property},
    {kOdcs, Part::object, "quality", Part::quality},
    {kOdcs, Part::object, "authoritativeDefinitions", Part::link},
    {kOdcs, Part::object, "customProperties", Part::custom},
    {kOdcs, Part::property, "properties", Part::property},
    {kOdcs, Part::property, "items", Part::property},
    {kOdcs, Part::property, "logicalTypeOptions", Part::options},
    {kOdcs, Part::property, "quality", Part::quality},
    {kOdcs, Part::property, "authoritativeDefinitions", Part::link},
    {kOdcs, Part::property, "customProperties", Part::custom},
    {kOdcs, Part::quality, "authoritativeDefinitions", Part::link},
    {kOdcs, Part::quality, "customProperties", Part::custom},
    {kDcs, Part::contract, "servers", Part::server, true},
    {kDcs, Part::contract, "terms", Part::terms},
    {kDcs, Part::contract, "models", Part::model, true},
    {kDcs, Part::contract, "definitions", Part::field, true},
    {kDcs, Part::model, "fields", Part::field, true},
    {kDcs, Part::model, "quality", Part::quality},
    {kDcs, Part::field, "fields", Part::field, true},
    {kDcs, Part::field, "items", Part::field},
    {kDcs, Part::field, "keys", Part::field},
    {kDcs, Part::field, "values", Part::field},
    {kDcs, Part::field, "quality", Part::quality},
});

std::string_view without_v(std::string_view version) {
  version = trim(version);
  if (version.starts_with('v') || version.starts_with('V')) version.remove_prefix(1);
  return version;
}

std::optional<int> number_of(std::string_view text) {
  int value = 0;
  const auto [at, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{} || at != text.data() + text.size()) return std::nullopt;
  return value;
}

// A number that is not given is no difference.
bool earlier(std::string_view declared, std::string_view since) {
  const auto have = split(declared, '.');
  const auto want = split(since, '.');
  for (std::size_t i = 0; i < have.size() && i < want.size(); ++i) {
    const auto a = number_of(have[i]);
    const auto b = number_of(want[i]);
    if (!a || !b) return false;
    if (*a != *b) return *a < *b;
  }
  return false;
}

constexpr std::string_view kAnyMap = "{}";

bool says(const Node& value, std::string_view wanted) {
  if (wanted == kAnyMap) return value.type == NodeType::map;
  return wanted.empty() || (value.is_scalar() && equal_ignoring_case(trim(value.scalar), wanted));
}

// From the root to where the walk is: a key, or an index of a list.
struct Way {
  const Way* above = nullptr;
  std::string_view key;
  std::optional<std::size_t> index = {};
};

std::string pointer_of(const Way& way) {
  const std::string above = way.above == nullptr ? std::string() : pointer_of(*way.above);
  return way.index ? join_pointer(above, *way.index) : join_pointer(above, way.key);
}

class Walk {
 public:
  Walk(Standard standard, std::string_view declared, Problems* problems) : declared_(declared), problems_(problems) {
    for (const LaterKey& key : kKeys) {
      if (key.standard == standard && earlier(without_v(declared), key.since)) later_.push_back(&key);
    }
    for (const Step& step : kSteps) {
      if (step.standard == standard) steps_.push_back(&step);
    }
  }

  [[nodiscard]] bool needed() const { return !later_.empty(); }

  void visit(const Node& map, Part part, const Way* above) {
    for (const Node::Entry& entry : map.map) {
      if (entry.value.type == NodeType::null) continue;  // as if it were not there
      const Way here{above, entry.key};
      if (const LaterKey* later = find_later(part, entry)) {
        report(*later, entry, here);
      } else if (const Step* step = find_step(part, entry.key)) {
        follow(*step, entry.value, &here);
      }
    }
  }

 private:
  const LaterKey* find_later(Part part, const Node::Entry& entry) const {
    const auto at = std::ranges::find_if(later_, [&](const LaterKey* each) {
      return each->part == part && each->key == entry.key && says(entry.value, each->value);
    });
    return at == later_.end() ? nullptr : *at;
  }
  const Step* find_step(Part part, std::string_view key) const {
    const auto at =
        std::ranges::find_if(steps_, [&](const Step* each) { return each->from == part && each->key == key; });
    return at == steps_.end() ? nullptr : *at;
  }
  void follow(const Step& step, const Node& value, const Way* way) {
    if (value.type == NodeType::map && !step.by_name) visit(value, step.to, way);
    for (std::size_t i = 0; i < value.list.size(); ++i) {
      const Way element{way, "", i};
      visit(value.list[i], step.to, &element);
    }
    if (!step.by_name) return;
    for (const Node::Entry& entry : value.map) {
      const Way element{way, entry.key};
      visit(entry.value, step.to, &element);
    }
  }
  void report(const LaterKey& later, const Node::Entry& entry, const Way& way) {
    const bool odcs = later.standard == Standard::odcs;
    const bool value = !later.value.empty() && later.value != kAnyMap;
    const std::string found = value ? entry.value.scalar : entry.key;
    const std::string subject = "`" + shorten(found, 80) + "`" + (later.value == kAnyMap ? " as a map" : "");
    const std::string kind = value ? "value of `" + entry.key + "` in " : "key of ";
    const std::string hint = "known since " + std::string(odcs ? "v" : "") + std::string(later.since) +
                             "; declare that " + (odcs ? "apiVersion" : "dataContractSpecification") + " or drop the " +
                             (value ? "value" : "key");
    // What is only counted needs no pointer, which may be long.
    const bool listed = !problems_->full(Rule::later_version);
    problems_->add(Rule::later_version,
                   {listed ? pointer_of(way) : std::string(), value ? entry.value.mark : entry.key_mark},
                   subject + " is not known to version " + declared_ + ", which the document declares",
                   {.found = found, .expected = "a " + kind + declared_, .hint = hint});
  }

  std::string declared_;
  Problems* problems_;
  std::vector<const LaterKey*> later_;
  std::vector<const Step*> steps_;
};

}  // namespace

std::span<const LaterKey> later_keys() {
  return kKeys;
}

void check_later_version(const Node& root, Standard standard, std::string_view declared, Problems* problems) {
  // Another major's document in this one's words is told so elsewhere.
  if (standard == Standard::odcs && !without_v(declared).starts_with('3')) return;
  Walk walk(standard, declared, problems);
  if (walk.needed()) walk.visit(root, Part::contract, nullptr);
}

}  // namespace trama::contract
