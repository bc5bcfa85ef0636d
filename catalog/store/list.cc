// Lists and scans: bounded pages in key order, and the sequential scans that start the projections.
//
// A filtered list walks the indexes of all its conditions in step (a leapfrog join: each index is sorted by id, so
// whoever is behind seeks to whoever is ahead); its cost follows the narrowest condition, whichever that is.
#include <algorithm>

#include "catalog/base/encoding.h"
#include "catalog/base/limits.h"
#include "catalog/store/contract_writes.h"
#include "catalog/store/history.h"
#include "catalog/store/other_writes.h"
#include "catalog/store/present.h"
#include "catalog/store/registry_impl.h"

namespace trama::store {
namespace {

// Ids one page may look at before it ends short, with a `next`. A past page replays histories and may do fewer
// (kPastIdsPerPage).
constexpr std::size_t kIdsPerPage = 10'000;

bool contains(const std::vector<std::string>& values, const std::string& wanted) {
  return std::ranges::find(values, wanted) != values.end();
}

bool matches(const ListFilter& filter, const Listed& listed) {
  const lineage::Summary& summary = listed.summary;
  const auto same = [](const std::string& wanted, const std::string& value) {
    return wanted.empty() || wanted == value;
  };
  return (filter.include_retired || listed.contract.state == lineage::SubjectState::active) &&
         (!filter.kind || *filter.kind == listed.contract.kind) && same(filter.domain, summary.domain) &&
         same(filter.owner, summary.owner) && same(filter.classification, summary.classification) &&
         same(filter.status, summary.status) && (filter.tag.empty() || contains(summary.tags, filter.tag)) &&
         (filter.platform.empty() || contains(summary.platforms, filter.platform)) &&
         summary.id.starts_with(filter.id_prefix);
}

// Ids in order from one range of keys `head | t(id)`.
class Ids {
 public:
  Ids(const StoreView& view, Family family, std::string head, std::string_view id_prefix)
      : head_(std::move(head)),
        cursor_(view.cursor(family, head_ + keys::text_prefix(id_prefix),
                            keys::after_prefix(head_ + keys::text_prefix(id_prefix)))) {}
  [[nodiscard]] bool valid() const { return cursor_->valid(); }
  // t(id): compares like the id.
  [[nodiscard]] std::string_view encoded() const { return cursor_->key().substr(head_.size()); }
  void seek(std::string_view encoded) { cursor_->seek(head_ + std::string(encoded)); }
  void next() { cursor_->next(); }
  [[nodiscard]] std::optional<Error> error() const { return cursor_->error(); }

 private:
  std::string head_;
  std::unique_ptr<Cursor> cursor_;
};

class Join {
 public:
  Join(const StoreView& view, const ListFilter& filter, bool use_indexes) {
    const auto add = [&](IndexField field, const std::string& value) {
      if (use_indexes && !value.empty()) {
        ids_.push_back(std::make_unique<Ids>(view, Family::indexes, keys::index(field, value), filter.id_prefix));
      }
    };
    add(IndexField::domain, filter.domain);
    add(IndexField::owner, filter.owner);
    add(IndexField::tag, filter.tag);
    add(IndexField::classification, filter.classification);
    add(IndexField::platform, filter.platform);
    add(IndexField::status, filter.status);
    if (filter.kind == contract::Kind::product) add(IndexField::kind, "product");
    if (ids_.empty()) ids_.push_back(std::make_unique<Ids>(view, Family::contracts, "", filter.id_prefix));
  }

  void start_after(const std::string& id) {
    const std::string after = keys::text(id) + '\0';
    for (auto& ids : ids_) {
      if (ids->valid() && ids->encoded() < after) ids->seek(after);
    }
  }

  // Moves to the next id that all ranges have; false at the end of any.
  bool align() {
    for (;;) {
      if (!std::ranges::all_of(ids_, [](const auto& ids) { return ids->valid(); })) return false;
      const auto ahead = std::ranges::max_element(ids_, {}, [](const auto& ids) { return ids->encoded(); });
      const std::string furthest((*ahead)->encoded());
      bool together = true;
      for (auto& ids : ids_) {
        if (ids->encoded() == furthest) continue;
        together = false;
        ids->seek(furthest);
      }
      if (together) return true;
    }
  }
  [[nodiscard]] std::string id() const {
    std::string_view rest = ids_.front()->encoded();
    return read_key_text(&rest).value_or("");
  }
  void next() { ids_.front()->next(); }
  [[nodiscard]] std::optional<Error> error() const {
    for (const auto& ids : ids_) {
      if (auto error = ids->error()) return error;
    }
    return std::nullopt;
  }

