// The cursor all dialect parsers share: reads one map of a document key by key, and knows where it is.
//
// Every getter names a key, so the Reader learns which keys exist at that place: finish() hands what nobody asked for
// to the model's `custom` list with an `unknown-key` note and the nearest known key as hint. A value of the wrong shape
// is reported and kept as custom too. A key with null counts as absent, and so does an empty list or map where another
// shape is expected.
//
// Problems collects the findings of one document, bounded by limits::kProblemsMax per severity (the rest are counted).
// Claims are statements that only the whole contract can confirm ("this element exists"); semantics.h checks them last.
//
// One thread at a time. A Reader borrows the Node and the Problems; both outlive it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "catalog/contract/document.h"
#include "catalog/contract/model.h"
#include "catalog/contract/parse.h"
#include "catalog/contract/semantic_rules.h"

namespace trama::contract {

struct Place {
  std::string pointer;  // RFC 6901
  Mark mark;
};

// All optional: what a Problem says beyond its message. `found` is shortened by Problems.
struct Detail {
  // The initialisers let a caller name only the members it has.
  std::string found = {};
  std::string expected = {};
  std::string hint = {};  // "" = the rule's own
};

// What a text claims to name, checked once everything is read.
struct Claim {
  enum class Kind : std::uint8_t {
    reference,    // a foreign key: `text` as written, in dataset `dataset`; unknown dataset warns, unknown field is an
                  // error
    sla_element,  // ODCS element: "object.property" or "property", several with commas
    field,        // a field path of `dataset`; `rule` says how to report it
  };
  Kind kind = Kind::reference;
  Rule rule = Rule::dangling_relationship;
  Place place;
  std::string dataset;  // name of the dataset it stands in; "" = none
  std::string text;
};

class Problems {
 public:
  explicit Problems(Strictness strictness) : strictness_(strictness) {}

  void add(Rule rule, const Place& place, std::string message, Detail detail = {});
  void claim(Claim claim) { claims_.push_back(std::move(claim)); }
  // Counts one field against the limits; false (and one problem) when the contract has too many, or such long names
  // above them that their paths grow out of bounds.
  bool count_field(const Place& place);
  void report_long_paths(const Place& place);

  [[nodiscard]] bool full(Rule rule) const;  // no more findings of that severity are listed
  // An error that leaves no whole tree: any but a key that stands twice.
  [[nodiscard]] bool broken() const;
  [[nodiscard]] bool has_error() const { return count(Severity::error) > 0; }
  [[nodiscard]] bool has(Rule rule) const { return seen_[static_cast<std::size_t>(rule)]; }
  [[nodiscard]] std::size_t count(Severity severity) const { return counts_[static_cast<std::size_t>(severity)]; }
  [[nodiscard]] const std::vector<Claim>& claims() const { return claims_; }
  [[nodiscard]] std::vector<Problem> take();  // by place
  // How many findings of that severity were counted and not listed.
  [[nodiscard]] std::size_t unlisted(Severity severity) const;

 private:
  [[nodiscard]] Severity severity(Rule rule) const;

  Strictness strictness_;
  std::array<std::size_t, 3> counts_{};
  std::array<bool, static_cast<std::size_t>(Rule::count)> seen_{};
  std::unordered_set<std::size_t> said_;  // hashes: what a definition has wrong is wrong once, not once per use
  std::size_t fields_ = 0;
  std::size_t pointer_bytes_ = 0;
  std::vector<Problem> problems_;
  std::vector<Claim> claims_;
};

// A map whose keys another map takes over, and where it stands.
struct Base {
  const Node* map = nullptr;
  std::string pointer;
};

class Reader {
 public:
  Reader(const Node& map, std::string pointer, Problems* problems);
  // The same over a map and what it is based on: keys of `map` win, then of earlier bases. What is said of a key of a
  // base is said where the base has it.
  Reader(const Node& map, const std::vector<Base>& bases, std::string pointer, Problems* problems);

  // Present and not null. Makes the key known.
  [[nodiscard]] bool has(std::string_view key);
  // The node as it is, counted as read; nullptr when absent or null.
  const Node* node(std::string_view key);
  // The node without counting it as read.
  const Node* peek(std::string_view key);

