// The formats of an impact answer.
#include <map>
#include <optional>

#include <nlohmann/json.hpp>

#include "catalog/base/clock.h"
#include "web/service/csv_text.h"
#include "web/service/impact_answer.h"
#include "web/service/render.h"

namespace trama::service {
namespace {

using graph::ImpactHit;
using graph::NodeIndex;

Json count_json(const graph::ImpactCount& count) {
  return {{"certain", count.certain}, {"possible", count.possible}, {"cleared", count.cleared}};
}

// What the store knows of a hit; each contract is read once a page.
class Details {
 public:
  explicit Details(const store::Registry& registry) : registry_(registry) {}

  void add(const graph::NodeView& node, Json* json) {
    if (node.kind == NodeKind::consumer) {
      add_consumer(node.id, json);
    } else if (node.kind != NodeKind::physical && node.status != graph::NodeStatus::unresolved) {
      const auto [place, added] = contracts_.try_emplace(node.contract);
      if (added) place->second = read(node.contract);
      json->update(place->second);
    }
  }

 private:
  void add_consumer(const std::string& id, Json* json) const {
    const auto consumer = registry_.consumer(id);
    if (!consumer) return;
    put(json, "criticality", consumer->criticality);
    if (!consumer->contact.empty()) (*json)["contacts"] = Json::array({consumer->contact});
    put(json, "url", consumer->url);
    const auto stamp = registry_.consumer_stamp(id);
    if (stamp) (*json)["last_seen"] = format_rfc3339(stamp->time_us);
  }

  [[nodiscard]] Json read(const std::string& id) const {
    Json json = Json::object();
    const auto info = registry_.contract(id);
    if (!info) return json;
    if (const auto text = registry_.model_json(id, ""); text) {
      const Json model = Json::parse(text.value(), nullptr, false);
      add_contacts(model, &json);
      if (model.is_object() && model.contains("sla")) json["sla"] = model["sla"];
    }
    json["last_seen"] = format_rfc3339(std::max(info->updated_us, info->last_seen_us));
    return json;
  }

  // "name <address>", the address alone, or a channel's name or address.
  static void add_contacts(const Json& model, Json* json) {
    if (!model.is_object()) return;
    Json contacts = Json::array();
    const auto text = [](const Json& object, const char* key) { return object.value(key, std::string()); };
    for (const Json& contact : model.value("contacts", Json::array())) {
      const std::string name = text(contact, "name");
      const std::string address = text(contact, "email").empty() ? text(contact, "url") : text(contact, "email");
      contacts.push_back(name.empty() || address.empty() ? name + address : name + " <" + address + ">");
    }
    for (const Json& channel : model.value("support", Json::array())) {
      contacts.push_back(text(channel, "url").empty() ? text(channel, "channel") : text(channel, "url"));
    }
    if (!contacts.empty()) (*json)["contacts"] = std::move(contacts);
  }

