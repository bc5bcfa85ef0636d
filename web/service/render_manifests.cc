#include "web/service/render_manifests.h"

#include <nlohmann/json.hpp>

#include "catalog/base/clock.h"
#include "web/service/render.h"

namespace trama::service {
namespace {

// Members of what a tool says of itself: tool, project, versions, counts.
void put_about(const std::string& about, Json* json) {
  const Json members = Json::parse(about, nullptr, false);
  if (members.is_object()) json->update(members);
}

// Not every tool says when.
void put_generated(TimeUs at_us, Json* json) {
  if (at_us != 0) (*json)["generated"] = format_rfc3339(at_us);
}

}  // namespace

Json imported_json(const Imported& imported, bool dry_run) {
  const store::ManifestReceipt& receipt = imported.receipt;
  Json json = {{"id", imported.manifest.asserter.id}};
  put_about(imported.manifest.about, &json);
  put_generated(imported.manifest.at_us, &json);
  if (dry_run) {
    json["dry_run"] = true;
  } else {
    json["changed"] = receipt.changed;
    if (receipt.older) json["older"] = true;
    json["seq"] = receipt.seq;
    json["lineage"] = {{"opened", receipt.opened}, {"closed", receipt.closed}};
    json["datasets"] = receipt.datasets;
    json["consumers"] = {
        {"set", receipt.consumers_set}, {"removed", receipt.consumers_removed}, {"left", receipt.consumers_left}};
  }
  json["findings"] = Json::array();
  for (const Problem& finding : imported.findings) json["findings"].push_back(finding_json(finding));
  return json;
}

Json manifest_json(const store::ManifestInfo& manifest) {
  Json json = {{"id", manifest.id}};
  put_about(manifest.about, &json);
  put_generated(manifest.at_us, &json);
  json["consumers"] = manifest.consumers;
  put(&json, "actor", manifest.actor);
  json["seq"] = manifest.seq;
  json["time"] = format_rfc3339(manifest.time_us);
  return json;
}

}  // namespace trama::service