 private:
  std::vector<std::unique_ptr<Ids>> ids_;
};

Result<Listed> listed_now(View& view, const std::string& id) {
  const auto row = view.row<ContractRow>(Family::contracts, keys::text(id));
  auto summary = summary_row(view, SummaryGroup::contracts, id);
  if (auto error = view.take_error()) return *error;
  if (!row || !summary) {
    return make_error(ErrorCode::corrupt, "store-corrupt", "an index names `" + id + "`, which has no record");
  }
  return Listed{to_info(id, *row), std::move(*summary)};
}

// nullopt: it did not exist then.
Result<std::optional<Listed>> listed_at(View& view, const std::string& id, Seq seq) {
  auto info = contract_at(view, id, seq);
  if (!info && info.error().code == ErrorCode::not_found) return std::optional<Listed>();
  if (!info) return info.error();
  Listed listed{info.take(), {}};
  listed.summary = empty_summary(listed.contract.kind, id, listed.contract.latest);
  const auto facts = view.row<FactsRow>(Family::facts, keys::text(id, listed.contract.latest));
  if (auto error = view.take_error()) return *error;
  if (facts) {
    auto summary = lineage::unpack_summary(facts->summary);
    if (!summary) return summary.error();
    listed.summary = summary.take();
  }
  listed.summary.state = listed.contract.state;
  listed.summary.updated_us = listed.contract.updated_us;
  return std::optional(std::move(listed));
}

// One family whose keys are t(id), a page at a time.
template <typename T>
Result<Page<T>> page_of(const StoreView& view, Family family, std::string_view resume, std::size_t limit,
                        const std::function<Result<T>(std::string_view key, std::string_view value)>& read) {
  const auto after = read_resume_key(resume);
  if (!after) return after.error();
  Page<T> page;
  std::string last;
  const auto cursor = view.cursor(family, *after, "");
  if (cursor->valid() && !resume.empty() && cursor->key() == *after) cursor->next();
  for (; cursor->valid(); cursor->next()) {
    if (page.items.size() == limit) {
      page.next = resume_key(last);
      break;
    }
    auto item = read(cursor->key(), cursor->value());
    if (!item) return item.error();
    page.items.push_back(item.take());
    last = cursor->key();
  }
  if (auto error = cursor->error()) return *error;
  return page;
}

template <typename Row>
Result<Row> decoded_row(Family family, std::string_view value) {
  Row row;
  if (decode(value, &row)) return row;
  return make_error(ErrorCode::corrupt, "store-corrupt",
                    "a record of the family `" + std::string(family_name(family)) + "` cannot be decoded");
}

Alias alias_of(std::string_view key, AliasRow row) {
  Alias alias;
  alias.alias = read_key_text(&key).value_or("");
  alias.node = std::move(row.node);
  alias.actor = std::move(row.actor);
  alias.reason = std::move(row.reason);
  alias.seq = row.seq;
  alias.time_us = row.time_us;
  return alias;
}

}  // namespace

std::string resume_key(std::string_view last) {
  return base64url_encode(last);
}

Result<std::string> read_resume_key(std::string_view resume) {
  auto key = base64url_decode(resume);
  if (key) return std::move(*key);
  return make_error(ErrorCode::invalid_argument, "bad-cursor", "this is not a resume key of this list");
}

lineage::Asserter read_asserter_key(std::string_view key) {
  lineage::Asserter asserter;
  if (!keys::read_asserter(&key, &asserter)) asserter = {};
  return asserter;
}

Result<Page<Listed>> RegistryImpl::list(const ListFilter& filter, std::string_view resume, std::size_t limit,
                                        AsOf as_of) const {
  const auto after = read_resume_key(resume);
  if (!after) return after.error();
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db());
  const auto seq = seq_of(view, as_of);
  if (!seq) return seq.error();
  const bool now = as_of.is_now();
  Join join(view, filter, now);
  if (!resume.empty()) join.start_after(*after);
  Page<Listed> page;
  std::string last;
  for (std::size_t looked = 0; join.align(); join.next(), ++looked) {
    if (page.items.size() == limit || looked == (now ? kIdsPerPage : kPastIdsPerPage)) {
      page.next = resume_key(last);
      break;
    }
    last = join.id();
    auto listed = now ? Result<std::optional<Listed>>(std::nullopt) : listed_at(view, last, *seq);
    if (now) {
      auto found = listed_now(view, last);
      if (!found) return found.error();
      listed = std::optional(found.take());
    }
    if (!listed) return listed.error();
    if (*listed && matches(filter, **listed)) page.items.push_back(std::move(**listed));
  }
  if (auto error = join.error()) return *error;
  return page;
}