  const store::Registry& registry_;
  std::map<std::string, Json> contracts_;
};

std::string note_of(graph::Arrives arrives) {
  switch (arrives) {
    case graph::Arrives::plain:
      return "";
    case graph::Arrives::aggregated:
      return "arrives only aggregated";
    case graph::Arrives::masked:
      return "arrives only masked";
  }
  return "";
}

Json step_json(const graph::Snapshot& snapshot, const graph::ImpactStep& step) {
  Json json = {{"node", snapshot.node(step.node).id}, {"because", to_string(step.because)}};
  if (step.because == graph::Because::root) return json;
  json["relation"] = lineage::to_string(step.relation);
  put(&json, "type", lineage::to_string(step.type));
  put(&json, "subtype", lineage::to_string(step.subtype));
  if (step.masking) json["masking"] = true;
  return json;
}

Json field_json(const graph::Snapshot& snapshot, const graph::ImpactField& field) {
  const graph::NodeView node = snapshot.node(field.node);
  Json json = {{"id", node.id},
               {"path", node.path},
               {"certainty", to_string(field.certainty)},
               {"via", to_string(field.via)},
               {"hop", field.hop}};
  put(&json, "note", note_of(field.arrives));
  return json;
}

bool is_registered(const graph::NodeView& node) {
  return (node.kind == NodeKind::consumer || node.kind == NodeKind::product) &&
         node.status == graph::NodeStatus::active;
}

Json hit_json(const graph::Snapshot& snapshot, const ImpactHit& hit, Details* details) {
  const graph::NodeView node = snapshot.node(hit.node);
  Json json = node_json(node);
  json["certainty"] = to_string(hit.certainty);
  put(&json, "via", to_string(hit.via));
  json["hop"] = hit.hop;
  put(&json, "note", note_of(hit.arrives));
  if (hit.whole) json["whole"] = true;
  json["registered"] = is_registered(node);
  if (!hit.fields.empty()) json["fields"] = Json::array();
  for (const graph::ImpactField& field : hit.fields) json["fields"].push_back(field_json(snapshot, field));
  if (details != nullptr) details->add(node, &json);
  if (hit.path.empty()) return json;
  json["path"] = Json::array();
  for (const graph::ImpactStep& step : hit.path) json["path"].push_back(step_json(snapshot, step));
  return json;
}

Json owners_json(const ImpactAnswer& answer) {
  std::map<std::pair<std::string, std::string>, Json> nodes;  // of this page
  for (const ImpactHit& hit : answer.impact.hits) {
    const graph::NodeView node = answer.chosen.snapshot->node(hit.node);
    nodes[{node.domain, node.owner}].push_back(node.id);
  }
  Json owners = Json::array();
  for (const graph::ImpactOwner& owner : answer.impact.owners) {
    if (owners.size() == kImpactOwnersMax) break;
    Json json = {{"owner", owner.owner}, {"domain", owner.domain}};
    json.update(count_json(owner.assets));
    json["registered"] = owner.declared > 0;
    if (const auto place = nodes.find({owner.domain, owner.owner}); place != nodes.end()) json["hits"] = place->second;
    owners.push_back(std::move(json));
  }
  return owners;
}

Json domains_json(const graph::Impact& impact) {
  std::map<std::string, graph::ImpactCount> domains;
  for (const graph::ImpactOwner& owner : impact.owners) {
    graph::ImpactCount& count = domains[owner.domain];
    count.certain += owner.assets.certain;
    count.possible += owner.assets.possible;
    count.cleared += owner.assets.cleared;
  }
  Json json = Json::array();
  for (const auto& [domain, count] : domains) {
    json.push_back({{"domain", domain}});
    json.back().update(count_json(count));
  }
  return json;
}

std::string write_json(const Catalog& catalog, const ImpactAnswer& answer) {
  const graph::Impact& impact = answer.impact;
  const graph::Snapshot& snapshot = *answer.chosen.snapshot;
  Json json = {{"changes", Json::array()}};
  for (const ImpactAnswer::Root& root : answer.roots) {
    json["changes"].push_back({{"node", snapshot.node(root.node).id}, {"kind", root.change}});
  }
  json["counts"] = count_json(impact.assets);
  json["fields"] = {{"certain", impact.fields_certain}, {"possible", impact.fields_possible}};
  json["counts_by_hop"] = Json::array();
  for (const graph::ImpactByHop& hop : impact.by_hop) {
    json["counts_by_hop"].push_back({{"hop", hop.hop}});
    json["counts_by_hop"].back().update(count_json(hop.assets));
  }
  json["counts_by_domain"] = domains_json(impact);
  json["registered"] = impact.consumers_declared;
  json["owners"] = owners_json(answer);
  json["owners_total"] = impact.owners.size();
  json["total"] = impact.total;
  json["complete"] = impact.complete;
  put(&json, "truncated_by", impact.truncated_by);
  put(&json, "cursor", answer.cursor);
  json["as_of_seq"] = answer.chosen.seq;
  json["hits"] = Json::array();
  Details details(catalog.registry());
  for (const ImpactHit& hit : impact.hits) {
    json["hits"].push_back(hit_json(snapshot, hit, answer.question.details ? &details : nullptr));
  }
  return json.dump() + "\n";
}

std::string path_text(const graph::Snapshot& snapshot, const ImpactHit& hit) {
  std::string text;
  for (const graph::ImpactStep& step : hit.path) text += (text.empty() ? "" : " > ") + snapshot.node(step.node).id;
  return text;
}

std::string write_csv(const ImpactAnswer& answer) {
  const graph::Snapshot& snapshot = *answer.chosen.snapshot;
  std::string out = "certainty,via,hop,note,kind,id,name,domain,owner,status,registered,fields,path\r\n";
  for (const ImpactHit& hit : answer.impact.hits) {
    const graph::NodeView node = snapshot.node(hit.node);
    std::string fields;
    for (const graph::ImpactField& field : hit.fields) {
      fields += (fields.empty() ? "" : " ") + snapshot.node(field.node).path;
    }
    out.append(to_string(hit.certainty)).append(",").append(to_string(hit.via)).append(",");
    out += std::to_string(hit.hop);
    for (const std::string& cell :
         {note_of(hit.arrives), std::string(to_string(node.kind)), node.id, node.name, node.domain, node.owner,
          std::string(graph::to_string(node.status)), std::string(is_registered(node) ? "true" : "false"), fields,
          path_text(snapshot, hit)}) {
      out += ',' + csv_cell(cell);
    }
    out += "\r\n";
  }
  return out;
}

}  // namespace

std::string write_impact(const Catalog& catalog, const ImpactAnswer& answer, ImpactFormat format) {
  return format == ImpactFormat::csv ? write_csv(answer) : write_json(catalog, answer);
}

}  // namespace trama::service
