#include "catalog/lineage/sql/with_stack.h"

#include <exception>

#include <pthread.h>

namespace trama::lineage::sql {
namespace {

struct Work {
  const std::function<void()>* run = nullptr;
  std::exception_ptr thrown;
};

void* start(void* argument) {
  Work& work = *static_cast<Work*>(argument);
  try {
    (*work.run)();
  } catch (...) {
    work.thrown = std::current_exception();
  }
  return nullptr;
}

}  // namespace

bool with_stack(std::size_t bytes, const std::function<void()>& work) {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return false;
  Work order{&work, nullptr};
  pthread_t thread{};
  const bool started =
      pthread_attr_setstacksize(&attributes, bytes) == 0 && pthread_create(&thread, &attributes, start, &order) == 0;
  pthread_attr_destroy(&attributes);
  if (!started) return false;
  pthread_join(thread, nullptr);
  if (order.thrown) std::rethrow_exception(order.thrown);
  return true;
}

}  // namespace trama::lineage::sql
