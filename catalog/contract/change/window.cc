#include "catalog/contract/change/window.h"

#include <algorithm>
#include <functional>

#include "catalog/base/text.h"
#include "catalog/contract/change/find_field.h"

namespace trama::change {
namespace {

using contract::Contract;
using contract::Dataset;
using contract::Field;

constexpr TimeUs kDay = TimeUs{86'400} * 1'000'000;

// Since when, as far as the text can be read.
struct Mark {
  bool set = false;
  std::optional<TimeUs> since;
};

Mark mark_of(bool deprecated, const std::string& since) {
  return {deprecated, deprecated ? parse_rfc3339(since) : std::nullopt};
}

Mark contract_mark(const Contract& contract) {
  const bool by_status = contract.status == "deprecated" || contract.status == "retired";
  return mark_of(contract.deprecated || by_status, contract.deprecated_since);
}

// The mark of the nearest thing that has one.
Mark mark_in(const Contract& contract, const std::string& dataset_name, const std::string& path) {
  const Dataset* dataset = dataset_name.empty() ? nullptr : find_dataset(contract, dataset_name);
  if (dataset == nullptr && !dataset_name.empty()) return {};
  if (dataset != nullptr && !path.empty()) {
    const auto fields = find_fields(*dataset, path);
    for (auto at = fields.rbegin(); at != fields.rend(); ++at) {
      if ((*at)->deprecated) return mark_of(true, (*at)->deprecated_since);
    }
    if (fields.empty()) return {};
  }
  if (dataset != nullptr && dataset->deprecated) return mark_of(true, dataset->deprecated_since);
  return contract_mark(contract);
}

// When the newest run of versions for which `holds` began.
std::optional<TimeUs> run_began(std::span<const StoredVersion> history,
                                const std::function<bool(const Contract&)>& holds) {
  std::optional<TimeUs> began;
  for (auto at = history.rbegin(); at != history.rend() && holds(*at->contract); ++at) began = at->recorded;
  return began;
}

bool knows(const Contract& contract, const Change& change, const std::string& name) {
  const Dataset* dataset = find_dataset(contract, change.dataset_before);
  if (dataset == nullptr) return false;
  const auto fields = find_fields(*dataset, change.path_before);
  if (fields.empty()) return false;
  const Field& field = *fields.back();
  return field.previous_name == name || std::ranges::find(field.aliases, name) != field.aliases.end();
}

// The removed name is that of a field again.
bool taken_over(const Contract& after, const Change& change) {
  const Dataset* dataset = find_dataset(after, change.dataset_after);
  const std::size_t cut = change.path_after.rfind('.');
  const std::string owner = cut == std::string::npos ? "" : change.path_after.substr(0, cut + 1);
  return dataset != nullptr && !find_fields(*dataset, owner + change.before).empty();
}

std::string day(TimeUs time) {
  return format_rfc3339(time).substr(0, 10);
}

class Window {
 public:
  Window(const Contract& before, const Contract& after, std::span<const StoredVersion> history, TimeUs now, int days)
      : before_(before), after_(after), history_(history), now_(now), days_(days) {}

  std::optional<Held> hold(const Change& change) const {
    switch (change.rule) {
      case Rule::field_removed:
      case Rule::dataset_removed:
      case Rule::dataset_renamed:
      case Rule::contract_retired:
        return until_marked(change);
      case Rule::field_renamed:
        return change.rename.old_name_kept ? std::nullopt : until_marked(change);
      case Rule::alias_removed:
        return taken_over(after_, change) ? std::nullopt : until_old(change);
      default:
        return std::nullopt;
    }
  }

 private:
  [[nodiscard]] std::string length() const { return std::to_string(days_) + " days"; }

  [[nodiscard]] std::optional<Held> until_marked(const Change& change) const {
    const Mark mark = mark_in(before_, change.dataset_before, change.path_before);
    if (!mark.set) return unannounced(change);
    std::optional<TimeUs> since = mark.since;
    if (!since) {
      since = run_began(history_, [&](const Contract& contract) {
        return mark_in(contract, change.dataset_before, change.path_before).set;
      });
    }
    return counted(change, since.value_or(now_), "it is deprecated since ");
  }

  [[nodiscard]] std::optional<Held> until_old(const Change& change) const {
    const auto since =
        run_began(history_, [&](const Contract& contract) { return knows(contract, change, change.before); });
    return counted(change, since.value_or(now_), "the name is an alias since ");
  }

  [[nodiscard]] std::optional<Held> counted(const Change& change, TimeUs since, const std::string& reason) const {
    const TimeUs until = since + days_ * kDay;
    if (now_ >= until) return std::nullopt;
    return Held{
        0, until,
        describe(change) + ", but " + reason + day(since) + " and its window of " + length() + " ends on " + day(until),
        "publish this change on " + day(until) + " or later"};
  }

  [[nodiscard]] Held unannounced(const Change& change) const {
    std::string remedy =
        "publish a version that marks it `deprecated: true` with `deprecatedSince` and `successor`, and "
        "make this change " +
        length() + " later";
    if (change.rule == Rule::field_renamed) {
      remedy = "keep the old name: add `aliases: [" + shorten(change.before, 80) + "]` to the new field";
    } else if (change.rule == Rule::contract_retired) {
      remedy = "set the status to deprecated with `deprecatedSince`, and retire the contract " + length() + " later";
    } else if (!change.rename.other.empty()) {
      remedy += "; if it was renamed to `" + shorten(change.rename.other, 80) + "`, say so there with `aliases`";
    }
    return {0, std::nullopt, describe(change) + ", but its end was never announced", std::move(remedy)};
  }

  const Contract& before_;
  const Contract& after_;
  std::span<const StoredVersion> history_;
  TimeUs now_;
  int days_;
};

}  // namespace

std::vector<Held> held_changes(const std::vector<Change>& changes, const Contract& before, const Contract& after,
                               std::span<const StoredVersion> history, TimeUs now, int window_days) {
  const Window window(before, after, history, now, window_days);
  std::vector<Held> out;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (auto held = window.hold(changes[i])) {
      held->change = i;
      out.push_back(std::move(*held));
    }
  }
  return out;
}

}  // namespace trama::change
