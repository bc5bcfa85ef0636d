// What appeared and vanished between two points of the log: the interval family read by asserter.
#include <algorithm>
#include <map>

#include "catalog/base/encoding.h"
#include "catalog/store/registry_impl.h"

namespace trama::store {
namespace {

using Move = Registry::Move;
using Moves = std::vector<Move>;

// Changes that one page looks at before it ends short, with a `next`.
constexpr std::size_t kChangesPerPage = 10'000;
constexpr std::size_t kChangesPerRead = 500;

// How one assertion stood at both points, and where the span moved it.
struct Standing {
  bool at_from = false, at_to = false;
  Seq opened = 0, closed = 0;
};

Result<Moves> moves_of_asserter(const StoreView& view, const lineage::Asserter& asserter, Seq from, Seq to) {
  std::map<lineage::Assertion, Standing> standings;
  const std::string prefix = keys::said(asserter);
  const auto cursor = view.cursor(Family::intervals, prefix, keys::after_prefix(prefix));
  for (; cursor->valid(); cursor->next()) {
    keys::IntervalKey key;
    TimedAssertions row;
    if (!keys::read_interval(cursor->key(), &key) || !decode(cursor->value(), &row)) {
      return make_error(ErrorCode::corrupt, "store-corrupt", "a record of the family `intervals` cannot be decoded");
    }
    if (key.from_seq > to) break;
    for (TimedAssertion& timed : row) {
      const bool ends_within = timed.seq > from && timed.seq <= to;
      if (key.from_seq <= from && !ends_within) continue;  // over before, or held throughout
      Standing& standing = standings[std::move(timed.assertion)];
      if (key.from_seq <= from) standing.at_from = true;
      if (ends_within) {
        standing.closed = std::max(standing.closed, timed.seq);
      } else {
        standing.at_to = true;
        standing.opened = key.from_seq;
      }
    }
  }
  if (auto error = cursor->error()) return *error;
  Moves moves;
  for (const auto& [assertion, standing] : standings) {
    if (standing.at_from == standing.at_to) continue;
    moves.push_back({asserter, assertion, standing.at_to, standing.at_to ? standing.opened : standing.closed});
  }
  std::ranges::stable_sort(moves, {}, [](const Move& move) { return std::pair(move.seq, move.appeared); });
  return moves;
}

// Whose assertions a change moves; nullopt: nobody's.
std::optional<lineage::Asserter> mover_of(View& view, const Change& change) {
  using lineage::AsserterKind;
  switch (change.kind) {
    case ChangeKind::contract_registered:
    case ChangeKind::contract_revised:
    case ChangeKind::contract_retired:
    case ChangeKind::contract_restored:
    case ChangeKind::version_erased: {
      const auto row = view.row<ContractRow>(Family::contracts, keys::text(change.subject));
      if (!row) return std::nullopt;
      const bool product = row->kind == contract::Kind::product;
      return lineage::Asserter{product ? AsserterKind::product : AsserterKind::contract, change.subject};
    }
    case ChangeKind::consumer_set:
    case ChangeKind::consumer_removed:
      return lineage::Asserter{AsserterKind::consumer, change.subject};
    case ChangeKind::edge_added:
    case ChangeKind::edge_removed:
      return lineage::Asserter{AsserterKind::person, change.subject};
    case ChangeKind::event_received: {
      const bool dataset = openlineage::dataset_of_asserter(change.subject).has_value();
      return lineage::Asserter{dataset ? AsserterKind::manifest : AsserterKind::job, change.subject};
    }
    case ChangeKind::manifest_imported:
    case ChangeKind::manifest_removed:
      return lineage::Asserter{AsserterKind::manifest, change.subject};
    case ChangeKind::lineage_swept:
      return lineage::Asserter{
          change.version == to_string(AsserterKind::job) ? AsserterKind::job : AsserterKind::manifest, change.subject};
    default:
      return std::nullopt;
  }
}

// Where a page goes on: at the move `skip` of the change `seq`.
struct Place {
  Seq seq = 0;
  std::uint64_t skip = 0;
};

std::string write_place(const Place& place) {
  std::string resume;
  append_key_u64(&resume, place.seq);
  append_key_u64(&resume, place.skip);
  return resume;
}

std::optional<Place> read_place(std::string_view resume, Seq from) {
  if (resume.empty()) return Place{from + 1, 0};
  const auto seq = read_key_u64(&resume);
  const auto skip = read_key_u64(&resume);
  if (!seq || !skip || !resume.empty() || *seq <= from) return std::nullopt;
  return Place{*seq, *skip};
}

// Walks the log from a place, at most a page of it.
class MovePage {
 public:
  MovePage(StoreView& view, Seq from, Seq to, std::size_t limit) : view_(view), from_(from), to_(to), limit_(limit) {}

  Result<Page<Move>> read(Place place, const std::function<Result<std::vector<Change>>(Seq, std::size_t)>& changes) {
    for (std::size_t looked = 0; place.seq <= to_;) {
      const auto some = changes(place.seq - 1, kChangesPerRead);
      if (!some) return some.error();
      if (some->empty()) return std::move(page_);
      for (const Change& change : *some) {
        if (change.seq > to_) return std::move(page_);
        const auto taken = take(change, change.seq == place.seq ? place.skip : 0);
        if (!taken) return taken.error();
        if (!*taken) return std::move(page_);
      }
      looked += some->size();
      place = {some->back().seq + 1, 0};
      if (looked >= kChangesPerPage && place.seq <= to_) {
        page_.next = write_place(place);
        break;
      }
    }
    return std::move(page_);
  }

 private:
  // False: the page is full, and says where it goes on.
  Result<bool> take(const Change& change, std::uint64_t skip) {
    const auto mover = mover_of(view_, change);
    if (auto error = view_.take_error()) return *error;
    if (!mover) return true;
    auto known = known_.find(*mover);
    if (known == known_.end()) {
      auto moves = moves_of_asserter(view_, *mover, from_, to_);
      if (!moves) return moves.error();
      known = known_.emplace(*mover, moves.take()).first;
    }
    const auto [first, last] = std::ranges::equal_range(known->second, change.seq, {}, &Move::seq);
    const auto total = static_cast<std::uint64_t>(last - first);
    for (std::uint64_t i = skip; i < total; ++i) {
      if (page_.items.size() == limit_) {
        page_.next = write_place({change.seq, i});
        return false;
      }
      page_.items.push_back(first[static_cast<std::ptrdiff_t>(i)]);
    }
    return true;
  }

  StoreView& view_;
  Seq from_, to_;
  std::size_t limit_;
  std::map<lineage::Asserter, Moves> known_;
  Page<Move> page_;
};

}  // namespace

Result<Page<Move>> RegistryImpl::moves(Seq from, Seq to, std::string_view resume, std::size_t limit) const {
  const auto place = read_place(resume, from);
  if (!place) return make_error(ErrorCode::invalid_argument, "bad-cursor", "this cursor belongs to another question");
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db());
  return MovePage(view, from, to, limit).read(*place, [this](Seq since, std::size_t most) {
    return changes(since, most);
  });
}

Result<std::vector<Move>> RegistryImpl::moves_of(const lineage::Asserter& asserter, Seq from, Seq to) const {
  const Engine::Lease lease = engine_.lease();
  const StoreView view(lease.db());
  return moves_of_asserter(view, asserter, from, to);
}

}  // namespace trama::store
