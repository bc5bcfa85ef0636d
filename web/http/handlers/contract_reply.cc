#include "web/http/handlers/contract_reply.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "catalog/base/text.h"
#include "catalog/contract/dcs_render.h"
#include "catalog/contract/model_json.h"
#include "catalog/contract/odcs_render.h"
#include "web/http/handlers/reply.h"
#include "web/service/render.h"

namespace trama::http {
namespace {

constexpr std::size_t kCandidatesMax = 20;  // the newest

struct Wanted {
  store::ContractInfo info;
  store::VersionInfo version;
  std::uint32_t revision = 0;  // 0: newest
  store::AsOf as_of;
};

Error no_such_version(const store::Registry& registry, const Wanted& wanted, const std::string& name) {
  Error error = make_error(ErrorCode::not_found, "no-such-version",
                           "contract " + wanted.info.id + " has no version \"" + name + "\"");
  const auto known = registry.versions(wanted.info.id, wanted.as_of);
  for (std::size_t i = 0; known && i < std::min(known->size(), kCandidatesMax); ++i) {
    error.candidates.push_back((*known)[i].version);
  }
  return error;
}

Result<Wanted> find_version(const store::Registry& registry, const Request& request, std::string_view version) {
  Wanted wanted;
  const auto as_of = as_of_parameter(request);
  if (!as_of) return as_of.error();
  wanted.as_of = as_of.value();
  const auto revision = size_parameter(request, "revision", 0, 1, UINT32_MAX);
  if (!revision) return revision.error();
  wanted.revision = static_cast<std::uint32_t>(revision.value());
  const std::string_view id = request.parameter("id");
  const auto info = registry.contract(id, wanted.as_of);
  if (!info) return info.error();
  wanted.info = info.value();
  const std::string name = version.empty() ? wanted.info.latest : std::string(version);
  if (name.empty()) {
    return make_error(ErrorCode::not_found, "erased", "every version of `" + std::string(id) + "` was erased");
  }
  const auto found = registry.version(id, name, wanted.as_of);
  if (!found && found.error().code == ErrorCode::not_found) return no_such_version(registry, wanted, name);
  if (!found) return found.error();
  wanted.version = found.value();
  return wanted;
}

Response text_reply(std::string text, contract::Syntax syntax) {
  Response response;
  response.content_type = syntax == contract::Syntax::json ? "application/json" : "application/yaml; charset=utf-8";
  response.body = std::move(text);
  return response;
}

Response original_reply(const store::Registry& registry, const Request& request, const Wanted& wanted) {
  auto original = registry.original(wanted.info.id, wanted.version.version, wanted.revision, wanted.as_of);
  if (!original) return error_reply(request, original.error());
  Response response = text_reply(original.take(), wanted.version.source.syntax);
  if (wanted.revision == 0) response.headers.emplace_back("ETag", quoted_tag(wanted.version.sha256));
  return response;
}

// A standard the model is written in for this reply.
struct Standard {
  std::string_view format;
  std::string (*yaml)(const contract::Contract& contract);
  std::string (*json)(const contract::Contract& contract);
};
constexpr Standard kStandards[] = {{"odcs", contract::render_odcs_yaml, contract::render_odcs_json},
                                   {"dcs", contract::render_dcs_yaml, contract::render_dcs_json}};

Response rendered_reply(const store::Registry& registry, const Request& request, const Wanted& wanted,
                        const Standard& standard) {
  const auto json = registry.model_json(wanted.info.id, wanted.version.version, wanted.as_of);
  if (!json) return error_reply(request, json.error());
  const auto contract = contract::from_json(json.value());
  if (!contract) return error_reply(request, contract.error());
  const bool as_json = request.header("accept").find("application/json") != std::string_view::npos;
  return as_json ? text_reply(standard.json(contract.value()), contract::Syntax::json)
                 : text_reply(standard.yaml(contract.value()), contract::Syntax::yaml);
}

// The stored model goes out as it is; only the frame around it is made here.
Response model_reply(const store::Registry& registry, const Request& request, const Wanted& wanted) {
  const auto model = registry.model_json(wanted.info.id, wanted.version.version, wanted.as_of);
  if (!model) return error_reply(request, model.error());
  Json frame = service::contract_json(wanted.info);
  const Json version = service::version_json(wanted.version);
  frame["version"] = wanted.version.version;
  for (const char* key : {"revisions", "time", "actor", "sha256", "dialect", "spec_version", "syntax"}) {
    if (version.contains(key)) frame[key] = version[key];
  }
  const auto notes = flag_parameter(request, "notes", false);
  if (!notes) return error_reply(request, notes.error());
  if (notes.value()) {
    frame["notes"] = Json::array();
    const auto original = registry.original(wanted.info.id, wanted.version.version, 0, wanted.as_of);
    if (original) {
      if (const auto parsed = contract::parse_contract(original.value())) {
        for (const Problem& note : parsed->notes) frame["notes"].push_back(service::finding_json(note));
      }
    }
  }
  Response response;
  response.body = frame.dump();
  response.body.back() = ',';
  response.body += "\"contract\":" + model.value() + "}\n";
  response.headers.emplace_back("ETag", quoted_tag(wanted.info.etag()));
  return response;
}

}  // namespace

Response contract_reply(const service::Catalog& catalog, const Request& request, std::string_view version) {
  const store::Registry& registry = catalog.registry();
  const auto wanted = find_version(registry, request, version);
  if (!wanted) return error_reply(request, wanted.error());
  const std::string format = text_parameter(request, "format");
  if (format.empty() || format == "json") return model_reply(registry, request, wanted.value());
  if (format == "original") return original_reply(registry, request, wanted.value());
  for (const Standard& standard : kStandards) {
    if (format == standard.format) return rendered_reply(registry, request, wanted.value(), standard);
  }
  return error_reply(request, bad_parameter("format", format, "original, json, odcs or dcs"));
}

namespace {

// What a contract may be posted as. Tools that send a file without saying what it is (curl among them) are understood.
bool readable_type(std::string_view content_type) {
  const std::string type = to_lower(trim(content_type.substr(0, content_type.find(';'))));
  for (const std::string_view known :
       {"", "application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "application/json", "text/plain",
        "application/octet-stream", "application/x-www-form-urlencoded", "application/vnd.yaml"}) {
    if (type == known) return true;
  }
  return type.ends_with("+json") || type.ends_with("+yaml");
}

}  // namespace

std::optional<Error> check_document_type(const Request& request) {
  const std::string_view content_type = request.header("content-type");
  if (readable_type(content_type)) return std::nullopt;
  return make_error(ErrorCode::unsupported_media, "unsupported-media-type",
                    "a contract is YAML or JSON; send Content-Type: application/yaml or application/json, not " +
                        shorten(content_type, 80));
}

Result<std::vector<contract::Gate>> override_parameter(const Request& request) {
  std::vector<contract::Gate> gates;
  const std::string text = text_parameter(request, "override");
  if (text.empty()) return gates;
  for (const std::string_view word : split(text, ',')) {
    const auto gate = contract::gate_from(trim(word));
    if (!gate || !contract::may_be_overridden(*gate)) {
      return bad_parameter("override", text, "window, acknowledgement, or both with a comma between");
    }
    if (std::ranges::find(gates, *gate) == gates.end()) gates.push_back(*gate);
  }
  return gates;
}

}  // namespace trama::http
