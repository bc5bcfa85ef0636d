#include "web/service/catalog.h"

#include <filesystem>
#include <utility>

#include "catalog/base/limits.h"
#include "web/service/agreements.h"
#include "web/service/publishing.h"

namespace trama::service {
namespace {

// Snapshots share what did not change between them; a few generations cost little.
constexpr std::size_t kPinsMax = 8;
// How often a signature is tried again when its consumer was changed under it.
constexpr int kSignTriesMax = 5;

Result<void> make_folder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error) return {};
  return make_error(ErrorCode::unreachable, "data-folder",
                    "cannot make the data folder " + folder + ": " + error.message());
}

}  // namespace

Result<std::unique_ptr<Catalog>> Catalog::open(const CatalogOptions& options) {
  if (const auto made = make_folder(options.folder); !made) return made.error();
  auto catalog = std::unique_ptr<Catalog>(new Catalog());
  catalog->folder_ = options.folder;
  catalog->search_waiters_max_ = options.search_waiters_max;
  catalog->stale_after_us_ = options.stale_after_us;
  if (options.clock != nullptr) catalog->clock_ = options.clock;

  store::StoreOptions store_options;
  store_options.path = options.folder + "/store";
  store_options.clock = options.clock;
  store_options.cache_bytes = options.cache_bytes;
  auto registry = store::Registry::open(std::move(store_options));
  if (!registry) return registry.error();
  auto index = search::SearchIndex::open(options.folder + "/search");
  if (!index) return index.error();

  catalog->index_ = index.take();
  catalog->graph_ = graph::LineageGraph::create();
  catalog->projector_ = std::make_unique<Projector>(*catalog->graph_, *catalog->index_);
  catalog->registry_ = registry.take();
  catalog->registry_->set_commit_listener(catalog->projector_->listener());
  catalog->projector_->start(*catalog->registry_);
  catalog->mender_ = std::make_unique<Mender>(*catalog->registry_);
  return catalog;
}

Catalog::~Catalog() {
  if (projector_) projector_->stop();
}

Result<Registered> Catalog::register_document(std::string_view bytes, const RegisterOptions& options) {
  auto prepared = prepare(bytes, options);
  if (!prepared) return prepared.error();
  if (options.enforce_gates) {
    return publish(*this, prepared.take(), options,
                   [this](store::RegisterRequest request) { return registry_->register_contract(std::move(request)); });
  }
  auto receipt = registry_->register_contract(std::move(prepared->request));
  if (!receipt) return receipt.error();
  return Registered{receipt.take(), std::move(prepared->parsed.contract), std::move(prepared->parsed.notes), {}};
}

Result<Proposed> Catalog::propose_document(std::string_view bytes, const ProposeOptions& options) {
  auto parsed = contract::parse_contract(bytes, contract::Strictness::lenient);
  if (!parsed) return parsed.error();
  if (const auto same = check_id(parsed->contract->id, options.expected_id); !same) return same.error();
  const std::string id = parsed->contract->id;
  store::ProposeRequest request;
  request.contract = parsed->contract;
  request.original = bytes;
  request.fingerprint = parsed->fingerprint;
  request.actor = options.actor;
  request.reason = options.reason;
  request.expires_us = options.expires_us;
  request.lifetime_us = options.lifetime_us;
  const store::Seq before = registry_->head();
  const auto change = registry_->propose(std::move(request));
  if (!change) return change.error();
  auto proposal = registry_->proposal(id, change->seq);
  if (!proposal) return proposal.error();
  return Proposed{proposal.take(), change->seq > before, std::move(parsed->notes)};
}

Result<Registered> Catalog::publish_proposal(std::string_view contract, store::Seq proposal,
                                             const RegisterOptions& options) {
  const auto text = registry_->proposal_text(contract, proposal);
  if (!text) return text.error();
  auto prepared = prepare(text.value(), options);
  if (!prepared) return prepared.error();
  const auto write = [&](store::RegisterRequest registration) -> Result<store::Receipt> {
    store::PublishRequest request;
    request.contract = contract;
    request.proposal = proposal;
    request.actor = options.actor;
    request.reason = options.reason;
    request.registration = std::move(registration);
    auto published = registry_->publish_proposal(std::move(request));
    if (!published) return published.error();
    return published.take().receipt;
  };
  return publish(*this, prepared.take(), options, write);
}

Result<store::Change> Catalog::sign_proposal(store::SignRequest request) {
  for (int attempt = 1;; ++attempt) {
    const auto agreement = agreement_of(*this, request.contract, request.consumer);
    if (!agreement) return agreement.error();
    request.consumer_seq = agreement->consumer_seq;
    auto change = registry_->sign(request);
    if (change || change.error().slug != "consumer-changed" || attempt == kSignTriesMax) return change;
  }
}

std::vector<Result<Registered>> Catalog::register_documents(const std::vector<std::string>& documents,
                                                            const RegisterOptions& options) {
  std::vector<Result<Registered>> answers;
  std::vector<store::RegisterRequest> requests;
  std::vector<std::size_t> places;  // where in `answers` the request's answer belongs
  std::vector<std::string> fingerprints;
  answers.reserve(documents.size());
  for (const std::string& document : documents) {
    auto prepared = prepare(document, options);
    if (!prepared) {
      answers.emplace_back(prepared.error());
      continue;
    }
    places.push_back(answers.size());
    fingerprints.push_back(prepared->parsed.fingerprint);
    answers.emplace_back(Registered{{}, prepared->parsed.contract, std::move(prepared->parsed.notes), {}});
    requests.push_back(std::move(prepared->request));
  }
  auto receipts = registry_->register_many(std::move(requests));
  for (std::size_t i = 0; i < receipts.size(); ++i) {
    auto& answer = answers[places[i]];
    if (!receipts[i]) {
      answer = receipts[i].error();
      continue;
    }
    answer->receipt = receipts[i].take();
    report_verdict(*this, fingerprints[i], &answer.value());
  }
  return answers;
}

Result<Searched> Catalog::search(const SearchOptions& options) const {
  const bool reached = wait_for_search(options.min_seq);
  auto answer = index_->search(options.request);
  if (!answer) return answer.error();
  return Searched{answer.take(), !reached};
}

bool Catalog::wait_for_search(store::Seq min_seq) const {
  if (min_seq == 0 || projector_->wait_for_search(min_seq, 0)) return true;
  if (search_waiters_.fetch_add(1) >= search_waiters_max_) {
    search_waiters_.fetch_sub(1);
    return false;
  }
  const bool reached = projector_->wait_for_search(min_seq, limits::kMinSeqWaitMsMax);
  search_waiters_.fetch_sub(1);
  return reached;
}

Result<std::shared_ptr<const graph::Snapshot>> Catalog::lineage() const {
  if (!projector_->graph_loaded()) {
    return make_error(ErrorCode::unavailable, "starting",
                      "the lineage graph is still being loaded; /readyz says when it is there");
  }
  return graph_->snapshot();
}

void Catalog::pin(std::shared_ptr<const graph::Snapshot> snapshot) const {
  const auto pins = pins_.lock();
  std::erase_if(*pins, [&](const auto& pinned) { return pinned->seq() == snapshot->seq(); });
  pins->push_front(std::move(snapshot));
  if (pins->size() > kPinsMax) pins->pop_back();
}

std::shared_ptr<const graph::Snapshot> Catalog::pinned(store::Seq seq) const {
  const auto pins = pins_.lock();
  for (const auto& snapshot : *pins) {
    if (snapshot->seq() == seq) return snapshot;
  }
  return nullptr;
}

}  // namespace trama::service
