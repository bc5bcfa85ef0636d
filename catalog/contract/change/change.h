// One difference between two versions of a contract, classified once; policies (policy.h) judge it, they never
// reclassify it. Plain value types; share freely between threads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "catalog/contract/change/rules.h"

namespace trama::change {

// A place in an author's document, filled by locate.h. line 0: the document was not at hand.
struct Place {
  bool previous = false;  // in the document before the change, not in the proposed one
  std::string pointer;    // RFC 6901
  std::uint32_t line = 0, column = 0;

  friend bool operator==(const Place&, const Place&) = default;
};

// Why two names are taken for the same field or dataset, surest first. `proposed` is a guess: it is told, and the
// removal and the addition stay what they are.
enum class RenameEvidence : std::uint8_t {
  none,
  stable_id,      // ODCS: the same `id`
  alias,          // the one lists the other's name among its aliases
  previous_name,  // the one names the other as its previous name
  history,        // the author's history says "renamed a to b"
  physical_name,  // datasets: the same table behind another name
  only_dataset,   // datasets of the article's dialect, which has one and takes its name from elsewhere
  proposed
};

struct Rename {
  RenameEvidence evidence = RenameEvidence::none;
  double confidence = 0;  // 0 to 1; 1 for everything but `proposed`
  std::string other;      // proposed only: the name on the other side
  // Whether the old name stays known: the later field lists the earlier one's name, and the other way round.
  bool old_name_kept = false, new_name_known = false;

  friend bool operator==(const Rename&, const Rename&) = default;
};

// What the dataset says about fields it does not name; decides how a schema registry sees added and removed fields.
enum class Content : std::uint8_t { unsaid, open, closed };

struct Change {
  Rule rule = Rule::document_changed;
  ChangeKind kind = ChangeKind::changed;
  Subject subject = Subject::contract;
  // Where it happened, by the names of the model on either side; "" where there is none on that side. Paths are escaped
  // as in node_id.h. `name` tells apart what has no field: a server, a service level, a quality rule, a role ...
  std::string dataset_before, dataset_after;
  std::string path_before, path_after;
  std::string name;
  std::string member;         // the member of the noun in the model's JSON (model_json.h), "" for the noun as a whole
  std::string before, after;  // short text of the value on either side, at most 200 bytes
  Effect effect = Effect::neutral;
  Impact readers = Impact::none, writers = Impact::none;
  bool required = false;  // the field that was added or removed is required
  Content content = Content::unsaid;
  Rename rename;
  std::optional<Place> where;      // of what was added, changed or removed
  std::optional<Place> container;  // removals: what it is missing from, in the proposed document

  [[nodiscard]] const std::string& dataset() const { return dataset_after.empty() ? dataset_before : dataset_after; }
  [[nodiscard]] const std::string& path() const { return path_after.empty() ? path_before : path_after; }

  friend bool operator==(const Change&, const Change&) = default;
};

[[nodiscard]] std::string_view to_string(RenameEvidence evidence);

// The same difference seen from the other side: before and after, added and removed, narrower and wider trade places.
// Places are left out. mirrored(mirrored(c)) == c for a change without places.
[[nodiscard]] Change mirrored(const Change& change);

// One sentence: "field `orders.amount` was removed".
[[nodiscard]] std::string describe(const Change& change);

}  // namespace trama::change
