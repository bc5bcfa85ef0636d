// Result<T>: a value or an Error, spelled like std::expected so that it can become an alias of it.
//
// Looking at the wrong side is our own mistake and aborts (through _GLIBCXX_ASSERTIONS of std::variant's accessors, in
// every build). value() on a temporary is deleted, so that no reference outlives its Result.
#pragma once

#include <cstdlib>
#include <optional>
#include <utility>
#include <variant>

#include "catalog/base/error.h"

namespace trama {

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : data_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : data_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool has_value() const { return data_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  [[nodiscard]] T& value() & { return *checked(std::get_if<0>(&data_)); }
  [[nodiscard]] const T& value() const& { return *checked(std::get_if<0>(&data_)); }
  T&& value() && = delete;
  [[nodiscard]] T take() { return std::move(*checked(std::get_if<0>(&data_))); }

  [[nodiscard]] T& operator*() & { return value(); }
  [[nodiscard]] const T& operator*() const& { return value(); }
  [[nodiscard]] T* operator->() { return &value(); }
  [[nodiscard]] const T* operator->() const { return &value(); }

  [[nodiscard]] const Error& error() const { return *checked(std::get_if<1>(&data_)); }

 private:
  template <typename P>
  static P* checked(P* pointer) {
    if (pointer == nullptr) std::abort();
    return pointer;
  }

  std::variant<T, Error> data_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool has_value() const { return !error_.has_value(); }
  explicit operator bool() const { return has_value(); }
  [[nodiscard]] const Error& error() const {
    if (!error_) std::abort();
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

}  // namespace trama
