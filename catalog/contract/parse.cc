#include "catalog/contract/parse.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "catalog/base/limits.h"
#include "catalog/base/node_id.h"
#include "catalog/base/text.h"
#include "catalog/contract/bitol_checks.h"
#include "catalog/contract/canonical.h"
#include "catalog/contract/detect.h"
#include "catalog/contract/later_version.h"
#include "catalog/contract/parse_dcs.h"
#include "catalog/contract/parse_odcs.h"
#include "catalog/contract/parse_odps.h"
#include "catalog/contract/semantics.h"

namespace trama::contract {
namespace {

Dialect dialect_of(Detected detected) {
  switch (detected) {
    case Detected::article:
      return Dialect::article;
    case Detected::dcs:
      return Dialect::dcs;
    case Detected::odcs2:
      return Dialect::odcs2;
    case Detected::odps:
      return Dialect::odps;
    case Detected::odcs3:
    case Detected::unknown:
      return Dialect::odcs3;
  }
  return Dialect::odcs3;
}

void parse_dialect(Detected detected, Reader& root, Contract* contract) {
  switch (detected) {
    case Detected::article:
    case Detected::dcs:
      parse_dcs(root, contract);
      return check_later_version(root.self(), Standard::dcs, contract->source.spec_version, root.problems());
    case Detected::odcs2:
      parse_odcs(root, contract);
      return check_bitol_document(root.self(), root.problems());
    case Detected::odcs3:
      parse_odcs(root, contract);
      check_bitol_document(root.self(), root.problems());
      return check_later_version(root.self(), Standard::odcs, contract->source.spec_version, root.problems());
    case Detected::odps:
      parse_odps(root, contract);
      return check_bitol_document(root.self(), root.problems());
    case Detected::unknown:
      return;
  }
}

// urn:datacontract:<domain>:<name> tells the domain where no key does.
void imply_domain(Contract* contract) {
  if (!contract->domain.empty()) return;
  for (const std::string_view prefix : {"urn:datacontract:", "urn:dataproduct:"}) {
    if (!contract->id.starts_with(prefix)) continue;
    const std::string_view rest = std::string_view(contract->id).substr(prefix.size());
    const std::size_t end = rest.find(':');
    if (end != rest.npos && end > 0) contract->domain = std::string(rest.substr(0, end));
  }
}

void check_id(const Node& root, const Contract& contract, Problems* problems) {
  if (contract.id.empty() || valid_id(contract.id)) return;
  const Node* id = root.find("id");
  problems->add(Rule::bad_id, {"/id", id == nullptr ? root.mark : id->mark}, "the id cannot name a contract",
                {.found = contract.id, .expected = "1 to 512 bytes without control characters"});
}

struct Refusal {
  ErrorCode code;
  std::string slug;
};

// The most telling of all errors names the refusal.
Refusal refusal_of(const std::vector<Problem>& problems) {
  constexpr auto kTelling =
      std::to_array<Rule>({Rule::not_a_contract, Rule::unsupported_version, Rule::secret_in_contract});
  for (const Rule rule : kTelling) {
    const RuleInfo& info = rule_info(rule);
    if (std::ranges::any_of(problems, [&](const Problem& p) { return p.rule == info.id; })) {
      return {info.code, std::string(info.id)};
    }
  }
  for (const Problem& problem : problems) {
    const RuleInfo* info = find_rule(problem.rule);
    if (info != nullptr && info->code == ErrorCode::too_large) return {info->code, std::string(info->id)};
  }
  return {ErrorCode::invalid_document, "invalid-contract"};
}

std::string summary(std::string text, std::size_t errors) {
  if (errors > 1) text += " (and " + std::to_string(errors - 1) + (errors == 2 ? " more error)" : " more errors)");
  return text;
}

// Errors first in number: notes must not crowd them out.
void shorten_list(std::vector<Problem>* all) {
  if (all->size() <= limits::kProblemsMax) return;
  std::ranges::stable_partition(*all, [](const Problem& p) { return p.severity == Severity::error; });
  all->resize(limits::kProblemsMax);
}

Error refuse(Problems* problems) {
  const std::size_t errors = problems->count(Severity::error);
  std::vector<Problem> all = problems->take();
  const auto first = std::ranges::find(all, Severity::error, &Problem::severity);
  Refusal refusal = refusal_of(all);
  Error error = make_error(refusal.code, std::move(refusal.slug), summary(first->message, errors));
  shorten_list(&all);
  error.problems = std::move(all);
  return error;
}

// An error of the text, with what else the document has wrong.
Error with_more(Error error, const std::vector<Problem>& more) {
  std::vector<Problem>& all = error.problems;
  all.insert(all.end(), more.begin(), more.end());
  std::ranges::stable_sort(all, {}, [](const Problem& p) { return std::tuple(p.line, p.column); });
  const auto errors = std::ranges::count(all, Severity::error, &Problem::severity);
  error.message = summary(error.message, static_cast<std::size_t>(errors));
  shorten_list(&all);
  return error;
}

std::string counted(std::size_t number, std::string_view noun) {
  return std::to_string(number) + " more " + std::string(noun) + (number == 1 ? "" : "s");
}

// Who corrects what he is shown must know that there is more. The last of the list, whatever its place.
void say_how_many_more(const Problems& problems, std::vector<Problem>* notes) {
  const std::size_t warnings = problems.unlisted(Severity::warning);
  const std::size_t further = problems.unlisted(Severity::note);
  if (warnings + further == 0) return;
  std::string message = warnings == 0 ? "" : counted(warnings, "warning");
  if (further > 0) message += (warnings == 0 ? "" : " and ") + counted(further, "note");
  Problems last(Strictness::lenient);
  last.add(Rule::more_problems, {"", {1, 1}}, message + (warnings + further == 1 ? " is" : " are") + " not listed");
  for (Problem& each : last.take()) notes->push_back(std::move(each));
}

}  // namespace

Result<ParsedContract> parse_contract(const Document& document, Strictness strictness) {
  Problems problems(strictness);
  const Detected detected = detect(document.root);
  if (detected == Detected::unknown) {
    report_unknown(document.root, &problems);
    return refuse(&problems);
  }
  auto contract = std::make_shared<Contract>();
  contract->source.syntax = document.syntax;
  contract->source.dialect = dialect_of(detected);
  Reader root(document.root, "", &problems);
  parse_dialect(detected, root, contract.get());
  imply_domain(contract.get());
  check_id(document.root, *contract, &problems);
  complete_contract(contract.get(), &problems);
  if (problems.has_error()) return refuse(&problems);
  ParsedContract parsed;
  parsed.fingerprint = fingerprint(*contract);
  parsed.contract = std::move(contract);
  parsed.notes = problems.take();
  say_how_many_more(problems, &parsed.notes);
  return parsed;
}

Result<ParsedContract> parse_contract(std::string_view bytes, Strictness strictness, Document* document) {
  Problems problems(strictness);
  if (report_foreign_bytes(bytes, &problems)) return refuse(&problems);
  Reading reading = read_document(bytes);
  if (!reading.document) return std::move(*reading.error);
  auto parsed = parse_contract(*reading.document, strictness);
  if (document != nullptr) *document = std::move(*reading.document);
  if (!reading.error) return parsed;
  return with_more(std::move(*reading.error), parsed ? parsed->notes : parsed.error().problems);
}

}  // namespace trama::contract