Result<Page<lineage::Consumer>> RegistryImpl::consumers(std::string_view resume, std::size_t limit) const {
  const Engine::Lease lease = engine_.lease();
  const StoreView view(lease.db());
  return page_of<lineage::Consumer>(view, Family::consumers, resume, limit,
                                    [](std::string_view key, std::string_view value) -> Result<lineage::Consumer> {
                                      const auto row = decoded_row<ConsumerRow>(Family::consumers, value);
                                      if (!row) return row.error();
                                      return lineage::consumer_from_json(row->json, read_key_text(&key).value_or(""),
                                                                         lineage::ConsumerOrigin::stored);
                                    });
}

Result<Page<ManualEdge>> RegistryImpl::edges(std::string_view resume, std::size_t limit) const {
  const Engine::Lease lease = engine_.lease();
  const StoreView view(lease.db());
  return page_of<ManualEdge>(view, Family::edges, resume, limit,
                             [](std::string_view key, std::string_view value) -> Result<ManualEdge> {
                               auto row = decoded_row<EdgeRow>(Family::edges, value);
                               if (!row) return row.error();
                               auto assertions = lineage::unpack(row->assertion);
                               if (!assertions) return assertions.error();
                               ManualEdge edge;
                               edge.seq = read_key_u64(&key).value_or(0);
                               edge.id = edge_id(edge.seq);
                               if (!assertions->empty()) edge.assertion = std::move(assertions->front());
                               edge.actor = std::move(row->actor);
                               edge.reason = std::move(row->reason);
                               edge.time_us = row->time_us;
                               return edge;
                             });
}

Result<Page<Alias>> RegistryImpl::aliases(std::string_view resume, std::size_t limit) const {
  const Engine::Lease lease = engine_.lease();
  const StoreView view(lease.db());
  return page_of<Alias>(view, Family::aliases, resume, limit,
                        [](std::string_view key, std::string_view value) -> Result<Alias> {
                          auto row = decoded_row<AliasRow>(Family::aliases, value);
                          if (!row) return row.error();
                          return alias_of(key, row.take());
                        });
}

Result<Seq> RegistryImpl::scan(
    const std::function<void(const lineage::Summary&)>& summary,
    const std::function<void(const lineage::Asserter&, const std::vector<lineage::Assertion>&)>& assertions,
    const std::function<void(const Alias&)>& alias) const {
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db());
  const auto summaries = view.all(Family::summaries);
  for (; summary && summaries->valid(); summaries->next()) {
    const auto unpacked = lineage::unpack_summary(summaries->value());
    if (!unpacked) return unpacked.error();
    summary(*unpacked);
  }
  if (auto error = summaries->error()) return *error;
  const auto rows = view.all(Family::assertions);
  for (; assertions && rows->valid(); rows->next()) {
    auto row = decoded_row<TimedAssertions>(Family::assertions, rows->value());
    if (!row) return row.error();
    std::vector<lineage::Assertion> open;
    open.reserve(row->size());
    for (auto& timed : *row) open.push_back(std::move(timed.assertion));
    assertions(read_asserter_key(rows->key()), open);
  }
  if (auto error = rows->error()) return *error;
  const auto names = view.all(Family::aliases);
  for (; alias && names->valid(); names->next()) {
    auto row = decoded_row<AliasRow>(Family::aliases, names->value());
    if (!row) return row.error();
    alias(alias_of(names->key(), row.take()));
  }
  if (auto error = names->error()) return *error;
  const Head head = head_of(view);
  if (auto error = view.take_error()) return *error;
  return head.seq;
}

}  // namespace trama::store
