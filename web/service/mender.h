// Turns writes on again. A failed sync or a full disk turns the store's writes off; this thread looks whether they are
// off and asks the store to resume, after a second, then after twice as long each time, up to a minute. So a disk that
// has space again needs nobody to restart anything. Reads go on all the while, but for the moment of reopening.
//
// Owns its thread; the registry must outlive it. Thread-safe by having nothing to call.
#pragma once

#include <chrono>
#include <thread>

#include "catalog/store/registry.h"

namespace trama::service {

class Mender {
 public:
  explicit Mender(store::Registry& registry, std::chrono::milliseconds first_pause = std::chrono::seconds(1));

 private:
  static void watch(const std::stop_token& stop, store::Registry& registry, std::chrono::milliseconds first_pause);

  std::jthread thread_;
};

}  // namespace trama::service
