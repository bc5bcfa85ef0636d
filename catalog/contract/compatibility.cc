#include "catalog/contract/compatibility.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "catalog/base/node_id.h"
#include "catalog/base/text.h"
#include "catalog/contract/json_tree.h"

namespace trama::contract {
namespace {

constexpr auto kPolicies = std::to_array<std::string_view>(
    {"article", "consumer-strict", "producer", "datacontract-cli", "confluent-BACKWARD",
     "confluent-BACKWARD_TRANSITIVE", "confluent-FORWARD", "confluent-FORWARD_TRANSITIVE", "confluent-FULL",
     "confluent-FULL_TRANSITIVE", "confluent-NONE"});
constexpr auto kGates = std::to_array<std::string_view>({"version", "window", "acknowledgement"});
constexpr auto kModes = std::to_array<std::string_view>({"enforce", "warn", "off", "auto"});
constexpr auto kMembers =
    std::to_array<std::string_view>({"policy", "version_gate", "window_gate", "window_days", "acknowledgement_gate"});
constexpr std::string_view kDomain = "domain:", kContract = "contract:";

template <typename Enum, std::size_t N>
std::string_view word_of(const std::array<std::string_view, N>& words, Enum value) {
  const auto index = static_cast<std::size_t>(value) - 1;
  return index < words.size() ? words[index] : std::string_view();
}

template <std::size_t N>
std::string listed(const std::array<std::string_view, N>& words, std::size_t count) {
  std::string list;
  for (std::size_t i = 0; i < count; ++i) {
    list += i == 0 ? "" : i + 1 == count ? " or " : ", ";
    list += words[i];
  }
  return list;
}

// Confluent writes BACKWARD_TRANSITIVE; people write backward-transitive.
std::string folded(std::string_view word) {
  std::string text = to_lower(trim(word));
  std::ranges::replace(text, '_', '-');
  return text;
}

class SettingsReader {
 public:
  CompatibilitySettings read(const Node& root) {
    CompatibilitySettings out;
    if (root.type != NodeType::map) {
      problem("", "settings are an object", "an object");
      return out;
    }
    check_keys(root);
    read_policy(root, &out.policy);
    read_mode(root, "version_gate", kModes.size() - 1, &out.version_gate);
    read_mode(root, "window_gate", kModes.size(), &out.window_gate);
    read_mode(root, "acknowledgement_gate", kModes.size() - 1, &out.acknowledgement_gate);
    read_days(root, &out.window_days);
    if (problems_.empty() && out == CompatibilitySettings{}) {
      problem("", "nothing is set", "at least one of " + listed(kMembers, kMembers.size()),
              "to inherit everything, remove the settings of this scope");
    }
    return out;
  }
  [[nodiscard]] std::vector<Problem> take() { return std::move(problems_); }

 private:
  void problem(std::string pointer, std::string message, std::string expected, std::string hint = "") {
    Problem& added = problems_.emplace_back();
    added.rule = "settings";
    added.message = std::move(message);
    added.pointer = std::move(pointer);
    added.expected = std::move(expected);
    added.hint = std::move(hint);
  }
  template <typename Words>
  static std::string near(std::string_view word, const Words& words) {
    const auto found = did_you_mean(word, words);
    return found ? "did you mean `" + std::string(*found) + "`?" : "";
  }
  void check_keys(const Node& root) {
    for (const Node::Entry& entry : root.map) {
      if (std::ranges::find(kMembers, std::string_view(entry.key)) != kMembers.end()) continue;
      const std::string key = shorten(entry.key, 80);
      problem("/" + key, "`" + key + "` is not known here", listed(kMembers, kMembers.size()), near(key, kMembers));
    }
  }
  // Present and not null; a text says which word.
  const Node* member(const Node& root, const char* key) {
    const Node* value = root.find(key);
    return value == nullptr || value->type == NodeType::null ? nullptr : value;
  }
  void read_policy(const Node& root, std::optional<std::string>* out) {
    const Node* value = member(root, "policy");
    if (value == nullptr) return;
    const auto same = [&](std::string_view name) { return folded(name) == folded(value->scalar); };
    const auto found = std::ranges::find_if(kPolicies, same);
    if (value->type == NodeType::text && found != kPolicies.end()) {
      *out = std::string(*found);
    } else {
      problem("/policy", "`" + shorten(value->scalar, 80) + "` is no policy", listed(kPolicies, kPolicies.size()),
              near(value->scalar, kPolicies));
    }
  }
  void read_mode(const Node& root, const char* key, std::size_t words, std::optional<GateMode>* out) {
    const Node* value = member(root, key);
    if (value == nullptr) return;
    const auto* const end = kModes.begin() + words;
    const auto* const found = std::find(kModes.begin(), end, to_lower(value->scalar));
    if (value->type == NodeType::text && found != end) {
      *out = static_cast<GateMode>(found - kModes.begin() + 1);
    } else {
      problem(std::string("/") + key, "`" + shorten(value->scalar, 80) + "` is no mode of this gate",
              listed(kModes, words));
    }
  }
  void read_days(const Node& root, std::optional<std::uint32_t>* out) {
    const Node* value = member(root, "window_days");
    if (value == nullptr) return;
    std::uint32_t days = 0;
    const char* const end = value->scalar.data() + value->scalar.size();
    const auto read = std::from_chars(value->scalar.data(), end, days);
    if (value->type == NodeType::integer && read.ec == std::errc() && read.ptr == end && days <= kWindowDaysMax) {
      *out = days;
    } else {
      problem("/window_days", "`" + shorten(value->scalar, 80) + "` is no number of days",
              "a whole number from 0 to " + std::to_string(kWindowDaysMax));
    }
  }

