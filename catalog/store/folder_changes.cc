#include "catalog/store/folder_changes.h"

#include <array>

#include <nlohmann/json.hpp>

#include "catalog/base/clock.h"
#include "catalog/base/encoding.h"
#include "catalog/base/text.h"

namespace trama::store {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 5> kDialects = {"article", "dcs", "odcs2", "odcs3", "odps"};
constexpr std::array<std::string_view, 5> kEndpointKinds = {"contract", "physical", "consumer", "product", "text"};

// Thrown and caught in this file only: the JSON library's own way of saying "not what was expected" joins it.
struct Unexpected : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Json text_json(const std::string& text) {
  if (valid_utf8(text)) return text;
  return Json{{"bytes", base64url_encode(text)}};
}

std::string text_of(const Json& json) {
  if (json.is_string()) return json.get<std::string>();
  auto bytes = base64url_decode(json.at("bytes").get<std::string>());
  if (!bytes) throw Unexpected("broken base64url");
  return std::move(*bytes);
}

std::string text_at(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found == json.end() ? "" : text_of(*found);
}

void put_text(Json* json, const char* key, const std::string& text) {
  if (!text.empty()) (*json)[key] = text_json(text);
}

template <std::size_t N>
std::size_t index_in(const std::array<std::string_view, N>& words, const std::string& word) {
  for (std::size_t i = 0; i < N; ++i) {
    if (words[i] == word) return i;
  }
  throw Unexpected("unknown word `" + word + "`");
}

ChangeKind kind_of(const std::string& word) {
  for (int i = 1; i <= static_cast<int>(kChangeKindLast); ++i) {
    if (to_string(static_cast<ChangeKind>(i)) == word) return static_cast<ChangeKind>(i);
  }
  throw Unexpected("unknown kind of change `" + word + "`");
}

Json endpoint_json(const lineage::Endpoint& endpoint) {
  Json json{{"kind", kEndpointKinds.at(static_cast<std::size_t>(endpoint.kind) - 1)}};
  put_text(&json, "owner", endpoint.owner);
  put_text(&json, "table", endpoint.table);
  put_text(&json, "path", endpoint.path);
  put_text(&json, "home", endpoint.home);
  return json;
}

lineage::Endpoint endpoint_of(const Json& json) {
  lineage::Endpoint endpoint;
  endpoint.kind = static_cast<lineage::EndpointKind>(index_in(kEndpointKinds, json.at("kind").get<std::string>()) + 1);
  endpoint.owner = text_at(json, "owner");
  endpoint.table = text_at(json, "table");
  endpoint.path = text_at(json, "path");
  endpoint.home = text_at(json, "home");
  return endpoint;
}

Json assertion_json(const lineage::Assertion& assertion) {
  Json json{{"source", endpoint_json(assertion.source)}, {"target", endpoint_json(assertion.target)}};
  json["relation"] = lineage::to_string(assertion.relation);
  put_text(&json, "type", std::string(lineage::to_string(assertion.type)));
  put_text(&json, "subtype", std::string(lineage::to_string(assertion.subtype)));
  if (assertion.masking) json["masking"] = true;
  if (assertion.complete) json["complete"] = true;
  return json;
}

lineage::Relation relation_of(const std::string& word) {
  for (const auto relation : {lineage::Relation::derives, lineage::Relation::references, lineage::Relation::consumes}) {
    if (lineage::to_string(relation) == word) return relation;
  }
  throw Unexpected("unknown relation `" + word + "`");
}

lineage::Assertion assertion_of(const Json& json) {
  lineage::Assertion assertion;
  assertion.source = endpoint_of(json.at("source"));
  assertion.target = endpoint_of(json.at("target"));
  assertion.relation = relation_of(json.at("relation").get<std::string>());
  assertion.type = lineage::type_from(text_at(json, "type"));
  assertion.subtype = lineage::subtype_from(text_at(json, "subtype"));
  assertion.masking = json.value("masking", false);
  assertion.complete = json.value("complete", false);
  return assertion;
}

Json erased_json(const FolderChange::Erased& erased) {
  Json json{{"bytes", erased.bytes}, {"fingerprint", erased.fingerprint}};
  json["kind"] = erased.kind == contract::Kind::product ? "product" : "contract";
  json["dialect"] = kDialects.at(static_cast<std::size_t>(erased.source.dialect));
  json["syntax"] = erased.source.syntax == contract::Syntax::json ? "json" : "yaml";
  put_text(&json, "spec_version", erased.source.spec_version);
  put_text(&json, "status", erased.status);
  return json;
}

FolderChange::Erased erased_of(const Json& json) {
  FolderChange::Erased erased;
  erased.bytes = json.at("bytes").get<std::uint64_t>();
  erased.fingerprint = json.at("fingerprint").get<std::string>();
  erased.kind = json.at("kind") == "product" ? contract::Kind::product : contract::Kind::contract;
  erased.source.dialect = static_cast<contract::Dialect>(index_in(kDialects, json.at("dialect").get<std::string>()));
  erased.source.syntax = json.at("syntax") == "json" ? contract::Syntax::json : contract::Syntax::yaml;
  erased.source.spec_version = text_at(json, "spec_version");
  erased.status = text_at(json, "status");
  return erased;
}

Json gates_json(const std::vector<contract::Gate>& gates) {
  Json list = Json::array();
  for (const contract::Gate gate : gates) list.push_back(contract::to_string(gate));
  return list;
}

std::vector<contract::Gate> gates_of(const Json& json) {
  std::vector<contract::Gate> gates;
  for (const Json& word : json) {
    const auto gate = contract::gate_from(word.get<std::string>());
    if (!gate) throw Unexpected("unknown gate `" + word.get<std::string>() + "`");
    gates.push_back(*gate);
  }
  return gates;
}

TimeUs time_of(const Json& json, const char* key) {
  const auto time = parse_rfc3339(json.at(key).get<std::string>());
  if (!time) throw Unexpected("`" + std::string(key) + "` is not an RFC 3339 time");
  return *time;
}

void put_accord(Json* json, const FolderChange& change) {
  if (!change.change.override_gates.empty()) (*json)["override"] = gates_json(change.change.override_gates);
  if (change.change.proposal != 0) (*json)["proposal"] = proposal_id(change.change.proposal);
  put_text(json, "consumer_id", change.change.consumer);
  put_text(json, "event", change.event);
  put_text(json, "manifest", change.manifest);
  if (!change.settings_json.empty()) (*json)["settings"] = Json::parse(change.settings_json, nullptr, false);
  if (change.expires_us != 0) (*json)["expires"] = format_rfc3339(change.expires_us);
}

void get_accord(const Json& json, FolderChange* out) {
  if (json.contains("override")) out->change.override_gates = gates_of(json["override"]);
  if (json.contains("proposal")) {
    const auto proposal = proposal_seq(json["proposal"].get<std::string>());
    if (!proposal) throw Unexpected("`proposal` is not the id of one");
    out->change.proposal = *proposal;
  }
  out->change.consumer = text_at(json, "consumer_id");
  out->event = text_at(json, "event");
  out->manifest = text_at(json, "manifest");
  if (json.contains("settings")) out->settings_json = json["settings"].dump();
  if (json.contains("expires")) out->expires_us = time_of(json, "expires");
}

FolderChange change_of(const Json& json) {
  FolderChange out;
  Change& change = out.change;
  change.seq = json.at("seq").get<Seq>();
  change.time_us = time_of(json, "time");
  change.kind = kind_of(json.at("kind").get<std::string>());
  change.subject = text_of(json.at("subject"));
  change.actor = text_at(json, "actor");
  change.version = text_at(json, "version");
  change.revision = json.value("revision", 0U);
  change.reason = text_at(json, "reason");
  change.sha256 = text_at(json, "sha256");
  out.file = text_at(json, "file");
  if (json.contains("erased")) out.erased = erased_of(json["erased"]);
  if (json.contains("consumer")) out.consumer_json = json["consumer"].dump();
  if (json.contains("edge")) out.assertion = assertion_of(json["edge"]);
  out.node = text_at(json, "node");
  get_accord(json, &out);
  return out;
}

Error corrupt(const std::string& what) {
  return make_error(ErrorCode::corrupt, "folder-corrupt", what);
}

}  // namespace

