#include "web/service/graph_question.h"

#include <charconv>

#include "catalog/base/encoding.h"

namespace trama::service {
namespace {

struct Cursor {
  store::Seq seq = 0;
  std::size_t skip = 0;
  std::string hash;
};

template <typename T>
bool read_number(std::string_view text, T* number) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), *number);
  return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

std::optional<Cursor> read_cursor(std::string_view text) {
  const auto bytes = base64url_decode(text);
  if (!bytes) return std::nullopt;
  const std::string_view all(*bytes);
  const std::size_t first = all.find('.');
  const std::size_t second = first == std::string::npos ? first : all.find('.', first + 1);
  if (second == std::string::npos) return std::nullopt;
  Cursor cursor;
  cursor.hash = all.substr(second + 1);
  const bool numbers = read_number(all.substr(0, first), &cursor.seq) &&
                       read_number(all.substr(first + 1, second - first - 1), &cursor.skip);
  return numbers ? std::optional(cursor) : std::nullopt;
}

}  // namespace

std::string write_cursor(store::Seq seq, std::size_t skip, std::string_view hash) {
  return base64url_encode(std::to_string(seq) + "." + std::to_string(skip) + "." + std::string(hash));
}

Result<std::size_t> skip_of_cursor(std::string_view cursor, std::string_view hash, store::Seq seq) {
  if (cursor.empty()) return std::size_t{0};
  const auto read = read_cursor(cursor);
  if (!read || read->hash != hash) {
    return make_error(ErrorCode::invalid_argument, "bad-cursor",
                      "this cursor does not belong to this question; ask again without a cursor");
  }
  if (read->seq == seq) return read->skip;
  return make_error(ErrorCode::invalid_argument, "bad-cursor",
                    "this cursor was given for the lineage as of " + std::to_string(read->seq) + ", not of " +
                        std::to_string(seq) + "; ask again without a cursor");
}

Result<ChosenSnapshot> choose_snapshot(const Catalog& catalog, PastQuestion wanted, const store::AsOf& as_of,
                                       std::string_view cursor) {
  ChosenSnapshot chosen;
  if (!as_of.is_now()) {
    const auto seq = catalog.registry().seq_at(as_of);
    if (!seq) return seq.error();
    wanted.seq = seq.value();
    auto past = past_lineage(catalog.registry(), wanted);
    if (!past) return past.error();
    chosen.past = past.take();
    chosen.snapshot = chosen.past->snapshot;
    chosen.seq = seq.value();
    return chosen;
  }
  auto snapshot = catalog.lineage();
  if (!snapshot) return snapshot.error();
  chosen.snapshot = snapshot.take();
  const auto read = cursor.empty() ? std::nullopt : read_cursor(cursor);
  if (read && read->seq != chosen.snapshot->seq()) {
    chosen.snapshot = catalog.pinned(read->seq);
    if (!chosen.snapshot) {
      return make_error(ErrorCode::invalid_argument, "cursor-expired",
                        "the lineage has changed since this cursor was given and that state is no longer kept; "
                        "ask again without a cursor, or page with as_of=" +
                            std::to_string(read->seq));
    }
  }
  chosen.seq = chosen.snapshot->seq();
  return chosen;
}

}  // namespace trama::service
