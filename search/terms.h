// Terms as the index stores them: bounded in length, stemmed where they stand for prose. Pure functions are any
// thread's; a Stemmer is one thread's at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace trama::search {

// prefix + value; a value that would not fit is cut and ends in a hash of the whole.
[[nodiscard]] std::string bounded_term(std::string_view prefix, std::string_view value);

// Porter's English stemmer over plain words; what has digits or other scripts stays as it is.
class Stemmer {
 public:
  Stemmer();
  ~Stemmer();
  Stemmer(const Stemmer&) = delete;
  Stemmer& operator=(const Stemmer&) = delete;

  // The general term of a folded part.
  [[nodiscard]] std::string operator()(const std::string& part);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Words too common to require in a query that has others.
[[nodiscard]] bool is_stop_word(std::string_view folded);

}  // namespace trama::search
