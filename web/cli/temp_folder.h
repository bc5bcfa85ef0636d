// A folder in the system's place for such things, removed with everything in it when this goes out of scope. One
// thread.
#pragma once

#include <optional>
#include <string>

namespace trama::cli {

class TempFolder {
 public:
  // "<temp>/<prefix>-XXXXXX"; nullopt: none could be made.
  [[nodiscard]] static std::optional<TempFolder> make(const std::string& prefix);
  TempFolder(TempFolder&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
  TempFolder& operator=(TempFolder&&) = delete;
  ~TempFolder();

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  explicit TempFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace trama::cli
