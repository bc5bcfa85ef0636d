// Proposals of a changed contract: open, read, sign, withdraw, publish.
#include <map>

#include <nlohmann/json.hpp>

#include "catalog/base/encoding.h"
#include "catalog/base/limits.h"
#include "catalog/contract/durations.h"
#include "web/http/handlers/contract_reply.h"
#include "web/http/handlers/handlers.h"
#include "web/http/handlers/reply.h"
#include "web/service/render.h"
#include "web/service/render_accord.h"

namespace trama::http {
namespace {

constexpr std::size_t kDateBytes = 10;
constexpr double kDaysOfMonth = 365.0 / 12;
constexpr double kSecondUs = 1'000'000;

// expires=: a time, a date (to its end), or a duration from now; the store knows the bounds.
Result<void> read_expiry(const Request& request, service::ProposeOptions* options) {
  const std::string text = text_parameter(request, "expires");
  if (text.empty()) return {};
  if (const auto time = parse_rfc3339(text)) {
    options->expires_us = *time + (text.size() == kDateBytes ? store::kDayUs : 0);
    return {};
  }
  const auto duration = contract::parse_duration(text);
  if (!duration) {
    return bad_parameter("expires", text,
                         "a duration such as 30d or P2W, a date, or an RFC 3339 time (with + written as %2B)");
  }
  const double days = static_cast<double>(duration->months) * kDaysOfMonth;
  const double us = days * static_cast<double>(store::kDayUs) + duration->seconds * kSecondUs;
  // Beyond the bound in any case: said as such by the store, without overflow here.
  options->lifetime_us = us > 2.0 * static_cast<double>(store::kProposalLifetimeMaxUs)
                             ? 2 * store::kProposalLifetimeMaxUs
                             : static_cast<TimeUs>(us);
  return {};
}

Result<store::Seq> proposal_of(const Request& request) {
  const auto seq = store::proposal_seq(request.parameter("proposal"));
  if (seq) return *seq;
  return make_error(
      ErrorCode::not_found, "no-such-proposal",
      "there is no proposal `" + std::string(request.parameter("proposal")) + "`; their ids read proposal-<number>");
}

// A text member that may be absent.
Result<std::string> member(const Json& body, const char* name) {
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) return std::string();
  if (found->is_string()) return found->get<std::string>();
  return make_error(ErrorCode::invalid_argument, "bad-member", std::string("\"") + name + "\" must be a text");
}

Response post_proposal(Context& context, const Request& request) {
  if (const auto refused = check_document_type(request)) return error_reply(request, *refused);
  service::ProposeOptions options;
  options.expected_id = request.parameter("id");
  options.actor = request.principal.name;
  options.reason = text_parameter(request, "reason");
  if (const auto read = read_expiry(request, &options); !read) return error_reply(request, read.error());
  const auto proposed = context.catalog.propose_document(request.body.text, options);
  if (!proposed) return error_reply(request, proposed.error());
  Json json = service::proposal_json(proposed->proposal);
  json["notes"] = Json::array();
  for (const Problem& note : proposed->notes) json["notes"].push_back(service::finding_json(note));
  Response response = json_reply(proposed->fresh ? 201 : 200, json);
  response.headers.emplace_back("Location", "/api/v1/contracts/" + percent_encode(proposed->proposal.contract) +
                                                "/proposals/" + store::proposal_id(proposed->proposal.id));
  return response;
}

Response list_proposals(const Context& context, const Request& request) {
  const store::Registry& registry = context.catalog.registry();
  const std::string_view id = request.parameter("id");
  if (const auto info = registry.contract(id); !info) return error_reply(request, info.error());
  const std::string word = text_parameter(request, "state");
  const auto state = store::proposal_state_from(word);
  if (!word.empty() && !state) {
    return error_reply(request, bad_parameter("state", word, "open, published, withdrawn or expired"));
  }
  const auto limit = size_parameter(request, "limit", limits::kPageDefault, 1, limits::kPageMax);
  if (!limit) return error_reply(request, limit.error());
  const auto resume = resume_parameter(request);
  if (!resume) return error_reply(request, resume.error());
  const auto page = registry.proposals(id, state, resume.value(), limit.value());
  if (!page) return error_reply(request, page.error());
  Json json = {{"items", Json::array()}};
  for (const store::Proposal& proposal : page->items) json["items"].push_back(service::proposal_json(proposal));
  if (!page->next.empty()) json["cursor"] = resume_cursor(page->next);
  return json_reply(200, json);
}

Response original_reply(const store::Registry& registry, const Request& request, const store::Proposal& proposal) {
  auto text = registry.proposal_text(proposal.contract, proposal.id);
  if (!text) return error_reply(request, text.error());
  Response response;
  response.content_type =
      proposal.source.syntax == contract::Syntax::json ? "application/json" : "application/yaml; charset=utf-8";
  response.body = text.take();
  response.headers.emplace_back("ETag", quoted_tag(proposal.sha256));
  return response;
}

using Signatures = std::map<std::string, store::Signature, std::less<>>;

std::optional<store::Signature> signature_of(const Signatures& signatures, std::string_view consumer) {
  const auto found = signatures.find(consumer);
  return found == signatures.end() ? std::nullopt : std::optional(found->second);
}

Json counts_json(const std::vector<std::string>& agreed, const Signatures& signatures) {
  std::size_t acknowledged = 0;
  std::size_t objected = 0;
  for (const std::string& consumer : agreed) {
    const auto signature = signature_of(signatures, consumer);
    acknowledged += signature && signature->stance == store::Stance::acknowledged ? 1 : 0;
    objected += signature && signature->stance == store::Stance::objected ? 1 : 0;
  }
  return {{"agreements", agreed.size()},
          {"pending", agreed.size() - acknowledged - objected},
          {"acknowledged", acknowledged},
          {"objected", objected}};
}

// The proposal with what each agreement says to it: all counted, one page listed.
Result<Json> answered_json(const Context& context, const Request& request, const store::Proposal& proposal) {
  const store::Registry& registry = context.catalog.registry();
  const auto limit = size_parameter(request, "limit", limits::kPageDefault, 1, limits::kPageMax);
  if (!limit) return limit.error();
  const auto resume = resume_parameter(request);
  if (!resume) return resume.error();
  const auto signed_by = registry.last_signatures(proposal.id);
  if (!signed_by) return signed_by.error();
  const auto agreed = service::agreed_consumers(context.catalog, proposal.contract);
  if (!agreed) return agreed.error();
  const auto page = service::agreements(context.catalog, proposal.contract, resume.value(), limit.value());
  if (!page) return page.error();
  const auto neighbours = registry.neighbours(proposal.contract, proposal.version);
  if (!neighbours) return neighbours.error();

  Signatures signatures;
  for (const store::Signature& signature : *signed_by) signatures.emplace(signature.consumer, signature);
  Json json = service::proposal_json(proposal);
  // Another version has come between: what was signed compares with something else now.
  if (proposal.state == store::ProposalState::open) json["outdated"] = neighbours->below != proposal.base;
  json["counts"] = counts_json(*agreed, signatures);
  json["agreements"] = Json::array();
  for (const service::Agreement& agreement : page->items) {
    Json item = service::agreement_json(agreement);
    item["signature"] = service::answer_json(signature_of(signatures, agreement.consumer.id));
    json["agreements"].push_back(std::move(item));
  }
  if (!page->next.empty()) json["cursor"] = resume_cursor(page->next);
  json["as_of_seq"] = page->as_of_seq;
  return json;
}

Response get_proposal(const Context& context, const Request& request) {
  const auto seq = proposal_of(request);
  if (!seq) return error_reply(request, seq.error());
  const store::Registry& registry = context.catalog.registry();
  const auto proposal = registry.proposal(request.parameter("id"), seq.value());
  if (!proposal) return error_reply(request, proposal.error());
  const std::string format = text_parameter(request, "format");
  if (format == "original") return original_reply(registry, request, proposal.value());
  if (!format.empty() && format != "json") {
    return error_reply(request, bad_parameter("format", format, "original or json"));
  }
  const auto json = answered_json(context, request, proposal.value());
  if (!json) return error_reply(request, json.error());
  return json_reply(200, json.value());
}

Response list_signatures(const Context& context, const Request& request) {
  const auto seq = proposal_of(request);
  if (!seq) return error_reply(request, seq.error());
  const store::Registry& registry = context.catalog.registry();
  if (const auto known = registry.proposal(request.parameter("id"), seq.value()); !known) {
    return error_reply(request, known.error());
  }
  const auto limit = size_parameter(request, "limit", limits::kPageDefault, 1, limits::kPageMax);
  if (!limit) return error_reply(request, limit.error());
  const auto resume = resume_parameter(request);
  if (!resume) return error_reply(request, resume.error());
  const auto page = registry.signatures(seq.value(), resume.value(), limit.value());
  if (!page) return error_reply(request, page.error());
  Json json = {{"items", Json::array()}};
  for (const store::Signature& signature : page->items) json["items"].push_back(service::signature_json(signature));
  if (!page->next.empty()) json["cursor"] = resume_cursor(page->next);
  return json_reply(200, json);
}

Response sign(Context& context, const Request& request, store::Stance stance) {
  const auto seq = proposal_of(request);
  if (!seq) return error_reply(request, seq.error());
  const auto body = json_body(request);
  if (!body) return error_reply(request, body.error());
  auto consumer = member(body.value(), "consumer");
  if (!consumer) return error_reply(request, consumer.error());
  auto comment = member(body.value(), "comment");
  if (!comment) return error_reply(request, comment.error());
  if (consumer->empty()) {
    return error_reply(request, make_error(ErrorCode::invalid_argument, "bad-member",
                                           "\"consumer\" must be the id of the consumer that signs"));
  }
  store::SignRequest signature{.contract = std::string(request.parameter("id")),
                               .proposal = seq.value(),
                               .consumer = consumer.take(),
                               .comment = comment.take(),
                               .actor = request.principal.name,
                               .stance = stance,
                               .consumer_seq = {},
                               .recorded_us = {}};
  const auto change = context.catalog.sign_proposal(std::move(signature));
  if (!change) return error_reply(request, change.error());
  return json_reply(200, service::change_json(change.value()));
}

Response withdraw(Context& context, const Request& request) {
  const auto seq = proposal_of(request);
  if (!seq) return error_reply(request, seq.error());
  const auto body = json_body(request);
  if (!body) return error_reply(request, body.error());
  auto reason = member(body.value(), "reason");
  if (!reason) return error_reply(request, reason.error());
  const auto change = context.catalog.registry().withdraw({.contract = std::string(request.parameter("id")),
                                                           .proposal = seq.value(),
                                                           .actor = request.principal.name,
                                                           .reason = reason.take(),
                                                           .recorded_us = {}});
  if (!change) return error_reply(request, change.error());
  return json_reply(200, service::change_json(change.value()));
}

Response publish(Context& context, const Request& request) {
  const auto seq = proposal_of(request);
  if (!seq) return error_reply(request, seq.error());
  const auto dry_run = flag_parameter(request, "dry_run", false);
  if (!dry_run) return error_reply(request, dry_run.error());
  auto gates = override_parameter(request);
  if (!gates) return error_reply(request, gates.error());
  service::RegisterOptions options;
  options.actor = request.principal.name;
  options.reason = text_parameter(request, "reason");
  options.dry_run = dry_run.value();
  options.override_gates = gates.take();
  options.may_override = request.principal.role == Role::admin;
  const std::string id(request.parameter("id"));
  const auto published = context.catalog.publish_proposal(id, seq.value(), options);
  if (!published) return error_reply(request, published.error());
  Json json = service::registered_json(published.value());
  json["proposal"] = store::proposal_id(seq.value());
  if (options.dry_run) json["dry_run"] = true;
  const bool unchanged = published->receipt.outcome == store::Outcome::unchanged;
  Response response = json_reply(unchanged ? 200 : 201, json);
  response.headers.emplace_back("ETag", quoted_tag(published->receipt.contract.etag()));
  return response;
}

}  // namespace

