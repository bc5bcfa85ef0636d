#include "catalog/store/lineage_rows.h"

#include <algorithm>
#include <iterator>

namespace trama::store {
namespace {

void set_in(TimedAssertions* row, const lineage::Assertion& assertion, Seq to) {
  const auto at = std::ranges::lower_bound(*row, assertion, {}, &TimedAssertion::assertion);
  if (at != row->end() && at->assertion == assertion) {
    at->seq = to;
  } else {
    row->insert(at, TimedAssertion{assertion, to});
  }
}

// Rows are read once, changed in memory and written once, however many assertions share them. A row holds what opened
// at one seq, so closing only ever touches old rows and opening only makes new ones.
class RowEditor {
 public:
  RowEditor(Group& group, const lineage::Asserter& asserter, Seq seq) : group_(group), asserter_(asserter), seq_(seq) {}
  void close(const TimedAssertion& open) {
    for (std::string& key : interval_keys(open.assertion, asserter_, open.seq)) {
      set_in(stored_row(std::move(key)), open.assertion, seq_);
    }
  }
  // In sorted order; `assertion` must outlive write().
  void open(const lineage::Assertion& assertion) {
    for (std::string& key : interval_keys(assertion, asserter_, seq_)) opened_[std::move(key)].push_back(&assertion);
  }
  void write(const Said& now) {
    for (const auto& [key, row] : closed_) group_.put(Family::intervals, key, encode(row));
    for (const auto& [key, row] : opened_) {
      const std::vector<Seq> open(row.size(), 0);
      group_.put(Family::intervals, key,
                 encode_timed(open, row.size() == now.assertions.size() ? now.packed : pack(row)));
    }
  }

 private:
  TimedAssertions* stored_row(std::string key) {
    const auto [at, inserted] = closed_.try_emplace(std::move(key));
    if (inserted) {
      if (auto stored = group_.row<TimedAssertions>(Family::intervals, at->first)) at->second = std::move(*stored);
    }
    return &at->second;
  }
  static std::string pack(const std::vector<const lineage::Assertion*>& row) {
    Assertions assertions;
    assertions.reserve(row.size());
    for (const auto* assertion : row) assertions.push_back(*assertion);
    return lineage::pack(std::move(assertions));
  }

  Group& group_;
  const lineage::Asserter& asserter_;
  Seq seq_;
  IntervalRows closed_;
  std::map<std::string, std::vector<const lineage::Assertion*>> opened_;
};

void put_open(Group& group, const lineage::Asserter& asserter, const TimedAssertions& open) {
  std::string key = keys::asserter(asserter);
  if (!open.empty()) {
    group.put(Family::assertions, std::move(key), encode(open));
  } else if (group.get(Family::assertions, key)) {
    group.erase(Family::assertions, std::move(key));
  }
}

}  // namespace

std::array<std::string, 3> interval_keys(const lineage::Assertion& assertion, const lineage::Asserter& asserter,
                                         Seq from) {
  return {keys::interval(IntervalEnd::source, assertion.source, asserter, from),
          keys::interval(IntervalEnd::target, assertion.target, asserter, from), keys::said(asserter, from)};
}

Said normal_form(Assertions assertions) {
  Said said;
  said.packed = lineage::pack(std::move(assertions));
  if (auto known = lineage::unpack(said.packed)) said.assertions = known.take();
  return said;
}

lineage::Asserter asserter_of(contract::Kind kind, std::string_view id) {
  const bool product = kind == contract::Kind::product;
  return {product ? lineage::AsserterKind::product : lineage::AsserterKind::contract, std::string(id)};
}

Delta move_assertions(Group& group, const lineage::Asserter& asserter, const Said& now, Seq seq) {
  Delta delta;
  std::string key = keys::asserter(asserter);
  const auto before = group.row<TimedAssertions>(Family::assertions, key).value_or(TimedAssertions{});
  RowEditor rows(group, asserter, seq);
  std::vector<Seq> since;
  since.reserve(now.assertions.size());
  auto old = before.begin();
  auto fresh = now.assertions.begin();
  while (old != before.end() || fresh != now.assertions.end()) {
    if (fresh == now.assertions.end() || (old != before.end() && old->assertion < *fresh)) {
      rows.close(*old);
      delta.closed.push_back((old++)->assertion);
    } else if (old == before.end() || *fresh < old->assertion) {
      rows.open(*fresh);
      since.push_back(seq);
      delta.opened.push_back(*fresh++);
    } else {
      since.push_back((old++)->seq);
      ++fresh;
    }
  }
  if (delta.closed.empty() && delta.opened.empty()) return delta;
  rows.write(now);
  if (since.empty()) {
    group.erase(Family::assertions, std::move(key));
  } else {
    group.put(Family::assertions, std::move(key), encode_timed(since, now.packed));
  }
  return delta;
}

std::vector<Spell> spells_of(const std::vector<Saying>& sayings) {
  std::vector<Spell> spells;
  std::map<lineage::Assertion, Seq> open;
  for (const Saying& saying : sayings) {
    for (auto at = open.begin(); at != open.end();) {
      if (std::ranges::binary_search(saying.assertions, at->first)) {
        ++at;
        continue;
      }
      spells.push_back({at->first, at->second, saying.seq});
      at = open.erase(at);
    }
    for (const auto& assertion : saying.assertions) open.try_emplace(assertion, saying.seq);
  }
  for (const auto& [assertion, from] : open) spells.push_back({assertion, from, 0});
  return spells;
}

IntervalRows interval_rows(const lineage::Asserter& asserter, const std::vector<Spell>& spells) {
  IntervalRows rows;
  for (const Spell& spell : spells) {
    for (std::string& key : interval_keys(spell.assertion, asserter, spell.from)) {
      set_in(&rows[std::move(key)], spell.assertion, spell.to);
    }
  }
  return rows;
}

TimedAssertions open_of(const std::vector<Spell>& spells) {
  TimedAssertions open;
  for (const Spell& spell : spells) {
    if (spell.to == 0) open.push_back({spell.assertion, spell.from});
  }
  std::ranges::sort(open);
  return open;
}

void replace_rows(Group& group, const lineage::Asserter& asserter, const std::vector<Spell>& before,
                  const std::vector<Spell>& after) {
  const IntervalRows old_rows = interval_rows(asserter, before);
  const IntervalRows new_rows = interval_rows(asserter, after);
  for (const auto& [key, row] : old_rows) {
    if (!new_rows.contains(key)) group.erase(Family::intervals, key);
  }
  for (const auto& [key, row] : new_rows) {
    const auto old = old_rows.find(key);
    if (old == old_rows.end() || old->second != row) group.put(Family::intervals, key, encode(row));
  }
  put_open(group, asserter, open_of(after));
}

}  // namespace trama::store
