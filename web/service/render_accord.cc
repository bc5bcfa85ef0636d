#include "web/service/render_accord.h"

#include <nlohmann/json.hpp>

#include "web/service/render.h"

namespace trama::service {
namespace {

template <typename T>
Json effective_json(const T& value, contract::ScopeKind from, std::string_view contract, std::string_view domain) {
  const std::string_view name = from == contract::ScopeKind::contract ? contract
                                : from == contract::ScopeKind::domain ? domain
                                                                      : std::string_view();
  return {{"value", value}, {"from", contract::to_string(contract::Scope{from, std::string(name)})}};
}

Json use_json(const AgreedUse& agreed) {
  Json json = {{"contract", agreed.use.contract}};
  put(&json, "versions", agreed.use.versions);
  json["fields"] = agreed.use.fields;
  put(&json, "purpose", agreed.use.purpose);
  put(&json, "until", agreed.use.until);
  json["applies"] = agreed.applies;
  put(&json, "version", agreed.version);
  put(&json, "why_not", agreed.why_not);
  return json;
}

}  // namespace

Json settings_json(const store::StoredSettings& settings) {
  return {{"scope", contract::to_string(settings.scope)},
          {"settings", Json::parse(contract::to_json(settings.settings))},
          {"actor", settings.actor},
          {"reason", settings.reason},
          {"seq", settings.seq},
          {"time", format_rfc3339(settings.time_us)},
          {"etag", settings.etag()}};
}

Json compatibility_json(const contract::Compatibility& effective, std::string_view contract, std::string_view domain,
                        std::string_view status) {
  Json json = {{"contract", contract}};
  put(&json, "domain", domain);
  put(&json, "status", status);
  const auto mode = [&](const contract::Effective<contract::GateMode>& gate) {
    return effective_json(contract::to_string(gate.value), gate.from, contract, domain);
  };
  json["policy"] = effective_json(effective.policy.value, effective.policy.from, contract, domain);
  json["version_gate"] = mode(effective.version_gate);
  json["window_gate"] = mode(effective.window_gate);
  json["window_gate"]["means"] = contract::to_string(contract::window_mode(effective.window_gate.value, status));
  json["window_days"] = effective_json(effective.window_days.value, effective.window_days.from, contract, domain);
  json["acknowledgement_gate"] = mode(effective.acknowledgement_gate);
  return json;
}

Json agreement_json(const Agreement& agreement) {
  const lineage::Consumer& consumer = agreement.consumer;
  Json json = {{"consumer", consumer.id}};
  for (const auto& [key, text] : {std::pair("name", &consumer.name),
                                  {"type", &consumer.type},
                                  {"domain", &consumer.domain},
                                  {"owner", &consumer.owner},
                                  {"contact", &consumer.contact},
                                  {"criticality", &consumer.criticality}}) {
    put(&json, key, *text);
  }
  json["applies"] = agreement.applies;
  json["uses"] = Json::array();
  for (const AgreedUse& use : agreement.uses) json["uses"].push_back(use_json(use));
  return json;
}

Json proposal_json(const store::Proposal& proposal) {
  Json json = {{"id", store::proposal_id(proposal.id)},
               {"contract", proposal.contract},
               {"version", proposal.version},
               {"state", to_string(proposal.state)}};
  if (proposal.base) {
    json["base"] = {{"version", proposal.base->version}, {"fingerprint", proposal.base->fingerprint}};
  }
  json["fingerprint"] = proposal.fingerprint;
  json["sha256"] = proposal.sha256;
  json["bytes"] = proposal.bytes;
  json["dialect"] = to_string(proposal.source.dialect);
  json["syntax"] = proposal.source.syntax == contract::Syntax::json ? "json" : "yaml";
  put(&json, "status", proposal.status);
  json["seq"] = proposal.id;
  json["time"] = format_rfc3339(proposal.time_us);
  json["actor"] = proposal.actor;
  put(&json, "reason", proposal.reason);
  json["expires"] = format_rfc3339(proposal.expires_us);
  if (proposal.erased) json["erased"] = true;
  if (!proposal.ending) return json;
  Json& ended = json["ended"] = {{"seq", proposal.ending->seq},
                                 {"time", format_rfc3339(proposal.ending->time_us)},
                                 {"actor", proposal.ending->actor}};
  put(&ended, "reason", proposal.ending->reason);
  if (proposal.ending->revision != 0) ended["revision"] = proposal.ending->revision;
  return json;
}

Json signature_json(const store::Signature& signature) {
  Json json = {{"seq", signature.seq},
               {"time", format_rfc3339(signature.time_us)},
               {"consumer", signature.consumer},
               {"answer", to_string(signature.stance)},
               {"actor", signature.actor}};
  put(&json, "comment", signature.comment);
  return json;
}

Json answer_json(const std::optional<store::Signature>& signature) {
  if (!signature) return {{"answer", "pending"}};
  Json json = signature_json(*signature);
  json.erase("consumer");
  return json;
}

}  // namespace trama::service
