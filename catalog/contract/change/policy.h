// Named policies: what a classified change means to somebody who has to decide. A policy never reclassifies a change.
//
//   article            the default: the article's table to the letter, and its direction read on where it is silent
//                      (rules.h says how)
//   consumer-strict    what old readers may not be able to read is breaking, required -> nullable too; what only binds
//                      writers is an addition
//   producer           what old writers may no longer write is breaking; readers are not asked (as BACKWARD)
//   datacontract-cli   the rule ids and severities of its `breaking` command (datacontract_cli.h)
//   confluent-<level>  BACKWARD (a reader of the new schema reads old data), FORWARD (a reader of the old schema reads
//   new
//                      data), FULL (both), each also _TRANSITIVE (against every earlier version), NONE. A field is
//                      optional unless required, as with a default of null; a dataset that allows additional fields is
//                      an open content model, one that forbids them a closed one. Only the schema is judged.
//
// Pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/contract/change/change.h"
#include "catalog/contract/compatibility.h"

namespace trama::change {

// In the order of contract::policy_names().
enum class Policy : std::uint8_t {
  article,
  consumer_strict,
  producer,
  datacontract_cli,
  confluent_backward,
  confluent_backward_transitive,
  confluent_forward,
  confluent_forward_transitive,
  confluent_full,
  confluent_full_transitive,
  confluent_none
};

[[nodiscard]] std::string_view to_string(Policy policy);                 // "confluent-BACKWARD_TRANSITIVE"
[[nodiscard]] std::optional<Policy> policy_from(std::string_view name);  // in any case
[[nodiscard]] bool transitive(Policy policy);  // judges against every earlier version, not only the one before

struct Judgement {
  Level level = Level::info;
  Bump bump = Bump::none;

  friend bool operator==(const Judgement&, const Judgement&) = default;
};

// REQUIRES: policy is not datacontract_cli, which judges documents instead of changes.
[[nodiscard]] Judgement judge(Policy policy, const Change& change);

// Whether a reader of the later schema can read data of the earlier one, as far as this change goes. Forward is the
// same question about mirrored(change).
[[nodiscard]] Compatible backward(const Change& change);

}  // namespace trama::change
