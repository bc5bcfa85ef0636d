#include <algorithm>
#include <set>

#include "catalog/base/text.h"
#include "catalog/contract/json_tree.h"
#include "catalog/lineage/dbt/project.h"
#include "catalog/lineage/dbt/read_json.h"

namespace trama::lineage::dbt {
namespace {

Error not_a_manifest(std::string why) {
  return make_error(ErrorCode::unreadable, "not-a-dbt-manifest",
                    std::move(why) +
                        "; give manifest.json of a dbt target folder, or an object with a member "
                        "`manifest` and, if there are, `catalog`, `run_results` and `sources`");
}

NodeKind kind_of(std::string_view type) {
  if (type == "model") return NodeKind::model;
  if (type == "seed") return NodeKind::seed;
  if (type == "snapshot") return NodeKind::snapshot;
  if (type == "source") return NodeKind::source;
  return NodeKind::other;
}

// `meta` stands at the node and, from dbt 1.10 on, in its config.
template <typename Visit>
void each_meta(const Json& node, const Visit& visit) {
  visit(node.find("config").find("meta"));
  visit(node.find("meta"));
  visit(node.find("source_meta"));
}

std::string from_meta(const Json& node, std::string_view key) {
  std::string found;
  each_meta(node, [&](const Json& meta) {
    if (found.empty()) found = text_of(meta, key);
  });
  return found;
}

std::string contract_of(const Json& node) {
  std::string found = from_meta(node, "data_contract");
  each_meta(node, [&](const Json& meta) {
    if (found.empty()) found = text_of(meta.find("data_contract"), "id");
    if (found.empty()) found = text_of(meta.find("datacontract_cli"), "contract_id");
  });
  return found;
}

struct Group {
  std::string owner, email;
};
using Groups = std::map<std::string, Group, std::less<>>;  // by name

class ManifestReader {
 public:
  ManifestReader(const Json& manifest, Project* out) : manifest_(manifest), out_(*out) {}

  Result<void> read() {
    const Json metadata = manifest_.find("metadata");
    if (!manifest_.find("nodes").is(JsonType::map) || !metadata.is(JsonType::map)) {
      return not_a_manifest("there is no manifest with `metadata` and `nodes`");
    }
    read_metadata(metadata);
    read_groups();
    manifest_.find("nodes").members([&](std::string_view id, const Json& node) { take(id, node); });
    manifest_.find("sources").members([&](std::string_view id, const Json& source) { take(id, source); });
    manifest_.find("exposures").members([&](std::string_view id, const Json& each) { take_exposure(id, each); });
    if (over_) {
      return make_error(ErrorCode::too_large, "too-many-nodes",
                        "the manifest has more than " + std::to_string(kProjectNodesMax) + " nodes or " +
                            std::to_string(kProjectColumnsMax) + " columns");
    }
    std::ranges::sort(out_.nodes, {}, &Node::id);
    std::ranges::sort(out_.tests, {}, &Test::id);
    std::ranges::sort(out_.exposures, {}, &Exposure::id);
    if (out_.name.empty()) name_by_packages();
    return {};
  }

 private:
  void read_metadata(const Json& metadata) {
    out_.name = text_of(metadata, "project_name");
    out_.adapter = to_lower(text_of(metadata, "adapter_type"));
    out_.dbt_version = text_of(metadata, "dbt_version");
    out_.generated_us = when(metadata, "generated_at");
    const std::string schema = text_of(metadata, "dbt_schema_version");
    const std::string_view version = schema;
    const std::size_t at = version.rfind("/manifest/v");
    const std::string_view number = at == std::string_view::npos ? "" : version.substr(at + 11);
    constexpr int kNewest = 12;
    if (at == std::string_view::npos || std::atoi(std::string(number).c_str()) > kNewest) {
      Problem note;
      note.severity = Severity::note;
      note.rule = "unknown-manifest-version";
      note.message = "this version of the manifest is not known; it was read like v12";
      note.pointer = "/manifest/metadata/dbt_schema_version";
      note.found = shorten(schema, 120);
      out_.notes.push_back(std::move(note));
    }
  }

  void read_groups() {
    manifest_.find("groups").members([&](std::string_view, const Json& group) {
      const Json owner = group.find("owner");
      const auto emails = texts_of(owner.find("email"));
      groups_[text_of(group, "name")] = {text_of(owner, "name"), emails.empty() ? "" : emails.front()};
    });
  }

