#include "web/service/sample.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "catalog/base/text.h"
#include "catalog/lineage/from_contract.h"

namespace trama::service {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view take_digits(std::string_view* text) {
  std::size_t n = 0;
  while (n < text->size() && is_digit((*text)[n])) ++n;
  std::string_view digits = text->substr(0, n);
  text->remove_prefix(n);
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  return digits;
}

Result<void> load_consumer(Catalog& catalog, const SampleFile& file) {
  const auto json = nlohmann::json::parse(file.text, nullptr, false);
  const std::string id = json.is_object() ? json.value("id", "") : "";
  auto consumer = lineage::consumer_from_json(file.text, id);
  if (!consumer) return consumer.error().context(file.path);
  const auto change = catalog.registry().set_consumer(consumer.take(), "", "sample");
  if (!change) return change.error().context(file.path);
  return {};
}

Result<std::uint64_t> retire_listed(Catalog& catalog, std::string_view list) {
  std::uint64_t retired = 0;
  for (const std::string_view line : split(list, '\n')) {
    const std::string_view id = trim(line);
    if (id.empty() || id.starts_with('#')) continue;
    const auto info = catalog.registry().contract(id);
    if (info && info->state == lineage::SubjectState::retired) continue;
    store::RetireRequest request;
    request.id = id;
    request.actor = "sample";
    const auto change = catalog.registry().retire(std::move(request));
    if (!change) return change.error().context("retired.txt");
    ++retired;
  }
  return retired;
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (is_digit(a.front()) && is_digit(b.front())) {
      const std::string_view x = take_digits(&a);
      const std::string_view y = take_digits(&b);
      if (x.size() != y.size()) return x.size() < y.size();
      if (x != y) return x < y;
    } else {
      if (a.front() != b.front()) return a.front() < b.front();
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
  }
  return a.size() < b.size();
}

Result<SampleCounts> load_sample(Catalog& catalog) {
  std::vector<SampleFile> files(sample_files().begin(), sample_files().end());
  std::ranges::sort(files, natural_less, &SampleFile::path);
  RegisterOptions options;
  options.actor = "sample";
  options.reason = "the sample company";
  options.enforce_gates = false;

  SampleCounts counts;
  std::set<std::string> ids;
  // What is retired already stays so: registering its old bytes again would bring it back.
  std::set<std::string> retired_before;
  for (const SampleFile& file : files) {
    if (!file.path.starts_with("contracts/")) continue;
    const auto parsed = contract::parse_contract(file.text);
    if (!parsed) return parsed.error().context(file.path);
    const std::string& id = parsed->contract->id;
    const auto info = catalog.registry().contract(id);
    if (info && !ids.contains(id) && info->state == lineage::SubjectState::retired) retired_before.insert(id);
    ids.insert(id);
    ++counts.versions;
    if (retired_before.contains(id)) continue;
    const auto registered = catalog.register_document(file.text, options);
    if (!registered) return registered.error().context(file.path);
  }
  counts.contracts = ids.size();
  for (const SampleFile& file : files) {
    if (!file.path.starts_with("consumers/")) continue;
    if (const auto loaded = load_consumer(catalog, file); !loaded) return loaded.error();
    ++counts.consumers;
  }
  for (const SampleFile& file : files) {
    if (file.path != "retired.txt") continue;
    const auto retired = retire_listed(catalog, file.text);
    if (!retired) return retired.error();
    counts.retired = retired.value();
  }
  return counts;
}

}  // namespace trama::service
