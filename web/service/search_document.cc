#include "web/service/search_document.h"

#include <algorithm>
#include <set>

#include "catalog/contract/model_json.h"

namespace trama::service {
namespace {

using contract::Contract;
using contract::Dataset;
using contract::Field;

void append_sentence(std::string* text, std::string_view sentence) {
  if (sentence.empty()) return;
  if (!text->empty()) *text += '\n';
  *text += sentence;
}

// "fact-orders" of "urn:datacontract:orders:fact-orders".
std::string last_part(std::string_view id) {
  const std::size_t at = id.find_last_of(":/#");
  return std::string(at == std::string_view::npos || at + 1 == id.size() ? id : id.substr(at + 1));
}

struct Collected {
  std::vector<search::ColumnText> columns;
  std::set<std::string> tags;
  bool pii = false;
};

void collect_fields(const std::string& dataset, const std::vector<Field>& fields, Collected* out) {
  for (const Field& field : fields) {
    search::ColumnText column;
    column.dataset = dataset;
    column.path = field.path;
    column.title = field.title.empty() ? field.business_name : field.title;
    column.description = field.description;
    column.tags = field.tags;
    column.pii = field.pii.value_or(false);
    out->pii = out->pii || column.pii;
    out->columns.push_back(std::move(column));
    for (const auto* nested : {&field.children, &field.items, &field.map_key, &field.map_value}) {
      collect_fields(dataset, *nested, out);
    }
  }
}

std::string whole_description(const Contract& contract) {
  std::string text;
  append_sentence(&text, contract.description);
  append_sentence(&text, contract.purpose);
  append_sentence(&text, contract.terms.usage);
  append_sentence(&text, contract.terms.limitations);
  for (const Dataset& dataset : contract.datasets) append_sentence(&text, dataset.description);
  return text;
}

std::vector<std::string> people_of(const Contract& contract) {
  std::set<std::string> people;
  for (const contract::Contact& contact : contract.contacts) people.insert({contact.name, contact.email});
  for (const contract::Member& member : contract.members) people.insert({member.name, member.username});
  people.erase("");
  return {people.begin(), people.end()};
}

// Every place the data lies at: the full physical names, and what the servers say.
std::vector<std::string> locations_of(const Contract& contract, const lineage::Summary& summary) {
  std::set<std::string> places;
  for (const lineage::PhysicalName& physical : summary.physical) places.insert(physical.space + "/" + physical.name);
  for (const contract::Server& server : contract.servers) {
    for (const auto& [key, value] : server.properties)
      if (key == "location" || key == "path" || key == "endpoint") places.insert(value);
  }
  places.erase("");
  return {places.begin(), places.end()};
}

}  // namespace

search::SearchDocument search_document(const Contract& contract, const store::ContractInfo& info) {
  search::SearchDocument document;
  document.id = contract.id;
  document.kind = contract.kind == contract::Kind::product ? "product" : "contract";
  document.title = contract.title;
  document.name = last_part(contract.id);
  document.description = whole_description(contract);
  document.domain = contract.domain;
  document.owner = contract.owner;
  document.retired = info.state == lineage::SubjectState::retired;
  document.status = document.retired ? "retired" : contract.status;
  document.version = contract.version;
  document.people = people_of(contract);
  document.updated_us = info.updated_us;

  Collected collected;
  collected.tags.insert(contract.tags.begin(), contract.tags.end());
  for (const Dataset& dataset : contract.datasets) {
    document.datasets.push_back(dataset.name);
    if (!dataset.physical_name.empty()) document.physical_names.push_back(dataset.physical_name);
    collected.tags.insert(dataset.tags.begin(), dataset.tags.end());
    collect_fields(dataset.name, dataset.fields, &collected);
  }
  // What a product takes in carries the names of others: it would stand beside them at every search for one.
  for (const contract::Port& port : contract.ports)
    if (port.direction != contract::PortDirection::input) document.datasets.push_back(port.name);
  document.columns = std::move(collected.columns);
  document.tags.assign(collected.tags.begin(), collected.tags.end());

  const lineage::Summary summary = lineage::summary_of(contract);
  document.classification = summary.classification;
  document.platforms = summary.platforms;
  document.pii = collected.pii || summary.pii;
  for (const lineage::PhysicalName& physical : summary.physical) document.physical_names.push_back(physical.name);
  std::ranges::sort(document.physical_names);
  document.physical_names.erase(std::ranges::unique(document.physical_names).begin(), document.physical_names.end());
  document.locations = locations_of(contract, summary);
  return document;
}

search::SearchDocument search_document(const lineage::Consumer& consumer) {
  search::SearchDocument document;
  document.id = consumer.id;
  document.kind = "consumer";
  document.title = consumer.name;
  document.name = last_part(consumer.id);
  document.description = consumer.description;
  for (const lineage::ConsumerUse& use : consumer.uses) append_sentence(&document.description, use.purpose);
  document.domain = consumer.domain;
  document.owner = consumer.owner;
  document.tags = consumer.tags;
  if (!consumer.type.empty()) document.platforms.push_back(consumer.type);
  if (!consumer.contact.empty()) document.people.push_back(consumer.contact);
  return document;
}

Result<search::SearchDocument> contract_document(const store::Registry& registry, std::string_view id) {
  const auto info = registry.contract(id);
  if (!info) return info.error();
  const auto json = registry.model_json(id, "");
  if (!json) return json.error();
  const auto contract = contract::from_json(json.value());
  if (!contract) return contract.error().context("contract " + std::string(id));
  return search_document(contract.value(), info.value());
}

Result<search::SearchDocument> consumer_document(const store::Registry& registry, std::string_view id) {
  const auto consumer = registry.consumer(id);
  if (!consumer) return consumer.error();
  return search_document(consumer.value());
}

}  // namespace trama::service
