#include "web/service/mender.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace trama::service {
namespace {

constexpr std::chrono::milliseconds kPauseMax{60'000};

}  // namespace

Mender::Mender(store::Registry& registry, std::chrono::milliseconds first_pause)
    : thread_([&registry, first_pause](const std::stop_token& stop) { watch(stop, registry, first_pause); }) {}

void Mender::watch(const std::stop_token& stop, store::Registry& registry, std::chrono::milliseconds first_pause) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::chrono::milliseconds pause = first_pause;
  std::unique_lock lock(mutex);
  while (!wake.wait_for(lock, stop, pause, [&stop] { return stop.stop_requested(); })) {
    const bool sound = registry.writable() || registry.resume();
    pause = sound ? first_pause : std::min(pause * 2, kPauseMax);
  }
}

}  // namespace trama::service
