// Agreements on a contract, and proposals of its next version: opened, answered, withdrawn, published.
#include <algorithm>
#include <array>
#include <iostream>

#include <nlohmann/json.hpp>

#include "catalog/contract/parse.h"
#include "web/cli/output.h"
#include "web/cli/remote.h"

namespace trama::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kCreated = 201;

std::string base_version(const Json& proposal) {
  return proposal.contains("base") ? text_of(proposal["base"], "version") : "";
}

std::string yes_or_no(const Json& item) {
  return item.value("applies", false) ? "yes" : "no";
}

// "id, email of ^1; everything (it ended on 2020-01-31)"
std::string uses_text(const Json& agreement) {
  std::string text;
  for (const Json& use : agreement.value("uses", Json::array())) {
    std::string fields;
    for (const Json& field : use.value("fields", Json::array())) {
      fields += (fields.empty() ? "" : ", ") + field.get<std::string>();
    }
    text += (text.empty() ? "" : "; ") + (fields.empty() ? "everything" : fields);
    if (const std::string versions = text_of(use, "versions"); !versions.empty()) text += " of " + versions;
    if (const std::string why = text_of(use, "why_not"); !why.empty()) text += " (" + why + ')';
  }
  return text;
}

Row answer_row(const Json& agreement) {
  const Json signature = agreement.value("signature", Json::object());
  return {text_of(agreement, "consumer"), text_of(agreement, "owner"), yes_or_no(agreement),
          text_of(signature, "answer"),   text_of(signature, "actor"), text_of(signature, "comment")};
}

void print_head(const Json& proposal) {
  const std::string base = base_version(proposal);
  std::cout << text_of(proposal, "id") << ": " << text_of(proposal, "contract") << ' '
            << (base.empty() ? "" : base + " -> ") << text_of(proposal, "version") << ", "
            << text_of(proposal, "state");
  if (text_of(proposal, "state") == "open") std::cout << " until " << text_of(proposal, "expires");
  std::cout << "; by " << text_of(proposal, "actor");
  if (const std::string reason = text_of(proposal, "reason"); !reason.empty()) std::cout << ": " << reason;
  std::cout << '\n';
  if (proposal.value("outdated", false)) {
    std::cout << "outdated: another version has come between; what was answered compares with something else now\n";
  }
}

void print_ending(const Json& proposal) {
  if (!proposal.contains("ended")) return;
  const Json& ended = proposal["ended"];
  std::cout << text_of(proposal, "state") << " at " << text_of(ended, "time") << " by " << text_of(ended, "actor");
  if (const std::string reason = text_of(ended, "reason"); !reason.empty()) std::cout << ": " << reason;
  std::cout << '\n';
}

void print_proposal(const Json& proposal, const std::vector<Row>& answers) {
  print_head(proposal);
  print_ending(proposal);
  if (!answers.empty()) print_table({"CONSUMER", "OWNER", "APPLIES", "ANSWER", "BY", "COMMENT"}, answers);
  const Json counts = proposal.value("counts", Json::object());
  std::cout << text_of(counts, "acknowledged") << " acknowledged, " << text_of(counts, "objected") << " objected, "
            << text_of(counts, "pending") << " pending\n";
}

int show_proposal(http::Client& client, const ProposalOptions& options, Target target) {
  target.query("limit", "1000");
  std::vector<Row> answers;
  Json last;
  const int exit = for_each_page(client, target.text(), 0, "agreements", [&](const Json& page) {
    if (options.remote.json) std::cout << page.dump() << '\n';
    for (const Json& agreement : page["agreements"]) answers.push_back(answer_row(agreement));
    last = page;
  });
  if (exit == kFine && !options.remote.json) print_proposal(last, answers);
  return exit;
}

int sign(http::Client& client, const ProposalOptions& options, Target target) {
  const bool agrees = !options.acknowledge.empty();
  const std::string& consumer = agrees ? options.acknowledge : options.object;
  Json body = {{"consumer", consumer}};
  if (!options.comment.empty()) body["comment"] = options.comment;
  target.segment(agrees ? "acknowledge" : "object");
  const Called called = call(client, {"POST", target.text(), body.dump(), "application/json", {}});
  return print_change(options.remote, called,
                      consumer + (agrees ? " acknowledged " : " objected to ") + options.proposal);
}

