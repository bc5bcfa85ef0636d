#include "web/service/sweep.h"

#include "catalog/base/text.h"
#include "catalog/contract/durations.h"

namespace trama::service {

Result<TimeUs> time_before(TimeUs now_us, std::string_view older_than) {
  constexpr std::int64_t kSecondUs = 1'000'000, kMonthSeconds = std::int64_t{30} * 86'400;
  const auto duration = contract::parse_duration(older_than);
  if (!duration) {
    return make_error(ErrorCode::invalid_argument, "bad-duration",
                      "`older_than` is a duration like 30d, 12h or P1M, not \"" + shorten(older_than, 80) + "\"");
  }
  const auto seconds = static_cast<std::int64_t>(duration->seconds) + duration->months * kMonthSeconds;
  // Nobody has said anything before 1970.
  return std::max<TimeUs>(0, now_us - std::min<std::int64_t>(seconds, now_us / kSecondUs) * kSecondUs);
}

Result<Swept> sweep(Catalog& catalog, const SweepOptions& options) {
  if (options.reason.empty() && !options.dry_run) {
    return make_error(ErrorCode::invalid_argument, "reason-required", "a sweep needs a reason; it is kept in the log");
  }
  store::Registry& registry = catalog.registry();
  Swept swept;
  std::string resume;
  do {
    auto page = registry.confirmations(options.before_us, resume, kSweptTold);
    if (!page) return page.error();
    for (store::Confirmation& each : page->items) {
      if (swept.asserters == kSweptMax) {
        swept.more = true;
        return swept;
      }
      if (!options.dry_run) {
        const auto change =
            registry.sweep({each.asserter, options.before_us, options.actor, options.reason, std::nullopt});
        const bool moved =
            !change && (change.error().code == ErrorCode::conflict || change.error().code == ErrorCode::not_found);
        if (moved) continue;
        if (!change) return change.error();
        swept.seq = change->seq;
      }
      ++swept.asserters;
      swept.assertions += each.assertions;
      if (swept.items.size() < kSweptTold) swept.items.push_back(std::move(each));
    }
    resume = page->next;
  } while (!resume.empty());
  return swept;
}

}  // namespace trama::service
