#include "tests/unit/store/fixture.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "catalog/base/node_id.h"
#include "catalog/contract/canonical.h"
#include "catalog/contract/model_json.h"

namespace trama::store::test {
namespace {

contract::Field field_of(const std::string& column) {
  const auto arrow = column.find('<');
  contract::Field field;
  field.name = column.substr(0, arrow);
  field.path = field.name;
  if (arrow == std::string::npos) return field;
  const std::string from = column.substr(arrow + 1);
  const auto first = from.find('/');
  const auto second = from.find('/', first + 1);
  contract::LineageInput input;
  input.from = {from.substr(0, first), from.substr(first + 1, second - first - 1), from.substr(second + 1), from};
  input.type = "DIRECT";
  field.inputs.push_back(std::move(input));
  return field;
}

std::string end_text(const lineage::Endpoint& endpoint) {
  return endpoint.owner + "/" + endpoint.table + (endpoint.path.empty() ? "" : "/" + endpoint.path);
}

}  // namespace

std::string bytes_of(const Doc& doc) {
  std::string bytes = "# " + doc.note + "\nid: " + doc.id + "\nversion: " + doc.version + "\ncolumns:\n";
  for (const auto& column : doc.columns) bytes += "  - " + column + "\n";
  return bytes;
}

RegisterRequest request_of(const Doc& doc, const std::string& actor) {
  auto contract = std::make_shared<contract::Contract>();
  contract->id = doc.id;
  contract->version = doc.version;
  contract->kind = doc.kind;
  contract->title = "Title of " + doc.id;
  contract->domain = doc.domain;
  contract->owner = doc.owner;
  contract->status = doc.status;
  contract->tags = doc.tags;
  contract::Dataset dataset;
  dataset.name = "t";
  for (const auto& column : doc.columns) dataset.fields.push_back(field_of(column));
  contract->datasets.push_back(std::move(dataset));
  RegisterRequest request;
  request.original = bytes_of(doc);
  request.model_json = contract::to_json(*contract);
  request.fingerprint = contract::fingerprint(*contract);
  request.contract = std::move(contract);
  request.actor = actor;
  return request;
}

Opened::Opened(CommitListener listener) : listener_(std::move(listener)) {
  reopen();
}

void Opened::reopen() {
  registry_.reset();
  StoreOptions options;
  options.path = path();
  options.clock = &clock;
  options.on_commit = listener_;
  auto opened = Registry::open(options);
  if (!opened) {
    std::fprintf(stderr, "cannot open: %s\n", opened.error().message.c_str());
    std::abort();
  }
  registry_ = opened.take();
}

Receipt put(Registry& registry, const Doc& doc) {
  auto receipt = registry.register_contract(request_of(doc));
  if (!receipt) {
    std::fprintf(stderr, "refused: %s\n", receipt.error().message.c_str());
    std::abort();
  }
  return receipt.take();
}

std::string said_text(const lineage::Assertion& assertion) {
  return end_text(assertion.source) + " -> " + end_text(assertion.target);
}

std::vector<std::string> lineage_now(const Registry& registry, const std::string& id) {
  std::vector<std::string> texts;
  const auto assertions = registry.assertions({lineage::AsserterKind::contract, id});
  for (const auto& assertion : *assertions) texts.push_back(said_text(assertion));
  std::ranges::sort(texts);
  return texts;
}

std::vector<std::string> lineage_at(const Registry& registry, const std::string& id, Seq seq) {
  std::vector<std::string> texts;
  const auto found = registry.intervals_of_owner(Registry::End::target, lineage::EndpointKind::contract, id, seq);
  for (const auto& interval : *found) texts.push_back(said_text(interval.assertion));
  std::ranges::sort(texts);
  return texts;
}

std::vector<std::string> fsck_of(const Registry& registry) {
  const auto findings = registry.fsck({});
  if (!findings) return {findings.error().message};
  std::vector<std::string> texts;
  for (const auto& finding : *findings) texts.push_back(finding.what + ": " + finding.subject + ": " + finding.detail);
  return texts;
}

}  // namespace trama::store::test
