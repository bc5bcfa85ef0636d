// Facets of runs and jobs, and what they share with datasets.
#include "catalog/lineage/openlineage/read_facets.h"

#include <algorithm>
#include <array>
#include <utility>

#include "catalog/base/text.h"

namespace trama::lineage::openlineage {
namespace {

bool read_job_type(Reading* reading, const Json& facet, const At& at, JobType* out) {
  out->processing = text_of(reading, facet, at, "processingType");
  out->integration = text_of(reading, facet, at, "integration");
  out->type = text_of(reading, facet, at, "jobType");
  const Json pattern = facet.find("emissionPattern");
  out->trigger = text_of(reading, pattern, At(at, "emissionPattern"), "eventTrigger");
  out->content_mode = text_of(reading, pattern, At(at, "emissionPattern"), "eventContentMode");
  return !out->processing.empty() || !out->integration.empty() || !out->type.empty();
}

bool read_sql(Reading* reading, const Json& facet, const At& at, Sql* out) {
  out->query = text_of(reading, facet, at, "query", kSqlBytesMax);
  out->dialect = text_of(reading, facet, at, "dialect");
  return facet.find("query").is(JsonType::text);
}

bool read_source_code_location(Reading* reading, const Json& facet, const At& at, SourceCodeLocation* out) {
  bool any = false;
  for (const auto& [key, member] :
       {std::pair("type", &out->type), std::pair("url", &out->url), std::pair("repoUrl", &out->repo_url),
        std::pair("path", &out->path), std::pair("version", &out->version), std::pair("tag", &out->tag),
        std::pair("branch", &out->branch), std::pair("pullRequestNumber", &out->pull_request)}) {
    *member = text_of(reading, facet, at, key);
    any = any || !member->empty();
  }
  return any;
}

// {run: {runId}, job: {namespace, name}}
bool read_link(Reading* reading, const Json& link, const At& at, std::string* run_id, Name* job) {
  const std::string_view id = link.find("run").find("runId").text();
  if (!id.empty() && id.size() <= kNameTextBytesMax) *run_id = run_id_of(id).id;
  const bool named = read_name(reading, link.find("job"), At(at, "job"), job);
  return named || !run_id->empty();
}

bool read_parent(Reading* reading, const Json& facet, const At& at, Parent* out) {
  const Json root = facet.find("root");
  (void)read_link(reading, root, At(at, "root"), &out->root_run_id, &out->root_job);
  return read_link(reading, facet, at, &out->run_id, &out->job);
}

bool read_nominal_time(Reading* /*reading*/, const Json& facet, const At& /*at*/, NominalTime* out) {
  out->start_us = time_of(facet, "nominalStartTime");
  out->end_us = time_of(facet, "nominalEndTime");
  return out->start_us.has_value() || out->end_us.has_value();
}

bool read_error(Reading* reading, const Json& facet, const At& at, RunError* out) {
  out->message = text_of(reading, facet, at, "message");
  out->language = text_of(reading, facet, at, "programmingLanguage");
  out->stack = text_of(reading, facet, at, "stackTrace");
  return !facet.find("message").absent();
}

bool read_engine(Reading* reading, const Json& facet, const At& at, Engine* out) {
  out->name = text_of(reading, facet, at, "name");
  out->version = text_of(reading, facet, at, "version");
  out->adapter_version = text_of(reading, facet, at, "openlineageAdapterVersion");
  return !out->name.empty() || !out->version.empty();
}

constexpr auto kRunReaders = std::to_array<FacetReader<RunFacets>>({
    {"parent", read_member<&RunFacets::parent, read_parent>},
    {"parentRun", read_member<&RunFacets::parent, read_parent>},
    {"nominalTime", read_member<&RunFacets::nominal_time, read_nominal_time>},
    {"errorMessage", read_member<&RunFacets::error, read_error>},
    {"processing_engine", read_member<&RunFacets::engine, read_engine>},
    {"tags", read_member<&RunFacets::tags, read_tags>},
});

bool read_entries(Reading* reading, const Json& facet, const At& at, std::vector<LineageEntry>* out) {
  return read_lineage(reading, facet, at, out);
}

constexpr auto kJobReaders = std::to_array<FacetReader<JobFacets>>({
    {"jobType", read_member<&JobFacets::type, read_job_type>},
    {"sql", read_member<&JobFacets::sql, read_sql>},
    {"sourceCodeLocation", read_member<&JobFacets::source_code_location, read_source_code_location>},
    {"documentation", read_member<&JobFacets::documentation, read_documentation>},
    {"ownership", read_member<&JobFacets::ownership, read_owners>},
    {"tags", read_member<&JobFacets::tags, read_tags>},
    {"lineage", read_member<&JobFacets::lineage, read_entries>},
});

}  // namespace

void keep_other(Reading* reading, std::string_view key, const Json& facet, const At& at, OtherFacets* other) {
  if (key.size() > kNameTextBytesMax || (other->size() >= kFacetsMax && !other->contains(key))) {
    reading->say(Rule::facet_cut, at, "the facet is left out: there are too many, or its key is too long",
                 "at most " + std::to_string(kFacetsMax) + " facets");
    return;
  }
  Facet<std::string> said{reading->time_us(), deleted(facet), {}};
  if (!said.deleted) facet.append_to(&said.value);
  if (said.value.size() > kFacetBytesMax) {
    reading->say(Rule::facet_cut, at, "the facet `" + std::string(key) + "` is too large and is left out",
                 "at most " + std::to_string(kFacetBytesMax) + " bytes");
    return;
  }
  (*other)[std::string(key)].merge(said);
}

bool read_owners(Reading* reading, const Json& facet, const At& at, std::vector<Owner>* out) {
  const Json owners = facet.find("owners");
  return each_map(reading, owners, At(at, "owners"), [&](const Json& owner, const At& here) {
    Owner& added = out->emplace_back();
    added.name = text_of(reading, owner, here, "name");
    added.type = text_of(reading, owner, here, "type");
    if (added.name.empty()) out->pop_back();
  });
}

bool read_tags(Reading* reading, const Json& facet, const At& at, std::vector<Tag>* out) {
  const Json tags = facet.find("tags");
  return each_map(reading, tags, At(at, "tags"), [&](const Json& tag, const At& here) {
    Tag& added = out->emplace_back();
    added.key = text_of(reading, tag, here, "key");
    added.value = text_of(reading, tag, here, "value");
    added.source = text_of(reading, tag, here, "source");
    added.field = text_of(reading, tag, here, "field");
    if (added.key.empty()) out->pop_back();
  });
}

bool read_documentation(Reading* reading, const Json& facet, const At& at, Documentation* out) {
  out->description = text_of(reading, facet, at, "description");
  out->content_type = text_of(reading, facet, at, "contentType");
  return !facet.find("description").absent();
}

void read_run_facets(Reading* reading, const Json& facets, const At& at, RunFacets* out) {
  read_facets(reading, facets, at, kRunReaders, out, &out->other);
}

void read_job_facets(Reading* reading, const Json& facets, const At& at, JobFacets* out) {
  read_facets(reading, facets, at, kJobReaders, out, &out->other);
}

}  // namespace trama::lineage::openlineage