  void take(std::string_view id, const Json& json) {
    const std::string type = text_of(json, "resource_type");
    if (!flag_of(json.find("config"), "enabled", true) || !json.is(JsonType::map)) return;
    if (out_.nodes.size() + out_.tests.size() >= kProjectNodesMax) {
      over_ = true;
      return;
    }
    if (type == "test") return take_test(id, json);
    Node node;
    node.id = id;
    node.kind = kind_of(type);
    if (node.kind == NodeKind::other) return;
    ++packages_[text_of(json, "package_name")];
    node.description = text_of(json, "description");
    if (node.description.empty()) node.description = text_of(json, "source_description");
    read_relation(json, &node);
    read_columns(json.find("columns"), &node);
    read_owner(json, &node);
    const Json config = json.find("config");
    for (const Json& tags : {json.find("tags"), config.find("tags")}) {
      for (std::string& tag : texts_of(tags)) node.tags.push_back(std::move(tag));
    }
    std::ranges::sort(node.tags);
    node.tags.erase(std::unique(node.tags.begin(), node.tags.end()), node.tags.end());
    node.materialized = text_of(config, "materialized");
    node.version = text_of(json, "version");
    node.contract = contract_of(json);
    node.enforced = flag_of(json.find("contract"), "enforced") || flag_of(config.find("contract"), "enforced");
    node.columns_complete = node.enforced && !node.columns.empty();
    node.depends_on = texts_of(json.find("depends_on").find("nodes"));
    read_code(json, &node);
    out_.nodes.push_back(std::move(node));
  }

  void read_relation(const Json& json, Node* node) const {
    node->database = text_of(json, "database");
    node->schema = text_of(json, "schema");
    if (node->kind == NodeKind::source) {
      node->name = text_of(json, "source_name") + "." + text_of(json, "name");
      node->relation = text_of(json, "identifier");
      if (node->relation.empty()) node->relation = text_of(json, "name");
      return;
    }
    node->name = text_of(json, "name");
    if (text_of(json.find("config"), "materialized") == "ephemeral") return;
    node->relation = text_of(json, "alias");
    if (node->relation.empty()) node->relation = node->name;
  }

  void read_columns(const Json& columns, Node* node) {
    columns.members([&](std::string_view key, const Json& json) {
      if (++columns_ > kProjectColumnsMax) {
        over_ = true;
        return;
      }
      Column column;
      column.name = text_of(json, "name");
      if (column.name.empty()) column.name = key;
      column.type = text_of(json, "data_type");
      column.description = text_of(json, "description");
      column.tags = texts_of(json.find("tags"));
      node->columns.push_back(std::move(column));
    });
  }

  void read_owner(const Json& json, Node* node) const {
    node->owner = from_meta(json, "owner");
    node->owner_type = node->owner.empty() ? "" : "owner";
    const std::string group = text_of(json, "group");
    const auto known = groups_.find(group);
    if (!node->owner.empty() || known == groups_.end()) return;
    node->owner_type = "group";
    node->owner = !known->second.owner.empty()   ? known->second.owner
                  : !known->second.email.empty() ? known->second.email
                                                 : group;
  }

  static void read_code(const Json& json, Node* node) {
    if (text_of(json, "language") == "python") return;
    for (const std::string_view key : {"compiled_code", "compiled_sql"}) {
      if (node->code.empty()) node->code = text_of(json, key);
    }
    node->compiled = !node->code.empty();
    for (const std::string_view key : {"raw_code", "raw_sql"}) {
      if (node->code.empty()) node->code = text_of(json, key);
    }
  }

  void take_test(std::string_view id, const Json& json) {
    const Json about = json.find("test_metadata");
    Test test;
    test.id = id;
    test.name = text_of(json, "name");
    test.kind = text_of(about, "name");
    if (const std::string space = text_of(about, "namespace"); !space.empty()) test.kind = space + "." + test.kind;
    if (test.kind.empty()) test.kind = test.name;
    test.column = text_of(json, "column_name");
    if (test.column.empty()) test.column = text_of(about.find("kwargs"), "column_name");
    test.node = tested(json, about);
    test.severity = to_lower(text_of(json.find("config"), "severity"));
    test.description = text_of(json, "description");
    for (const std::string_view key : {"compiled_code", "compiled_sql"}) {
      if (test.code.empty()) test.code = text_of(json, key);
    }
    out_.tests.push_back(std::move(test));
  }

  // Older manifests do not say what a test is attached to. A test of a relationship depends on both ends and names its
  // own by `model`: the one that is not `to`.
  static std::string tested(const Json& json, const Json& about) {
    std::string attached = text_of(json, "attached_node");
    const auto on = texts_of(json.find("depends_on").find("nodes"));
    if (!attached.empty() || on.empty()) return attached;
    const std::string model = text_of(about.find("kwargs"), "model");
    for (const std::string& candidate : on) {
      const std::string_view last = std::string_view(candidate).substr(candidate.rfind('.') + 1);
      if (model.find("'" + std::string(last) + "'") != std::string::npos) return candidate;
    }
    return on.size() == 1 || !model.empty() ? on.back() : "";
  }

  void take_exposure(std::string_view id, const Json& json) {
    if (!flag_of(json.find("config"), "enabled", true) || !json.is(JsonType::map)) return;
    Exposure exposure;
    exposure.id = id;
    exposure.name = text_of(json, "name");
    exposure.type = text_of(json, "type");
    exposure.label = text_of(json, "label");
    exposure.description = text_of(json, "description");
    exposure.url = text_of(json, "url");
    exposure.maturity = text_of(json, "maturity");
    const auto emails = texts_of(json.find("owner").find("email"));
    exposure.email = emails.empty() ? "" : emails.front();
    exposure.owner = text_of(json.find("owner"), "name");
    if (exposure.owner.empty()) exposure.owner = exposure.email;
    exposure.tags = texts_of(json.find("tags"));
    exposure.depends_on = texts_of(json.find("depends_on").find("nodes"));
    out_.exposures.push_back(std::move(exposure));
  }

