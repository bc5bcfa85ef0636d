// Who judges proposed contracts: a server, or a throw-away catalog made from a folder or a commit. One thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "catalog/base/result.h"
#include "web/cli/command.h"

namespace trama::cli {

class Judge {
 public:
  virtual ~Judge() = default;
  // The answer of POST /api/v1/check as JSON. Errors: unreadable and its like for a document nobody can judge,
  // unreachable and its like where there is no answer: never to be taken for a pass.
  [[nodiscard]] virtual Result<std::string> judge(std::string_view bytes) = 0;
};

// `against`: http(s)://… is a server; else an existing folder; else a git ref of the repository that holds the first
// file. "" is the server of `remote`. Files that are checked are left out of a folder they lie in. What could not be
// read of a folder or commit is told on standard error. Error: unreachable.
[[nodiscard]] Result<std::unique_ptr<Judge>> open_judge(const CheckOptions& options);

}  // namespace trama::cli
