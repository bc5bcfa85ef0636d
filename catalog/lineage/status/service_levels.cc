// Service levels against what is known of the datasets.
#include <algorithm>
#include <array>
#include <chrono>
#include <string>

#include "catalog/base/text.h"
#include "catalog/lineage/status/cron.h"
#include "catalog/lineage/status/parts.h"

namespace trama::lineage {
namespace {

using contract::Sla;

constexpr TimeUs kSecondUs = 1'000'000;
constexpr TimeUs kDayUs = 86'400 * kSecondUs;
constexpr TimeUs kAheadMaxUs = kDayUs;                   // of clocks elsewhere; a load beyond is no evidence
constexpr TimeUs kLastUs = 253'402'300'799 * kSecondUs;  // of the year 9999
constexpr double kSecondsMax = 86'400.0 * 366 * 1'000;
constexpr std::int64_t kMonthsMax = 12'000;

// Months are those of the calendar: a month after January 31 is the last day of February.
TimeUs later_by(TimeUs at_us, const contract::Duration& duration) {
  const auto seconds = static_cast<TimeUs>(std::clamp(duration.seconds, 0.0, kSecondsMax) * kSecondUs);
  if (duration.months == 0) return at_us + seconds;
  const std::chrono::sys_time<std::chrono::microseconds> at{std::chrono::microseconds(at_us)};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  auto date =
      std::chrono::year_month_day(day) + std::chrono::months(std::clamp<std::int64_t>(duration.months, 0, kMonthsMax));
  if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
  const auto moved = std::chrono::sys_days(date) - day;
  return at_us + std::chrono::microseconds(moved).count() + seconds;
}

std::string promised_text(const Sla& sla) {
  if (sla.duration && sla.duration->months == 0) {
    return period_text(static_cast<TimeUs>(std::clamp(sla.duration->seconds, 0.0, kSecondsMax) * kSecondUs));
  }
  return sla.unit.empty() ? sla.value : sla.value + " " + sla.unit;
}

std::string ago_text(TimeUs at_us, TimeUs now_us) {
  return at_us >= now_us ? "just now" : period_text(now_us - at_us) + " ago";
}

// Why nothing can be said about a dataset that nobody is known to have loaded.
std::string no_load_reason(const DatasetState& state, bool has_server) {
  if (state.failure) return "no finished run has been reported; the last one failed";
  if (!state.names.empty()) return "no finished run that wrote it has been reported";
  return has_server ? std::string(kNoRun) : "the contract names no server, so no run can be told to be its own";
}

DatasetVerdict unknown(const DatasetState& state, std::string reason) {
  return {state.dataset, Verdict::unknown, std::move(reason), {}};
}

// Broken from `due_us` on.
DatasetVerdict by_due(const DatasetState& state, TimeUs due_us, TimeUs now_us, std::string reason) {
  due_us = std::min(due_us, kLastUs);
  const bool broken = now_us > due_us;
  if (broken && state.failure) reason += "; the last run failed " + ago_text(state.failure->at_us, now_us);
  return {state.dataset, broken ? Verdict::broken : Verdict::met, std::move(reason), due_us};
}

DatasetVerdict freshness(const Sla& sla, const DatasetState& state, TimeUs now_us) {
  if (!sla.duration) return unknown(state, "what is promised cannot be read as a length of time");
  return by_due(state, later_by(state.load->at_us, *sla.duration), now_us,
                "last loaded " + ago_text(state.load->at_us, now_us) + ", promised within " + promised_text(sla));
}

std::optional<TimeUs> due_by_schedule(const Sla& sla, TimeUs loaded_us) {
  if (const auto cron = Cron::parse(sla.schedule)) {
    const auto next = cron->next(loaded_us);
    return next ? cron->next(*next) : std::nullopt;
  }
  if (!sla.duration) return std::nullopt;
  return later_by(later_by(loaded_us, *sla.duration), *sla.duration);
}

DatasetVerdict frequency(const Sla& sla, const DatasetState& state, TimeUs now_us) {
  const auto due = due_by_schedule(sla, state.load->at_us);
  if (!due) return unknown(state, "neither an interval nor a schedule of five cron fields is promised");
  const std::string promised = sla.schedule.empty() ? "every " + promised_text(sla) : "by schedule " + sla.schedule;
  return by_due(state, *due, now_us, "last loaded " + ago_text(state.load->at_us, now_us) + ", promised " + promised);
}

DatasetVerdict latency(const Sla& sla, const DatasetState& state, TimeUs now_us) {
  if (!sla.duration) return unknown(state, "what is promised cannot be read as a length of time");
  const Happened& load = *state.load;
  if (!load.data_until_us) return unknown(state, "the last run did not say until when its data goes (nominalTime)");
  const TimeUs due_us = std::min(later_by(*load.data_until_us, *sla.duration), kLastUs);
  const std::string took = period_text(std::max<TimeUs>(0, load.at_us - *load.data_until_us));
  return {state.dataset, load.at_us > due_us ? Verdict::broken : Verdict::met,
          "loaded " + took + " after the end of its data, promised within " + promised_text(sla) + "; loaded " +
              ago_text(load.at_us, now_us),
          due_us};
}

using Rule = DatasetVerdict (*)(const Sla& sla, const DatasetState& state, TimeUs now_us);

Rule rule_of(std::string_view property) {
  if (property == "freshness") return freshness;
  if (property == "frequency") return frequency;
  if (property == "latency") return latency;
  return nullptr;
}

std::string unmeasured_reason(std::string_view property) {
  constexpr auto kReasons = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"availability", "availability is measured by asking the server; runs do not tell it"},
       {"retention", "no run tells how far back the data goes"},
       {"completeness", "no run tells how much of the data there should be"},
       {"support", "support is given by people; runs do not tell it"}});
  for (const auto& [name, reason] : kReasons) {
    if (property == name) return std::string(reason);
  }
  return "nothing that runs and tests report measures it";
}

