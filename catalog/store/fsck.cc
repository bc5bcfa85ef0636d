// fsck: decodes every record and compares what must agree.
//
// Families that are truth (changes, versions, originals, models, facts, history, consumers, edges, aliases, settings,
// proposals, jobs, runs, physical) are decoded
// and cross-checked; families that follow from them (contracts, order, summaries, indexes, assertions, intervals,
// times, counts) are computed again and compared. One snapshot; memory is bounded by the largest contract and the list
// of findings; the walk over intervals counts rows, since every expected row has been found before.
#include <algorithm>

#include "catalog/base/encoding.h"
#include "catalog/base/hash.h"
#include "catalog/store/fsck_accord.h"
#include "catalog/store/fsck_events.h"
#include "catalog/store/history.h"
#include "catalog/store/other_writes.h"
#include "catalog/store/present.h"
#include "catalog/store/registry_impl.h"
#include "catalog/store/semver.h"

namespace trama::store {
namespace {

using Finding = Registry::Finding;
constexpr std::size_t kFindingsMax = 10'000;
constexpr std::uint64_t kProgressEvery = 1'000;

class Check {
 public:
  Check(const Database& db, const std::function<void(std::uint64_t, std::uint64_t)>& progress)
      : view_(db), progress_(progress) {}

  Result<std::vector<Finding>> run() {
    head_ = head_of(view_);
    total_ = head_.seq + head_.counts.contracts + head_.counts.consumers;
    check_log();
    accord_.finish(head_.accord);
    events_.finish();
    check_contracts();
    check_consumers();
    check_edges();
    check_aliases();
    check_strays();
    check_counts();
    if (auto error = view_.take_error()) return *error;
    return std::move(findings_);
  }

 private:
  void find(std::string what, std::string_view subject, std::string detail) {
    if (findings_.size() < kFindingsMax)
      findings_.push_back({std::move(what), std::string(subject), std::move(detail)});
  }
  void step() {
    if (progress_ && ++done_ % kProgressEvery == 0) progress_(std::min(done_, total_), total_);
  }
  // A View that met a broken record says so once and goes on.
  void settle(std::string_view subject) {
    if (auto error = view_.take_error()) find("unreadable", subject, error->message);
  }
  void walk(Family family, const std::function<void(std::string_view, std::string_view)>& row) {
    const auto cursor = view_.all(family);
    for (; cursor->valid(); cursor->next()) row(cursor->key(), cursor->value());
    if (auto error = cursor->error(); error) find("unreadable", family_name(family), error->message);
  }
  [[nodiscard]] std::string stored(Family family, const std::string& key) {
    return view_.get(family, key).value_or("");
  }

  void check_log() {
    Seq expected = 1;
    std::string chain;
    TimeUs time = INT64_MIN;
    walk(Family::changes, [&](std::string_view key, std::string_view value) {
      step();
      const Seq seq = read_key_u64(&key).value_or(0);
      const std::string name = "change " + std::to_string(seq);
      ChangeRow row;
      if (!decode(value, &row)) return find("unreadable", name, "the change record cannot be decoded");
      if (seq != expected) find("log-gap", name, "expected change " + std::to_string(expected));
      if (row.change.seq != seq) find("log-gap", name, "the record says " + std::to_string(row.change.seq));
      chain = chain_after(chain, row.change);
      if (chain != row.chain) find("log-chain", name, "the hash chain breaks here");
      chain = row.chain;
      accord_.take(row.change);
      events_.take(row.change);
      settle(name);
      if (row.change.time_us < time) find("time-backwards", name, "recorded before the change before it");
      time = row.change.time_us;
      expected = seq + 1;
      std::uint64_t last_at = 0;
      if (!decode_number(stored(Family::times, keys::time(time)), &last_at) || last_at < seq) {
        find("time-missing", name, "its record time does not lead to it");
      }
    });
    if (expected != head_.seq + 1 || chain != head_.chain) {
      find("head", "head",
           "the head says change " + std::to_string(head_.seq) + ", the log ends at " + std::to_string(expected - 1));
    }
  }

