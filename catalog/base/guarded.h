// Guarded<T>: data that lives inside its lock and cannot be named without it. Thread-safe.
#pragma once

#include <mutex>
#include <utility>

namespace trama {

template <typename T>
class Guarded {
 public:
  class Access {
   public:
    Access(std::unique_lock<std::mutex> lock, T& data) : lock_(std::move(lock)), data_(&data) {}
    T* operator->() const { return data_; }
    T& operator*() const { return *data_; }
    // For condition variables only.
    [[nodiscard]] std::unique_lock<std::mutex>& lock() { return lock_; }

   private:
    std::unique_lock<std::mutex> lock_;
    T* data_;
  };

  Guarded() = default;
  explicit Guarded(T data) : data_(std::move(data)) {}

  [[nodiscard]] Access lock() { return Access(std::unique_lock(mutex_), data_); }

 private:
  std::mutex mutex_;
  T data_{};
};

}  // namespace trama
