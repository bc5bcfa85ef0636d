// Reading manifests.
#include "catalog/store/contract_writes.h"
#include "catalog/store/manifest_writes.h"
#include "catalog/store/registry_impl.h"

namespace trama::store {

Result<Page<ManifestInfo>> RegistryImpl::manifests(std::string_view resume, std::size_t limit) const {
  const auto after = read_resume_key(resume);
  if (!after) return after.error();
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db());
  Page<ManifestInfo> page;
  std::string last = after->empty() ? "" : keys::text(*after) + '\0';
  for (auto entry = view.next(Family::manifests, "", last); entry;
       entry = view.next(Family::manifests, "", entry->key + '\0')) {
    if (page.items.size() == limit) {
      page.next = resume_key(page.items.back().id);
      break;
    }
    std::string id;
    const auto row = view.decoded<ManifestRow>(Family::manifests, entry->value);
    if (!keys::read_texts(entry->key, &id, nullptr)) view.undecodable(Family::manifests);
    if (auto error = view.take_error()) return *error;
    page.items.push_back(to_info(id, *row));
  }
  if (auto error = view.take_error()) return *error;
  return page;
}

Result<ManifestInfo> RegistryImpl::manifest(std::string_view id) const {
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db(), StoreView::Of::now);
  const auto row = view.row<ManifestRow>(Family::manifests, keys::text(id));
  if (auto error = view.take_error()) return *error;
  if (!row) return not_found("manifest", id);
  return to_info(id, *row);
}

}  // namespace trama::store
