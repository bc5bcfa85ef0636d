#include "web/service/impact_answer.h"

#include <algorithm>
#include <array>

#include "catalog/base/hash.h"
#include "catalog/base/text.h"

namespace trama::service {
namespace {

using graph::NodeIndex;

struct KindRow {
  std::string_view name;
  bool indirect_reach;
};
constexpr auto kKinds = std::to_array<KindRow>({{"remove", true},
                                                {"rename", true},
                                                {"type", true},
                                                {"precision", true},
                                                {"unit", true},
                                                {"nullable", false},
                                                {"values", false},
                                                {"key", false},
                                                {"classification", false},
                                                {"documentation", false},
                                                {"add", false},
                                                {"other", false}});

const KindRow* kind_row(std::string_view name) {
  const auto row = std::ranges::find(kKinds, name, &KindRow::name);
  return row == kKinds.end() ? nullptr : &*row;
}

std::string question_hash(const ImpactQuestion& question) {
  std::string text = question.node;
  for (const ProposedChange& change : question.changes) text += '\0' + change.kind + '\0' + change.field;
  text += '\0' + (question.certainty ? std::string(graph::to_string(*question.certainty)) : "");
  return sha256_hex(text).substr(0, 16);
}

Error at_change(Error error, std::size_t index, std::string_view member) {
  Problem problem;
  problem.rule = error.slug;
  problem.message = error.message;
  problem.pointer = "/changes/" + std::to_string(index) + "/" + std::string(member);
  error.problems.push_back(std::move(problem));
  return error;
}

bool is_nested_in(std::string_view path, std::string_view parent) {
  return path.size() > parent.size() && path.starts_with(parent) &&
         std::string_view(".[{").find(path[parent.size()]) != std::string_view::npos;
}

class Roots {
 public:
  Roots(const graph::Snapshot& snapshot, const std::vector<NodeIndex>& nodes, ImpactAnswer* answer)
      : snapshot_(snapshot), nodes_(nodes), answer_(*answer) {}

  Result<std::vector<graph::Change>> all() {
    const auto& changes = answer_.question.changes;
    for (std::size_t i = 0; i < changes.size(); ++i) {
      const KindRow* kind = kind_row(changes[i].kind);
      if (kind == nullptr) {
        return at_change(make_error(ErrorCode::invalid_argument, "unknown-change",
                                    "`" + shorten(changes[i].kind, 80) + "` is no kind of change; use " +
                                        std::string(change_kinds())),
                         i, "kind");
      }
      if (kind->name == "add") continue;
      auto found = find(changes[i].field);
      if (!found) return at_change(found.error(), i, "field");
      for (const NodeIndex node : found.value()) add(node, *kind);
    }
    return std::move(changes_);
  }

 private:
  [[nodiscard]] Result<std::vector<NodeIndex>> find(std::string_view field) const {
    if (field.empty()) return nodes_;
    std::vector<NodeIndex> found;
    for (const NodeIndex node : nodes_) {
      const graph::NodeView dataset = snapshot_.node(node);
      for (const NodeIndex one : snapshot_.fields_of(node)) {
        const std::string path = snapshot_.node(one).path;
        if (field == path || field == dataset.table + "." + path || field == dataset.id + "/" + path) {
          found.push_back(one);
        }
      }
    }
    if (found.size() == 1) return found;
    if (found.empty()) return snapshot_.resolve(field, NodeKind::field);
    Error error = make_error(ErrorCode::ambiguous, "ambiguous-node",
                             "`" + shorten(field, 80) + "` is a field of several datasets; write <table>.<field>");
    for (const NodeIndex node : found) error.candidates.push_back(snapshot_.node(node).id);
    return error;
  }

  void add(NodeIndex node, const KindRow& kind) {
    answer_.roots.push_back({node, std::string(kind.name)});
    changes_.push_back({node, kind.indirect_reach});
    for (const NodeIndex field : snapshot_.fields_of(node)) changes_.push_back({field, kind.indirect_reach});
    const graph::NodeView view = snapshot_.node(node);
    if (view.kind != NodeKind::field || view.table.empty()) return;
    const auto dataset = snapshot_.resolve(dataset_id(view.contract, view.table));
    if (!dataset || dataset->size() != 1) return;
    for (const NodeIndex field : snapshot_.fields_of(dataset->front())) {
      if (is_nested_in(snapshot_.node(field).path, view.path)) changes_.push_back({field, kind.indirect_reach});
    }
  }

  const graph::Snapshot& snapshot_;
  const std::vector<NodeIndex>& nodes_;
  ImpactAnswer& answer_;
  std::vector<graph::Change> changes_;
};

}  // namespace

std::string_view change_kinds() {
  static const std::string names = [] {
    std::string text;
    for (const KindRow& row : kKinds) {
      if (!text.empty()) text += &row == &kKinds.back() ? " or " : ", ";
      text += row.name;
    }
    return text;
  }();
  return names;
}

bool is_change_kind(std::string_view kind) {
  return kind_row(kind) != nullptr;
}

std::optional<graph::Certainty> certainty_from(std::string_view text) {
  for (const auto certainty : {graph::Certainty::certain, graph::Certainty::possible, graph::Certainty::cleared}) {
    if (text == graph::to_string(certainty)) return certainty;
  }
  return std::nullopt;
}

Result<ImpactAnswer> answer_impact(const Catalog& catalog, const ImpactQuestion& question) {
  ImpactAnswer answer;
  answer.question = question;
  auto chosen = choose_snapshot(catalog, {.node = question.node, .direction = graph::Direction::downstream},
                                question.as_of, question.cursor);
  if (!chosen) return chosen.error();
  answer.chosen = chosen.take();
  const graph::Snapshot& snapshot = *answer.chosen.snapshot;
  const auto nodes = snapshot.resolve(question.node, question.kind);
  if (!nodes) return nodes.error();
  auto changes = Roots(snapshot, nodes.value(), &answer).all();
  if (!changes) return changes.error();
  const std::string hash = question_hash(question);
  const auto skip = skip_of_cursor(question.cursor, hash, answer.chosen.seq);
  if (!skip) return skip.error();

  graph::ImpactRequest request;
  request.changes = changes.take();
  request.nodes_max = question.hits_max;
  request.skip = skip.value();
  request.only = question.certainty;
  request.stop = question.stop;
  // A past that was cut proves nothing about what it does not show.
  const bool cut = answer.chosen.past && answer.chosen.past->truncated;
  request.cleared = !cut;
  answer.impact = snapshot.impact(request);
  if (cut && answer.impact.complete) {
    answer.impact.complete = false;
    answer.impact.truncated_by = "limit";
  }
  const std::size_t shown = skip.value() + answer.impact.hits.size();
  if (shown < answer.impact.total) {
    answer.cursor = write_cursor(answer.chosen.seq, shown, hash);
    if (question.as_of.is_now()) catalog.pin(answer.chosen.snapshot);
  }
  return answer;
}

}  // namespace trama::service