  std::string text(std::string_view key);             // any scalar, as spelled
  std::string name(std::string_view key);             // the same, trimmed, at most limits::kNameBytesMax
  std::optional<bool> boolean(std::string_view key);  // true/false, quoted or in any case; yes/no with a note
  bool flag(std::string_view key);                    // absent = false
  std::optional<std::int64_t> integer(std::string_view key);
  std::string number(std::string_view key);              // spelling of a number; "" when absent
  std::string json(std::string_view key);                // compact JSON of anything; "" when absent
  std::vector<std::string> texts(std::string_view key);  // a list of scalars or one scalar
  std::vector<std::string> names(std::string_view key);
  std::vector<std::string> jsons(std::string_view key);  // a list of anything, each as compact JSON; one scalar too
  std::optional<Reader> map(std::string_view key);
  std::vector<Reader> maps(std::string_view key);  // a list of maps; one map alone counts as a list with a warning
  // A map of named maps, in the author's order. Null values read as empty maps. A list of maps that name themselves
  // counts as one, with a warning; `duplicate` is the rule that a name twice breaks.
  std::vector<std::pair<std::string, Reader>> named_maps(std::string_view key, Rule duplicate = Rule::duplicate_field);

  // What nobody asked for, as custom entries with notes. Call last; known-but-unread keys are not reported.
  void finish(std::vector<Custom>* custom);
  // The same as (key, node) pairs without notes, for places where free keys are the rule.
  std::vector<std::pair<std::string, const Node*>> rest();
  // Makes keys known (for hints) without reading them.
  void know(std::initializer_list<std::string_view> keys);
  void ignore(std::string_view key) { (void)node(key); }

  void problem(Rule rule, std::string message, Detail detail = {}) const;  // about this map
  void problem_at(std::string_view key, Rule rule, std::string message, Detail detail = {});
  // Warns where a key the format demands is absent; `what` is this map to the reader of the message.
  void demand(std::string_view key, std::string_view what, std::string hint = {});
  void claim_at(std::string_view key, Claim::Kind kind, std::string dataset, std::string text,
                Rule rule = Rule::dangling_relationship);

  [[nodiscard]] Place place() const { return {pointer_, node_->mark}; }
  [[nodiscard]] Place place_of(std::string_view key) const;  // of its value; of this map when absent
  [[nodiscard]] const std::string& pointer() const { return pointer_; }
  [[nodiscard]] const Node& self() const { return *node_; }
  [[nodiscard]] const std::vector<const Node::Entry*>& entries() const { return entries_; }  // with those of the bases
  [[nodiscard]] Problems* problems() const { return problems_; }

 private:
  enum class Use : std::uint8_t { unread, read, rejected };

  void add_entries(const Node& map);
  [[nodiscard]] std::string pointer_to(std::string_view key) const;
  [[nodiscard]] std::string pointer_at(std::size_t index) const;
  std::vector<std::pair<std::string, Reader>> listed_maps(std::string_view key, const Node& list, Rule duplicate);
  const Node* take(std::string_view key, Use use);
  std::optional<std::size_t> index_of(std::string_view key) const;
  void reject(std::string_view key, const Node& value, std::string_view expected, Rule rule = Rule::wrong_type);
  bool check_length(const Place& place, std::string_view text, std::size_t bytes_max, Rule rule);
  std::string bounded_text(std::string_view key, std::size_t bytes_max, Rule rule);
  std::vector<std::string> bounded_texts(std::string_view key, std::size_t bytes_max, Rule rule);

  const Node* node_;
  std::vector<const Node::Entry*> entries_;
  std::unordered_map<std::string_view, std::size_t> index_;  // of maps too large to search
  std::string pointer_;
  std::vector<std::pair<std::size_t, std::string>> origins_;  // of bases: their first entry and pointer
  Problems* problems_;
  std::vector<Use> uses_;
  std::vector<std::string_view> known_;
};

[[nodiscard]] std::string join_pointer(std::string_view pointer, std::string_view key);
[[nodiscard]] std::string join_pointer(std::string_view pointer, std::size_t index);
// "a list", "the text `abc`", ...: what a message says was found.
[[nodiscard]] std::string describe(const Node& node);

}  // namespace trama::contract