std::vector<Route> proposal_routes(Context& context) {
  const auto call = [&context](auto handler) {
    return [&context, handler](const Request& request) { return handler(context, request); };
  };
  const auto signing = [&context](store::Stance stance) {
    return [&context, stance](const Request& request) { return sign(context, request, stance); };
  };
  const std::string all = "/api/v1/contracts/{id}/proposals";
  const std::string one = all + "/{proposal}";
  return {
      {Method::get,
       all,
       Role::read,
       BodyRule::none,
       "listProposals",
       call(list_proposals),
       {"state", "limit", "cursor"}},
      {Method::post, all, Role::write, BodyRule::memory, "openProposal", call(post_proposal), {"expires", "reason"}},
      {Method::get, one, Role::read, BodyRule::none, "getProposal", call(get_proposal), {"format", "limit", "cursor"}},
      {Method::get,
       one + "/signatures",
       Role::read,
       BodyRule::none,
       "listSignatures",
       call(list_signatures),
       {"limit", "cursor"}},
      {Method::post, one + "/acknowledge", Role::write, BodyRule::memory, "acknowledgeProposal",
       signing(store::Stance::acknowledged)},
      {Method::post, one + "/object", Role::write, BodyRule::memory, "objectToProposal",
       signing(store::Stance::objected)},
      {Method::post, one + "/withdraw", Role::write, BodyRule::memory, "withdrawProposal", call(withdraw)},
      {Method::post,
       one + "/publish",
       Role::write,
       BodyRule::memory,
       "publishProposal",
       call(publish),
       {"dry_run", "reason", "override"}},
  };
}

}  // namespace trama::http