  void check_contracts() {
    walk(Family::contracts, [&](std::string_view key, std::string_view value) {
      step();
      std::string id;
      ContractRow row;
      if (!keys::read_texts(key, &id, nullptr) || !decode(value, &row)) {
        return find("unreadable", id, "the contract record cannot be decoded");
      }
      counts_.contracts += 1;
      counts_.retired += row.state == lineage::SubjectState::retired ? 1 : 0;
      check_contract(id, row);
      settle(id);
    });
  }

  void check_contract(const std::string& id, const ContractRow& row) {
    const Past past = replay(view_, id, UINT64_MAX);
    if (past.latest() != row.latest) find("latest", id, "says " + row.latest + ", history says " + past.latest());
    if (past.last() != row.seq)
      find("contract-seq", id, "says " + std::to_string(row.seq) + ", history says " + std::to_string(past.last()));
    if (past.retired() != (row.state == lineage::SubjectState::retired))
      find("state", id, "does not agree with its history");
    if (past.versions().size() != row.versions) find("versions", id, "counts " + std::to_string(row.versions));
    for (const auto& [version, then] : past.versions()) check_version(id, version, then);
    check_present(id, row);
    const auto asserter = asserter_of(row.kind, id);
    check_lineage(asserter, spells_of(sayings_of(view_, id)));
  }

  void check_version(const std::string& id, const std::string& version, const Past::Version& then) {
    counts_.versions += 1;
    const std::string name = id + " " + version;
    const auto row = view_.row<VersionRow>(Family::versions, keys::text(id, version));
    if (!row) return find("version-missing", name, "history names it");
    if (row->revisions.size() != then.revisions)
      find("revisions", name, "history says " + std::to_string(then.revisions));
    if (row->erased != then.erased) find("erased", name, "does not agree with its history");
    const bool ordered = view_.get(Family::order, keys::order(id, then.rank)).has_value();
    if (ordered == then.erased) find("order", name, "its place in the order of versions is wrong");
    for (std::uint64_t revision = 1; revision <= row->revisions.size(); ++revision) {
      check_text(name, keys::revision(id, version, revision), row->revisions[revision - 1], row->erased);
    }
    if (row->erased == view_.get(Family::facts, keys::text(id, version)).has_value()) {
      find("facts", name, row->erased ? "left after erasing" : "missing");
    }
  }

  void check_text(const std::string& name, const std::string& key, const RevisionRow& row, bool erased) {
    const auto original = view_.get(Family::originals, key);
    const auto model = view_.get(Family::models, key);
    if (erased) {
      if (original || model) find("text-left", name, "erased, and its text is still there");
      return;
    }
    std::string text;
    if (!original || !decode_blob(*original, &text)) return find("text-missing", name, "the original is missing");
    if (sha256_hex(text) != row.sha256) find("text-damaged", name, "the original does not have its sha256");
    if (!model || !decode_blob(*model, &text)) find("model-missing", name, "the model is missing");
  }

  void check_present(const std::string& id, const ContractRow& row) {
    const auto summary = summary_row(view_, SummaryGroup::contracts, id);
    if (!summary) return find("summary-missing", id, "there is no summary");
    for (const auto& key : index_keys(*summary)) {
      if (!view_.get(Family::indexes, key)) find("index-missing", id, "an index does not lead to it");
    }
    lineage::Summary expected = empty_summary(row.kind, id, row.latest);
    if (const auto facts = view_.row<FactsRow>(Family::facts, keys::text(id, row.latest))) {
      if (auto unpacked = lineage::unpack_summary(facts->summary)) expected = unpacked.take();
    }
    expected.state = row.state;
    expected.updated_us = summary->updated_us;
    if (lineage::pack(expected) != lineage::pack(*summary)) find("summary", id, "is not the one of its latest version");
  }

