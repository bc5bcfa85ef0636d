#include <algorithm>
#include <array>

#include "catalog/base/text.h"
#include "catalog/contract/dcs_parts.h"
#include "catalog/contract/durations.h"
#include "catalog/contract/quality.h"
#include "catalog/contract/shared_parts.h"

namespace trama::contract::dcs {
namespace {

Role read_role(Reader& reader) {
  Role role;
  role.name = reader.name("name");
  if (role.name.empty()) role.name = reader.name("role");
  role.description = reader.text("description");
  role.access = reader.text("access");
  read_custom_properties(reader, &role.custom);
  reader.finish(&role.custom);
  return role;
}

Server read_server(std::string name, Reader& reader) {
  Server server;
  server.name = std::move(name);
  server.type = canonical_server_type(reader.name("type"));
  server.environment = reader.text("environment");
  server.description = reader.text("description");
  for (Reader& role : reader.maps("roles")) server.roles.push_back(read_role(role));
  check_secrets(reader.self(), reader.pointer(), reader.problems());
  read_custom_properties(reader, &server.custom);
  // Every type has keys of its own and types are open, so no key is unknown here.
  for (const auto& [key, node] : reader.rest()) {
    if (node->is_scalar()) {
      server.properties.emplace_back(key, node->scalar);
    } else if (node->type != NodeType::null) {
      server.custom.push_back({key, to_json_text(*node), ""});
    }
  }
  return server;
}

void note_unread(Reader& reader, std::string_view key, const Sla& sla) {
  if (sla.value.empty() || sla.duration || sla.percent) return;
  reader.problem_at(key, Rule::unread_duration, "the period could not be read as a duration", {.found = sla.value});
}

void read_element(Reader& reader, std::string_view key, Sla* sla) {
  sla->element = reader.name(key);
  if (!sla->element.empty()) reader.claim_at(key, Claim::Kind::sla_element, "", sla->element, Rule::sla_element);
}

void check_percent(Reader& reader, std::string_view key, const Sla& sla) {
  if (!sla.percent || *sla.percent <= 100) return;
  reader.problem_at(key, Rule::percent_range, "the percentage lies outside 0 to 100", {.found = sla.value});
}

void read_availability(Reader& reader, Sla* sla) {
  sla->value = reader.text("percentage");
  sla->percent = parse_percent(sla->value, true);
  check_percent(reader, "percentage", *sla);
}

void read_retention(Reader& reader, Sla* sla) {
  sla->value = reader.text("period");
  const auto unlimited = reader.boolean("unlimited");
  if (sla->value.empty() && unlimited.value_or(false)) sla->value = "unlimited";
  if (unlimited && sla->value != "unlimited") sla->custom.push_back({"unlimited", *unlimited ? "true" : "false", ""});
  read_element(reader, "timestampField", sla);
  read_amounts(sla);
  if (sla->value != "unlimited") note_unread(reader, "period", *sla);
}

void read_threshold(Reader& reader, Sla* sla) {
  sla->value = reader.text("threshold");
  read_element(reader, "timestampField", sla);
  keep(reader, "sourceTimestampField", &sla->custom);
  keep(reader, "processedTimestampField", &sla->custom);
  read_amounts(sla);
  note_unread(reader, "threshold", *sla);
}

void read_frequency(Reader& reader, Sla* sla) {
  sla->value = reader.text("interval");
  sla->value_ext = reader.text("type");
  if (sla->value.empty()) sla->value = std::exchange(sla->value_ext, {});
  sla->schedule = reader.text("cron");
  if (!sla->schedule.empty()) sla->scheduler = "cron";
  read_amounts(sla);
}

void read_support_times(Reader& reader, Sla* sla) {
  sla->value = reader.text("time");
  sla->value_ext = reader.text("responseTime");
}

void read_backup(Reader& reader, Sla* sla) {
  sla->value = reader.text("interval");
  sla->schedule = reader.text("cron");
  if (!sla->schedule.empty()) sla->scheduler = "cron";
  keep(reader, "recoveryTime", &sla->custom);
  keep(reader, "recoveryPoint", &sla->custom);
  read_amounts(sla);
}

void read_other_level(Reader& reader, Sla* sla) {
  for (const std::string_view key : {"value", "threshold", "percentage", "period", "interval", "time"}) {
    if (sla->value.empty()) sla->value = reader.text(key);
  }
  sla->unit = reader.text("unit");
  read_amounts(sla);
}

using LevelReader = void (*)(Reader&, Sla*);

LevelReader level_reader(std::string_view name) {
  constexpr auto kReaders =
      std::to_array<std::pair<std::string_view, LevelReader>>({{"availability", read_availability},
                                                               {"retention", read_retention},
                                                               {"latency", read_threshold},
                                                               {"freshness", read_threshold},
                                                               {"frequency", read_frequency},
                                                               {"support", read_support_times},
                                                               {"backup", read_backup}});
  const auto at = std::ranges::find(kReaders, name, [](const auto& entry) { return entry.first; });
  return at == kReaders.end() ? read_other_level : at->second;
}

Sla scalar_level(std::string_view name, std::string value) {
  Sla sla;
  sla.property = canonical_sla_property(name);
  sla.value = std::move(value);
  read_amounts(&sla);
  return sla;
}

// terms.retention is a promise like servicelevels.retention.
void promise_retention(Contract* contract) {
  const bool told = std::ranges::any_of(contract->sla, [](const Sla& sla) { return sla.property == "retention"; });
  if (told || !contract->terms.retention_period) return;
  contract->sla.push_back(scalar_level("retention", contract->terms.retention));
}

void read_policies(Reader& terms, Contract* contract) {
  for (Reader& each : terms.maps("policies")) {
    TermsPolicy policy;
    policy.type = each.text("type");
    if (policy.type.empty()) policy.type = each.text("name");
    policy.description = each.text("description");
    policy.url = each.text("url");
    each.finish(&contract->terms.custom);
    contract->terms.policies.push_back(std::move(policy));
  }
}

std::string engine_of(std::string_view type) {
  if (equal_ignoring_case(type, "SodaCL") || equal_ignoring_case(type, "soda")) return "soda";
  if (equal_ignoring_case(type, "great-expectations") || equal_ignoring_case(type, "greatexpectations")) {
    return "greatExpectations";
  }
  return std::string(type);
}

Dataset* dataset_of(const SodaCheck& check, Contract* contract) {
  const auto named = std::ranges::find_if(contract->datasets, [&](const Dataset& dataset) {
    return dataset.name == check.dataset || dataset.physical_name == check.dataset;
  });
  if (named != contract->datasets.end()) return &*named;
  return contract->datasets.size() == 1 ? &contract->datasets.front() : nullptr;
}

// Checks whose dataset or column is not there stay in the verbatim text alone.
void place_checks(std::vector<SodaCheck> checks, Contract* contract) {
  constexpr std::size_t kChecksMax = 2'000;  // each looks its dataset up anew
  if (checks.size() > kChecksMax) checks.resize(kChecksMax);
  std::unordered_map<Dataset*, FieldIndex> fields;
  for (SodaCheck& check : checks) {
    Dataset* dataset = dataset_of(check, contract);
    if (dataset == nullptr) continue;
    if (check.column.empty()) {
      dataset->quality.push_back(std::move(check.rule));
      continue;
    }
    const auto [index, fresh] = fields.try_emplace(dataset);
    if (fresh) index->second = index_fields(dataset);
    const auto at = index->second.find(check.column);
    if (at != index->second.end()) at->second->quality.push_back(std::move(check.rule));
  }
}

void read_quality_blob(Reader& quality, Contract* contract) {
  QualityRule rule;
  rule.type = "custom";
  rule.engine = engine_of(quality.text("type"));
  rule.description = quality.text("description");
  const Node* specification = quality.node("specification");
  if (specification != nullptr) rule.implementation_json = to_json_text(*specification);
  if (rule.engine == "soda" && specification != nullptr) place_checks(parse_sodacl(*specification), contract);
  if (specification == nullptr) {
    quality.problem(Rule::quality_without_body, "the quality block has no specification");
  }
  quality.finish(&rule.custom);
  contract->quality.push_back(std::move(rule));
}

}  // namespace

void read_servers(Reader& root, Contract* contract) {
  const Node* servers = root.peek("servers");
  if (servers == nullptr) return;
  if (servers->type == NodeType::map) {
    for (auto& [name, server] : root.named_maps("servers")) contract->servers.push_back(read_server(name, server));
    return;
  }
  for (Reader& server : root.maps("servers")) {
    std::string name = server.name("server");
    if (name.empty()) name = server.name("name");
    contract->servers.push_back(read_server(std::move(name), server));
  }
}

void read_terms(Reader& root, Contract* contract) {
  const Node* node = root.peek("terms");
  if (node != nullptr && node->is_scalar()) {
    contract->terms.usage = root.text("terms");
    return;
  }
  auto terms = root.map("terms");
  if (!terms) return;
  Terms& out = contract->terms;
  out.usage = terms->text("usage");
  out.limitations = terms->text("limitations");
  out.billing = terms->text("billing");
  out.notice_period = terms->text("noticePeriod");
  out.notice = parse_duration(out.notice_period);
  if (!out.notice_period.empty() && !out.notice) {
    terms->problem_at("noticePeriod", Rule::unread_duration, "the period could not be read as a duration",
                      {.found = out.notice_period});
  }
  out.retention = terms->text("retention");
  out.retention_period = parse_duration(out.retention);
  contract->classification = terms->text("classification");
  terms->ignore("pii_fields");
  read_policies(*terms, contract);
  read_custom_properties(*terms, &out.custom);
  terms->finish(&out.custom);
}

void read_service_levels(Reader& root, Contract* contract) {
  const Node* levels = root.peek("servicelevels");
  const std::string_view key = levels != nullptr ? "servicelevels" : "serviceLevels";
  auto map = root.map(key);
  if (map) {
    for (const auto& [name, node] : map->rest()) {
      if (node->type == NodeType::null) continue;
      if (node->type != NodeType::map) {
        contract->sla.push_back(scalar_level(name, node->is_scalar() ? node->scalar : to_json_text(*node)));
        continue;
      }
      Reader reader(*node, join_pointer(map->pointer(), name), map->problems());
      Sla sla;
      sla.property = canonical_sla_property(name);
      sla.description = reader.text("description");
      level_reader(sla.property)(reader, &sla);
      read_custom_properties(reader, &sla.custom);
      reader.finish(&sla.custom);
      contract->sla.push_back(std::move(sla));
    }
  }
}

void read_article_sla(Reader& root, Contract* contract) {
  if (auto sla = root.map("sla")) {
    for (const auto& [name, node] : sla->rest()) {
      if (node->type == NodeType::null) continue;
      Sla level = scalar_level(name, node->is_scalar() ? node->scalar : to_json_text(*node));
      if (level.percent && *level.percent > 100) {
        sla->problem_at(name, Rule::percent_range, "the percentage lies outside 0 to 100", {.found = level.value});
      }
      contract->sla.push_back(std::move(level));
    }
  }
  promise_retention(contract);
}

void read_root_quality(Reader& root, Contract* contract) {
  const Node* quality = root.peek("quality");
  if (quality == nullptr) return;
  if (quality->type == NodeType::list) {
    contract->quality = read_quality_list(root, "quality");
  } else if (auto blob = root.map("quality")) {
    read_quality_blob(*blob, contract);
  }
}

}  // namespace trama::contract::dcs
