// When tools last confirmed what they say.
#include <algorithm>

#include "catalog/store/confirmation_writes.h"
#include "catalog/store/lineage_rows.h"
#include "catalog/store/registry_impl.h"

namespace trama::store {

Result<std::optional<TimeUs>> RegistryImpl::confirmed(const lineage::Asserter& asserter) const {
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db(), StoreView::Of::now);
  auto at = confirmed_us(view, asserter);
  if (auto error = view.take_error()) return *error;
  return at;
}

Result<Page<Confirmation>> RegistryImpl::confirmations(TimeUs before_us, std::string_view resume,
                                                       std::size_t limit) const {
  // A page may be short: so many asserters are looked at for one.
  constexpr std::size_t kLookedAtMax = 10'000;
  const auto after = read_resume_key(resume);
  if (!after) return after.error();
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db());
  Page<Confirmation> page;
  std::string from = after->empty() ? std::string(1, static_cast<char>(lineage::AsserterKind::job)) : *after + '\0';
  std::size_t looked_at = 0;
  for (auto entry = view.next(Family::assertions, "", from); entry;
       entry = view.next(Family::assertions, "", entry->key + '\0')) {
    std::string_view rest = entry->key;
    Confirmation found;
    if (!keys::read_asserter(&rest, &found.asserter)) view.undecodable(Family::assertions);
    if (auto error = view.take_error()) return *error;
    if (found.asserter.kind > lineage::AsserterKind::manifest) break;
    const auto open = view.decoded<TimedAssertions>(Family::assertions, entry->value);
    const auto at = confirmed_us(view, found.asserter);
    if (auto error = view.take_error()) return *error;
    if (at && *at < before_us && !open->empty()) {
      found.last_us = *at;
      found.assertions = open->size();
      page.items.push_back(std::move(found));
    }
    if (page.items.size() == limit || ++looked_at == kLookedAtMax) {
      page.next = resume_key(entry->key);
      break;
    }
  }
  if (auto error = view.take_error()) return *error;
  return page;
}

}  // namespace trama::store