  void check_lineage(const lineage::Asserter& asserter, const std::vector<Spell>& spells) {
    const TimedAssertions open = open_of(spells);
    const auto row =
        view_.row<TimedAssertions>(Family::assertions, keys::asserter(asserter)).value_or(TimedAssertions{});
    if (row != open) find("assertions", asserter.id, "the open assertions are not those of its history");
    assertion_rows_ += open.empty() ? 0 : 1;
    for (const auto& [key, expected] : interval_rows(asserter, spells)) {
      interval_rows_ += 1;
      if (stored(Family::intervals, key) != encode(expected))
        find("interval", asserter.id, "an interval differs from its history");
    }
  }

  // Consumers, edges: each change that set one keeps what it set, so their whole past is in the log.
  void check_consumers() {
    walk(Family::consumers, [&](std::string_view key, std::string_view value) {
      step();
      std::string id;
      ConsumerRow row;
      if (!keys::read_texts(key, &id, nullptr) || !decode(value, &row))
        return find("unreadable", id, "the consumer cannot be decoded");
      counts_.consumers += 1;
      const auto consumer = lineage::consumer_from_json(row.json, id, lineage::ConsumerOrigin::stored);
      if (!consumer) return find("unreadable", id, consumer.error().message);
      if (!summary_row(view_, SummaryGroup::consumers, id)) find("summary-missing", id, "there is no summary");
      std::string detail;
      if (!decode_blob(stored(Family::details, keys::number(row.seq)), &detail) || detail != row.json) {
        find("consumer", id, "is not what its last change set");
      }
      check_open({lineage::AsserterKind::consumer, id});
      settle(id);
    });
  }

  void check_edges() {
    walk(Family::edges, [&](std::string_view key, std::string_view value) {
      const std::string id = edge_id(read_key_u64(&key).value_or(0));
      EdgeRow row;
      if (!decode(value, &row)) return find("unreadable", id, "the edge cannot be decoded");
      const auto assertions = lineage::unpack(row.assertion);
      if (!assertions || assertions->size() != 1) return find("unreadable", id, "the edge has no assertion");
      check_open({lineage::AsserterKind::person, id});
      const auto open =
          view_.row<TimedAssertions>(Family::assertions, keys::asserter({lineage::AsserterKind::person, id}));
      if (!open || open->size() != 1 || open->front().assertion != assertions->front())
        find("assertions", id, "does not say what the edge says");
      settle(id);
    });
  }

  // Every open assertion must stand open in the intervals of both its ends, and of its asserter.
  void check_open(const lineage::Asserter& asserter) {
    const auto row = view_.row<TimedAssertions>(Family::assertions, keys::asserter(asserter));
    if (!row) return;
    assertion_rows_ += 1;
    for (const TimedAssertion& timed : *row) {
      for (const std::string& key : interval_keys(timed.assertion, asserter, timed.seq)) {
        const auto interval = view_.row<TimedAssertions>(Family::intervals, key);
        const TimedAssertion open{timed.assertion, 0};
        if (!interval || !std::ranges::binary_search(*interval, open))
          find("interval", asserter.id, "an open assertion has no open interval");
      }
    }
  }

  void check_aliases() {
    walk(Family::aliases, [&](std::string_view key, std::string_view value) {
      std::string alias;
      AliasRow row;
      if (!keys::read_texts(key, &alias, nullptr) || !decode(value, &row))
        find("unreadable", alias, "the alias cannot be decoded");
    });
  }