// The datasets that `element` names ("orders.placed_at, order_lines"); all of them when it names none.
std::vector<std::uint32_t> concerned(const contract::Contract& contract, const Sla& sla) {
  std::vector<std::uint32_t> named, all;
  for (std::uint32_t i = 0; i < contract.datasets.size(); ++i) {
    all.push_back(i);
    const contract::Dataset& dataset = contract.datasets[i];
    for (const std::string_view part : split(sla.element, ',')) {
      const std::string_view element = trim(part);
      const auto names = [&](std::string_view name) {
        return !name.empty() && element.starts_with(name) &&
               (element.size() == name.size() || element[name.size()] == '.');
      };
      if (!names(dataset.name) && !names(dataset.physical_name)) continue;
      named.push_back(i);
      break;
    }
  }
  return named.empty() ? all : named;
}

// The worst of them decides; of those the one that is due first.
const DatasetVerdict* deciding(const std::vector<DatasetVerdict>& verdicts) {
  const auto rank = [](const DatasetVerdict& one) {
    const int order = one.verdict == Verdict::broken ? 0 : one.verdict == Verdict::unknown ? 1 : 2;
    return std::pair(order, one.due_us.value_or(0));
  };
  const auto worst = std::ranges::min_element(verdicts, {}, rank);
  return worst == verdicts.end() ? nullptr : &*worst;
}

}  // namespace

std::string period_text(TimeUs period_us) {
  constexpr auto kParts = std::to_array<std::pair<TimeUs, std::string_view>>(
      {{kDayUs, "d"}, {3'600 * kSecondUs, "h"}, {60 * kSecondUs, "m"}, {kSecondUs, "s"}});
  for (std::size_t i = 0; i < kParts.size(); ++i) {
    const auto& [size, unit] = kParts[i];
    if (period_us < size) continue;
    std::string text = std::to_string(period_us / size) + std::string(unit);
    if (i + 1 == kParts.size()) return text;
    const auto& [smaller, smaller_unit] = kParts[i + 1];
    const TimeUs rest = period_us % size / smaller;
    return rest == 0 ? text : text + " " + std::to_string(rest) + std::string(smaller_unit);
  }
  return std::to_string(std::max<TimeUs>(0, period_us) / 1'000) + "ms";
}

LevelStatus level_status(const contract::Contract& contract, std::size_t sla, const std::vector<DatasetState>& states,
                         TimeUs now_us) {
  const Sla& promised = contract.sla[sla];
  LevelStatus level;
  level.sla = sla;
  const Rule rule = rule_of(promised.property);
  if (rule == nullptr) {
    level.reason = unmeasured_reason(promised.property);
    return level;
  }
  for (const std::uint32_t dataset : concerned(contract, promised)) {
    const DatasetState& state = states[dataset];
    if (state.dropped_us) {
      level.datasets.push_back(
          {dataset, Verdict::broken, "it was dropped " + ago_text(*state.dropped_us, now_us), state.dropped_us});
    } else if (!state.load) {
      level.datasets.push_back(unknown(state, no_load_reason(state, !contract.servers.empty())));
    } else if (state.load->at_us > now_us + kAheadMaxUs) {
      level.datasets.push_back(
          unknown(state, "the last load is dated in the future, " + format_rfc3339(state.load->at_us)));
    } else {
      level.datasets.push_back(rule(promised, state, now_us));
    }
  }
  const DatasetVerdict* decides = deciding(level.datasets);
  if (decides == nullptr) {
    level.reason = "the contract describes no dataset";
    return level;
  }
  level.verdict = decides->verdict;
  level.reason =
      level.datasets.size() > 1 ? contract.datasets[decides->dataset].name + ": " + decides->reason : decides->reason;
  if (level.verdict == Verdict::unknown) return level;
  level.due_us = decides->due_us;
  const auto& load = states[decides->dataset].load;
  const bool after_the_fact = promised.property == "latency" && load;  // it is broken when the load comes
  if (level.verdict == Verdict::broken && !after_the_fact) level.since_us = decides->due_us;
  if (load && (level.verdict == Verdict::met || after_the_fact)) level.since_us = load->at_us;
  return level;
}

}  // namespace trama::lineage