  std::vector<Problem> problems_;
};

template <typename T>
void inherit(const std::optional<T>& set, ScopeKind from, Effective<T>* effective) {
  if (set) *effective = {*set, from};
}

}  // namespace

std::string_view to_string(Gate gate) {
  return word_of(kGates, gate);
}

std::optional<Gate> gate_from(std::string_view word) {
  const auto found = std::ranges::find(kGates, word);
  if (found == kGates.end()) return std::nullopt;
  return static_cast<Gate>(found - kGates.begin() + 1);
}

bool may_be_overridden(Gate gate) {
  return gate != Gate::version;
}

std::string_view to_string(GateMode mode) {
  return word_of(kModes, mode);
}

std::span<const std::string_view> policy_names() {
  return kPolicies;
}

Result<CompatibilitySettings> settings_from_json(std::string_view json) {
  const auto tree = parse_json_tree(json);
  if (!tree) return make_error(ErrorCode::unreadable, "not-json", "the body is not JSON");
  SettingsReader reader;
  CompatibilitySettings settings = reader.read(*tree);
  std::vector<Problem> problems = reader.take();
  if (problems.empty()) return settings;
  Error error = make_error(ErrorCode::invalid_document, "invalid-settings", "the settings break their rules");
  error.problems = std::move(problems);
  return error;
}

std::string to_json(const CompatibilitySettings& settings) {
  Node out = map_node();
  put_text(&out, "policy", settings.policy.value_or(""));
  for (const auto& [key, mode] :
       {std::pair("version_gate", settings.version_gate), std::pair("window_gate", settings.window_gate),
        std::pair("acknowledgement_gate", settings.acknowledgement_gate)}) {
    if (mode) put_text(&out, key, to_string(*mode));
  }
  if (settings.window_days) put(&out, "window_days", integer_node(*settings.window_days));
  return to_json_text(out);
}

std::string to_string(const Scope& scope) {
  switch (scope.kind) {
    case ScopeKind::defaults:
      return "default";
    case ScopeKind::catalog:
      return "catalog";
    case ScopeKind::domain:
      return std::string(kDomain) + scope.name;
    case ScopeKind::contract:
      return std::string(kContract) + scope.name;
  }
  return "default";
}

Result<Scope> parse_scope(std::string_view text) {
  if (text == "catalog") return Scope{ScopeKind::catalog, ""};
  for (const auto& [prefix, kind] :
       {std::pair(kDomain, ScopeKind::domain), std::pair(kContract, ScopeKind::contract)}) {
    if (!text.starts_with(prefix)) continue;
    const std::string_view name = text.substr(prefix.size());
    if (valid_id(name)) return Scope{kind, std::string(name)};
  }
  return make_error(ErrorCode::invalid_argument, "bad-scope",
                    "`" + shorten(text, 80) + "` is no scope; write catalog, domain:<name> or contract:<id>");
}

GateMode window_mode(GateMode set, std::string_view status) {
  if (set != GateMode::automatic) return set;
  return equal_ignoring_case(trim(status), "active") ? GateMode::enforce : GateMode::warn;
}

Compatibility effective_compatibility(const CompatibilitySettings& catalog, const CompatibilitySettings& domain,
                                      const CompatibilitySettings& contract) {
  Compatibility effective;
  effective.policy.value = kPolicies.front();
  for (const auto& [settings, from] : {std::pair(&catalog, ScopeKind::catalog), std::pair(&domain, ScopeKind::domain),
                                       std::pair(&contract, ScopeKind::contract)}) {
    inherit(settings->policy, from, &effective.policy);
    inherit(settings->version_gate, from, &effective.version_gate);
    inherit(settings->window_gate, from, &effective.window_gate);
    inherit(settings->acknowledgement_gate, from, &effective.acknowledgement_gate);
    inherit(settings->window_days, from, &effective.window_days);
  }
  return effective;
}

}  // namespace trama::contract
