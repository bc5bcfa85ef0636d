#include "web/service/lineage_answer.h"

#include <algorithm>
#include <charconv>

#include "catalog/base/encoding.h"
#include "catalog/base/hash.h"

namespace trama::service {
namespace {

// A cursor goes on with one question on one snapshot: "<seq>.<skip>.<what was asked, hashed>".
std::string question_hash(const LineageQuestion& question, graph::Level level) {
  const std::string text = question.node + '\0' + std::to_string(static_cast<int>(question.direction)) +
                           std::to_string(static_cast<int>(level)) + '.' + std::to_string(question.depth_max) +
                           (question.derives ? 'd' : '-') + (question.consumes ? 'c' : '-') +
                           (question.references ? 'r' : '-');
  return sha256_hex(text).substr(0, 16);
}

struct Cursor {
  store::Seq seq = 0;
  std::size_t skip = 0;
};

std::string write_cursor(const Cursor& cursor, const std::string& hash) {
  return base64url_encode(std::to_string(cursor.seq) + "." + std::to_string(cursor.skip) + "." + hash);
}

template <typename T>
bool read_number(std::string_view text, T* number) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), *number);
  return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

Result<Cursor> read_cursor(std::string_view text, const std::string& hash) {
  const auto bytes = base64url_decode(text);
  Cursor cursor;
  if (bytes) {
    const std::size_t first = bytes->find('.');
    const std::size_t second = first == std::string::npos ? first : bytes->find('.', first + 1);
    if (second != std::string::npos && std::string_view(*bytes).substr(second + 1) == hash &&
        read_number(std::string_view(*bytes).substr(0, first), &cursor.seq) &&
        read_number(std::string_view(*bytes).substr(first + 1, second - first - 1), &cursor.skip)) {
      return cursor;
    }
  }
  return make_error(ErrorCode::invalid_argument, "bad-cursor",
                    "this cursor does not belong to this question; ask again without a cursor");
}

graph::Level level_of(const LineageQuestion& question, const graph::Snapshot& snapshot,
                      const std::vector<graph::NodeIndex>& roots) {
  if (question.level) return *question.level;
  const bool fields =
      std::ranges::all_of(roots, [&](graph::NodeIndex root) { return snapshot.node(root).kind == NodeKind::field; });
  return fields ? graph::Level::column : graph::Level::dataset;
}

// The snapshot to walk: today's, the one an earlier page was cut from, or one of the past.
Result<void> choose_snapshot(const Catalog& catalog, LineageAnswer* answer,
                             const std::optional<store::Seq>& cursor_seq) {
  const LineageQuestion& question = answer->question;
  if (!question.as_of.is_now()) {
    const auto seq = catalog.registry().seq_at(question.as_of);
    if (!seq) return seq.error();
    auto past = past_lineage(catalog.registry(), {.node = question.node,
                                                  .seq = seq.value(),
                                                  .hops_max = question.depth_max,
                                                  .direction = question.direction,
                                                  .derives = question.derives,
                                                  .consumes = question.consumes,
                                                  .references = question.references});
    if (!past) return past.error();
    answer->past = past.take();
    answer->snapshot = answer->past->snapshot;
    answer->as_of_seq = seq.value();
    return {};
  }
  auto snapshot = catalog.lineage();
  if (!snapshot) return snapshot.error();
  answer->snapshot = snapshot.take();
  if (cursor_seq && *cursor_seq != answer->snapshot->seq()) {
    answer->snapshot = catalog.pinned(*cursor_seq);
    if (!answer->snapshot) {
      return make_error(ErrorCode::invalid_argument, "cursor-expired",
                        "the lineage has changed since this cursor was given and that state is no longer kept; "
                        "ask again without a cursor, or page with as_of=" +
                            std::to_string(*cursor_seq));
    }
  }
  answer->as_of_seq = answer->snapshot->seq();
  return {};
}

}  // namespace

Result<LineageAnswer> answer_lineage(const Catalog& catalog, const LineageQuestion& question) {
  LineageAnswer answer;
  answer.question = question;
  std::optional<store::Seq> cursor_seq;
  if (!question.cursor.empty()) {
    // The seq is needed before the question can be hashed with its level, so it is read without the check first.
    const auto bytes = base64url_decode(question.cursor);
    store::Seq seq = 0;
    if (bytes && read_number(std::string_view(*bytes).substr(0, bytes->find('.')), &seq)) cursor_seq = seq;
  }
  if (const auto chosen = choose_snapshot(catalog, &answer, cursor_seq); !chosen) return chosen.error();

  auto roots = answer.snapshot->resolve(question.node, question.kind);
  if (!roots) return roots.error();
  answer.roots = roots.take();
  answer.level = level_of(question, *answer.snapshot, answer.roots);
  const std::string hash = question_hash(question, answer.level);

  Cursor cursor;
  if (!question.cursor.empty()) {
    const auto read = read_cursor(question.cursor, hash);
    if (!read) return read.error();
    cursor = read.value();
    if (cursor.seq != answer.as_of_seq) {
      return make_error(ErrorCode::invalid_argument, "bad-cursor",
                        "this cursor was given for the lineage as of " + std::to_string(cursor.seq) + ", not of " +
                            std::to_string(answer.as_of_seq) + "; ask again without a cursor");
    }
  }
  graph::TraverseRequest request;
  request.roots = answer.roots;
  request.direction = question.direction;
  request.level = answer.level;
  request.depth_max = question.depth_max;
  request.derives = question.derives;
  request.consumes = question.consumes;
  request.references = question.references;
  request.nodes_max = question.nodes_max;
  request.skip = cursor.skip;
  request.stop = question.stop;
  answer.traversal = answer.snapshot->traverse(request);
  if (answer.past && answer.past->truncated) {
    answer.traversal.complete = false;
    answer.traversal.truncated_by = "limit";
  }
  const std::size_t shown = cursor.skip + answer.traversal.nodes.size();
  if (shown < answer.traversal.nodes_total) {
    answer.cursor = write_cursor({answer.snapshot->seq(), shown}, hash);
    if (question.as_of.is_now()) catalog.pin(answer.snapshot);
  }
  return answer;
}

}  // namespace trama::service