  // Manifests before v10 have no project name: that of the package most nodes are of.
  void name_by_packages() {
    std::size_t most = 0;
    for (const auto& [package, nodes] : packages_) {
      if (nodes > most) out_.name = package;
      most = std::max(most, nodes);
    }
  }

  const Json manifest_;
  Project& out_;
  Groups groups_;
  std::map<std::string, std::size_t> packages_;
  std::size_t columns_ = 0;
  bool over_ = false;
};

// What of a node is kept: all but what nobody reads and what changes whenever dbt looks at it.
void append_node(const Json& node, std::string* out) {
  static const std::set<std::string_view> not_kept = {
      "created_at",          "unrendered_config",  "docs",          "doc_blocks", "build_path",
      "patch_path",          "extra_ctes",         "compiled_path", "root_path",  "metrics",
      "unrendered_database", "unrendered_schema",  "checksum",      "refs",       "fqn",
      "file_key_name",       "original_file_path", "injected_sql"};
  const bool compiled = !node.find("compiled_code").text().empty() || !node.find("compiled_sql").text().empty();
  *out += '{';
  bool first = true;
  node.members([&](std::string_view key, const Json& value) {
    const bool raw = key == "raw_code" || key == "raw_sql";
    if (not_kept.contains(key) || (raw && compiled) || value.absent()) return;
    if (!first) *out += ',';
    first = false;
    contract::append_json_text(out, key);
    *out += ':';
    value.append_to(out);
  });
  *out += '}';
}

void append_section(const Json& manifest, std::string_view key, std::string* out) {
  *out += ",\"" + std::string(key) + "\":{";
  bool first = true;
  manifest.find(key).members([&](std::string_view id, const Json& node) {
    if (!first) *out += ',';
    first = false;
    contract::append_json_text(out, id);
    *out += ':';
    append_node(node, out);
  });
  *out += '}';
}

}  // namespace

const Node* Project::node(std::string_view id) const {
  const auto at = std::ranges::lower_bound(nodes, id, {}, &Node::id);
  return at != nodes.end() && at->id == id ? &*at : nullptr;
}

Result<void> read_artifacts(std::string_view json, ArtifactsText* out) {
  if (json.size() > kArtifactBytesMax) {
    return make_error(ErrorCode::too_large, "artifacts-too-large",
                      "the artifacts of one import have at most " + std::to_string(kArtifactBytesMax >> 20U) + " MB");
  }
  if (!valid_utf8(json)) return make_error(ErrorCode::unreadable, "not-utf-8", "the artifacts are not valid UTF-8");
  if (!out->text.parse(json, kArtifactNestingMax, kArtifactValuesMax)) {
    const auto& failure = out->text.failure();
    if (failure.too_many || failure.too_deep) {
      return make_error(ErrorCode::too_large, "artifacts-too-large",
                        failure.too_many ? "the artifacts have too many JSON values" : "the JSON is nested too deeply");
    }
    return make_error(ErrorCode::unreadable, "not-json",
                      "the artifacts are not JSON: byte " + std::to_string(failure.byte));
  }
  const Json root = out->text.root();
  if (!root.is(JsonType::map)) return not_a_manifest("the artifacts are no JSON object");
  if (root.find("manifest").absent()) {
    out->artifacts.manifest = root;
    return {};
  }
  out->artifacts = {root.find("manifest"), root.find("catalog"), root.find("run_results"), root.find("sources")};
  out->space = text_of(root, "namespace");
  out->known = read_columns_elsewhere(root.find("known"));
  return {};
}

std::string kept_text(const ArtifactsText& text) {
  const Artifacts& artifacts = text.artifacts;
  std::string out = R"({"tool":"dbt","namespace":)";
  contract::append_json_text(&out, text.space);
  if (!text.known.empty()) {
    out += ",\"known\":";
    append_columns_elsewhere(text.known, &out);
  }
  out += ",\"manifest\":{\"metadata\":";
  artifacts.manifest.find("metadata").append_to(&out);
  for (const std::string_view key : {"nodes", "sources", "exposures", "groups"}) {
    append_section(artifacts.manifest, key, &out);
  }
  out += '}';
  const auto add = [&out](std::string_view key, const Json& value) {
    if (value.absent()) return;
    out += ",\"" + std::string(key) + "\":";
    value.append_to(&out);
  };
  add("catalog", artifacts.catalog);
  add("run_results", artifacts.run_results);
  add("sources", artifacts.sources);
  return out + '}';
}

Result<Project> read_project(const Artifacts& artifacts) {
  Project project;
  if (auto read = ManifestReader(artifacts.manifest, &project).read(); !read) return read.error();
  add_catalog(artifacts.catalog, &project);
  add_run_results(artifacts.run_results, &project);
  add_freshness(artifacts.sources, &project);
  return project;
}

}  // namespace trama::lineage::dbt