int withdraw(http::Client& client, const ProposalOptions& options, Target target) {
  target.segment("withdraw");
  const std::string body = Json{{"reason", options.reason}}.dump();
  const Called called = call(client, {"POST", target.text(), body, "application/json", {}});
  return print_change(options.remote, called, "withdrew " + options.proposal);
}

int publish(http::Client& client, const ProposalOptions& options, Target target) {
  target.segment("publish").query("dry_run", options.dry_run ? "true" : "");
  target.query("override", options.override_gates).query("reason", options.reason);
  const Called called = call(client, {"POST", target.text(), "", "", {}});
  if (called.exit != kFine) return called.exit;
  if (options.remote.json) {
    std::cout << called.answer.body;
  } else {
    print_registered(options.proposal, called.answer);
  }
  return kFine;
}

// "" = nothing is wrong.
std::string misuse(const ProposalOptions& options) {
  const bool signs = !options.acknowledge.empty() || !options.object.empty();
  const std::array chosen = {!options.acknowledge.empty(), !options.object.empty(), options.withdraw, options.publish};
  if (std::ranges::count(chosen, true) > 1) return "choose one of --acknowledge, --object, --withdraw and --publish";
  if (!options.object.empty() && options.comment.empty()) return "an objection needs --comment";
  if (!options.comment.empty() && !signs) return "--comment goes with --acknowledge or --object";
  if (options.withdraw && options.reason.empty()) return "--withdraw needs --reason";
  if (!options.reason.empty() && !options.withdraw && !options.publish) {
    return "--reason goes with --withdraw or --publish";
  }
  if (!options.publish && (options.dry_run || !options.override_gates.empty())) {
    return "--override and --dry-run go with --publish";
  }
  return {};
}

void print_proposed(const std::string& file, const http::ClientAnswer& answer) {
  const Json proposal = Json::parse(answer.body, nullptr, false);
  if (!proposal.is_object()) return;
  std::cout << file << ": " << (answer.status == kCreated ? "opened " : "already open as ");
  print_head(proposal);
  print_notes(proposal);
}

}  // namespace

int agreements(const AgreementsOptions& options) {
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  return print_list(*client, options.remote, Target("/contracts").segment(options.id).segment("agreements"),
                    {{"CONSUMER", "consumer"},
                     {"OWNER", "owner"},
                     {"CRITICALITY", "criticality"},
                     {"APPLIES", yes_or_no},
                     {"USES", uses_text}});
}

int proposals(const ProposalsOptions& options) {
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  Target target("/contracts");
  target.segment(options.id).segment("proposals").query("state", options.state);
  return print_list(*client, options.remote, target,
                    {{"ID", "id"},
                     {"VERSION", "version"},
                     {"STATE", "state"},
                     {"BASE", base_version},
                     {"EXPIRES", "expires"},
                     {"BY", "actor"},
                     {"REASON", "reason"}});
}

int propose(const ProposeOptions& options) {
  int exit = kFine;
  const std::string bytes = read_input(options.file, &exit);
  if (exit != kFine) return exit;
  // The id is part of the address; all else is the server's to judge.
  const auto parsed = contract::parse_contract(bytes);
  if (!parsed) return fail(parsed.error(), options.file);
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  Target target("/contracts");
  target.segment(parsed->contract->id).segment("proposals");
  target.query("expires", options.expires).query("reason", options.reason);
  const Called called = call(*client, {"POST", target.text(), bytes, "application/yaml", {}}, options.file);
  if (called.exit != kFine) return called.exit;
  if (options.remote.json) {
    std::cout << called.answer.body;
  } else {
    print_proposed(options.file, called.answer);
  }
  return kFine;
}

int proposal(const ProposalOptions& options) {
  if (const std::string wrong = misuse(options); !wrong.empty()) return wrong_usage(wrong);
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  const Target target = Target("/contracts").segment(options.id).segment("proposals").segment(options.proposal);
  if (options.withdraw) return withdraw(*client, options, target);
  if (options.publish) return publish(*client, options, target);
  if (!options.acknowledge.empty() || !options.object.empty()) return sign(*client, options, target);
  return show_proposal(*client, options, target);
}

}  // namespace trama::cli
