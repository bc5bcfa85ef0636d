// A pool of open databases. Each call borrows one reader for itself, brought to the revision that was published last,
// so that documents, facet columns and seq agree. Private to search/ (it names Xapian). Thread-safe.
//
// Xapian keeps one revision behind the newest: a reader that fell further back throws, and the call is repeated with a
// fresh one. Everything that touches the database, iterators and result sets included, happens inside the call.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include <xapian.h>

#include "catalog/base/result.h"
#include "search/published.h"
#include "search/terms.h"

namespace trama::search {

struct Reader {
  Xapian::Database database;
  Stemmer stem;
  std::uint64_t generation = 0;
  std::uint64_t revision = 0;
};

class Readers {
 public:
  using Work = std::function<void(Reader&, const Published&)>;

  void publish(std::shared_ptr<const Published> published);
  [[nodiscard]] std::shared_ptr<const Published> published() const;

  // Runs `work`, again from the start if the index moved under it. Errors: corrupt, unavailable.
  Result<void> with_reader(const Work& work);

 private:
  std::unique_ptr<Reader> take();
  void give_back(std::unique_ptr<Reader> reader);
  // False: the database is ahead of what was published, for a moment.
  static bool bring_up(Reader* reader, const Published& published);

  mutable std::mutex mutex_;
  std::shared_ptr<const Published> published_;
  std::vector<std::unique_ptr<Reader>> idle_;
};

// What a Xapian exception means here.
[[nodiscard]] Error to_error(const Xapian::Error& error);

}  // namespace trama::search
