#include "catalog/lineage/dbt/manifest.h"

#include <nlohmann/json.hpp>

namespace trama::lineage::dbt {
namespace {

std::string about(const Project& project, const ProjectClaims& claims, std::string_view space) {
  const ProjectClaims::Counts& counts = claims.counts;
  nlohmann::ordered_json json;
  json["tool"] = "dbt";
  json["project"] = project.name;
  json["adapter"] = project.adapter;
  json["dbt_version"] = project.dbt_version;
  json["namespace"] = space.empty() ? default_space(project) : std::string(space);
  json["counts"] = {{"models", counts.models},
                    {"seeds", counts.seeds},
                    {"snapshots", counts.snapshots},
                    {"sources", counts.sources},
                    {"tests", counts.tests},
                    {"exposures", counts.exposures},
                    {"column_level", counts.column_level},
                    {"table_level", counts.table_level}};
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace

Result<Manifest> manifest_of(const ArtifactsText& artifacts) {
  const auto project = read_project(artifacts.artifacts);
  if (!project) return project.error();
  return manifest_of(*project, artifacts);
}

Manifest manifest_of(const Project& project, const ArtifactsText& artifacts) {
  ProjectClaims claims = claims_of(project, artifacts.space, artifacts.known);
  Manifest out;
  out.about = about(project, claims, artifacts.space);
  out.asserter = std::move(claims.asserter);
  out.at_us = claims.at_us;
  out.assertions = std::move(claims.assertions);
  out.facts = std::move(claims.facts);
  out.consumers = std::move(claims.consumers);
  out.findings = std::move(claims.findings);
  out.text = kept_text(artifacts);
  return out;
}

}  // namespace trama::lineage::dbt