  // Rows that nothing above asked for.
  void check_strays() {
    walk(Family::indexes, [&](std::string_view key, std::string_view) {
      std::string_view rest = key.substr(std::min<std::size_t>(1, key.size()));
      const auto value = read_key_text(&rest);
      const auto id = read_key_text(&rest);
      if (!value || !id) return find("unreadable", "indexes", "an index key cannot be decoded");
      const auto summary = summary_row(view_, SummaryGroup::contracts, *id);
      if (!summary || !index_keys(*summary).contains(std::string(key)))
        find("index-stray", *id, "an index leads to it and should not");
    });
    std::uint64_t assertion_rows = 0;
    walk(Family::assertions, [&](std::string_view, std::string_view) { ++assertion_rows; });
    if (assertion_rows != assertion_rows_)
      find("assertions-stray", "assertions",
           std::to_string(assertion_rows) + " rows, " + std::to_string(assertion_rows_) + " expected");
    std::uint64_t of_contracts = 0;
    walk(Family::intervals, [&](std::string_view key, std::string_view value) {
      keys::IntervalKey read;
      TimedAssertions row;
      if (!keys::read_interval(key, &read) || !decode(value, &row))
        return find("unreadable", read.owner, "an interval cannot be decoded");
      const auto kind = read.asserter.kind;
      of_contracts += kind == lineage::AsserterKind::contract || kind == lineage::AsserterKind::product ? 1 : 0;
      for (const TimedAssertion& timed : row) check_closing(read, timed);
    });
    if (of_contracts != interval_rows_)
      find("interval-stray", "intervals",
           std::to_string(of_contracts) + " rows, " + std::to_string(interval_rows_) + " expected");
  }

  void check_closing(const keys::IntervalKey& key, const TimedAssertion& timed) {
    const auto& endpoint = key.end == IntervalEnd::source ? timed.assertion.source : timed.assertion.target;
    const bool by_end = key.end != IntervalEnd::asserter;
    if (by_end && (endpoint.kind != key.kind || endpoint.owner != key.owner || endpoint.table != key.table)) {
      find("interval", key.asserter.id, "stands under another dataset than its own");
    }
    const bool sane = key.from_seq >= 1 && key.from_seq <= head_.seq &&
                      (timed.seq == 0 || (timed.seq > key.from_seq && timed.seq <= head_.seq));
    if (!sane) find("interval", key.asserter.id, "does not lie within the log");
  }

  void check_counts() {
    if (counts_ == head_.counts) return;
    find("counts", "head",
         "contracts " + std::to_string(head_.counts.contracts) + "/" + std::to_string(counts_.contracts) +
             ", retired " + std::to_string(head_.counts.retired) + "/" + std::to_string(counts_.retired) +
             ", versions " + std::to_string(head_.counts.versions) + "/" + std::to_string(counts_.versions) +
             ", consumers " + std::to_string(head_.counts.consumers) + "/" + std::to_string(counts_.consumers) +
             " (kept/counted)");
  }

  StoreView view_;
  AccordCheck accord_{view_, [this](std::string what, std::string_view subject, std::string detail) {
                        find(std::move(what), subject, std::move(detail));
                      }};
  EventCheck events_{view_,
                     [this](std::string what, std::string_view subject, std::string detail) {
                       find(std::move(what), subject, std::move(detail));
                     },
                     [this](const lineage::Asserter& asserter) { check_open(asserter); }};
  const std::function<void(std::uint64_t, std::uint64_t)>& progress_;
  Head head_;
  Counts counts_;
  std::uint64_t done_ = 0, total_ = 0, assertion_rows_ = 0, interval_rows_ = 0;
  std::vector<Finding> findings_;
};

}  // namespace

Result<std::vector<Registry::Finding>> RegistryImpl::fsck(
    const std::function<void(std::uint64_t done, std::uint64_t total)>& progress) const {
  const Engine::Lease lease = engine_.lease();
  auto findings = Check(lease.db(), progress).run();
  if (!findings) return findings;
  const auto checked = lease.db().raw()->VerifyChecksum();
  if (!checked.ok()) findings->push_back({"checksum", "tables", checked.ToString()});
  return findings;
}

}  // namespace trama::store