std::string to_line(const FolderChange& change) {
  const Change& logged = change.change;
  Json json{{"seq", logged.seq}, {"time", format_rfc3339(logged.time_us)}, {"kind", to_string(logged.kind)}};
  json["subject"] = text_json(logged.subject);
  put_text(&json, "actor", logged.actor);
  put_text(&json, "version", logged.version);
  if (logged.revision != 0) json["revision"] = logged.revision;
  put_text(&json, "reason", logged.reason);
  put_text(&json, "sha256", logged.sha256);
  put_text(&json, "file", change.file);
  if (change.erased) json["erased"] = erased_json(*change.erased);
  if (!change.consumer_json.empty()) json["consumer"] = Json::parse(change.consumer_json, nullptr, false);
  if (change.assertion) json["edge"] = assertion_json(*change.assertion);
  put_text(&json, "node", change.node);
  put_accord(&json, change);
  return json.dump();
}

Result<FolderChange> read_line(std::string_view line) {
  try {
    return change_of(Json::parse(line));
  } catch (const std::exception& wrong) {
    return corrupt(std::string("not a change: ") + wrong.what());
  }
}

std::string pretty_json(std::string_view json) {
  const Json parsed = Json::parse(json, nullptr, false);
  return parsed.is_discarded() ? std::string(json) : parsed.dump(2, ' ', false, Json::error_handler_t::replace);
}

std::string folder_marker(Seq head) {
  return Json{{"format", kFolderFormat}, {"head", head}}.dump(2) + "\n";
}

Result<Seq> read_folder_marker(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("format") || !json["format"].is_number_integer() || !json.contains("head") ||
      !json["head"].is_number_unsigned()) {
    return corrupt("trama.json does not say format and head");
  }
  if (json["format"] != kFolderFormat) {
    return corrupt("the folder has format " + json["format"].dump() + " and this version of Trama reads format " +
                   std::to_string(kFolderFormat));
  }
  return json["head"].get<Seq>();
}

}  // namespace trama::store
