#include <algorithm>
#include <array>
#include <optional>

#include "catalog/base/text.h"
#include "catalog/contract/change/diff_parts.h"

namespace trama::change {
namespace {

using contract::Custom;
using contract::Port;
using contract::Role;
using contract::Server;

Rule custom_rule(std::string_view name) {
  if (name == "definitions") return Rule::definition_changed;
  return name == "examples" ? Rule::examples_changed : Rule::custom_property_changed;
}

// Keys of a server that say where the data is; the rest says how it is written or tuned.
bool says_where(std::string_view key) {
  constexpr auto kWhere = std::to_array<std::string_view>(
      {"host",     "port",        "database", "schema", "catalog", "project",   "dataset",    "account",
       "location", "path",        "topic",    "table",  "stream",  "region",    "regionName", "endpointUrl",
       "endpoint", "serviceName", "service",  "bucket", "cluster", "stagingDir"});
  return std::ranges::find(kWhere, key) != kWhere.end();
}

bool says_how(std::string_view key) {
  return key == "format" || key == "delimiter" || key == "encoding" || key == "compression";
}

using Properties = std::vector<std::pair<std::string, std::string>>;

struct PropertyDifference {
  std::string key, before, after;
};

std::vector<PropertyDifference> property_differences(const Server& before, const Server& after) {
  std::vector<PropertyDifference> out;
  for (const auto& [old_one, new_one] :
       pair_by(before.properties, after.properties, [](const auto& each) { return each.first; })) {
    const std::string old_value = old_one == nullptr ? "" : old_one->second;
    const std::string new_value = new_one == nullptr ? "" : new_one->second;
    if (old_value == new_value) continue;
    out.push_back({old_one == nullptr ? new_one->first : old_one->first, old_value, new_value});
  }
  return out;
}

// One change for all that says where, one for all that says how: a moved table is one event.
void add_properties(Recorder* out, const Scope& scope, const Server& before, const Server& after) {
  std::array<PropertyDifference, 3> by_rule;  // moved, format, other
  constexpr std::array<Rule, 3> kRules = {Rule::server_moved, Rule::server_format_changed, Rule::server_changed};
  const auto note = [&](std::size_t which, const std::string& key, const std::string& old_value,
                        const std::string& new_value) {
    PropertyDifference& sum = by_rule.at(which);
    const std::string comma = sum.key.empty() ? "" : ", ";
    if (sum.key.empty()) sum.key = key;
    sum.before += old_value.empty() ? "" : (sum.before.empty() ? "" : comma) + key + " " + old_value;
    sum.after += new_value.empty() ? "" : (sum.after.empty() ? "" : comma) + key + " " + new_value;
  };
  if (before.type != after.type) note(0, "type", before.type, after.type);
  auto changed = property_differences(before, after);
  std::ranges::sort(changed, {}, &PropertyDifference::key);
  for (const PropertyDifference& each : changed) {
    note(says_where(each.key) ? 0 : says_how(each.key) ? 1 : 2, each.key, each.before, each.after);
  }
  for (std::size_t i = 0; i < by_rule.size(); ++i) {
    if (const PropertyDifference& sum = by_rule.at(i); !sum.key.empty()) {
      out->add(scope, kRules.at(i), sum.key, sum.before, sum.after);
    }
  }
}

void diff_server(Recorder* out, const Scope& scope, const Server& before, const Server& after) {
  add_properties(out, scope, before, after);
  out->plain(scope, before, after, {{"environment", Rule::server_changed}, {"description", Rule::description_changed}},
             {"name", "type", "properties", "roles", "custom"});
  diff_roles(out, scope, before.roles, after.roles);
  diff_custom(out, scope, before.custom, after.custom);
}

// From public to secret; words of no known order have none.
std::optional<int> protection(std::string_view classification) {
  constexpr auto kOrder = std::to_array<std::pair<std::string_view, int>>({{"public", 0},
                                                                           {"open", 0},
                                                                           {"unrestricted", 0},
                                                                           {"internal", 1},
                                                                           {"general", 1},
                                                                           {"private", 2},
                                                                           {"sensitive", 2},
                                                                           {"confidential", 2},
                                                                           {"restricted", 3},
                                                                           {"highly confidential", 3},
                                                                           {"strictly confidential", 3},
                                                                           {"secret", 4},
                                                                           {"top secret", 5}});
  for (const auto& [word, rank] : kOrder) {
    if (equal_ignoring_case(word, trim(classification))) return rank;
  }
  return std::nullopt;
}

Rule classification_rule(const std::string& before, const std::string& after) {
  if (before.empty()) return Rule::classification_added;
  if (after.empty()) return Rule::classification_removed;
  const auto old_rank = protection(before);
  const auto new_rank = protection(after);
  if (!old_rank || !new_rank || *old_rank == *new_rank) return Rule::classification_changed;
  return *new_rank > *old_rank ? Rule::classification_raised : Rule::classification_lowered;
}

std::string port_key(const Port& port) {
  return std::to_string(static_cast<int>(port.direction)) + port.name + "\n" + port.version;
}

}  // namespace

void diff_custom(Recorder* out, const Scope& scope, const std::vector<Custom>& before,
                 const std::vector<Custom>& after) {
  for (const auto& [old_one, new_one] : pair_by(before, after, [](const Custom& c) { return c.name; })) {
    const Custom& named = old_one == nullptr ? *new_one : *old_one;
    const Scope there = scope.about(scope.subject, named.name);
    const std::string old_json = old_one == nullptr ? "" : old_one->json;
    const std::string new_json = new_one == nullptr ? "" : new_one->json;
    if (old_one == nullptr || new_one == nullptr) {
      const ChangeKind kind = old_one == nullptr ? ChangeKind::added : ChangeKind::removed;
      out->add_kind(there, custom_rule(named.name), kind, "custom", old_json, new_json);
    } else if (canonical_text(*old_one) != canonical_text(*new_one)) {
      out->add(there, custom_rule(named.name), "custom", old_json, new_json);
    }
  }
}

void diff_roles(Recorder* out, const Scope& scope, const std::vector<Role>& before, const std::vector<Role>& after) {
  for (const auto& [old_one, new_one] : pair_by(before, after, [](const Role& r) { return r.name; })) {
    Scope there = scope.about(Subject::role, old_one == nullptr ? new_one->name : old_one->name);
    if (!scope.name.empty()) there.name = scope.name + "/" + there.name;
    if (old_one == nullptr) {
      out->add(there, Rule::role_added, "", "", new_one->access);
    } else if (new_one == nullptr) {
      out->add(there, Rule::role_removed, "", old_one->access, "");
    } else {
      out->plain(there, *old_one, *new_one,
                 {{"description", Rule::description_changed},
                  {"access", Rule::role_changed},
                  {"first_approvers", Rule::role_changed},
                  {"second_approvers", Rule::role_changed}},
                 {"name", "custom"});
      diff_custom(out, there, old_one->custom, new_one->custom);
    }
  }
}

void diff_servers(Recorder* out, const Scope& scope, const std::vector<Server>& before,
                  const std::vector<Server>& after) {
  for (const auto& [old_one, new_one] : pair_by(before, after, [](const Server& s) { return s.name; })) {
    const Scope there = scope.about(Subject::server, old_one == nullptr ? new_one->name : old_one->name);
    if (old_one == nullptr) {
      out->add(there, Rule::server_added, "", "", new_one->type);
    } else if (new_one == nullptr) {
      out->add(there, Rule::server_removed, "", old_one->type, "");
    } else {
      diff_server(out, there, *old_one, *new_one);
    }
  }
}

void diff_ports(Recorder* out, const Scope& scope, const std::vector<Port>& before, const std::vector<Port>& after) {
  for (const auto& [old_one, new_one] : pair_by(before, after, port_key)) {
    const Scope there = scope.about(Subject::port, old_one == nullptr ? new_one->name : old_one->name);
    if (old_one == nullptr) {
      out->add(there, Rule::port_added, "", "", new_one->contract);
    } else if (new_one == nullptr) {
      out->add(there, Rule::port_removed, "", old_one->contract, "");
    } else {
      out->plain(there, *old_one, *new_one,
                 {{"description", Rule::description_changed},
                  {"tags", Rule::tags_changed},
                  {"type", Rule::port_changed},
                  {"contract", Rule::port_changed},
                  {"content", Rule::port_changed},
                  {"url", Rule::port_changed},
                  {"channel", Rule::port_changed},
                  {"input_contracts", Rule::port_changed}},
                 {"direction", "name", "version", "custom"});
      diff_custom(out, there, old_one->custom, new_one->custom);
    }
  }
}

void diff_classification(Recorder* out, const Scope& scope, const std::string& before, const std::string& after) {
  if (before != after) out->add(scope, classification_rule(before, after), "classification", before, after);
}

void diff_deprecation(Recorder* out, const Scope& scope, const DeprecationMark& before, const DeprecationMark& after) {
  if (before.deprecated != after.deprecated) {
    const Rule rule = after.deprecated ? Rule::deprecation_marked : Rule::deprecation_withdrawn;
    out->add(scope, rule, "deprecated", before.since, after.since);
  } else if (before.since != after.since) {
    out->add(scope, Rule::deprecation_date_changed, "deprecated_since", before.since, after.since);
  }
  if (before.successor != after.successor && before.deprecated == after.deprecated) {
    out->add(scope, Rule::successor_changed, "successor", before.successor, after.successor);
  }
}

}  // namespace trama::change
